// Package reversal shows that hashes of phone numbers give the numbers away: it
// hashes the organisation's own numbers, those that the same scan met, and looks
// them up among the values of a field.
package reversal

import (
	"crypto/md5"  //nolint:gosec // recognised, not relied on
	"crypto/sha1" //nolint:gosec // recognised, not relied on
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/inventory"
)

const (
	maxMet       = 1 << 17 // numbers that are kept for that, a fair choice of all
	MaxHashes    = 2000    // values of one field that are looked at
	leastMatched = 0.01    // share of them that has to match
)

// Met are some of the numbers that a scan met: those of the smallest
// keyed hashes. They are in memory only, and gone with the scan.
type Met struct {
	bound atomic.Uint64 // of the hashes that are still taken

	mu     sync.Mutex
	byHash map[uint64]metNumber
	places []inventory.Place
}

type metNumber struct {
	number detectors.Number
	place  int // of the dataset where it was met first
}

// NewMet returns an empty one.
func NewMet() *Met {
	m := &Met{byHash: map[uint64]metNumber{}}
	m.bound.Store(^uint64(0))
	return m
}

// Placed is what takes the numbers of one dataset; nil where nobody keeps any.
func (m *Met) Placed(source, dataset string) func(n detectors.Number, hash uint64) {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	at := inventory.Place{Source: source, Dataset: dataset}
	i := slices.Index(m.places, at)
	if i < 0 {
		i = len(m.places)
		m.places = append(m.places, at)
	}
	return func(n detectors.Number, hash uint64) { m.add(n, hash, i) }
}

func (m *Met) add(n detectors.Number, hash uint64, place int) {
	if n[0] == '?' || hash > m.bound.Load() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.byHash[hash]; ok {
		return
	}
	m.byHash[hash] = metNumber{n, place}
	if len(m.byHash) < 2*maxMet {
		return
	}
	hashes := make([]uint64, 0, len(m.byHash))
	for h := range m.byHash {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	for _, h := range hashes[maxMet:] {
		delete(m.byHash, h)
	}
	m.bound.Store(hashes[maxMet-1])
}

// Field is a field of hashes whose values were looked at.
type Field struct {
	field  *inventory.Field
	values map[string]bool // digests; true: one of a number that was met
	counts map[hashForm]int
	places map[int]int
}

// NewField returns f without values yet.
func NewField(f *inventory.Field) *Field {
	return &Field{field: f, values: map[string]bool{}, counts: map[hashForm]int{}, places: map[int]int{}}
}

// Empty says that no value was a hash.
func (h *Field) Empty() bool { return len(h.values) == 0 }

// hashForm is how a number was hashed.
type hashForm struct{ algorithm, form string }

// Match finds, among fields of hashes, those of numbers that were met, and says
// so in the inventory.
func Match(met *Met, fields []*Field) {
	if len(fields) == 0 {
		return
	}
	for _, n := range met.byHash {
		eachHash(n.number, func(digest string, form hashForm) {
			for _, f := range fields {
				if matched, ok := f.values[digest]; ok && !matched {
					f.values[digest] = true
					f.counts[form]++
					f.places[n.place]++
				}
			}
		})
	}
	for _, f := range fields {
		f.conclude(met.places)
	}
}

// conclude puts what was found in the inventory.
func (h *Field) conclude(places []inventory.Place) {
	matched, best, most := 0, hashForm{}, 0
	for form, n := range h.counts {
		if matched += n; n > most || n == most && form.algorithm+form.form < best.algorithm+best.form {
			best, most = form, n
		}
	}
	if float64(matched) <= leastMatched*float64(len(h.values)) {
		return
	}
	from, most := 0, 0
	for place, n := range h.places {
		if n > most || n == most && place < from {
			from, most = place, n
		}
	}
	h.field.Reversible = &inventory.Reversible{Of: len(h.values), Matched: matched, Algorithm: best.algorithm, Form: best.form, Numbers: places[from]}
}

// Full says that enough values were looked at.
func (h *Field) Full() bool { return len(h.values) >= MaxHashes }

// Take looks at the values of the field in a batch.
func (h *Field) Take(b *connectors.Batch) {
	for i := range b.Cols {
		if b.Cols[i].Field.Path != h.field.Field {
			continue
		}
		for j := range b.Cols[i].Len() {
			v, _ := b.Cols[i].Value(j)
			if d := digestOf(v); d != "" && len(h.values) < MaxHashes {
				h.values[d] = false
			}
		}
	}
}

// digestOf is a hash as bytes: of hex digits, or as it is. "" is not a hash.
func digestOf(v []byte) string {
	switch len(v) {
	case md5.Size, sha1.Size, sha256.Size:
		if len(v) < 32 || !isHex(v) {
			return string(v)
		}
	}
	text := strings.TrimSpace(string(v))
	if len(text) != 2*md5.Size && len(text) != 2*sha1.Size && len(text) != 2*sha256.Size {
		return ""
	}
	d, err := hex.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(d)
}

func isHex(v []byte) bool {
	_, err := hex.DecodeString(string(v))
	return err == nil
}

// eachHash hands over the hashes of a number in the notations that people hash:
// E.164 with and without its plus, with 00, and national with and without a 0.
// Where the calling code ends is not looked up: it has one to three digits.
func eachHash(n detectors.Number, f func(digest string, form hashForm)) {
	digits := strings.TrimRight(string(n[:]), "\x00")
	forms := [][2]string{{"+" + digits, "E.164"}, {digits, "E.164 without its plus"}, {"00" + digits, "with 00"}}
	for code := 1; code <= 3 && code < len(digits); code++ {
		forms = append(forms, [2]string{digits[code:], "national"}, [2]string{"0" + digits[code:], "national with its 0"})
	}
	for _, form := range forms {
		text := []byte(form[0])
		a, b, c := md5.Sum(text), sha1.Sum(text), sha256.Sum256(text) //nolint:gosec // recognised, not relied on
		f(string(a[:]), hashForm{"MD5", form[1]})
		f(string(b[:]), hashForm{"SHA-1", form[1]})
		f(string(c[:]), hashForm{"SHA-256", form[1]})
	}
}
