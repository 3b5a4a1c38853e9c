package observe

import (
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
)

// column is one field of a shard while it is read.
type column struct {
	field     *profile.Field
	path      string
	inArray   bool
	how       plan.FieldReading
	hints     detectors.Hints // but for the record's own
	shapeless bool            // the pilot's shapes stand for the whole
	isEntry   bool            // it holds the numbers of a ledger
	named     bool            // it is none of the record's
	last      uint64          // 1 + the last record that held a number

	traits map[detectors.Kind]uint64 // 1 + the last record that held the kind
	partial
	draw
	aged      agedRecord
	consented []consented // by way to a ledger
}

// partial is a value that comes in parts.
type partial struct {
	open    bool   // it goes on in the next batch
	started bool   // something of it was seen
	rest    []byte // what the detector was not done with
	prev    rune   // the character before rest
	joined  []byte // area code and number
}

// draw is what the draw found that is under way.
type draw struct {
	found profile.Drawing
	id    uint64 // 1 + its record, or its cluster
	slots int64  // of its record
}

// startValue counts a value. It returns false where nothing is in it.
func (c *column) startValue(v []byte, flag connectors.Flag) bool {
	switch {
	case flag&connectors.Null != 0:
		c.field.Nulls++
		return false
	case len(v) == 0 && flag&connectors.More == 0:
		c.field.Empty++
		return false
	}
	c.field.Values++
	if flag&connectors.Cut != 0 {
		c.field.Cut++
	}
	c.started, c.prev, c.rest = false, 0, c.rest[:0]
	return true
}

// drawing is what a draw found in the column so far; where it is another than
// the one before, that one ends.
func (c *column) drawing(id uint64, slots int64) *profile.Drawing {
	if c.draw.id != id {
		c.field.Drawn(&c.found, c.slots)
		c.id, c.slots = id, slots
	}
	return &c.found
}
