// Package csv writes the cells of a data map as a table, a row each, for
// spreadsheets and scripts.
package csv

import (
	"bytes"
	stdcsv "encoding/csv"
	"strconv"
	"strings"
	"unicode"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Format writes the table.
type Format struct{}

// Name is csv.
func (Format) Name() string { return "csv" }

var header = []string{
	"source", "dataset", "field", "derived", "region", "subdivision", "status", "candidates",
	"stored", "stored_evidence", "low", "point", "high", "how", "laws", "laws_if", "coverage", "transfer", "because", "beside",
}

// Render writes a header and a row per cell. Lists are joined with a space. No
// cell of the table can be a formula: a spreadsheet would run one that hides in
// the name of a column.
func (Format) Render(m *datamap.Map, o reports.Options) (reports.Page, error) {
	var b bytes.Buffer
	out := stdcsv.NewWriter(&b)
	if err := out.Write(header); err != nil {
		return reports.Page{}, err
	}
	sets, beside := lawSets(m), besideOf(m)
	for i := range m.Cells {
		if err := out.Write(row(&m.Cells[i], sets, beside)); err != nil {
			return reports.Page{}, err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return reports.Page{}, err
	}
	return reports.Page{Bytes: b.Bytes()}, nil
}

// laws of a set, joined.
type laws struct{ likely, maybe, coverage string }

func lawSets(m *datamap.Map) map[string]laws {
	sets := map[string]laws{}
	for _, s := range m.LawSets {
		var likely, maybe []string
		for _, l := range s.Laws {
			if l.Status == "likely" {
				likely = append(likely, l.ID)
			} else {
				maybe = append(maybe, l.ID)
			}
		}
		sets[s.ID] = laws{strings.Join(likely, " "), strings.Join(maybe, " "), s.Coverage}
	}
	return sets
}

// besideOf names the kinds of personal data that lie beside the numbers of each
// dataset.
func besideOf(m *datamap.Map) map[[2]string]string {
	kinds := map[[2]string]string{}
	for i := range m.Datasets {
		d := &m.Datasets[i]
		var list []string
		for _, b := range d.Beside {
			list = append(list, b.Kind)
		}
		kinds[[2]string{d.Source, d.Dataset}] = strings.Join(list, " ")
	}
	return kinds
}

func row(c *datamap.Cell, sets map[string]laws, beside map[[2]string]string) []string {
	region := ""
	if c.Subject.Region != nil {
		region = *c.Subject.Region
	}
	set, n := sets[c.LawSet], c.Numbers
	r := []string{
		c.Source, c.Dataset, c.Field, strconv.FormatBool(c.Derived), region, c.Subject.Subdivision, c.Subject.Status,
		strings.Join(c.Subject.Candidates, " "), c.Stored.Region, c.Stored.Evidence,
		figure(n.Low), figure(n.Point), figure(n.High), how(n), set.likely, set.maybe, set.coverage,
		c.Transfer.Status, c.Transfer.Because, beside[[2]string{c.Source, c.Dataset}],
	}
	for i := range r {
		r[i] = harmless(r[i])
	}
	return r
}

func how(e profile.Estimate) string { return string(e.How) }

// figure is empty where no bound is known.
func figure(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// printable shows a control character as a dot: it could move the cursor of a
// terminal, or turn around what stands behind it. A tab stays.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
		return '·'
	}
	return r
}

// harmless puts an apostrophe before what a spreadsheet takes for a formula
// (OWASP, CSV injection), and drops what would end the row for it.
func harmless(s string) string {
	s = strings.Map(printable, strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\x00", "").Replace(s))
	if s != "" && strings.ContainsRune("=+-@\t", rune(s[0])) {
		return "'" + s
	}
	// Full-width forms are folded to the plain ones by some spreadsheets.
	for _, p := range []string{"＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, p) {
			return "'" + s
		}
	}
	return s
}
