package phone

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/check"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// free reports whether nothing glued to a number makes it part of something
// longer: an identifier, a path, a decimal, an e-mail address.
func (s *scan) free(c *plan.Candidate, start, end int, isBare bool) bool {
	b := s.Text
	switch prev := before(b, start, s.Prev); befores[min(prev, utf8.RuneSelf)] {
	case holds:
		if (isBare || !s.marked(start)) && !(s.label() == strong && s.word.touches && start == s.word.hi) {
			return false
		}
	case doubts:
		if s.label() == none {
			return false
		}
	case colons:
		if start > 0 && figure(before(b, start-1, s.Prev)) && s.label() == none {
			return false // a time, pages of a volume
		}
	case commas:
		if (isBare || !inGroups(b[start:end])) && s.label() == none {
			return false // a decimal, an identifier
		}
	case others:
		if plan.IsLatin(prev) || prev == '€' || prev == '£' || prev == '¥' {
			return false
		}
	}
	if start > c.Start && c.Start > 0 {
		// A part of a candidate that is itself glued to letters: an IBAN.
		if r := before(b, c.Start, s.Prev); plan.IsLatin(r) && b[c.Start]-'0' <= 9 {
			return s.label() != none
		}
	}
	return !s.glued(end) || !isBare && (s.celled(start, end) || s.unmarked(end)) || b[end] == '*' && s.word.touches && s.label() == strong
}

// marked reports whether the marks right before a number are those of emphasis,
// **020 7946 0123**, or part a component of a message from another.
func (s *scan) marked(start int) bool {
	i := start
	for i > 0 && start-i < 3 && marks[s.Text[i-1]] {
		i--
	}
	return i < start && opensWord(before(s.Text, i, s.Prev))
}

// unmarked reports whether the marks right behind a number end an emphasis or a
// component.
func (s *scan) unmarked(end int) bool {
	b, i := s.Text, end
	for i < len(b) && i-end < 3 && marks[b[i]] {
		i++
	}
	return i > end && (i == len(b) || b[end] == '^' || !plan.IsLatin(rune(b[i])) && b[i]-'0' > 9)
}

var marks = bytesIn("*_^`~")

// What a character right before a number says of it.
const (
	holds  = 1 + iota // it is part of something longer
	doubts            // unless a label stands before it
	colons
	commas
	others // not ASCII
)

var befores = func() (t [utf8.RuneSelf + 1]uint8) {
	for c := range utf8.RuneSelf {
		if c >= '0' && c <= '9' || plan.IsLatin(rune(c)) {
			t[c] = holds
		}
	}
	for _, c := range "_@&?\\^*$%" {
		t[c] = holds
	}
	for _, c := range ".-/#~+" {
		t[c] = doubts
	}
	t[':'], t[','], t['='], t[utf8.RuneSelf] = colons, commas, commas, others
	return t
}()

// afters are what may glue something to the number before it.
var afters = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= utf8.RuneSelf || befores[c] == holds
	}
	for _, c := range "=.,:-/+#" {
		t[c] = true
	}
	return t
}()

// gluing is what of those does, whatever follows.
var gluing = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = c >= '0' && c <= '9' || plan.IsLatin(rune(c))
	}
	for _, c := range "_@%=\\^*" {
		t[c] = true
	}
	return t
}()

// celled reports whether a number in groups ends where a cell of a CSV row
// does: the comma behind it is not a decimal comma.
func (s *scan) celled(start, end int) bool {
	b := s.Text
	if end >= len(b) || b[end] != ',' || !inGroups(b[start:end]) {
		return false
	}
	if b[start] == '0' || b[start] == '(' || len(unextended(b[start:end])) < end-start {
		return true // no amount begins so, and none has an extension
	}
	last := bytes.LastIndexFunc(b[start:end], func(r rune) bool { return r < '0' || r > '9' })
	return end-start-last-1 != 3 || b[start+last] == '-'
}

// inGroups reports whether b, which is more than digits, is digits in groups, as
// decimals are not.
func inGroups(b []byte) bool {
	if bytes.IndexByte(b, '.') < 0 {
		return true
	}
	dots := 0
	for i, c := range b {
		if c == '.' && i+1 < len(b) && b[i+1]-'0' <= 9 {
			dots++
		}
	}
	return dots == 0 || dots > 1 && !bytes.ContainsAny(b, " -/")
}

// before returns the character before i.
func before(b []byte, i int, prev rune) rune {
	if i == 0 {
		return prev
	}
	if c := b[i-1]; c < utf8.RuneSelf {
		return rune(c)
	}
	r, _ := utf8.DecodeLastRune(b[:i])
	return r
}

// glued reports whether a number goes on as something else.
func (s *scan) glued(end int) bool {
	b := s.Text
	if end >= len(b) || !afters[b[end]] {
		return false
	}
	r := rune(b[end])
	if r >= utf8.RuneSelf {
		r, _ = utf8.DecodeRune(b[end:])
		return plan.IsLatin(r) || unicode.IsDigit(r)
	}
	if gluing[r] {
		return true
	}
	if end+1 >= len(b) {
		return false
	}
	after := b[end+1]
	switch r {
	case '.', ',', ':', '-', '/', '+':
		return after-'0' <= 9 && !(r == ',' && s.label() != none) && !(r == '/' && s.label() != none) || r == '-' && plan.IsLatin(rune(after)) || r == '/' && plan.IsLatin(rune(after))
	case '#':
		return plan.IsLatin(rune(after))
	}
	return false
}

// intl reports whether a number with a plus is one: not the second term of a
// sum, not the exponent of a float, not a coordinate.
func (s *scan) intl(c *plan.Candidate, start, end int) bool {
	b := s.Text
	prev := before(b, start, s.Prev)
	if prev >= '0' && prev <= '9' {
		return false
	}
	if (prev == 'e' || prev == 'E') && start > 1 && b[start-2]-'0' <= 9 {
		return false
	}
	if prev < utf8.RuneSelf && isASCIILetter(byte(prev)) && s.label() == none && !s.isCommunication(start, end) {
		return false // EREF+4395..., name+49...@example.org
	}
	if end < len(b) && (b[end] == '.' || b[end] == '+' || b[end] == '-') && end+1 < len(b) && b[end+1]-'0' <= 9 {
		return b[end] == '-'
	}
	return !s.reckoned(start, end) || s.label() != none
}

// isCommunication reports whether a number is that of a segment of an EDIFACT
// message: COM+4930123456:TE.
func (s *scan) isCommunication(start, end int) bool {
	b := s.Text
	if start < 3 || string(b[start-3:start]) != "COM" || end+3 > len(b) || b[end] != ':' {
		return false
	}
	switch string(b[end+1 : end+3]) {
	case "TE", "FX", "AL":
		return true
	}
	return false
}

// reckoned reports whether a plus and digits are part of a sum, or a place on
// earth.
func (s *scan) reckoned(start, end int) bool {
	b := s.Text
	if b[start+1] == ' ' {
		i := start
		for i > 0 && start-i < 3 && b[i-1] == ' ' {
			i--
		}
		if figure(before(b, i, s.Prev)) {
			return true
		}
	}
	if bytes.IndexByte(b[start:end], ' ') >= 0 {
		return false
	}
	if numeric(b[start:end]) {
		// +44.2079460123 is how registries of domains write a number, and
		// +48.8566140 is a latitude.
		if i := bytes.IndexByte(b[start:end], '.'); i == 4 && string(b[start+1:start+4]) > "180" {
			return false
		}
		rest := bytes.TrimLeft(b[end:min(end+16, len(b))], " ,;/")
		return len(rest) > 0 && (rest[0] == '+' || rest[0] == '-' || decimal(rest))
	}
	if bytes.IndexByte(b[start:end], '-') < 0 {
		return false
	}
	var g grouping
	g.split(b[start:end])
	return g.n == 4 && g.sep[1] == '.' && g.sep[2] == '-' && g.sep[3] == '.' || // +49.7331-058.0430
		g.n == 2 && (g.length[0] == 4 && g.length[1] == 5 || g.length[0] == 6 && g.length[1] == 7) // +4953-09709
}

// figure reports whether a figure or a bracket ends with r.
func figure(r rune) bool { return r >= '0' && r <= '9' || r == ')' }

// dumped reports whether a number in groups goes on as a hexadecimal dump does,
// before or behind it: 01 00 01 00 00 de 4f.
func (s *scan) dumped(g *grouping, start, end int) bool {
	b := s.Text
	k := g.length[0]
	if k != 2 && k != 4 {
		return false
	}
	for i, n := range g.length[:g.n] {
		if n != k || i > 0 && g.sep[i] != ' ' {
			return false
		}
	}
	next := func(at int) (digit, ok bool) {
		if at+k+1 > len(b) || b[at] != ' ' || at+k+1 < len(b) && b[at+k+1] > ' ' {
			return false, false
		}
		for _, c := range b[at+1 : at+1+k] {
			if !hex(c) {
				return false, false
			}
			digit = digit || c-'0' <= 9
		}
		return digit, true
	}
	if digit, ok := next(end); ok {
		if _, again := next(end + k + 1); digit || again {
			return true
		}
	}
	if start == 0 || b[start-1] != ' ' {
		return false
	}
	i := start - 1
	for i > 0 && start-1-i < k && b[i-1]-'0' > 9 && hex(b[i-1]) {
		i--
	}
	return i < start-1 && start-1-i < k && figure(before(b, i, s.Prev))
}

func hex(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f' }

// stairs reports whether every digit is the one before and one more, or one
// less: the digits of a keyboard.
func stairs(b []byte) bool {
	up, down := true, true
	for i := 1; i < len(b); i++ {
		up = up && (b[i-1]-'0'+1)%10 == (b[i]-'0')
		down = down && (b[i]-'0'+1)%10 == (b[i-1]-'0')
	}
	return up || down
}

// decimal reports whether b begins with a number with a full stop in it.
func decimal(b []byte) bool {
	i := 0
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	return i > 0 && i+1 < len(b) && b[i] == '.' && b[i+1]-'0' <= 9
}

// listed reports whether another figure stands before a part of a candidate with
// nothing but a space between them: rows of figures are not lists of numbers.
func (s *scan) listed(c *plan.Candidate, start int) bool {
	return start > c.First+1 && s.Text[start-1] == ' ' && s.Text[start-2]-'0' <= 9
}

// alone reports whether a bare run of digits stands between spaces and
// punctuation as a word of a text would.
func (s *scan) alone(start, end int) bool {
	prev := before(s.Text, start, s.Prev)
	if prev != 0 && !unicode.IsSpace(prev) && !strings.ContainsRune("(:;>,\"'", prev) {
		return false
	}
	if end >= len(s.Text) {
		return true
	}
	r, _ := utf8.DecodeRune(s.Text[end:])
	return unicode.IsSpace(r) || strings.ContainsRune(".,;:!?)<\"'", r)
}

// money reports whether a currency follows.
func (s *scan) money(end int) bool {
	rest := s.Text[end:min(end+8, len(s.Text))]
	for len(rest) > 0 && (rest[0] == ' ' || bytes.HasPrefix(rest, []byte("\u00A0"))) {
		_, n := utf8.DecodeRune(rest)
		rest = rest[n:]
	}
	if len(rest) == 0 || rest[0] < utf8.RuneSelf && !moneyHeads[rest[0]] {
		return false
	}
	r, _ := utf8.DecodeRune(rest)
	if unicode.Is(unicode.Sc, r) || r == '%' || r == '°' {
		return true
	}
	if len(rest) < 3 || len(rest) > 3 && plan.IsLatin(rune(rest[3])) {
		return false
	}
	return currencies[string(rest[:3])]
}

var currencies = set("USD", "EUR", "GBP", "CHF", "JPY", "CNY", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "INR", "BRL", "ZAR", "KRW", "RUB", "TRY", "MXN", "Kč ", "kr ", "Ft ")

// afterAmount is what may stand right behind an amount: a currency, or a space.
var afterAmount = func() (t [256]bool) {
	t = moneyHeads
	for c := utf8.RuneSelf; c < 256; c++ {
		t[c] = true
	}
	t[' '] = true
	return t
}()

// moneyHeads are what a currency may begin with.
var moneyHeads = func() (t [256]bool) {
	t['$'], t['%'] = true, true
	for c := range currencies {
		t[c[0]] = true
	}
	return t
}()

// bare reports whether b is digits only.
func bare(b []byte) bool {
	for len(b) > 0 {
		if c := b[0]; c < utf8.RuneSelf {
			if c-'0' > 9 {
				return false
			}
			b = b[1:]
			continue
		}
		v, n := plan.DigitValue(b)
		if v < 0 {
			return false
		}
		b = b[n:]
	}
	return true
}

// numeric reports whether b reads as a plain number: digits and one full stop.
func numeric(b []byte) bool {
	if len(b) > 0 && b[0] == '+' {
		b = b[1:]
	}
	dots := 0
	for _, c := range b {
		switch {
		case c == '.':
			dots++
		case c-'0' > 9:
			return false
		}
	}
	return dots == 1
}

// grouping is a number as its groups of digits.
type grouping struct {
	text   []byte
	spaced bool // nothing but spaces and brackets stands between them
	n      int
	length [24]int
	value  [24]int
	sep    [24]byte // before each group but the first: its ASCII character, or '*' for several
	all    int
	digits [64]byte // of all groups
}

// split reads the groups of b.
func (g *grouping) split(b []byte) {
	g.text, g.n, g.all, g.spaced = b, 0, 0, true
	sep, gap := byte(0), false
	for i := 0; i < len(b); {
		first, value, n := i, 0, 0
		for i < len(b) {
			v, size := int(b[i]-'0'), 1
			if v > 9 {
				if b[i] < utf8.RuneSelf {
					break
				}
				if v, size = plan.DigitValue(b[i:]); v < 0 {
					break
				}
			}
			if n++; n < 10 {
				value = value*10 + v
			}
			if g.all < len(g.digits) {
				g.digits[g.all] = '0' + byte(v)
				g.all++
			}
			i += size
		}
		if n > 0 {
			if g.n == len(g.length) {
				return
			}
			g.sep[g.n], g.length[g.n], g.value[g.n] = sep, n, value
			g.n++
			gap = false
			continue
		}
		c := b[i]
		g.spaced = g.spaced && (c == ' ' || c == '(' || c == ')')
		if sep = c; gap {
			sep = '*'
		}
		gap = true
		if i++; c >= utf8.RuneSelf {
			_, size := utf8.DecodeRune(b[first:])
			i = first + size
		}
	}
}

// dated reports whether b holds a date, such as 2026-11-23, 23.11.2026 or
// 11/23/26, or is one without separators.
func dated(b []byte) bool {
	if spaced(b) {
		return false
	}
	var g grouping
	g.split(b)
	return g.dated()
}

func (g *grouping) dated() bool {
	if g.n == 1 {
		return compactDate(g.text)
	}
	if g.spaced {
		return false
	}
	for i := 0; i+2 < g.n; i++ {
		if s := g.sep[i+1]; s != g.sep[i+2] || s == ' ' || s == '*' || s == '(' || s == ')' || g.length[i+1] > 2 {
			continue
		}
		if g.length[i] == 4 && g.length[i+2] <= 2 && year(g.value[i]) && monthDay(g.value[i+1], g.value[i+2]) {
			return true
		}
		if g.length[i] <= 2 && g.length[i+2] == 4 && year(g.value[i+2]) && monthDay(g.value[i], g.value[i+1]) {
			return true
		}
	}
	return false
}

// spaced reports whether b is several groups of digits with nothing but spaces
// and brackets between them.
func spaced(b []byte) bool {
	gap := false
	for _, c := range b {
		switch {
		case c-'0' <= 9:
		case c == ' ' || c == '(' || c == ')':
			gap = true
		default:
			return false
		}
	}
	return gap
}

func year(y int) bool { return y >= 1800 && y <= 2199 }

func monthDay(a, b int) bool {
	return a >= 1 && b >= 1 && (a <= 12 && b <= 31 || b <= 12 && a <= 31)
}

// compactDate reports whether digits are YYYYMMDD, or YYYYMMDDHHMM and further.
func compactDate(b []byte) bool {
	if len(b) != 8 && len(b) != 12 && len(b) != 14 && len(b) != 17 {
		return false
	}
	n := func(i, j int) (v int) {
		for _, c := range b[i:j] {
			if c-'0' > 9 {
				return -1
			}
			v = v*10 + int(c-'0')
		}
		return v
	}
	if y := n(0, 4); y < 1900 || y > 2100 || n(4, 6) < 1 || n(4, 6) > 12 || n(6, 8) < 1 || n(6, 8) > 31 {
		return false
	}
	return len(b) == 8 || n(8, 10) >= 0 && n(8, 10) <= 23 && n(10, 12) >= 0 && n(10, 12) <= 59
}

// dotted reports whether g reads as an address or a version: groups between
// full stops that are not those of a phone number.
func (g *grouping) dotted() bool {
	b := g.text
	if g.spaced || bytes.IndexByte(b, '.') < 0 || bytes.ContainsAny(b, " ()/-") {
		return false
	}
	for _, n := range g.length[:g.n] {
		if n < 2 || n > 8 {
			return true
		}
	}
	if g.n == 4 && b[0] != '0' && g.value[0] < 256 && g.value[1] < 256 && g.value[2] < 256 && g.value[3] < 256 {
		return true
	}
	if g.n == 4 { // an address, unless it is written as in Switzerland: 079.123.45.67
		return g.length[0] != 3 || g.length[1] != 3 || g.length[2] != 2 || g.length[3] != 2
	}
	return g.n < 3
}

// coordinates reports whether b holds a decimal or a signed number beside
// another: "0.775595 -78.21", or is a hardware address.
func (g *grouping) coordinates() bool {
	b := g.text
	if g.spaced {
		return false
	}
	for i := 1; i+1 < len(b); i++ {
		if b[i] == '-' && b[i-1] == ' ' && b[i+1]-'0' <= 9 {
			return true
		}
		if b[i] == '.' && b[i-1]-'0' <= 9 {
			j, k := i+1, i-1
			for j < len(b) && b[j]-'0' <= 9 {
				j++
			}
			for k >= 0 && b[k]-'0' <= 9 {
				k--
			}
			if j-i-1 >= 5 && (k < 0 || b[k] != '.') {
				return true
			}
		}
	}
	if g.n == 4 && g.sep[1] == '.' && g.sep[2] == ' ' && g.sep[3] == '.' {
		return true
	}
	pairs := g.n == 6
	for i, n := range g.length[:g.n] {
		pairs = pairs && n == 2 && (i == 0 || g.sep[i] == '-')
	}
	return pairs
}

// shaped reports whether a number is written in groups that its own format
// allows: the area code in one piece, and what is left in pieces of two and
// more. Without a trunk prefix, where the region has one, it must be a mobile
// number or have its area code in brackets, and its pieces be longer.
func shaped(b []byte, n *plan.Number, region string) bool {
	var g grouping
	g.split(b)
	return g.shaped(n, region)
}

func (g *grouping) shaped(n *plan.Number, region string) bool {
	b, digits := g.text, g.digits[:g.all]
	var full [24]byte
	if len(b) > 64 || digits[0] != '0' && bytes.HasPrefix(digits, n.AppendE164(full[:0])) {
		return false // with its calling code, but without a plus
	}
	national, area := n.National(), n.Area()
	trunk := len(digits) - len(national)
	if !bytes.HasSuffix(digits, national) {
		trunk = bytes.Index(digits, national)
	}
	if trunk < 0 {
		return b[0] == '0' && n.Type() == detectors.Mobile // rewritten: 011 15-2345-6789
	}
	if trunk > 2 || g.n >= 4 && g.length[0] == 4 && g.length[1] == 4 && g.length[2] == 4 && g.length[3] == 4 {
		return false
	}
	at, head := 0, 0 // head: where the group ends that the area code begins in
	for i, k := range g.length[:g.n] {
		at += k
		switch {
		case at <= trunk:
			continue
		case head == 0:
			head = at
		case k < 2:
			return false
		}
		if at < trunk+area && (n.Type() != detectors.Mobile || at < trunk+3) {
			return false // the area code goes on in the next group
		}
		if trunk == 0 && i > 0 && k < 3 && plan.HasTrunk(region) {
			return false
		}
	}
	if trunk == 0 && plan.HasTrunk(region) {
		return area > 0 && head == area && (n.Type() == detectors.Mobile || b[0] == '(')
	}
	return area == 0 || head <= trunk+area+2
}

// conforms reports whether a number is written in the groups in which libphonenumber
// writes national numbers of a calling code, whatever stands between them.
func (g *grouping) conforms(code int) bool {
	if g.n < 2 || g.n > 8 {
		return false
	}
	var shape uint32
	for _, n := range g.length[:g.n] {
		if n > 15 {
			return false
		}
		shape = shape<<4 | uint32(n)
	}
	return slices.Contains(nationalGroups[code], shape)
}

// distinct reports whether a number is written in the groups of its country and as
// nothing else is.
func (g *grouping) distinct(code int, region string) bool {
	if !g.conforms(code) {
		return false
	}
	b := g.text
	digits, thousands, octets := 0, b[0] != '0', g.n == 4 && b[0] != '0'
	for i, n := range g.length[:g.n] {
		digits += n
		thousands = thousands && (i == 0 && n <= 3 || n == 3)
		octets = octets && n <= 3 && g.value[i] < 256
	}
	l := g.length[:g.n]
	switch {
	case digits < 9, thousands && g.sep[1] != '-', octets && g.sep[1] == '.':
		return false
	case g.n == 2: // an invoice of a year has these groups too
		return l[0] == 4 && l[1] == 6 && !year(g.value[0])
	case g.n == 4 && b[0] != '0' && (g.sep[1] == '.' && l[0] <= 2 || g.sep[1] == '-' && l[0] == 3 && l[1] == 3):
		return false // a version, a tax number in Poland
	}
	return !g.alike(region)
}

// grouped reports whether a North American number is written in its groups.
func (g *grouping) grouped() bool {
	b, i := g.text, 0
	if g.n > 1 && g.length[0] == 1 && g.value[0] == 1 {
		i = 1
	}
	lens, seps := g.length[i:], g.sep[i:]
	switch {
	case lens[0] == 3 && lens[1] == 3 && lens[2] == 4: // an extension may follow
		return seps[2] != '/' && seps[2] != '(' && seps[2] != 'x' && (seps[1] != '.' || seps[2] != '-') // 252.227-7013 is a clause
	case lens[0] == 3 && lens[1] == 7:
		return b[0] == '(' || seps[1] != '.'
	}
	return false
}

// alike reports whether a number is written in groups that other things have as
// well, so that only a word tells them apart: 123-45-6789 is a social security
// number, 12345-6789 a postal code, 250 000 000 an amount, 1024-2048 a range.
func (g *grouping) alike(region string) bool {
	b := g.text
	l := g.length[:g.n]
	same := true
	for _, sep := range g.sep[1:max(g.n, 1)] {
		same = same && sep == g.sep[1]
	}
	if b[0] == '(' || g.n < 2 {
		return false
	}
	if !same {
		return g.n == 4 && g.sep[1] == '.' && g.sep[2] == '.' && g.sep[3] == '-' && l[3] == 2 // a person's number in Brazil
	}
	zero, hyphen := b[0] == '0', g.sep[1] == '-' || g.sep[1] == 0xE2 // – and the like
	switch g.n {
	case 2:
		if zero && l[0] == 4 && l[1] == 4 {
			return true // code points
		}
		if l[0] == 6 && (l[1] == 4 || l[1] == 7) && (monthDay(g.value[0]/100%100, g.value[0]%100) || monthDay(g.value[0]/100%100, g.value[0]/10000)) {
			return true // a person's number: day of birth and a serial
		}
		return hyphen && (l[0] == 5 && (l[1] == 3 || l[1] == 4) || !zero && (l[0] == 2 && l[1] == 7 || l[1] <= l[0]+1 || l[0] == 4 && l[1] == 6))
	case 3:
		switch {
		case g.sep[1] == '/':
			return true // a tax number, a date
		case l[0] == 3 && l[1] == 2 && l[2] == 4, l[0] == 5 && l[1] == 3 && l[2] == 2:
			return true
		case l[0] == 4 && l[1] == 4 && l[2] == 4:
			return !zero || g.value[1] < 1000 && g.value[2] < 1000
		case l[0] == 3 && l[1] == 3 && l[2] == 2:
			return !zero
		}
	case 4:
		if hyphen && !zero && l[0] == 3 && l[1] == 3 && l[2] == 2 && l[3] == 2 {
			return !pairing[region] // a tax number in Poland
		}
	case 6:
		return l[0] == 2 && l[1] == 2 && l[2] == 2 && l[3] == 2 && l[4] == 2 && l[5] == 2
	}
	for _, k := range l[1:] {
		if k != 3 {
			return false
		}
	}
	return !zero && !hyphen && l[0] <= 3 // thousands
}

// pairing are regions that write the end of a number in pairs: 495-123-45-67.
var pairing = set("RU", "UA", "KZ", "BY", "TR", "AZ", "UZ", "AM", "GE", "KG", "MD", "TJ", "TM", "SE")

// cardLike reports whether b is a payment card's number: 15 to 19 digits in one
// run or in a card's groups, with a right check digit.
func cardLike(b []byte) bool {
	if len(b) < 15 {
		return false
	}
	var buf [32]byte
	digits := plan.AppendDigits(buf[:0], b[:min(len(b), len(buf))])
	if len(digits) < 15 || len(digits) > 19 || digits[0] == '0' || !check.Luhn(digits) {
		return false
	}
	var g grouping
	g.split(b)
	return g.n == 1 || g.length[0] == 4 && (g.length[1] == 4 && g.length[2] == 4 || g.length[1] == 6)
}

// plausible reports whether digits may be a national number of some region:
// seven to fifteen, no date, not one digit over and over.
func plausible(digits []byte) bool {
	if len(digits) < 7 || len(digits) > 15 || compactDate(digits) {
		return false
	}
	for _, c := range digits[1:] {
		if c != digits[0] {
			return true
		}
	}
	return false
}

// formatOf says how a number in national format is written.
func formatOf(b []byte) detectors.Format {
	if b[0] != '0' && bare(b) {
		return detectors.Bare
	}
	return detectors.Formatted
}

// lead0 is how many bytes of opening brackets stand before a plus.
func lead0(b []byte) int {
	if len(b) > 1 && (b[0] == '(' || b[0] == '[') && b[1] == '+' && bytes.IndexByte(b, ')') < 0 && bytes.IndexByte(b, ']') < 0 {
		return 1
	}
	return 0
}

// inner trims the punctuation around the digits of a candidate, but for the
// bracket that an area code stands in.
func inner(b []byte, c *plan.Candidate) (start, end int) {
	start = c.First
	if start > c.Start && b[start-1] == '(' && bytes.IndexByte(b[start:c.End], ')') > 0 {
		start--
	}
	return start, c.End
}
