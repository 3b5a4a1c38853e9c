package profile

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/axiomhq/hyperloglog"

	"github.com/dialmap/dialmap/detectors"
)

var errRegion = errors.New("profile: malformed region")

func status(b byte) detectors.Status { return detectors.Status(b - '0') }
func how(b byte) detectors.How       { return detectors.How(b - '0') }

// Hasher turns a number into 64 bits that only the holder of the key can
// relate to it: AES of the number's 16-byte block, a permutation, cut in half.
type Hasher struct{ block cipher.Block }

// NewHasher returns the Hasher of a key.
func NewHasher(key [16]byte) *Hasher {
	b, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 16 bytes are a valid AES key
	}
	return &Hasher{b}
}

// Sum hashes n.
func (h *Hasher) Sum(n detectors.Number) uint64 {
	hi, _ := h.Wide(n)
	return hi
}

// Wide hashes n to 128 bits, of which Sum is the first half.
func (h *Hasher) Wide(n detectors.Number) (hi, lo uint64) {
	var out [16]byte
	h.block.Encrypt(out[:], n[:])
	return binary.BigEndian.Uint64(out[:]), binary.BigEndian.Uint64(out[8:])
}

// ExactDistinct is how many distinct numbers are counted exactly.
const ExactDistinct = 100_000

// sketchError is the standard error of a HyperLogLog of 2^14 registers.
const sketchError = 0.0081

// Distinct counts distinct keyed hashes: exactly up to ExactDistinct, by a
// sketch above. The zero value is empty.
type Distinct struct {
	set    map[uint64]struct{}
	sketch *hyperloglog.Sketch
	low    []uint64 // beside a sketch: the smallest hashes, ascending
}

// Add counts hash.
func (d *Distinct) Add(hash uint64) {
	if d.sketch != nil {
		d.sketch.InsertHash(hash)
		d.lower(hash)
		return
	}
	if d.set == nil {
		d.set = map[uint64]struct{}{}
	}
	d.set[hash] = struct{}{}
	if len(d.set) > ExactDistinct {
		d.overflow()
	}
}

// overflow goes over from the set to the sketch, which depends on the hashes
// alone: the same whatever the order in which they came.
func (d *Distinct) overflow() {
	d.sketch = hyperloglog.NewNoSparse()
	for h := range d.set {
		d.sketch.InsertHash(h)
	}
	d.low = lowOf(d.set)
	d.set = nil
}

// Merge adds o to d; o is not changed and not kept.
func (d *Distinct) Merge(o *Distinct) {
	if o.sketch != nil {
		if d.sketch == nil {
			d.overflow()
		}
		if err := d.sketch.Merge(o.sketch); err != nil {
			panic(err) // both have 2^14 registers
		}
		for _, h := range o.low {
			d.lower(h)
		}
		return
	}
	for h := range o.set {
		d.Add(h)
	}
}

// Estimate is the number of distinct numbers in what was read; whole says
// that everything was.
func (d *Distinct) Estimate(whole bool) Estimate {
	if d.sketch == nil {
		n := uint64(len(d.set))
		if whole {
			return Count(n)
		}
		return atLeast(float64(n))
	}
	n := float64(d.sketch.Estimate())
	spread := 1.96 * sketchError * n
	low, high := math.Floor(n-spread), math.Ceil(n+spread)
	if whole {
		return Estimate{Low: &low, Point: &n, High: &high, How: Sketch, Level: Level}
	}
	return Estimate{Low: &low, Point: &n, How: AtLeast, Level: Level}
}

type distinctJSON struct {
	Set    []byte `json:"set,omitempty"`
	Sketch []byte `json:"sketch,omitempty"`
	Low    []byte `json:"low,omitempty"`
}

// MarshalJSON writes the hashes in order, so that equal counts are equal bytes.
func (d Distinct) MarshalJSON() ([]byte, error) {
	var j distinctJSON
	if d.sketch != nil {
		b, err := d.sketch.MarshalBinary()
		if err != nil {
			return nil, fmt.Errorf("write sketch: %w", err)
		}
		j.Sketch = b
		for _, h := range d.low {
			j.Low = binary.BigEndian.AppendUint64(j.Low, h)
		}
		return json.Marshal(j)
	}
	for _, h := range slices.Sorted(maps.Keys(d.set)) {
		j.Set = binary.BigEndian.AppendUint64(j.Set, h)
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *Distinct) UnmarshalJSON(b []byte) error {
	var j distinctJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*d = Distinct{}
	if j.Sketch != nil {
		for s := j.Low; len(s) >= 8; s = s[8:] {
			d.low = append(d.low, binary.BigEndian.Uint64(s))
		}
		d.sketch = hyperloglog.NewNoSparse()
		return d.sketch.UnmarshalBinary(j.Sketch)
	}
	for s := j.Set; len(s) >= 8; s = s[8:] {
		d.Add(binary.BigEndian.Uint64(s))
	}
	return nil
}

// Examples keeps the masked forms of the numbers with the smallest keyed
// hashes: a fair choice, and the same one in any order.
type Examples []Example

// Example is one masked number.
type Example struct {
	Hash uint64 `json:"hash"`
	Mask string `json:"mask"`
}

const maxExamples = 3

// Add offers a number; mask is asked only where it is kept.
func (e *Examples) Add(hash uint64, mask func() string) {
	s := *e
	if len(s) == maxExamples && hash > s[len(s)-1].Hash {
		return
	}
	i, found := slices.BinarySearchFunc(s, hash, func(x Example, h uint64) int {
		switch {
		case x.Hash < h:
			return -1
		case x.Hash > h:
			return 1
		}
		return 0
	})
	if found {
		// The same number may be written in two ways; the smaller mask is kept,
		// whichever came first.
		if m := mask(); m < s[i].Mask {
			s[i].Mask = m
		}
		return
	}
	s = slices.Insert(s, i, Example{hash, mask()})
	*e = s[:min(len(s), maxExamples)]
}

// Merge adds the examples of o.
func (e *Examples) Merge(o Examples) {
	for _, x := range o {
		e.Add(x.Hash, func() string { return x.Mask })
	}
}

// Masks are the distinct masks, in the order of their hashes; never nil.
func (e Examples) Masks() []string {
	masks := []string{}
	for _, x := range e {
		if !slices.Contains(masks, x.Mask) {
			masks = append(masks, x.Mask)
		}
	}
	return masks
}
