package phone

import (
	"bytes"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// cell reads a value of a field that holds phone numbers. deep: it was encoded.
func cell(dst []detectors.Match, v detectors.Value, deep bool) []detectors.Match {
	v.Text = spellSpaces(v.Text)
	s := scan{Value: v, out: dst, first: len(dst)}
	s.region, s.how = regionOf(v.Hints)
	s.finder = plan.NewFinder(s.region)
	lo, hi := trimmed(v.Text)
	if !deep && s.encoded64(lo, hi) {
		return s.out
	}
	if digits, end, ok := whole(v.Text[lo:hi]); ok {
		s.integer(digits, lo, lo+end)
		return s.out
	}
	if s.vanityCell(lo, hi) {
		return s.out
	}
	for {
		c, ok := plan.NextCandidate(s.Text, s.from)
		if !ok {
			return s.out
		}
		if c.End <= c.First {
			s.from = c.End // "(/x12": what stands before an extension, and no digit
			continue
		}
		cutPair(s.Text, &c)
		s.from = s.entry(&c)
	}
}

// encoded64 reads a value that is base64 of numbers.
func (s *scan) encoded64(lo, hi int) bool {
	for n := 0; n < 2 && hi > lo && s.Text[hi-1] == '='; n++ {
		hi--
	}
	b := s.Text[lo:hi]
	if len(b) < minToken || len(b) > maxToken {
		return false
	}
	for _, c := range b {
		if letters64[c] == 0 {
			return false
		}
	}
	return s.decode(b, lo, true)
}

// trimmed returns where the value begins and ends without the white space and
// quotes around it, and without the apostrophe that keeps a spreadsheet from
// calculating.
func trimmed(b []byte) (lo, hi int) {
	hi = len(b)
	for lo < hi && (b[lo] <= ' ' || b[lo] == '"' || b[lo] == '\'' || b[lo] == '=') {
		lo++
	}
	for hi > lo && (b[hi-1] <= ' ' || b[hi-1] == '"' || b[hi-1] == '\'') {
		hi--
	}
	return lo, hi
}

// whole returns the digits of a value that is one whole number to a program:
// an integer, a float without a fraction, a float with an exponent. end is
// where its digits end.
func whole(b []byte) (digits []byte, end int, ok bool) {
	i := 0
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	if i == 0 || i > 20 {
		return nil, 0, false
	}
	if i == len(b) {
		return b, i, true
	}
	if b[i] != '.' && b[i]|0x20 != 'e' {
		return nil, 0, false
	}
	j := i
	if b[j] == '.' {
		j++
		for j < len(b) && b[j]-'0' <= 9 {
			j++
		}
		if j == len(b) {
			return b[:i], i, j > i+1 && len(bytes.Trim(b[i+1:], "0")) == 0 && i >= 4
		}
	}
	return exponent(b, i, j)
}

// exponent expands 4.165550123e+09, whose mantissa ends at j.
func exponent(b []byte, i, j int) (digits []byte, end int, ok bool) {
	if b[j]|0x20 != 'e' {
		return nil, 0, false
	}
	e, k := 0, j+1
	if k < len(b) && b[k] == '+' {
		k++
	}
	if k == len(b) || len(b)-k > 2 {
		return nil, 0, false
	}
	for ; k < len(b); k++ {
		if b[k]-'0' > 9 {
			return nil, 0, false
		}
		e = e*10 + int(b[k]-'0')
	}
	digits = append(digits, b[:i]...)
	fraction := b[min(i+1, j):j]
	if e > 20 || len(bytes.TrimRight(fraction, "0")) > e {
		return nil, 0, false
	}
	for n := range e {
		d := byte('0')
		if n < len(fraction) {
			d = fraction[n]
		}
		digits = append(digits, d)
	}
	return digits, len(b), true
}

// integer reads a cell of digits only: a national number, one that lost its
// zeros, or E.164 without its plus.
func (s *scan) integer(digits []byte, start, end int) {
	if len(digits) < 4 {
		return
	}
	add := func(n plan.Number, how detectors.How, confidence float32) {
		format := formatOf(digits)
		if how == detectors.International && digits[0] == '0' {
			format = detectors.Prefixed
		}
		s.out = append(s.out, found(&n, start, end, format, how, confidence))
	}
	if s.region != "" {
		if n, ok := own(digits, s.region); ok {
			add(n, detectors.International, confBare)
			return
		}
		if n, ok := parse(digits, s.region); ok {
			how := s.how
			if isE164(&n, digits) || digits[0] == '0' && digits[1] == '0' && isE164(&n, digits[2:]) {
				how = detectors.International
			}
			add(n, how, confBare)
			return
		}
		if n, ok := parseBehind("0", digits, s.region); ok && digits[0] != '0' {
			add(n, s.how, confRepaired)
			return
		}
	}
	if s.region != "" && len(digits) <= 13 {
		if n, ok := parseWithPast(digits, s.region); ok {
			add(n, s.how, confRepaired)
			return
		}
	}
	if n, ok := international(digits, s.region != ""); ok {
		add(n, detectors.International, confBareE164)
		return
	}
	if s.region == "" && plausible(digits) {
		s.out = append(s.out, unplaced(digits, start, end, formatOf(digits), confPlausible))
	}
}

// own reads digits as E.164 with the hint's own calling code: in a long run of
// digits that is likelier than a national number that happens to begin so.
func own(digits []byte, region string) (n plan.Number, ok bool) {
	if len(digits) < 11 || digits[0] == '0' {
		return n, false
	}
	n, ok = e164(digits)
	return n, ok && n.CallingCode() == plan.CallingCodeOf(region)
}

// international reads digits as E.164 without a plus, or behind 00. Ten digits
// and fewer are more often national: without a region they are left alone.
func international(digits []byte, placed bool) (n plan.Number, ok bool) {
	switch {
	case len(digits) > 10 && digits[0] == '0' && digits[1] == '0':
		return e164(digits[2:])
	case len(digits) > 10, len(digits) == 10 && placed:
		if digits[0] != '0' {
			return e164(digits)
		}
	}
	return n, false
}

const (
	confRepaired  = 0.7
	confBareE164  = 0.6
	confPlausible = 0.5
)

// entry reads one candidate of a cell, which may hold several numbers, and
// returns where it ends.
func (s *scan) entry(c *plan.Candidate) (end int) {
	b := s.Text
	if end, ok := s.link(s.from, c); ok {
		return end
	}
	if end, ok := s.encoded(c); ok {
		return end
	}
	s.word = word{lo: s.from, hi: c.Start, end: c.End}
	if end, ok := s.replacedPlus(c); ok {
		return end
	}
	if c.Digits < 4 || !c.Plus && !s.fits(c) {
		return c.End
	}
	start := c.Start + lead0(b[c.Start:c.End])
	if n, ok := s.read(start, c.End); ok {
		s.keep(&n, start, c.End)
		return c.End
	}
	if m, ok := s.finder.Verify(b, *c, s.Prev); ok && (c.Plus || !dated(b[m.Start:m.End])) {
		s.keep(&m.Number, m.Start, m.End)
		return m.End
	}
	return s.rest(c)
}

// rest decides about a candidate that is not valid as it stands.
func (s *scan) rest(c *plan.Candidate) (end int) {
	b := s.Text
	start, end := inner(b, c)
	var buf [64]byte
	digits := plan.AppendDigits(buf[:0], b[start:min(end, start+60)])
	if n, _, ok := prefixed(b, c, s.region, false); ok {
		s.out = append(s.out, found(&n, start, end, detectors.Prefixed, detectors.International, confPrefixed))
		return end
	}
	if i := bytes.IndexByte(b[start:end], '/'); i > 0 && s.region != "" {
		first := plan.Candidate{Start: c.Start, End: start + i, First: c.First}
		if n, ok := s.read(first.Start, first.End); ok {
			s.keep(&n, first.Start, len(bytes.TrimRight(b[:first.End], " ")))
			return start + i
		}
	}
	if s.halves(c) || s.outsideLine(c) {
		return c.End
	}
	if !c.Plus && bare(b[start:end]) {
		s.integer(digits, start, end)
		return end
	}
	if s.region == "" && !c.Plus && plausible(digits) {
		s.out = append(s.out, unplaced(digits, start, end, detectors.Formatted, confPlausible))
	}
	return end
}

// halves reads two numbers with nothing but a space between them.
func (s *scan) halves(c *plan.Candidate) bool {
	if s.region == "" || c.Digits < 14 {
		return false
	}
	b := s.Text
	for i := c.First + 1; i < c.End; i++ {
		if b[i] != ' ' {
			continue
		}
		first, ok := s.read(c.Start, i)
		if !ok {
			continue
		}
		j := i
		for b[j] == ' ' {
			j++
		}
		if second, ok := s.read(j, c.End); ok {
			s.keep(&first, c.Start, i)
			s.keep(&second, j, c.End)
			return true
		}
	}
	return false
}

// read parses b[start:end] as one number.
func (s *scan) read(start, end int) (n plan.Number, ok bool) {
	b := s.Text[start:end]
	if len(b) > 64 || s.region == "" && b[0] != '+' && b[0] != 0xEF && b[0] != '(' {
		return n, false
	}
	return parseWithPast(b, s.region)
}

// keep appends a number that the plan holds valid.
func (s *scan) keep(n *plan.Number, start, end int) {
	b := s.Text[start:end]
	switch {
	case b[0] == '+' || b[0] == 0xEF || b[0] == '(' && len(b) > 1 && b[1] == '+':
		s.out = append(s.out, found(n, start, end, detectors.Plus, detectors.International, confPlus))
	case isPrefixed(b, n):
		s.out = append(s.out, found(n, start, end, detectors.Prefixed, detectors.International, confPrefixed))
	case bare(b):
		s.out = append(s.out, found(n, start, end, formatOf(b), s.how, confBare))
	default:
		s.out = append(s.out, found(n, start, end, detectors.Formatted, s.how, confCell))
	}
}

const confCell = 0.92

// fits reports whether a candidate in national format may be a number of its
// cell: no date, fraction, address or part of an identifier.
func (s *scan) fits(c *plan.Candidate) bool {
	b := s.Text[c.Start:c.End]
	if dated(b) || octets(b) && !pairs(b) || numeric(b) && !areaDot(b) {
		return false
	}
	prev := before(s.Text, c.Start, s.Prev)
	if plan.IsLatin(prev) && s.label() == none && !s.word.initial && b[0] != '(' && b[0] != '[' {
		return false
	}
	if prev == '-' && c.Start == 1 && bare(b) || prev >= '0' && prev <= '9' || prev == '@' || prev == '_' {
		return false
	}
	if c.End < len(s.Text) {
		next := s.Text[c.End]
		if plan.IsLatin(rune(next)) || next == '@' || next == '_' || next == '%' || next == ':' && c.End+1 < len(s.Text) && s.Text[c.End+1]-'0' <= 9 {
			return false
		}
	}
	return !cardLike(b) && !isStructuredMessage(s.Text, c.First, c.End)
}

// areaDot reports whether a plain number with one full stop may be an area code
// and the rest.
func areaDot(b []byte) bool {
	i := bytes.IndexByte(b, '.')
	return i >= 2 && b[0] == '0' || i == 3 && len(b) == 11
}

// octets reports whether b is an IPv4 address: four numbers up to 255, none with
// a 0 in front.
func octets(b []byte) bool {
	if bytes.Count(b, []byte(".")) != 3 {
		return false
	}
	var g grouping
	g.split(b)
	if g.n != 4 || len(g.text) > 15 || bytes.ContainsAny(g.text, " ()/-") {
		return false
	}
	at := 0
	for i, n := range g.length[:g.n] {
		if g.value[i] > 255 || n > 1 && g.text[at] == '0' {
			return false
		}
		at += n + 1
	}
	return true
}

// pairs reports whether four groups of digits have two each, as numbers of eight
// digits are written, and one address in seventy.
func pairs(b []byte) bool {
	return len(b) == 11 && b[2] == b[5] && b[5] == b[8]
}
