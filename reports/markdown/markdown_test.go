package markdown_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/markdown"
	"github.com/dialmap/dialmap/reports/reporttest"
)

func write(t *testing.T, m *datamap.Map) string {
	t.Helper()
	return string(reporttest.Render(t, markdown.Format{}, m, reports.Options{}))
}

var update = flag.Bool("update", false, "write the goldens")

func TestGolden(t *testing.T) {
	for _, c := range []struct {
		name, file string
		m          *datamap.Map
	}{
		{"a company", "testdata/small.golden.md", reporttest.Small()},
		{"nothing found", "testdata/empty.golden.md", reporttest.Empty()},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := write(t, c.m)
			if *update {
				if err := os.WriteFile(c.file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(c.file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got; go test -update writes it:\n%s", diff)
			}
		})
	}
}

// The figures are those of the other formats.
func TestTheTotalIsThatOfTheHeadline(t *testing.T) {
	for name, m := range map[string]*datamap.Map{"a company": reporttest.Small(), "generated": reporttest.Large(5, 300, 3000)} {
		t.Run(name, func(t *testing.T) {
			page := write(t, m)
			for _, want := range []string{
				"| **Total** | **" + markdown.Text(amount.Of(m.Headline.Numbers)),
				"**" + markdown.Text(amount.Of(m.Headline.Distinct)) + " distinct phone numbers**",
			} {
				if !strings.Contains(page, want) {
					t.Errorf("%q is not on the page", want)
				}
			}
		})
	}
}

func TestALargeMapStaysATicket(t *testing.T) {
	page := write(t, reporttest.Large(1, 2_000, 10_000))
	if n := strings.Count(page, "\n"); n > 150 || len(page) > 60_000 {
		t.Errorf("%d lines, %d bytes", n, len(page))
	}
	if !strings.Contains(page, "… and 1,985 more fields.") {
		t.Error("the page does not say how many fields it leaves out")
	}
}

func TestNamesCannotBecomeMarkup(t *testing.T) {
	m := reporttest.Small()
	evil := "a|b`c\n## d <script>alert(1)</script> [x](javascript:1) @team \x1b[2J\u202e"
	m.Fields[0].Field, m.Fields[0].Dataset, m.Fields[0].Why = evil, evil, []string{evil}
	m.Gaps[0].Detail, m.Gaps[0].Dataset = evil, evil
	m.Cells[0].Transfer = datamap.Transfer{Status: "restricted", Because: evil}
	page := write(t, m)
	for line := range strings.SplitSeq(page, "\n") {
		if strings.HasPrefix(line, "|") && (strings.Contains(line, "script") || strings.Contains(line, "Numbers of")) {
			if cells := strings.Count(line, "|") - strings.Count(line, `\|`); cells != 6 {
				t.Errorf("%d bars: %s", cells, line)
			}
		}
		if strings.HasPrefix(line, "## d") {
			t.Errorf("a name became a heading: %s", line)
		}
	}
	if strings.ContainsAny(page, "\x1b\u202e") {
		t.Error("a control character is on the page")
	}
	if html := regexp.MustCompile(`<[a-z/]`).FindString(outsideCode(page)); html != "" {
		t.Errorf("HTML on the page: %q", html)
	}
}

// outsideCode is the page without code spans and escaped characters.
func outsideCode(page string) string {
	page = regexp.MustCompile("``[^\n]*?``").ReplaceAllString(page, "")
	page = regexp.MustCompile(`\\.`).ReplaceAllString(page, "")
	return regexp.MustCompile("`[^`\n]*`").ReplaceAllString(page, "")
}

func TestText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "Germany (DE), 97 %", "Germany (DE), 97 %"},
		{"markup is escaped", "*a* _b_ `c` [d](e) <f> #g h|i", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f\\> \\#g h\\|i"},
		{"an entity stays text", "&lt;", `\&lt;`},
		{"a line break is a blank", "a\r\nb", "a  b"},
		{"what begins like a list", "- a", `\- a`},
		{"what begins like a list of another kind", "+ a", `\+ a`},
		{"what moves the cursor or turns the line", "a\x1b\u202eb", "a··b"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := markdown.Text(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCode(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a name", "public.contacts", "`public.contacts`"},
		{"a name with a backtick", "a`b", "``a`b``"},
		{"a name that ends in one", "a`", "`` a` ``"},
		{"a bar in a table", "a|b", "`a\\|b`"},
		{"two lines", "a\nb", "`a b`"},
		{"blanks alone would be no code", " ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := markdown.Code(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
