package observe

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/reading"
	"github.com/dialmap/dialmap/scanner/scantest"
)

func newTestTally(r plan.Reading) *Tally {
	return New(&Tools{
		Tools: reading.Tools{Detector: scantest.Detector{}, CountryOf: func(v []byte) (string, bool) {
			return string(v), len(v) == 2
		}},
		Hasher: profile.NewHasher([16]byte{1}),
		Mask:   func(detectors.Number, string) string { return "+1 212 •••" },
	}, detectors.Hints{}, &r, Consent{})
}

// value of a record of a test's batch.
type value struct {
	row  int
	text string
	flag connectors.Flag
}

func textColumn(path string, values ...value) connectors.Column {
	c := connectors.Column{Field: connectors.Field{Path: path, Type: connectors.Text}}
	for _, v := range values {
		c.Append(v.row, []byte(v.text), v.flag)
	}
	return c
}

func TestWhatIsCountedOfAField(t *testing.T) {
	const number = "+12125550101"
	for _, tc := range []struct {
		name    string
		batches []*connectors.Batch
		want    profile.Field // the plain counts alone
	}{
		{
			"a null, an empty value and a number",
			[]*connectors.Batch{{Rows: 3, Cols: []connectors.Column{textColumn("f", value{0, "", connectors.Null}, value{1, "", 0}, value{2, number, 0})}}},
			profile.Field{Values: 1, Nulls: 1, Empty: 1, Holding: 1, Numbers: 1, Whole: 1},
		},
		{
			"two numbers in one record, of which none is the whole value",
			[]*connectors.Batch{{Rows: 1, Cols: []connectors.Column{textColumn("f", value{0, "call " + number + " or +12125550102 today", 0})}}},
			profile.Field{Values: 1, Holding: 1, Numbers: 2},
		},
		{
			"a value that was cut off",
			[]*connectors.Batch{{Rows: 1, Cols: []connectors.Column{textColumn("f", value{0, "call " + number + ", or", connectors.Cut})}}},
			profile.Field{Values: 1, Cut: 1, Holding: 1, Numbers: 1},
		},
		{
			"a record that goes on in the next batch holds its numbers once",
			[]*connectors.Batch{
				{Rows: 1, Cols: []connectors.Column{textColumn("f", value{0, number, 0})}},
				{Rows: 1, Cont: true, Cols: []connectors.Column{textColumn("f", value{0, "+12125550102", 0}, value{1, "+12125550103", 0})}},
			},
			profile.Field{Values: 3, Holding: 2, Numbers: 3, Whole: 3},
		},
		{
			"values that look like numbers and fit no plan, beside ones that do not look like any",
			[]*connectors.Batch{{Rows: 9, Cols: []connectors.Column{textColumn("f",
				value{0, number, 0}, value{1, "+999 (0) 55-501.0123", 0}, value{2, "١٢٣٤٥٦٧", 0},
				value{3, "123456", 0}, value{4, "123 456 789 012 345 6", 0}, value{5, "none", 0}, value{6, "55-501-23 x2", 0},
				value{7, "", connectors.Null}, value{8, "55-501-23", connectors.More})}}},
			profile.Field{Values: 8, Nulls: 1, Holding: 1, Numbers: 1, Whole: 1, Implausible: 2},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tally := newTestTally(plan.Reading{Fields: map[string]plan.FieldReading{"f": {National: detectors.On}}})
			for _, b := range tc.batches {
				if err := tally.Add(b); err != nil {
					t.Fatal(err)
				}
			}
			tally.Close()
			got := tally.Profile.Fields["f"]
			counts := profile.Field{Values: got.Values, Nulls: got.Nulls, Empty: got.Empty, Cut: got.Cut, Holding: got.Holding, Numbers: got.Numbers, Whole: got.Whole, Implausible: got.Implausible}
			if d := cmp.Diff(tc.want, counts, cmpopts.IgnoreUnexported(profile.Distinct{}, profile.Field{})); d != "" {
				t.Error(d)
			}
		})
	}
}

func inJSON(t *testing.T, p *profile.Dataset) string {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// However a shard is cut into batches, the same is counted.
func TestBatchesChangeNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 30 {
		rows := 1 + r.IntN(30)
		var all []value
		for i := range rows {
			switch r.IntN(4) {
			case 0:
				all = append(all, value{i, "", connectors.Null})
			case 1:
				all = append(all, value{i, "nothing to see", 0})
			default:
				all = append(all, value{i, fmt.Sprintf("+1212555%04d", 100+r.IntN(100)), 0})
			}
		}
		whole, parts := newTestTally(plan.Reading{}), newTestTally(plan.Reading{})
		if err := whole.Add(&connectors.Batch{Rows: rows, Cols: []connectors.Column{textColumn("f", all...)}}); err != nil {
			t.Fatal(err)
		}
		for from := 0; from < rows; {
			to := min(rows, from+1+r.IntN(5))
			var some []value
			for _, v := range all[from:to] {
				some = append(some, value{v.row - from, v.text, v.flag})
			}
			if err := parts.Add(&connectors.Batch{Rows: to - from, Cols: []connectors.Column{textColumn("f", some...)}}); err != nil {
				t.Fatal(err)
			}
			from = to
		}
		whole.Close()
		parts.Close()
		if d := cmp.Diff(inJSON(t, whole.Profile), inJSON(t, parts.Profile)); d != "" {
			t.Fatalf("-whole +in batches\n%s", d)
		}
	}
}

// A record's own country places its numbers; in an array, each element's.
func TestRecordsPlaceTheirNumbers(t *testing.T) {
	p := newPlaces(newTestTally(plan.Reading{}).tools, &plan.Reading{Rows: []plan.RowSource{{Path: "c[].country", Kind: detectors.CountryName}}})
	p.startBatch(&connectors.Batch{Rows: 2, Cols: []connectors.Column{textColumn("c[].country", value{0, "DE", 0}, value{0, "FR", 0}, value{1, "JP", 0})}})
	c := &column{path: "c[].phone", how: plan.FieldReading{Rows: []int{0}}}
	for _, tc := range []struct {
		name      string
		row       int
		elem      reading.Element
		want, col string
	}{
		{"the element's own", 0, reading.Element{Nth: 1, Of: 2, Whole: true}, "FR", ""},
		{"one of several where elements do not pair up", 0, reading.Element{Nth: 0, Of: 3, Whole: true}, "", "DE FR"},
		{"the only one of the record", 1, reading.Element{Nth: 0, Of: 3, Whole: true}, "JP", ""},
	} {
		if h := p.hints(c, cell{row: tc.row, elem: tc.elem}); h.Row != tc.want || h.Column != tc.col {
			t.Errorf("%s: row %q, column %q; want %q, %q", tc.name, h.Row, h.Column, tc.want, tc.col)
		}
	}
	p.startBatch(&connectors.Batch{Rows: 0, Cont: true})
	if h := p.hints(c, cell{elem: reading.Element{Of: 1}}); h.Row != "JP" {
		t.Errorf("a record that goes on: row %q, want JP", h.Row)
	}
}

// Clusters are counted as draws when they end, and the last one at the end.
func TestClustersAreDraws(t *testing.T) {
	tally := newTestTally(plan.Reading{})
	for _, b := range []*connectors.Batch{
		{Rows: 2, Draw: connectors.Units},
		{Rows: 3, Draw: connectors.Units, Last: true},
		{Rows: 4, Draw: connectors.Units},
	} {
		if err := tally.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	tally.Close()
	if got := tally.Profile.Sizes.Hits; got != 2 {
		t.Errorf("%d clusters, want 2", got)
	}
}
