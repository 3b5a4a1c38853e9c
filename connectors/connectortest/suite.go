package connectortest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// World is one store that was loaded with [Records].
type World struct {
	// Open connects. Required. What it returns is closed by the suite.
	Open func(t testing.TB, redact func(string) string) connectors.Connector
	// Dataset is the name of the dataset that holds the fixture. Required.
	Dataset string
	// Text is how this store spells the canonical text of a path, where it
	// cannot hold the type (SQLite has no booleans). Nil: as it is.
	Text func(path, canonical string) string
	// Draw is how the fixture's records can be drawn, by their slots; zero:
	// they cannot be.
	Draw connectors.Design
	// Ignore lists paths that the store adds by itself.
	Ignore []string
}

// Run holds w to the contract of package connectors.
func Run(t *testing.T, w World) {
	s := &suite{World: w, want: fixture(w)}
	for _, c := range []struct {
		name string
		test func(*testing.T)
	}{
		{"listing twice is equal", s.listing},
		{"names are redacted", s.redacted},
		{"shards are stable and unique", s.shards},
		{"every record is read once with its canonical text", s.whole},
		{"a projection reads only its fields", s.projection},
		{"head reads the first records", s.head},
		{"a long value is cut, flagged and a gap", s.cut},
		{"batches keep to their size", s.batches},
		{"leaving the loop leaks no goroutine", s.leak},
		{"a cancelled context ends the reading", s.cancel},
		{"shards are read at once", s.concurrent},
		{"slots hold every record, as their design says", s.slots},
	} {
		t.Run(c.name, c.test)
	}
}

// Redact stands in for the phone detector's redaction: a run of seven digits
// or more, with single separators, becomes {}.
func Redact(name string) string { return numberLike.ReplaceAllString(name, "{}") }

var numberLike = regexp.MustCompile(`\+?[0-9](?:[ ().\-]{0,2}[0-9]){6,}`)

type suite struct {
	World
	want map[string]doc // by id
}

// doc is the values of one record by path.
type doc map[string][]Value

func fixture(w World) map[string]doc {
	docs := map[string]doc{}
	for _, r := range Records() {
		d := doc(r.Values())
		if w.Text != nil {
			for path, vs := range d {
				for i := range vs {
					if !vs[i].Null {
						vs[i].Text = w.Text(path, vs[i].Text)
					}
				}
			}
		}
		docs[strconv.FormatInt(r.ID, 10)] = d
	}
	return docs
}

func (s *suite) open(t *testing.T) connectors.Connector {
	t.Helper()
	c := s.Open(t, Redact)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return c
}

func (s *suite) list(t *testing.T, c connectors.Connector) []connectors.Dataset {
	t.Helper()
	var ds []connectors.Dataset
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Logf("gap while listing: %v", err)
			continue
		}
		ds = append(ds, d)
	}
	return ds
}

func (s *suite) find(t *testing.T, c connectors.Connector) connectors.Dataset {
	t.Helper()
	var names []string
	for _, d := range s.list(t, c) {
		if d.Name == s.Dataset {
			return d
		}
		names = append(names, d.Name)
	}
	t.Fatalf("no dataset %s among %s", s.Dataset, strings.Join(names, ", "))
	return connectors.Dataset{}
}

func (s *suite) cutUp(t *testing.T, c connectors.Connector) []connectors.Shard {
	t.Helper()
	d := s.find(t, c)
	var shards []connectors.Shard
	for sh, err := range c.Shards(t.Context(), d) {
		if err != nil {
			t.Fatalf("shards: %v", err)
		}
		shards = append(shards, sh)
	}
	if len(shards) == 0 {
		t.Fatal("no shards")
	}
	return shards
}

func (s *suite) listing(t *testing.T) {
	c := s.open(t)
	one, two := s.list(t, c), s.list(t, c)
	if !reflect.DeepEqual(one, two) {
		t.Errorf("two listings differ:\n%+v\n%+v", one, two)
	}
	d := s.find(t, c)
	if d.Kind == "" || d.Unit == "" {
		t.Errorf("kind %q, unit %q: neither may be empty", d.Kind, d.Unit)
	}
	if d.Exact && d.Records != int64(len(s.want)) {
		t.Errorf("an exact count of %d, want %d", d.Records, len(s.want))
	}
	seen := map[string]bool{}
	for _, d := range one {
		if k := d.Sub + "\x00" + d.Name; seen[k] {
			t.Errorf("dataset %s is listed twice", d.Name)
		} else {
			seen[k] = true
		}
	}
}

func (s *suite) redacted(t *testing.T) {
	c := s.open(t)
	check := func(what, name string) {
		if Redact(name) != name {
			t.Errorf("%s did not go through redact", what)
		}
	}
	for _, d := range s.list(t, c) {
		check("a dataset's name", d.Name)
		check("a dataset's comment", d.Comment)
		for _, f := range d.Fields {
			check("a field's path", f.Path)
			check("a field's comment", f.Comment)
		}
	}
}

func (s *suite) shards(t *testing.T) {
	c := s.open(t)
	one, two := s.cutUp(t, c), s.cutUp(t, c)
	if !reflect.DeepEqual(one, two) {
		t.Error("cutting twice gives other shards")
	}
	ids := map[string]bool{}
	for _, sh := range one {
		if sh.ID == "" || ids[sh.ID] {
			t.Error("a shard's ID is empty or not unique")
		}
		ids[sh.ID] = true
		if sh.Dataset != s.Dataset {
			t.Errorf("shard of dataset %s, want %s", sh.Dataset, s.Dataset)
		}
		if got := roundTrip(t, sh); !reflect.DeepEqual(got, sh) {
			t.Error("a shard does not survive JSON")
		}
	}
}

func roundTrip(t *testing.T, sh connectors.Shard) connectors.Shard {
	t.Helper()
	b, err := json.Marshal(sh)
	if err != nil {
		t.Fatal(err)
	}
	var got connectors.Shard
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func (s *suite) whole(t *testing.T) {
	c := s.open(t)
	var read reading
	for _, sh := range s.cutUp(t, c) {
		// Through JSON and another connector: as a remote worker reads it.
		read.shard(t.Context(), t, s.open(t), roundTrip(t, sh), connectors.Want{})
	}
	read.noGaps(t)
	s.compare(t, read.docs, nil)
}

func (s *suite) projection(t *testing.T) {
	c := s.open(t)
	fields := []string{"id", "phone", "contact.phones[]", "no.such.field"}
	var read reading
	for _, sh := range s.cutUp(t, c) {
		read.shard(t.Context(), t, c, sh, connectors.Want{Fields: fields})
	}
	read.noGaps(t)
	for _, d := range read.docs {
		for p := range d {
			if !slices.Contains(fields, p) {
				t.Fatalf("path %s was not asked for", p)
			}
		}
	}
	s.compare(t, read.docs, fields)
}

func (s *suite) head(t *testing.T) {
	c := s.open(t)
	for _, n := range []int{1, 7, 100000} {
		for _, sh := range s.cutUp(t, c) {
			var read reading
			read.shard(t.Context(), t, c, sh, connectors.Want{Draw: connectors.Head, N: n})
			var all reading
			all.shard(t.Context(), t, c, sh, connectors.Want{})
			if got, want := len(read.docs), min(n, len(all.docs)); got != want {
				t.Errorf("head of %d read %d records, want %d", n, got, want)
			}
			for _, d := range read.draws {
				if d != connectors.Head && (d != connectors.Whole || len(read.docs) < len(all.docs)) {
					t.Errorf("head of %d says it was drawn %s", n, d)
				}
			}
		}
	}
}

func (s *suite) cut(t *testing.T) {
	const most = 512
	c := s.open(t)
	var read reading
	for _, sh := range s.cutUp(t, c) {
		read.shard(t.Context(), t, c, sh, connectors.Want{MaxValue: most})
	}
	limits := 0
	for _, e := range read.gaps {
		if e.Reason != connectors.Limit {
			t.Errorf("unexpected gap: %v", e)
		}
		limits++
	}
	if limits == 0 {
		t.Error("values were cut without a gap of reason limit")
	}
	cuts := 0
	for _, d := range read.docs {
		want := s.want[d.id()]["notes"]
		got := d["notes"]
		if len(want) != 1 || len(got) != 1 {
			t.Fatalf("record %s has %d notes", d.id(), len(got))
		}
		g, w := got[0], want[0].Text
		switch {
		case len(g.text) > most:
			t.Fatalf("a value of %d bytes, MaxValue is %d", len(g.text), most)
		case len(w) <= most && (g.text != w || g.flag != 0):
			t.Fatalf("record %s: a short value changed", d.id())
		case len(w) > most && (g.flag&connectors.Cut == 0 || g.text == "" || !strings.HasPrefix(w, g.text)):
			t.Fatalf("record %s: a long value is not cut, flagged and the beginning of the whole", d.id())
		case len(w) > most:
			cuts++
		}
	}
	if cuts == 0 || len(read.docs) != len(s.want) {
		t.Errorf("%d cut values in %d records, want some in %d", cuts, len(read.docs), len(s.want))
	}
}

func (s *suite) batches(t *testing.T) {
	const most = 8 << 10
	c := s.open(t)
	var read reading
	for _, sh := range s.cutUp(t, c) {
		read.shard(t.Context(), t, c, sh, connectors.Want{MaxBatch: most})
	}
	read.noGaps(t)
	for i, n := range read.bytes {
		if n > most && read.rows[i] > 1 {
			t.Errorf("a batch of %d bytes and %d rows, MaxBatch is %d", n, read.rows[i], most)
		}
	}
	s.compare(t, read.docs, nil)
}

func (s *suite) leak(t *testing.T) {
	c := s.open(t)
	shards := s.cutUp(t, c)
	once := func() {
		for b, err := range c.Read(t.Context(), shards[0], connectors.Want{MaxBatch: 1 << 10}) {
			if err != nil {
				t.Fatalf("read: %v", err)
			}
			if b.Rows > 0 {
				return
			}
		}
	}
	once()
	before := runtime.NumGoroutine()
	for range 30 {
		once()
	}
	if !settle(func() bool { return runtime.NumGoroutine() < before+10 }) {
		t.Errorf("%d goroutines before, %d after 30 readings that were left early", before, runtime.NumGoroutine())
	}
}

// settle waits until ok, at most five seconds.
func settle(ok func() bool) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 250 {
		if ok() {
			return true
		}
		<-tick.C
	}
	return false
}

func (s *suite) cancel(t *testing.T) {
	c := s.open(t)
	shards := s.cutUp(t, c)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var failed bool
	s.within(t, func() {
		for _, err := range c.Read(ctx, shards[0], connectors.Want{}) {
			failed = failed || err != nil
		}
	})
	if !failed {
		t.Error("reading with a cancelled context gave no error")
	}

	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	s.within(t, func() {
		for range c.Read(ctx, shards[0], connectors.Want{MaxBatch: 1 << 10}) { //nolint:errcheck // only the end matters
			cancel()
		}
	})
}

func (s *suite) within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("reading went on for ten seconds after its context was cancelled")
	}
}

func (s *suite) concurrent(t *testing.T) {
	c := s.open(t)
	shards := s.cutUp(t, c)
	reads := make([]reading, 4*len(shards))
	var wg sync.WaitGroup
	for i := range reads {
		wg.Go(func() { reads[i].shard(t.Context(), t, c, shards[i%len(shards)], connectors.Want{}) })
	}
	wg.Wait()
	for round := range 4 {
		var docs []row
		for i := range shards {
			docs = append(docs, reads[round*len(shards)+i].docs...)
		}
		s.compare(t, docs, nil)
	}
}

// slots holds the shards that can be drawn from to what their design promises,
// by drawing every slot there is.
func (s *suite) slots(t *testing.T) {
	c := s.open(t)
	shards := s.cutUp(t, c)
	for _, sh := range shards {
		if sh.Draw != s.Draw || sh.Draw.Slotted() != (sh.Slots > 0) {
			t.Fatalf("a shard is drawn as %s from %d slots, want %s", sh.Draw, sh.Slots, s.Draw)
		}
	}
	if !s.Draw.Slotted() {
		return
	}
	var read reading
	for _, sh := range shards {
		s.drawAll(t, c, sh, &read)
		s.drawSome(t, c, sh)
	}
	s.compare(t, s.once(t, &read), nil)
}

// drawAll draws every slot of sh.
func (s *suite) drawAll(t *testing.T, c connectors.Connector, sh connectors.Shard, read *reading) {
	t.Helper()
	all := make([]int64, sh.Slots)
	for i := range all {
		all[i] = int64(i)
	}
	read.shard(t.Context(), t, c, sh, connectors.Want{Draw: sh.Draw, Slots: all})
	read.noGaps(t)
	for _, d := range read.draws {
		if d != sh.Draw {
			t.Fatalf("slots of %s were read as %s", sh.Draw, d)
		}
	}
}

// once is each record that was drawn, once. A record that is drawn by its
// bytes may lie in the slots of two shards.
func (s *suite) once(t *testing.T, read *reading) (once []row) {
	t.Helper()
	if s.Draw != connectors.Offsets {
		return read.docs
	}
	times := map[string]int64{}
	for i, d := range read.docs {
		id := d.id()
		if times[id]++; times[id] == 1 {
			once = append(once, d)
		}
		if read.sizes[i] <= 0 {
			t.Fatalf("record %s lies in %d slots", id, read.sizes[i])
		}
	}
	for i, d := range read.docs {
		if n := times[d.id()]; n != read.sizes[i] {
			t.Fatalf("record %s was found in %d slots and says %d", d.id(), n, read.sizes[i])
		}
	}
	return once
}

// drawSome draws a third of the slots, every ninth twice, and expects what
// reading each of them alone gives.
func (s *suite) drawSome(t *testing.T, c connectors.Connector, sh connectors.Shard) {
	t.Helper()
	ids := func(slots ...int64) []string {
		var read reading
		read.shard(t.Context(), t, c, sh, connectors.Want{Draw: sh.Draw, Slots: slots})
		read.noGaps(t)
		out := make([]string, 0, len(read.docs))
		for _, d := range read.docs {
			out = append(out, d.id())
		}
		slices.Sort(out)
		return out
	}
	var some []int64
	var want []string
	step := max(3, sh.Slots/50)
	for i := int64(0); i < sh.Slots; i += step {
		alone := ids(i)
		some, want = append(some, i), append(want, alone...)
		if i%9 == 0 && sh.Draw != connectors.Units {
			some, want = append(some, i), append(want, alone...)
		}
	}
	slices.Sort(want)
	if got := ids(some...); !slices.Equal(got, want) {
		t.Errorf("%d slots drawn together hold records %v, each alone %v", len(some), got, want)
	}
	if got := ids(); len(got) > 0 {
		t.Errorf("no slots were drawn, %d records read", len(got))
	}
}

// compare holds what was read against the fixture, all of it; only fields
// where they are given.
func (s *suite) compare(t *testing.T, docs []row, fields []string) {
	t.Helper()
	seen := map[string]bool{}
	wrong := 0
	for _, d := range docs {
		id := d.id()
		want, ok := s.want[id]
		if !ok || seen[id] {
			t.Fatalf("record %q is unknown or was read twice", id)
		}
		seen[id] = true
		for _, p := range Paths() {
			if fields != nil && !slices.Contains(fields, p) {
				continue
			}
			if got, want := texts(d[p]), plain(want[p]); !slices.Equal(got, want) {
				t.Errorf("record %s, %s:\n got %q\nwant %q", id, p, got, want)
				if wrong++; wrong > 10 {
					t.FailNow()
				}
			}
		}
		for p := range d {
			if !slices.Contains(Paths(), p) && !slices.Contains(s.Ignore, p) {
				t.Fatalf("record %s has path %s, which the fixture has not", id, p)
			}
		}
	}
	if len(seen) != len(s.want) {
		t.Errorf("%d records were read, want %d", len(seen), len(s.want))
	}
}

// texts and plain print values so that null and empty differ, sorted: a record
// is compared as a multiset.
func texts(vs []value) []string {
	out := make([]string, 0, len(vs))
	for _, v := range vs {
		out = append(out, show(v.text, v.flag&connectors.Null != 0))
	}
	slices.Sort(out)
	return out
}

func plain(vs []Value) []string {
	out := make([]string, 0, len(vs))
	for _, v := range vs {
		out = append(out, show(v.Text, v.Null))
	}
	slices.Sort(out)
	return out
}

func show(text string, null bool) string {
	if null {
		return "NULL"
	}
	return "'" + text + "'"
}

// value is one value as it was read.
type value struct {
	text string
	flag connectors.Flag
}

// row is one record as it was read.
type row map[string][]value

func (d row) id() string {
	if v := d["id"]; len(v) == 1 {
		return v[0].text
	}
	return "without a single id"
}

// reading gathers what a connector hands over and checks each batch's shape.
type reading struct {
	docs  []row
	gaps  []*connectors.Error
	draws []connectors.Design
	bytes []int // of each batch
	rows  []int
	sizes []int64         // of each record, where it was drawn by its bytes
	open  map[string]bool // paths whose last value goes on
}

func (r *reading) shard(ctx context.Context, t testing.TB, c connectors.Connector, sh connectors.Shard, w connectors.Want) {
	r.open = map[string]bool{}
	for b, err := range c.Read(ctx, sh, w) {
		if err != nil {
			var e *connectors.Error
			if !errors.As(err, &e) {
				t.Errorf("an error that is no *connectors.Error: %v", err)
				return
			}
			if e.Text == "" || e.Reason == "" {
				t.Errorf("an error without text or reason: %v", e)
			}
			r.gaps = append(r.gaps, e)
			continue
		}
		if err := Check(b); err != nil {
			t.Errorf("batch: %v", err)
			return
		}
		r.batch(b)
	}
	if len(r.open) > 0 {
		t.Error("the last batch ends in a value that goes on")
	}
}

func (r *reading) noGaps(t *testing.T) {
	t.Helper()
	for _, e := range r.gaps {
		t.Errorf("unexpected gap: %v", e)
	}
}

func (r *reading) batch(b *connectors.Batch) {
	first := len(r.docs) // the record that row 0 begins
	if b.Cont {
		first--
	}
	n := b.Rows
	if b.Cont {
		n++ // row 0 was counted where it began
	}
	for len(r.docs) < first+n {
		r.docs = append(r.docs, row{})
	}
	r.draws = append(r.draws, b.Draw)
	r.rows = append(r.rows, b.Rows)
	r.sizes = append(r.sizes, b.Sizes...)
	size := 0
	still := map[string]bool{}
	for i := range b.Cols {
		col := &b.Cols[i]
		size += len(col.Data)
		path := col.Field.Path
		for j := range col.Len() {
			v, f := col.Value(j)
			d := r.docs[first+int(col.Row[j])]
			if vs := d[path]; j == 0 && r.open[path] && len(vs) > 0 {
				vs[len(vs)-1].text += string(v)
				vs[len(vs)-1].flag = f &^ connectors.More
			} else {
				d[path] = append(vs, value{string(v), f &^ connectors.More})
			}
			if f&connectors.More != 0 {
				still[path] = true
			}
		}
	}
	r.open = still
	r.bytes = append(r.bytes, size)
}

// Check says what is wrong with the shape of b, nil if nothing is.
func Check(b *connectors.Batch) error {
	if b == nil {
		return errors.New("nil without an error")
	}
	if b.Rows < 0 || b.Rows > connectors.MaxRows {
		return fmt.Errorf("%d rows, at most %d", b.Rows, connectors.MaxRows)
	}
	rows := b.Rows
	if b.Cont {
		rows++
	}
	if b.Draw == connectors.Offsets && len(b.Sizes) != b.Rows {
		return fmt.Errorf("%d sizes of %d records", len(b.Sizes), b.Rows)
	}
	paths := map[string]bool{}
	for i := range b.Cols {
		c := &b.Cols[i]
		if paths[c.Field.Path] {
			return fmt.Errorf("two columns of path %s", c.Field.Path)
		}
		paths[c.Field.Path] = true
		if err := checkColumn(c, rows); err != nil {
			return fmt.Errorf("column %s: %w", c.Field.Path, err)
		}
	}
	return nil
}

func checkColumn(c *connectors.Column, rows int) error {
	if c.Field.Type == "" {
		return errors.New("no type")
	}
	if len(c.End) != len(c.Row) || c.Flags != nil && len(c.Flags) != len(c.Row) {
		return fmt.Errorf("%d rows, %d ends, %d flags", len(c.Row), len(c.End), len(c.Flags))
	}
	var end uint32
	var last int32
	for i, r := range c.Row {
		if r < last || int(r) >= rows {
			return fmt.Errorf("value %d is of record %d after %d, of %d", i, r, last, rows)
		}
		if c.End[i] < end || int(c.End[i]) > len(c.Data) {
			return fmt.Errorf("value %d ends at %d after %d, of %d", i, c.End[i], end, len(c.Data))
		}
		v, f := c.Value(i)
		if f&connectors.Null != 0 && len(v) > 0 {
			return fmt.Errorf("value %d is null and has bytes", i)
		}
		if f&connectors.More != 0 && i != len(c.Row)-1 {
			return fmt.Errorf("value %d goes on and is not the last", i)
		}
		last, end = r, c.End[i]
	}
	if int(end) != len(c.Data) {
		return fmt.Errorf("%d bytes beyond the last value", len(c.Data)-int(end))
	}
	return nil
}
