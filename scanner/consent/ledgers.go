// Package consent reads the ledgers of a scan, the datasets that record consent
// or refusal: where they lie, the entries of their records, and the index that
// the numbers of all other datasets are looked up in.
package consent

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/ledger"
)

// Declaration is a dataset that records consent or refusal. All of them are read
// before anything else, and whole.
type Declaration struct {
	Name    string
	Dataset string            // source/dataset
	Kind    string            // consent, refusal
	Fields  map[string]string // what for (number, person, purpose, granted, withdrawn, expires, source, wording) -> field
	Hash    string            // of its declaration
}

// Error says that a ledger cannot be what its declaration says.
type Error struct {
	Ledger string
	What   string // dataset, or what a field of it is for
	Text   string
}

func (e *Error) Error() string { return "ledger " + e.Ledger + ": " + e.Text }

// Ledgers are those of a scan. Every source reads its own first, and goes on
// with the rest when those of all sources are indexed.
type Ledgers struct {
	list   []*Ledger
	secret []byte        // of persons' keys
	late   bool          // somebody asks when a consent was first granted
	ready  chan struct{} // closed when all are indexed

	mu   sync.Mutex
	left int // sources that still read theirs
	err  error
}

// Ledger is one ledger while it is read, and its index.
type Ledger struct {
	Declaration
	in               []string // names of the sources that may hold it
	purposes         *ledger.Purposes
	numbers, persons *ledger.Builder // nil where it has no such field
	moments          *ledger.Moments

	mu      sync.Mutex
	fact    inventory.Ledger
	fields  map[string]struct{} // that were met
	records uint64
	lax     bool   // a field that no record has is none that is missing
	part    bool   // not all of it could be read
	away    bool   // a source that may hold it could not be listed
	skipped string // why it is not read

	byNumber, byPerson *ledger.Index
	names              []string // of purposes, by their number
}

// Options say which ledgers a scan has and how their indexes are kept.
type Options struct {
	Ledgers []Declaration
	Sources []string // names of all that are scanned
	Secret  []byte   // of persons' keys
	Late    bool     // somebody asks when a consent was first granted
	Memory  int64    // bytes that the indexes may take, on disk beyond
	Temp    string   // directory for what is on disk; "": the system's
}

// NewLedgers makes the ledgers of a scan. Close them.
func NewLedgers(o Options) *Ledgers {
	l := &Ledgers{secret: o.Secret, late: o.Late, ready: make(chan struct{}), left: len(o.Sources)}
	if len(o.Ledgers) == 0 {
		close(l.ready)
		return l
	}
	indexes := int64(0)
	for _, d := range o.Ledgers {
		for _, k := range []string{"number", "person"} {
			if d.Fields[k] != "" {
				indexes++
			}
		}
	}
	for _, d := range o.Ledgers {
		share := o.Memory / max(indexes, 1)
		r := &Ledger{
			Declaration: d, fields: map[string]struct{}{}, moments: ledger.NewMoments(o.Temp, share),
			fact: inventory.Ledger{Name: d.Name, Kind: d.Kind, Hash: d.Hash, Purposes: []inventory.LedgerPurpose{}},
		}
		if d.Fields["number"] != "" {
			r.numbers = ledger.NewBuilder(o.Temp, share)
		}
		if d.Fields["person"] != "" {
			r.persons = ledger.NewBuilder(o.Temp, share)
		}
		for _, source := range o.Sources {
			if strings.HasPrefix(d.Dataset, source+"/") {
				r.in = append(r.in, source)
			}
		}
		if len(r.in) == 0 { // none is named: any may hold it
			r.in = slices.Clone(o.Sources)
		}
		l.list = append(l.list, r)
	}
	return l
}

// Close removes what lies on disk.
func (l *Ledgers) Close() {
	for _, r := range l.list {
		r.moments.Close()
		if r.numbers != nil {
			r.numbers.Close()
		}
		if r.persons != nil {
			r.persons.Close()
		}
		for _, x := range []*ledger.Index{r.byNumber, r.byPerson} {
			if x != nil {
				x.Close()
			}
		}
	}
}

// Of is the ledger that a dataset is, nil where it is none.
func (l *Ledgers) Of(source, dataset string) *Ledger {
	for _, r := range l.list {
		if r.Dataset == source+"/"+dataset || r.Dataset == dataset {
			return r
		}
	}
	return nil
}

// Named is the ledger of a name.
func (l *Ledgers) Named(name string) *Ledger {
	i := slices.IndexFunc(l.list, func(r *Ledger) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return l.list[i]
}

// Wanted are the ledgers that a source may hold.
func (l *Ledgers) Wanted(source string) (list []*Ledger) {
	for _, r := range l.list {
		if slices.Contains(r.in, source) {
			list = append(list, r)
		}
	}
	return list
}

// Away says that a source could not be listed whole.
func (l *Ledgers) Away(source string) {
	for _, r := range l.Wanted(source) {
		r.mu.Lock()
		r.away = true
		r.mu.Unlock()
	}
}

// Arriving returns what a source calls when its ledgers are read, or will not
// be; the last one makes the indexes.
func (l *Ledgers) Arriving(ctx context.Context, source string, on time.Time, gap func(inventory.Gap)) (through func()) {
	through = sync.OnceFunc(func() {
		l.mu.Lock()
		l.left--
		last := l.left == 0 && len(l.list) > 0
		l.mu.Unlock()
		if last {
			if ctx.Err() == nil {
				l.err = l.index(on, gap)
			}
			close(l.ready)
		}
	})
	if len(l.Wanted(source)) == 0 {
		through()
	}
	return through
}

// Wait until all ledgers are indexed.
func (l *Ledgers) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-l.ready:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return l.err
	}
}

// Found notes where a ledger is. redact makes the names of its purposes fit to
// be shown; nil: none is.
func (r *Ledger) Found(redact func(string) string, source, dataset string, d connectors.Dataset) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fact.Dataset != "" {
		return &Error{r.Name, "dataset", fmt.Sprintf("two datasets are called so: %s/%s and %s/%s; write it as source/dataset", r.fact.Source, r.fact.Dataset, source, dataset)}
	}
	r.fact.Source, r.fact.Dataset = source, dataset
	if redact == nil {
		redact = func(string) string { return "{}" }
	}
	r.purposes = ledger.NewPurposes(redact)
	r.lax = inventory.Loose(d.Format, d.Unit)
	if d.Fields == nil {
		return nil
	}
	for _, f := range d.Fields {
		r.fields[f.Path] = struct{}{}
	}
	if r.lax {
		return nil
	}
	return r.lacks(func(string) bool { return true })
}

// Skip says why a ledger is not read.
func (r *Ledger) Skip(why string) { r.skipped = why }

// Sure says that it was found under its whole name: no other dataset can have
// it.
func (r *Ledger) Sure() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Dataset == r.fact.Source+"/"+r.fact.Dataset
}

// lacks is an error where a declared field of a kind was not met.
func (r *Ledger) lacks(kind func(what string) bool) error {
	for _, what := range []string{"number", "person", "purpose", "granted", "withdrawn", "expires", "source", "wording"} {
		field := r.Fields[what]
		if _, met := r.fields[field]; met || field == "" || !kind(what) {
			continue
		}
		var has []string
		for f := range r.fields {
			has = append(has, f)
		}
		return &Error{r.Name, what, inventory.NoField(r.fact.Source, r.fact.Dataset, field, has)}
	}
	return nil
}

// ReadAs is the ledger that a dataset is read as, nil where it is none.
func (l *Ledgers) ReadAs(source, dataset string) *Ledger {
	r := l.Of(source, dataset)
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fact.Source != source || r.fact.Dataset != dataset || r.skipped != "" {
		return nil
	}
	return r
}

// Again forgets what was read of a ledger whose dataset is cut in another way.
func (l *Ledgers) Again(name string) {
	r := l.Named(name)
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.numbers != nil {
		r.numbers.Reset()
	}
	if r.persons != nil {
		r.persons.Reset()
	}
	r.moments.Reset()
	f := &r.fact
	f.Entries, f.Unresolved, f.NoTime, f.NoSource, f.NoWording = 0, 0, 0, 0, 0
	r.part, r.records = false, 0
}

// index makes the indexes of what was read. Its error ends the scan.
func (l *Ledgers) index(on time.Time, report func(inventory.Gap)) error {
	for _, r := range l.list {
		gap := inventory.Gap{Source: r.fact.Source, Dataset: r.fact.Dataset, Reason: string(connectors.Malformed)}
		switch {
		case r.fact.Dataset == "" && !r.away:
			return &Error{r.Name, "dataset", fmt.Sprintf("there is no dataset %s; see dialmap check for their names", r.Dataset)}
		case r.fact.Dataset == "":
			gap.Source, gap.Reason = r.in[0], string(connectors.Unreachable)
			gap.Detail = "the ledger " + r.Name + " could not be read: consent is not counted against it"
			report(gap)
			continue
		case r.skipped != "":
			gap.Reason = string(connectors.Skipped)
			gap.Detail = "the ledger " + r.Name + " was not read: " + r.skipped + "; consent is not counted against it"
			report(gap)
			continue
		}
		if r.records > 0 {
			if err := r.lacks(func(what string) bool { return !r.lax || what == "number" || what == "person" }); err != nil {
				return err
			}
		}
		if r.purposes.Over() {
			gap.Reason, gap.Detail = string(connectors.Limit), "the ledger "+r.Name+" names more purposes than can be told apart; those beyond count for any purpose only"
			report(gap)
		}
		if err := r.build(on, l.late); err != nil {
			return err
		}
	}
	return nil
}

// build indexes a ledger and fills in its facts.
func (r *Ledger) build(on time.Time, late bool) (err error) {
	r.names = r.purposes.Names()
	f := &r.fact
	if r.numbers != nil {
		if r.byNumber, err = r.numbers.Index(on, late); err != nil {
			return err
		}
		f.Numbers = r.byNumber.Keys
	}
	if r.persons != nil {
		if r.byPerson, err = r.persons.Index(on, late); err != nil {
			return err
		}
		f.Persons = r.byPerson.Keys
	}
	second, n, err := r.moments.Most()
	if err != nil {
		return err
	}
	if n > 1 {
		f.Bulk = n
		f.BulkAt = time.Unix(int64(second), 0).UTC().Format(time.RFC3339)
	}
	f.Whole = !r.part
	counted := r.byNumber
	if counted == nil {
		counted = r.byPerson
	}
	for id, name := range r.names {
		if c := counted.States[id]; c[ledger.Valid]+c[ledger.Withdrawn]+c[ledger.Expired] > 0 {
			f.Purposes = append(f.Purposes, inventory.LedgerPurpose{Purpose: name, Valid: c[ledger.Valid], Withdrawn: c[ledger.Withdrawn], Expired: c[ledger.Expired]})
		}
	}
	slices.SortFunc(f.Purposes, func(a, b inventory.LedgerPurpose) int { return strings.Compare(a.Purpose, b.Purpose) })
	return nil
}

// Facts of the ledgers that were found, in the order of their declaration.
func (l *Ledgers) Facts() (list []inventory.Ledger) {
	for _, r := range l.list {
		if r.fact.Dataset != "" && r.skipped == "" {
			list = append(list, r.fact)
		}
	}
	return list
}

// Way is one from the records of a dataset to a ledger.
type Way struct {
	Ledger   string // its name
	By       string // number, or the field that holds the person's key
	Refusal  bool
	Purposes []string // by their number in the ledger's answers
	Reader   *ledger.Reader
	Hash     *ledger.Persons // of the persons' keys; nil: by number
}

// Ways are those from the records of a dataset: by number to all ledgers, and by
// person to those that persons names a field for.
func (l *Ledgers) Ways(persons map[string]string) (list []Way) {
	for _, r := range l.list {
		w := Way{Ledger: r.Name, Refusal: r.Kind == "refusal", Purposes: r.names}
		if r.byNumber != nil {
			w.By, w.Reader = "number", r.byNumber.Reader()
			list = append(list, w)
		}
		if by := persons[r.Name]; by != "" && r.byPerson != nil {
			w.By, w.Reader, w.Hash = by, r.byPerson.Reader(), ledger.NewPersons(l.secret)
			list = append(list, w)
		}
	}
	return list
}
