package phone

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors/terms"
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
	perhaps strength
	called  bool // somebody is to be called: "call", "Cell: ", and not "cell"; "office"
	other   bool // it is a number of another kind
}

// labelOf looks for a label at the end of the text before a number, behind prev.
// near: the number is digits only, and a word further away says nothing.
func labelOf(ctx []byte, prev rune, near bool) (w said) {
	if len(ctx) == 0 || sentenceEnds[ctx[len(ctx)-1]] || !mayLabel(ctx) {
		return w
	}
	s := strong
	end := len(ctx)
	for i := range 4 {
		var word []byte
		var gap []byte
		word, gap, end = lastWord(ctx, end)
		if len(word) == 0 || sentence(gap) && !(i > 0 && s == strong && len(gap) == 1 && (gap[0] == ';' || gap[0] == ',')) { // TEL;TYPE=WORK,VOICE:
			break
		}
		whole, kind := word, kindOf(word)
		if kind == ordinary {
			if part := hump(word); len(part) < len(word) {
				word, kind = part, kindOf(part)
				if kind == homonym && len(part) < 3 {
					kind = ordinary // the end of a hash: rcWA=
				}
			}
		} else if len(word) < 3 && kind != qualifier && coded(before(ctx, end, prev)) {
			kind = ordinary // or of a code: NN-WA, vol=PH
		}
		switch {
		case kind == stopWord:
			return said{other: true}
		case kind == label && dotless(word, gap):
			return said{label: s}
		case i == 0 && initial(whole, gap, ctx[:end]):
			return said{label: s}
		case kind == homonym || kind == contact:
			if w.perhaps == none {
				w.perhaps = s
				if kind == contact {
					w.perhaps = weak
				}
				w.called = kind == contact || !things[string(word)] && !things[string(bytes.ToLower(word))] || i > 0 || colon(gap)
			}
		case i == 0 && len(word) == 1 && (word[0]|0x20 == 'n' || word[0]|0x20 == 'o') && end > 1 && ctx[end-1] == '/':
			w.other = true // P/N, S/N, W/O
		case kind == place:
			w.called = w.called || w.perhaps == none
		case kind != qualifier:
			if near {
				return w
			}
			s = weak
		}
	}
	return w
}

// coded reports whether two letters behind r are the end of a code.
func coded(r rune) bool { return r == '-' || r == '=' || r == '+' || r >= '0' && r <= '9' }

// colon reports whether a gap makes a heading of the word before it: "Cell: ".
func colon(gap []byte) bool {
	return len(gap) > 1 && gap[len(gap)-1] == ' ' && (gap[0] == ':' || gap[0] == '.')
}

// dotless reports whether a label is more than the abbreviation of one, which
// needs its full stop: kom. is a mobile in Poland and came in Denmark.
func dotless(word, gap []byte) bool {
	if bytes.EqualFold(word, []byte("kom")) || bytes.EqualFold(word, []byte("tf")) {
		return len(gap) > 1 && (gap[0] == '.' || gap[0] == ':')
	}
	return true
}

// initial reports whether a word is a letter that stands for phone, mobile or
// fax in a signature: "T: 030 1234567".
func initial(word, gap, before []byte) bool {
	if len(word) != 1 || string(gap) != ": " {
		return false
	}
	switch word[0] {
	case 'T', 'M', 'P', 'F':
	default:
		return false
	}
	return len(before) == 0 || bytes.IndexByte([]byte(" \t>|,;("), before[len(before)-1]) >= 0
}

// long reports whether the digits at the beginning of b are as many as those of
// a number with its area code. Where the first figure has as many as a number
// without one, what follows behind a space is another.
func long(b []byte) bool {
	n, zero, word, groups := 0, false, 0, 1
	for i, c := range b[:min(len(b), 32)] {
		switch {
		case c-'0' <= 9:
			zero = zero || n == 0 && (c == '0' || i > 0 && b[i-1] == '+')
			if n > 0 && b[i-1]-'0' > 9 {
				groups++
			}
			n++
			continue
		case c == ' ':
			if word == 0 {
				word = n
			}
			if word < 7 {
				continue
			}
		case c == '-', c == '.', c == '(', c == ')', c == '+', c == '/':
			continue
		}
		break
	}
	return n >= 10 || (zero || groups > 1) && n >= 9
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

// hump returns the last part of a word in camelCase, or the word.
func hump(word []byte) []byte {
	for i := len(word) - 1; i > 0; i-- {
		if c, p := word[i], word[i-1]; c >= 'A' && c <= 'Z' && p >= 'a' && p <= 'z' {
			return word[i:]
		}
	}
	return word
}

// sentence reports whether a gap between two words ends what was being said:
// "My phone is broken. 020 7946 0123 items". A full stop alone does not: "Tel. ".
func sentence(gap []byte) bool {
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

// kind is what a word says of the number behind it.
type kind uint8

const (
	ordinary  kind = iota
	label          // it is a phone's
	stopWord       // it is another one
	qualifier      // it goes on: "phone number is"
	homonym        // it may be a phone's: "cell", "ring"
	contact        // somebody can be reached there: "erreichbar unter"
	place          // people are called there: "office"
)

// kindOf says what a word is, in any case and with or without diacritics.
func kindOf(word []byte) kind {
	if len(word) <= 8 {
		if key, ok := shortKey(word); ok {
			for i := key.place(); ; i = (i + 1) % len(shortWords) {
				switch e := &shortWords[i]; {
				case e.key == key:
					return e.kind
				case e.key != 0:
				case len(word) >= 5 && key.hasStem(len(word)):
					return label
				default:
					return ordinary
				}
			}
		}
	}
	if len(word) == len("đt") && bytes.EqualFold(word, []byte("đt")) { // điện thoại; dt is a date
		return label
	}
	var buf [reach * 2]byte
	return foldedKind(terms.Fold(buf[:0], word))
}

// wordKey is a word of at most eight ASCII letters, in lower case.
type wordKey uint64

func shortKey(word []byte) (k wordKey, ok bool) {
	for _, c := range word {
		if !isASCIILetter(c) {
			return 0, false
		}
		k = k<<8 | wordKey(c|0x20)
	}
	return k, len(word) > 0
}

// place is where the search for a word begins.
func (k wordKey) place() int { return int(uint64(k) * 0x9E3779B97F4A7C15 >> (64 - shortBits)) }

// hasStem reports whether the word, of n letters, holds a stem.
func (k wordKey) hasStem(n int) bool {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(k))
	return hasStem(b[8-n:])
}

// shortWords are the short ASCII words of all kinds, by their key.
const shortBits = 11

var shortWords = func() (t [1 << shortBits]struct {
	key  wordKey
	kind kind
}) {
	for w, k := range words {
		if key, ok := shortKey([]byte(w)); ok && len(w) <= 8 {
			i := key.place()
			for t[i].key != 0 {
				i = (i + 1) % len(t)
			}
			t[i].key, t[i].kind = key, k
		}
	}
	return t
}()

// foldedKind looks a folded word up.
func foldedKind(word []byte) kind {
	if len(word) > 0 && wordShapes[wordShape(word)] {
		if k, ok := words[string(word)]; ok {
			return k
		}
	}
	if len(word) >= 5 && word[0] < utf8.RuneSelf && hasStem(word) {
		return label
	}
	if len(word) > 0 && word[0] >= utf8.RuneSelf {
		for _, s := range signs {
			if bytes.Contains(word, s) && !terms.Thing(word) {
				return label
			}
		}
	}
	return ordinary
}

// hasStem reports whether a word holds a stem.
func hasStem(word []byte) bool {
	for i, c := range word {
		if !stemHeads[c] {
			continue
		}
		for _, s := range stems {
			if bytes.HasPrefix(word[i:], s) {
				return !terms.Thing(word)
			}
		}
	}
	return false
}

// stemHeads are what stems begin with.
var stemHeads = func() (t [256]bool) {
	for _, s := range stems {
		t[s[0]] = true
	}
	return t
}()

// words are the words of all kinds.
var words = func() map[string]kind {
	t := make(map[string]kind)
	for w := range qualifiers {
		t[w] = qualifier
	}
	for _, w := range terms.Others {
		t[w] = stopWord
	}
	for _, w := range append(slices.Clone(terms.Words), labels...) {
		t[w] = label
	}
	for w := range homonyms {
		t[w] = homonym
	}
	for w := range contacts {
		t[w] = contact
	}
	for _, w := range terms.Places {
		t[w] = place
	}
	return t
}()

// wordShape sorts out, with the length of a word and its ends, most that are
// none of the words.
func wordShape[T string | []byte](word T) uint16 {
	first, last := uint16(word[0]), uint16(word[len(word)-1])
	return (first*97 + last*1009 + uint16(len(word))*131) % 4096
}

var wordShapes = func() (t [4096]bool) {
	for w := range words {
		t[wordShape(w)] = true
	}
	return t
}()

func set(words ...string) map[string]bool {
	t := make(map[string]bool, len(words))
	for _, w := range words {
		t[w] = true
	}
	return t
}

func list(words ...string) (out [][]byte) {
	for _, w := range words {
		out = append(out, []byte(w))
	}
	return out
}

// labels are words that stand before numbers, beside those that name columns.
var labels = []string{
	"tfn", "tf", "cel", "helpline", "viber", "durchwahl", "kom", "komo", "contactno", "callme", "rtel", "ctel", "телефону", "телефоны",
}

// homonyms are labels that mean something else as well, and what people are
// asked to do with a number.
var homonyms = set(
	"cell", "cep", "hp", "wa", "portable", "text", "txt", "call", "dial", "ring", "ringe", "bel", "bellen", "anruf", "anrufen", "rufen", "ruf", "rufe", "ruckruf", "zuruckrufen", "llame", "llamar", "llamenos",
	"ligar", "ligue", "chiama", "chiamare", "chiamate", "chiami", "appeler", "appelez", "rappeler", "rappelez", "dzwon", "dzwonic", "zadzwonic", "volat", "volejte", "zavolejte", "zavolajte",
	"soita", "soittaa", "hivjon", "hivja", "sunati", "suna", "arayin", "nazovite", "zovite", "goi", "hubungi",
	"звоните", "позвоните", "перезвоните", "звонить", "позвонить", "обадете", "καλεστε", "καλέστε", "اتصل", "اتصلوا", "الاتصال", "להתקשר", "התקשרו",
)

// things are homonyms that name a thing, not what to do with a number.
var things = set("cell", "cep", "hp", "wa", "portable", "text")

// contacts say that somebody can be reached.
var contacts = set(
	"contact", "contacts", "reach", "reachable", "reached", "found", "kontakt", "kontaktieren", "erreichbar", "erreichen", "contacter", "contactez", "joindre", "joignable", "contacto", "contacte", "contactar", "contato",
	"contatto", "contattare", "contatti", "bereikbaar", "contacteer", "zastizeni", "nas", "tavoitettavissa", "yhteys", "elerheto", "dostupan", "ulasabilirsiniz", "iletisim", "lienhe", "контакт", "контакты", "связаться", "зв", "επικοινωνια",
)

// stems and signs make a label of every word that holds them: phoneNumber,
// telefoonnummer, 電話番号. Those of two or three letters are a column's name of
// nothing.
var (
	stems = list(terms.Stems...)
	signs = list(append(slices.Clone(terms.Signs), "連絡先", "טל", "მობ", "մոբ", "հեռ")...)
)

// qualifiers may stand between a label and its number.
var qualifiers = set(
	"no", "nr", "num", "number", "numbers", "nummer", "nummern", "numero", "número", "numer", "nomor", "numara", "numarasi", "n", "is", "ist", "est", "es", "e", "at", "us", "me", "on",
	"cell", "or", "and", "und", "oder", "y", "o", "ou", "et",
	"cislo", "szam", "nomeru", "номер", "дом", "раб", "primary", "secondary", "dien", "dong", "so", "bis", "value", "string", "toll", "free", "customer", "fixe", "fisso", "fijo",
	"je", "este", "er", "mitt", "mit", "min", "mio", "mia", "moj", "minun", "minulle", "numeroon", "broj", "stevilka", "szamon", "numarasini", "numaram", "pod", "na", "pa", "op", "au", "al", "le", "il", "per", "ke",
	"unter", "under", "la", "para", "terug", "mig", "meg", "mij", "my", "his", "her", "our", "your", "meu", "mi", "mon", "meine", "mein", "bei", "back", "mir", "ce", "a", "to", "el", "please", "venligst", "vennligst", "erbeten", "cua", "toi", "sie", "mich", "uns", "שלי", "من", "под", "по", "номеру", "мой", "на", "το", "στο", "ειναι", "είναι", "μου", "على", "saya", "adalah", "ini",
	"番号", "号码", "號碼", "번호", "は", "رقم", "مספר", "नंबर", "n°", "v", "t", "m", "f", "p", "type", "voice", "pref", "uri", "en", "de", "fr",
)

// behind reports whether the words behind a number ask to call it, as in
// languages whose verbs come last, or say that it is somebody's phone: "0171
// 3920012 is my mobile".
func behind(b []byte) bool {
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
			return names(b[len(copula):])
		}
	}
	return false
}

// names reports whether what is said of a number makes it a phone's: "my mobile",
// "where I can be reached", and not "my order number".
func names(b []byte) bool {
	if most := lookahead - 16; len(b) > most { // what shows wherever the text is cut
		b = b[:bytes.LastIndexByte(b[:most], ' ')+1]
	}
	if i := bytes.IndexAny(b, ".,;:!?\n()"); i >= 0 {
		b = b[:i]
	}
	for i := 0; i < 6 && len(b) > 0; i++ {
		word := b
		if k := bytes.IndexByte(b, ' '); k >= 0 {
			word, b = b[:k], b[k+1:]
		} else {
			b = nil
		}
		switch k := kindOf(word); {
		case k == stopWord:
			return false
		case k == label, k == contact, k == homonym && !things[string(word)]:
			return true
		}
	}
	return false
}

// copulas join a number with what it is.
var copulas = list("is ", "ist ", "est ", "es ", "è ", "é ", "är ", "er ", "on ", "jest ", "je ", "este ", "là ", "adalah ")

// verbHeads are what verbs and copulas begin with.
var verbHeads = func() (t [256]bool) {
	for _, v := range slices.Concat(verbs, copulas) {
		t[v[0]] = true
	}
	return t
}()

// verbs are what stands behind a number that somebody is asked to call.
var verbs = list("までお電話", "まで電話", "にお電話", "に電話", "へお電話", "までご連絡", "に連絡", "までお問い合わせ", "로 전화", "으로 전화", "로 연락", "으로 연락", "번으로", "로 문자",
	"numarasını ara", "numaralı telefon", "numarasından ara", "numaradan ara", "पर कॉल", "पर फ़ोन", "पर फोन", "पर संपर्क", "নম্বরে ফোন", "নম্বরে কল")

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
			if len(word) > 6 || !joins[string(terms.Fold(buf[:0], word))] {
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
var joins = set("or", "and", "und", "oder", "et", "ou", "y", "o", "e", "и", "или", "og", "eller", "och", "of", "en", "lub", "i", "nebo")
