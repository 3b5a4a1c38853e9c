package scanner_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// lockedFor is a world whose people are locked for a while.
func lockedFor(d time.Duration) *scantest.World {
	w := world()
	until := time.Now().Add(d)
	w.Locked = func(table string) error {
		if table == "people" && time.Now().Before(until) {
			return &connectors.Error{Part: connectors.Part{Dataset: table}, Reason: connectors.Timeout, Text: "the table is locked"}
		}
		return nil
	}
	return w
}

func fieldsOf(inv *inventory.Inventory) map[string]float64 {
	numbers := map[string]float64{}
	for _, f := range inv.Fields {
		numbers[f.Dataset+" "+f.Field] = f.Numbers.Value()
	}
	return numbers
}

// A table that is locked while the scan begins is read later in the same scan,
// as if it had never been locked.
func TestATableThatIsLockedAtFirstIsRead(t *testing.T) {
	want, err := scanner.Run(t.Context(), []scanner.Source{source("a", world())}, options(t))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", lockedFor(25*time.Second))}, options(t))
		if err != nil {
			t.Fatal(err)
		}
		if !inv.Scan.Complete || len(inv.Gaps) != 0 {
			t.Errorf("complete %v, gaps %v; want it complete, without gaps", inv.Scan.Complete, inv.Gaps)
		}
		if d := cmp.Diff(fieldsOf(want), fieldsOf(inv)); d != "" {
			t.Errorf("-never locked +locked at first\n%s", d)
		}
	})
}

// One that stays locked leaves the scan incomplete, and resuming reads it.
func TestATableThatStaysLockedIsReadByResuming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, w := options(t), lockedFor(time.Hour)
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		var reasons []string
		for _, g := range inv.Gaps {
			reasons = append(reasons, g.Dataset+" "+g.Reason)
		}
		if d := cmp.Diff([]string{" interrupted", "people timeout"}, reasons); d != "" || inv.Scan.Complete {
			t.Errorf("complete %v, gaps -want +got\n%s", inv.Scan.Complete, d)
		}
		w.Locked, o.Resume = nil, inv.Scan.ID
		again, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		if !again.Scan.Complete || fieldsOf(again)["people phone"] != 200 {
			t.Errorf("complete %v, fields %v; want it complete, with 200 numbers of people", again.Scan.Complete, fieldsOf(again))
		}
	})
}

// A table that a lock kept from being listed leaves the scan incomplete, and
// resuming reads it. One that may not be listed at all does not.
func TestATableThatIsNotListedForALockIsReadByResuming(t *testing.T) {
	for _, c := range []struct {
		name     string
		err      connectors.Error
		complete bool
	}{
		{"locked", connectors.Error{Reason: connectors.Timeout, Text: "the table is locked"}, false},
		{"the server ended the statement", connectors.Error{Reason: connectors.Interrupted, Retry: true, Text: "ended"}, false},
		{"denied", connectors.Error{Reason: connectors.Denied, Text: "permission denied"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, w := options(t), world()
			w.Unlisted = func(table string) error {
				if table == "people" {
					e := c.err
					e.Part.Dataset = table
					return &e
				}
				return nil
			}
			inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
			if err != nil || inv.Scan.Complete != c.complete {
				t.Fatalf("%v, complete %v; want %v, gaps %v", err, inv.Scan.Complete, c.complete, inv.Gaps)
			}
			if c.complete {
				return
			}
			o.Resume = inv.Scan.ID
			again, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o) // notes and counters stay what they were
			if err != nil || again.Scan.Complete || fieldsOf(again)["notes text"] != 200 {
				t.Fatalf("%v, complete %v, fields %v, gaps %v", err, again.Scan.Complete, fieldsOf(again), again.Gaps)
			}
			w.Unlisted = nil
			again, err = scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
			if err != nil || !again.Scan.Complete || fieldsOf(again)["people phone"] != 200 {
				t.Errorf("%v, complete %v, fields %v; want it complete, with 200 numbers of people", err, again.Scan.Complete, fieldsOf(again))
			}
		})
	}
}

// Nobody waits for the tables of a source of which none can be read: that is no
// lock.
func TestAnOutageIsNotWaitedForAsALockIs(t *testing.T) {
	for _, c := range []struct {
		name string
		gone func(table string) bool
		want bool // it waits
	}{
		{"every table", func(string) bool { return true }, false},
		{"one of three", func(table string) bool { return table == "notes" }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := world()
				w.Before = func(shard string, _ int) error {
					if table, _, _ := strings.Cut(shard, "/"); c.gone(table) {
						return &connectors.Error{Reason: connectors.Unreachable, Text: "gone", Retry: true}
					}
					return nil
				}
				began := time.Now()
				inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, options(t))
				if err != nil || inv.Scan.Complete {
					t.Fatalf("%v, complete %v", err, inv.Scan.Complete)
				}
				if waited := time.Since(began) > 10*time.Second; waited != c.want {
					t.Errorf("it took %v; want it to wait: %v", time.Since(began), c.want)
				}
			})
		})
	}
}

// Rows that move while they are read are met twice or not at all, and no others:
// the count is off by at most those that moved.
func TestRowsThatMoveAreAllThatIsMiscounted(t *testing.T) {
	w := world()
	rows := w.Tables["people"]
	moved := 0
	w.Before = func(shard string, n int) error {
		if shard == "people/100" && n == 2 { // the pilot was first: others are read now
			rows[0], rows[150] = rows[150], rows[0]
			rows[1], rows[160] = rows[160], rows[1]
			moved = 4
		}
		return nil
	}
	src, o := source("a", w), options(t)
	src.Connections, o.Workers = 1, 1
	inv, err := scanner.Run(t.Context(), []scanner.Source{src}, o)
	if err != nil {
		t.Fatal(err)
	}
	if moved == 0 {
		t.Fatal("no row was moved")
	}
	for _, d := range inv.Datasets {
		if off := int(d.Records.Read) - 200; d.Dataset == "people" && (off > moved || off < -moved) {
			t.Errorf("%d records of 200, while %d moved", d.Records.Read, moved)
		}
	}
	distinct := 0.0
	for _, f := range inv.Fields {
		if f.Dataset == "people" && f.Field == "phone" {
			distinct = f.Distinct.Value()
		}
	}
	if distinct < float64(100-moved) || distinct > 100 {
		t.Errorf("%v distinct numbers of 100, while %d moved", distinct, moved)
	}
	if !inv.Scan.Complete {
		t.Error("rows that move leave nothing unread")
	}
}
