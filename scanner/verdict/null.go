package verdict

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
)

// The null model: how valid digits would be that nobody gave to a phone. Valid
// values say phone only as far as random ones are valid more rarely, and there
// are two kinds of random ones. [Scramble] draws the digits anew, for columns
// whose values begin in many ways. Ids that are given in turn share their leading
// digits: then all are valid or none is, which says nothing. [Neighbours] draws
// the part that varies alone.

// Scramble replaces the digits of v by random ones, but for a leading 0 and for
// the first keep that are not 0. Separators, brackets, a plus and an exponent
// stay. It writes into v.
func Scramble(v []byte, keep int, rng *rand.Rand) []byte {
	all := v
	if i := bytes.IndexByte(v, '+'); i > 1 && v[i-1]|0x20 == 'e' {
		v = v[:i]
	}
	first, leading := true, true
	for j, c := range v {
		if c < '0' || c > '9' {
			continue
		}
		if leading && c == '0' {
			first = false
			continue
		}
		leading = false
		if keep > 0 {
			keep--
			first = false
			continue
		}
		v[j] = '0' + byte(rng.IntN(10))
		if first {
			v[j] = '1' + byte(rng.IntN(9))
		}
		first = false
	}
	return all
}

// Neighbours are the values of a column in the order of their digits, those of
// each length apart.
type Neighbours struct{ byLength [maxNeighbour + 1][]uint64 }

const (
	maxNeighbour    = 17 // digits: those of phone numbers, and two more
	leastNeighbours = 6  // values of one length, of which fewer do not tell how near they lie
	nearest         = 10 // one in that many of a column is as near as a draw is
)

// NewNeighbours reads the values of a column.
func NewNeighbours(values [][]byte) *Neighbours {
	n := &Neighbours{}
	for _, v := range values {
		if x, length, ok := numberOf(v); ok {
			n.byLength[length] = append(n.byLength[length], x)
		}
	}
	for _, list := range n.byLength {
		slices.Sort(list)
	}
	return n
}

// numberOf is the digits of a value as one number. ok is false where it has none,
// or too many, or letters behind them.
func numberOf(v []byte) (x uint64, length int, ok bool) {
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9':
			x = 10*x + uint64(c-'0')
			length++
		case length > 0 && (c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80):
			return 0, 0, false
		}
		if length > maxNeighbour {
			return 0, 0, false
		}
	}
	return x, length, length > 0
}

// Draw writes a random number into the digits of v that is at most as far from v as
// the nearest tenth of the column, and at least three values, lie: of ids that are
// given in turn one between them, of numbers from the blocks of a few offices one
// of the same office. Where there are too few values, the first two digits stay
// and the others are random.
func (n *Neighbours) Draw(v []byte, rng *rand.Rand) []byte {
	x, length, ok := numberOf(v)
	if !ok || len(n.byLength[length]) < leastNeighbours {
		return Scramble(v, 2, rng)
	}
	far := max(n.distance(x, length), 9)
	low, high := x-min(far, x), min(x+far, uint64(math.Pow10(length))-1)
	x = low + rng.Uint64N(high-low+1)
	for i := len(v) - 1; i >= 0; i-- {
		if v[i] >= '0' && v[i] <= '9' {
			v[i] = '0' + byte(x%10)
			x /= 10
		}
	}
	return v
}

// distance is how far from x the nearest tenth of the values of its length lie.
func (n *Neighbours) distance(x uint64, length int) (far uint64) {
	list := n.byLength[length]
	right, _ := slices.BinarySearch(list, x)
	left := right - 1
	for range max(3, len(list)/nearest) + 1 { // x is one of them
		switch {
		case left >= 0 && (right == len(list) || x-list[left] < list[right]-x):
			far = max(far, x-list[left])
			left--
		case right < len(list):
			far = max(far, list[right]-x)
			right++
		}
	}
	return far
}

// Fixed is how many leading digits the values share: of those of the commonest
// length, their length less the digits of the stretch that nine in ten of them lie
// in. 150 numbers of eleven digits within 40,000 share 6.4. It is 0 where too few
// values are there to tell.
func (n *Neighbours) Fixed() float64 {
	length := 0
	for k, list := range n.byLength {
		if len(list) > len(n.byLength[length]) {
			length = k
		}
	}
	list := n.byLength[length]
	if len(list) < leastNeighbours {
		return 0
	}
	cut := len(list) / 20
	stretch := list[len(list)-1-cut] - list[cut] + 1
	return max(0, float64(length)-math.Log10(float64(stretch)))
}
