package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// packed is the table that the page's script works on: columns of small
// integers that point into lists, which compresses to a tenth of rows.
type packed struct {
	Strings []string    `json:"strings"` // what the other lists point into
	Fields  []packField `json:"fields"`
	Sets    []packSet   `json:"sets"`
	Laws    [][2]int    `json:"laws"`   // id, short name
	Places  []int       `json:"places"` // pairs of key and name
	Cells   packCells   `json:"cells"`

	Total  string   `json:"total"` // of all that is not derived, in words
	Issues packList `json:"issues"`
	Tables packList `json:"datasets"`
}

type packField struct {
	Source     int        `json:"s"`
	Dataset    int        `json:"d"`
	Field      int        `json:"f"`
	Derived    bool       `json:"x,omitempty"`
	Type       int        `json:"t"`
	Verdict    int        `json:"v"`
	Why        []int      `json:"w,omitempty"`
	Examples   []int      `json:"e,omitempty"`
	Protection int        `json:"p"`
	Read       int        `json:"r"`           // the basis, in words
	Missed     int        `json:"m,omitempty"` // what could have been missed, in words
	Zone       int        `json:"z,omitempty"` // of the oldest and newest
	Numbers    [4]float64 `json:"n"`
	Distinct   [4]float64 `json:"u"`
	Types      []any      `json:"y,omitempty"` // pairs of type and figure
	Notes      []int      `json:"b,omitempty"` // of its dataset: pairs of label and text
	Oldest     int        `json:"o"`
	Newest     int        `json:"q"`
}

type packSet struct {
	Likely   []int `json:"likely"` // laws
	If       []int `json:"if"`
	Coverage int   `json:"coverage"`
}

// packCells has an element per cell in each column. Bounds that are not known
// are -1.
type packCells struct {
	Field    []int     `json:"field"`
	Subject  []int     `json:"subject"` // key or subdivision
	Country  []int     `json:"country"` // key
	Stored   []int     `json:"stored"`
	Low      []float64 `json:"low"`
	Point    []float64 `json:"point"`
	High     []float64 `json:"high"`
	How      []int     `json:"how"`
	Set      []int     `json:"set"`
	Transfer []int     `json:"transfer"`
	Because  []int     `json:"because"`
}

// packer collects strings.
type packer struct {
	packed
	index map[string]int
}

func (p *packer) text(s string) int {
	i, ok := p.index[s]
	if !ok {
		i = len(p.Strings)
		p.index[s] = i
		p.Strings = append(p.Strings, s)
	}
	return i
}

func (p *packer) texts(list []string) (out []int) {
	for _, s := range list {
		out = append(out, p.text(s))
	}
	return out
}

// hows gives every basis its number in the table.
var hows = []profile.How{"", profile.Exact, profile.Sample, profile.AtLeast, profile.Sketch, profile.Seen}

func quantity(e profile.Estimate) [4]float64 {
	return [4]float64{bound(e.Low), e.Value(), bound(e.High), float64(slices.Index(hows, e.How))}
}

func bound(f *float64) float64 {
	if f == nil {
		return -1
	}
	return *f
}

// pack makes the table as JSON.
func pack(v *view, all bool) ([]byte, error) {
	m := v.M
	p := &packer{index: map[string]int{}, packed: packed{Fields: []packField{}, Sets: []packSet{}, Laws: [][2]int{}, Places: []int{}}}
	p.text("")
	sets := p.laws(v)
	fields := p.fields(v, all)
	seen := map[string]bool{}
	place := func(key string) int {
		if !seen[key] {
			seen[key] = true
			p.Places = append(p.Places, p.text(key), p.text(summary.Name(key)))
		}
		return p.text(key)
	}
	for i := range m.Cells {
		c := &m.Cells[i]
		field, ok := fields[[3]string{c.Source, c.Dataset, c.Field}]
		if !ok {
			field = p.field(inventory.Field{Source: c.Source, Dataset: c.Dataset, Field: c.Field}, c.Derived, "")
			fields[[3]string{c.Source, c.Dataset, c.Field}] = field
		}
		country := place(summary.Key(c.Subject))
		subject := country
		if c.Subject.Subdivision != "" {
			subject = place(c.Subject.Subdivision)
		}
		n := quantity(c.Numbers)
		t := &p.Cells
		t.Field, t.Subject, t.Country = append(t.Field, field), append(t.Subject, subject), append(t.Country, country)
		t.Stored = append(t.Stored, place(summary.StoredKey(c.Stored)))
		t.Low, t.Point, t.High = append(t.Low, n[0]), append(t.Point, n[1]), append(t.High, n[2])
		t.How, t.Set = append(t.How, int(n[3])), append(t.Set, sets[c.LawSet])
		t.Transfer, t.Because = append(t.Transfer, p.text(c.Transfer.Status)), append(t.Because, p.text(c.Transfer.Because))
	}
	p.Total, p.Issues, p.Tables = amount.With(v.S.Total)+" numbers", p.list(&v.Issues.list), p.list(&v.setList)
	return json.Marshal(p.packed)
}

// laws packs the law sets; the first one is that of a cell without.
func (p *packer) laws(v *view) map[string]int {
	m := v.M
	numbers := map[string]int{}
	for i, l := range m.Laws {
		numbers[l.ID] = i
		p.Laws = append(p.Laws, [2]int{p.text(l.ID), p.text(v.names[l.ID])})
	}
	p.Sets = append(p.Sets, packSet{Likely: []int{}, If: []int{}})
	sets := map[string]int{}
	for _, s := range m.LawSets {
		out := packSet{Likely: []int{}, If: []int{}, Coverage: p.text(s.Coverage)}
		for _, l := range s.Laws {
			n, ok := numbers[l.ID]
			switch {
			case !ok:
			case l.Status == "likely":
				out.Likely = append(out.Likely, n)
			default:
				out.If = append(out.If, n)
			}
		}
		sets[s.ID] = len(p.Sets)
		p.Sets = append(p.Sets, out)
	}
	return sets
}

func (p *packer) fields(v *view, all bool) map[[3]string]int {
	m := v.M
	type key = [2]string
	datasets := map[key]inventory.Dataset{}
	for _, d := range m.Datasets {
		datasets[key{d.Source, d.Dataset}] = d
	}
	notes := map[key][]int{}
	for i := range m.Datasets {
		d := &m.Datasets[i]
		for _, n := range v.notesOf(d) {
			notes[key{d.Source, d.Dataset}] = append(notes[key{d.Source, d.Dataset}], p.text(n.Label), p.text(n.Text))
		}
	}
	at := map[[3]string]int{}
	for _, f := range m.Fields {
		if f.Verdict == "none" && !all {
			continue
		}
		d := datasets[key{f.Source, f.Dataset}]
		i := p.field(f, d.Derived, read(d))
		p.Fields[i].Missed = p.text(missedIn(f, d))
		p.Fields[i].Notes = notes[key{f.Source, f.Dataset}]
		at[[3]string{f.Source, f.Dataset, f.Field}] = i
	}
	return at
}

// besides says for every dataset what kinds of data its other fields are named
// after.
func besides(fields []inventory.Field) map[[2]string][]string {
	others := map[[2]string][]inventory.Field{}
	for _, f := range fields {
		k := [2]string{f.Source, f.Dataset}
		if f.Verdict == "none" || f.Verdict == "contains" { // a field of numbers is one of numbers, whatever its name
			others[k] = append(others[k], f)
		}
	}
	out := map[[2]string][]string{}
	for k, list := range others {
		for _, b := range summary.Besides(list) {
			text := b.Kind + ": " + strings.Join(first(4, b.Fields), ", ")
			if n := len(b.Fields) - 4; n > 0 {
				text += " and " + amount.Count(float64(n)) + " more"
			}
			out[k] = append(out[k], text)
		}
	}
	return out
}

func (p *packer) field(f inventory.Field, derived bool, basis string) int {
	out := packField{
		Source: p.text(f.Source), Dataset: p.text(f.Dataset), Field: p.text(f.Field), Derived: derived,
		Type: p.text(f.Type), Verdict: p.text(f.Verdict), Why: p.texts(words.Why(f)), Examples: p.texts(f.Examples),
		Protection: p.text(f.Protection), Read: p.text(basis),
		Numbers: quantity(f.Numbers), Distinct: quantity(f.Distinct),
	}
	if !isDatedByFile(&f) {
		out.Oldest, out.Newest, out.Zone = p.text(value(f.Oldest)), p.text(value(f.Newest)), p.text(value(f.TimeZone))
	}
	for _, t := range slices.Sorted(maps.Keys(f.Types)) {
		out.Types = append(out.Types, p.text(t), quantity(f.Types[t]))
	}
	p.Fields = append(p.Fields, out)
	return len(p.Fields) - 1
}

// isDatedByFile says that the days of a field are those of files, which are not
// those of its records.
func isDatedByFile(f *inventory.Field) bool {
	return slices.ContainsFunc(f.Ages, func(a inventory.Age) bool { return strings.HasPrefix(a.By, "{") })
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// compress writes b as gzip in base64 without a plus, which no reader can take
// for the beginning of a number.
func compress(w io.Writer, b []byte) error {
	var z bytes.Buffer
	gz, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := gz.Write(b); err != nil {
		return err
	}
	if err := gz.Close(); err != nil {
		return err
	}
	enc := base64.NewEncoder(base64.URLEncoding, w)
	if _, err := z.WriteTo(enc); err != nil {
		return err
	}
	return enc.Close()
}

// packList is a list in the packed table: indices of texts.
type packList struct {
	Columns []string `json:"columns"`
	HTML    []int    `json:"html"`
	Cells   [][]int  `json:"cells"`
}

func (p *packer) list(l *list) packList {
	out := packList{Columns: l.columns, HTML: []int{}, Cells: [][]int{}}
	for _, r := range l.rows {
		out.HTML = append(out.HTML, p.text(string(r.html)))
		cells := p.texts(r.cells)
		for len(cells) > 0 && cells[len(cells)-1] == 0 {
			cells = cells[:len(cells)-1]
		}
		out.Cells = append(out.Cells, slices.Clip(cells))
	}
	return out
}
