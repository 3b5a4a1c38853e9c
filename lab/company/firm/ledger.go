package firm

import (
	"slices"
	"time"
)

// The states of consent.
const (
	valid     = "valid"
	withdrawn = "withdrawn"
	expired   = "expired"
	other     = "other_purpose"
	missing   = "missing"
	refused   = "refused"
	lost      = "unresolved"
	late      = "late"
)

// Ledger is a table that records consent or refusal, and what it says: planned
// first, its entries are written from the plan.
type Ledger struct {
	Name     string
	Refusal  bool
	Table    *Table
	Roles    map[string]string // number, person, purpose, ... -> column
	Purposes []string          // those it has entries for; none: it names no purposes

	numbers map[string]said // by E.164
	persons map[string]said // by key
	entries []entry

	NoTime, NoSource, NoWording int
	Bulk                        int       // entries of the import
	bulkAt                      time.Time // its moment
}

// said is what a ledger says of somebody, by purpose.
type said map[string]plan

type plan struct {
	state string
	first time.Time // the first grant; zero: none that is dated
}

// entry is one record of a ledger.
type entry struct {
	person                      *Person
	number, key                 bool // which of them it names
	purpose                     string
	granted, withdrawn, expires time.Time // zero: empty
	source, wording             string
}

// of is what the ledger says of somebody for a purpose; "" is the best over
// all.
func (l *Ledger) of(s said, purpose string) string {
	if s == nil {
		return missing
	}
	if purpose != "" {
		if p, ok := s[purpose]; ok {
			return p.state
		}
		return other
	}
	for _, state := range []string{valid, expired} {
		for _, p := range s {
			if p.state == state {
				return state
			}
		}
	}
	return withdrawn
}

// proof says how often an entry lacks a part of its proof, one in so many; 0:
// never.
type proof struct{ time, source, wording int }

// record plans what a ledger says of people, and writes the entries. A few of
// them are known by their number or by their key only.
func (d *drawer) record(l *Ledger, people []*Person, weak proof) {
	l.numbers, l.persons = map[string]said{}, map[string]said{}
	for _, p := range people {
		s := said{}
		number, key := l.Roles["number"] != "", l.Roles["person"] != ""
		if number && key {
			switch d.IntN(20) {
			case 0:
				number = false
			case 1:
				key = false
			}
		}
		for _, purpose := range l.Purposes {
			list := d.plan(purpose)
			if len(list) == 0 {
				continue
			}
			s[purpose] = settled(list)
			for _, e := range list {
				e.person, e.purpose, e.number, e.key = p, purpose, number, key
				e.source, e.wording = pick(d, channels), pick(d, []string{"v1", "v2", "v3"})
				l.entries = append(l.entries, e)
			}
		}
		if len(s) == 0 {
			continue // nobody asked
		}
		if number {
			l.numbers[p.Main.E164()] = s
		}
		if key {
			l.persons[p.Key] = s
		}
	}
	d.weaken(l, weak)
	d.Shuffle(len(l.entries), func(i, j int) { l.entries[i], l.entries[j] = l.entries[j], l.entries[i] })
}

// plan draws the entries of one person for one purpose. The last one of them
// in time decides.
func (d *drawer) plan(string) []entry {
	granted := d.ago(200, 900)
	after := func(days int) time.Time { return granted.AddDate(0, 0, days) }
	switch n := d.IntN(100); {
	case n < 38:
		return []entry{{granted: granted}}
	case n < 46:
		return []entry{{granted: granted, expires: d.day.AddDate(0, 0, 100+d.IntN(400))}}
	case n < 49: // withdrawn, and granted again
		return []entry{{granted: granted, withdrawn: after(40)}, {granted: after(100)}}
	case n < 52: // expired, and renewed
		return []entry{{granted: granted.AddDate(-2, 0, 0), expires: after(-10)}, {granted: granted, expires: d.day.AddDate(1, 0, 0)}}
	case n < 61:
		return []entry{{granted: granted, withdrawn: after(5 + d.IntN(100))}}
	case n < 65: // an event of its own
		return []entry{{granted: granted}, {withdrawn: after(5 + d.IntN(100))}}
	case n < 74:
		return []entry{{granted: granted, expires: after(30 + d.IntN(90))}}
	}
	return nil
}

// settled is what some entries for one purpose come to. They were drawn in
// their order, so that the last one decides.
func settled(list []entry) plan {
	e := list[len(list)-1]
	p := plan{state: valid, first: list[0].granted}
	switch {
	case !e.withdrawn.IsZero():
		p.state = withdrawn
	case !e.expires.IsZero() && e.expires.Before(e.granted.AddDate(0, 0, 130)):
		p.state = expired
	}
	return p
}

// weaken takes proof away: from entries that stand alone for somebody, so that
// what they say stays true without.
func (d *drawer) weaken(l *Ledger, weak proof) {
	l.bulkAt = d.ago(400, 500)
	l.bulkAt = l.bulkAt.Truncate(time.Hour)
	for i := range l.entries {
		e := &l.entries[i]
		simple := e.withdrawn.IsZero() && e.expires.IsZero() && l.alone(i)
		if weak.time > 0 && simple && d.IntN(weak.time) == 0 {
			e.granted = time.Time{}
			l.NoTime++
		} else if weak.time > 0 && simple && d.IntN(6) == 0 {
			e.granted = l.bulkAt // one import
			l.Bulk++
		}
		if simple {
			l.dated(e)
		}
		if weak.source > 0 && d.IntN(weak.source) == 0 {
			e.source = ""
			l.NoSource++
		}
		if weak.wording > 0 && d.IntN(weak.wording) == 0 {
			e.wording = ""
			l.NoWording++
		}
	}
}

// alone tells whether entry i is the only one of its person for its purpose:
// those of one person stand together, before they are shuffled.
func (l *Ledger) alone(i int) bool {
	same := func(j int) bool {
		return j >= 0 && j < len(l.entries) && l.entries[j].person == l.entries[i].person && l.entries[j].purpose == l.entries[i].purpose
	}
	return !same(i-1) && !same(i+1)
}

// dated notes the moment of an entry that stands alone.
func (l *Ledger) dated(e *entry) {
	for _, s := range []said{l.numbers[e.person.Main.E164()], l.persons[e.person.Key]} {
		if s != nil {
			s[e.purpose] = plan{s[e.purpose].state, e.granted}
		}
	}
}

// fill writes the entries into the ledger's table, as the roles of its columns
// say.
func (l *Ledger) fill() {
	for i := range l.entries {
		e := &l.entries[i]
		row := make([]Cell, len(l.Table.Columns))
		put := func(role string, c Cell) {
			if name := l.Roles[role]; name != "" {
				row[l.Table.column(name)] = c
			}
		}
		if e.number {
			put("number", phone(e.person.Main, e164(e.person.Main)))
		}
		if e.key {
			put("person", cell(e.person.Key))
		}
		put("purpose", cell(e.purpose))
		put("granted", moment(e.granted))
		put("withdrawn", moment(e.withdrawn))
		put("expires", moment(e.expires))
		put("source", text(e.source))
		put("wording", text(e.wording))
		if id := l.Table.column(l.Roles["id"]); id >= 0 {
			row[id] = cell(int64(i + 1))
		}
		l.Table.Rows = append(l.Table.Rows, row)
	}
}

// moment is a cell that is null for the zero time.
func moment(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return cell(t)
}

// text is a cell that is null for the empty text.
func text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return cell(s)
}

// refuse makes a list of refusals: some entries are over.
func (d *drawer) refuse(l *Ledger, people []*Person) {
	l.numbers = map[string]said{}
	for _, p := range people {
		e := entry{person: p, number: true, granted: d.ago(50, 800), source: pick(d, channels)}
		state := valid
		if d.IntN(12) == 0 {
			e.expires, state = e.granted.AddDate(0, 0, 25), expired
		}
		l.entries = append(l.entries, e)
		l.numbers[p.Main.E164()] = said{"": {state, e.granted}}
	}
}

// first is the first grant for a purpose, "" for any; zero where one of them is
// not dated.
func (s said) first(purpose string) time.Time {
	if purpose != "" {
		return s[purpose].first
	}
	var first time.Time
	for _, p := range s {
		switch {
		case p.first.IsZero():
			return p.first
		case first.IsZero() || p.first.Before(first):
			first = p.first
		}
	}
	return first
}

// asked are the purposes that facts are counted by: each, and any.
func (l *Ledger) asked() []string { return append(slices.Clone(l.Purposes), "") }
