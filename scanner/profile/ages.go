package profile

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// Subject is whose numbers, as far as ages and consents tell them apart.
type Subject struct {
	Region, Subdivision string
}

// MarshalText makes a Subject a key of a JSON object.
func (s Subject) MarshalText() ([]byte, error) { return []byte(s.Region + "|" + s.Subdivision), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Subject) UnmarshalText(b []byte) error {
	for i, c := range b {
		if c == '|' {
			s.Region, s.Subdivision = string(b[:i]), string(b[i+1:])
			return nil
		}
	}
	return errAges
}

// maxDays is how many days of one subject are told apart. Beyond, they are
// joined in pairs, and again, until so many are left.
const maxDays = 2048

// Ages counts numbers by the day of their record. Whatever the order, the same
// numbers come to the same counts: days are joined by the calendar, and no more
// than all of them together need.
type Ages struct {
	Undated     uint64 // numbers whose record has no readable date
	Joined      uint   // 1<<Joined days are one
	First, Last int32  // days since 1970, exact; where there is any
	Zoned       bool   // of some the day is that of UTC
	Naive       bool   // of some it is that of a clock somewhere
	days        map[int32]Held
}

// Add counts numbers and records of a day since 1970.
func (a *Ages) Add(day int32, zoned bool, n Held) {
	a.reach(day, day)
	if zoned {
		a.Zoned = true
	} else {
		a.Naive = true
	}
	a.add(day>>a.Joined, n)
	a.fit()
}

func (a *Ages) reach(first, last int32) {
	if a.days == nil {
		a.days, a.First, a.Last = map[int32]Held{}, first, last
		return
	}
	a.First, a.Last = min(a.First, first), max(a.Last, last)
}

func (a *Ages) add(at int32, n Held) {
	sum := a.days[at]
	sum.Numbers += n.Numbers
	sum.Records += n.Records
	a.days[at] = sum
}

func (a *Ages) fit() {
	for len(a.days) > maxDays {
		a.join(a.Joined + 1)
	}
}

func (a *Ages) join(to uint) {
	days := a.days
	a.days = make(map[int32]Held, len(days)/2)
	for at, n := range days {
		a.add(at>>(to-a.Joined), n)
	}
	a.Joined = to
}

// Merge adds g to a; g is not changed and not kept.
func (a *Ages) Merge(g *Ages) {
	a.Undated += g.Undated
	a.Zoned = a.Zoned || g.Zoned
	a.Naive = a.Naive || g.Naive
	if g.days == nil {
		return
	}
	a.reach(g.First, g.Last)
	if g.Joined > a.Joined {
		a.join(g.Joined)
	}
	for at, n := range g.days {
		a.add(at>>(a.Joined-g.Joined), n)
	}
	a.fit()
}

// Each calls f with the first day of every span that numbers were counted in,
// in order.
func (a *Ages) Each(f func(day int32, n Held)) {
	for _, at := range slices.Sorted(maps.Keys(a.days)) {
		f(at<<a.Joined, a.days[at])
	}
}

// Any says that there is a dated number.
func (a *Ages) Any() bool { return a.days != nil }

var errAges = errors.New("profile: malformed ages")

// agesForm is how Ages is stored: days as differences, in variable length.
type agesForm struct {
	Undated uint64 `json:"undated,omitempty"`
	Joined  uint   `json:"joined,omitempty"`
	First   int32  `json:"first"`
	Last    int32  `json:"last"`
	Zoned   bool   `json:"zoned,omitempty"`
	Naive   bool   `json:"naive,omitempty"`
	Days    []byte `json:"days,omitempty"`
}

// MarshalJSON writes Ages in a few bytes a day.
func (a *Ages) MarshalJSON() ([]byte, error) {
	f := agesForm{Undated: a.Undated, Joined: a.Joined, First: a.First, Last: a.Last, Zoned: a.Zoned, Naive: a.Naive}
	last := int32(0)
	for _, at := range slices.Sorted(maps.Keys(a.days)) {
		n := a.days[at]
		f.Days = binary.AppendVarint(f.Days, int64(at)-int64(last))
		f.Days = binary.AppendUvarint(f.Days, n.Numbers)
		f.Days = binary.AppendVarint(f.Days, int64(n.Numbers-n.Records))
		last = at
	}
	return json.Marshal(f)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Ages) UnmarshalJSON(b []byte) error {
	var f agesForm
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	if f.Joined > 30 {
		return errAges
	}
	*a = Ages{Undated: f.Undated, Joined: f.Joined, First: f.First, Last: f.Last, Zoned: f.Zoned, Naive: f.Naive}
	at := int64(0)
	for rest := f.Days; len(rest) > 0; {
		step, i := binary.Varint(rest)
		numbers, j := binary.Uvarint(rest[max(i, 0):])
		if i <= 0 || j <= 0 {
			return errAges
		}
		fewer, k := binary.Varint(rest[i+j:])
		if k <= 0 {
			return errAges
		}
		rest = rest[i+j+k:]
		if at += step; int64(int32(at)) != at {
			return errAges
		}
		if a.days == nil {
			a.days = map[int32]Held{}
		}
		a.add(int32(at), Held{numbers, numbers - uint64(fewer)})
	}
	return nil
}
