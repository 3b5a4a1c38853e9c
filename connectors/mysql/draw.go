package mysql

import (
	"context"
	"strings"
)

// lookUp is how many keys one statement names.
const lookUp = 500

// records reads rows by their keys: slot i is the key i beyond the shard's
// first. What was drawn twice is handed over twice.
func (r *reading) records(ctx context.Context) error {
	n := numbers{unsigned: r.key.columns[0].typ.unsigned}
	low, err := n.parse(r.spec.From[0])
	if err != nil {
		return err
	}
	n.low = low
	for slots := r.w.Slots; len(slots) > 0 && !r.done(); {
		times := map[string]int{}
		var keys []string
		for len(slots) > 0 && len(keys) < lookUp {
			k := string(n.text(uint64(slots[0])))
			if times[k]++; times[k] == 1 {
				keys = append(keys, k)
			}
			slots = slots[1:]
		}
		in := " where " + r.key.list() + " in (" + strings.Join(keys, ", ") + ")"
		if _, _, err := r.fetch(ctx, r.query(in, -1), func() int { return times[string(r.at[0])] }); err != nil {
			return err
		}
	}
	return nil
}

// units reads clusters: slot i are the rows of the shard from i times the size
// of a unit on, and of the last slot all that follow.
func (r *reading) units(ctx context.Context) error {
	in := span{From: r.spec.From, To: r.spec.To}
	row := int64(0) // that in begins with
	for _, slot := range r.w.Slots {
		if ahead := slot*r.spec.Unit - row; ahead > 0 {
			next, err := r.s.at(ctx, r.key, r.spec.location, in, ahead)
			if err != nil || next == nil {
				return err // there are fewer rows than there were: the other slots are empty
			}
			in.From, row = next, row+ahead
		}
		most := r.spec.Unit
		if slot == r.shard.Slots-1 {
			most = -1
		}
		r.unit = slot
		if err := r.rows(ctx, in, most); err != nil || r.done() {
			return err
		}
		r.last = true
		r.b.Flush()
		r.last = false
	}
	return nil
}
