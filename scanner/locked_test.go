package scanner_test

import (
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
