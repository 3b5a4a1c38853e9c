package phone

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// reach is how many bytes before a number may say what it is. It is never more
// than the text since the number before.
const reach = 64

// lookahead is how many bytes behind a candidate may decide about it: an
// extension, a time, the next character.
const lookahead = 64

// farthest is how long an extension may be with the white space before it, so
// that lookahead bytes show whether there is one.
const farthest = 48

// chain is how many numbers in a row one label may stand for.
const chain = 4

// scan is the walk through one text.
type scan struct {
	detectors.Value
	region string // the hint, "" where there is none or it does not count
	how    detectors.How
	finder plan.Finder

	out   []detectors.Match
	first int // of out
	from  int // everything before is decided, and no candidate reaches back over it
	safe  int // a cut here loses nothing
	word  word
}

// word is what the text before the last candidate says of it. It is read when
// somebody asks.
type word struct {
	lo, hi int // the text
	read   bool
	bare   bool // the candidate is digits only: a word further away says nothing
	label  strength
	other  bool // it is a number of another kind
	chain  int  // numbers that the label has stood for
}

// text finds the numbers in running text.
func text(dst []detectors.Match, v detectors.Value) (out []detectors.Match, done int) {
	s := scan{Value: v, out: dst, first: len(dst)}
	if v.National != detectors.Off {
		if s.region, s.how = v.Hints.Region(); !supported(s.region) {
			s.region, s.how = "", detectors.None
		}
	}
	s.finder = plan.NewFinder(s.region)
	open := s.run()
	if !v.More {
		return s.out, len(v.Text)
	}
	return s.cut(open)
}

// run looks at every candidate, and returns where the first one begins that
// needs more text to decide.
func (s *scan) run() (open int) {
	b := s.Text
	for {
		c, ok := plan.NextCandidate(b, s.from)
		if !ok {
			return len(b)
		}
		if c.End-c.Extension > farthest {
			c.End = c.Extension
		}
		if s.More && c.End+lookahead > len(b) && bytes.IndexByte(b[c.End:], '\n') < 0 {
			return c.Start
		}
		s.candidate(c)
	}
}

// candidate decides about c and moves on behind it.
func (s *scan) candidate(c plan.Candidate) {
	lo := s.context(c.Start)
	if end, ok := s.link(lo, c); ok {
		s.word = word{read: true}
		s.closed(end)
		return
	}
	if encodedPlus(s.Text, c) {
		s.from = c.End // the number follows, and is read with what stands here
		return
	}
	if end, ok := s.encoded(c); ok {
		s.word = word{read: true}
		s.closed(end)
		return
	}
	s.reword(lo, c.Start, c.End-c.Start == c.Digits)
	end := c.End
	if c.Digits >= 7 || c.Digits >= 5 && s.label() == strong {
		if at, ok := s.number(c); ok {
			end = at
		}
	}
	s.closed(end)
}

// context returns where the text begins that may say what a candidate at start
// is: on the same line, behind the number before.
func (s *scan) context(start int) int {
	lo := max(s.from, start-reach, 0)
	return lo + bytes.LastIndexByte(s.Text[lo:start], '\n') + 1
}

// reword moves to the words before a candidate. Where only separators stand
// between it and the phone number before, or a figure as in "Phone 2:", what is
// said of that one holds for it too.
func (s *scan) reword(lo, start int, bare bool) {
	if lo == s.from && s.word.hi > 0 && s.follows(lo) && between(s.Text[lo:start]) && s.label() != none && s.word.chain < chain {
		s.word.chain++
		return
	}
	s.word = word{lo: lo, hi: start, bare: bare}
}

// follows reports whether the last candidate, which ended at lo, was a number or
// counted the label.
func (s *scan) follows(lo int) bool {
	return lo-s.word.hi <= 2 || len(s.out) > s.first && s.out[len(s.out)-1].End == lo
}

// label is how sure the words before the candidate make it a phone number.
func (s *scan) label() strength {
	if !s.word.read {
		s.word.read = true
		var doubtful bool
		s.word.label, doubtful, s.word.other = labelOf(s.Text[s.word.lo:s.word.hi], s.word.bare)
		if doubtful && !long(s.Text[s.word.hi:]) {
			s.word.label = none
		}
		s.word.chain = 1
	}
	return s.word.label
}

// other reports whether the word before the candidate says that it is a number
// of another kind.
func (s *scan) other() bool {
	s.label()
	return s.word.other
}

// closed moves behind a candidate. What was said of it may still hold for the
// next.
func (s *scan) closed(end int) {
	s.from = end
	switch {
	case !s.word.read:
		s.safe = max(s.safe, s.word.lo)
	case s.word.label == none || s.word.chain >= chain:
		s.safe = end
	}
}

// cut returns what is decided when the text goes on: the matches up to a place
// before which nothing says anything about a number behind it.
func (s *scan) cut(open int) (out []detectors.Match, done int) {
	done = s.safe
	if lo := open - reach; lo > s.from {
		done = lo
	} else if lo > s.safe && s.from <= lo {
		done = lo
	}
	if i := bytes.LastIndexByte(s.Text[:open], '\n'); i >= done {
		done = i + 1
	}
	for len(s.out) > s.first && s.out[len(s.out)-1].End > done {
		s.out = s.out[:len(s.out)-1]
	}
	return s.out, done
}

// number looks for a number in c and reports where it ends.
func (s *scan) number(c plan.Candidate) (end int, ok bool) {
	b := s.Text
	if !c.Plus && s.region == "" && s.label() == none && !idd(b, c) {
		return 0, false
	}
	if c.Plus || s.region != "" {
		if m, ok := s.finder.Verify(b, c, s.Prev); ok {
			if m.Start > c.First {
				s.label()
				s.word.label = none // it says something of the figures before
			}
			s.judge(c, m.Start, m.End, &m.Number)
			return m.End, true
		}
		if n, ok := s.fictional(c); ok {
			s.judge(c, c.Start, c.End, &n)
			return c.End, true
		}
	}
	if n, start, ok := prefixed(b, c, s.region); ok && s.free(c, start, c.End) {
		if s.label() != none || !s.other() && apart(b[start:c.End], &n) {
			s.out = append(s.out, found(&n, start, c.End, detectors.Prefixed, detectors.International, confPrefixed))
			return c.End, true
		}
	}
	if s.label() == none || s.National == detectors.Off || c.Plus {
		return 0, false
	}
	return s.labelled(c)
}

// labelled counts a candidate because a label says what it is.
func (s *scan) labelled(c plan.Candidate) (end int, ok bool) {
	start, end := inner(s.Text, c)
	if !s.free(c, start, end) || numeric(s.Text[start:end]) {
		return 0, false
	}
	if s.region == "" {
		if s.label() == strong {
			if end, ok := s.unsigned(start, end); ok {
				return end, true
			}
		}
		var buf [32]byte
		digits := plan.AppendDigits(buf[:0], s.Text[start:end])
		if !plausible(digits) || dated(s.Text[start:end]) || s.label() < strong && bare(s.Text[start:end]) {
			return 0, false
		}
		s.out = append(s.out, unplaced(digits, start, end, formatOf(s.Text[start:end]), confUnplaced))
		return end, true
	}
	if s.label() < strong {
		return 0, false
	}
	if n, ok := parse(s.Text[start:end], s.region); ok {
		s.out = append(s.out, found(&n, start, end, formatOf(s.Text[start:end]), s.how, confLabelled-0.1))
		return end, true
	}
	return s.unsigned(start, end)
}

// unsigned reads a labelled run of digits as E.164 without its plus.
func (s *scan) unsigned(start, end int) (int, bool) {
	b := s.Text[start:end]
	if len(b) < 11 || len(b) > maxDigits || b[0] == '0' || !bare(b) {
		return 0, false
	}
	n, ok := e164(b)
	if ok {
		s.out = append(s.out, found(&n, start, end, detectors.Bare, detectors.International, confBareE164))
	}
	return end, ok
}

// fictional tries the ranges that the plan does not hold valid.
func (s *scan) fictional(c plan.Candidate) (n plan.Number, ok bool) {
	if !c.Plus && !fictionRegions[s.region] || c.Digits < 9 || c.Digits > 15 {
		return n, false
	}
	n, ok = parse(s.Text[c.Start:c.End], s.region)
	return n, ok && !n.Valid()
}

var fictionRegions = map[string]bool{"GB": true, "IE": true, "FR": true, "AU": true, "DE": true, "SE": true}

// judge keeps a valid number unless it is something else.
func (s *scan) judge(c plan.Candidate, start, end int, n *plan.Number) {
	b := s.Text[start:end]
	start += lead0(b)
	b = s.Text[start:end]
	switch {
	case b[0] == '+' || b[0] == 0xEF || b[0] == '(' && b[1] == '+':
		if s.intl(c, start, end) {
			s.out = append(s.out, found(n, start, end, detectors.Plus, detectors.International, confPlus))
		}
		return
	case s.National == detectors.Off:
		if isPrefixed(b, n) && apart(b, n) && s.free(c, start, end) {
			s.out = append(s.out, found(n, start, end, detectors.Prefixed, detectors.International, confPrefixed))
		}
		return
	}
	if isPrefixed(b, n) {
		if s.free(c, start, end) && (s.label() != none || !s.other() && apart(b, n)) {
			s.out = append(s.out, found(n, start, end, detectors.Prefixed, detectors.International, confPrefixed))
		}
	} else if confidence, ok := s.national(c, start, end, n); ok {
		s.out = append(s.out, found(n, start, end, formatOf(b), s.how, confidence))
	}
}

// national decides about a valid number in national format.
func (s *scan) national(c plan.Candidate, start, end int, n *plan.Number) (confidence float32, ok bool) {
	b := s.Text[start:end]
	if !s.free(c, start, end) {
		return 0, false
	}
	isBare := bare(b)
	switch {
	case s.label() == strong:
		return confLabelled, !numeric(b) || isBare
	case s.National == detectors.On && isBare:
		return confBare, !dated(b)
	case s.other():
		return 0, false
	case isBare:
		// A trunk prefix is formatting too: 0171 3920012 written in one run.
		return confTrunk, b[0] == '0' && len(b) >= 10 && len(b) <= 12 && s.alone(start, end) && !s.listed(start)
	case s.label() != none:
		return confLabelled, !dated(b)
	case numeric(b), dated(b), dotted(b), coordinates(b), n.CallingCode() == 1 && !grouped(b), n.CallingCode() != 1 && (!shaped(b, n, s.region) || alike(b, s.region)), s.listed(start):
		return 0, false
	}
	return confFormatted, !s.money(end) && !cardLike(b)
}

// The confidence of a match by how it is written; a bare run of digits says
// least.
const (
	confPlus      = 0.99
	confPrefixed  = 0.98
	confLabelled  = 0.98
	confFormatted = 0.95
	confBare      = 0.75
	confTrunk     = 0.9
	confUnplaced  = 0.85
)
