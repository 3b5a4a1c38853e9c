package observe

import (
	"slices"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/ledger"
	"github.com/dialmap/dialmap/scanner/profile"
)

// ages count numbers by the day of their records.
type ages struct {
	path string   // field that dates a record; "": the day of its object does
	days []moment // of the records of this batch
}

// agedRecord is the record that was counted last in a column.
type agedRecord struct {
	ages     []*profile.Ages // by subject
	record   uint64          // 1 + that record
	subjects []int32         // that were counted of it
}

// startBatch reads the dates of a batch's n records, from a row on.
func (a *ages) startBatch(b *connectors.Batch, n, from int) {
	a.days = readMoments(a.days, b, a.path, n, from)
}

// count takes the numbers of a batch; modified is when its object was.
func (a *ages) count(p *numbers, modified time.Time) {
	if a.path == "" && modified.IsZero() {
		return
	}
	ofObject := moment{ledger.Time{Unix: modified.Unix(), Zoned: true}, !modified.IsZero()}
	p.eachRecord(func(from, to int) {
		first := &p.list[from]
		if first.c.named {
			return
		}
		at := ofObject
		if a.path != "" {
			at = a.days[first.row]
		}
		r := &first.c.aged
		if r.record != first.record+1 { // else it began in the batch before
			r.record, r.subjects = first.record+1, r.subjects[:0]
		}
		for i := from; i < to; i++ {
			r.count(first.c.field, p, p.list[i].subject, at)
		}
	})
}

// count takes one number of the record.
func (r *agedRecord) count(f *profile.Field, p *numbers, subject int32, at moment) {
	for int(subject) >= len(r.ages) {
		r.ages = append(r.ages, nil)
	}
	if r.ages[subject] == nil {
		r.ages[subject] = f.Age(p.subjects[subject])
	}
	n := profile.Held{Numbers: 1}
	if !slices.Contains(r.subjects, subject) {
		r.subjects = append(r.subjects, subject)
		n.Records = 1
	}
	if !at.ok {
		r.ages[subject].Undated++
		return
	}
	r.ages[subject].Add(at.at.Date(), at.at.Zoned, n)
}
