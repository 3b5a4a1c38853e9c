package detect

import (
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors"
)

// look is one way to look at a text: with the eyes of one region.
type look struct {
	detectors.Detector
	hints detectors.Hints
}

// stream looks at a text of any size through a window that grows only where a
// number could still go on. Each look has decided up to a place of its own.
type stream struct {
	looks  []look
	window int

	buf   []byte
	off   int                 // of buf[0] in the file
	start int                 // of the text in the file
	at    []int               // each look has decided up to here
	found [][]detectors.Match // of each look, not handed out yet
	both  []detectors.Match
}

// run looks at all of r, which begins at offset from of the file, at the
// beginning of a line. The matches that hand gets are valid during the call.
func (s *stream) run(ctx context.Context, r io.Reader, from int64, hand func([]detectors.Match)) error {
	s.buf, s.off, s.start = s.buf[:0], int(from), int(from)
	for i := range s.looks {
		s.at[i], s.found[i] = s.off, s.found[i][:0]
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.slide()
		n, err := r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if n > 0 || err != nil {
			s.look(err == nil)
			s.flush(hand)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// slide drops what every look has decided, but for the character before, and
// makes room.
func (s *stream) slide() {
	if drop := s.decided() - s.off - utf8.UTFMax; drop > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[drop:])]
		s.off += drop
	}
	if cap(s.buf) < s.window {
		s.buf = append(make([]byte, 0, s.window), s.buf...)
	}
	if cap(s.buf)-len(s.buf) < s.window/2 {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
}

// decided is how far every look has come.
func (s *stream) decided() int {
	least := s.at[0]
	for _, at := range s.at[1:] {
		least = min(least, at)
	}
	return least
}

func (s *stream) look(more bool) {
	for i, l := range s.looks {
		from := s.at[i] - s.off
		v := detectors.Value{Text: s.buf[from:], Prev: s.before(from), More: more, Hints: l.hints}
		old := len(s.found[i])
		out, done := l.Detect(s.found[i], v)
		for k := old; k < len(out); k++ {
			out[k].Start += s.at[i]
			out[k].End += s.at[i]
		}
		s.found[i] = out
		s.at[i] += done
	}
}

// before is the character before buf[i]; the one before a range is a line
// break.
func (s *stream) before(i int) rune {
	if i > 0 {
		r, _ := utf8.DecodeLastRune(s.buf[:i])
		return r
	}
	if s.start > 0 {
		return '\n'
	}
	return 0
}

// flush hands out what every look has decided about.
func (s *stream) flush(hand func([]detectors.Match)) {
	if len(s.looks) == 1 {
		if len(s.found[0]) > 0 {
			hand(s.found[0])
		}
		s.found[0] = s.found[0][:0]
		return
	}
	if out := s.merge(s.settled()); len(out) > 0 {
		hand(out)
	}
}

// settled is the last place that every look has decided about and no match
// reaches over.
func (s *stream) settled() int {
	x := s.decided()
	for moved := true; moved; {
		moved = false
		for _, list := range s.found {
			for i := len(list) - 1; i >= 0 && list[i].End > x; i-- {
				if list[i].Start < x {
					x, moved = list[i].Start, true
				}
			}
		}
	}
	return x
}

// merge takes the matches before x. Where two overlap, the one of the earlier
// region stays.
func (s *stream) merge(x int) []detectors.Match {
	var out []detectors.Match
	for i, list := range s.found {
		n := 0
		for n < len(list) && list[n].End <= x {
			n++
		}
		if i == 0 {
			out = append(s.both[:0], list[:n]...)
		} else {
			out = join(out, list[:n])
		}
		s.found[i] = list[:copy(list, list[n:])]
	}
	s.both = out
	return out
}

// join adds to a those of b that overlap none of a. Both are in order.
func join(a, b []detectors.Match) []detectors.Match {
	kept := make([]detectors.Match, 0, len(b))
	i := 0
	for _, m := range b {
		for i < len(a) && a[i].End <= m.Start {
			i++
		}
		if i == len(a) || a[i].Start >= m.End {
			kept = append(kept, m)
		}
	}
	if len(kept) == 0 {
		return a
	}
	// From the back, so that nothing is overwritten before it moved.
	i, k := len(a)-1, len(kept)-1
	a = append(a, kept...)
	for at := len(a) - 1; k >= 0; at-- {
		if i >= 0 && a[i].Start > kept[k].Start {
			a[at], i = a[i], i-1
		} else {
			a[at], k = kept[k], k-1
		}
	}
	return a
}
