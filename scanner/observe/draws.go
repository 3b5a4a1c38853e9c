package observe

import (
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/profile"
)

// draws tells which draw of the sample every record belongs to: it is one of its
// own, or part of a cluster.
type draws struct {
	design   connectors.Design
	sizes    []int64 // of the records of this batch, where they were drawn by their bytes
	lastSize int64   // of the last record of the batch before
	unit     uint64  // how many clusters ended before this one
	inUnit   uint64  // records of this cluster
}

// startBatch counts the records of b as draws, where they are some.
func (d *draws) startBatch(b *connectors.Batch, prof *profile.Dataset) {
	d.design = b.Draw
	switch b.Draw {
	case connectors.Records:
		for range b.Rows {
			prof.Size(1, 0)
		}
	case connectors.Offsets:
		d.sizes = d.sizes[:0]
		if b.Cont {
			d.sizes = append(d.sizes, d.lastSize)
		}
		d.sizes = append(d.sizes, b.Sizes...)
		for _, n := range b.Sizes {
			prof.Size(1, n)
			d.lastSize = n
		}
	}
}

// endBatch counts a cluster as a draw when its last record was read.
func (d *draws) endBatch(b *connectors.Batch, prof *profile.Dataset) {
	if b.Draw != connectors.Units {
		return
	}
	if d.inUnit += uint64(b.Rows); b.Last {
		d.endUnit(prof)
	}
}

func (d *draws) endUnit(prof *profile.Dataset) {
	prof.Size(d.inUnit, 0)
	d.unit++
	d.inUnit = 0
}

// close counts the cluster that was under way.
func (d *draws) close(prof *profile.Dataset) {
	if d.inUnit > 0 {
		d.endUnit(prof)
	}
}

// of names the draw of a row, and says how many slots its record has where that
// matters.
func (d *draws) of(record uint64, row int) (draw uint64, slots int64) {
	switch d.design {
	case connectors.Units:
		return d.unit + 1, 0
	case connectors.Offsets:
		return record + 1, d.sizes[row]
	}
	return record + 1, 0
}
