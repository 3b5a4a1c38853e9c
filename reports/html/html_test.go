package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

func write(t *testing.T, m *datamap.Map, o reports.Options) string {
	t.Helper()
	return string(reporttest.Render(t, Format{}, m, o))
}

// judged is the small map as the shipped catalogue judges it.
func judged(t *testing.T, d datamap.Declarations) *datamap.Map {
	t.Helper()
	m, err := reporttest.Judged(reporttest.Small(), d)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var berlin = datamap.Declarations{Organisation: datamap.Organisation{Establishments: []string{"DE"}, Targets: []string{"DE", "FR", "US-CA"}}}

func TestTheSameMapGivesTheSameBytes(t *testing.T) {
	first, second := write(t, judged(t, berlin), reports.Options{}), write(t, judged(t, berlin), reports.Options{})
	if first != second {
		t.Error("two pages of one map differ")
	}
}

func TestThePageLoadsNothing(t *testing.T) {
	page := write(t, judged(t, berlin), reports.Options{})
	for _, c := range []struct{ name, pattern string }{
		{"no style attribute", `<[^>]+\sstyle=`},
		{"no handler in an attribute", `<[^>]+\son[a-z]+=`},
		{"no source of anything", `<[^>]+\ssrc(set)?=`},
		{"no linked resource", `<link\b`},
		{"no import in the style", `@import`},
		{"no address in the style", `url\((['"]?)[^#'"]`},
		{"no frame, object or form target", `<(iframe|object|embed|form|base)\b`},
		{"no script that is not this page's own", `<script [^>]*(src|type="(text/javascript|module)")`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if found := regexp.MustCompile(c.pattern).FindString(page); found != "" {
				t.Error(found)
			}
		})
	}
}

func TestThePolicyNamesWhatIsOnThePage(t *testing.T) {
	page := write(t, reporttest.Small(), reports.Options{})
	css := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(page, -1)
	js := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(page, -1)
	if len(css) != 1 || len(js) != 1 {
		t.Fatalf("%d styles and %d scripts", len(css), len(js))
	}
	for _, want := range []string{"default-src 'none'", "style-src " + hash(css[0][1]), "script-src " + hash(js[0][1]), "img-src 'none'"} {
		if !strings.Contains(page, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
}

func TestLean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"indentation goes", "if (a) {\n  b();\n}\n", "if (a) {\nb();\n}\n"},
		{"a comment on its own line goes", "a();\n  // why\nb();\n", "a();\nb();\n"},
		{"an empty line goes", "a {}\n\nb {}\n", "a {}\nb {}\n"},
		{"what follows code stays", "a(\"https://x\"); // why\n", "a(\"https://x\"); // why\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lean(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A text of several lines would lose its indentation, and a statement that goes
// on after a comment of several lines its beginning.
func TestNothingGoesOnOverLinesThatLeanChanges(t *testing.T) {
	for name, s := range map[string]string{"styles": joinFiles(".css", "", ""), "scripts": joinFiles(".js", "", "")} {
		for line := range strings.Lines(s) {
			if strings.Count(line, "`")%2 != 0 || strings.HasSuffix(line, "\\\n") || strings.Contains(line, "/*") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

func TestOnAndOffTheMapAddUpToTheTotal(t *testing.T) {
	for name, m := range map[string]*datamap.Map{
		"a company": judged(t, berlin), "nothing found": reporttest.Empty(), "generated": reporttest.Large(5, 300, 3000),
	} {
		t.Run(name, func(t *testing.T) {
			v := mustLook(t, m)
			for _, p := range append(v.World, v.Parts()...) {
				drawn, off := profile.Estimate{}, profile.Estimate{}
				for _, a := range p.Areas {
					for _, place := range p.All {
						if place.Key == a.ID {
							drawn = drawn.Add(place.Numbers)
						}
					}
				}
				for _, b := range p.Beside {
					off = off.Add(b.Numbers)
				}
				if drawn.Value()+off.Value() != p.Total.Value() || p.On.Value() != drawn.Value() || p.Off.Value() != off.Value() {
					t.Errorf("%s: %v drawn, %v beside, %v in all", p.Title, drawn.Value(), off.Value(), p.Total.Value())
				}
			}
			for _, p := range v.World {
				if p.Total.Value() != m.Headline.Numbers.Value() {
					t.Errorf("%s shows %v, the headline says %v", p.Title, p.Total.Value(), m.Headline.Numbers.Value())
				}
			}
			if v.US != nil && v.US.Total.Value() != v.find("US").Value() {
				t.Errorf("the states have %v, the country %v", v.US.Total.Value(), v.find("US").Value())
			}
		})
	}
}

func mustLook(t *testing.T, m *datamap.Map) *view {
	t.Helper()
	v, err := look(m)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *view) find(key string) profile.Estimate {
	for _, p := range v.S.Subjects {
		if p.Key == key {
			return p.Numbers
		}
	}
	return profile.Estimate{}
}

func TestTheMatrixIsComplete(t *testing.T) {
	for name, m := range map[string]*datamap.Map{"a company": reporttest.Small(), "more places than columns": reporttest.Large(5, 900, 9000)} {
		t.Run(name, func(t *testing.T) {
			v, sum := mustLook(t, m), 0.0
			for _, r := range v.Matrix.Rows {
				row := 0.0
				for _, c := range r.Cells {
					row += c.Numbers.Value()
				}
				if row != r.Numbers.Value() {
					t.Errorf("%s: the cells add up to %v of %v", r.Key, row, r.Numbers.Value())
				}
				sum += row
			}
			if sum != m.Headline.Numbers.Value() {
				t.Errorf("the matrix adds up to %v of %v", sum, m.Headline.Numbers.Value())
			}
		})
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		name string
		m    *datamap.Map
		most int
	}{
		{"nothing found", reporttest.Empty(), 200_000},
		{"a company", judged(t, berlin), 500_000},
		{"10,000 fields and 100,000 cells", reporttest.Large(1, 10_000, 100_000), 3_000_000},
		{"2,000 datasets of which nothing was declared", undeclared(t), 3_500_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			if n := len(write(t, c.m, reports.Options{})); n > c.most {
				t.Errorf("%d bytes, at most %d wanted", n, c.most)
			}
		})
	}
}

// undeclared is a large map with three findings for each of its datasets.
func undeclared(t *testing.T) *datamap.Map {
	t.Helper()
	m, err := reporttest.Judged(reporttest.Large(1, 10_000, 10_000), berlin)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Findings) < 6000 {
		t.Fatalf("%d findings, want three for each dataset", len(m.Findings))
	}
	return m
}

func TestAPageWithANumberInClearIsNotWritten(t *testing.T) {
	number := []byte("+14155550123")
	for _, c := range []struct {
		name  string
		plant func(m *datamap.Map)
	}{
		{"in the detail of a gap", func(m *datamap.Map) { m.Gaps[0].Detail = string(number) }},
		{"in the name of a field, which only the packed table has", func(m *datamap.Map) {
			m.Cells, m.Fields[0].Field = nil, string(number)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := reporttest.Small()
			c.plant(m)
			page, err := reports.Render(Format{}, m, reports.Options{Check: func(text []byte) bool {
				return bytes.Contains(text, number) || bytes.Contains(text, []byte("&#43;"+string(number[1:])))
			}})
			if !errors.Is(err, reports.ErrNumber) || page != nil {
				t.Errorf("rendered %d bytes, error %v", len(page), err)
			}
		})
	}
}

func TestANameIsTextAndNothingElse(t *testing.T) {
	m := reporttest.Small()
	evil := `</script><img src=x onerror=alert(1)>`
	m.Fields[0].Field, m.Cells[0].Field, m.Gaps[0].Detail, m.Sources[0].Name = evil, evil, evil, evil
	m.Laws[0].Source = "javascript:alert(1)"
	page := write(t, m, reports.Options{})
	if strings.Contains(page, "<img") || strings.Contains(page, `href="javascript:`) {
		t.Error("a name became markup")
	}
}

func TestThePackedTableHasEveryCell(t *testing.T) {
	m := reporttest.Small()
	page := write(t, m, reports.Options{})
	text := regexp.MustCompile(`id="pack">([^<]*)<`).FindStringSubmatch(page)[1]
	if strings.Contains(text, "+") {
		t.Error("the packed table has a plus, which could be taken for the beginning of a number")
	}
	z, err := base64.URLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(z))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var p packed
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Cells.Field) != len(m.Cells) || len(p.Fields) != len(m.Fields)-1 {
		t.Errorf("%d cells of %d, %d fields of %d but the one without phones", len(p.Cells.Field), len(m.Cells), len(p.Fields), len(m.Fields))
	}
	for i, c := range m.Cells {
		f := p.Fields[p.Cells.Field[i]]
		if p.Strings[f.Field] != c.Field || p.Strings[f.Dataset] != c.Dataset || p.Cells.Point[i] != c.Numbers.Value() {
			t.Errorf("cell %d is not the map's", i)
		}
	}
}

func TestClassesArePowersOfTen(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want int
	}{{0, 0}, {1, 0}, {9, 0}, {10, 1}, {99, 1}, {100, 2}, {1000, 3}, {999_999, 5}, {1e6, 6}, {1e9, 6}} {
		if got := classOf(c.v); got != c.want {
			t.Errorf("classOf(%v) = %d, want %d", c.v, got, c.want)
		}
	}
}

func TestTheBasisIsTold(t *testing.T) {
	total := func(how profile.How) profile.Estimate {
		low, point, high := 980_000.0, 1_000_000.0, 1_020_000.0
		return profile.Estimate{Low: &low, Point: &point, High: &high, How: how, Level: 0.95}
	}
	bound := &inventory.Missed{Share: 0.00043, Level: 0.95, Of: "records"}
	for _, c := range []struct {
		name               string
		d                  inventory.Dataset
		verdict            string
		read, missed, lost string
	}{
		{"read whole", inventory.Dataset{Records: inventory.Records{Unit: "row", Read: 1200, Total: profile.Count(1200), Draw: "whole"}}, "phone",
			"all 1,200 rows", "nothing: all was read", ""},
		{"records at random of an estimated total", inventory.Dataset{MissedAtMost: bound, Records: inventory.Records{Unit: "row", Read: 6905, Total: total(profile.Sample), Draw: "random", Design: "records"}}, "phone",
			"6,905 rows drawn at random of ≈ 1,000,000 (980,000 to 1,020,000)", "a field with numbers in fewer than 0.043 % of the records (95 % sure)", "a country whose numbers lie in fewer than 0.043 % of the records (95 % sure)"},
		{"a field without numbers, in a sample", inventory.Dataset{MissedAtMost: bound, Records: inventory.Records{Unit: "row", Read: 6905, Total: profile.Count(1_000_000), Draw: "random", Design: "records"}}, "none",
			"6,905 rows drawn at random of 1,000,000", "a field with numbers in fewer than 0.043 % of the records (95 % sure)", "numbers in at most 0.043 % of the records (95 % sure)"},
		{"units", inventory.Dataset{Records: inventory.Records{Unit: "line", Read: 9000, Draw: "random", Design: "units", UnitsRead: 40, UnitsTotal: 1000}}, "phone",
			"9,000 lines, in 40 units drawn at random of 1,000", "not bounded: no promise about what was not read", "not bounded: no promise about what was not read"},
		{"the server's own sample", inventory.Dataset{Records: inventory.Records{Unit: "document", Read: 5000, Total: profile.Count(80_000), Draw: "random", Design: "server_random"}}, "phone",
			"5,000 documents of 80,000, drawn at random by the server", "not bounded: no promise about what was not read", "not bounded: no promise about what was not read"},
		{"a start", inventory.Dataset{Records: inventory.Records{Unit: "row", Read: 10_000, Draw: "head"}}, "phone",
			"10,000 rows, from the start only", "not bounded: no promise about what was not read", "not bounded: no promise about what was not read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := read(c.d); got != c.read {
				t.Errorf("read: %q, want %q", got, c.read)
			}
			if got := missed(c.d); got != c.missed {
				t.Errorf("missed: %q, want %q", got, c.missed)
			}
			if got := missedIn(inventory.Field{Verdict: c.verdict}, c.d); got != c.lost {
				t.Errorf("missed in the field: %q, want %q", got, c.lost)
			}
		})
	}
}

func BenchmarkLarge(b *testing.B) {
	m := reporttest.Large(1, 10_000, 100_000)
	for b.Loop() {
		if _, err := reports.Render(Format{}, m, reports.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
