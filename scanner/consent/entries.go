package consent

import (
	"bytes"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Entries are those of one shard of a ledger, on their way to its index.
type Entries struct {
	l                *Ledger
	numbers, persons *ledger.Writer // nil where it has no such field
	hash             *ledger.Persons
	moments          *ledger.MomentWriter
	fields           map[string]struct{}

	cols    [fields][]*connectors.Column // of this batch
	at      [fields][]int                // how far each was read
	matched []matched                    // numbers of this batch, by row
	next    int
	row     entryRow
	held    bool // row is the last one of the batch before, which may go on

	records, count, unresolved, noTime, noSource, noWording uint64
	err                                                     error
}

// The fields of a ledger's entries.
const (
	ofNumber = iota
	ofPerson
	ofPurpose
	ofGranted
	ofWithdrawn
	ofExpires
	ofSource
	ofWording
	fields
)

var entryFields = [fields]string{"number", "person", "purpose", "granted", "withdrawn", "expires", "source", "wording"}

// matched is a number of a row.
type matched struct {
	row   int
	value int // which of the row's values it stands in
	key   ledger.Key
	known bool
}

// entryRow is one record of a ledger.
type entryRow struct {
	numbers []matched
	values  [fields][][]byte
}

// Entries begins those of a shard of r.
func (l *Ledgers) Entries(r *Ledger) *Entries {
	e := &Entries{l: r, hash: ledger.NewPersons(l.secret), moments: r.moments.Writer(), fields: map[string]struct{}{}}
	if r.numbers != nil {
		e.numbers = r.numbers.Writer()
	}
	if r.persons != nil {
		e.persons = r.persons.Writer()
	}
	return e
}

// HasNumbers says that a field holds the numbers of the ledger.
func (e *Entries) HasNumbers(path string) bool { return e.l.Fields["number"] == path }

// AddNumbers takes the matches of one more value of the number's field.
func (e *Entries) AddNumbers(matches []detectors.Match, hasher *profile.Hasher, row int) {
	value := 0
	if n := len(e.matched); n > 0 && e.matched[n-1].row == row {
		value = e.matched[n-1].value + 1
	}
	for i := range matches {
		m := &matches[i]
		hi, lo := hasher.Wide(m.Number)
		e.matched = append(e.matched, matched{row, value, ledger.Key{Hi: hi, Lo: lo}, m.Number[0] != '?'})
	}
	if len(matches) == 0 {
		e.matched = append(e.matched, matched{row: row, value: value})
	}
}

// Add takes the records of a batch, whose numbers were found.
func (e *Entries) Add(b *connectors.Batch) {
	for f := range e.cols {
		e.cols[f], e.at[f] = e.cols[f][:0], e.at[f][:0]
	}
	for i := range b.Cols {
		c := &b.Cols[i]
		e.fields[c.Field.Path] = struct{}{}
		for f, what := range entryFields {
			if e.l.Fields[what] == c.Field.Path {
				e.cols[f], e.at[f] = append(e.cols[f], c), append(e.at[f], 0)
			}
		}
	}
	n := b.Rows
	if b.Cont {
		n++
	}
	e.next = 0
	for row := range n {
		if !e.held || row > 0 || !b.Cont {
			e.emit()
		}
		e.take(row)
	}
	e.row.keep()
	e.matched = e.matched[:0]
	e.records += uint64(b.Rows)
}

// take adds what a row of the batch holds to the record under way.
func (e *Entries) take(row int) {
	e.held = true
	for ; e.next < len(e.matched) && e.matched[e.next].row == row; e.next++ {
		e.row.numbers = append(e.row.numbers, e.matched[e.next])
	}
	for f := range e.cols {
		for k, c := range e.cols[f] {
			i := e.at[f][k]
			for ; i < c.Len() && int(c.Row[i]) == row; i++ {
				v, flag := c.Value(i)
				if flag&connectors.Null != 0 {
					v = nil
				}
				e.row.values[f] = append(e.row.values[f], v)
			}
			e.at[f][k] = i
		}
	}
}

// keep makes the values the record's own: the batch goes.
func (r *entryRow) keep() {
	for f := range r.values {
		for i, v := range r.values[f] {
			r.values[f][i] = bytes.Clone(v)
		}
	}
}

// Close takes the last record.
func (e *Entries) Close() {
	if e != nil {
		e.emit()
	}
}

// emit adds the record under way to the index, and begins the next one. A
// record holds one entry, or as many as its purposes or dates are.
func (e *Entries) emit() {
	if !e.held || e.err != nil {
		e.held = false
		return
	}
	r := &e.row
	n := max(1, len(r.values[ofPurpose]), len(r.values[ofGranted]), len(r.values[ofWithdrawn]), len(r.values[ofExpires]))
	values := 0
	for i := range r.numbers {
		values = max(values, r.numbers[i].value+1)
	}
	for i := range n {
		entry := ledger.Read(e.value(ofGranted, i, n), e.value(ofWithdrawn, i, n), e.value(ofExpires, i, n))
		if e.l.Fields["purpose"] != "" {
			entry.Purpose = e.l.purposes.ID(e.value(ofPurpose, i, n))
		}
		e.tell(&entry, i, n)
		resolved := false
		for j := range r.numbers {
			m := &r.numbers[j]
			if m.known && (values != n || n == 1 || m.value == i || !strings.Contains(e.l.Fields["number"], "[]")) {
				e.err = first(e.err, e.numbers.Add(m.key, entry))
				resolved = true
			}
		}
		if e.persons != nil {
			if k, ok := e.hash.Key(e.value(ofPerson, i, n)); ok {
				e.err = first(e.err, e.persons.Add(k, entry))
				resolved = true
			}
		}
		if !resolved {
			e.unresolved++
		}
	}
	r.numbers = r.numbers[:0]
	for f := range r.values {
		r.values[f] = r.values[f][:0]
	}
	e.held = false
}

// value of a field for entry i of n: its own, or the one of the record.
func (e *Entries) value(f, i, n int) []byte {
	switch v := e.row.values[f]; {
	case len(v) == n:
		return v[i]
	case len(v) == 1 && !strings.Contains(e.l.Fields[entryFields[f]], "[]"):
		return v[0]
	}
	return nil // which value belongs to which entry is not known
}

// tell counts an entry, and what it does not prove.
func (e *Entries) tell(entry *ledger.Entry, i, n int) {
	e.count++
	if !entry.Dated {
		e.noTime++
	}
	if entry.Moment != 0 {
		e.err = first(e.err, e.moments.Add(entry.Moment))
	}
	if len(bytes.TrimSpace(e.value(ofSource, i, n))) == 0 {
		e.noSource++
	}
	if len(bytes.TrimSpace(e.value(ofWording, i, n))) == 0 {
		e.noWording++
	}
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// Commit makes the entries of a shard count. part says that some could not be
// read.
func (e *Entries) Commit(part bool) error {
	if e == nil {
		return nil
	}
	err := e.err
	if e.numbers != nil {
		err = first(err, e.numbers.Commit())
	}
	if e.persons != nil {
		err = first(err, e.persons.Commit())
	}
	err = first(err, e.moments.Commit())
	r := e.l
	r.mu.Lock()
	defer r.mu.Unlock()
	for f := range e.fields {
		r.fields[f] = struct{}{}
	}
	r.part = r.part || part
	r.records += e.records
	f := &r.fact
	f.Entries += e.count
	f.Unresolved += e.unresolved
	f.NoTime += e.noTime
	f.NoSource += e.noSource
	f.NoWording += e.noWording
	return err
}
