package scanner

import (
	"bytes"
	"context"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// The pilot's size: records over at most so many shards, and values of one
// field that are kept, each up to a length.
const (
	pilotRecords = 1000
	pilotShards  = 4
	pilotBytes   = 8 << 20
	pilotValue   = 4 << 10
)

// pilot reads a small seeded draw of a dataset and decides how it is read: the
// heads of some shards, where values that follow each other can be seen, and
// where slots can be drawn, records from all over. What cannot be read here is
// met again by the work, and is a gap there. held is the share of the slots
// that hold a record, 0 where none were drawn.
func pilot(ctx context.Context, o *Options, c connectors.Connector, name string, design connectors.Design, shards []connectors.Shard, hints detectors.Hints, declared map[string]string) (r Reading, held float64) {
	p := &sample{fields: map[string]*fieldSample{}}
	drawn := draw(o.Seed, shards, pilotShards)
	for _, s := range drawn {
		want := connectors.Want{Draw: connectors.Head, N: pilotRecords / len(drawn), MaxValue: pilotValue}
		p.read(ctx, c, s, want)
	}
	for _, f := range p.fields {
		f.head = len(f.values)
	}
	if len(shards) > 0 && (design.Slotted() || shards[0].Draw == connectors.Records) {
		held = p.draw(ctx, o, c, name, shards)
	}
	r = Reading{Hint: hints.Dataset, Source: hints.Source, Hints: declared, Fields: map[string]FieldReading{}}
	r.Country = p.country(o)
	codes := p.codes(r.Country)
	for path, f := range p.fields {
		code := codeOf(codes, path)
		r.Fields[path] = FieldReading{National: verdict.Policy(f.evidence(o, path, p.hintsOf(o, f, r, path, code, hints))), Hint: declared[path], Code: code}
	}
	return r, held
}

// How many slots the pilot draws, by what a slot is. Of those that may hold no
// record up to pilotTries times as many.
const (
	pilotUnits = 4
	pilotTries = 32
)

// draw reads records from all over, and returns the share of slots that held
// one.
func (p *sample) draw(ctx context.Context, o *Options, c connectors.Connector, name string, shards []connectors.Shard) float64 {
	plan := &datasetPlan{Draw: shards[0].Draw}
	for _, s := range shards {
		plan.Shards = append(plan.Shards, plannedShard{Shard: s})
	}
	f := plan.frame()
	n := min(int64(pilotRecords), f.Slots)
	if f.Design == connectors.Units {
		n = min(pilotUnits, f.Slots)
	}
	before, most := p.records, p.bytes+pilotBytes
	var from int64
	for to := n; ; to = min(4*to, f.Slots) {
		for _, j := range plan.drawn(0, slots(o.Seed, "pilot of "+name, f.Design, f.Slots, from, to)) {
			p.read(ctx, c, j.shard.Shard, connectors.Want{Draw: f.Design, N: pilotRecords, Slots: j.slots, MaxValue: pilotValue})
			if p.bytes > most || ctx.Err() != nil {
				return float64(p.records-before) / float64(to)
			}
		}
		held := p.records - before
		if from = to; f.Design == connectors.Units || held >= pilotRecords/4 || to == f.Slots || to > pilotTries*n {
			return float64(held) / float64(to)
		}
	}
}

// draw picks up to n shards, spread over all of them, by the seed alone.
func draw(seed uint64, shards []connectors.Shard, n int) []connectors.Shard {
	if len(shards) <= n {
		return shards
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(shards[0].Dataset))
	rng := rand.New(rand.NewPCG(seed, h.Sum64()))
	picked := make([]connectors.Shard, 0, n)
	for i := range n {
		from, to := i*len(shards)/n, (i+1)*len(shards)/n
		picked = append(picked, shards[from+rng.IntN(to-from)])
	}
	return picked
}

// sample holds some records of a dataset while the pilot looks at them.
type sample struct {
	records int
	bytes   int
	fields  map[string]*fieldSample
}

type fieldSample struct {
	seen   profile.Types
	values [][]byte
	record []int // which record each value belongs to
	head   int   // so many first values follow each other in the source
}

func (p *sample) read(ctx context.Context, c connectors.Connector, s connectors.Shard, w connectors.Want) {
	read := 0
	for b, err := range c.Read(ctx, s, w) {
		if err != nil {
			continue
		}
		p.add(b)
		if read += b.Rows; read >= w.N || p.bytes > 2*pilotBytes {
			return
		}
	}
}

func (p *sample) add(b *connectors.Batch) {
	first := p.records
	if b.Cont && first > 0 {
		first--
	}
	for i := range b.Cols {
		c := &b.Cols[i]
		f := p.fields[c.Field.Path]
		if f == nil {
			f = &fieldSample{}
			p.fields[c.Field.Path] = f
		}
		f.seen |= profile.TypeOf(c.Field.Type)
		for j := range c.Len() {
			v, flag := c.Value(j)
			if v = bytes.TrimSpace(v); flag&connectors.Null != 0 || len(v) == 0 {
				continue
			}
			f.values = append(f.values, bytes.Clone(v[:min(len(v), pilotValue)]))
			f.record = append(f.record, first+int(c.Row[j]))
			p.bytes += len(v)
		}
	}
	p.records += b.Rows
}

// country finds the column that says which country a record belongs to: its
// name says so, and most of its values are countries.
func (p *sample) country(o *Options) string {
	var best string
	var most int
	for path, f := range p.fields {
		if role.Of(path) != role.Country {
			continue
		}
		named := 0
		for _, v := range f.values {
			if _, ok := o.CountryOf(v); ok {
				named++
			}
		}
		if 2*named < len(f.values) || named == 0 {
			continue
		}
		if named > most || named == most && (len(path) < len(best) || len(path) == len(best) && path < best) {
			best, most = path, named
		}
	}
	return best
}

// hintsOf returns the hints of each value of f.
func (p *sample) hintsOf(o *Options, f *fieldSample, r Reading, path, code string, hints detectors.Hints) func(i int) detectors.Hints {
	hints.Field = r.Hints[path]
	rows := map[int]string{}
	if c := p.fields[r.Country]; c != nil {
		for i, v := range c.values {
			if region, ok := o.CountryOf(v); ok {
				rows[c.record[i]] = region
			}
		}
	}
	dialled := p.dialled(code)
	return func(i int) detectors.Hints {
		h := hints
		h.Row, h.Code = rows[f.record[i]], dialled[f.record[i]]
		return h
	}
}

// evidence weighs the values of one field.
func (f *fieldSample) evidence(o *Options, path string, hints func(i int) detectors.Hints) verdict.Evidence {
	e := verdict.Evidence{Path: path, Type: f.seen.String(), Values: len(f.values)}
	var shapes profile.Shapes
	distinct := map[string]struct{}{}
	var matches []detectors.Match
	for i, v := range f.values {
		verdict.Shape(&shapes, v)
		distinct[string(v)] = struct{}{}
		if epoch(v) {
			e.Epoch++
		}
		matches, _ = o.Detector.Detect(matches[:0], detectors.Value{Text: v, Type: e.Type, Hints: hints(i), National: detectors.On})
		if len(matches) == 1 && alone(v, &matches[0]) && matches[0].Status != detectors.Unknown {
			e.Valid++
			if verdict.Marked(v) {
				e.Marked++
			}
		}
		if verdict.Code(v) {
			e.Codes++
		}
	}
	e.Decimal, e.Distinct = int(shapes.Decimal), len(distinct)
	e.Ordered, e.Counter = ordered(f.values[:f.head]), counter(f.values[:f.head])
	if e.Valid > 0 && role.Of(path) != role.Phone {
		e.Chance = f.chance(o, e.Type, hints)
	}
	return e
}

// chance is the share of values that would be valid numbers too, were their
// digits random: separators, brackets and a leading 0 stay as they are.
func (f *fieldSample) chance(o *Options, typ string, hints func(i int) detectors.Hints) float64 {
	rng := rand.New(rand.NewPCG(o.Seed, uint64(len(f.values))))
	var matches []detectors.Match
	tried, valid := 0, 0
	for i, v := range f.values {
		if tried == 300 {
			break
		}
		if !verdict.Code(v) {
			continue
		}
		random := bytes.Clone(v)
		for j, c := range random {
			if c < '0' || c > '9' || j == 0 && c == '0' {
				continue
			}
			random[j] = '0' + byte(rng.IntN(10))
			if j == 0 {
				random[j] = '1' + byte(rng.IntN(9))
			}
		}
		tried++
		matches, _ = o.Detector.Detect(matches[:0], detectors.Value{Text: random, Type: typ, Hints: hints(i), National: detectors.On})
		if len(matches) == 1 && alone(random, &matches[0]) && matches[0].Status != detectors.Unknown {
			valid++
		}
	}
	if tried == 0 {
		return 0
	}
	return float64(valid) / float64(tried)
}

func digits(v []byte) bool {
	return len(v) > 0 && !slices.ContainsFunc(v, func(c byte) bool { return c < '0' || c > '9' })
}

// ordered says that the values only rise or only fall, as counters do.
func ordered(values [][]byte) bool {
	up, down := true, true
	for i := 1; i < len(values); i++ {
		switch compare(values[i-1], values[i]) {
		case -1:
			down = false
		case 1:
			up = false
		}
	}
	return len(values) > 1 && (up || down)
}

// counter says that nearly every value is the one before and a little more.
func counter(values [][]byte) bool {
	steps := 0
	var last int64
	for i, v := range values {
		n, err := strconv.ParseInt(string(v[:min(len(v), 18)]), 10, 64)
		if err != nil {
			return false
		}
		if i > 0 && n > last && n <= last+10 {
			steps++
		}
		last = n
	}
	return len(values) > 1 && 10*steps >= 9*(len(values)-1)
}

func compare(a, b []byte) int {
	if len(a) != len(b) {
		if len(a) < len(b) {
			return -1
		}
		return 1
	}
	return bytes.Compare(a, b)
}

// epoch says that v is a time between 2001 and 2030 in seconds, milliseconds or
// microseconds since 1970. Later ones begin as North American numbers do.
func epoch(v []byte) bool {
	switch len(v) {
	case 10, 13, 16:
	default:
		return false
	}
	n, err := strconv.ParseInt(string(v[:10]), 10, 64)
	return err == nil && digits(v) && n >= 1_000_000_000 && n < 1_900_000_000
}
