package scanner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/scantest"
)

// consenting is a world with a ledger of consents, a list of refusals, people
// with up to three numbers each, and a campaign that knows persons.
type consenting struct {
	*scantest.World
	truth map[string][2]float64 // dataset/field ledger by purpose state -> numbers, records
}

// entry of the ledger as the reference keeps it: at is when, zero where that is
// not told.
type entry struct {
	phone, person, purpose  string
	at, withdrawn, expires  time.Time
	hasWithdrawn, hasExpiry bool
}

// begun is the moment that the worlds' dates are counted from.
var begun = time.Now().UTC().Truncate(time.Second)

func number(i int) string { return fmt.Sprintf("+1212555%04d", i) }

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04:05")
}

func newConsenting(seed uint64) *consenting {
	r := rand.New(rand.NewPCG(seed, 7))
	w := &consenting{&scantest.World{Tables: map[string][]scantest.Row{}, Order: []string{"campaign", "consents", "people", "refused"}}, map[string][2]float64{}}
	now := begun
	used := map[int64]bool{}
	moment := func() time.Time { // no two alike, so that nothing depends on ties
		for {
			at := now.Add(-time.Duration(100+r.IntN(50_000_000)) * time.Second)
			if !used[at.Unix()] {
				used[at.Unix()] = true
				return at
			}
		}
	}
	var ledger []entry
	for range 300 {
		n := r.IntN(120)
		e := entry{phone: number(n), person: fmt.Sprint("P", n), purpose: []string{"sms", "calls", ""}[r.IntN(3)]}
		if r.IntN(6) > 0 {
			e.at = moment()
		}
		if r.IntN(4) == 0 {
			e.hasWithdrawn, e.withdrawn = true, moment()
		}
		if r.IntN(4) == 0 {
			e.hasExpiry, e.expires = true, now.AddDate(0, 0, r.IntN(60)-30)
		}
		ledger = append(ledger, e)
		row := scantest.Row{"phone": e.phone, "person": e.person, "granted": stamp(e.at), "purpose": e.purpose, "form": "web"}
		if e.hasWithdrawn {
			row["withdrawn"] = stamp(e.withdrawn)
		}
		if e.hasExpiry {
			row["expires"] = e.expires.Format(time.DateOnly)
		}
		w.Tables["consents"] = append(w.Tables["consents"], row)
	}
	for i := range 40 {
		w.Tables["refused"] = append(w.Tables["refused"], scantest.Row{"phone": number(3 * i)})
	}
	for range 400 {
		var numbers []string
		for range 1 + r.IntN(3) {
			numbers = append(numbers, number(r.IntN(160)))
		}
		w.Tables["people"] = append(w.Tables["people"], scantest.Row{"notes": "call " + strings.Join(numbers, " or "), "created_at": stamp(moment())})
		w.count(ledger, "people/notes", "number", numbers, numbers, time.Time{}, now)
	}
	for i := range 300 {
		n, p := r.IntN(160), fmt.Sprint("P", r.IntN(160))
		row := scantest.Row{"tel": number(n), "customer": p, "sent": stamp(moment())}
		if i%7 == 0 {
			delete(row, "customer")
			p = ""
		}
		sent, _ := time.Parse("2006-01-02 15:04:05", row["sent"])
		w.Tables["campaign"] = append(w.Tables["campaign"], row)
		w.count(ledger, "campaign/tel", "number", []string{number(n)}, []string{number(n)}, sent, now)
		w.count(ledger, "campaign/tel", "customer", []string{number(n)}, []string{p}, sent, now)
	}
	return w
}

// count adds what the ledgers say of one record's numbers to the truth; keys
// are what they are looked up by.
func (w *consenting) count(ledger []entry, field, by string, numbers, keys []string, sent, now time.Time) {
	record := map[string]bool{}
	say := func(name, purpose, state string) {
		k := strings.Join([]string{field, name, by, purpose, state}, "|")
		n := w.truth[k]
		n[0]++
		if !record[k] {
			n[1]++
		}
		record[k] = true
		w.truth[k] = n
	}
	for i := range numbers {
		best, firsts, open, knows := "", time.Time{}, false, false
		for _, purpose := range []string{"calls", "sms", ""} {
			state, first, undated := w.state(ledger, by, keys[i], purpose, now)
			if state != "" {
				knows = true
				if best == "" || slices.Index(order, state) < slices.Index(order, best) {
					best = state
				}
				if !first.IsZero() && (firsts.IsZero() || first.Before(firsts)) {
					firsts = first
				}
				open = open || undated || first.IsZero()
			}
			if purpose == "" {
				continue
			}
			switch {
			case keys[i] == "":
				state = inventory.Unresolved
			case state == "":
				state = inventory.Missing
				if w.knows(ledger, by, keys[i]) {
					state = inventory.OtherPurpose
				}
			}
			say("all", purpose, state)
			if !sent.IsZero() && !first.IsZero() && !undated && sent.Before(first) {
				say("all", purpose, inventory.Late)
			}
		}
		switch {
		case keys[i] == "":
			best = inventory.Unresolved
		case !knows:
			best = inventory.Missing
		}
		say("all", "", best)
		if knows && !open && !sent.IsZero() && sent.Before(firsts) {
			say("all", "", inventory.Late)
		}
		var n int
		if _, err := fmt.Sscanf(numbers[i], "+1212555%d", &n); err == nil && by == "number" && n%3 == 0 && n < 120 {
			say("dnc", "", inventory.Refused)
		}
	}
}

var order = []string{inventory.Valid, inventory.Expired, inventory.Withdrawn}

func (e *entry) is(by, key string) bool {
	return by == "number" && e.phone == key || by != "number" && e.person == key
}

func (w *consenting) knows(ledger []entry, by, key string) bool {
	return slices.ContainsFunc(ledger, func(e entry) bool { return e.is(by, key) })
}

// state walks the entries of one key and purpose in the order of their times.
func (w *consenting) state(ledger []entry, by, key, purpose string, now time.Time) (state string, first time.Time, undated bool) {
	type event struct {
		at    time.Time
		state string
	}
	var events []event
	for _, e := range ledger {
		if !e.is(by, key) || e.purpose != purpose {
			continue
		}
		if !e.hasWithdrawn || !e.at.IsZero() {
			s := inventory.Valid
			if e.hasExpiry && e.expires.Format(time.DateOnly) < now.Format(time.DateOnly) {
				s = inventory.Expired
			}
			events = append(events, event{e.at, s})
			if undated = undated || e.at.IsZero(); !e.at.IsZero() && (first.IsZero() || e.at.Before(first)) {
				first = e.at
			}
		}
		if e.hasWithdrawn {
			events = append(events, event{e.withdrawn, inventory.Withdrawn})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	zero := slices.IndexFunc(events, func(e event) bool { return !e.at.IsZero() })
	switch {
	case len(events) == 0:
		return "", first, undated
	case zero != 0 && (zero < 0 || zero == len(events)): // several without a time: the one that ends
		for _, e := range events {
			if e.state == inventory.Expired {
				return inventory.Expired, first, undated
			}
		}
	}
	return events[len(events)-1].state, first, undated
}

func ledgers() []consent.Declaration {
	return []consent.Declaration{
		{Name: "all", Dataset: "a/consents", Kind: "consent", Hash: "h", Fields: map[string]string{
			"number": "phone", "person": "person", "purpose": "purpose", "granted": "granted", "withdrawn": "withdrawn", "expires": "expires", "source": "form",
		}},
		{Name: "dnc", Dataset: "refused", Kind: "refusal", Fields: map[string]string{"number": "phone"}},
	}
}

func consentSource(w *consenting) scanner.Source {
	s := source("a", w.World)
	s.Redact = func(name string) string { return name }
	s.Datasets = []plan.Declaration{{Match: "a/campaign", Ledger: "all", Person: "customer", Contacted: "sent", Dated: "sent"}}
	return s
}

func counted(inv *inventory.Inventory, only ...string) map[string][2]float64 {
	got := map[string][2]float64{}
	for _, f := range inv.Fields {
		for _, c := range f.Consents {
			k := strings.Join([]string{f.Dataset + "/" + f.Field, c.Ledger, c.By, c.Purpose, c.State}, "|")
			if len(only) == 0 || slices.Contains(only, c.Ledger) {
				n := got[k]
				got[k] = [2]float64{n[0] + c.Numbers.Value(), n[1] + c.Records.Value()}
			}
		}
	}
	return got
}

func TestConsentIsCountedOfEveryNumber(t *testing.T) {
	for i, tc := range []struct {
		workers, rows int
		memory        int64
	}{{1, 1000, 0}, {1, 10, 0}, {8, 7, 0}, {8, 10, 1}} {
		w, o := newConsenting(uint64(i/2)), options(t)
		w.ShardRows, o.Workers, o.LedgerMemory, o.Temp = tc.rows, tc.workers, tc.memory, t.TempDir()
		o.Ledgers = ledgers()
		inv, err := scanner.Run(t.Context(), []scanner.Source{consentSource(w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(w.truth, counted(inv)); d != "" {
			t.Errorf("%d workers, shards of %d rows, memory %d: %s", tc.workers, tc.rows, tc.memory, d)
		}
		all := inv.Ledgers[0]
		if !all.Whole || all.Entries != 300 || all.NoSource != 0 || all.NoWording != 300 || all.NoTime == 0 || all.Unresolved != 0 || all.Persons != all.Numbers || all.Hash != "h" {
			t.Errorf("ledger: %+v", all)
		}
		if left, _ := os.ReadDir(o.Temp); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		f := field(t, inv, "people", "notes")
		var aged uint64
		for _, a := range f.Ages {
			for _, d := range a.Days {
				aged += d.Numbers
			}
			if a.By != "created_at" {
				t.Errorf("dated by %s", a.By)
			}
		}
		if float64(aged) != f.Numbers.Value() || f.Oldest == nil || *f.Oldest > *f.Newest || f.TimeZone != nil {
			t.Errorf("%d of %v numbers have an age", aged, f.Numbers.Value())
		}
		for _, f := range inv.Fields {
			if (f.Dataset == "consents" || f.Dataset == "refused") && len(f.Consents) > 0 {
				t.Errorf("a ledger was compared with itself: %s", f.Field)
			}
		}
	}
}

func TestResumedScanCountsTheSameConsent(t *testing.T) {
	o := options(t)
	o.Ledgers = ledgers()
	want, err := scanner.Run(t.Context(), []scanner.Source{consentSource(newConsenting(1))}, o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		o := options(t)
		o.Ledgers = ledgers()
		ctx, stop := context.WithCancel(t.Context())
		var reads atomic.Int64
		after := int64(1 + rand.IntN(100))
		w := newConsenting(1)
		w.Before = func(string, int) error {
			if reads.Add(1) == after {
				stop()
			}
			return nil
		}
		cut, err := scanner.Run(ctx, []scanner.Source{consentSource(w)}, o)
		stop()
		if !errors.Is(err, scanner.ErrInterrupted) {
			t.Fatalf("round %d, stopped at read %d: %v", i, after, err)
		}
		o.Resume = cut.Scan.ID
		inv, err := scanner.Run(t.Context(), []scanner.Source{consentSource(newConsenting(1))}, o)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(facts(t, want), facts(t, inv)); d != "" {
			t.Errorf("round %d, stopped at read %d: %s", i, after, d)
		}
	}
}

// A shard of a ledger that breaks off and is read again counts once; one that
// never can be read leaves the ledger in part.
func TestBrokenLedger(t *testing.T) {
	gone := &connectors.Error{Reason: connectors.Unreachable, Text: "the server went away", Retry: true}
	for _, tc := range []struct {
		name  string
		until int
		whole bool
	}{{"works in the end", 3, true}, {"never works", 100, false}} {
		w, o := newConsenting(3), options(t)
		o.Ledgers = ledgers()
		w.Midway = func(s string, n int) error {
			if s == "consents/20" && n < tc.until {
				return gone
			}
			return nil
		}
		inv, err := scanner.Run(t.Context(), []scanner.Source{consentSource(w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		l := inv.Ledgers[0]
		if l.Whole != tc.whole || tc.whole && l.Entries != 300 || !tc.whole && (l.Entries >= 300 || l.Entries < 290) {
			t.Errorf("%s: whole %v, %d entries", tc.name, l.Whole, l.Entries)
		}
		if d := cmp.Diff(w.truth, counted(inv)); tc.whole && d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
}

// Of a sample, every consent has an interval that holds the truth; the ledger
// is read whole all the same.
func TestConsentInASampleHasAnInterval(t *testing.T) {
	for _, draw := range []connectors.Design{connectors.Records, connectors.Units, connectors.Offsets} {
		w := large(20_000, 2, draw)
		truth := map[string]float64{}
		for i := range 50 {
			w.Tables["consents"] = append(w.Tables["consents"], scantest.Row{"tel": fmt.Sprintf("+1212555%04d", 100+2*i), "granted": "2026-01-01"})
		}
		for _, r := range w.Tables["people"] {
			var n int
			if _, err := fmt.Sscanf(r["phone"], "+1212555%d", &n); err == nil {
				truth[map[bool]string{true: inventory.Valid, false: inventory.Missing}[n%2 == 0]]++
			}
		}
		w.Order = append(w.Order, "consents")
		o := sampling(t)
		o.WholeRecords = 10
		o.Ledgers = []consent.Declaration{{Name: "l", Dataset: "a/consents", Kind: "consent", Fields: map[string]string{"number": "tel", "granted": "granted"}}}
		inv, err := scanner.Run(t.Context(), []scanner.Source{source("a", w)}, o)
		if err != nil {
			t.Fatal(err)
		}
		f := field(t, inv, "people", "phone")
		if len(f.Consents) != 2 || !inv.Ledgers[0].Whole || inv.Ledgers[0].Numbers != 50 {
			t.Fatalf("%s: %d consents, ledger %+v", draw, len(f.Consents), inv.Ledgers[0])
		}
		for _, c := range f.Consents {
			for name, e := range map[string]struct{ low, high *float64 }{"numbers": {c.Numbers.Low, c.Numbers.High}, "records": {c.Records.Low, c.Records.High}} {
				if c.Numbers.How != "sample" || e.low == nil || e.high == nil || *e.low > truth[c.State] || *e.high < truth[c.State] || *e.high > 2**e.low {
					t.Errorf("%s: %s %s: %+v, truth %v", draw, c.State, name, e, truth[c.State])
				}
			}
		}
	}
}

func TestLedgerThatCannotBe(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(l *consent.Declaration)
		what   string
		text   string
	}{
		{"no such dataset", func(l *consent.Declaration) { l.Dataset = "a/consent" }, "dataset", "there is no dataset a/consent"},
		{"no such field", func(l *consent.Declaration) { l.Fields["granted"] = "granted_at" }, "granted", "a/consents has no field granted_at; it has expires, form, granted"},
		{"no such number", func(l *consent.Declaration) { l.Fields["number"] = "tel" }, "number", "a/consents has no field tel"},
	} {
		o := options(t)
		o.Ledgers = ledgers()
		tc.change(&o.Ledgers[0])
		_, err := scanner.Run(t.Context(), []scanner.Source{consentSource(newConsenting(1))}, o)
		var e *consent.Error
		if !errors.As(err, &e) || e.What != tc.what || !strings.Contains(e.Text, tc.text) {
			t.Errorf("%s: %v", tc.name, err)
		}
		if list, err := o.State.Scans(t.Context()); err != nil || len(list) > 0 {
			t.Errorf("%s: a scan is left: %v, %v", tc.name, list, err)
		}
	}
}

func TestLedgerThatCouldNotBeRead(t *testing.T) {
	for _, tc := range []struct {
		name, detail string
		change       func(o *scanner.Options, s *scanner.Source)
	}{
		{"excluded", "the ledger all was not read: excluded by the configuration; consent is not counted against it", func(o *scanner.Options, _ *scanner.Source) { o.Exclude = []string{"a/consents"} }},
		{"its source is not there", "the ledger all could not be read: consent is not counted against it", func(o *scanner.Options, s *scanner.Source) {
			o.Ledgers[0].Dataset = "b/consents"
		}},
	} {
		o := options(t)
		o.Ledgers = ledgers()
		src := consentSource(newConsenting(1))
		tc.change(&o, &src)
		away := source("b", nil)
		away.Open = func(context.Context, connectors.Source) (connectors.Connector, error) {
			return nil, &connectors.Error{Reason: connectors.Unreachable, Text: "no answer"}
		}
		inv, err := scanner.Run(t.Context(), []scanner.Source{src, away}, o)
		if err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		if !slices.ContainsFunc(inv.Gaps, func(g inventory.Gap) bool { return g.Detail == tc.detail }) {
			t.Errorf("%s: gaps %v", tc.name, inv.Gaps)
		}
		if len(inv.Ledgers) != 1 || len(counted(inv, "all")) > 0 || len(counted(inv, "dnc")) == 0 {
			t.Errorf("%s: %d ledgers", tc.name, len(inv.Ledgers))
		}
	}
}

// Neither the state nor what lies beside it holds a number or a person's key.
func TestNothingOfALedgerIsKeptInClear(t *testing.T) {
	dir := t.TempDir()
	w, o := newConsenting(2), in(t, dir)
	o.Ledgers, o.Temp, o.LedgerMemory = ledgers(), dir, 1
	if _, err := scanner.Run(t.Context(), []scanner.Source{consentSource(w)}, o); err != nil {
		t.Fatal(err)
	}
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		for _, r := range w.Tables["consents"] {
			if bytes.Contains(b, []byte(r["phone"][1:])) || bytes.Contains(b, []byte(`"`+r["person"]+`"`)) {
				t.Fatalf("%s holds a number or a key", filepath.Base(path))
			}
		}
		return nil
	})
}
