// Package ledger is the index of a ledger: what a dataset that records consent
// or refusal says of each number and person, by keyed hash.
//
// Entries are added by many writers, in any order; those of a writer whose work
// failed are not committed. [Builder.Index] then folds all entries of one key and
// purpose into what holds on a day. The index answers in batches, from memory
// where it fits and from one file where it does not. Nothing in it, in memory
// or on disk, is a number or a person's key: only hashes that the holder of
// the scan's key can relate to one.
package ledger

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Key is the keyed hash of a number or of a person's key, 128 bits.
type Key struct{ Hi, Lo uint64 }

// Persons hashes persons' keys. It is not for concurrent use.
type Persons struct {
	mac hash.Hash
	sum [sha256.Size]byte
	buf []byte
}

// NewPersons returns the hasher of a secret.
func NewPersons(secret []byte) *Persons { return &Persons{mac: hmac.New(sha256.New, secret)} }

// Key hashes a person's key as a source writes it, so that it is the same
// wherever it lies: without spaces around it, a whole number without a
// fraction of zeros, a UUID in lower case. ok is false where there is none.
func (p *Persons) Key(v []byte) (k Key, ok bool) {
	v = bytes.TrimSpace(v)
	if nothing(v) {
		return Key{}, false
	}
	p.buf = append(append(p.buf[:0], "person\x00"...), plain(v)...)
	if len(v) == 36 && v[8] == '-' && v[13] == '-' && v[18] == '-' && v[23] == '-' {
		lower(p.buf)
	}
	p.mac.Reset()
	p.mac.Write(p.buf)
	sum := p.mac.Sum(p.sum[:0])
	return Key{binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])}, true
}

// plain writes 42.0 as 42.
func plain(v []byte) []byte {
	whole, fraction, ok := bytes.Cut(v, []byte{'.'})
	if ok && len(whole) > 0 && len(fraction) > 0 && len(bytes.Trim(fraction, "0")) == 0 && len(bytes.TrimLeft(whole, "0123456789")) == 0 {
		return whole
	}
	return v
}

func lower(v []byte) {
	for i, c := range v {
		if c >= 'A' && c <= 'Z' {
			v[i] = c + 'a' - 'A'
		}
	}
}

// State is what a ledger says of a number for one purpose, the best first.
type State uint8

// The states.
const (
	Valid State = iota
	Expired
	Withdrawn
	states
)

// Consent is what the index holds of one key for one purpose.
type Consent struct {
	Purpose uint8  // as [Purposes] numbers it; 0: none named
	State   State  // on the day of the index
	First   uint32 // when it was first granted, in seconds; 0: unknown, or the index was built without
}

// Entry is what one entry of a ledger says, whoever it is about.
type Entry struct {
	Purpose    uint8
	Dated      bool   // it says when
	Moment     uint32 // of its grant, where that has a time of day; else 0
	grant      uint32 // seconds; 0: undated
	withdrawal uint32
	expires    uint16 // day; 0: never
	flags      uint8
}

const (
	granted   = 1 << iota // by at least one entry
	withdrawn             // by at least one
	undated               // granted by one that does not say when
)

// Read reads an entry's dates as its source writes them. A withdrawal that is
// no date ("yes") is as old as the entry's own grant; a grant that is one of
// the words for no ("false") is none.
func Read(grant, withdrawal, expires []byte) Entry {
	var e Entry
	g, when := ParseTime(grant)
	switch {
	case when == Dated:
		e.flags, e.grant, e.Dated = granted, g.seconds(), true
		if !g.Day {
			e.Moment = e.grant
		}
	case when == Undated && no(grant):
		e.flags = withdrawn
	default:
		e.flags = granted | undated
	}
	w, left := ParseTime(withdrawal)
	switch {
	case left == Dated:
		if w.Day {
			w.Unix += day - 1 // whatever was granted on that day was granted before
		}
		e.withdrawal, e.Dated = w.seconds(), true
		if when == Absent {
			e.flags = 0 // a withdrawal alone grants nothing
		}
		e.flags |= withdrawn
	case left == Undated && !no(withdrawal):
		e.withdrawal = e.grant
		e.flags |= withdrawn
	}
	if x, ends := ParseTime(expires); ends == Dated {
		e.expires = uint16(min(max(x.Unix/day, 1), 1<<16-1))
	}
	return e
}

// record is the folded entries of one key and purpose.
type record struct {
	hi, lo                   uint64
	grant, withdrawal, first uint32 // the latest grant and withdrawal, the first grant; seconds
	expires                  uint16 // of the latest grant
	purpose, flags           uint8
}

// size of a record on disk.
const size = 32

func recordOf(k Key, e Entry) record {
	return record{hi: k.Hi, lo: k.Lo, grant: e.grant, withdrawal: e.withdrawal, first: e.grant, expires: e.expires, purpose: e.Purpose, flags: e.flags}
}

// compare orders records by key and purpose.
func (a *record) compare(b *record) int {
	switch {
	case a.hi != b.hi:
		return cmp.Compare(a.hi, b.hi)
	case a.lo != b.lo:
		return cmp.Compare(a.lo, b.lo)
	}
	return cmp.Compare(a.purpose, b.purpose)
}

// fold adds b, of the same key and purpose, to a: in any order and grouping the
// result is the same.
func (a *record) fold(b *record) {
	if b.flags&granted != 0 {
		switch {
		case a.flags&granted == 0, b.grant > a.grant:
			a.grant, a.expires = b.grant, b.expires
		case b.grant == a.grant:
			a.expires = sooner(a.expires, b.expires)
		}
	}
	a.withdrawal = max(a.withdrawal, b.withdrawal)
	if a.first == 0 || b.first != 0 && b.first < a.first {
		a.first = b.first
	}
	a.flags |= b.flags
}

// sooner of two ends, of which 0 is none.
func sooner(a, b uint16) uint16 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// state on a day, in days since 1970: a consent still holds on the day it
// expires.
func (a *record) state(today uint16) State {
	switch {
	case a.flags&granted == 0, a.flags&withdrawn != 0 && a.withdrawal >= a.grant:
		return Withdrawn
	case a.expires != 0 && a.expires < today:
		return Expired
	}
	return Valid
}

// firstGrant is 0 where it is not known.
func (a *record) firstGrant() uint32 {
	if a.flags&undated != 0 {
		return 0
	}
	return a.first
}

func (a *record) put(b []byte) {
	binary.LittleEndian.PutUint64(b, a.hi)
	binary.LittleEndian.PutUint64(b[8:], a.lo)
	binary.LittleEndian.PutUint32(b[16:], a.grant)
	binary.LittleEndian.PutUint32(b[20:], a.withdrawal)
	binary.LittleEndian.PutUint32(b[24:], a.first)
	binary.LittleEndian.PutUint16(b[28:], a.expires)
	b[30], b[31] = a.purpose, a.flags
}

func (a *record) take(b []byte) {
	a.hi = binary.LittleEndian.Uint64(b)
	a.lo = binary.LittleEndian.Uint64(b[8:])
	a.grant = binary.LittleEndian.Uint32(b[16:])
	a.withdrawal = binary.LittleEndian.Uint32(b[20:])
	a.first = binary.LittleEndian.Uint32(b[24:])
	a.expires = binary.LittleEndian.Uint16(b[28:])
	a.purpose, a.flags = b[30], b[31]
}
