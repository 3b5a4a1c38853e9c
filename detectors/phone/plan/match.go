package plan

import (
	"bytes"
	"iter"
	"unicode"
	"unicode/utf8"
)

// Match is a number found in a text.
type Match struct {
	Start, End int // bytes
	Number     Number
}

// Matches yields the valid numbers of a text, in order: those that
// libphonenumber's PhoneNumberMatcher finds at leniency VALID. Invalid UTF-8
// reads as characters that no number has. region is as in [Parse].
func Matches(text []byte, region string) iter.Seq[Match] {
	return func(yield func(Match) bool) {
		f := NewFinder(region)
		for i := 0; ; {
			c, ok := nextCandidate(text, i, f.least())
			if !ok {
				return
			}
			m, ok := f.Verify(text, c, 0)
			i = c.End
			if ok {
				if !yield(m) {
					return
				}
				i = m.End
			}
		}
	}
}

// Finder verifies candidates as numbers of one default region. It may be used
// by many goroutines at once.
type Finder struct {
	t   *table
	def int
	min int // digits
}

// NewFinder returns the finder of a region, of international format only where
// the plan does not know it.
func NewFinder(region string) Finder {
	t := tables()
	f := Finder{t: t, def: t.lookup(region), min: t.shortest}
	if f.def >= 0 {
		f.min = t.regions[f.def].min
	}
	return f
}

// Least returns how many digits a number without a plus has at least.
func (f Finder) Least() int { return f.min }

// least is how many digits in one piece may be a number without a plus.
func (f Finder) least() int {
	if f.def < 0 {
		return maxBlock + 1
	}
	return f.min
}

// Verify returns the first number in a candidate, which may hold several or
// begin with something else. prev is the character before the text, 0 where
// there is none. Behind a match the search goes on at its end, else at the
// candidate's.
func (f Finder) Verify(text []byte, c Candidate, prev rune) (m Match, ok bool) {
	// An extension may be the number: "12 ext 4155550123" has two parts.
	least := f.min
	if c.Plus {
		least = min(least, f.t.shortest)
	}
	if c.Digits < least && c.Extension == c.End || f.def < 0 && !c.Plus {
		return m, false
	}
	v := verifier{Finder: f, text: text, prev: prev}
	for _, b := range text[c.Start:c.End] {
		v.has |= holds[b]
	}
	if v.has&hasSlash != 0 && slashDate(text[c.Start:c.End]) || v.timestamp(c) {
		return m, false
	}
	if v.try(&m, c.Start, c.End) {
		return m, true
	}
	return m, v.inner(&m, c)
}

// Find appends the matches of a text that is read piece by piece, and returns
// how much of it is decided: all unless more follows. Whoever calls shows the
// rest again at the head of the next piece, with the character before it as
// prev. Pieces lose and double nothing: together they give the matches of the
// whole text.
func (f Finder) Find(dst []Match, text []byte, prev rune, more bool) (out []Match, done int) {
	for i := 0; ; {
		c, ok := nextCandidate(text, i, f.least())
		if more && (!ok || undecided(text, c)) {
			if ok {
				return dst, c.Start
			}
			return dst, max(i, held(text, i))
		}
		if !ok {
			return dst, len(text)
		}
		m, ok := f.Verify(text, c, prev)
		if i = c.End; ok {
			dst, i = append(dst, m), m.End
		}
	}
}

// undecided reports whether what follows text may change what c is: more
// digits, an extension behind any amount of white space, the next character,
// the minutes of a time.
func undecided(text []byte, c Candidate) bool {
	if c.End+lookahead > len(text) {
		return true
	}
	if ends(text, c.End) {
		return false
	}
	const sure = 32 // the longest label, in bytes, and the digits behind it are fewer
	i := skip(text, c.End, " \u00A0\t,-")
	if i+sure > len(text) {
		return true
	}
	if text[i] < utf8.RuneSelf && text[i]-'0' > 9 && !mayLabel[text[i]] {
		return false // no extension begins so
	}
	for j := i; j < i+sure; j++ {
		if c := text[j]; c > '-' && c < utf8.RuneSelf {
			continue
		}
		if k := skip(text, j, " \u00A0\t,-"); k+sure > len(text) {
			return true
		}
	}
	return false
}

// lookahead is more than the punctuation between two groups of digits and a
// group of digits are, in bytes.
const lookahead = maxPunct*utf8.UTFMax + maxBlock*utf8.UTFMax + 16

// held returns where the brackets, plus signs and punctuation at the end of a
// text without digits begin, which a candidate may begin with.
func held(text []byte, from int) int {
	i := len(text)
	for n := 0; n < 2+2*maxPunct && i > from; n++ {
		r, size := utf8.DecodeLastRune(text[from:i])
		if r == utf8.RuneError && size == 1 && i > len(text)-utf8.UTFMax {
			i-- // perhaps the head of a character
			continue
		}
		k := classOf(r)
		if r < utf8.RuneSelf {
			k = ascii[r]
		}
		if k&(lead|punct) == 0 {
			break
		}
		i -= size
	}
	return i
}

// verifier looks for a number in one candidate.
type verifier struct {
	Finder
	text []byte
	prev rune
	has  uint8 // what stands in the candidate
	p    parsed
}

// What a candidate has decides which tests it needs.
const (
	hasSlash = 1 << iota
	hasBracket
	hasSpace
	hasStop
	hasX
	hasOther // not ASCII: it may be anything
)

var holds = func() (t [256]uint8) {
	t['/'], t['.'], t[' '], t['x'], t['X'] = hasSlash, hasStop, hasSpace, hasX, hasX
	for _, c := range "()[]" {
		t[c] = hasBracket
	}
	for c := utf8.RuneSelf; c < 256; c++ {
		t[c] = hasBracket | hasSpace | hasOther
	}
	return t
}()

// timestamp reports whether a candidate ends as 2012-01-02 08 and minutes
// follow.
func (v *verifier) timestamp(c Candidate) bool {
	b, rest := v.text[c.Start:c.End], v.text[c.End:]
	if len(rest) < 3 || rest[0] != ':' || rest[1]-'0' > 5 || rest[2]-'0' > 9 {
		return false
	}
	n := len(b)
	if n < 12 || b[n-1]-'0' > 9 || b[n-2]-'0' > 2 {
		return false
	}
	n -= 2
	m := len(bytes.TrimRight(b[:n], " "))
	if m == n {
		return false
	}
	for range 2 { // day and month
		if m < 3 || b[m-1]-'0' > 9 || b[m-2]-'0' > 3 {
			return false
		}
		if m -= 2; b[m-1] == '-' || b[m-1] == '/' {
			m--
		}
	}
	// The month has a first digit of 0 or 1; what was read as the day's.
	return m >= 4 && b[m-1]-'0' <= 9 && b[m-2]-'0' <= 9 && b[m-3]-'0' <= 9 && (b[m-4] == '1' || b[m-4] == '2') && monthAt(b, m)
}

// monthAt reports whether a month stands behind the year that ends at i.
func monthAt(b []byte, i int) bool {
	if b[i] == '-' || b[i] == '/' {
		i++
	}
	return b[i] == '0' || b[i] == '1'
}

// slashDate reports whether b holds a date such as 3/10/2011 or 31/10/96.
func slashDate(b []byte) bool {
	for i := 1; i < len(b); i++ {
		if b[i] != '/' || b[i-1]-'0' > 9 {
			continue
		}
		j := i + 1
		for j < len(b) && b[j]-'0' <= 9 {
			j++
		}
		n := j - i - 1
		if (n == 1 || n == 2 && b[i+1] <= '3') && j+2 < len(b) && b[j] == '/' && b[j+1]-'0' <= 9 && b[j+2]-'0' <= 9 {
			return true
		}
	}
	return false
}

// try is parseAndVerify: it reports whether text[start:end] is a number, which
// it fills in.
func (v *verifier) try(m *Match, start, end int) bool {
	b := v.text[start:end]
	if len(b) == 0 || v.short(b) || v.has&hasBracket != 0 && (!brackets(b) || pages(b)) || v.surrounded(start, end) {
		return false
	}
	if !v.t.parse(&v.p, b, v.def) || !v.p.Valid() || !v.letters(b) || !v.prefixed(b) {
		return false
	}
	m.Start, m.End, m.Number = start, end, v.p.Number
	return true
}

// short reports whether a piece of digits and punctuation has too few digits.
func (v *verifier) short(b []byte) bool {
	n := 0
	for _, c := range b {
		switch plainChars[c] {
		case plainDigit:
			n++
		case plainPunct:
		default:
			return false
		}
	}
	return n < v.min
}

// surrounded reports whether a letter, a currency or a percent sign stands
// right before or behind.
func (v *verifier) surrounded(start, end int) bool {
	if k, _ := at(v.text, start); k&lead == 0 && (start > 0 || v.prev != 0) {
		r := v.prev
		if start > 0 {
			r, _ = utf8.DecodeLastRune(v.text[:start])
		}
		if isInvalidPunct(r) || isLatin(r) {
			return true
		}
	}
	if end < len(v.text) {
		r, _ := utf8.DecodeRune(v.text[end:])
		return isInvalidPunct(r) || isLatin(r)
	}
	return false
}

func isInvalidPunct(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '%' || r == '$'
	}
	return unicode.Is(unicode.Sc, r)
}

// letters is containsOnlyValidXChars: an x stands before an extension, and two
// before the number behind a carrier code.
func (v *verifier) letters(b []byte) bool {
	for i := 0; v.has&hasX != 0 && i < len(b)-1; i++ {
		if b[i]|0x20 != 'x' {
			continue
		}
		if b[i+1]|0x20 == 'x' {
			i++
			if !v.same(b[i:]) {
				return false
			}
			continue
		}
		var buf [256]byte
		if len(b)-i > len(buf) || !bytes.Equal(appendDigits(buf[:0], b[i:]), v.p.extension) {
			return false
		}
	}
	return true
}

// same reports whether b is the number too, in national format.
func (v *verifier) same(b []byte) bool {
	main := v.t.codes[v.p.code].main
	if v.t.regions[main].id == nongeographic {
		return false
	}
	var q parsed
	if v.t.parse(&q, b, -1) {
		return false // with a calling code of its own
	}
	return v.t.parse(&q, b, int(main)) && q.digits == v.p.digits && q.n == v.p.n && bytes.Equal(q.extension, v.p.extension)
}

// nongeographic is the region of calling codes of no country.
const nongeographic = "001"

// prefixed is isNationalPrefixPresentIfRequired.
func (v *verifier) prefixed(b []byte) bool {
	if v.p.source != fromRegion || !v.p.what.required() {
		return true
	}
	if v.p.plain && v.p.cut && v.def == int(v.t.codes[v.p.code].main) {
		return true // it was there
	}
	var digits, buf [maxDigits + 32]byte
	_, ok := v.t.strip(&v.t.regions[v.t.codes[v.p.code].main], appendDigits(digits[:0], b), buf[:0])
	return ok
}

// inner is extractInnerMatch: it looks for a number in the parts of a candidate
// that slashes, brackets, hyphens, full stops or spaces set apart.
func (v *verifier) inner(m *Match, c Candidate) bool {
	b := v.text[c.Start:c.End]
	for kind := range partKinds {
		if v.has&needs[kind] == 0 {
			continue
		}
		first := true
		for i := 0; ; {
			p, ok := nextPart(b, i, kind)
			if !ok {
				break
			}
			if first && v.trimmed(m, c.Start, c.Start+p.at) {
				return true
			}
			first = false
			if v.trimmed(m, c.Start+p.start, c.Start+p.end) {
				return true
			}
			i = p.end
		}
	}
	return false
}

// trimmed tries a part without the punctuation at its end.
func (v *verifier) trimmed(m *Match, start, end int) bool {
	return v.try(m, start, start+len(trimEnd(v.text[start:end])))
}

// brackets reports whether brackets match: the first may be missing or not
// closed, and up to three pairs follow one another.
func brackets(b []byte) bool {
	k := tokens{b: b}
	t := k.next()
	if t == opening {
		t = k.next()
	}
	if t != other {
		return false
	}
	if t = k.next(); t == closing {
		if k.next() != other {
			return false
		}
		t = k.next()
	}
	for range 3 {
		if t != opening {
			break
		}
		if k.next() != other || k.next() != closing {
			return false
		}
		t = k.next()
	}
	if t == other {
		t = k.next()
	}
	return t == finished
}

// tokens reads a text as brackets and runs of anything else.
type tokens struct {
	b []byte
	i int
}

const (
	finished = iota
	opening
	closing
	other
)

func (k *tokens) next() int {
	if k.i == len(k.b) {
		return finished
	}
	t, n := bracket(k.b[k.i:])
	k.i += n
	if t != other {
		return t
	}
	for k.i < len(k.b) {
		t, n := bracket(k.b[k.i:])
		if t != other {
			break
		}
		k.i += n
	}
	return other
}

func bracket(b []byte) (token, size int) {
	switch b[0] {
	case '(', '[':
		return opening, 1
	case ')', ']':
		return closing, 1
	}
	if b[0] < utf8.RuneSelf {
		return other, 1
	}
	r, n := utf8.DecodeRune(b)
	switch r {
	case '（', '［':
		return opening, n
	case '）', '］':
		return closing, n
	}
	return other, n
}

// pages reports whether b holds the pages of a citation: "211-227 (2003".
func pages(b []byte) bool {
	for i := 1; i+1 < len(b); i++ {
		if b[i] != '(' || b[i+1]-'0' > 9 {
			continue
		}
		j := i
		for j > 0 && i-j < 4 && (b[j-1] == ' ' || b[j-1] == '\t') {
			j--
		}
		k := j
		for k > 0 && b[k-1]-'0' <= 9 {
			k--
		}
		if n := j - k; n < 1 || n > 5 || k == 0 || b[k-1] != '-' {
			continue
		}
		for k > 0 && b[k-1] == '-' {
			k--
		}
		if k > 0 && b[k-1]-'0' <= 9 {
			return true
		}
	}
	return false
}

// part is a piece of a candidate; at is where what sets it apart begins.
type part struct{ at, start, end int }

// The ways in which parts are set apart, in the order they are tried.
const (
	bySlash = iota
	byBracket
	bySpacedHyphen
	byWideHyphen
	byStop
	bySpace
	partKinds
)

// needs is what a candidate must have for there to be such a part.
var needs = [partKinds]uint8{hasSlash, hasBracket, hasSpace, hasOther, hasStop, hasSpace}

// nextPart finds the next part at or after i.
func nextPart(b []byte, i, kind int) (p part, ok bool) {
	switch kind {
	case bySlash:
		return slashPart(b, i)
	case byBracket:
		return bracketPart(b, i)
	case bySpacedHyphen, byWideHyphen:
		return hyphenPart(b, i, kind)
	case byStop:
		return stopPart(b, i)
	}
	return spacePart(b, i)
}

// slashPart is /+(.*).
func slashPart(b []byte, i int) (p part, ok bool) {
	k := bytes.IndexByte(b[i:], '/')
	if k < 0 {
		return p, false
	}
	p = part{i + k, i + k, len(b)}
	for p.start < len(b) && b[p.start] == '/' {
		p.start++
	}
	return p, true
}

// bracketPart is (\([^(]*).
func bracketPart(b []byte, i int) (p part, ok bool) {
	k := bytes.IndexByte(b[i:], '(')
	if k < 0 {
		return p, false
	}
	p = part{i + k, i + k, len(b)}
	if end := bytes.IndexByte(b[p.at+1:], '('); end >= 0 {
		p.end = p.at + 1 + end
	}
	return p, true
}

// hyphenPart is (?:\p{Z}-|-\p{Z})\p{Z}*(.+), and [‒-―－]\p{Z}*(.+).
func hyphenPart(b []byte, i, kind int) (p part, ok bool) {
	for i < len(b) {
		if c := b[i]; c < utf8.RuneSelf && (c != ' ' && c != '-' || kind == byWideHyphen) {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if kind == bySpacedHyphen {
			if end := spacedHyphen(b, i, r, n); end > i {
				if start, ok := afterSpaces(b, end); ok {
					return part{i, start, len(b)}, true
				}
			}
		} else if r >= 0x2012 && r <= 0x2015 || r == 0xFF0D {
			if start, ok := afterSpaces(b, i+n); ok {
				return part{i, start, len(b)}, true
			}
		}
		i += n
	}
	return p, false
}

// spacedHyphen returns the end of a hyphen with a space before or behind it
// that begins at i with r, or i.
func spacedHyphen(b []byte, i int, r rune, n int) int {
	j := i + n
	if j >= len(b) {
		return i
	}
	if isSpace(r) && b[j] == '-' {
		return j + 1
	}
	if r == '-' {
		if s, m := utf8.DecodeRune(b[j:]); isSpace(s) {
			return j + m
		}
	}
	return i
}

// afterSpaces skips the spaces at i but leaves one character at least.
func afterSpaces(b []byte, i int) (start int, ok bool) {
	last := i
	for i < len(b) {
		space, n := spaceAt(b, i)
		if !space {
			return i, true
		}
		last = i
		i += n
	}
	return last, last < len(b)
}

// stopPart is \.+\p{Z}*([^.]+).
func stopPart(b []byte, i int) (p part, ok bool) {
	for {
		k := bytes.IndexByte(b[i:], '.')
		if k < 0 {
			return p, false
		}
		p.at = i + k
		i = p.at
		for i < len(b) && b[i] == '.' {
			i++
		}
		start, last := i, i
		for start < len(b) {
			space, n := spaceAt(b, start)
			if !space {
				break
			}
			last = start
			start += n
		}
		if start == len(b) || b[start] == '.' {
			start = last // a space gives way, where there is one
		}
		if start < len(b) && b[start] != '.' {
			p.start, p.end = start, len(b)
			if end := bytes.IndexByte(b[start:], '.'); end >= 0 {
				p.end = start + end
			}
			return p, true
		}
		if i >= len(b) {
			return p, false
		}
	}
}

// spacePart is \p{Z}+(\P{Z}+).
func spacePart(b []byte, i int) (p part, ok bool) {
	p.at = -1
	for i < len(b) {
		space, n := spaceAt(b, i)
		switch {
		case !space && p.at >= 0:
			p.start = i
			for i < len(b) {
				space, n := spaceAt(b, i)
				if space {
					break
				}
				i += n
			}
			p.end = i
			return p, true
		case space && p.at < 0:
			p.at = i
		}
		i += n
	}
	return p, false
}

// spaceAt reports whether a separator stands at i, and how many bytes what
// stands there has.
func spaceAt(b []byte, i int) (space bool, size int) {
	if c := b[i]; c < utf8.RuneSelf {
		return c == ' ', 1
	}
	r, size := utf8.DecodeRune(b[i:])
	return isSpace(r), size
}

// isSpace reports whether r is a separator: \p{Z}.
func isSpace(r rune) bool {
	return r == ' ' || r >= 0xA0 && unicode.Is(unicode.Z, r)
}
