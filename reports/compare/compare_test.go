package compare_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/compare"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/reporttest"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

func sample(low, point, high float64) profile.Estimate {
	return profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sample, Level: 0.95}
}

func atLeast(n float64) profile.Estimate {
	return profile.Estimate{Low: &n, Point: &n, How: profile.AtLeast, Level: 0.95}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new profile.Estimate
		want     compare.Change
	}{
		{"two counts that are equal", profile.Count(5), profile.Count(5), compare.Same},
		{"one more, counted", profile.Count(5), profile.Count(6), compare.More},
		{"one fewer, counted", profile.Count(5), profile.Count(4), compare.Fewer},
		{"nothing to count in both", profile.Estimate{}, profile.Estimate{}, compare.Same},
		{"something where there was nothing to count", profile.Estimate{}, profile.Count(1), compare.More},
		{"estimates whose intervals overlap", sample(90, 100, 110), sample(105, 115, 125), compare.WithinError},
		{"within the sampling error of 100 comparisons", sample(90, 100, 110), sample(110, 127, 144), compare.WithinError},
		{"beyond it", sample(90, 100, 110), sample(126, 136, 146), compare.More},
		{"and the other way round", sample(126, 136, 146), sample(90, 100, 110), compare.Fewer},
		{"equal estimates are not known to be equal", sample(90, 100, 110), sample(90, 100, 110), compare.WithinError},
		{"a count within the sampling error", sample(90, 100, 110), profile.Count(115), compare.WithinError},
		{"a count beyond it", sample(90, 100, 110), profile.Count(121), compare.More},
		{"more seen than were counted before", profile.Count(5), profile.SeenCount(6), compare.More},
		{"fewer seen than were counted before says nothing", profile.Count(5), profile.SeenCount(4), compare.CannotTell},
		{"fewer counted than were seen before", profile.SeenCount(5), profile.Count(4), compare.Fewer},
		{"more counted than were seen before says nothing", profile.SeenCount(5), profile.Count(9), compare.CannotTell},
		{"two parts say nothing", profile.SeenCount(5), profile.SeenCount(5000), compare.CannotTell},
		{"at least as many as before", profile.Count(5), atLeast(5), compare.CannotTell},
		{"at least more than before", sample(1, 2, 3), atLeast(4), compare.More},
		{"an estimate without a lower bound", profile.Count(5), profile.Estimate{High: new(float64), How: profile.Sample}, compare.Fewer},
		{"and one without an upper bound", profile.Count(5), profile.Estimate{Low: new(float64), How: profile.Sample}, compare.CannotTell},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (compare.Sampling{Z: 3.89}).Judge(c.old, c.new); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// world is a scan of one source, crm, in Germany: a table that was read whole,
// with German and French numbers.
func world(change ...func(m *datamap.Map)) *datamap.Map {
	de, fr := "DE", "FR"
	m := &datamap.Map{
		KeyFingerprint: "k1:aa", ConfigHash: "c1", Tool: inventory.Tool{Version: "v1"},
		Scan:     datamap.Scan{Scan: inventory.Scan{ID: "one", Complete: true}, On: "2026-11-23"},
		Headline: datamap.Headline{Numbers: profile.Count(5), Distinct: profile.Count(5)},
		Sources:  []inventory.Source{{Name: "crm", Kind: "postgres", Stored: inventory.Stored{Region: "DE", Evidence: "read"}}},
		Datasets: []inventory.Dataset{{Source: "crm", Dataset: "public.a", Kind: "table", Records: inventory.Records{Draw: "whole", Read: 9}}},
		Fields: []inventory.Field{
			{
				Source: "crm", Dataset: "public.a", Field: "phone", Verdict: "phone", Protection: "plaintext", Numbers: profile.Count(5),
				Regions: []inventory.Region{
					{Region: &de, Status: "known", How: "international", Numbers: profile.Count(2)},
					{Region: &de, Status: "known", How: "source", Numbers: profile.Count(1)},
					{Region: &fr, Status: "known", How: "international", Numbers: profile.Count(2)},
				},
			},
			{Source: "crm", Dataset: "public.a", Field: "id", Verdict: "none", Protection: "plaintext", Numbers: profile.Count(0)},
		},
		Cells: []datamap.Cell{{
			Source: "crm", Dataset: "public.a", Field: "phone", Subject: datamap.Subject{Region: &de, Status: "known"},
			Stored: datamap.StoredAt{Region: "DE"}, Numbers: profile.Count(5), Transfer: datamap.Transfer{Status: "domestic"},
		}},
	}
	for _, c := range change {
		c(m)
	}
	return m
}

// The changes that the cases below put together.

func numbers(e profile.Estimate) func(*datamap.Map) {
	return func(m *datamap.Map) { m.Fields[0].Numbers, m.Fields[0].Regions = e, nil }
}

func regionsOf(e profile.Estimate, names ...string) func(*datamap.Map) {
	return func(m *datamap.Map) {
		m.Fields[0].Regions = nil
		for _, n := range names {
			m.Fields[0].Regions = append(m.Fields[0].Regions, inventory.Region{Region: &n, Status: "known", Numbers: e})
		}
	}
}

func gap(dataset, reason string) func(*datamap.Map) {
	return func(m *datamap.Map) {
		m.Gaps = append(m.Gaps, inventory.Gap{Source: "crm", Dataset: dataset, Reason: reason})
	}
}

func table(name string) func(*datamap.Map) {
	return func(m *datamap.Map) {
		m.Datasets = append(m.Datasets, inventory.Dataset{Source: "crm", Dataset: name, Kind: "table", Records: inventory.Records{Draw: "whole"}})
		f := m.Fields[0]
		f.Dataset = name
		m.Fields = append(m.Fields, f)
	}
}

func field(name string) func(*datamap.Map) {
	return func(m *datamap.Map) {
		f := m.Fields[0]
		f.Field = name
		m.Fields = append(m.Fields, f)
	}
}

func draw(how string) func(*datamap.Map) {
	return func(m *datamap.Map) { m.Datasets[0].Records.Draw = how }
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new *datamap.Map
		want     string // the changes, a line each
	}{
		{"nothing changed", world(), world(), ""},
		{"a field without phones is not spoken of", world(), world(func(m *datamap.Map) { m.Fields = m.Fields[:1] }), ""},
		{"one number more", world(), world(numbers(profile.Count(6))), "field phone more; gone DE; gone FR"},
		{"a sample that overlaps", world(numbers(sample(4, 5, 6))), world(numbers(sample(5, 6, 7))), ""},
		{"a sample that shows the same", world(numbers(sample(4, 5, 6))), world(numbers(sample(4, 5, 6))), ""},
		{"the head of a table after the whole", world(numbers(profile.Count(5))), world(numbers(profile.SeenCount(4)), draw("head")), "field phone cannot_tell: the new scan read a part, and does not know the rest"},
		{"a region more in a field", world(), world(func(m *datamap.Map) {
			gb := "GB"
			m.Fields[0].Regions = append(m.Fields[0].Regions, inventory.Region{Region: &gb, Status: "known", Numbers: profile.Count(1)})
		}), "field phone same; new GB"},
		{"how a region was found does not matter", world(), world(func(m *datamap.Map) { m.Fields[0].Regions[0].How = "row" }), ""},
		{"a region that was not among those drawn before", world(numbers(sample(4, 5, 6)), regionsOf(sample(4, 5, 6), "DE")), world(numbers(sample(4, 5, 6)), regionsOf(sample(4, 5, 6), "DE", "FR")), "field phone within_error; new FR"},
		{"a state more in a field", world(regionsOf(profile.Count(1), "US")), world(regionsOf(profile.Count(1), "US"), func(m *datamap.Map) { m.Fields[0].Regions[0].Subdivision = "US-CA" }), "field phone same; gone US; new US US-CA"},
		{"a verdict", world(), world(func(m *datamap.Map) { m.Fields[0].Verdict = "contains" }), "field phone same; verdict phone→contains"},
		{"a field that has phones now", world(), world(func(m *datamap.Map) { m.Fields[1].Verdict, m.Fields[1].Numbers = "phone", profile.Count(3) }), "field id more; verdict none→phone"},
		{"protection", world(), world(func(m *datamap.Map) { m.Fields[0].Protection = "hashed" }), "field phone same; protection plaintext→hashed"},
		{"a new field", world(), world(field("fax")), "field fax new"},
		{"a field that is gone", world(field("fax")), world(), "field fax gone"},
		{"a field that the head did not show", world(draw("head")), world(field("fax")), "field fax cannot_tell: the old scan read a part of the dataset and did not meet the field"},
		{"a new dataset is told once, with its fields", world(), world(table("public.b")), "dataset public.b new 1"},
		{"a dataset that is gone", world(table("public.b")), world(), "dataset public.b gone 1"},
		{"a dataset that could not be read now", world(table("public.b")), world(gap("public.b", "denied")), "dataset public.b cannot_tell 1: the new scan did not look at it: permission denied\ngap public.b denied new"},
		{"a dataset that could not be read before", world(gap("public.b", "denied")), world(table("public.b")), "dataset public.b cannot_tell 1: the old scan did not look at it: permission denied\ngap public.b denied closed: it was looked at"},
		{"a whole schema that could not be read", world(table("public.b")), world(gap("public", "timeout")), "dataset public.b cannot_tell 1: the new scan did not look at it: took too long\ngap public timeout new"},
		{"what a pattern left out", world(table("public.b")), world(gap("*.b", "skipped")), "dataset public.b cannot_tell 1: the new scan did not look at it: excluded by the configuration\ngap *.b skipped new"},
		{"rows that were hidden now", world(numbers(profile.Count(5))), world(numbers(profile.Count(4)), gap("public.a", "filtered")), "field phone cannot_tell: the new scan did not look at all of it: rows hidden from the scanning login\ngap public.a filtered new"},
		{"more numbers though rows were hidden", world(numbers(profile.Count(5))), world(numbers(profile.Count(6)), gap("public.a", "filtered")), "field phone more\ngap public.a filtered new"},
		{"a source that could not be reached", world(gap("public.x", "denied")), world(gap("", "unreachable"), func(m *datamap.Map) { m.Datasets, m.Fields, m.Cells = nil, nil, nil }), "dataset public.a cannot_tell 1: the new scan did not look at it: could not be reached\ngap public.x denied cannot_tell: the new scan did not look at it: could not be reached\ngap  unreachable new"},
		{"a source that is scanned for the first time", world(func(m *datamap.Map) { m.Sources, m.Datasets, m.Fields, m.Cells = nil, nil, nil, nil }), world(), "source crm new 1 1"},
		{"a source that is no longer scanned", world(gap("public.x", "denied")), world(func(m *datamap.Map) { m.Sources, m.Datasets, m.Fields, m.Cells = nil, nil, nil, nil }), "source crm gone 1 1\ngap public.x denied cannot_tell: its source was not scanned"},
		{"a gap whose detail alone differs", world(gap("public.x", "denied")), world(gap("public.x", "denied"), func(m *datamap.Map) { m.Gaps[0].Detail = "3 of 4" }), ""},
		{"a gap that is no longer there", world(gap("public.x", "denied")), world(), "gap public.x denied closed: it is no longer there, or no longer asked for"},
		{"bytes that moved", world(), world(func(m *datamap.Map) { m.Sources[0].Stored.Region = "US" }), "stored crm DE→US"},
		{"another word for where they are", world(), world(func(m *datamap.Map) { m.Sources[0].Stored.Evidence = "configured" }), ""},
		{"a transfer that needs something now", world(), world(func(m *datamap.Map) { m.Cells[0].Stored.Region, m.Cells[0].Transfer.Status = "US", "conditional" }), "transfer DE→US conditional new"},
		{"bytes that moved, of which a part is read each time", world(draw("head")), world(draw("head"), func(m *datamap.Map) {
			m.Sources[0].Stored.Region, m.Cells[0].Stored.Region, m.Cells[0].Transfer.Status = "US", "US", "conditional"
		}), "stored crm DE→US\ntransfer DE→US conditional new"},
		{"a transfer gone from where not all was read", world(func(m *datamap.Map) { m.Cells[0].Transfer.Status = "restricted" }), world(gap("public.x", "denied")), "transfer DE→DE restricted cannot_tell\ngap public.x denied new"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := compare.Compare(c.old, c.new)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, tell(got)); diff != "" {
				t.Errorf("(-want +got): %s", diff)
			}
		})
	}
}

// tell writes changes in short.
func tell(c *compare.Changes) string {
	var lines []string
	add := func(words ...string) { lines = append(lines, strings.Join(words, "")) }
	because := func(s string) string { return strings.TrimSuffix(": "+s, ": ") }
	digit := func(n int) string { return " " + string(rune('0'+n)) }
	for _, s := range c.Sources {
		add("source ", s.Source, " ", string(s.Change), digit(s.Datasets), digit(s.Fields))
	}
	for _, d := range c.Datasets {
		add("dataset ", d.Dataset, " ", string(d.Change), digit(d.Fields), because(d.Because))
	}
	for _, f := range c.Fields {
		line := "field " + f.Field + " " + string(f.Change)
		if f.Change != compare.Same {
			line += because(f.Because)
		}
		for _, w := range []struct {
			name string
			*compare.Word
		}{{"verdict", f.Verdict}, {"protection", f.Protection}} {
			if w.Word != nil {
				line += "; " + w.name + " " + w.Old + "→" + w.New
			}
		}
		for _, r := range f.Regions {
			line += "; " + string(r.Change) + " " + strings.TrimSpace(r.Region+" "+r.Subdivision)
		}
		add(line)
	}
	for _, s := range c.Stored {
		add("stored ", s.Source, " ", s.Old.Region, "→", s.New.Region)
	}
	for _, x := range c.Transfers {
		add("transfer ", x.From, "→", x.To, " ", x.Status, " ", string(x.Change))
	}
	for _, g := range c.Gaps {
		add("gap ", g.Dataset, " ", g.Reason, " ", string(g.Change), because(g.Because))
	}
	return strings.Join(lines, "\n")
}

func TestWhatShowsTheSameIsCounted(t *testing.T) {
	part := []func(*datamap.Map){numbers(profile.SeenCount(5)), draw("head")}
	for _, c := range []struct {
		name     string
		old, new *datamap.Map
		want     compare.Unchanged
	}{
		{"wholly read", world(), world(), compare.Unchanged{Fields: 1}},
		{"the head of both", world(part...), world(part...), compare.Unchanged{Fields: 1, InPart: 1}},
		{"with hidden rows", world(gap("public.a", "filtered")), world(gap("public.a", "filtered")), compare.Unchanged{Fields: 1, InPart: 1}},
		{"changed", world(), world(numbers(profile.Count(6))), compare.Unchanged{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := compare.Compare(c.old, c.new)
			if err != nil || !cmp.Equal(got.Unchanged, c.want, cmpopts.IgnoreFields(compare.Unchanged{}, "WithinError")) {
				t.Errorf("got %+v, %v", got.Unchanged, err)
			}
		})
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	_, err := compare.Compare(world(), world(func(m *datamap.Map) { m.KeyFingerprint, m.Scan.ID = "k1:bb", "two" }))
	var e *compare.KeyError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "k1:aa") || !strings.Contains(err.Error(), "k1:bb") {
		t.Errorf("got %v", err)
	}
}

func TestWarnings(t *testing.T) {
	later := world(func(m *datamap.Map) { m.Scan.Started = reporttest.Small().Scan.Started })
	for _, c := range []struct {
		name     string
		old, new *datamap.Map
		want     string
	}{
		{"another configuration", world(), world(func(m *datamap.Map) { m.ConfigHash = "c2" }), "the configurations differ (old c1, new c2)"},
		{"another version", world(), world(func(m *datamap.Map) { m.Tool.Version = "v2" }), "the versions of dialmap differ"},
		{"an old scan that is not complete", world(func(m *datamap.Map) { m.Scan.Complete = false }), world(), "the old scan is not complete"},
		{"a new scan that is not complete", world(), world(func(m *datamap.Map) { m.Scan.Complete = false }), "scan --resume one"},
		{"the later one first", later, world(), "is the later one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := compare.Compare(c.old, c.new)
			if err != nil || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], c.want) {
				t.Errorf("got %q, %v", got.Warnings, err)
			}
		})
	}
}

func pairs() map[string][2]*datamap.Map {
	return map[string][2]*datamap.Map{
		"nothing and a company":    {reporttest.Empty(), reporttest.Small()},
		"a company and nothing":    {reporttest.Small(), reporttest.Empty()},
		"a company twice":          {reporttest.Small(), reporttest.Small()},
		"two generated ones":       {reporttest.Large(1, 300, 3000), reporttest.Large(2, 300, 3000)},
		"a world that changed":     {world(field("fax"), gap("x", "denied")), world(table("public.b"), numbers(sample(1, 2, 3)))},
		"one whose lists are nil":  {&datamap.Map{}, &datamap.Map{}},
		"a name that is no text":   {world(), world(field("a\x1b[2J|`b`\n<b>"))},
		"a source that was placed": {world(), world(func(m *datamap.Map) { m.Sources[0].Stored = inventory.Stored{Evidence: "unknown"} })},
	}
}

func TestJSONHoldsToTheSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(compare.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("diff.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("diff.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range pairs() {
		t.Run(name, func(t *testing.T) {
			page := write(t, p, "json")
			got, err := jsonschema.UnmarshalJSON(strings.NewReader(page))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(got); err != nil {
				t.Error(err)
			}
			var back compare.Changes
			if err := json.Unmarshal([]byte(page), &back); err != nil {
				t.Error(err)
			}
			if page != write(t, p, "json") {
				t.Error("the same two scans give other bytes")
			}
		})
	}
}

func write(t *testing.T, p [2]*datamap.Map, format string) string {
	t.Helper()
	for _, m := range p {
		m.KeyFingerprint = ""
	}
	c, err := compare.Compare(p[0], p[1])
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := c.Write(&b, format, reports.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPagesShowNamesAsText(t *testing.T) {
	for name, p := range pairs() {
		t.Run(name, func(t *testing.T) {
			if page := write(t, p, "table"); strings.Contains(page, "\x1b") || !strings.HasPrefix(page, "What changed from scan") {
				t.Errorf("table: %.200q", page)
			}
			for line := range strings.SplitSeq(write(t, p, "markdown"), "\n") {
				if !strings.HasPrefix(line, "|") {
					continue
				}
				cells := strings.Count(line, "|") - strings.Count(line, `\|`)
				if cells != 4 && cells != 5 || strings.Contains(line, "\x1b") {
					t.Errorf("markdown: %q", line)
				}
			}
		})
	}
}

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	for name, p := range pairs() {
		for _, m := range p {
			m.KeyFingerprint = ""
		}
		c, err := compare.Compare(p[0], p[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{60, 80, 120} {
			for _, color := range []bool{false, true} {
				var b bytes.Buffer
				if err := c.Write(&b, "table", reports.Options{Width: width, Color: color}); err != nil {
					t.Fatal(err)
				}
				if color != strings.Contains(b.String(), "\x1b[") {
					t.Errorf("%s: colour %v", name, color)
				}
				for line := range strings.SplitSeq(b.String(), "\n") {
					if n := text.StringWidthWithoutEscSequences(line); n > width {
						t.Errorf("%s at %d: a line of %d columns: %s", name, width, n, line)
					}
				}
			}
		}
	}
}

func TestTheLargestChangesAreNamed(t *testing.T) {
	states := func(n func(i int) uint64) func(*datamap.Map) {
		return func(m *datamap.Map) {
			us := "US"
			m.Fields[0].Regions = nil
			for i, s := range strings.Fields("US-AL US-AK US-AZ US-AR US-CA US-CO US-CT US-DE US-FL US-GA US-HI US-ID") {
				m.Fields[0].Regions = append(m.Fields[0].Regions, inventory.Region{Region: &us, Subdivision: s, Status: "known", Numbers: profile.Count(n(i))})
			}
		}
	}
	page := write(t, [2]*datamap.Map{
		world(states(func(i int) uint64 { return 100 })), world(states(func(i int) uint64 { return 101 + uint64(i) })),
	}, "table")
	page = strings.Join(strings.Fields(page), " ")
	if !strings.Contains(page, "more of: Idaho 100 → 112, Hawaii 100 → 111,") || !strings.Contains(page, "and 2 more places") {
		t.Errorf("got %s", page)
	}
}

func TestNothingIsWrittenWhenTheCheckFindsANumber(t *testing.T) {
	c, err := compare.Compare(world(), world())
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range compare.Formats {
		var b bytes.Buffer
		err := c.Write(&b, format, reports.Options{Check: func([]byte) bool { return true }})
		if !errors.Is(err, reports.ErrNumber) || b.Len() != 0 {
			t.Errorf("%s: wrote %d bytes, error %v", format, b.Len(), err)
		}
	}
	if err := c.Write(&bytes.Buffer{}, "xml", reports.Options{}); err == nil {
		t.Error("a format that does not exist was written")
	}
}
