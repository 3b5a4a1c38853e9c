package traits

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/check"
)

// Traits finds the kinds whose form alone tells: mail addresses, payment cards
// in groups or behind a word, IBANs, addresses of the network, US social
// security numbers with their hyphens, the lines of a passport.
func (Finder) Traits(dst []detectors.Trait, text []byte) []detectors.Trait {
	from := len(dst)
	dst = appendEmails(dst, text)
	if bytes.Contains(text, []byte("<<")) {
		dst = appendPassports(dst, text)
	}
	dst = appendNumbers(dst, text)
	return withoutOverlaps(dst, from)
}

// withoutOverlaps puts what was found after from in its order and drops what
// begins inside another trait.
func withoutOverlaps(dst []detectors.Trait, from int) []detectors.Trait {
	found := dst[from:]
	if len(found) < 2 {
		return dst
	}
	slices.SortFunc(found, func(a, b detectors.Trait) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	kept, end := dst[:from], 0
	for _, t := range found {
		if t.Start >= end {
			kept, end = append(kept, t), t.End
		}
	}
	return kept
}

// appendEmails looks around every @.
func appendEmails(dst []detectors.Trait, text []byte) []detectors.Trait {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '@')
		if i < 0 {
			return dst
		}
		at := from + i
		from = at + 1
		start := at
		for start > 0 && at-start < 64 && isLocal(text[start-1]) {
			start--
		}
		end := at + 1
		for end < len(text) && end-at <= 253 && (isLetter(text[end]) || isDigit(text[end]) || text[end] == '-' || text[end] == '.' || text[end] >= 0x80) {
			end++
		}
		for end > at+1 && (text[end-1] == '.' || text[end-1] == '-') {
			end--
		}
		for start < at && (text[start] == '.' || text[start] == '\'') {
			start++
		}
		if isEmail(text[start:at], text[at+1:end]) && (end == len(text) || text[end] != '/' && text[end] != ':') {
			dst = append(dst, detectors.Trait{Start: start, End: end, Kind: detectors.Email, Fictional: isFictionalHost(text[at+1 : end])})
			from = end
		}
	}
}

func isLocal(c byte) bool {
	return isLetter(c) || isDigit(c) || c >= 0x80 || bytes.IndexByte([]byte(".!#$%&'*+/=?^_`{|}~-"), c) >= 0
}

// isEmail says that a local part and a domain make a mail address: of a host
// under a suffix that is registered.
func isEmail(local, domain []byte) bool {
	if len(local) == 0 || len(local) > 64 || len(domain) < 4 || local[len(local)-1] == '.' || bytes.Contains(local, []byte("..")) {
		return false
	}
	dot := bytes.LastIndexByte(domain, '.')
	if dot <= 0 || digitsOnly(string(domain[dot+1:])) {
		return false
	}
	for label := range bytes.SplitSeq(domain, []byte(".")) {
		if len(label) == 0 || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	host := strings.ToLower(string(domain))
	if isFictionalHost(domain) {
		return true
	}
	_, registered := publicsuffix.PublicSuffix(host)
	return registered
}

var fictionalHosts = [][]byte{[]byte("example.com"), []byte("example.org"), []byte("example.net"), []byte(".example"), []byte(".test"), []byte(".invalid")}

func isFictionalHost(domain []byte) bool {
	for _, h := range fictionalHosts {
		if n := len(domain) - len(h); n >= 0 && bytes.EqualFold(domain[n:], h) && (n == 0 || h[0] == '.' || domain[n-1] == '.') {
			return true
		}
	}
	return false
}

// appendNumbers looks at the beginning of every word for what a number of some
// kind begins with.
func appendNumbers(dst []detectors.Trait, text []byte) []detectors.Trait {
	for i := 0; i < len(text); {
		c := text[i]
		if !wordBytes[c] {
			if c != ':' || i+1 == len(text) || text[i+1] != ':' {
				i++
				continue
			}
		}
		if t, ok := startOf(text, i); ok {
			dst = append(dst, t)
			i = t.End
			continue
		}
		for i++; i < len(text) && wordBytes[text[i]]; i++ {
		}
	}
	return dst
}

// startOf is the trait that begins at i, the beginning of a word. Its first
// bytes sort most of them out.
func startOf(text []byte, i int) (t detectors.Trait, ok bool) {
	c := text[i]
	if !isDigit(c) {
		if i+3 < len(text) && isDigit(text[i+2]) && isDigit(text[i+3]) && isLetter(c) {
			if t, ok = ibanAt(text, i); ok {
				return t, true
			}
		}
		if (c|0x20) > 'f' || c < ':' {
			return t, false
		}
		return networkAt(text, i)
	}
	n := 1
	for i+n < len(text) && n < 20 && isDigit(text[i+n]) {
		n++
	}
	var next byte
	if i+n < len(text) {
		next = text[i+n]
	}
	switch {
	case n == 3 && next == '-':
		return ssnAt(text, i)
	case n == 4 && (next == ' ' || next == '-'), n >= 14 && n < 20:
		return cardAt(text, i)
	case n <= 4 && (next == '.' || next == ':' || next == '-' || isHex(next)):
		return networkAt(text, i)
	}
	return t, false
}

// networkAt reads an address of a network or of its card. Those that are no
// person's, private and reserved ones, are none.
func networkAt(text []byte, i int) (t detectors.Trait, ok bool) {
	if !canBeNetwork(text[i:]) {
		return t, false
	}
	end, colons, dots := i, 0, 0
	for end < len(text) && end-i < 48 && (isHex(text[end]) || text[end] == ':' || text[end] == '.' || text[end] == '-') {
		colons += toInt(text[end] == ':')
		dots += toInt(text[end] == '.')
		end++
	}
	for end > i && (text[end-1] == '.' || text[end-1] == '-' || text[end-1] == ':' && colons < 2) {
		dots -= toInt(text[end-1] == '.')
		end--
	}
	if end < len(text) && isWordByte(text[end]) || i > 0 && (text[i-1] == '.' || text[i-1] == '-' || text[i-1] == ':') {
		return t, false
	}
	word := text[i:end]
	switch {
	case len(word) == 17 && isMAC(word):
		return detectors.Trait{Start: i, End: end, Kind: detectors.MACAddress}, true
	case colons < 2 && dots != 3:
		return t, false
	case colons == 1: // an address and a port
		word = word[:bytes.IndexByte(word, ':')]
	}
	a, err := netip.ParseAddr(string(word))
	if err != nil || dots == 3 && behindVersion(text[:i]) {
		return t, false
	}
	t = detectors.Trait{Start: i, End: i + len(word), Kind: detectors.IPAddress, Fictional: isDocumentation(a)}
	return t, t.Fictional || a.IsGlobalUnicast() && !a.IsPrivate() && !isReserved(a)
}

// canBeNetwork sorts out, by its first bytes, most words that are not an address: up to four
// hexadecimal digits and a colon, up to three digits and a full stop, two and a
// hyphen.
func canBeNetwork(text []byte) bool {
	n := 0
	for n < len(text) && n < 5 && isHex(text[n]) {
		n++
	}
	if n == len(text) || n == 5 {
		return false
	}
	switch text[n] {
	case ':':
		return n > 0 || len(text) > 1 && text[1] == ':'
	case '.':
		return n <= 3 && n > 0 && isDigit(text[0])
	case '-':
		return n == 2
	}
	return false
}

func behindVersion(before []byte) bool {
	before = bytes.ToLower(before[max(0, len(before)-12):])
	return bytes.Contains(before, []byte("version")) || bytes.HasSuffix(bytes.TrimRight(before, " .:"), []byte("ver"))
}

var documentation = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20")}

var reserved = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("100::/64")}

func isDocumentation(a netip.Addr) bool { return inPrefixes(documentation, a) }
func isReserved(a netip.Addr) bool      { return inPrefixes(reserved, a) }

func inPrefixes(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// isMAC says that six pairs with one separator name a network card.
func isMAC(word []byte) bool {
	if len(word) != 17 || word[2] != ':' && word[2] != '-' {
		return false
	}
	for i, c := range word {
		if i%3 == 2 && c != word[2] || i%3 != 2 && !isHex(c) {
			return false
		}
	}
	low := word[1] | 0x20
	return strings.IndexByte("02468ace", low) >= 0 && !bytes.Equal(word[:8], []byte("00"+string(word[2])+"00"+string(word[2])+"00"))
}

// ssnAt reads a US social security number with its hyphens.
func ssnAt(text []byte, i int) (t detectors.Trait, ok bool) {
	if len(text) < i+11 || text[i+3] != '-' || text[i+6] != '-' || i > 0 && text[i-1] == '-' || len(text) > i+11 && (isWordByte(text[i+11]) || text[i+11] == '-') {
		return t, false
	}
	s := string(text[i:i+3]) + string(text[i+4:i+6]) + string(text[i+7:i+11])
	return detectors.Trait{Start: i, End: i + 11, Kind: detectors.NationalID, Scheme: "us.ssn"}, digitsOnly(s) && schemeOf("us.ssn").form(s)
}

// cardAt reads a payment card in its groups, or in one run behind a word that
// names one.
func cardAt(text []byte, i int) (t detectors.Trait, ok bool) {
	var buf [19]byte
	n, groups, end := 0, 0, i
	var sizes [6]int
	for end < len(text) && n < len(buf) {
		switch c := text[end]; {
		case isDigit(c):
			buf[n] = c
			n++
			sizes[groups]++
		case (c == ' ' || c == '-') && end+1 < len(text) && isDigit(text[end+1]) && groups < 5 && (groups == 0 || c == text[i+sizes[0]]):
			groups++
		default:
			goto done
		}
		end++
	}
done:
	if end < len(text) && isWordByte(text[end]) || i > 0 && (text[i-1] == '+' || text[i-1] == '.' || text[i-1] == '-') {
		return t, false
	}
	d := string(buf[:n])
	if !isCard(d) {
		return t, false
	}
	grouped := groups == 3 && sizes[0] == 4 && sizes[1] == 4 && sizes[2] == 4 && sizes[3] == 4 || n == 15 && groups == 2 && sizes[0] == 4 && sizes[1] == 6
	if !grouped && (groups > 0 || !namesCard(text[max(0, i-30):i])) {
		return t, false
	}
	return detectors.Trait{Start: i, End: end, Kind: detectors.PaymentCard, Fictional: oneOf(d, testCards)}, true
}

const testCards = "4111111111111111 5555555555554444 378282246310005 4242424242424242 371449635398431 6011111111111117 5105105105105100 4012888888881881 30569309025904 3530111333300000"

var cardWords = [][]byte{[]byte("card"), []byte("karte"), []byte("carte"), []byte("tarjeta"), []byte("cartão"), []byte("carta"), []byte("visa"), []byte("kaart"), []byte("kort"), []byte("kart"), []byte("карт"), []byte("卡"), []byte("カード"), []byte("카드")}

func namesCard(before []byte) bool {
	before = bytes.ToLower(before)
	for _, w := range cardWords {
		if bytes.Contains(before, w) {
			return true
		}
	}
	return false
}

// isCard says that digits are of a range that issues cards, of its length, and
// end with the right check digit.
func isCard(d string) bool {
	n := len(d)
	if n < 14 || n > 19 {
		return false
	}
	two, three, four := numberOf(d[:2]), numberOf(d[:3]), numberOf(d[:4])
	long := n >= 16
	switch {
	case d[0] == '4':
		return (n == 16 || n == 19) && check.Luhn(d)
	case two >= 51 && two <= 55, four >= 2221 && four <= 2720:
		return n == 16 && check.Luhn(d)
	case two == 34, two == 37:
		return n == 15 && check.Luhn(d)
	case four >= 2200 && four <= 2204, four == 6011, three >= 644 && three <= 649, two == 65, four >= 3528 && four <= 3589, two == 62, two == 81:
		return long && check.Luhn(d)
	case two == 60, two == 82, three == 508:
		return n == 16 && check.Luhn(d)
	case three >= 300 && three <= 305, four == 3095, two == 36, two == 38, two == 39:
		return check.Luhn(d)
	}
	return false
}

// ibanLengths are the lengths of IBANs by country (ISO 13616).
var ibanLengths = func() map[string]int {
	const table = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
	lengths := map[string]int{}
	for f := range strings.FieldsSeq(table) {
		lengths[f[:2]] = numberOf(f[2:])
	}
	return lengths
}()

// ibanAt reads an IBAN, also in groups of four.
func ibanAt(text []byte, i int) (t detectors.Trait, ok bool) {
	if len(text) < i+15 || !isLetter(text[i+1]) || !isDigit(text[i+2]) || !isDigit(text[i+3]) {
		return t, false
	}
	want := ibanLengths[strings.ToUpper(string(text[i:i+2]))]
	if want == 0 {
		return t, false
	}
	var buf [34]byte
	n, end := 0, i
	for end < len(text) && n < want {
		switch c := text[end]; {
		case isDigit(c):
			buf[n] = c
			n++
		case isLetter(c):
			buf[n] = c &^ 0x20
			n++
		case c == ' ' && n%4 == 0 && end+1 < len(text) && isWordByte(text[end+1]):
		default:
			return t, false
		}
		end++
	}
	if n < want || end < len(text) && isWordByte(text[end]) {
		return t, false
	}
	return detectors.Trait{Start: i, End: end, Kind: detectors.BankAccount, Fictional: string(buf[:n]) == "DE89370400440532013000" || string(buf[:n]) == "GB82WEST12345698765432"}, isIBAN(string(buf[:n]))
}

func isIBAN(s string) bool {
	return len(s) >= 15 && ibanLengths[s[:2]] == len(s) && check.IBAN(s)
}

// appendPassports finds the lines that machines read in passports and identity
// cards (ICAO 9303): the second of two or three, whose check digits are right.
func appendPassports(dst []detectors.Trait, text []byte) []detectors.Trait {
	for at := 0; at < len(text); {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += at
		}
		line := bytes.TrimSpace(text[at:end])
		if isPassportLine(line) {
			start := at + bytes.Index(text[at:end], line)
			dst = append(dst, detectors.Trait{Start: start, End: start + len(line), Kind: detectors.Passport, Fictional: bytes.HasPrefix(line, []byte("L898902C"))})
		}
		at = end + 1
	}
	return dst
}

// isPassportLine says that a line holds a document's number, a date of birth
// and an expiry date with the right check digits: line 2 of TD3 and TD2.
func isPassportLine(line []byte) bool {
	if len(line) != 44 && len(line) != 36 {
		return false
	}
	for _, c := range line {
		if c != '<' && !isDigit(c) && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return checked731(line[:9], line[9]) && checked731(line[13:19], line[19]) && checked731(line[21:27], line[27]) && digitsOnly(string(line[13:19]))
}

func checked731(field []byte, check byte) bool {
	sum := 0
	for i, c := range field {
		v := 0
		switch {
		case isDigit(c):
			v = int(c - '0')
		case c != '<':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return isDigit(check) && sum%10 == int(check-'0')
}

func isHex(c byte) bool      { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
func isWordByte(c byte) bool { return wordBytes[c] }

var wordBytes = func() (t [256]bool) {
	for c := range 256 {
		b := byte(c)
		t[c] = isLetter(b) || isDigit(b) || b == '_' || b >= 0x80
	}
	return t
}()
