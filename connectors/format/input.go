package format

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// headSize is how much of an object is looked at to find its format.
const headSize = 64 << 10

// The limits of a bomb, whatever its compression: both must be passed.
const (
	bombBytes = 256 << 20
	bombRatio = 200
)

// maxLayers of compression around each other.
const maxLayers = 3

// source is the bytes of an object: it minds the context, and keeps what goes
// wrong below the format out of the way of its reader, which sees an end.
type source struct {
	ctx    context.Context
	r      io.Reader
	n      int64 // bytes as stored
	err    error
	broken bool // damaged compression
	wide   bool // it asks for too much memory
	ebcdic bool // it is EBCDIC without line ends
	bomb   bool
}

func (s *source) failed() bool { return s.err != nil || s.broken || s.wide || s.bomb }

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, io.EOF
	}
	if err := s.ctx.Err(); err != nil {
		s.err = err
		return 0, io.EOF
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
		return n, io.EOF
	}
	return n, err
}

// open undoes the layers around the content and returns it with its beginning.
func (s *source) open() (in *input, head []byte) {
	b := bufio.NewReaderSize(s, headSize)
	for range maxLayers {
		magic, _ := b.Peek(magicSize)
		name, z, err := Unpack(magic, b)
		if err != nil {
			s.broken = s.err == nil
			return newInput(bytes.NewReader(nil)), nil
		}
		if name == "" {
			break
		}
		b = bufio.NewReaderSize(&unzip{s: s, z: z}, headSize)
	}
	b = s.decoded(b)
	head, _ = b.Peek(headSize)
	return newInput(b), bytes.Clone(head)
}

// decoded undoes an encoding that is not UTF-8.
func (s *source) decoded(b *bufio.Reader) *bufio.Reader {
	head, _ := b.Peek(headSize)
	e, skip := encodingOf(head)
	_, _ = b.Discard(skip) // as much was looked at
	switch c, ok := charsetOf(head); {
	case e != nil:
		return bufio.NewReaderSize(transform.NewReader(b, e.NewDecoder()), headSize)
	case skip > 0 || len(head) == 0:
	case isEBCDIC(head):
		s.ebcdic = bytes.IndexByte(head, 0x15) < 0 && bytes.IndexByte(head, 0x25) < 0
		return bufio.NewReaderSize(ebcdicText(b), headSize)
	case ok:
		return bufio.NewReaderSize(transform.NewReader(b, c.enc.NewDecoder()), headSize)
	case asciiPrefix(head) == len(head) && len(head) == headSize:
		return bufio.NewReaderSize(&lateCharset{b: b}, headSize)
	}
	return b
}

// magicSize is how many bytes tell a compression.
const magicSize = 16

// unzip ends where the stream is damaged or swells like a bomb.
type unzip struct {
	s   *source
	z   io.Reader
	out int64
}

func (u *unzip) Read(p []byte) (int, error) {
	if u.s.bomb {
		return 0, io.EOF
	}
	n, err := u.z.Read(p)
	u.out += int64(n)
	if err != nil && err != io.EOF {
		u.s.wide = u.s.wide || errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded)
		u.s.broken = u.s.err == nil && !u.s.bomb && !u.s.wide
		return n, io.EOF
	}
	if u.out > bombBytes && u.out/bombRatio > u.s.n {
		u.s.bomb = true
		return 0, io.EOF
	}
	return n, err
}

// encodingOf finds UTF-16 and UTF-32, by their mark or by where the zero bytes
// are, and the mark of UTF-8. A nil encoding is one that holds digits as ASCII
// does.
func encodingOf(head []byte) (e encoding.Encoding, skip int) {
	le16 := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return nil, 3
	case bytes.HasPrefix(head, []byte("\xFF\xFE\x00\x00")):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(head, []byte("\x00\x00\xFE\xFF")):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return le16, 2
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return be16, 2
	}
	// Without a mark: text of mostly Latin letters has a zero in every pair.
	n := min(len(head), 4096) &^ 1
	if n < 8 {
		return nil, 0
	}
	var even, odd int
	for i := 0; i < n; i += 2 {
		if head[i] == 0 && head[i+1] != 0 {
			even++
		}
		if head[i] != 0 && head[i+1] == 0 {
			odd++
		}
	}
	switch pairs := n / 2; {
	case odd > pairs*7/10 && even == 0:
		return le16, 0
	case even > pairs*7/10 && odd == 0:
		return be16, 0
	}
	return nil, 0
}

// input is a buffered reader whose buffer the parsers look into directly.
type input struct {
	r     io.Reader
	buf   []byte
	i     int // the next byte
	done  bool
	lines int   // line breaks in what left the buffer
	off   int64 // of buf[0]
}

func newInput(r io.Reader) *input { return &input{r: r, buf: make([]byte, 0, headSize)} }

// window is what is buffered and unread, at least one byte unless at the end.
func (in *input) window() []byte {
	if in.i < len(in.buf) {
		return in.buf[in.i:]
	}
	in.more()
	return in.buf[in.i:]
}

// more replaces a buffer that was read through.
func (in *input) more() {
	in.lines += bytes.Count(in.buf, []byte{'\n'})
	in.off += int64(len(in.buf))
	in.buf, in.i = in.buf[:0], 0
	for !in.done && len(in.buf) == 0 {
		n, err := in.r.Read(in.buf[:cap(in.buf)])
		in.buf = in.buf[:n]
		in.done = err != nil
	}
}

// peek is the next byte.
func (in *input) peek() (byte, bool) {
	if in.i < len(in.buf) {
		return in.buf[in.i], true
	}
	if w := in.window(); len(w) > 0 {
		return w[0], true
	}
	return 0, false
}

// next takes a byte.
func (in *input) next() (byte, bool) {
	b, ok := in.peek()
	if ok {
		in.i++
	}
	return b, ok
}

// skip takes n bytes of the window.
func (in *input) skip(n int) { in.i += n }

// ahead shows the next n bytes without taking them, fewer at the end. n is at
// most headSize.
func (in *input) ahead(n int) []byte {
	for len(in.buf)-in.i < n && !in.done {
		if in.i > 0 {
			in.lines += bytes.Count(in.buf[:in.i], []byte{'\n'})
			in.off += int64(in.i)
			in.buf = in.buf[:copy(in.buf, in.buf[in.i:])]
			in.i = 0
		}
		if len(in.buf) == cap(in.buf) {
			break
		}
		m, err := in.r.Read(in.buf[len(in.buf):cap(in.buf)])
		in.buf = in.buf[:len(in.buf)+m]
		in.done = err != nil
	}
	return in.buf[in.i:min(len(in.buf), in.i+n)]
}

// back puts b before what is unread, to be read again.
func (in *input) back(b []byte) {
	rest := bytes.Clone(in.buf[in.i:])
	in.lines += bytes.Count(in.buf[:in.i], []byte{'\n'}) - bytes.Count(b, []byte{'\n'})
	in.off += int64(in.i - len(b))
	in.r = io.MultiReader(bytes.NewReader(b), bytes.NewReader(rest), in.r)
	in.buf, in.i, in.done = in.buf[:0], 0, false
}

// line is the number of the line that the next byte is in.
func (in *input) line() int { return in.lines + bytes.Count(in.buf[:in.i], []byte{'\n'}) + 1 }

// until takes bytes up to and with stop, appending at most limit bytes of them
// (without stop) to dst. over is how many were left out; found is false at the
// end of the input.
func (in *input) until(stop byte, dst []byte, limit int) (out []byte, over int64, found bool) {
	from := len(dst)
	for {
		w := in.window()
		if len(w) == 0 {
			return dst, over, false
		}
		n := bytes.IndexByte(w, stop)
		part := w
		if n >= 0 {
			part = w[:n]
		}
		dst, over = appendMost(dst, part, from+limit, over)
		if n >= 0 {
			in.skip(n + 1)
			return dst, over, true
		}
		in.skip(len(w))
	}
}

// upTo takes bytes up to and with stop, at most limit of them. found is false
// where the limit or the end came first.
func (in *input) upTo(stop byte, dst []byte, limit int) (out []byte, found bool) {
	for limit > 0 {
		w := in.window()
		if len(w) == 0 {
			return dst, false
		}
		w = w[:min(len(w), limit)]
		if n := bytes.IndexByte(w, stop); n >= 0 {
			in.skip(n + 1)
			return append(dst, w[:n]...), true
		}
		dst = append(dst, w...)
		limit -= len(w)
		in.skip(len(w))
	}
	if b, ok := in.peek(); ok && b == stop {
		in.skip(1)
		return dst, true
	}
	return dst, false
}

// appendMost appends p as long as dst stays within limit bytes, and adds what
// it left out to over. Once something was left out, nothing more is added.
func appendMost(dst, p []byte, limit int, over int64) ([]byte, int64) {
	room := max(limit-len(dst), 0)
	if over > 0 {
		room = 0
	}
	if len(p) <= room {
		return append(dst, p...), over
	}
	return append(dst, p[:room]...), over + int64(len(p)-room)
}

// wholeRunes is the length of the beginning of p that ends with a whole rune,
// where p is what fitted of something longer.
func wholeRunes(p []byte) int {
	for i := len(p) - 1; i >= 0 && i >= len(p)-utf8.UTFMax; i-- {
		if utf8.RuneStart(p[i]) {
			if !utf8.FullRune(p[i:]) {
				return i
			}
			break
		}
	}
	return len(p)
}

const bombText = "unpacks to more than 256 MiB and 200 times its size; the rest was not read"
