package objects

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// The pieces in which the end of the last line is looked for, behind a range.
const (
	leastPiece = 64 << 10
	mostPiece  = 8 << 20
)

// span is a stream of the whole lines that begin in a range of an object: it
// goes beyond the range to the end of the last of them.
type span struct {
	ctx   context.Context
	store Store
	o     Object

	at   int64 // of the next byte
	end  int64 // of the range
	seek bool  // the first line begins behind the next line break
	done bool

	body  io.ReadCloser
	piece int64
}

// open opens the range.
func (s *span) open() (err error) {
	s.body, err = s.store.Open(s.ctx, s.o, s.at, s.end-s.at)
	return err
}

// Read implements io.Reader.
func (s *span) Read(p []byte) (int, error) {
	for !s.done {
		at := s.at
		n, err := s.next(p)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		b := p[:n]
		if s.seek {
			b, at = s.begin(b, at)
		}
		b = s.cut(b, at)
		if errors.Is(err, io.EOF) && s.at >= s.o.Size {
			s.done = true
		}
		if len(b) > 0 {
			return copy(p, b), nil
		}
	}
	return 0, io.EOF
}

// next reads what comes next, beyond the range in pieces.
func (s *span) next(p []byte) (int, error) {
	n, err := s.body.Read(p)
	s.at += int64(n)
	if !errors.Is(err, io.EOF) || s.at >= s.o.Size {
		return n, err
	}
	if s.at < s.end { // it has become shorter
		return n, errShorter
	}
	s.body.Close()
	s.piece = min(max(2*s.piece, leastPiece), mostPiece)
	body, err := s.store.Open(s.ctx, s.o, s.at, s.piece)
	if err != nil {
		s.body = io.NopCloser(bytes.NewReader(nil))
		return n, err
	}
	s.body = body
	return n, nil
}

// begin drops what comes before the first line. Where no line begins in the
// range nothing more is read.
func (s *span) begin(b []byte, at int64) (rest []byte, restAt int64) {
	n := bytes.IndexByte(b, '\n')
	if n < 0 {
		s.done = at+int64(len(b)) >= s.end-1
		return nil, 0
	}
	s.seek = false
	restAt = at + int64(n) + 1
	if restAt >= s.end {
		s.done = true
		return nil, 0
	}
	return b[n+1:], restAt
}

// cut ends b, which begins at byte at, where the last line ends: at the first
// line break that is not before the last byte of the range.
func (s *span) cut(b []byte, at int64) []byte {
	from := max(s.end-1-at, 0)
	if s.done || from >= int64(len(b)) {
		return b
	}
	if n := bytes.IndexByte(b[from:], '\n'); n >= 0 {
		s.done = true
		return b[:from+int64(n)+1]
	}
	return b
}

// Close ends the reading.
func (s *span) Close() error { return s.body.Close() }

// Stat is the object as it is now, where the store tells.
func (s *span) Stat() (Object, error) {
	if st, ok := s.body.(Stater); ok {
		return st.Stat()
	}
	return Object{}, errors.New("not told")
}
