package observe

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/ledger"
)

// WantedField is the field of a profile that counts wanted number n of the field
// at path. No path of a source has a zero byte.
func WantedField(path string, n int) string { return path + "\x00" + strconv.Itoa(n) }

// ParseWantedField takes apart what WantedField made.
func ParseWantedField(field string) (path string, n int, ok bool) {
	path, number, ok := strings.Cut(field, "\x00")
	if !ok {
		return field, 0, false
	}
	n, err := strconv.Atoi(number)
	return path, n, err == nil
}

// addBare adds to the matches of a value the wanted numbers that only their
// digits tell, but where the detector found a number already.
func (t *Tally) addBare(text []byte) {
	n := len(t.matches)
	t.matches = t.tools.Bare(t.matches, text)
	kept := t.matches[:n]
	for _, m := range t.matches[n:] {
		if !slices.ContainsFunc(t.matches[:n], func(o detectors.Match) bool { return o.Start < m.End && m.Start < o.End }) {
			kept = append(kept, m)
		}
	}
	t.matches = kept
}

// addWanted counts the wanted numbers among the matches of one value.
func (t *Tally) addWanted(c *column, at cell) {
	for i := range t.matches {
		m := &t.matches[i]
		n := t.tools.Wanted(m)
		if n < 0 {
			continue
		}
		w := t.wantedColumn(c, n)
		if w.last != at.record+1 {
			w.last = at.record + 1
			w.field.Holding++
		}
		hi, lo := t.tools.Hasher.Wide(m.Number)
		t.pending.add(w, m, at, ledger.Key{Hi: hi, Lo: lo})
		w.field.Add(m, hi, func() string { return t.tools.Mask(m.Number, m.Region) })
		t.Numbers++
	}
}

// wantedColumn counts one wanted number of a column.
func (t *Tally) wantedColumn(c *column, n int) *column {
	path := WantedField(c.path, n)
	w := t.columns[path]
	if w == nil {
		w = &column{field: t.Profile.Field(path), path: c.path, named: c.named}
		t.columns[path] = w
	}
	return w
}
