package profile

// Moments sum what some draws found of one quantity. They are integers, so
// that they merge to the same in any order; where long records are favoured
// (connectors.Offsets) in steps of 1/offsetScale.
type Moments struct {
	Sum     uint64 `json:"sum"`
	Squares uint64 `json:"squares"`
	Max     uint64 `json:"max"`
	Hits    uint64 `json:"hits"` // draws that found something
}

// offsetScale is what one record drawn by a byte counts, before it is divided
// by its length.
const offsetScale = 1 << 24

// add takes one draw that found n in a record of that many slots; size 0
// stands for draws that favour nothing.
func (m *Moments) add(n uint64, size int64) {
	if n == 0 {
		return
	}
	if size > 0 {
		n = (n*offsetScale + uint64(size)/2) / uint64(size)
	}
	m.Sum += n
	m.Squares += n * n
	m.Max = max(m.Max, n)
	m.Hits++
}

func (m *Moments) merge(o Moments) {
	m.Sum += o.Sum
	m.Squares += o.Squares
	m.Max = max(m.Max, o.Max)
	m.Hits += o.Hits
}
