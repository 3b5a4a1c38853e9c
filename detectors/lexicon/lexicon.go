// Package lexicon is what people call a phone, in their languages: the words
// that name a column of numbers and those that stand beside a number in a text.
//
// The words are data: phone.tsv has a row for each word, with its language, what
// it means and how it is matched. [Fold] is the one folding, and [Before] the one
// matcher that reads text.
package lexicon

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Meaning is what a word says of the number beside it.
type Meaning uint8

// The meanings. A word before a number has one of those down to Other.
const (
	None         Meaning = iota
	Phone                // it is a phone's; names a column too: "phone", "mobile"
	Label                // it is a phone's: "helpline", "my number" in one word
	Abbreviation         // it is a phone's where a full stop or colon follows: "kom."
	Homonym              // it may be a phone's: "cell", "hp"
	Act                  // somebody is asked to use it: "call", "ring", "escríbeme"
	Contact              // somebody can be reached there: "erreichbar"
	Place                // people are called there: "office"
	Owner                // whose it is: "my", "alternate"
	Number               // it is a number of some kind: "no", "number"
	Filler               // it goes on: "is", "at"
	Pronoun              // as a filler; somebody is to be reached: "me", "us"
	Send                 // with a pronoun behind it, somebody is asked to use it: "message me"
	Other                // it is a number of another kind: "order", "iban"
	Extension            // an extension follows: "ext"
	Join                 // it stands between the numbers of a list: "or"
	Copula               // what follows says what the number before is: "is", "ist"
	Request              // behind a number: it is to be called
	Sign                 // a picture of a phone
	Unrelated            // it holds a word for a phone and names something else: "microphone"
)

var meanings = map[string]Meaning{
	"phone": Phone, "label": Label, "abbreviation": Abbreviation, "homonym": Homonym, "act": Act, "contact": Contact, "place": Place, "owner": Owner, "number": Number,
	"filler": Filler, "pronoun": Pronoun, "send": Send, "other": Other, "extension": Extension, "join": Join, "copula": Copula, "request": Request, "sign": Sign, "unrelated": Unrelated,
}

// Match says how a row is compared with a text.
type Match uint8

// The ways.
const (
	Whole  Match = iota // it is the word
	Part                // the word holds it
	Phrase              // the text behind the number begins with it
	Symbol              // the text before the number ends with it
)

var matches = map[string]Match{"word": Whole, "part": Part, "phrase": Phrase, "sign": Symbol}

// Row is a row of the table.
type Row struct {
	Word     string
	Language string // ISO 639-1, several with spaces between them; "mul" for many
	Meaning  Meaning
	Match    Match
}

//go:embed phone.tsv
var phoneTable string

// Rows are the rows of the table, in its order.
var Rows = parseRows(phoneTable)

// parseRows reads a table. It is part of the program: what is wrong with it is
// found by the tests.
func parseRows(table string) (rows []Row) {
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		for len(cells) < 4 {
			cells = append(cells, "")
		}
		rows = append(rows, Row{Word: cells[0], Language: cells[1], Meaning: meanings[cells[2]], Match: matches[cells[3]]})
	}
	return rows
}

// Words are the words of a meaning that are matched in one way.
func Words(meaning Meaning, match Match) (words []string) {
	for _, r := range Rows {
		if r.Meaning == meaning && r.Match == match {
			words = append(words, r.Word)
		}
	}
	return words
}

// BytesOf are words as they are compared with a text.
func BytesOf(words []string) (out [][]byte) {
	for _, w := range words {
		out = append(out, []byte(w))
	}
	return out
}

// Says reports whether a folded word is one for a phone, or holds one.
func Says(word string) bool {
	in := func(part string) bool { return strings.Contains(word, part) }
	return phoneWords[word] || slices.ContainsFunc(phoneParts, in) && !IsUnrelated([]byte(word))
}

// Beside reports whether a folded word in the cell of a number says that it is a
// phone's: a label, an extension, where people are called.
func Beside(word string) bool { return besideWords[word] || Says(word) }

// NamesOther reports whether a folded word names another kind of number.
func NamesOther(word string) bool { return beforeWords[word] == Other }

// IsUnrelated reports whether a folded word that holds a word for a phone is about
// something else: a microphone, a car.
func IsUnrelated(word []byte) bool {
	return slices.ContainsFunc(unrelated, func(t []byte) bool { return bytes.Contains(word, t) })
}

var (
	phoneWords  = setOf(Words(Phone, Whole))
	phoneParts  = Words(Phone, Part)
	besideWords = setOf(append(Words(Place, Whole), Words(Extension, Whole)...))
	unrelated   = BytesOf(Words(Unrelated, Part))
)

func setOf(words []string) map[string]bool {
	t := make(map[string]bool, len(words))
	for _, w := range words {
		t[w] = true
	}
	return t
}

// Before says what a word before a number means, in any case and with or without
// diacritics.
func Before(word []byte) Meaning {
	if len(word) <= 8 {
		if key, ok := shortKeyOf(word); ok {
			for i := key.place(); ; i = (i + 1) % len(shortWords) {
				switch e := &shortWords[i]; {
				case e.key == key:
					return e.meaning
				case e.key != 0:
				case len(word) >= 5 && key.holdsStem(len(word)):
					return Phone
				default:
					return None
				}
			}
		}
	}
	if len(word) == len("đt") && strings.EqualFold(string(word), "đt") { // điện thoại; dt is a date
		return Phone
	}
	var buf [128]byte
	return beforeFolded(Fold(buf[:0], word))
}

// beforeFolded looks a folded word up.
func beforeFolded(word []byte) Meaning {
	if len(word) == 0 {
		return None
	}
	if knownOutlines[outlineOf(word)] {
		if m, ok := beforeWords[string(word)]; ok {
			return m
		}
	}
	if word[0] < utf8.RuneSelf {
		if len(word) >= 5 && holdsStem(word) {
			return Phone
		}
		return None
	}
	for _, s := range signParts {
		if bytes.Contains(word, s) && !IsUnrelated(word) {
			return Phone
		}
	}
	return None
}

// beforeWords are the whole words that may stand before a number.
var beforeWords = func() map[string]Meaning {
	t := make(map[string]Meaning)
	for _, r := range Rows {
		if r.Match == Whole && r.Meaning <= Other {
			t[r.Word] = r.Meaning
		}
	}
	return t
}()

// stems are parts of Latin words: phoneNumber, telefonnummer, mobilszam; and
// signParts those of words in other scripts, many of which put no space between
// words.
var stems, signParts = func() (latin, others [][]byte) {
	for _, w := range append(Words(Phone, Part), Words(Label, Part)...) {
		if w[0] < utf8.RuneSelf {
			latin = append(latin, []byte(w))
		} else {
			others = append(others, []byte(w))
		}
	}
	return latin, others
}()

// holdsStem reports whether a word holds a stem.
func holdsStem(word []byte) bool {
	for i, c := range word {
		if !stemHeads[c] {
			continue
		}
		for _, s := range stems {
			if bytes.HasPrefix(word[i:], s) {
				return !IsUnrelated(word)
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

// shortKey is a word of at most eight ASCII letters, in lower case.
type shortKey uint64

func shortKeyOf(word []byte) (k shortKey, ok bool) {
	for _, c := range word {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return 0, false
		}
		k = k<<8 | shortKey(c|0x20)
	}
	return k, len(word) > 0
}

// place is where the search for a word begins.
func (k shortKey) place() int { return int(uint64(k) * 0x9E3779B97F4A7C15 >> (64 - shortBits)) }

// holdsStem reports whether the word, of n letters, holds a stem.
func (k shortKey) holdsStem(n int) bool {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(k))
	return holdsStem(b[8-n:])
}

// shortWords are the short ASCII words, by their key.
const shortBits = 11

var shortWords = func() (t [1 << shortBits]struct {
	key     shortKey
	meaning Meaning
}) {
	for w, m := range beforeWords {
		if key, ok := shortKeyOf([]byte(w)); ok && len(w) <= 8 {
			i := key.place()
			for t[i].key != 0 {
				i = (i + 1) % len(t)
			}
			t[i].key, t[i].meaning = key, m
		}
	}
	return t
}()

// outlineOf sorts out, with the length of a word and its ends, most that are none
// of the words.
func outlineOf[T string | []byte](word T) uint16 {
	first, last := uint16(word[0]), uint16(word[len(word)-1])
	return (first*97 + last*1009 + uint16(len(word))*131) % 4096
}

var knownOutlines = func() (t [4096]bool) {
	for w := range beforeWords {
		t[outlineOf(w)] = true
	}
	return t
}()

// EndsWithSign reports whether a text ends with a picture of a phone, with spaces,
// a colon and what chooses its style behind it.
func EndsWithSign(text []byte) bool {
	for len(text) > 0 {
		r, n := utf8.DecodeLastRune(text)
		if r != ' ' && r != ':' && r != '\u00A0' && r != '\uFE0F' && r != '\uFE0E' {
			return phoneSigns[r]
		}
		text = text[:len(text)-n]
	}
	return false
}

var phoneSigns = func() map[rune]bool {
	t := make(map[rune]bool)
	for _, w := range Words(Sign, Symbol) {
		r, _ := utf8.DecodeRuneInString(w)
		t[r] = true
	}
	return t
}()

// Fold appends a word in lower case, Latin letters without diacritics.
func Fold(dst, word []byte) []byte {
	for len(word) > 0 {
		if c := word[0]; c < utf8.RuneSelf {
			if c-'A' <= 'Z'-'A' {
				c |= 0x20
			}
			dst, word = append(dst, c), word[1:]
			continue
		}
		r, n := utf8.DecodeRune(word)
		word = word[n:]
		switch r = unicode.ToLower(r); {
		case r < utf8.RuneSelf:
			dst = append(dst, byte(r))
		case r >= 0x300 && r <= 0x36F:
		default:
			if plain, ok := plainLetters[r]; ok {
				dst = append(dst, plain)
			} else {
				dst = utf8.AppendRune(dst, r)
			}
		}
	}
	return dst
}

var plainLetters = func() map[rune]byte {
	t := make(map[rune]byte)
	for plain, letters := range map[byte]string{
		'a': "àáâãäåāăąạảấầẩẫậ", 'c': "çćč", 'd': "ďđ", 'e': "èéêëēėęěẹẻẽếềểễệ", 'g': "ğ", 'i': "ìíîïīįıịỉĩ", 'l': "łľ",
		'n': "ñńň", 'o': "òóôõöøőơọỏốồổỗộ", 'r': "ř", 's': "śšşș", 't': "ťţț", 'u': "ùúûüūůűưụủ", 'y': "ýÿ", 'z': "źžż",
	} {
		for _, r := range letters {
			t[r] = plain
		}
	}
	return t
}()
