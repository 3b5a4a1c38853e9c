package register

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// night is what a test scan saw: how well it read each dataset, and which of its
// problems were there.
type night struct {
	read   map[string]string // dataset (a/1) -> draw; "" denied, "gone", "excluded"
	there  map[string]string // problem -> severity
	broken []string          // sources that cannot be reached
	asked  []string          // sources; nil: a and b
}

// problems are findings by the datasets they rest on.
var problems = map[string][]string{
	"a1": {"a/1"}, "a2": {"a/2"}, "a3": {"a/3"}, "b1": {"b/1"}, "b2": {"b/2"}, "b3": {"b/3"},
	"pair": {"a/1", "b/1"}, "triple": {"b/2", "a/2", "b/3"},
}

func place(dataset string) (source, name string) {
	source, name, _ = strings.Cut(dataset, "/")
	return source, name
}

// finding of a problem.
func finding(problem, severity string) assess.Finding {
	source, name := place(problems[problem][0])
	f := assess.Finding{Kind: assess.Unmet, Duty: "purpose", Rule: "purpose.mixed", Severity: severity, Source: source, Dataset: name, Purpose: problem, Count: profile.Count(9), Status: assess.Open}
	for _, d := range problems[problem] {
		source, name := place(d)
		f.RestsOn = append(f.RestsOn, assess.Rest{Source: source, Dataset: name})
	}
	f.ID = f.Fingerprint()
	return f
}

// scan makes the map of the nth night.
func (n night) scan(i int) *datamap.Map {
	m := &datamap.Map{}
	m.Scan.ID, m.Scan.Started = fmt.Sprintf("scan-%03d", i), time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC).AddDate(0, 0, i)
	m.Scan.Finished = m.Scan.Started.Add(time.Hour)
	asked := n.asked
	if asked == nil {
		asked = []string{"a", "b"}
	}
	for _, s := range asked {
		m.Sources = append(m.Sources, inventory.Source{Name: s})
		if slices.Contains(n.broken, s) {
			m.Gaps = append(m.Gaps, inventory.Gap{Source: s, Reason: "unreachable"})
		}
	}
	for d, draw := range n.read {
		source, name := place(d)
		switch {
		case slices.Contains(n.broken, source) || !slices.Contains(asked, source) || draw == "gone":
		case draw == "":
			m.Gaps = append(m.Gaps, inventory.Gap{Source: source, Dataset: name, Reason: "denied"})
		case draw == "excluded":
			m.Gaps = append(m.Gaps, inventory.Gap{Source: source, Dataset: name, Reason: "skipped"})
		default:
			m.Datasets = append(m.Datasets, inventory.Dataset{Source: source, Dataset: name, Records: inventory.Records{Draw: draw}})
		}
	}
	for p, severity := range n.there {
		m.Findings = append(m.Findings, finding(p, severity))
	}
	slices.SortFunc(m.Findings, func(a, b assess.Finding) int { return strings.Compare(a.ID, b.ID) })
	return m
}

// all datasets read in one way.
func all(draw string) map[string]string {
	out := map[string]string{}
	for _, list := range problems {
		for _, d := range list {
			out[d] = draw
		}
	}
	return out
}

func folded(t testing.TB, scope Scope, nights ...night) *Register {
	t.Helper()
	r := &Register{}
	for i, n := range nights {
		r.Fold(Scan{Map: n.scan(i), Scope: scope})
	}
	return r
}

// TestHistoriesEqualTheModel folds random histories, and compares each state with
// a model of the rules.
func TestHistoriesEqualTheModel(t *testing.T) {
	draws := []string{"", "head", "random", "whole", "whole", "whole", "gone"}
	level := map[string]int{"": 0, "head": 1, "random": 2, "whole": 4, "gone": 4}
	severities := []string{"low", "medium", "high"}
	reached := map[State]int{}
	for seed := range uint64(500) {
		rnd := rand.New(rand.NewPCG(seed, 16))
		r := &Register{}
		type known struct {
			state, before State
			peak          int
			read          []int
		}
		model := map[string]*known{}
		for i := range 12 {
			n := night{read: map[string]string{}, there: map[string]string{}}
			for d := range all("") {
				n.read[d] = draws[rnd.IntN(len(draws))]
			}
			for p, rests := range problems {
				seen := rnd.IntN(2) == 0
				for _, d := range rests {
					seen = seen && n.read[d] != "" && n.read[d] != "gone"
				}
				if seen {
					n.there[p] = severities[rnd.IntN(3)]
				}
			}
			r.Fold(Scan{Map: n.scan(i)})
			for p, rests := range problems {
				k, read, worse := model[p], []int{}, false
				for j, d := range rests {
					read = append(read, level[n.read[d]])
					worse = worse || k != nil && read[j] < k.read[j]
				}
				rank := assess.Rank(n.there[p])
				switch {
				case rank == 0 && (k == nil || k.state == Resolved):
				case rank == 0 && !worse:
					k.state = Resolved
				case rank == 0 && k.state != Unassessed:
					k.before, k.state = k.state, Unassessed
				case rank == 0:
				case k == nil:
					model[p] = &known{Open, "", rank, read}
				case k.state == Resolved:
					*k = known{Reopened, "", rank, read}
				case rank > k.peak:
					*k = known{Escalated, "", rank, read}
				default:
					if k.state == Unassessed {
						k.state = k.before
					}
					k.read = read
				}
			}
			for p := range problems {
				e, want := r.Find(finding(p, "low").ID), model[p]
				if (e == nil) != (want == nil) || e != nil && e.State != want.state {
					t.Fatalf("seed %d, scan %d, %s: got %+v, want %+v", seed, i, p, e, want)
				}
				if e != nil {
					reached[e.State]++
				}
			}
		}
	}
	for _, s := range []State{Open, Escalated, Reopened, Unassessed, Resolved} {
		if reached[s] < 100 {
			t.Errorf("%s was reached %d times only: the test says little of it", s, reached[s])
		}
	}
}

func TestTheSameScanTwiceChangesNothing(t *testing.T) {
	nights := []night{
		{read: all("whole"), there: map[string]string{"a1": "low", "pair": "high"}},
		{read: all("whole"), broken: []string{"b"}, there: map[string]string{"a1": "medium"}},
		{read: all("whole"), there: map[string]string{"a1": "medium", "b2": "low"}},
	}
	once, twice := folded(t, Scope{}), &Register{}
	for i, n := range nights {
		once.Fold(Scan{Map: n.scan(i)})
		for range 2 {
			twice.Fold(Scan{Map: n.scan(i)})
		}
		again, err := Parse(bytesOf(t, twice)) // what is kept between two scans
		if err != nil {
			t.Fatal(err)
		}
		twice = again
	}
	twice.Fold(Scan{Map: nights[0].scan(0)})
	if d := cmp.Diff(string(bytesOf(t, once)), string(bytesOf(t, twice))); d != "" {
		t.Error(d)
	}
}

func bytesOf(t testing.TB, r *Register) []byte {
	t.Helper()
	b, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// An outage in each of its ways: no finding is resolved by it, none is new when
// it is over, and the figures are those of before, with their day.
func TestAnOutageIsNoChange(t *testing.T) {
	without := func(dataset string) map[string]string {
		m := all("whole")
		m[dataset] = ""
		return m
	}
	before := map[string]string{"a1": "low", "b1": "high", "pair": "medium"}
	for _, c := range []struct {
		name  string
		night night
		away  []string // problems that cannot be assessed
	}{
		{"a folder that is missing", night{read: all("whole"), broken: []string{"b"}, there: map[string]string{"a1": "low"}}, []string{"b1", "pair"}},
		{"a login that is refused", night{read: all("whole"), broken: []string{"a", "b"}}, []string{"a1", "b1", "pair"}},
		{"one table that is denied", night{read: without("b/1"), there: map[string]string{"a1": "low"}}, []string{"b1", "pair"}},
		{"another table of the pair that is denied", night{read: without("a/1"), there: map[string]string{"b1": "high"}}, []string{"a1", "pair"}},
		{"a window that ended", night{read: map[string]string{"a/1": "head", "b/1": "head"}}, []string{"a1", "b1", "pair"}},
		{"a scan of one source only", night{read: all("whole"), asked: []string{"a"}, there: map[string]string{"a1": "low"}}, []string{"pair"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			first := night{read: all("whole"), there: before}
			nights := []night{first, c.night, first}
			r := &Register{}
			for i, n := range nights {
				m := n.scan(i)
				r.Fold(Scan{Map: m, Scope: Scope{Configuration: "nightly", Narrowed: c.night.asked != nil && i == 1}})
				r.Mark(m)
				got := map[string]string{}
				for _, f := range m.Findings {
					got[f.Purpose] = f.Status
					if f.Status == assess.Unassessed && (f.Severity != before[f.Purpose] || f.Count.Value() != 9 || !f.LastAssessed.Equal(first.scan(0).Scan.Started)) {
						t.Errorf("%s lost its figures or their day: %+v", f.Purpose, f)
					}
				}
				want := map[string]string{}
				for p := range before {
					want[p] = assess.Open
					if i == 0 {
						want[p] = assess.New
					}
					if i == 1 && slices.Contains(c.away, p) {
						want[p] = assess.Unassessed
					}
					if i == 1 && c.night.asked != nil && p == "b1" {
						delete(want, p) // the scan was not asked
					}
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("scan %d (-want +got): %s", i, d)
				}
			}
			for _, e := range r.Entries {
				for _, p := range e.History {
					if p.Event != EventOpened && p.Event != EventUnassessed && p.Event != EventAssessed {
						t.Errorf("%s: event %q", e.Finding.Purpose, p.Event)
					}
				}
			}
		})
	}
}

func TestAnUnreadLedgerResolvesNothing(t *testing.T) {
	m := func(i int, whole, there bool) *datamap.Map {
		m := night{read: all("whole")}.scan(i)
		if whole {
			m.Ledgers = []inventory.Ledger{{Name: "sms", Source: "b", Dataset: "1", Whole: true}}
		}
		if there {
			f := finding("pair", "high")
			f.RestsOn[1].Ledger = "sms"
			m.Findings = []assess.Finding{f}
		}
		return m
	}
	r := &Register{}
	d := &datamap.Declarations{Declarations: assess.Declarations{Ledgers: []assess.Ledger{{Name: "sms"}}}}
	for i, c := range []struct {
		whole, there bool
		want         State
	}{{true, true, Open}, {false, false, Unassessed}, {true, true, Open}, {true, false, Resolved}} {
		r.Fold(Scan{Map: m(i, c.whole, c.there), Declared: d})
		if got := r.Entries[0].State; got != c.want {
			t.Errorf("scan %d: %s, want %s", i, got, c.want)
		}
	}
}

func TestWhatResolvesAFinding(t *testing.T) {
	was := night{read: all("whole"), there: map[string]string{"b1": "low"}}
	is := night{read: all("whole")}
	old := &datamap.Declarations{Mechanisms: map[string]string{"a": "scc"}}
	now := &datamap.Declarations{}
	nightly := Scope{Configuration: "nightly"}
	for _, c := range []struct {
		name  string
		want  string
		state State
		scan  func(i int, s *Scan) // of both scans, the second of which does not find it
	}{
		{"other data", ByData, Resolved, func(i int, s *Scan) {
			if i == 1 {
				s.Map.Datasets = slices.DeleteFunc(s.Map.Datasets, func(d inventory.Dataset) bool { return d.Source == "b" && d.Dataset == "1" })
			}
		}},
		{"a declaration, while the data changes too", ByDeclaration, Resolved, func(i int, s *Scan) {
			s.Declared = old
			if i == 1 {
				s.Declared, s.Rejudge = now, func(d *datamap.Declarations) *datamap.Map {
					if len(d.Mechanisms) == 0 {
						t.Error("judged by other declarations than the old ones")
					}
					return was.scan(1)
				}
				for j := range s.Map.Datasets {
					s.Map.Datasets[j].Records.Read++
				}
			}
		}},
		{"data, while a declaration changes that has nothing to do with it", ByData, Resolved, func(i int, s *Scan) {
			s.Declared = old
			if i == 1 {
				s.Declared, s.Rejudge = now, func(*datamap.Declarations) *datamap.Map { return is.scan(1) }
				for j := range s.Map.Datasets {
					s.Map.Datasets[j].Records.Read++
				}
			}
		}},
		{"another catalogue", ByCatalogue, Resolved, func(i int, s *Scan) { s.Map.Scan.Catalog.Version = "2026.1" + strconv.Itoa(i) }},
		{"another version of dialmap", ByRule, Resolved, func(i int, s *Scan) { s.Map.Tool.Version = "v1." + strconv.Itoa(i) }},
		{"a source that is no longer configured", ByScope, Resolved, func(i int, s *Scan) {
			s.Scope = nightly
			if i == 1 {
				s.Map = night{read: all("whole"), asked: []string{"a"}}.scan(1)
			}
		}},
		{"a dataset that the configuration excludes", ByScope, Resolved, func(i int, s *Scan) {
			s.Scope = nightly
			if i == 1 {
				n := night{read: all("whole")}
				n.read["b/1"] = "excluded"
				s.Map = n.scan(1)
			}
		}},
		{"a dataset that this scan was told to leave out", "", Unassessed, func(i int, s *Scan) {
			s.Scope = Scope{"nightly", i == 1}
			if i == 1 {
				n := night{read: all("whole")}
				n.read["b/1"] = "excluded"
				s.Map = n.scan(1)
			}
		}},
		{"a scan of another configuration, without the source", "", Open, func(i int, s *Scan) {
			s.Scope = Scope{Configuration: "config " + strconv.Itoa(i)}
			if i == 1 {
				s.Map = night{read: all("whole"), asked: []string{"a"}}.scan(1)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &Register{}
			for i, n := range []night{was, is} {
				s := Scan{Map: n.scan(i)}
				c.scan(i, &s)
				r.Fold(s)
			}
			if e := r.Entries[0]; e.State != c.state || e.ResolvedBy != c.want {
				t.Errorf("%s by %q, want %s by %q", e.State, e.ResolvedBy, c.state, c.want)
			}
		})
	}
}

// A sample that holds none of what another held a few of tells nothing.
func TestASampleDoesNotResolveWhatItMayHaveMissed(t *testing.T) {
	estimate := func(low, point, high float64) profile.Estimate {
		return profile.Estimate{Low: &low, Point: &point, High: &high, How: profile.Sample, Level: profile.Level}
	}
	for _, c := range []struct {
		name  string
		count profile.Estimate
		then  string // how it is read when it is not found
		want  State
	}{
		{"three of the sample", estimate(90, 434, 1270), "random", Unassessed},
		{"a hundred of it", estimate(11_800, 14_480, 17_590), "random", Resolved},
		{"three, and then all was read", estimate(90, 434, 1270), "whole", Resolved},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &Register{}
			m := night{read: all("random"), there: map[string]string{"a1": "low"}}.scan(0)
			m.Findings[0].Count = c.count
			r.Fold(Scan{Map: m})
			r.Fold(Scan{Map: night{read: all(c.then)}.scan(1)})
			if got := r.Entries[0].State; got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// A scan that began before what is known, and was folded after it, changes
// nothing of it.
func TestAnEarlierScanKnowsNothingNewer(t *testing.T) {
	was, is := night{read: all("whole")}, night{read: all("whole"), there: map[string]string{"a1": "low"}}
	r := &Register{}
	r.Fold(Scan{Map: is.scan(2)})
	r.Fold(Scan{Map: was.scan(1)})
	if e := r.Entries[0]; e.State != Open || len(e.History) != 1 {
		t.Errorf("%s, %d points", e.State, len(e.History))
	}
}

func TestAReportOfAnEarlierScanShowsItsOwnStates(t *testing.T) {
	nights := []night{
		{read: all("whole"), there: map[string]string{"a1": "low"}},
		{read: all("whole"), there: map[string]string{"a1": "high", "b2": "low"}},
		{read: all("whole"), there: map[string]string{"b2": "low"}},
		{read: all("whole"), there: map[string]string{"a1": "low", "b2": "low"}},
	}
	want := []map[string]string{
		{"a1": assess.New}, {"a1": assess.Escalated, "b2": assess.New}, {"b2": assess.Open}, {"a1": assess.Reopened, "b2": assess.Open},
	}
	r := folded(t, Scope{}, nights...)
	for i, n := range nights {
		m := n.scan(i)
		r.Mark(m)
		got := map[string]string{}
		for _, f := range m.Findings {
			got[f.Purpose] = f.Status
		}
		if d := cmp.Diff(want[i], got); d != "" {
			t.Errorf("scan %d (-want +got): %s", i, d)
		}
	}
	if len(r.Entries) != 2 {
		t.Errorf("%d entries", len(r.Entries))
	}
	later := folded(t, Scope{}, nights[0], nights[2], nights[2])
	last := nights[2].scan(2)
	later.Mark(last)
	if slices.ContainsFunc(last.Findings, func(f assess.Finding) bool { return f.Status == assess.Resolved }) {
		t.Error("what the scan before resolved is resolved again")
	}
	m := nights[2].scan(2)
	folded(t, Scope{}, nights[:3]...).Mark(m)
	i := slices.IndexFunc(m.Findings, func(f assess.Finding) bool { return f.Status == assess.Resolved })
	if i != len(m.Findings)-1 || m.Findings[i].Purpose != "a1" || m.Findings[i].ResolvedBy != ByData {
		t.Errorf("what the last scan resolved is missing or not the last: %+v", m.Findings)
	}
}

func TestFiguresAreKeptForALimitedTime(t *testing.T) {
	r := &Register{}
	for i := range 3 * maxFigures {
		m := night{read: all("whole"), there: map[string]string{"a1": "low"}}.scan(i)
		m.Findings[0].Count = profile.Count(uint64(i))
		r.Fold(Scan{Map: m})
	}
	h := r.Entries[0].History
	if len(h) != maxFigures+1 || h[0].Event != EventOpened || h[len(h)-1].Count.Value() != 3*maxFigures-1 {
		t.Errorf("%d points, the first %+v, the last %+v", len(h), h[0], h[len(h)-1])
	}
}
