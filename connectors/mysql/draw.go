package mysql

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"strconv"
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
// of a unit on, and of the last slot all that follow. What was drawn twice is
// read twice, one after the other.
func (r *reading) units(ctx context.Context) error {
	for slots := r.w.Slots; len(slots) > 0 && !r.done(); {
		var once, again []int64
		for i, s := range slots {
			if i > 0 && s == slots[i-1] {
				again = append(again, s)
			} else {
				once = append(once, s)
			}
		}
		us, err := r.locate(ctx, once)
		if err != nil {
			return err
		}
		for len(us) > 0 && !r.done() {
			n := min(len(us), together)
			if err := r.clusters(ctx, us[:n]); err != nil {
				return err
			}
			us = us[n:]
		}
		slots = again
	}
	return nil
}

// unit is one slot and the keys that it lies between.
type unit struct {
	slot int64
	span
}

const (
	together = 32 // units that are read by one statement
	few      = 8  // units that are looked up one by one; for more all keys are counted through
)

// locate finds where slots begin and end, in the order of their keys. Those
// behind the last row are empty and left out.
func (r *reading) locate(ctx context.Context, slots []int64) ([]unit, error) {
	if len(slots) > few {
		return r.countOut(ctx, slots)
	}
	in := span{From: r.spec.From, To: r.spec.To}
	row := int64(0) // that in begins with
	step := func(to int64) (found bool, err error) {
		if to > row {
			in.From, err = r.s.at(ctx, r.key, r.spec.location, in, to-row)
			row = to
		}
		return in.From != nil || to == 0, err
	}
	var us []unit
	for _, slot := range slots {
		if found, err := step(slot * r.spec.Unit); err != nil || !found {
			return us, err
		}
		u := unit{slot, in}
		found := false
		var err error
		if slot < r.shard.Slots-1 {
			if found, err = step((slot + 1) * r.spec.Unit); err != nil {
				return us, err
			}
		}
		if found {
			u.To = in.From
		}
		if us = append(us, u); !found {
			return us, nil
		}
	}
	return us, nil
}

// countOut is locate in one statement, which hands over the keys of the shard
// up to the last that is needed.
func (r *reading) countOut(ctx context.Context, slots []int64) ([]unit, error) {
	keys := map[int64]values{} // by row
	for _, slot := range slots {
		keys[slot*r.spec.Unit], keys[(slot+1)*r.spec.Unit] = nil, nil
	}
	most := (slots[len(slots)-1]+1)*r.spec.Unit + 1
	row := int64(0)
	err := r.s.each(ctx, "select "+r.key.list()+r.key.from(r.spec.location)+r.key.where(span{From: r.spec.From, To: r.spec.To})+
		" order by "+r.key.list()+" limit "+strconv.FormatInt(most, 10), len(r.key.columns), func(v []sql.RawBytes) {
		if _, ok := keys[row]; ok {
			keys[row] = cloned(v)
		}
		row++
	})
	var us []unit
	for _, slot := range slots {
		u := unit{slot, span{From: keys[slot*r.spec.Unit], To: r.spec.To}}
		if u.From == nil {
			break
		}
		if to := keys[(slot+1)*r.spec.Unit]; to != nil && slot < r.shard.Slots-1 {
			u.To = to
		}
		us = append(us, u)
	}
	return us, err
}

// clusters reads units that follow each other. Where one begins shows its first
// key.
func (r *reading) clusters(ctx context.Context, us []unit) error {
	r.unit = us[0].slot
	end := func() {
		r.last = true
		r.b.Flush()
		r.last = false
	}
	next := func() int {
		for i := 1; i < len(us); i++ {
			if slices.EqualFunc(us[i].From, r.at, bytes.Equal) {
				end()
				us = us[i:]
				r.unit = us[0].slot
				break
			}
		}
		return 1
	}
	for {
		ranges := make([]string, len(us))
		for i, u := range us {
			ranges[i] = or(r.key.condition(u.span), "true")
		}
		got, _, err := r.fetch(ctx, r.query(" where "+strings.Join(ranges, " or "), -1), next)
		if n := code(err); (n != timeoutMaria && n != timeoutMySQL) || got == 0 {
			end()
			return err
		}
		us[0].From, us[0].open = cloned(r.at), true // a slow reader: go on behind the last row
	}
}
