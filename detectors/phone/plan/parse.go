package plan

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors"
)

// maxDigits is more digits than a valid number has with everything that may
// stand before it.
const maxDigits = 64

// maxInput is the longest text, in bytes, that is read as one number.
const maxInput = 250

// Parse reads a number as it is written. region is the ISO 3166-1 alpha-2 code
// that a number in national format is of; with an unknown one, such as "" or
// "ZZ", only numbers in international format are read. ok is false where
// libphonenumber's Parse gives an error; a number that is ok need not be valid.
func Parse(text []byte, region string) (n Number, ok bool) {
	t := tables()
	var p parsed
	ok = t.parse(&p, text, t.lookup(region))
	return p.Number, ok
}

// parsed is a number with what the matcher asks about it.
type parsed struct {
	Number
	source    source
	plain     bool   // digits and the usual punctuation only
	cut       bool   // the national prefix of the default region was taken off
	extension []byte // as it is written
}

// source says where the calling code comes from.
type source uint8

const (
	fromRegion source = iota // the default region
	fromPlus                 // behind a plus sign
	fromIDD                  // behind an international prefix
	fromDigits               // the number begins with the default region's code
)

// parse is libphonenumber's parseHelper. def is the default region, -1: none.
func (t *table) parse(p *parsed, text []byte, def int) bool {
	*p = parsed{}
	if len(text) == 0 || len(text) > maxInput {
		return false
	}
	var buf [maxDigits + 4]byte
	digits, plus, ok := plain(&buf, text)
	if p.plain = ok && len(digits) >= 3; !p.plain {
		if digits, plus, ok = p.written(buf[:0], text); !ok {
			return false
		}
	}
	if def < 0 && !plus || len(digits) < 2 || len(digits) > maxDigits {
		return false
	}
	return t.resolve(p, digits, plus, def)
}

// plain reads a number of ASCII digits with the usual punctuation and nothing
// else behind them; dst has room for more than maxDigits. Other texts are not ok
// here, whatever they hold. Fewer than three digits are a number only without
// punctuation: the caller decides.
func plain(dst *[maxDigits + 4]byte, text []byte) (digits []byte, plus, ok bool) {
	i := 0
	for i < len(text) && plainChars[text[i]]&(plainDigit|plainPlus) == 0 {
		if text[i] == ';' || text[i] >= utf8.RuneSelf {
			return nil, false, false
		}
		i++
	}
	start := i
	for i < len(text) && text[i] == '+' {
		i, plus = i+1, true
	}
	n, all := 0, uint8(0)
	for _, c := range text[i:] {
		k := plainChars[c]
		dst[n] = c
		if n += int(k & plainDigit); n > maxDigits {
			return nil, false, false
		}
		all |= k
	}
	return dst[:n], plus, start < len(text) && all&^(plainDigit|plainPunct) == 0
}

// The classes of bytes to plain.
const (
	plainDigit = 1 << iota
	plainPunct
	plainPlus
	plainOther
)

var plainChars = func() (t [256]uint8) {
	for c := range t {
		t[c] = plainOther
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = plainDigit
	}
	for _, c := range "-()./ []*" {
		t[c] = plainPunct
	}
	t['+'] = plainPlus
	return t
}()

// written reads any number: with letters, an extension, digits of other
// scripts, or the parameters of a tel: URI.
func (p *parsed) written(dst, text []byte) (digits []byte, plus, ok bool) {
	s, ok := possible(text)
	if !ok || !viable(s) {
		return nil, false, false
	}
	if k := extensionStart(s); k >= 0 && viable(s[:k]) {
		p.extension = trailingDigits(s)
		s = s[:k]
	}
	rest := s
	for len(rest) > 0 {
		r, n := utf8.DecodeRune(rest)
		if r != '+' && r != '＋' {
			break
		}
		rest, plus = rest[n:], true
	}
	return normalize(dst, rest), plus, true
}

// possible is buildNationalNumberForParsing: the part of a text that may be a
// number, or the context of a tel: URI and the number.
func possible(text []byte) (s []byte, ok bool) {
	at := bytes.Index(text, []byte(";phone-context="))
	if at >= 0 {
		context := text[at+len(";phone-context="):]
		if end := bytes.IndexByte(context, ';'); end >= 0 {
			context = context[:end]
		}
		if !validContext(context) {
			return nil, false
		}
		if at > 0 {
			if context[0] == '+' {
				s = bytes.Clone(context)
			}
			from := bytes.Index(text, []byte("tel:"))
			if from >= 0 && from < at {
				from += len("tel:")
			} else {
				from = 0
			}
			s = append(s, text[from:at]...)
		}
	}
	if at <= 0 {
		s = extract(text)
	}
	if i := bytes.Index(s, []byte(";isub=")); i > 0 {
		s = s[:i]
	}
	return s, true
}

// extract is extractPossibleNumber: from the first digit or plus to the last
// letter, digit or hash, and not into a second extension.
func extract(text []byte) []byte {
	i := 0
	for i < len(text) {
		r, n := utf8.DecodeRune(text[i:])
		if r == '+' || r == '＋' || unicode.Is(unicode.Nd, r) {
			break
		}
		i += n
	}
	text = trimEnd(text[i:])
	return beforeSecond(text)
}

// trimEnd cuts the characters off the end that are neither letters nor numbers
// nor a hash.
func trimEnd(s []byte) []byte {
	for len(s) > 0 {
		if c := s[len(s)-1]; c < utf8.RuneSelf && plainChars[c]&plainPunct != 0 {
			s = s[:len(s)-1]
			continue
		} else if c-'0' <= 9 {
			break
		}
		r, n := utf8.DecodeLastRune(s)
		if r == '#' || unicode.IsLetter(r) || unicode.IsNumber(r) {
			break
		}
		s = s[:len(s)-n]
	}
	return s
}

// beforeSecond cuts a second number's extension off: "x302/x2303".
func beforeSecond(s []byte) []byte {
	for i, c := range s {
		if c != '/' && c != '\\' {
			continue
		}
		j := i + 1
		for j < len(s) && s[j] == ' ' {
			j++
		}
		if j < len(s) && s[j] == 'x' {
			return s[:i]
		}
	}
	return s
}

// viable is isViablePhoneNumber: two digits, or plus signs, three digits and
// more with punctuation between them, then letters too, and an extension.
func viable(s []byte) bool {
	if len(s) < 2 {
		return false
	}
	if v, n := digitValue(s); v >= 0 {
		if w, m := digitValueAt(s, n); w >= 0 && n+m == len(s) {
			return true
		}
	}
	i := 0
	for i < len(s) {
		r, n := utf8.DecodeRune(s[i:])
		if r != '+' && r != '＋' {
			break
		}
		i += n
	}
	digits, third := 0, -1
	for i < len(s) {
		r, n := utf8.DecodeRune(s[i:])
		k := classOf(r)
		if r < utf8.RuneSelf {
			k = ascii[r]
		}
		switch {
		case k&digit != 0:
			if digits++; digits == 3 {
				third = i + n
			}
		case k&punct != 0 || r == '*':
		case digits >= 3 && keypadLetter(r):
		default:
			return third >= 0 && extensionBetween(s, third, i)
		}
		i += n
	}
	return third >= 0
}

// keypadLetter is [a-z] of a regular expression without regard to case, which
// has a long s and the Kelvin sign in it.
func keypadLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == 0x17F || r == 0x212A
}

// extensionBetween reports whether an extension that goes to the end of s
// begins at lo, hi, or between.
func extensionBetween(s []byte, lo, hi int) bool {
	for k := lo; k <= hi; k++ {
		if utf8.RuneStart(s[k]) && isExtension(s, k) {
			return true
		}
	}
	return false
}

// extensionStart returns where the extension at the end of s begins, -1 where
// there is none.
func extensionStart(s []byte) int {
	if len(trailingDigits(s)) == 0 {
		return -1
	}
	for k := range s {
		if utf8.RuneStart(s[k]) && isExtension(s, k) {
			return k
		}
	}
	return -1
}

// trailingDigits are the digits at the end of s, a hash behind them aside.
func trailingDigits(s []byte) []byte {
	s = bytes.TrimSuffix(s, []byte("#"))
	i := len(s)
	for i > 0 {
		r, n := utf8.DecodeLastRune(s[:i])
		if !unicode.Is(unicode.Nd, r) {
			break
		}
		i -= n
	}
	return s[i:]
}

// isExtension reports whether s from k on is an extension in any of the forms
// that libphonenumber parses.
func isExtension(s []byte, k int) bool {
	if k == len(s) {
		return false
	}
	if j, ok := literal(s, k, ";ext="); ok && endsIn(s, j, 20, false) {
		return true
	}
	j := skip(s, k, " \u00A0\t,")
	// White space before a label may be given up again: it holds no label.
	if e, ok := explicitLabel(s, j); ok && labelledEnd(s, e, 20) {
		return true
	}
	if e, ok := ambiguousLabel(s, j); ok && labelledEnd(s, e, 9) {
		return true
	}
	if j := skip(s, k, "- "); j > k && bytes.HasSuffix(s, []byte("#")) && endsIn(s, j, 6, true) {
		return true
	}
	j = skip(s, k, " \u00A0\t")
	if bytes.HasPrefix(s[j:], []byte(",,")) && labelledEnd(s, j+2, 15) || s[min(j, len(s)-1)] == ';' && j < len(s) && labelledEnd(s, j+1, 15) {
		return true
	}
	for e := j; e < len(s) && s[e] == ','; e++ {
		if labelledEnd(s, e+1, 9) {
			return true
		}
	}
	return false
}

// labelledEnd reports whether s goes on behind a label at i with a stop or
// colon, white space, and digits to its end.
func labelledEnd(s []byte, i, most int) bool {
	if i < len(s) && (s[i] == ':' || s[i] == '.') {
		i++
	} else if j, ok := literal(s, i, "．"); ok {
		i = j
	}
	return endsIn(s, skip(s, i, " \u00A0\t,-"), most, true)
}

// endsIn reports whether s from i on is one digit to most, with a hash behind
// them where that is allowed.
func endsIn(s []byte, i, most int, hash bool) bool {
	end, n := digitsUpTo(s, i, most)
	return n > 0 && (end == len(s) || hash && end == len(s)-1 && s[end] == '#')
}

// normalize appends the digits of s: letters as on a keypad where there are
// three or more.
func normalize(dst, s []byte) []byte {
	letters := 0
	for _, c := range s {
		if c|0x20 >= 'a' && c|0x20 <= 'z' {
			letters++
		}
	}
	if letters < 3 {
		return appendDigits(dst, s)
	}
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		s = s[n:]
		if r = unicode.ToUpper(r); r >= 'A' && r <= 'Z' {
			dst = append(dst, "22233344455566677778889999"[r-'A'])
		} else if r >= '0' && r <= '9' {
			dst = append(dst, byte(r))
		}
	}
	return dst
}

// resolve finds the calling code and takes the national prefix off.
func (t *table) resolve(p *parsed, digits []byte, plus bool, def int) bool {
	var first, second [maxDigits + 8]byte
	var code int
	var national []byte
	var ok bool
	if plus {
		if len(digits) <= 2 {
			return false
		}
		if of, width := t.codeOf(digits); of != 0 {
			code, national, p.source = of, digits[width:], fromPlus
		} else if code, national, p.source, ok = t.unsigned(first[:0], digits, def); !ok || code == 0 {
			return false
		}
	} else if code, national, p.source, ok = t.unsigned(first[:0], digits, def); !ok {
		return false
	}
	of := def
	if code != 0 {
		of = int(t.codes[code].main)
	}
	r := &t.regions[of]
	if code == 0 {
		code, national = int(r.code), digits
	}
	if len(national) < 2 {
		return false
	}
	root := t.codes[code].root
	if out, ok := t.cut(r, national, second[:0]); ok && r.mayStrip(len(out)) {
		var what label
		if len(out) <= maxNational {
			what = t.walk(root, out)
		}
		// A valid number of a region is of its general description.
		if what.kind() != detectors.UnknownType && what.region() == of || t.mayCut(r, national, out) {
			if len(out) < 2 || len(out) > maxNational {
				return false
			}
			t.set(&p.Number, code, out, what)
			p.cut = of == def && p.source == fromRegion
			return true
		}
	}
	if len(national) > maxNational {
		return false
	}
	t.set(&p.Number, code, national, t.walk(root, national))
	return true
}

// codeOf reads the calling code at the head of digits.
func (t *table) codeOf(digits []byte) (code, width int) {
	if len(digits) == 0 || digits[0] == '0' {
		return 0, 0
	}
	for width < 3 && width < len(digits) {
		code = code*10 + int(digits[width]-'0')
		width++
		if t.codes[code].used {
			return code, width
		}
	}
	return 0, 0
}

// unsigned reads the calling code of a number without a plus: behind the
// default region's international prefix, or its own code where the number is
// none without that. code 0: there is none. ok is false where a prefix is
// followed by no calling code. buf is room for the national number.
func (t *table) unsigned(buf, digits []byte, def int) (code int, national []byte, s source, ok bool) {
	if def < 0 {
		return 0, nil, fromRegion, true
	}
	r := &t.regions[def]
	var caps captures
	if end, ok := r.idd.match(digits, &caps); ok && (end == len(digits) || digits[end] != '0') {
		digits = digits[end:]
		if len(digits) <= 2 {
			return 0, nil, fromIDD, false
		}
		code, width := t.codeOf(digits)
		return code, digits[width:], fromIDD, code != 0
	}
	if rest, ok := t.withoutCode(r, digits); ok {
		national, _ = t.strip(r, rest, buf)
		if !t.isGeneral(r, digits) && t.isGeneral(r, national) || r.tooLong(len(digits)) {
			return int(r.code), national, fromDigits, true
		}
	}
	return 0, nil, fromRegion, true
}

// withoutCode cuts the region's calling code off.
func (t *table) withoutCode(r *region, digits []byte) (rest []byte, ok bool) {
	n := width(int(r.code))
	if len(digits) < n {
		return nil, false
	}
	v := 0
	for _, d := range digits[:n] {
		v = v*10 + int(d-'0')
	}
	return digits[n:], v == int(r.code)
}

// validContext reports whether the phone-context of a tel: URI is a prefix of
// digits or a domain's name.
func validContext(s []byte) bool {
	if len(s) == 0 {
		return false
	}
	if s[0] == '+' {
		digits := false
		for i := 1; i < len(s); {
			v, n := digitValue(s[i:])
			switch {
			case v >= 0:
				digits = true
			case bytes.IndexByte([]byte("-.()"), s[i]) < 0:
				return false
			}
			i += n
		}
		return digits
	}
	return isDomain(s)
}

// isDomain reports whether s is a domain's name: labels between full stops, the
// last of which begins with a letter and may have a full stop behind.
func isDomain(s []byte) bool {
	s = bytes.TrimSuffix(s, []byte("."))
	for {
		i := bytes.IndexByte(s, '.')
		if i < 0 {
			return len(s) > 0 && (s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z') && isLabel(s)
		}
		if !isLabel(s[:i]) {
			return false
		}
		s = s[i+1:]
	}
}

// isLabel reports whether s is letters and digits with hyphens between them.
func isLabel(s []byte) bool {
	hyphen := true
	for i := 0; i < len(s); {
		v, n := digitValue(s[i:])
		switch {
		case v >= 0 || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z':
			hyphen = false
		case s[i] == '-' && i > 0:
			hyphen = true
		default:
			return false
		}
		i += n
	}
	return !hyphen
}
