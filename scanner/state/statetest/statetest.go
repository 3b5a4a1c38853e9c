// Package statetest holds every state store to the same promises, those of
// [state.Store].
package statetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/scanner/state"
)

// Run checks the stores that open returns. Each call of open gives an empty
// store, which Run closes.
func Run(t *testing.T, open func(t *testing.T) state.Store) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s state.Store)
	}{
		{"an empty store has no scans and finds none", empty},
		{"a scan comes back as it was begun", begun},
		{"scans are listed newest first", newestFirst},
		{"a scan is found by a prefix that only it has", prefixes},
		{"a scan ID is taken once", taken},
		{"a finished scan has an inventory", finished},
		{"the first plan saved under a name stands", plans},
		{"the first result of a step stands", commits},
		{"results come in the order of their shards", ordered},
		{"a loop over results may commit and stop", loops},
		{"many goroutines commit the same steps once", concurrent},
		{"a deleted scan is gone with all that belongs to it", deleted},
		{"a register that was saved comes back, the last one", register},
		{"a scan without its work keeps its inventory", dropped},
		{"an unknown scan is an error everywhere", unknown},
		{"data of any bytes and none come back", anyBytes},
		{"a cancelled context ends a call", cancelled},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			defer s.Close()
			c.run(t, s)
		})
	}
}

func register(t *testing.T, s state.Store) {
	ctx := context.Background()
	if got, err := s.Register(ctx); got != nil || err != nil {
		t.Errorf("before one was saved: %q, %v", got, err)
	}
	for _, want := range []string{"one", "another\x00one"} {
		if err := s.SaveRegister(ctx, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Register(ctx); string(got) != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if err := s.Begin(ctx, scan("a", 0)); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Register(ctx); len(got) == 0 || err != nil {
		t.Errorf("after a scan was deleted: %q, %v; the register outlives scans", got, err)
	}
}

func dropped(t *testing.T, s state.Store) {
	ctx := context.Background()
	for _, id := range []string{"a", "b"} {
		err := s.Begin(ctx, scan(id, 0))
		err = errors.Join(err, s.SavePlan(ctx, id, "part", []byte("sealed")))
		_, committed := s.Commit(ctx, id, state.Result{Step: state.Step{Stage: "x", Shard: "s"}, Data: []byte("found")})
		if err := errors.Join(err, committed, s.Finish(ctx, id, state.Complete, day, []byte("inventory"))); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.DropWork(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]int{"a": 0, "b": 1} {
		n := 0
		for _, err := range s.Results(ctx, id) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		for _, err := range s.Plans(ctx, id) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 2*want {
			t.Errorf("scan %s has %d plans and results, want %d", id, n, 2*want)
		}
		if got, err := s.Inventory(ctx, id); string(got) != "inventory" || err != nil {
			t.Errorf("the inventory of scan %s: %q, %v", id, got, err)
		}
	}
}

// day is when the scans of the tests begin.
var day = time.Date(2026, 11, 23, 9, 30, 0, 123456000, time.UTC)

// scan is one that began minutes after day.
func scan(id string, minutes int) state.Scan {
	return state.Scan{
		ID: id, Started: day.Add(time.Duration(minutes) * time.Minute), Status: state.Running,
		Tool: "1.2.3", ConfigHash: "c0ffee", KeyFingerprint: "ab12", Meta: []byte(`{"full":true}`),
	}
}

func begin(t *testing.T, s state.Store, scans ...state.Scan) {
	t.Helper()
	for _, n := range scans {
		if err := s.Begin(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
}

func result(shard string, data string) state.Result {
	return state.Result{Step: state.Step{Stage: "work", Round: 1, Shard: shard}, Data: []byte(data)}
}

// all collects what seq yields and fails at its first error.
func all[T any](t *testing.T, seq iter.Seq2[T, error]) (list []T) {
	t.Helper()
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func is(t *testing.T, doing string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", doing, err, want)
	}
}

func empty(t *testing.T, s state.Store) {
	scans, err := s.Scans(t.Context())
	if err != nil || len(scans) != 0 {
		t.Errorf("got %v, %v", scans, err)
	}
	_, err = s.Find(t.Context(), "")
	is(t, "find the newest", err, state.ErrNotFound)
	_, err = s.Find(t.Context(), "a")
	is(t, "find a", err, state.ErrNotFound)
}

func begun(t *testing.T, s state.Store) {
	want := scan("a1", 0)
	begin(t, s, want)
	got, err := s.Find(t.Context(), "a1")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, want)
}

func newestFirst(t *testing.T, s state.Store) {
	begin(t, s, scan("b", 5), scan("a", 10), scan("c", 0), scan("d", 10))
	scans, err := s.Scans(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, n := range scans {
		ids = append(ids, n.ID)
	}
	equal(t, ids, []string{"d", "a", "b", "c"})
	newest, err := s.Find(t.Context(), "")
	if err != nil || newest.ID != "d" {
		t.Errorf("newest: got %q, %v", newest.ID, err)
	}
}

func prefixes(t *testing.T, s state.Store) {
	begin(t, s, scan("20261123-ab", 0), scan("20261123-abc", 1), scan("20261123-b%", 2))
	for _, c := range []struct {
		prefix, want string
		err          error
	}{
		{"20261123-abc", "20261123-abc", nil},
		{"20261123-ab", "20261123-ab", nil}, // an ID, although others begin with it
		{"20261123-b", "20261123-b%", nil},
		{"20261123-a", "", state.ErrAmbiguous},
		{"2026", "", state.ErrAmbiguous},
		{"20261123-%", "", state.ErrNotFound},
		{"_0261123-b", "", state.ErrNotFound},
		{"20261123-abcd", "", state.ErrNotFound},
	} {
		got, err := s.Find(t.Context(), c.prefix)
		if got.ID != c.want || !errors.Is(err, c.err) {
			t.Errorf("find %q: got %q, %v; want %q, %v", c.prefix, got.ID, err, c.want, c.err)
		}
	}
}

func taken(t *testing.T, s state.Store) {
	begin(t, s, scan("a", 0))
	if err := s.Begin(t.Context(), scan("a", 1)); err == nil {
		t.Error("a second scan with the same ID was begun")
	}
	got, err := s.Find(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, scan("a", 0))
}

func finished(t *testing.T, s state.Store) {
	n := scan("a", 0)
	begin(t, s, n)
	_, err := s.Inventory(t.Context(), "a")
	is(t, "inventory of a running scan", err, state.ErrNotFound)

	for _, end := range []struct {
		status    state.Status
		inventory string
	}{{state.Interrupted, "part"}, {state.Complete, "whole"}} { // resumed between
		n.Status, n.Finished = end.status, n.Started.Add(time.Hour)
		if err := s.Finish(t.Context(), "a", n.Status, n.Finished, []byte(end.inventory)); err != nil {
			t.Fatal(err)
		}
		got, err := s.Find(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, n)
		inventory, err := s.Inventory(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, string(inventory), end.inventory)
	}
}

func plans(t *testing.T, s state.Store) {
	begin(t, s, scan("a", 0), scan("b", 1))
	for _, p := range []struct{ scan, name, sealed string }{
		{"a", "z", "1"}, {"b", "z", "other"}, {"a", "y", "2"}, {"a", "z", "late"}, {"a", "x", "3"},
	} {
		if err := s.SavePlan(t.Context(), p.scan, p.name, []byte(p.sealed)); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []struct{ scan, name, sealed string }{{"a", "z", "1"}, {"a", "x", "3"}, {"b", "z", "other"}} {
		sealed, err := s.Plan(t.Context(), p.scan, p.name)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, string(sealed), p.sealed)
	}
	_, err := s.Plan(t.Context(), "b", "y")
	is(t, "a part that was not saved", err, state.ErrNotFound)
	_, err = s.Plan(t.Context(), "c", "z")
	is(t, "a part of no scan", err, state.ErrNotFound)
	equal(t, all(t, s.Plans(t.Context(), "a")), []state.Plan{
		{Name: "z", Sealed: []byte("1")}, {Name: "y", Sealed: []byte("2")}, {Name: "x", Sealed: []byte("3")},
	})
}

func commits(t *testing.T, s state.Store) {
	begin(t, s, scan("a", 0), scan("b", 1))
	first, second := result("s", "first"), result("s", "the second one")
	steps := []state.Step{
		{Stage: "pilot", Round: 1, Shard: "s"},
		{Stage: "work", Round: 2, Shard: "s"},
		{Stage: "work", Round: 1, Shard: "t"},
	}
	for _, r := range []state.Result{first, second} {
		ref, err := s.Commit(t.Context(), "a", r)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, ref, state.Ref{Scan: "a", Step: first.Step, Size: len("first")})
	}
	equal(t, all(t, s.Results(t.Context(), "a")), []state.Result{first})
	equal(t, len(all(t, s.Results(t.Context(), "b"))), 0)

	done := func(scan string, step state.Step, want bool) {
		got, err := s.Done(t.Context(), scan, step)
		if got != want || err != nil {
			t.Errorf("%s %v done: got %v, %v; want %v", scan, step, got, err, want)
		}
	}
	done("a", first.Step, true)
	done("b", first.Step, false)
	for _, step := range steps { // another stage, round or shard is another step
		done("a", step, false)
		if _, err := s.Commit(t.Context(), "a", state.Result{Step: step, Data: []byte("x")}); err != nil {
			t.Fatal(err)
		}
		done("a", step, true)
	}
	equal(t, len(all(t, s.Results(t.Context(), "a"))), 4)
}

func ordered(t *testing.T, s state.Store) {
	begin(t, s, scan("a", 0))
	var want []state.Result
	for i := range 100 {
		r := result(fmt.Sprint((i*37)%100), fmt.Sprint(i))
		want = append(want, r)
		if _, err := s.Commit(t.Context(), "a", r); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(want, func(x, y state.Result) int { return strings.Compare(x.Step.Shard, y.Step.Shard) })
	equal(t, all(t, s.Results(t.Context(), "a")), want)
}

func loops(t *testing.T, s state.Store) {
	begin(t, s, scan("a", 0))
	for i := range 20 {
		if _, err := s.Commit(t.Context(), "a", result(fmt.Sprint("old", i), "x")); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for r, err := range s.Results(t.Context(), "a") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 10 {
			break
		}
		if _, err := s.Commit(t.Context(), "a", result("new"+r.Step.Shard, "y")); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, len(all(t, s.Results(t.Context(), "a"))), 29)
}

func concurrent(t *testing.T, s state.Store) {
	begin(t, s, scan("a", 0))
	const workers, shards = 8, 25
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range shards {
				shard := (i + w*3) % shards
				if _, err := s.Commit(t.Context(), "a", result(fmt.Sprint(shard), fmt.Sprint("by ", w))); err != nil {
					t.Error(err)
				}
				if ok, err := s.Done(t.Context(), "a", result(fmt.Sprint(shard), "").Step); !ok || err != nil {
					t.Errorf("a committed step is not done: %v", err)
				}
				if _, err := s.Scans(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	equal(t, len(all(t, s.Results(t.Context(), "a"))), shards)
}

func deleted(t *testing.T, s state.Store) {
	for i, id := range []string{"a", "b"} {
		begin(t, s, scan(id, i))
		if _, err := s.Commit(t.Context(), id, result("s", "data of "+id)); err != nil {
			t.Fatal(err)
		}
		if err := s.SavePlan(t.Context(), id, "p", []byte("plan of "+id)); err != nil {
			t.Fatal(err)
		}
		if err := s.Finish(t.Context(), id, state.Complete, day.Add(time.Hour), []byte("inventory of "+id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	is(t, "delete again", s.Delete(t.Context(), "a"), state.ErrNotFound)
	_, err := s.Find(t.Context(), "a")
	is(t, "find", err, state.ErrNotFound)
	_, err = s.Inventory(t.Context(), "a")
	is(t, "inventory", err, state.ErrNotFound)

	begin(t, s, scan("a", 5)) // the same ID again owns nothing of the old one
	equal(t, len(all(t, s.Results(t.Context(), "a"))), 0)
	equal(t, len(all(t, s.Plans(t.Context(), "a"))), 0)
	_, err = s.Inventory(t.Context(), "a")
	is(t, "inventory of the new one", err, state.ErrNotFound)

	equal(t, all(t, s.Results(t.Context(), "b")), []state.Result{result("s", "data of b")})
	equal(t, all(t, s.Plans(t.Context(), "b")), []state.Plan{{Name: "p", Sealed: []byte("plan of b")}})
	inventory, err := s.Inventory(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, string(inventory), "inventory of b")
}

func unknown(t *testing.T, s state.Store) {
	begin(t, s, scan("abc", 0))
	ctx, no := t.Context(), "ab" // a prefix names a scan for Find only
	is(t, "finish", s.Finish(ctx, no, state.Complete, day, nil), state.ErrNotFound)
	is(t, "delete", s.Delete(ctx, no), state.ErrNotFound)
	is(t, "save a plan", s.SavePlan(ctx, no, "p", nil), state.ErrNotFound)
	_, err := s.Commit(ctx, no, result("s", ""))
	is(t, "commit", err, state.ErrNotFound)
	_, err = s.Inventory(ctx, no)
	is(t, "inventory", err, state.ErrNotFound)
	for _, err = range s.Results(ctx, no) {
	}
	is(t, "results", err, state.ErrNotFound)
	for _, err = range s.Plans(ctx, no) {
	}
	is(t, "plans", err, state.ErrNotFound)
}

func anyBytes(t *testing.T, s state.Store) {
	n := scan("ü '\"; --", 0)
	n.Meta = nil
	begin(t, s, n)
	for i, data := range [][]byte{{}, nil, {0}, {0xff, 0, 0xfe}, bytes.Repeat([]byte("0123456789abcdef"), 1<<18)} {
		r := state.Result{Step: state.Step{Stage: "s'", Round: i, Shard: "\x00\xff"}, Data: data}
		ref, err := s.Commit(t.Context(), n.ID, r)
		if err != nil || ref.Size != len(data) {
			t.Fatalf("size: got %d, %v; want %d", ref.Size, err, len(data))
		}
		results := all(t, s.Results(t.Context(), n.ID))
		if got := results[len(results)-1]; !bytes.Equal(got.Data, data) || got.Step != r.Step {
			t.Errorf("%d bytes came back as %d", len(data), len(got.Data))
		}
	}
}

func cancelled(t *testing.T, s state.Store) {
	begin(t, s, scan("a", 0))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Commit(ctx, "a", result("s", "x"))
	is(t, "commit", err, context.Canceled)
	_, err = s.Scans(ctx)
	is(t, "scans", err, context.Canceled)
	for _, err = range s.Results(ctx, "a") {
	}
	is(t, "results", err, context.Canceled)
	if _, err := s.Commit(t.Context(), "a", result("s", "x")); err != nil {
		t.Errorf("a store is of use after a cancelled call: %v", err)
	}
}
