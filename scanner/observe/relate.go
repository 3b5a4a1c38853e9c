package observe

import (
	"cmp"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/profile"
)

// relations are what a tally knows of a record beside its numbers: what ledgers
// say of them and of its person, and its dates.
type relations struct {
	entries *consent.Entries // of a ledger: what it says itself
	ways    []*way
	Err     error // of a ledger's index: the scan cannot go on

	subjects []profile.Subject
	subject  map[profile.Subject]int32
	pending  []pending // numbers of this batch, by field and record

	days      []stamp // of the records of this batch
	contacted []stamp
	keys      []ledger.Key
	asked     []int32 // for each pending number, which of keys; -1: none
}

// way is one from the records of a dataset to a ledger.
type way struct {
	consent.Way
	persons []person // of the records of this batch
}

// person is whose record it is.
type person struct {
	key ledger.Key
	ok  bool
}

// stamp is when something of a record was.
type stamp struct {
	at ledger.Time
	ok bool
}

// pending is one number until its batch is at its end.
type pending struct {
	c       *column
	record  uint64
	row     int32
	subject int32
	known   bool // whose it is
	key     ledger.Key
}

// related is what a column counts of its numbers beside themselves.
type related struct {
	entry bool // it holds the numbers of a ledger
	named bool // it is none of the record's

	said  []said          // by way
	ages  []*profile.Ages // by subject
	aged  []int32         // subjects of the record that was counted last
	aging uint64          // 1 + that record
}

// said is what one ledger says of a column's numbers.
type said struct {
	alone   []*consents                  // by subject
	record  uint64                       // 1 + the last one that was counted number by number
	counted map[profile.Consent]struct{} // of that record
	drawing map[profile.Consent]profile.Held
	draw    uint64 // which one is in drawing
	slots   int64  // of its record
}

// consents counts the numbers that are alone in their record: only for those
// that the ledger knows is there work, and what it does not say for a purpose
// follows from the sums.
type consents struct {
	missing, unresolved, found uint64
	best                       [3]uint64   // by the best state over all purposes
	by                         [][3]uint64 // by purpose and state
	late                       []uint64    // by purpose; the first is any
}

// SetEntries hands the tally the entries that it reads of a ledger.
func (t *Tally) SetEntries(e *consent.Entries) { t.entries = e }

// LedgerEntries are those that the tally reads, nil where it reads no ledger.
func (t *Tally) LedgerEntries() *consent.Entries { return t.entries }

// SetWays hands the tally the ways from its records to ledgers.
func (t *Tally) SetWays(list []consent.Way) {
	for _, w := range list {
		t.ways = append(t.ways, &way{Way: w})
	}
}

// pend notes a number until the rest of its record is known.
func (t *Tally) pend(c *column, m *detectors.Match, record uint64, row int, key ledger.Key) {
	s := profile.Subject{Region: m.Region, Subdivision: m.Subdivision}
	if n := len(t.pending); n > 0 && t.subjects[t.pending[n-1].subject] == s {
		t.pending = append(t.pending, pending{c, record, int32(row), t.pending[n-1].subject, m.Number[0] != '?', key})
		return
	}
	i, ok := t.subject[s]
	if !ok {
		i = int32(len(t.subjects))
		t.subjects = append(t.subjects, s)
		t.subject[s] = i
	}
	t.pending = append(t.pending, pending{c, record, int32(row), i, m.Number[0] != '?', key})
}

// relate counts the numbers of a batch by what ledgers say of them and by the
// age of their records.
func (t *Tally) relate(b *connectors.Batch) {
	n, from := b.Rows, 0
	if b.Cont {
		n++
	}
	if len(t.pending) == 0 {
		from = n - 1 // the last one may go on in the next batch
	}
	t.days = stamps(t.days, b, t.reading.Dated, n, from)
	t.contacted = stamps(t.contacted, b, t.reading.Contacted, n, from)
	for _, w := range t.ways {
		w.read(b, n, from)
	}
	if len(t.pending) == 0 {
		return
	}
	t.age(b)
	for k, w := range t.ways {
		if err := t.ask(w); err != nil {
			t.Err = cmp.Or(t.Err, err)
			break
		}
		each(t.pending, func(from, to int) { t.consent(k, from, to, n) })
	}
	t.pending = t.pending[:0]
}

// each calls f with the numbers of one record in one field.
func each(p []pending, f func(from, to int)) {
	for from := 0; from < len(p); {
		to := from + 1
		for to < len(p) && p[to].c == p[from].c && p[to].record == p[from].record {
			to++
		}
		f(from, to)
		from = to
	}
}

// stamps reads a date of every record from a row on; what goes on from the
// batch before keeps the one it had.
func stamps(dst []stamp, b *connectors.Batch, path string, n, from int) []stamp {
	if path == "" {
		return dst[:0]
	}
	dst = next(dst, b, n)
	values(b, path, from, func(row int32, v []byte) {
		if s := &dst[row]; !s.ok {
			at, when := ledger.ParseTime(v)
			*s = stamp{at, when == ledger.Dated}
		}
	})
	return dst
}

// next makes room for what the n records of a batch have one of. The one that
// goes on from the batch before keeps its own.
func next[T any](dst []T, b *connectors.Batch, n int) []T {
	var carried T
	if b.Cont && len(dst) > 0 {
		carried = dst[len(dst)-1]
	}
	dst = slices.Grow(dst[:0], n)[:n]
	clear(dst)
	if n > 0 {
		dst[0] = carried
	}
	return dst
}

// values calls f with the values of a field, from a row on.
func values(b *connectors.Batch, path string, from int, f func(row int32, v []byte)) {
	for i := range b.Cols {
		c := &b.Cols[i]
		if c.Field.Path != path {
			continue
		}
		j, _ := slices.BinarySearch(c.Row, int32(max(from, 0)))
		for ; j < c.Len(); j++ {
			if v, flag := c.Value(j); flag&connectors.Null == 0 {
				f(c.Row[j], v)
			}
		}
	}
}

// age counts the numbers of a batch by the day of their records.
func (t *Tally) age(b *connectors.Batch) {
	if t.reading.Dated == "" && b.Modified.IsZero() {
		return
	}
	modified := stamp{ledger.Time{Unix: b.Modified.Unix(), Zoned: true}, !b.Modified.IsZero()}
	each(t.pending, func(from, to int) {
		c := t.pending[from].c
		if c.named {
			return
		}
		at := modified
		if t.reading.Dated != "" {
			at = t.days[t.pending[from].row]
		}
		if at := t.pending[from].record + 1; c.aging != at { // else it began in the batch before
			c.aging, c.aged = at, c.aged[:0]
		}
		for i := from; i < to; i++ {
			s := t.pending[i].subject
			for int(s) >= len(c.ages) {
				c.ages = append(c.ages, nil)
			}
			if c.ages[s] == nil {
				c.ages[s] = c.f.Age(t.subjects[s])
			}
			n := profile.Held{Numbers: 1}
			if !slices.Contains(c.aged, s) {
				c.aged = append(c.aged, s)
				n.Records = 1
			}
			if !at.ok {
				c.ages[s].Undated++
				continue
			}
			c.ages[s].Add(at.at.Date(), at.at.Zoned, n)
		}
	})
}

// ask looks up the numbers of a batch, or the persons of its records.
func (t *Tally) ask(w *way) error {
	t.keys, t.asked = t.keys[:0], t.asked[:0]
	last, at := int32(-1), int32(-1)
	for i := range t.pending {
		p := &t.pending[i]
		key, known := p.key, p.known
		if w.Hash != nil {
			if p.row == last { // as the number before it
				t.asked = append(t.asked, at)
				continue
			}
			last, key, known = p.row, w.persons[p.row].key, w.persons[p.row].ok
		}
		at = -1
		if known {
			at = int32(len(t.keys))
			t.keys = append(t.keys, key)
		}
		t.asked = append(t.asked, at)
	}
	return w.Reader.Lookup(t.keys)
}

// read takes whose the records of a batch are.
func (w *way) read(b *connectors.Batch, n, from int) {
	if w.Hash == nil {
		return
	}
	w.persons = next(w.persons, b, n)
	values(b, w.By, from, func(row int32, v []byte) {
		if p := &w.persons[row]; !p.ok {
			p.key, p.ok = w.Hash.Key(v)
		}
	})
}

// consent counts the numbers of one record in one field by what one ledger says
// of them.
func (t *Tally) consent(k, from, to, rows int) {
	p, w := &t.pending[from], t.ways[k]
	c := p.c
	if c.named && w.Hash != nil {
		return
	}
	for k >= len(c.said) {
		c.said = append(c.said, said{})
	}
	s := &c.said[k]
	begun := s.record == p.record+1
	if to-from == 1 && !begun && !t.design.Slotted() && int(p.row) != rows-1 { // the last one may go on in the next batch
		t.alone(s.of(p.subject, w), w, p, from)
		return
	}
	if !begun {
		s.record, s.counted = p.record+1, map[profile.Consent]struct{}{}
	}
	for i := from; i < to; i++ {
		t.several(s, w, i)
	}
}

// answer is what the ledger says of pending number i; asked is false where it could
// not be asked.
func (t *Tally) answer(w *way, i int) (found []ledger.Consent, asked bool) {
	if t.asked[i] < 0 {
		return nil, false
	}
	return w.Reader.Of(int(t.asked[i])), true
}

func (s *said) of(subject int32, w *way) *consents {
	for int(subject) >= len(s.alone) {
		s.alone = append(s.alone, nil)
	}
	n := s.alone[subject]
	if n == nil {
		n = &consents{by: make([][3]uint64, len(w.Purposes)), late: make([]uint64, len(w.Purposes))}
		s.alone[subject] = n
	}
	return n
}

// alone counts a number that is alone in its record.
func (t *Tally) alone(s *consents, w *way, p *pending, i int) {
	found, asked := t.answer(w, i)
	switch {
	case !asked:
		s.unresolved++
		return
	case len(found) == 0:
		s.missing++
		return
	}
	s.found++
	best := ledger.Withdrawn
	for _, x := range found {
		s.by[x.Purpose][x.State]++
		best = min(best, x.State)
	}
	s.best[best]++
	t.late(p, found, func(purpose uint8) { s.late[purpose]++ })
}

// late calls f with the purposes that a record's person was contacted for
// before consenting, and with 0 for any. Nothing is said where a date lacks.
func (t *Tally) late(p *pending, found []ledger.Consent, f func(purpose uint8)) {
	if int(p.row) >= len(t.contacted) || !t.contacted[p.row].ok {
		return
	}
	at := t.contacted[p.row].at
	if at.Day {
		at.Unix += 24*60*60 - 1
	}
	before, sure := len(found) > 0, true
	for _, x := range found {
		if x.First == 0 {
			sure = false
			continue
		}
		if at.Unix >= int64(x.First) {
			before = false
		} else if x.Purpose != 0 {
			f(x.Purpose)
		}
	}
	if before && sure {
		f(0)
	}
}

// several counts a number beside others of its record, so that the record
// counts once for each thing that is said.
func (t *Tally) several(s *said, w *way, i int) {
	p := &t.pending[i]
	subject := t.subjects[p.subject]
	say := func(purpose, state string) {
		key := profile.Consent{Ledger: w.Ledger, By: w.By, Purpose: purpose, Region: subject.Region, Subdivision: subject.Subdivision, State: state}
		n := profile.Held{Numbers: 1}
		if _, counted := s.counted[key]; !counted {
			s.counted[key] = struct{}{}
			n.Records = 1
		}
		p.c.f.Consented(key, n)
		if t.design.Slotted() {
			t.draws(s, p, key, n)
		}
	}
	found, asked := t.answer(w, i)
	w.states(found, asked, say)
	if !w.Refusal {
		t.late(p, found, func(purpose uint8) { say(w.Purposes[purpose], inventory.Late) })
	}
}

// draws adds what is said to the draw that a number belongs to.
func (t *Tally) draws(s *said, p *pending, key profile.Consent, n profile.Held) {
	if draw, slots := t.drawOf(p.record, int(p.row)); draw != s.draw {
		p.c.f.DrawnConsents(s.drawing, s.slots)
		s.draw, s.slots = draw, slots
	}
	if s.drawing == nil {
		s.drawing = map[profile.Consent]profile.Held{}
	}
	sum := s.drawing[key]
	sum.Numbers += n.Numbers
	sum.Records += n.Records
	s.drawing[key] = sum
}

// stateNames are those of a ledger's answers.
var stateNames = [3]string{ledger.Valid: inventory.Valid, ledger.Expired: inventory.Expired, ledger.Withdrawn: inventory.Withdrawn}

// states says, for every purpose of the ledger and for any, what it says of a
// number.
func (w *way) states(found []ledger.Consent, asked bool, say func(purpose, state string)) {
	best := ledger.Withdrawn
	for _, x := range found {
		best = min(best, x.State)
	}
	if w.Refusal {
		for _, x := range found {
			if x.State == ledger.Valid && x.Purpose != 0 {
				say(w.Purposes[x.Purpose], inventory.Refused)
			}
		}
		if len(found) > 0 && best == ledger.Valid {
			say("", inventory.Refused)
		}
		return
	}
	other := inventory.OtherPurpose
	switch {
	case !asked:
		other = inventory.Unresolved
	case len(found) == 0:
		other = inventory.Missing
	}
	for id, name := range w.Purposes[1:] {
		state := other
		for _, x := range found {
			if int(x.Purpose) == id+1 {
				state = stateNames[x.State]
			}
		}
		say(name, state)
	}
	if len(found) > 0 {
		other = stateNames[best]
	}
	say("", other)
}

// unrelate writes out what a column counted, at the end of a shard.
func (t *Tally) unrelate(c *column) {
	for k := range c.said {
		s := &c.said[k]
		c.f.DrawnConsents(s.drawing, s.slots)
		for subject, n := range s.alone {
			if n != nil {
				n.write(c.f, t.ways[k], t.subjects[subject])
			}
		}
	}
}

func (s *consents) write(f *profile.Field, w *way, subject profile.Subject) {
	say := func(purpose, state string, n uint64) {
		if n > 0 {
			f.Consented(profile.Consent{Ledger: w.Ledger, By: w.By, Purpose: purpose, Region: subject.Region, Subdivision: subject.Subdivision, State: state}, profile.Held{Numbers: n, Records: n})
		}
	}
	if w.Refusal {
		for id, name := range w.Purposes[1:] {
			say(name, inventory.Refused, s.by[id+1][ledger.Valid])
		}
		say("", inventory.Refused, s.best[ledger.Valid])
		return
	}
	for id, name := range w.Purposes {
		by, known := s.best, s.found
		if id > 0 {
			by = s.by[id]
			known = by[0] + by[1] + by[2]
		}
		for state, n := range by {
			say(name, stateNames[state], n)
		}
		say(name, inventory.OtherPurpose, s.found-known)
		say(name, inventory.Missing, s.missing)
		say(name, inventory.Unresolved, s.unresolved)
		say(name, inventory.Late, s.late[id])
	}
}
