package observe

import (
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/profile"
)

// ledgers count numbers by what the ledgers of a scan say of them and of their
// persons.
type ledgers struct {
	ways      []*way
	contacted string   // field that dates when a record's person was contacted
	contacts  []moment // of the records of this batch

	keys  []ledger.Key
	asked []int32 // for each number of the batch, which of keys; -1: none
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

// consented is what one ledger says of a column's numbers.
type consented struct {
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

func newLedgers(list []consent.Way, contacted string) ledgers {
	l := ledgers{contacted: contacted}
	for _, w := range list {
		l.ways = append(l.ways, &way{Way: w})
	}
	return l
}

// startBatch reads whose the n records of a batch are and when these persons
// were contacted, from a row on.
func (l *ledgers) startBatch(b *connectors.Batch, n, from int) {
	l.contacts = readMoments(l.contacts, b, l.contacted, n, from)
	for _, w := range l.ways {
		w.readPersons(b, n, from)
	}
}

// count takes the numbers of a batch of so many rows.
func (l *ledgers) count(p *numbers, d *draws, rows int) error {
	for k, w := range l.ways {
		if err := l.ask(w, p); err != nil {
			return err
		}
		p.eachRecord(func(from, to int) { l.countRecord(k, p, d, from, to, rows) })
	}
	return nil
}

// ask looks up the numbers of a batch, or the persons of its records.
func (l *ledgers) ask(w *way, numbers *numbers) error {
	l.keys, l.asked = l.keys[:0], l.asked[:0]
	last, at := int32(-1), int32(-1)
	for i := range numbers.list {
		p := &numbers.list[i]
		key, known := p.key, p.known
		if w.Hash != nil {
			if p.row == last { // as the number before it
				l.asked = append(l.asked, at)
				continue
			}
			last, key, known = p.row, w.persons[p.row].key, w.persons[p.row].ok
		}
		at = -1
		if known {
			at = int32(len(l.keys))
			l.keys = append(l.keys, key)
		}
		l.asked = append(l.asked, at)
	}
	return w.Reader.Lookup(l.keys)
}

// readPersons takes whose the records of a batch are.
func (w *way) readPersons(b *connectors.Batch, n, from int) {
	if w.Hash == nil {
		return
	}
	w.persons = carryOver(w.persons, b, n)
	eachValue(b, w.By, from, func(row int32, v []byte) {
		if p := &w.persons[row]; !p.ok {
			p.key, p.ok = w.Hash.Key(v)
		}
	})
}

// countRecord counts the numbers of one record in one field by what one ledger
// says of them.
func (l *ledgers) countRecord(k int, numbers *numbers, d *draws, from, to, rows int) {
	p, w := &numbers.list[from], l.ways[k]
	c := p.c
	if c.named && w.Hash != nil {
		return
	}
	for k >= len(c.consented) {
		c.consented = append(c.consented, consented{})
	}
	s := &c.consented[k]
	begun := s.record == p.record+1
	if to-from == 1 && !begun && !d.design.Slotted() && int(p.row) != rows-1 { // the last one may go on in the next batch
		found, asked := l.answer(w, from)
		n := s.of(p.subject, w)
		n.countAlone(found, asked)
		if len(found) > 0 {
			l.eachLate(p, found, func(purpose uint8) { n.late[purpose]++ })
		}
		return
	}
	if !begun {
		s.record, s.counted = p.record+1, map[profile.Consent]struct{}{}
	}
	for i := from; i < to; i++ {
		l.countBeside(s, w, numbers, d, i)
	}
}

// answer is what the ledger says of number i; asked is false where it could
// not be asked.
func (l *ledgers) answer(w *way, i int) (found []ledger.Consent, asked bool) {
	if l.asked[i] < 0 {
		return nil, false
	}
	return w.Reader.Of(int(l.asked[i])), true
}

// of counts the numbers of a subject that are alone in their record.
func (s *consented) of(subject int32, w *way) *consents {
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

// countAlone counts a number that is alone in its record.
func (s *consents) countAlone(found []ledger.Consent, asked bool) {
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
}

// eachLate calls f with the purposes that a record's person was contacted for
// before consenting, and with 0 for any. Nothing is said where a date lacks.
func (l *ledgers) eachLate(p *number, found []ledger.Consent, f func(purpose uint8)) {
	if int(p.row) >= len(l.contacts) || !l.contacts[p.row].ok {
		return
	}
	at := l.contacts[p.row].at
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

// countBeside counts a number beside others of its record, so that the record
// counts once for each thing that is said.
func (l *ledgers) countBeside(s *consented, w *way, numbers *numbers, d *draws, i int) {
	p := &numbers.list[i]
	subject := numbers.subjects[p.subject]
	say := func(purpose, state string) {
		key := profile.Consent{Ledger: w.Ledger, By: w.By, Purpose: purpose, Region: subject.Region, Subdivision: subject.Subdivision, State: state}
		n := profile.Held{Numbers: 1}
		if _, counted := s.counted[key]; !counted {
			s.counted[key] = struct{}{}
			n.Records = 1
		}
		p.c.field.Consented(key, n)
		if d.design.Slotted() {
			s.addDrawn(p, d, key, n)
		}
	}
	found, asked := l.answer(w, i)
	w.eachState(found, asked, say)
	if !w.Refusal {
		l.eachLate(p, found, func(purpose uint8) { say(w.Purposes[purpose], inventory.Late) })
	}
}

// addDrawn adds what is said to the draw that a number belongs to.
func (s *consented) addDrawn(p *number, d *draws, key profile.Consent, n profile.Held) {
	if draw, slots := d.of(p.record, int(p.row)); draw != s.draw {
		p.c.field.DrawnConsents(s.drawing, s.slots)
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

// eachState says, for every purpose of the ledger and for any, what it says of a
// number.
func (w *way) eachState(found []ledger.Consent, asked bool, say func(purpose, state string)) {
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

// write writes out what a column counted, at the end of a shard.
func (l *ledgers) write(c *column, p *numbers) {
	for k := range c.consented {
		s := &c.consented[k]
		c.field.DrawnConsents(s.drawing, s.slots)
		for subject, n := range s.alone {
			if n != nil {
				n.write(c.field, l.ways[k], p.subjects[subject])
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
