package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
)

// ErrDamaged says that what a store kept is not what it was given.
var ErrDamaged = errors.New("what was saved is damaged")

// checked begins what carries a checksum; the digit is its version.
const checked = "dialmap-sha256-1\n"

// Overhead is how many bytes [WithChecksum] adds.
const Overhead = len(checked) + sha256.Size

// WithChecksum returns data as a store keeps it: behind a checksum over data and
// over what names it, so that neither a changed bit nor a row under another name
// is read as if nothing had happened.
func WithChecksum(data []byte, name ...string) []byte {
	sum := checksum(data, name)
	out := make([]byte, 0, Overhead+len(data))
	out = append(out, checked...)
	return append(append(out, sum[:]...), data...)
}

// CheckSaved returns the data of [WithChecksum], or ErrDamaged. What versions
// before wrote has no checksum: it is JSON, or nothing, and returned as it is.
func CheckSaved(saved []byte, name ...string) ([]byte, error) {
	rest, ok := bytes.CutPrefix(saved, []byte(checked))
	if !ok {
		if len(saved) == 0 || saved[0] == '{' {
			return saved, nil
		}
		return nil, ErrDamaged
	}
	if len(rest) < sha256.Size {
		return nil, ErrDamaged
	}
	if sum := checksum(rest[sha256.Size:], name); !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return nil, ErrDamaged
	}
	return rest[sha256.Size:], nil
}

func checksum(data []byte, name []string) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, n := range name {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(n)))
		h.Write(length[:])
		h.Write([]byte(n))
	}
	h.Write(data)
	h.Sum(sum[:0])
	return sum
}
