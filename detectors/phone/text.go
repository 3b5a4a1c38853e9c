package phone

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

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
	region  string // the hint, "" where there is none or it does not count
	code    int    // its calling code
	fiction bool   // it has ranges for fiction that the plan does not hold valid
	how     detectors.How
	finder  plan.Finder
	least   int  // digits of a candidate that may be a number
	deep    bool // the text was base64: what is in it is not looked at again

	out   []detectors.Match
	first int // of out
	from  int // everything before is decided, and no candidate reaches back over it
	safe  int // a cut here loses nothing
	// What stands before was looked at as base64.
	tokens int
	word   word
	groups grouping // of the candidate, where somebody asked
}

// word is what the text before the last candidate says of it. It is read when
// somebody asks.
type word struct {
	lo, hi int // the text
	end    int // of the candidate
	read   bool
	line   bool // only what is on the candidate's line counts
	bare   bool // the candidate is digits only: a word further away says nothing
	plus   bool // it begins with a plus
	said
	chain int // numbers that the label has stood for
}

// text finds the numbers in running text. deep: it was encoded.
func text(dst []detectors.Match, v detectors.Value, deep bool) (out []detectors.Match, done int) {
	v.Text = spellSpaces(v.Text)
	s := scan{Value: v, out: dst, first: len(dst), deep: deep}
	if v.National != detectors.Off {
		s.region, s.how = regionOf(v.Hints)
	}
	s.finder = plan.NewFinder(s.region)
	s.least = fewest
	if s.region != "" {
		s.code, s.fiction = plan.CallingCodeOf(s.region), fictionRegions[s.region]
		s.least = max(fewest, min(s.finder.Least(), leastFictional, leastPast(s.code)))
	}
	if len(v.Text) <= longestRecord && s.record() && s.from == 0 {
		return s.out, len(v.Text)
	}
	open := s.run()
	if !v.More {
		return s.out, len(v.Text)
	}
	return s.cut(open)
}

// fewest is how many digits a number of any kind has, and leastFictional one
// from the ranges for fiction, in national format.
const (
	fewest         = 5
	leastFictional = 9
)

// mostDialled is how many digits one dials at most: an international prefix and
// E.164.
const mostDialled = 3 + maxDigits

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
		if c.End <= c.First {
			s.from = c.End // "(/x12": what stands before an extension, and no digit
			continue
		}
		if c.Digits >= 14 {
			cutPair(b, &c)
		}
		if c.Start >= s.tokens && s.glued64(&c) && !s.deep {
			start, end, open := s.token(&c)
			if open {
				return start
			}
			if end > 0 {
				s.word = word{read: true}
				s.closed(end)
				continue
			}
		}
		s.candidate(&c)
	}
}

// candidate decides about c and moves on behind it.
func (s *scan) candidate(c *plan.Candidate) {
	if s.leads(c) && s.written(c) {
		return
	}
	s.reword(c)
	end := c.End
	if c.Digits <= 7 && s.mayBeVanity(c) {
		if at, ok := s.vanityWord(c); ok {
			s.closed(at)
			return
		}
	}
	if c.Digits >= s.least && (c.Digits <= mostDialled || c.Digits < end-c.Start) || c.Digits >= fewest && (c.Plus || c.Extension < c.End) {
		if c.Digits >= 7 || s.label() == strong {
			if at, ok := s.number(c); ok {
				end = at
			}
		}
	}
	s.closed(end)
}

// leads reports whether what stands right before or behind a candidate may
// belong to a link, a messenger's id or an encoded plus.
func (s *scan) leads(c *plan.Candidate) bool {
	b := s.Text
	if c.Digits >= 9 && c.End < len(b) && b[c.End] == '@' {
		return true
	}
	if c.Start == 0 || !leading[b[c.Start-1]] {
		return false
	}
	before := byte(0)
	if c.Start > 1 {
		before = b[c.Start-2]
	}
	switch b[c.Start-1] {
	case '/': // wa.me/ tel://
		return before == 'e' || before == 'E' || before == '/'
	case '=': // phone= number=
		return before|0x20 == 'e' || before|0x20 == 'r'
	case 'B', 'b': // %2B, \u002B
		return before == '2'
	case ';': // &#43;
		return before == '3'
	case '#':
		return before == '&'
	case 'u':
		return before == '\\'
	case '%':
		return true
	}
	return linking[before]
}

// leading may stand right before a candidate that is part of something, and
// linking before a colon: tel: sms: smsto: callto: facetime: sip:
var leading, linking = bytesIn("%#uBb;:/="), bytesIn("eElLoOsSpP")

func bytesIn(s string) (t [256]bool) {
	for i := range len(s) {
		t[s[i]] = true
	}
	return t
}

// written reads a candidate that is part of a link or an encoded plus, and
// reports whether it was.
func (s *scan) written(c *plan.Candidate) bool {
	end, ok := s.link(s.context(c.Start), c)
	if !ok {
		if encodedPlus(s.Text, c) {
			s.from = c.End // the number follows, and is read with what stands here
			return true
		}
		end, ok = s.encoded(c)
	}
	if ok {
		s.word = word{read: true}
		s.closed(end)
	}
	return ok
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
func (s *scan) reword(c *plan.Candidate) {
	start, w := c.Start, &s.word
	if w.hi > 0 && !(w.read && (w.label == none || w.chain >= chain)) && s.follows(s.from) && s.joined(start, c.Digits) && s.label() != none {
		w.chain++
		return
	}
	w.lo, w.hi, w.end = max(s.from, start-reach), start, c.End
	w.read, w.line, w.bare, w.plus = false, true, c.End-start == c.Digits, c.Plus
}

// joined reports whether nothing but separators stands between a candidate at
// start, with so many digits, and the last one.
func (s *scan) joined(start, digits int) bool {
	gap := s.Text[s.from:start]
	if len(gap) > 0 && isASCIILetter(gap[0]) {
		return false
	}
	if len(gap) == 1 && (gap[0] == ':' && digits <= 2 || gap[0] == ',' && s.from-s.word.hi <= 3) {
		return false // minutes, thousands
	}
	return between(gap) && s.context(start) == s.from
}

// follows reports whether the last candidate, which ended at lo, was a number or
// counted the label.
func (s *scan) follows(lo int) bool {
	return lo-s.word.hi <= 2 || len(s.out) > s.first && s.out[len(s.out)-1].End == lo
}

// label is how sure the words before the candidate make it a phone number.
func (s *scan) label() strength {
	if !s.word.read {
		s.listen()
	}
	return s.word.label
}

// listen reads the words around the candidate.
func (s *scan) listen() {
	w := &s.word
	w.read, w.chain, w.said = true, 1, said{}
	if w.lo < w.hi && w.line {
		if s.isEnclosed() {
			w.label, w.touches, w.enclosed = strong, true, true
			return
		}
	}
	if w.lo < w.hi && !(w.line && closes[s.Text[w.hi-1]]) {
		if w.line {
			w.lo += bytes.LastIndexByte(s.Text[w.lo:w.hi], '\n') + 1
		}
		w.said = labelOf(s.Text[w.lo:w.hi], before(s.Text, w.lo, s.Prev), w.bare)
		if w.label == none && (w.perhaps != none || w.initial) {
			s.weighPerhaps()
		}
	}
	if w.label == none && !w.other && w.line && w.lo < w.hi && mayEndMarkup[s.Text[w.hi-1]] && endsMarkup(s.Text[w.lo:w.hi], w.bare) {
		if m := labelInMarkup(s.Text[w.lo:w.hi], before(s.Text, w.lo, s.Prev), s.Text[w.end:min(len(s.Text), w.end+lookahead)], w.bare); m.label != none || m.other {
			w.said = m
		}
	}
	if w.label == none && !w.other && w.end > 0 && w.end < len(s.Text) && (s.Text[w.end] == ' ' || s.Text[w.end] >= utf8.RuneSelf) && s.isSaidBehind() {
		w.label = strong
	}
}

// mayEndMarkup are what the marks of a format end with.
var mayEndMarkup = bytesIn(">\"'|;, \t")

// weighPerhaps makes a label of a word that may be one where the number is written
// as those of phones are.
func (s *scan) weighPerhaps() {
	w := &s.word
	number := s.Text[w.hi:]
	o := outlineOf(number)
	switch {
	case w.perhaps != none && (o.hasAreaCode() && (!w.placed || o.isGrouped()) || w.asked && !w.bare && o.isLocal()):
		w.label = w.perhaps
	case w.initial && (w.plus || !w.bare && o.hasAreaCode() && (number[0] == '0' || number[0] == '(' || o.digits >= 10 && o.groups > 2 && (w.headed || o.isAmerican()))):
		w.label, w.touches = strong, w.plus
	}
}

// isSaidBehind reports whether what stands behind the candidate says that it is a
// phone's.
func (s *scan) isSaidBehind() bool {
	b := s.Text[s.word.end:]
	if asksToCall(b) {
		return true
	}
	if !isNoted(b) {
		return false
	}
	o := outlineOf(s.Text[s.word.hi:])
	return o.hasAreaCode()
}

// isEnclosed reports whether the candidate stands between marks that only
// numbers of phones stand between: a caller, "ADA" <4155550123>, or an element of
// a message, *TE*4155550123*.
func (s *scan) isEnclosed() bool {
	w, b := &s.word, s.Text
	var next byte
	if w.end < len(b) {
		next = b[w.end]
	}
	switch ctx := b[w.lo:w.hi]; ctx[len(ctx)-1] {
	case '<':
		return next == '>' && endsWithCaller(ctx[:len(ctx)-1], b[w.end+1:])
	case '*':
		return (next == '*' || next == '~' || next == 0 || next == '\n' || next == '\r') && len(ctx) >= 4 && ctx[len(ctx)-4] == '*' && x12Numbers[string(ctx[len(ctx)-3:len(ctx)-1])]
	}
	return false
}

// endsWithCaller reports whether a text ends with the name of the caller, and
// nothing but the end of an item stands behind the number: "ADA", Ada Example.
func endsWithCaller(ctx, after []byte) bool {
	name := bytes.TrimRight(ctx, " ")
	if len(name) == 0 || len(name) == len(ctx) && name[len(name)-1] != '"' {
		return false
	}
	if isQuote(name[len(name)-1]) {
		return true
	}
	word, gap, _ := lastWord(name, len(name))
	return len(gap) == 0 && len(word) > 1 && (word[0]-'A' < 26 || word[0] >= utf8.RuneSelf) && (len(after) == 0 || strings.IndexByte(",;\r\n\"", after[0]) >= 0)
}

// x12Numbers are the qualifiers of element 365 of X12, those of phones: telephone,
// home, work, cellular, fax, alternate, night, beeper.
var x12Numbers = set("TE", "HP", "WP", "CP", "FX", "AP", "NP", "BN")

// closes ends what was being said, and the line.
var closes = func() [256]bool {
	t := sentenceEnds
	t['\n'] = true
	return t
}()

// called reports whether the words before the candidate, that are no label, make
// a phone's of a number that is valid.
func (s *scan) called() bool {
	s.label()
	return s.word.called
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
	done = s.uncut(done)
	for len(s.out) > s.first && s.out[len(s.out)-1].End > done {
		s.out = s.out[:len(s.out)-1]
	}
	return s.out, done
}

// uncut moves a cut to the beginning of the run of base64 letters it is in, where
// nothing of that is decided.
func (s *scan) uncut(done int) int {
	i := done
	for i > s.from && letters64[s.Text[i-1]] > 0 && done-i <= maxToken {
		i--
	}
	if i > s.from && done-i <= maxToken {
		return i
	}
	return done
}

// number looks for a number in c and reports where it ends.
func (s *scan) number(c *plan.Candidate) (end int, ok bool) {
	b := s.Text
	if c.Digits == 12 && isStructuredMessage(b, c.First, c.End) {
		return 0, false
	}
	if !c.Plus && s.region == "" {
		if s.National != detectors.Off && (s.label() != none || !s.word.bare) {
			if end, ok = s.ofNamedCountry(c); ok {
				return end, true
			}
		}
		if s.label() == none && !idd(b, c) {
			return 0, false
		}
	}
	if s.idle(c) {
		return 0, false
	}
	if c.Plus || s.region != "" {
		if m, ok := s.finder.Verify(b, *c, s.Prev); ok {
			// The library reads 0082 as 008 and a 2 where carriers have prefixes.
			if m.Start > c.First || !c.Plus && s.region != "" && m.Number.CallingCode() != s.code {
				if end, ok := s.prefixed(c); ok {
					return end, true
				}
			}
			if m.Start > c.First {
				if end, ok := s.head(c); ok {
					return end, true
				}
				s.label()
				s.word.said = said{} // it says something of the figures before
			}
			s.judge(c, m.Start, m.End, &m.Number)
			return m.End, true
		}
		if n, ok := s.fictional(c); ok {
			s.judge(c, c.Start, c.End, &n)
			return c.End, true
		}
	}
	if end, ok := s.prefixed(c); ok {
		return end, true
	}
	if end, ok := s.head(c); ok {
		return end, true
	}
	if s.label() == none || s.National == detectors.Off && !s.word.enclosed || c.Plus {
		return 0, false
	}
	return s.labelled(c)
}

// head looks for a number at the beginning of a candidate, before figures that
// are not its own: a date, the next column. Only a plus or a label makes sure
// that it is one.
func (s *scan) head(c *plan.Candidate) (end int, ok bool) {
	if !wordy(s.Text[c.First:c.Extension]) || s.label() != strong && (!c.Plus || s.Text[c.First-1] != '+') || !opensWord(before(s.Text, c.Start, s.Prev)) || s.region == "" && !c.Plus && !idd(s.Text, c) {
		return 0, false
	}
	b := s.Text
	part, n := *c, plan.Number{}
	for i := c.First; i < c.Extension; {
		if v, size := plan.DigitValue(b[i:]); v >= 0 {
			i += size
			continue
		}
		at := i
		space := false
		for i < c.Extension {
			if v, _ := plan.DigitValue(b[i:]); v >= 0 {
				break
			}
			r, size := utf8.DecodeRune(b[i:])
			space = space || unicode.IsSpace(r)
			i += size
		}
		if !space || i >= c.Extension {
			continue
		}
		part.End, part.Extension = at, at
		part.Digits = digitsIn(b[c.First:at])
		next, valid := parse(b[c.Start:at], s.region)
		if !valid && !c.Plus {
			next, _, valid = prefixed(b, &part, s.region, true)
		}
		if valid && (!ok || len(n.National()) < 7) {
			n, end, ok = next, at, true
		}
	}
	if !ok {
		return 0, false
	}
	part.End, part.Extension, part.Digits = end, end, digitsIn(b[c.First:end])
	found := len(s.out)
	s.judge(&part, c.Start, end, &n)
	return end, len(s.out) > found
}

// wordy reports whether b may be several words: a space is in it, or what is no
// ASCII.
func wordy(b []byte) bool {
	for _, c := range b {
		if c <= ' ' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// opensWord reports whether a word may begin behind r.
func opensWord(r rune) bool {
	return r == 0 || unicode.IsSpace(r) || strings.ContainsRune("(:;>,\"'|", r) || r >= utf8.RuneSelf
}

// digitsIn counts the digits of b.
func digitsIn(b []byte) (n int) {
	for len(b) > 0 {
		v, size := plan.DigitValue(b)
		if v >= 0 {
			n++
		}
		b = b[size:]
	}
	return n
}

// idle reports whether a candidate counts for nothing even where it is valid: a
// bare run of digits that no label names and that has no trunk prefix, or a plain
// number with one full stop, whatever stands before it.
func (s *scan) idle(c *plan.Candidate) bool {
	n := c.End - c.Start
	if n == c.Digits+1 && !c.Plus && bytes.IndexByte(s.Text[c.First:c.End], '.') > 0 {
		return true
	}
	if c.Digits != n || s.National == detectors.On || s.Text[c.Start] == '0' && n >= minTrunk && n <= maxTrunk {
		return false
	}
	return s.label() == none && !(s.called() && (s.word.perhaps == strong || s.Text[c.Start] == '0' && n >= minDialled))
}

// prefixed looks for a number behind an international prefix.
func (s *scan) prefixed(c *plan.Candidate) (end int, ok bool) {
	if !idd(s.Text, c) || !dials(s.Text[c.First:]) {
		return 0, false
	}
	n, start, ok := prefixed(s.Text, c, s.region, s.label() != none)
	if ok = ok && s.dialled(c, start, c.End, &n); ok {
		s.out = append(s.out, found(&n, start, c.End, detectors.Prefixed, detectors.International, confPrefixed))
	}
	return c.End, ok
}

// dialled reports whether a valid number behind an international prefix is one:
// a label says so, or the calling code is set apart. Short ones look like padded
// numbers, unless the code is that of the text's own region.
func (s *scan) dialled(c *plan.Candidate, start, end int, n *plan.Number) bool {
	if !s.free(c, start, end, bare(s.Text[start:end])) {
		return false
	}
	if s.label() != none && s.National != detectors.Off {
		return true
	}
	if s.called() && !s.other() && end-start >= minDialled && s.alone(start, end) {
		return true
	}
	var buf [24]byte
	return !s.other() && apart(s.Text[start:end], n) && (len(n.AppendE164(buf[:0])) >= 9 || s.code == n.CallingCode())
}

// minDialled is how many digits in one piece behind a word such as "office" are no
// padded number.
const minDialled = 12

// labelled counts a candidate because a label says what it is.
func (s *scan) labelled(c *plan.Candidate) (end int, ok bool) {
	start, end := inner(s.Text, c)
	isBare := bare(s.Text[start:end])
	if !s.free(c, start, end, isBare) || numeric(s.Text[start:end]) || !isBare && (dated(s.Text[start:end]) || octets(s.Text[start:end]) && !pairs(s.Text[start:end])) {
		return 0, false
	}
	if s.region == "" {
		if s.label() == strong {
			if end, ok := s.unsigned(start, end); ok {
				return end, true
			}
		}
		end = withoutAlternative(s.Text[:end], start)
		var buf [32]byte
		digits := plan.AppendDigits(buf[:0], s.Text[start:end])
		// Twelve digits behind "my number" are a person's in Japan.
		if !plausible(digits) || s.word.paired && len(digits) == 12 && digits[0] != '0' || dated(s.Text[start:end]) || s.label() < strong && bare(s.Text[start:end]) {
			return 0, false
		}
		s.out = append(s.out, unplaced(digits, start, end, formatOf(s.Text[start:end]), confUnplaced))
		return end, true
	}
	if s.label() < strong {
		return 0, false
	}
	if n, ok := parseWithPast(s.Text[start:end], s.region); ok {
		s.out = append(s.out, found(&n, start, end, formatOf(s.Text[start:end]), s.how, confLabelled-0.1))
		return end, true
	}
	if s.outsideLine(c) {
		return c.End, true
	}
	return s.unsigned(start, end)
}

// withoutAlternative returns where a number ends without the last digits of
// another behind a slash: 020 7946 0123/4.
func withoutAlternative(b []byte, start int) int {
	end := len(b)
	if i := bytes.LastIndexByte(b[start:], '/'); i > 0 && end-start-i <= 5 && digitsIn(b[start:start+i]) >= 9 {
		return start + len(bytes.TrimRight(b[start:start+i], " "))
	}
	return end
}

// unsigned reads a labelled number as E.164 without its plus: digits, or groups of
// which the first is the calling code.
func (s *scan) unsigned(start, end int) (int, bool) {
	b := s.Text[start:end]
	if len(b) < 11 || len(b) > 2*maxDigits || b[0] == '0' || b[0] == '1' && s.ideographic(start) {
		return 0, false
	}
	isBare := bare(b)
	if !isBare {
		var buf [2 * maxDigits]byte
		b = plan.AppendDigits(buf[:0], unextended(b))
	}
	if len(b) > maxDigits || !isBare && len(b) < 12 && (len(b) < 11 || b[0] != '1') {
		return 0, false
	}
	n, ok := e164(b)
	switch ok = ok && (isBare || leadsApart(s.Text[start:end], &n)); {
	case ok && isBare:
		s.out = append(s.out, found(&n, start, end, detectors.Bare, detectors.International, confBareE164))
	case ok:
		s.out = append(s.out, found(&n, start, end, detectors.Formatted, detectors.International, confBareE164))
	}
	return end, ok
}

// ideographic reports whether the word before start is Chinese: eleven digits that
// begin with 1 are a mobile in China too.
func (s *scan) ideographic(start int) bool {
	lo := max(start-12, s.from, 0)
	return bytes.IndexFunc(s.Text[lo:start], func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

// fictional tries what the plan does not hold valid: the ranges for fiction, and
// behind a plus the forms that are out of use.
func (s *scan) fictional(c *plan.Candidate) (n plan.Number, ok bool) {
	if !c.Plus && !s.fiction || c.Digits < 9 || c.Digits > 16 {
		return n, false
	}
	if c.Plus {
		return parseWithPast(s.Text[c.Start:c.Extension], s.region)
	}
	n, ok = parse(s.Text[c.Start:c.End], s.region)
	return n, ok && !n.Valid()
}

var fictionRegions = map[string]bool{"GB": true, "IE": true, "FR": true, "AU": true, "DE": true, "SE": true}

// judge keeps a valid number unless it is something else.
func (s *scan) judge(c *plan.Candidate, start, end int, n *plan.Number) {
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
		if isPrefixed(b, n) && s.dialled(c, start, end, n) {
			s.out = append(s.out, found(n, start, end, detectors.Prefixed, detectors.International, confPrefixed))
		}
		return
	}
	if isPrefixed(b, n) {
		if s.dialled(c, start, end, n) {
			s.out = append(s.out, found(n, start, end, detectors.Prefixed, detectors.International, confPrefixed))
		}
	} else if confidence, ok := s.national(c, start, end, n); ok {
		s.out = append(s.out, found(n, start, end, formatOf(b), s.how, confidence))
	}
}

// national decides about a valid number in national format.
func (s *scan) national(c *plan.Candidate, start, end int, n *plan.Number) (confidence float32, ok bool) {
	b := s.Text[start:end]
	isBare := bare(b)
	if !s.free(c, start, end, isBare) {
		return 0, false
	}
	switch {
	case s.label() == strong:
		return confLabelled, isBare || !numeric(b) && !dated(b)
	case s.National == detectors.On && isBare:
		return confBare, !dated(b)
	case s.other():
		return 0, false
	case isBare:
		if s.called() && s.word.perhaps == strong {
			return confHinted, len(b) >= 7 && s.alone(start, end) && !dated(b) && !stairs(b)
		}
		// A trunk prefix is formatting too: 0171 3920012 written in one run.
		return confTrunk, b[0] == '0' && len(b) >= minTrunk && len(b) <= maxTrunk && s.alone(start, end) && !s.listed(c, start) && !stairs(b)
	case s.label() != none:
		return confLabelled, !dated(b)
	case s.listed(c, start), end < len(s.Text) && afterAmount[s.Text[end]] && s.money(end), len(b) >= 15 && cardLike(b):
		return 0, false
	}
	g := &s.groups
	if g.split(b); !g.spaced && (g.dated() || g.coordinates() || numeric(b)) || s.dumped(g, start, end) {
		return 0, false
	}
	own := b
	if !g.spaced {
		own = unextended(b)
	}
	if len(own) < len(b) || s.called() {
		g.split(own)
		return confHinted, g.conforms(n.CallingCode())
	}
	if n.CallingCode() == 1 {
		return confFormatted, g.grouped() && !g.dotted()
	}
	return confFormatted, !g.dotted() && g.shaped(n, s.region) && !g.alike(s.region) || g.distinct(n.CallingCode(), s.region)
}

// unextended returns a number without its extension, which letters set apart.
func unextended(b []byte) []byte {
	for i, c := range b {
		if isASCIILetter(c) {
			return b[:i]
		}
	}
	return b
}

// How long a bare run of digits with a trunk prefix is.
const (
	minTrunk = 10
	maxTrunk = 12
)

// The confidence of a match by how it is written; a bare run of digits says
// least.
const (
	confPlus      = 0.98
	confPrefixed  = 0.98
	confLabelled  = 0.98
	confFormatted = 0.95
	confHinted    = 0.92
	confBare      = 0.75
	confTrunk     = 0.9
	confUnplaced  = 0.85
)
