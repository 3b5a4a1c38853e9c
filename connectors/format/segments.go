package format

import (
	"bytes"
	"io"
)

// segmentsOf finds the byte that ends a segment of X12 or EDIFACT, where the
// segments do not stand a line each: the whole interchange is one line.
func segmentsOf(head []byte) (end byte, ok bool) {
	switch {
	case bytes.HasPrefix(head, []byte("ISA")) && len(head) > 106:
		end = head[105]
	case bytes.HasPrefix(head, []byte("UNA")) && len(head) > 9:
		end = head[8]
	case bytes.HasPrefix(head, []byte("UNB+")), bytes.HasPrefix(head, []byte("UNH+")):
		end = '\''
	case bytes.Count(head, []byte{'\n'})*4 < bytes.Count(head, []byte{'~'}) && isX12(head):
		end = '~'
	default:
		return 0, false
	}
	return end, end != '\n' && bytes.Count(head, []byte{'\n'})*4 < bytes.Count(head, []byte{end})
}

// isX12 says whether most of what stands between tildes is a segment: an
// identifier of two or three letters and digits before an asterisk.
func isX12(head []byte) bool {
	segments := bytes.Split(head, []byte{'~'})
	n := 0
	for _, s := range segments {
		s = bytes.TrimSpace(s)
		if at := bytes.IndexByte(s, '*'); (at == 2 || at == 3) && isUpperID(s[:at]) {
			n++
		}
	}
	return n >= 3 && n*10 >= (len(segments)-2)*9
}

func isUpperID(id []byte) bool {
	for _, b := range id {
		if !(b >= 'A' && b <= 'Z' || b >= '0' && b <= '9') {
			return false
		}
	}
	return len(id) > 0 && id[0] >= 'A'
}

// segmentLines ends a line behind every segment. In EDIFACT a question mark
// frees the byte behind it of its meaning, and goes.
type segmentLines struct {
	r       io.Reader
	end     byte
	release byte // 0: none
	free    bool
}

func (s *segmentLines) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for {
		n, err := s.r.Read(p)
		kept := 0
		for _, b := range p[:n] {
			switch {
			case s.free:
				s.free = false
			case s.release != 0 && b == s.release:
				s.free = true
				continue
			case b == '\n' || b == '\r':
				continue
			case b == s.end:
				b = '\n'
			}
			p[kept] = b
			kept++
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// isQuotedPrintable says whether a text is in quoted-printable: every equals
// sign stands before two hex digits or at the end of its line, and blanks, line
// ends or letters beyond ASCII are written that way. What may as well be a
// number behind a name (phone=2025550100) speaks against it.
func isQuotedPrintable(text []byte) bool {
	soft, blanks, sure, doubtful := 0, 0, 0, 0
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return false
		}
		if text[i] != '=' {
			continue
		}
		rest := text[i+1:]
		switch {
		case len(rest) < 2:
		case rest[0] == '\n' || rest[0] == '\r' && rest[1] == '\n':
			soft++
		case !isUpperHex(rest[0]) || !isUpperHex(rest[1]):
			return false
		case bytes.HasPrefix(rest, []byte("3D")) || bytes.HasPrefix(rest, []byte("C2=")) || rest[0] >= 'C' && len(rest) > 2 && rest[2] == '=':
			sure++
		case len(rest) > 2 && rest[2] >= '0' && rest[2] <= '9':
			doubtful++
		case bytes.HasPrefix(rest, []byte("20")):
			blanks++
		}
	}
	return sure > 0 || doubtful == 0 && (soft > 0 || blanks > 1)
}

func isUpperHex(b byte) bool { return b >= '0' && b <= '9' || b >= 'A' && b <= 'F' }

// readPlainText makes a record of every line, of quoted-printable and segments as
// of lines.
func readPlainText(in *input, head []byte, w *writer) {
	if end, ok := segmentsOf(head); ok {
		s := &segmentLines{r: in.r, end: end}
		switch {
		case bytes.HasPrefix(head, []byte("UNA")):
			s.release = head[6]
		case bytes.HasPrefix(head, []byte("UN")):
			s.release = '?'
		}
		in.r = s
	} else if isQuotedPrintable(head) {
		in.r = &quotedText{r: in.r}
	}
	readText(in, head, w)
}

// quotedText undoes quoted-printable. What is not written in it stays as it is.
type quotedText struct {
	r   io.Reader
	q   unquoter
	buf []byte // decoded, to be handed over
	in  [4096]byte
	err error
}

func (q *quotedText) Read(p []byte) (int, error) {
	for len(q.buf) == 0 {
		if q.err != nil {
			return 0, q.err
		}
		n, err := q.r.Read(q.in[:])
		q.buf = q.q.decode(q.buf[:0], q.in[:n])
		if err != nil {
			q.buf, q.err = q.q.flush(q.buf), err
		}
	}
	n := copy(p, q.buf)
	q.buf = q.buf[n:]
	return n, nil
}

// unquoter decodes quoted-printable piece by piece.
type unquoter struct{ held []byte } // from an equals sign on

func (q *unquoter) decode(dst, src []byte) []byte {
	for _, b := range src {
		if len(q.held) == 0 && b != '=' {
			dst = append(dst, b)
			continue
		}
		q.held = append(q.held, b)
		h := q.held
		switch {
		case b == '\n' && len(bytes.TrimRight(h[1:], " \t\r\n")) == 0:
			q.held = h[:0]
		case len(h) < 3 || b == '\r' || b == ' ' || b == '\t':
			if len(h) > 80 || len(h) == 3 && !isBlankByte(h[1]) {
				dst = q.flush(dst)
			}
		case len(h) == 3 && hexValue(h[1]) >= 0 && hexValue(b) >= 0:
			dst = append(dst, byte(hexValue(h[1])<<4|hexValue(b)))
			q.held = h[:0]
		default:
			dst = q.flush(dst)
		}
	}
	return dst
}

// flush hands over what turned out not to be a code.
func (q *unquoter) flush(dst []byte) []byte {
	dst = append(dst, q.held...)
	q.held = q.held[:0]
	return dst
}

func isBlankByte(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// hexValue is the value of a hex digit; -1: not a digit.
func hexValue(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	}
	return -1
}

// unquoteText undoes quoted-printable in a value.
func unquoteText(v []byte) []byte {
	var q unquoter
	return q.flush(q.decode(make([]byte, 0, len(v)), v))
}
