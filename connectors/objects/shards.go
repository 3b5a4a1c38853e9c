package objects

import (
	"context"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// The limits of a shard: small objects are put together up to both.
const (
	shardBytes   = 32 << 20
	shardObjects = 500
)

// Objects made of lines are cut into ranges from this size on, but not into
// more than so many: each costs a request or two more.
const (
	rangeBytes = 64 << 20
	maxRanges  = 1024
)

// looks is how many objects of a dataset are looked at, at most, to find out
// how its records can be drawn.
const looks = 3

// Shards cuts d: its objects in the order of the store, small ones together,
// large ones made of lines by ranges of bytes. What is taken for granted at a
// look at the beginning is checked when it is read.
func (c *connector) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		s := sharder{d: d, yield: yield}
		s.draw = c.design(ctx, d)
		for o, err := range c.members(ctx, d) {
			switch {
			case err != nil:
				s.gap(err)
			case o.Archived != "":
				s.gap(&connectors.Error{Part: c.part(d.Name, o), Reason: connectors.Archived, Text: o.Archived + "; restore it to have it scanned"})
			case s.draw == connectors.Records:
				c.groups(ctx, o, &s)
			case s.draw == connectors.Offsets && o.Size > c.largest() && c.linesOf(ctx, o):
				s.ranges(o, c.largest())
			default:
				s.add(specOf(o))
			}
			if s.stopped {
				return
			}
		}
		s.flush()
	}
}

func (c *connector) largest() int64 {
	if c.o.Range > 0 {
		return c.o.Range
	}
	return rangeBytes
}

// design says how records of d can be drawn, by its first object that holds
// something.
func (c *connector) design(ctx context.Context, d connectors.Dataset) connectors.Design {
	tries := 0
	for o, err := range c.members(ctx, d) {
		if err != nil || o.Archived != "" || o.Size == 0 {
			continue
		}
		head, err := c.head(ctx, o)
		if err == nil {
			if format.IsParquet(o.Key, head) {
				return connectors.Records
			}
			if _, ok := format.Look(o.Key, head); ok && !d.Sequential && !isMember(o) {
				return connectors.Offsets
			}
			break
		}
		if tries++; tries == looks {
			break
		}
	}
	if d.Objects > 1 {
		return connectors.Units
	}
	return connectors.Whole
}

// head is as much of the beginning of o as a look needs.
func (c *connector) head(ctx context.Context, o Object) ([]byte, error) {
	return c.beginning(ctx, o, int64(format.LookSize))
}

// beginning is at most size bytes of o.
func (c *connector) beginning(ctx context.Context, o Object, size int64) ([]byte, error) {
	r, err := c.inside.open(ctx, o, 0, size)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head := make([]byte, min(o.Size, size))
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}

// linesOf says whether o seems to be made of lines.
func (c *connector) linesOf(ctx context.Context, o Object) bool {
	head, err := c.head(ctx, o)
	if err != nil {
		return false // reading says what is wrong
	}
	_, ok := format.Look(o.Key, head)
	return ok
}

// sharder puts objects together.
type sharder struct {
	d       connectors.Dataset
	draw    connectors.Design
	yield   func(connectors.Shard, error) bool
	specs   []spec
	bytes   int64
	stopped bool
}

func (s *sharder) gap(err error) { s.stopped = s.stopped || !s.yield(connectors.Shard{}, err) }

func (s *sharder) add(sp spec) {
	if len(s.specs) > 0 && (s.bytes+sp.bytes() > shardBytes || len(s.specs) >= shardObjects) {
		s.flush()
	}
	s.specs = append(s.specs, sp)
	s.bytes += sp.bytes()
}

// ranges makes a shard of each range of o.
func (s *sharder) ranges(o Object, most int64) {
	s.flush()
	n := min((o.Size+most-1)/most, maxRanges)
	step := (o.Size + n - 1) / n
	for from := int64(0); from < o.Size && !s.stopped; from += step {
		sp := specOf(o)
		sp.From, sp.To = from, min(from+step, o.Size)
		s.add(sp)
		s.flush()
	}
}

func (s *sharder) flush() {
	if len(s.specs) == 0 || s.stopped {
		return
	}
	first := s.specs[0]
	id := strings.Clone(first.Key)
	if first.To > 0 && (first.Rows == 0 || first.From > 0) {
		id += "\x00" + strconv.FormatInt(first.From, 10) // no key of a file holds it
	}
	sh := connectors.Shard{ID: id, Dataset: s.d.Name, Sub: s.d.Sub, Records: -1, Bytes: s.bytes, Spec: pack(s.specs), Draw: s.draw}
	if s.draw.Slotted() {
		for _, sp := range s.specs {
			sh.Slots += sp.slots(s.draw)
		}
	}
	if s.draw == connectors.Records {
		sh.Records = sh.Slots
	}
	s.stopped = !s.yield(sh, nil)
	s.specs, s.bytes = s.specs[:0], 0
}
