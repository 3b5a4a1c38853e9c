package scanner

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/ledger"
)

// ledgers are those of a scan. Every source reads its own first, and goes on
// with the rest when those of all sources are indexed.
type ledgers struct {
	list   []*readLedger
	secret []byte        // of persons' keys
	late   bool          // somebody asks when a consent was first granted
	ready  chan struct{} // closed when all are indexed

	mu   sync.Mutex
	left int // sources that still read theirs
	err  error
}

// readLedger is one ledger while it is read, and its index.
type readLedger struct {
	Ledger
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

func newLedgers(o *Options, sources []Source) *ledgers {
	l := &ledgers{ready: make(chan struct{}), left: len(sources)}
	if len(o.Ledgers) == 0 {
		close(l.ready)
		return l
	}
	l.secret = o.Key.derive("dialmap person v1", 32)
	indexes := int64(0)
	for _, d := range o.Ledgers {
		for _, k := range []string{"number", "person"} {
			if d.Fields[k] != "" {
				indexes++
			}
		}
	}
	for _, d := range o.Ledgers {
		share := o.LedgerMemory / max(indexes, 1)
		r := &readLedger{
			Ledger: d, fields: map[string]struct{}{}, moments: ledger.NewMoments(o.Temp, share),
			fact: inventory.Ledger{Name: d.Name, Kind: d.Kind, Hash: d.Hash, Purposes: []inventory.LedgerPurpose{}},
		}
		if d.Fields["number"] != "" {
			r.numbers = ledger.NewBuilder(o.Temp, share)
		}
		if d.Fields["person"] != "" {
			r.persons = ledger.NewBuilder(o.Temp, share)
		}
		for i := range sources {
			if strings.HasPrefix(d.Dataset, sources[i].Name+"/") {
				r.in = append(r.in, sources[i].Name)
			}
		}
		for i := range sources {
			if len(r.in) == 0 || i > 0 && len(r.in) == i { // none is named: any may hold it
				r.in = append(r.in, sources[i].Name)
			}
			l.late = l.late || slices.ContainsFunc(sources[i].Datasets, func(d DatasetDeclaration) bool { return d.Contacted != "" })
		}
		l.list = append(l.list, r)
	}
	return l
}

// close removes what lies on disk.
func (l *ledgers) close() {
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

// of is the ledger that a dataset is, nil where it is none.
func (l *ledgers) of(source, dataset string) *readLedger {
	for _, r := range l.list {
		if r.Dataset == source+"/"+dataset || r.Dataset == dataset {
			return r
		}
	}
	return nil
}

// named is the ledger of a name.
func (l *ledgers) named(name string) *readLedger {
	i := slices.IndexFunc(l.list, func(r *readLedger) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return l.list[i]
}

// wanted are the ledgers that a source may hold.
func (l *ledgers) wanted(source string) (list []*readLedger) {
	for _, r := range l.list {
		if slices.Contains(r.in, source) {
			list = append(list, r)
		}
	}
	return list
}

// away says that a source could not be listed whole.
func (l *ledgers) away(source string) {
	for _, r := range l.wanted(source) {
		r.mu.Lock()
		r.away = true
		r.mu.Unlock()
	}
}

// arriving returns what a source calls when its ledgers are read, or will not
// be; the last one makes the indexes.
func (s *scan) arriving(ctx context.Context, src *Source) (through func()) {
	through = sync.OnceFunc(func() {
		l := s.ledgers
		l.mu.Lock()
		l.left--
		last := l.left == 0 && len(l.list) > 0
		l.mu.Unlock()
		if last {
			if ctx.Err() == nil {
				l.err = s.index()
			}
			close(l.ready)
		}
	})
	if len(s.ledgers.wanted(src.Name)) == 0 {
		through()
	}
	return through
}

// wait until all ledgers are indexed.
func (l *ledgers) wait(ctx context.Context) error {
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

// listLedgers plans the ledgers that lie in a source.
func (s *scan) listLedgers(ctx context.Context, src *Source, c connectors.Connector, known map[string]*datasetPlan, q *queue) error {
	wanted := s.ledgers.wanted(src.Name)
	if len(wanted) == 0 {
		return nil
	}
	names := map[uint64]int32{}
	for d, err := range c.Datasets(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // it is a gap of the listing that follows
			s.ledgers.away(src.Name)
			continue
		}
		name, source := unique(names, d.Sub, d.Name), sourceName(src.Name, d.Sub)
		r := s.ledgers.of(source, name)
		if r == nil {
			continue
		}
		if err := r.found(src, source, name, d); err != nil {
			return err
		}
		if r.skipped = s.skipped(src, d, name); r.skipped == "" {
			if err := s.take(ctx, src, c, d, name, known, q); err != nil {
				return err
			}
		}
		if !slices.ContainsFunc(wanted, func(r *readLedger) bool { return !r.sure() }) {
			break
		}
	}
	return ctx.Err()
}

// found notes where a ledger is.
func (r *readLedger) found(src *Source, source, dataset string, d connectors.Dataset) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fact.Dataset != "" {
		return &LedgerError{r.Name, "dataset", fmt.Sprintf("two datasets are called so: %s/%s and %s/%s; write it as source/dataset", r.fact.Source, r.fact.Dataset, source, dataset)}
	}
	r.fact.Source, r.fact.Dataset = source, dataset
	redact := src.Redact
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

// sure says that it was found under its whole name: no other dataset can have
// it.
func (r *readLedger) sure() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Dataset == r.fact.Source+"/"+r.fact.Dataset
}

// lacks is an error where a declared field of a kind was not met.
func (r *readLedger) lacks(kind func(what string) bool) error {
	for _, what := range []string{"number", "person", "purpose", "granted", "withdrawn", "expires", "source", "wording"} {
		field := r.Fields[what]
		if _, met := r.fields[field]; met || field == "" || !kind(what) {
			continue
		}
		var has []string
		for f := range r.fields {
			has = append(has, f)
		}
		return &LedgerError{r.Name, what, inventory.NoField(r.fact.Source, r.fact.Dataset, field, has)}
	}
	return nil
}

// planned is how a ledger is read: whole, and its numbers as numbers.
func (r *readLedger) planned(p *datasetPlan) {
	p.Reading.Ledger = r.Name
	if path := r.Fields["number"]; path != "" {
		fr := p.Reading.field(connectors.Field{Path: path})
		fr.National = detectors.On
		p.Reading.Fields[path] = fr
	}
}

// read is the ledger that a dataset is read as, nil where it is none.
func (l *ledgers) read(source, dataset string) *readLedger {
	r := l.of(source, dataset)
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

// again forgets what was read of a dataset that is cut in another way.
func (l *ledgers) again(p *datasetPlan) {
	r := l.named(p.Reading.Ledger)
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
func (s *scan) index() error {
	for _, r := range s.ledgers.list {
		gap := inventory.Gap{Source: r.fact.Source, Dataset: r.fact.Dataset, Reason: string(connectors.Malformed)}
		switch {
		case r.fact.Dataset == "" && !r.away:
			return &LedgerError{r.Name, "dataset", fmt.Sprintf("there is no dataset %s; see dialmap check for their names", r.Dataset)}
		case r.fact.Dataset == "":
			gap.Source, gap.Reason = r.in[0], string(connectors.Unreachable)
			gap.Detail = "the ledger " + r.Name + " could not be read: consent is not counted against it"
			s.gap(gap)
			continue
		case r.skipped != "":
			gap.Reason = string(connectors.Skipped)
			gap.Detail = "the ledger " + r.Name + " was not read: " + r.skipped + "; consent is not counted against it"
			s.gap(gap)
			continue
		}
		if r.records > 0 {
			if err := r.lacks(func(what string) bool { return !r.lax || what == "number" || what == "person" }); err != nil {
				return err
			}
		}
		if r.purposes.Over() {
			gap.Reason, gap.Detail = string(connectors.Limit), "the ledger "+r.Name+" names more purposes than can be told apart; those beyond count for any purpose only"
			s.gap(gap)
		}
		if err := r.build(s.started, s.ledgers.late); err != nil {
			return err
		}
	}
	return nil
}

// build indexes a ledger and fills in its facts.
func (r *readLedger) build(on time.Time, late bool) (err error) {
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

// facts of the ledgers that were found, in the order of their declaration.
func (l *ledgers) facts() (list []inventory.Ledger) {
	for _, r := range l.list {
		if r.fact.Dataset != "" && r.skipped == "" {
			list = append(list, r.fact)
		}
	}
	return list
}
