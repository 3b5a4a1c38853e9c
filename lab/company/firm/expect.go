package firm

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Expected is everything that a scan must say, from what was planted.
type Expected struct {
	Fields   []Field   `json:"fields"`
	Consents []Consent `json:"consents"`
	Ledgers  []Proof   `json:"ledgers"`
	Stated   []Stated  `json:"stated"`
	Years    []Year    `json:"years"`
	Findings []Finding `json:"findings"`
	Unused   []Finding `json:"unused"` // beside them 400 days later, where the server knows when a table was read
}

// Stated is what a source itself says a dataset is for.
type Stated struct {
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	From    string `json:"from"` // comment, tag
	Text    string `json:"text"`
}

// Year is a partition that holds the records of one.
type Year struct {
	Source    string `json:"source"`
	Dataset   string `json:"dataset"`
	By        string `json:"by"` // the column
	Partition string `json:"partition"`
	Year      int    `json:"year"`
}

// Field is a field that holds numbers, or hides them.
type Field struct {
	Source  string   `json:"source"`
	Dataset string   `json:"dataset"`
	Field   string   `json:"field"`
	Verdict string   `json:"verdict"` // phone, contains, protected
	Numbers int      `json:"numbers"`
	Records int      `json:"records"` // that hold one
	Regions []Region `json:"regions"`
}

// Region counts the numbers of one. Region "" are those of nobody knows where.
type Region struct {
	Region      string `json:"region"`
	Subdivision string `json:"subdivision"`
	Numbers     int    `json:"numbers"`
	Records     int    `json:"records"`
}

// Consent counts the numbers of a field by what a ledger says of them.
type Consent struct {
	Source      string `json:"source"`
	Dataset     string `json:"dataset"`
	Field       string `json:"field"`
	Ledger      string `json:"ledger"`
	By          string `json:"by"` // number, or the column of the person's key
	Purpose     string `json:"purpose"`
	Region      string `json:"region"`
	Subdivision string `json:"subdivision"`
	State       string `json:"state"`
	Numbers     int    `json:"numbers"`
	Records     int    `json:"records"`
}

// Proof is how good a ledger's proof is.
type Proof struct {
	Name      string `json:"name"`
	Source    string `json:"source"`
	Dataset   string `json:"dataset"`
	Entries   int    `json:"entries"`
	Numbers   int    `json:"numbers"` // distinct
	Persons   int    `json:"persons"` // distinct
	NoTime    int    `json:"no_time"`
	NoSource  int    `json:"no_source"`
	NoWording int    `json:"no_wording"`
	Bulk      int    `json:"bulk"` // entries of one moment; 0: none was planted
}

// Finding is one that must be there. Numbers and Records are nil where the
// rules give no count.
type Finding struct {
	Rule    string `json:"rule"`
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Field   string `json:"field"`
	Region  string `json:"region"`
	Purpose string `json:"purpose"`
	Numbers *int   `json:"numbers"`
	Records *int   `json:"records"`
}

// Expected says what must be found.
func (f *Firm) Expected() *Expected {
	e := &Expected{Fields: f.fields(), Ledgers: f.proofs()}
	for _, t := range f.Tables {
		for c := range t.Columns {
			e.Consents = append(e.Consents, f.coverage(t, c)...)
		}
	}
	for _, t := range f.Tables {
		switch {
		case t.Comment != "" && t.Store == S3:
			e.Stated = append(e.Stated, Stated{t.Source, t.Dataset(), "tag", t.Comment})
		case t.Comment != "":
			e.Stated = append(e.Stated, Stated{t.Source, t.Dataset(), "comment", t.Comment})
		}
	}
	for _, t := range f.Tables {
		if !t.Facts.Yearly {
			continue
		}
		for first, last := t.years(); first <= last; first++ {
			e.Years = append(e.Years, Year{t.Source, t.Dataset(), t.Facts.Dated, t.Space + "." + t.partition(first), first})
		}
	}
	e.Findings, e.Unused = f.findings(), f.unused()
	return e
}

func (f *Firm) fields() []Field {
	var list []Field
	for _, t := range f.Tables {
		for c, col := range t.Columns {
			if verdict := t.verdict(c); verdict != "" && t.View == "" {
				x := Field{Source: t.Source, Dataset: t.Dataset(), Field: t.field(col), Verdict: verdict}
				x.Numbers, x.Records = t.count(c, nil)
				for _, key := range t.regions(c) {
					n, r := t.count(c, key.is)
					x.Regions = append(x.Regions, Region{key.region, key.subdivision, n, r})
				}
				list = append(list, x)
			}
		}
	}
	return list
}

// verdict of a column: what was planted in it says so.
func (t *Table) verdict(c int) string {
	if slices.Contains(t.Facts.Hidden, t.Columns[c].Name) {
		return "protected"
	}
	if !t.holds(c) {
		return ""
	}
	for _, row := range t.Rows {
		if s, ok := row[c].Value.(string); ok && strings.Contains(s, " ") && len(row[c].Numbers) == 0 {
			return "contains"
		}
	}
	if t.Form == Text {
		return "contains"
	}
	return "phone"
}

// holds tells whether a column has numbers.
func (t *Table) holds(c int) bool {
	return slices.ContainsFunc(t.Rows, func(row []Cell) bool { return len(row[c].Numbers) > 0 })
}

// phones are the columns that have numbers.
func (t *Table) phones() (list []int) {
	for c := range t.Columns {
		if t.holds(c) {
			list = append(list, c)
		}
	}
	return list
}

// place is whose a number is.
type place struct{ region, subdivision string }

func (p place) is(_ int, c Cell, n Number) bool { return placeOf(c, n) == p }

// in is of one country, whatever its part.
func in(region string) func(int, Cell, Number) bool {
	return func(_ int, c Cell, n Number) bool { return placeOf(c, n).region == region }
}

func placeOf(c Cell, n Number) place {
	if c.Lost {
		return place{}
	}
	return place{n.Region, n.Subdivision}
}

// count counts numbers of a column, and records that hold them; which is nil
// for all.
func (t *Table) count(c int, which func(row int, c Cell, n Number) bool) (numbers, records int) {
	for i, row := range t.Rows {
		before := numbers
		for _, n := range row[c].Numbers {
			if which == nil || which(i, row[c], n) {
				numbers++
			}
		}
		if numbers > before {
			records++
		}
	}
	return numbers, records
}

// regions are those of a column's numbers, in order.
func (t *Table) regions(c int) []place {
	var list []place
	for _, row := range t.Rows {
		for _, n := range row[c].Numbers {
			if p := placeOf(row[c], n); !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	slices.SortFunc(list, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.region, b.region), cmp.Compare(a.subdivision, b.subdivision))
	})
	return list
}

// countries are the known ones of a column's numbers.
func (t *Table) countries(c int) []string {
	var list []string
	for _, p := range t.regions(c) {
		if p.region != "" && !slices.Contains(list, p.region) {
			list = append(list, p.region)
		}
	}
	return list
}

// join is how the records of a table are looked up in a ledger.
type join struct {
	l       *Ledger
	by      int // the column of the key; -1: by number
	contact int // the column of the day of contact; -1: none
}

func (j join) name(t *Table) string {
	if j.by < 0 {
		return "number"
	}
	return t.Columns[j.by].Name
}

// joins are those that a table's numbers are counted by; ledgers' own are not.
func (f *Firm) joins(t *Table) []join {
	if t.Ledger != nil {
		return nil
	}
	contact := t.column(t.Declared.Contacted)
	var list []join
	for _, l := range f.Ledgers {
		if l.Roles["number"] != "" {
			list = append(list, join{l, -1, contact})
		}
	}
	if t.Declared.Consent != nil && t.Declared.By != "" {
		list = append(list, join{t.Declared.Consent, t.column(t.Declared.By), contact})
	}
	return list
}

// declared is the join that a table's consent is declared by.
func (t *Table) declared() join {
	return join{t.Declared.Consent, t.column(t.Declared.By), t.column(t.Declared.Contacted)}
}

// said is what the ledger says of a number of a record.
func (j join) said(row []Cell, c Cell, n Number) (s said, known bool) {
	if j.by >= 0 {
		key, ok := row[j.by].Value.(string)
		return j.l.persons[key], ok
	}
	return j.l.numbers[n.E164()], !c.Lost
}

// state is that of a number for a purpose.
func (j join) state(row []Cell, c Cell, n Number, purpose string) string {
	s, known := j.said(row, c, n)
	switch {
	case j.l.Refusal && known && s != nil && s[""].state == valid:
		return refused
	case j.l.Refusal:
		return "" // who is not on a list of refusals is nothing
	case !known:
		return lost
	}
	return j.l.of(s, purpose)
}

// late tells whether a record's contact came before the first consent.
func (j join) late(row []Cell, c Cell, n Number, purpose string) bool {
	if j.contact < 0 || j.l.Refusal {
		return false
	}
	s, known := j.said(row, c, n)
	first := s.first(purpose)
	at, ok := row[j.contact].Value.(time.Time)
	return known && ok && !first.IsZero() && at.Before(first)
}

// states that are counted.
var states = []string{valid, withdrawn, expired, other, missing, refused, lost, late}

// coverage counts a column by every ledger.
func (f *Firm) coverage(t *Table, c int) []Consent {
	if !t.holds(c) {
		return nil
	}
	var list []Consent
	for _, j := range f.joins(t) {
		for _, purpose := range j.l.asked() {
			for _, p := range t.regions(c) {
				for _, state := range states {
					x := Consent{t.Source, t.Dataset(), t.field(t.Columns[c]), j.l.Name, j.name(t), purpose, p.region, p.subdivision, state, 0, 0}
					x.Numbers, x.Records = t.count(c, func(row int, cell Cell, n Number) bool {
						return p.is(row, cell, n) && j.in(state, t.Rows[row], cell, n, purpose)
					})
					if x.Numbers > 0 {
						list = append(list, x)
					}
				}
			}
		}
	}
	return list
}

// in tells whether a number is counted under a state.
func (j join) in(state string, row []Cell, c Cell, n Number, purpose string) bool {
	if state == late {
		return j.late(row, c, n, purpose)
	}
	return j.state(row, c, n, purpose) == state
}

func (f *Firm) proofs() []Proof {
	var list []Proof
	for _, l := range f.Ledgers {
		p := Proof{l.Name, l.Table.Source, l.Table.Dataset(), len(l.entries), 0, 0, l.NoTime, l.NoSource, l.NoWording, l.Bulk}
		numbers, persons := map[string]bool{}, map[string]bool{}
		for _, e := range l.entries {
			if e.number {
				numbers[e.person.Main.E164()] = true
			}
			if e.key {
				persons[e.person.Key] = true
			}
		}
		p.Numbers, p.Persons = len(numbers), len(persons)
		if l.Roles["wording"] == "" {
			p.NoWording = p.Entries
		}
		list = append(list, p)
	}
	return list
}
