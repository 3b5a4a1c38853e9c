package consent

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// cell is a value of a record: its row, its path and its text; NULL is null.
type cell struct {
	row        int
	path, text string
}

func batchOf(rows int, cont bool, cells ...cell) *connectors.Batch {
	b := &connectors.Batch{Rows: rows, Cont: cont}
	at := map[string]int{}
	for _, c := range cells {
		i, ok := at[c.path]
		if !ok {
			i = len(b.Cols)
			at[c.path] = i
			b.Cols = append(b.Cols, connectors.Column{Field: connectors.Field{Path: c.path, Type: connectors.Text}})
		}
		if c.text == "NULL" {
			b.Cols[i].Append(c.row, nil, connectors.Null)
		} else {
			b.Cols[i].Append(c.row, []byte(c.text), 0)
		}
	}
	return b
}

// addNumbers finds the numbers of a batch as the tally of a shard does.
func addNumbers(e *Entries, hasher *profile.Hasher, b *connectors.Batch) {
	for i := range b.Cols {
		c := &b.Cols[i]
		if !e.HasNumbers(c.Field.Path) {
			continue
		}
		for j := range c.Len() {
			if v, flag := c.Value(j); flag&connectors.Null == 0 {
				matches, _ := scantest.Detector{}.Detect(nil, detectors.Value{Text: v})
				e.AddNumbers(matches, hasher, int(c.Row[j]))
			}
		}
	}
}

// A record of a ledger holds one entry or several, each with its own purpose
// and dates; what cannot be told apart is not guessed.
func TestEntriesOfARecord(t *testing.T) {
	flat := map[string]string{"number": "phone", "person": "id", "purpose": "for", "granted": "at", "withdrawn": "off"}
	nested := map[string]string{"number": "phone", "purpose": "c[].for", "granted": "c[].at", "withdrawn": "c[].off"}
	inner := map[string]string{"number": "c[].phone", "granted": "c[].at"}
	for _, tc := range []struct {
		name    string
		fields  map[string]string
		batches []*connectors.Batch
		want    string // number purpose=state
		entries uint64
		open    uint64 // unresolved
	}{
		{"rows", flat, []*connectors.Batch{batchOf(3, false,
			cell{0, "phone", "+12125550101"}, cell{0, "for", "sms"}, cell{0, "at", "2026-01-01"},
			cell{1, "phone", "+12125550102"}, cell{1, "for", "sms"}, cell{1, "at", "2026-01-01"}, cell{1, "off", "2026-02-01"},
			cell{2, "phone", "none"}, cell{2, "at", "2026-01-01"},
		)}, "0101 sms=0, 0102 sms=2", 3, 1},
		{"a person without a number", flat, []*connectors.Batch{batchOf(1, false, cell{0, "phone", "NULL"}, cell{0, "id", "7"})}, "", 1, 0},
		{"an array of purposes", nested, []*connectors.Batch{batchOf(1, false,
			cell{0, "phone", "+12125550101"}, cell{0, "c[].for", "sms"}, cell{0, "c[].for", "calls"}, cell{0, "c[].at", "2026-01-01"}, cell{0, "c[].at", "2026-01-02"},
			cell{0, "c[].off", "NULL"}, cell{0, "c[].off", "2026-02-01"},
		)}, "0101 sms=0, 0101 calls=2", 2, 0},
		{"an array in which dates lack", nested, []*connectors.Batch{batchOf(1, false,
			cell{0, "phone", "+12125550101"}, cell{0, "c[].for", "sms"}, cell{0, "c[].for", "calls"}, cell{0, "c[].off", "2026-02-01"},
		)}, "0101 sms=0, 0101 calls=0", 2, 0},
		{"two numbers and one consent", flat, []*connectors.Batch{batchOf(1, false,
			cell{0, "phone", "+12125550101 or +12125550102"}, cell{0, "for", "sms"},
		)}, "0101 sms=0, 0102 sms=0", 1, 0},
		{"an array of numbers with their dates", inner, []*connectors.Batch{batchOf(1, false,
			cell{0, "c[].phone", "+12125550101"}, cell{0, "c[].phone", "+12125550102"}, cell{0, "c[].at", "2026-01-01"}, cell{0, "c[].at", "no"},
		)}, "0101 =0, 0102 =2", 2, 0},
		{"a record over two batches", flat, []*connectors.Batch{
			batchOf(2, false, cell{0, "phone", "+12125550101"}, cell{0, "for", "sms"}, cell{1, "phone", "+12125550102"}),
			batchOf(1, true, cell{0, "for", "calls"}, cell{0, "off", "yes"}, cell{1, "phone", "+12125550103"}),
		}, "0101 sms=0, 0102 calls=2, 0103 =0", 3, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := NewLedgers(Options{Ledgers: []Declaration{{Name: "l", Dataset: "d", Fields: tc.fields}}, Memory: 1 << 20, Temp: t.TempDir()})
			defer l.Close()
			r := l.list[0]
			if err := r.Found(func(s string) string { return s }, "a", "d", connectors.Dataset{}); err != nil {
				t.Fatal(err)
			}
			hasher := profile.NewHasher([16]byte{1})
			e := l.Entries(r)
			for _, b := range tc.batches {
				addNumbers(e, hasher, b)
				e.Add(b)
			}
			e.Close()
			if err := e.Commit(false); err != nil {
				t.Fatal(err)
			}
			if err := r.build(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), false); err != nil {
				t.Fatal(err)
			}
			var got []string
			reader := r.byNumber.Reader()
			for _, n := range []string{"0101", "0102", "0103"} {
				hi, lo := hasher.Wide(detectors.NewNumber("1212555"+n, true))
				if err := reader.Lookup([]ledger.Key{{Hi: hi, Lo: lo}}); err != nil {
					t.Fatal(err)
				}
				for _, c := range reader.Of(0) {
					got = append(got, fmt.Sprintf("%s %s=%d", n, r.names[c.Purpose], c.State))
				}
			}
			if d := cmp.Diff(tc.want, strings.Join(got, ", ")); d != "" {
				t.Error(d)
			}
			if r.fact.Entries != tc.entries || r.fact.Unresolved != tc.open {
				t.Errorf("%d entries, %d of nobody; want %d, %d", r.fact.Entries, r.fact.Unresolved, tc.entries, tc.open)
			}
		})
	}
}
