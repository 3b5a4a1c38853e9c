package format

import (
	"strings"

	"golang.org/x/text/encoding"
)

// Encoding tells by the beginning of a text how its characters are written:
// the name of UTF-16 or UTF-32 with the order of its bytes ("utf-16le"), its
// decoder, and how long its mark is. The name is "" where digits are as in
// ASCII; a mark of UTF-8 counts as text.
func Encoding(head []byte) (name string, e encoding.Encoding, skip int) {
	if e, skip = encodingOf(head); e == nil {
		return "", nil, 0
	}
	width := "utf-16"
	if s, ok := e.(interface{ String() string }); ok && strings.Contains(s.String(), "32") {
		width = "utf-32"
	}
	if little(e) {
		return width + "le", e, skip
	}
	return width + "be", e, skip
}

// little reports whether e puts the low byte first.
func little(e encoding.Encoding) bool {
	b, err := e.NewDecoder().Bytes([]byte{'1', 0, 0, 0})
	return err == nil && strings.HasPrefix(string(b), "1")
}
