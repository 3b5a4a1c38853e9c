package phone

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors/lexicon"
)

// strength is how sure the text before a number makes it a phone number.
type strength uint8

const (
	none   strength = iota
	weak            // a label a word or two before: "phone at the office: ..."
	strong          // right before it: "Tel. ..."
)

// said is what the words before a number say of it.
type said struct {
	label strength
	// perhaps: the word has other meanings. It makes a label of a long number,
	// and helps one that is valid.
	perhaps  strength
	homonym  bool // of perhaps: it names a thing, not what to do with a number
	called   bool // somebody is to be called: "call", "Cell: ", and not "cell"; "office"
	asked    bool // of called: by a verb, so that a number without its area code will do
	placed   bool // of perhaps: by a place with no colon behind it, "office", which takes a number in groups
	other    bool // it is a number of another kind
	initial  bool // one letter, which makes a label of a number that is written as one
	headed   bool // of initial: a colon follows
	paired   bool // the label is two words that are none by themselves: "my number"
	enclosed bool // of touches: marks enclose it that nothing but phone numbers stand between
	touches  bool // the label stands right before the number, or encloses it, and makes it no part of something longer
}

// labelOf looks for a label at the end of the text before a number, behind prev.
// near: the number is digits only, and a word further away says nothing.
func labelOf(ctx []byte, prev rune, near bool) (w said) {
	if len(ctx) == 0 || sentenceEnds[ctx[len(ctx)-1]] || !mayLabel(ctx) {
		return w
	}
	if lexicon.EndsWithSign(ctx) {
		return said{label: strong}
	}
	r := wordReader{strength: strong}
	end := len(ctx)
	for i := 0; i < 4 || i < 7 && r.strength == strong; i++ {
		var word, gap []byte
		word, gap, end = lastWord(ctx, end)
		if len(word) == 0 || endsSentence(gap) && !(i > 0 && r.strength == strong && len(gap) == 1 && (gap[0] == ';' || gap[0] == ',')) { // TEL;TYPE=WORK,VOICE:
			break
		}
		whole, meaning := word, lexicon.Before(word)
		if meaning == lexicon.None {
			if part := lastHump(word); len(part) < len(word) {
				word, meaning = part, lexicon.Before(part)
				if meaning == lexicon.Homonym && len(part) < 3 {
					meaning = lexicon.None // the end of a hash: rcWA=
				}
			}
		} else if len(word) < 3 && meaning < lexicon.Owner && endsCode(before(ctx, end, prev)) {
			meaning = lexicon.None // or of a code: NN-WA, vol=PH
		}
		switch {
		case meaning == lexicon.Abbreviation:
			meaning = lexicon.None
			if len(gap) > 1 && (gap[0] == '.' || gap[0] == ':') {
				meaning = lexicon.Label
			}
		case meaning == lexicon.None && len(word) == 1 && r.number && isPossessive(word, ctx[:end]):
			meaning = lexicon.Owner // Ada's number
		}
		switch {
		case meaning == lexicon.Other && r.asked && r.perhaps == strong:
			return r.said // "in case of emergency call"
		case meaning == lexicon.Other && isCallerID(word, ctx[:end]):
			return said{label: r.strength}
		case meaning == lexicon.Other:
			return said{other: true}
		case meaning == lexicon.Phone, meaning == lexicon.Label:
			return said{label: r.strength, touches: i == 0 && len(gap) == 0 && len(word) > 2 && opensWord(before(ctx, end, prev))}
		case i == 0 && isInitial(whole, gap, before(ctx, end, prev)):
			return said{label: r.strength}
		case i == 0 && len(whole) == 1 && mayBeInitial(whole[0], gap, before(ctx, end, prev)):
			r.initial, r.headed = true, len(gap) > 0 && gap[0] == ':'
		case i == 0 && isHandPhone(whole, ctx[:end]):
			r.perhaps, r.homonym = strong, true
		case i == 0 && len(word) == 1 && (word[0]|0x20 == 'n' || word[0]|0x20 == 'o') && end > 1 && ctx[end-1] == '/':
			r.other = true // P/N, S/N, W/O
		case meaning == lexicon.None:
			if near {
				return r.said
			}
			r.strength = weak
		default:
			if r.read(meaning, i, gap, near); r.label != none {
				return r.said
			}
		}
	}
	return r.said
}

// wordReader puts together what the words before a number say, from the last one
// back.
type wordReader struct {
	said
	strength strength // of a label that comes next
	number   bool     // "number", and nothing but fillers behind it
	owner    bool     // "my", and the same
	person   bool     // "me", "us", and nothing but fillers behind it
}

// read takes the next word, that says something but is not a label, into account.
// Two such words may make a label: "my number", "contact no".
func (r *wordReader) read(meaning lexicon.Meaning, i int, gap []byte, near bool) {
	switch meaning {
	case lexicon.Number:
		if r.owner && isSpoken(gap) {
			r.label, r.paired = r.strength, true
		}
		r.number = r.strength == strong
	case lexicon.Owner:
		if (r.number || r.perhaps == strong && r.homonym) && isSpoken(gap) {
			r.label, r.paired = r.strength, true
		}
		r.owner = r.strength == strong
	case lexicon.Pronoun:
		r.person = r.strength == strong
	case lexicon.Send:
		if r.person && r.perhaps == none {
			r.perhaps, r.called, r.asked = r.strength, true, true
		}
	case lexicon.Homonym, lexicon.Act, lexicon.Contact:
		if meaning == lexicon.Contact && r.number && r.strength == strong {
			r.label = strong
			return
		}
		if r.perhaps != none {
			return
		}
		r.perhaps, r.homonym = r.strength, meaning == lexicon.Homonym
		if meaning == lexicon.Contact && !r.person && !(i == 0 && isHeading(gap)) {
			r.perhaps = weak
		}
		r.asked = meaning == lexicon.Act
		r.called = meaning != lexicon.Homonym || i > 0 || isHeading(gap)
	case lexicon.Place:
		r.called = r.called || r.perhaps == none
		if !near && r.perhaps == none && r.strength == strong && len(gap) > 0 {
			r.perhaps, r.placed = weak, i > 0 || gap[0] != ':'
		}
	}
}

// endsCode reports whether two letters behind r are the end of a code.
func endsCode(r rune) bool { return r == '-' || r == '=' || r == '+' || r >= '0' && r <= '9' }

// isHeading reports whether a gap makes a heading of the word before it: "Cell: ".
func isHeading(gap []byte) bool {
	return len(gap) > 1 && gap[len(gap)-1] == ' ' && (gap[0] == ':' || gap[0] == '.')
}

// isSpoken reports whether a gap between two words is one of a sentence, and not of
// an identifier: my_number.
func isSpoken(gap []byte) bool {
	return len(gap) > 0 && (gap[0] == ' ' || gap[0] >= utf8.RuneSelf)
}

// isInitial reports whether a word is a letter that stands for phone, mobile or
// fax in a signature, behind r: "T: 030 1234567".
func isInitial(word, gap []byte, r rune) bool {
	if len(word) != 1 || string(gap) != ": " {
		return false
	}
	switch word[0] {
	case 'T', 'M', 'P', 'F':
	default:
		return false
	}
	return r == 0 || r < utf8.RuneSelf && strings.IndexByte(" \t\n\r>|,;(", byte(r)) >= 0
}

// mayBeInitial reports whether a letter behind r may stand for phone, mobile, fax,
// direct, home, work, cell or office: "T 030 1234567", "D:030 1234567".
func mayBeInitial(letter byte, gap []byte, r rune) bool {
	if len(gap) > 0 && len(gap) <= 2 && gap[0] == ')' && r == '(' {
		return initials[letter&^0x20]
	}
	if len(gap) > 2 || len(gap) > 0 && gap[0] != ':' && gap[0] != '.' && gap[0] != ' ' || !opensWord(r) && r != '·' && r != '•' {
		return false
	}
	return initials[letter] || len(gap) > 0 && gap[0] != ' ' && initials[letter&^0x20]
}

// isHandPhone reports whether a word is the end of H/P, H.P or C.P: a hand phone in
// Malaysia, a cell phone in the Philippines.
func isHandPhone(word, ctx []byte) bool {
	if n := len(ctx); len(word) == 1 && word[0]|0x20 == 'p' && n >= 2 && (ctx[n-1] == '/' || ctx[n-1] == '.') && (ctx[n-2]|0x20 == 'h' || ctx[n-2]|0x20 == 'c') {
		return n == 2 || opensWord(before(ctx, n-2, 0))
	}
	return false
}

// isCallerID reports whether a word is the end of "caller ID", the number of the caller.
func isCallerID(word, ctx []byte) bool {
	const caller = "caller"
	n := len(ctx) - 1 - len(caller)
	return len(word) == 2 && word[0]|0x20 == 'i' && n >= 0 && ctx[len(ctx)-1] == ' ' && bytes.EqualFold(ctx[n:len(ctx)-1], []byte(caller)) && opensWord(before(ctx, n, 0))
}

// isPossessive reports whether a word is the ending of a name's genitive.
func isPossessive(word, ctx []byte) bool {
	return word[0] == 's' && (bytes.HasSuffix(ctx, []byte("'")) || bytes.HasSuffix(ctx, []byte("’")))
}

var initials = bytesIn("TMPFDHWCO")

// outline is how the figures at the beginning of a text are written.
type outline struct {
	digits, groups int
	lengths        [8]int // of the first groups
	zero           bool   // a 0 or a plus is in front
	signs          bool   // something other than spaces stands between groups
}

// outlineOf reads the figures at the beginning of b. Where the first group has as
// many digits as a number without its area code, what follows behind a space is
// another.
func outlineOf(b []byte) (o outline) {
	word := 0
	for i, c := range b[:min(len(b), 32)] {
		switch {
		case c-'0' <= 9:
			o.zero = o.zero || o.digits == 0 && (c == '0' || i > 0 && b[i-1] == '+')
			if o.digits == 0 || b[i-1]-'0' > 9 {
				o.groups++
			}
			if o.groups <= len(o.lengths) {
				o.lengths[o.groups-1]++
			}
			o.digits++
			continue
		case c == ' ':
			if word == 0 {
				word = o.digits
			}
			if word < 7 {
				continue
			}
		case c == '-', c == '.', c == '(', c == ')', c == '+', c == '/':
			o.signs = o.signs || o.digits > 0
			continue
		}
		break
	}
	return o
}

// hasAreaCode reports whether the digits are as many as those of a number with its
// area code.
func (o *outline) hasAreaCode() bool {
	return o.digits >= 10 || (o.zero || o.groups > 1) && o.digits >= 9
}

// isGrouped reports whether a number with its area code is written in groups as
// amounts and years are not: 785 550 12 34, and not 250 000 000 or 2023 2024 2025.
func (o *outline) isGrouped() bool {
	if o.groups < 2 || o.groups > 6 || !o.hasAreaCode() {
		return false
	}
	if o.zero || o.signs {
		return true
	}
	for _, n := range o.lengths[1:o.groups] {
		if n != 3 && n != o.lengths[0] {
			return true
		}
	}
	return false
}

// isAmerican reports whether a number is written in the groups of North America,
// with something other than spaces between them.
func (o *outline) isAmerican() bool {
	return o.signs && o.groups == 3 && o.lengths[0] == 3 && o.lengths[1] == 3 && o.lengths[2] == 4
}

// isLocal reports whether a number is written as one that is dialled in its own
// town, or in a country without area codes: 555-0123, 22 55 12 34.
func (o *outline) isLocal() bool {
	l := o.lengths
	switch o.groups {
	case 2:
		return l[0] == 3 && l[1] == 4 || l[0] == 4 && l[1] == 4
	case 3:
		return l[0] == 3 && l[1] == 2 && l[2] <= 3
	case 4:
		return l[0] == 2 && l[1] == 2 && l[2] == 2 && l[3] == 2
	}
	return false
}

// mayLabel is a quick test: is there any letter at all?
func mayLabel(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z' {
			return true
		}
	}
	return false
}

// lastWord cuts the last word off b[:end]: a run of letters and marks, at most
// 40 bytes long. gap is what stood behind it. There is no word where more than
// what ends a sentence stands behind it.
func lastWord(b []byte, end int) (word, gap []byte, start int) {
	hi, over := end, false
	for hi > 0 {
		if c := b[hi-1]; c < utf8.RuneSelf {
			if isASCIILetter(c) {
				break
			}
			hi--
			if over = over || sentenceEnds[c]; over && end-hi > 1 {
				return nil, nil, hi
			}
			continue
		}
		r, n := utf8.DecodeLastRune(b[:hi])
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			break
		}
		hi -= n
	}
	lo := hi
	for lo > 0 && hi-lo < 60 {
		if c := b[lo-1]; c < utf8.RuneSelf {
			if !isASCIILetter(c) {
				break
			}
			lo--
			continue
		}
		r, n := utf8.DecodeLastRune(b[:lo])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		lo -= n
	}
	return b[lo:hi], b[hi:end], lo
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// lastHump returns the last part of a word in camelCase, or the word.
func lastHump(word []byte) []byte {
	for i := len(word) - 1; i > 0; i-- {
		if c, p := word[i], word[i-1]; c >= 'A' && c <= 'Z' && p >= 'a' && p <= 'z' {
			return word[i:]
		}
	}
	return word
}

// endsSentence reports whether a gap between two words ends what was being said:
// "My phone is broken. 020 7946 0123 items". A full stop alone does not: "Tel. ".
func endsSentence(gap []byte) bool {
	for i, c := range gap {
		switch c {
		case '!', '?', ';', '|', '{', '}', '<':
			return true
		case ',':
			return true
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			return i > 3 // Phone 2: ...
		}
	}
	return false
}

// sentenceEnds are what ends it right before a number.
var sentenceEnds = bytesIn("!?;|{}<,")

// asksToCall reports whether the words behind a number ask to call it, as in
// languages whose verbs come last, or say that it is somebody's phone: "0171
// 3920012 is my mobile".
func asksToCall(b []byte) bool {
	if len(b) < 3 || b[0] == ' ' && b[1] < utf8.RuneSelf && !verbHeads[b[1]] {
		return false
	}
	if b[0] < utf8.RuneSelf && b[0] != ' ' {
		return false
	}
	b = bytes.TrimPrefix(b, []byte(" "))
	for _, verb := range verbs {
		if bytes.HasPrefix(b, verb) {
			return true
		}
	}
	for _, copula := range copulas {
		if bytes.HasPrefix(b, copula) {
			return namesPhone(b[len(copula):])
		}
	}
	return false
}

// namesPhone reports whether what is said of a number makes it a phone's: "my mobile",
// "where I can be reached", and not "my order number".
func namesPhone(b []byte) bool {
	if most := lookahead - 16; len(b) > most { // what shows wherever the text is cut
		b = b[:bytes.LastIndexByte(b[:most], ' ')+1]
	}
	if i := bytes.IndexAny(b, ".,;:!?\n()"); i >= 0 {
		b = b[:i]
	}
	owner := false
	for i := 0; i < 6 && len(b) > 0; i++ {
		word := b
		if k := bytes.IndexByte(b, ' '); k >= 0 {
			word, b = b[:k], b[k+1:]
		} else {
			b = nil
		}
		switch lexicon.Before(word) {
		case lexicon.Other:
			return false
		case lexicon.Phone, lexicon.Label, lexicon.Contact, lexicon.Act:
			return true
		case lexicon.Owner:
			owner = true
		case lexicon.Number:
			if owner {
				return true // "is my new number"
			}
		}
	}
	return false
}

// isNoted reports whether a note behind a number says that it is a phone's:
// " (mobile)", " - mobile", and " mobile" where nothing follows.
func isNoted(b []byte) bool {
	b = bytes.TrimLeft(b, " ")
	if len(b) < 3 {
		return false
	}
	closer := byte(0)
	switch b[0] {
	case '(':
		b, closer = b[1:], ')'
	case '[':
		b, closer = b[1:], ']'
	case '-':
		b = bytes.TrimLeft(b[1:], " ")
	}
	n := 0
	for n < len(b) && n < 24 && (isASCIILetter(b[n]) || b[n] >= utf8.RuneSelf) {
		n++
	}
	if n < 2 {
		return n == 1 && closer == ')' && b[1] == closer && notedInitials[b[0]|0x20]
	}
	word, rest := b[:n], b[n:]
	if closer == 0 {
		return (len(rest) == 0 || endsNote[rest[0]]) && isPhoneWord(lexicon.Before(word))
	}
	if len(rest) == 0 || rest[0] != closer {
		return false
	}
	meaning := lexicon.Before(word)
	return isPhoneWord(meaning) || meaning == lexicon.Homonym || meaning == lexicon.Place
}

// notedInitials stand in brackets behind a number for mobile, home, work, office and
// telephone, and are not those of a list: (c).
var notedInitials = bytesIn("mhwot")

// endsNote may stand behind a note of one word.
var endsNote = bytesIn("\r\n,;|/)]")

func isPhoneWord(m lexicon.Meaning) bool { return m == lexicon.Phone || m == lexicon.Label }

// copulas join a number with what it is, verbs stand behind one that somebody is
// asked to call.
var copulas, verbs = func() (copulas, verbs [][]byte) {
	for _, w := range lexicon.Words(lexicon.Copula, lexicon.Phrase) {
		copulas = append(copulas, []byte(w+" "))
	}
	return copulas, lexicon.BytesOf(lexicon.Words(lexicon.Request, lexicon.Phrase))
}()

// verbHeads are what verbs and copulas begin with.
var verbHeads = func() (t [256]bool) {
	for _, v := range slices.Concat(verbs, copulas) {
		t[v[0]] = true
	}
	return t
}()

// between reports whether only separators stand between two numbers of a list.
func between(b []byte) bool {
	if len(b) > 12 {
		return false
	}
	for len(b) > 0 {
		if c := b[0]; betweens[c] {
			b = b[1:]
			continue
		} else if c < utf8.RuneSelf && !joinHeads[c] {
			return false
		}
		r, n := utf8.DecodeRune(b)
		switch {
		case r == ' ' || r == ',' || r == ';' || r == '/' || r == '|' || r == '&' || r == '-' || r == '–' || r == '、' || r == '，' || r == '(' || r == ')' || r == '"' || r == '\t' || r == ']' || r == '[' || r == ':':
			b = b[n:]
		default:
			word := b
			for i, c := range b {
				if c == ' ' {
					word = b[:i]
					break
				}
			}
			var buf [32]byte
			if len(word) > 6 || !joins[string(lexicon.Fold(buf[:0], word))] {
				return false
			}
			b = b[len(word):]
		}
	}
	return true
}

// betweens are the separators of one byte, joinHeads what a word that joins may
// begin with.
var (
	betweens  = bytesIn(" ,;/|&-()\"\t][:")
	joinHeads = func() (t [256]bool) {
		for w := range joins {
			t[w[0]], t[bytes.ToUpper([]byte(w))[0]] = true, true
		}
		return t
	}()
)

// joins stand between the numbers of a list.
var joins = set(lexicon.Words(lexicon.Join, lexicon.Whole)...)

func set(words ...string) map[string]bool {
	t := make(map[string]bool, len(words))
	for _, w := range words {
		t[w] = true
	}
	return t
}
