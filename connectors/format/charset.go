package format

import (
	"bufio"
	"bytes"
	"io"
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"

	"github.com/dialmap/dialmap/detectors/lexicon"
)

// A charset is an encoding of text from before Unicode. Its digits are those of
// ASCII, but names and labels are not, and the second bytes of some look like
// delimiters and escapes.
type charset struct {
	name  string
	enc   encoding.Encoding
	prior float64 // log-likelihood before anything was read
	model charsetModel
}

// charsetModel is how likely the bytes of a text are, as a log-likelihood.
type charsetModel func(c *charset, text []byte) float64

// charsets are the encodings to choose from where nothing declares one.
var charsets = []charset{
	{"shift_jis", japanese.ShiftJIS, -1, pairsModel(shiftJISRows)},
	{"euc-jp", japanese.EUCJP, -1, pairsModel(eucJPRows)},
	{"gb18030", simplifiedchinese.GB18030, -1, pairsModel(gbRows)},
	{"big5", traditionalchinese.Big5, -1, pairsModel(big5Rows)},
	{"euc-kr", korean.EUCKR, -1, pairsModel(eucKRRows)},
	{"windows-1252", charmap.Windows1252, 0, lettersModel(latin, "éäüöáíóñçèãàêßõúøåâôæîûëïìòùœ")},
	{"windows-1250", charmap.Windows1250, -2, lettersModel(latin, "áíéěšřčžýęłąóżśůöüćńúőđőűäťňďţăâîşź")},
	{"iso-8859-2", charmap.ISO8859_2, -3, lettersModel(latin, "áíéěšřčžýęłąóżśůöüćńúőđőűäťňďţăâîşź")},
	{"windows-1254", charmap.Windows1254, -2, lettersModel(latin, "ıüşçğöİŞÇÖÜĞâî")},
	{"windows-1251", charmap.Windows1251, -1, lettersModel(script, cyrillicLetters)},
	{"koi8-u", charmap.KOI8U, -1, lettersModel(script, cyrillicLetters)},
	{"ibm866", charmap.CodePage866, -2, lettersModel(script, cyrillicLetters)},
	{"iso-8859-5", charmap.ISO8859_5, -4, lettersModel(script, cyrillicLetters)},
	{"x-mac-cyrillic", charmap.MacintoshCyrillic, -6, lettersModel(script, cyrillicLetters)},
	{"windows-1253", charmap.Windows1253, -1, lettersModel(script, "αοιετσνηυρπκμλςωδγέόίχθάφύξήβώζψϊϋ")},
	{"windows-1255", charmap.Windows1255, -1, lettersModel(script, "יוהלאתרמבשנםעדחפקגסזכטצןךףץ")},
	{"windows-1256", charmap.Windows1256, -1, lettersModel(script, "اليمنورتبةعدسفهكقحجشأصطخىضذإثزئءظغؤآپچگژ")},
	{"windows-874", charmap.Windows874, -1, lettersModel(script, "านรอก่เง้มลยัวดทิตสีปบคหแจพชขะใื์ไุโู็ำผถซธณศภษฟฉญฐฎฏฬฮฆฑฒฌ")},
	{"ibm850", charmap.CodePage850, -6, lettersModel(latin, "éäüöáíóñçèãàêßõúøåâôæîûëïìòù")},
	{"ibm852", charmap.CodePage852, -7, lettersModel(latin, "áíéěšřčžýęłąóżśůöüćńúőđőűäťňďţăâîşź")},
	{"macintosh", charmap.Macintosh, -6, lettersModel(latin, "éäüöáíóñçèãàêßõúøåâôæîûëïìòùœ")},
}

const cyrillicLetters = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґ"

// charsetSample is how much of the lines with high bytes is looked at.
const charsetSample = 16 << 10

// charsetOf finds the encoding of a text by its beginning: what it declares,
// else what its lines with high bytes are likeliest in. ok is false where the
// text is UTF-8, or is not a text.
func charsetOf(head []byte) (c *charset, ok bool) {
	if bytes.Contains(head, []byte("\x1b$B")) || bytes.Contains(head, []byte("\x1b$@")) {
		return &charset{name: "iso-2022-jp", enc: japanese.ISO2022JP}, true
	}
	if isMostlyUTF8(head) || control(head) > len(head)/200 {
		return nil, false
	}
	if c, ok := declaredCharset(head); ok && decodesAs(c.enc, head) {
		return c, true
	}
	text := linesWithHighBytes(head)
	best := math.Inf(-1)
	for i := range charsets {
		try := &charsets[i]
		score := try.prior + try.model(try, text)
		if score > best && !math.IsInf(score, 0) {
			c, best = try, score
		}
	}
	return c, c != nil
}

// isMostlyUTF8 says whether a text is UTF-8, but for a few damaged bytes.
func isMostlyUTF8(text []byte) bool {
	good, bad := 0, 0
	text = text[:wholeRunes(text)]
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return bad == 0 || good >= 4*bad
}

var declaredEncoding = regexp.MustCompile(`(?i)(?:<\?xml[^>]{0,80}encoding=|<meta[^>]{0,120}charset=|-\*-[^\n]{0,40}coding[:=] ?|;CHARSET=|@charset )["']?([a-z0-9_:-]{2,30})`)

// declaredCharset is the encoding that a text names in its beginning.
func declaredCharset(head []byte) (*charset, bool) {
	m := declaredEncoding.FindSubmatch(head[:min(len(head), 4096)])
	if m == nil {
		return nil, false
	}
	return charsetNamed(string(m[1]))
}

// charsetNamed is the encoding that a declaration calls name. Those of Unicode
// are none here.
func charsetNamed(name string) (*charset, bool) {
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, false
	}
	name, err = htmlindex.Name(e)
	if err != nil || strings.HasPrefix(name, "utf-") || name == "replacement" {
		return nil, false
	}
	return &charset{name: name, enc: e}, true
}

// decodesAs says whether nearly all of a text can be decoded.
func decodesAs(e encoding.Encoding, text []byte) bool {
	out, _ := e.NewDecoder().Bytes(text)
	return bytes.Count(out, []byte("\uFFFD"))*50 <= len(text)
}

// linesWithHighBytes are the lines of head that hold a byte beyond ASCII.
func linesWithHighBytes(head []byte) (text []byte) {
	seen := map[string]bool{} // what repeats tells nothing new
	for len(head) > 0 && len(text) < charsetSample {
		line, rest, _ := bytes.Cut(head, []byte{'\n'})
		key := digits.ReplaceAllString(string(line), "")
		if seen[key] {
			head = rest
			continue
		}
		seen[key] = true
		if at := firstHighByte(line); at >= 0 {
			if from := max(0, at-charsetSample/2); len(line) > charsetSample {
				line = line[from:min(len(line), from+charsetSample)] // a file of one line
			}
			text = append(append(text, line...), '\n')
		}
		head = rest
	}
	return text
}

func firstHighByte(text []byte) int {
	return bytes.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// What a text of letters is made of, as logarithms of rough shares.
var (
	logUndefined = math.Log(1e-4)  // a byte that stands for nothing
	logOdd       = math.Log(2e-3)  // a sign or letter that is hardly used
	logWrongCase = math.Log(0.005) // an upper-case letter behind a lower-case one
	logRun       = math.Log(0.02)  // a third high letter in a row, in Latin
	logInWord    = math.Log(0.02)  // a sign beside a letter
	logBehind    = math.Log(0.07)  // any one byte of ASCII behind a high one
	wordBonus    = 12.0            // for a word that names a phone
)

type alphabet uint8

const (
	latin  alphabet = iota // high letters stand among those of ASCII
	script                 // words are of high letters alone
)

// lettersModel is the model of a charset of one byte a letter. letters are those
// beyond ASCII by how often they are used.
func lettersModel(kind alphabet, letters string) charsetModel {
	shares := map[rune]float64{}
	n, total := 0, 0.0
	for _, r := range letters {
		if shares[r] == 0 {
			n++
			shares[r] = 1 / float64(n+4)
			total += shares[r]
		}
	}
	for r := range shares {
		shares[r] = math.Log(0.93 * shares[r] / total)
	}
	beside, apart := math.Log(0.03), math.Log(0.97)
	if kind == script {
		beside, apart = math.Log(0.85), math.Log(0.15)
	}
	return func(c *charset, text []byte) float64 {
		decoded, _ := c.enc.NewDecoder().Bytes(text)
		score, last, run := 0.0, ' ', 0 // run: high letters in a row
		for _, r := range string(decoded) {
			switch {
			case r < utf8.RuneSelf:
				if last >= utf8.RuneSelf {
					score += logBehind
				}
				if isWordSign(last) && unicode.IsLetter(r) {
					score += logInWord
				}
			case isHighLetter(last):
				score += runeScore(r, last, kind, shares) + beside
				if run > 1 && kind == latin {
					score += logRun
				}
			default:
				score += runeScore(r, last, kind, shares) + apart
			}
			if run++; !isHighLetter(r) {
				run = 0
			}
			last = r
		}
		return score + phoneWords(decoded)
	}
}

// isWordSign says whether r is a sign beyond ASCII that does not touch words, as
// quotes and dashes do.
func isWordSign(r rune) bool {
	return r >= 0xA0 && !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(commonSigns, r)
}

const commonSigns = "\u00a0“”‘’„–—…€§°´«»¿¡№·"

func isHighLetter(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r))
}

// runeScore is the log-likelihood of a character behind another.
func runeScore(r, last rune, kind alphabet, shares map[rune]float64) float64 {
	touches := last != ' ' && (isWordSign(last) || unicode.IsLetter(last) && isWordSign(r))
	switch {
	case r == utf8.RuneError || r < 0xA0:
		return logUndefined
	case strings.ContainsRune(commonSigns, r):
		return math.Log(0.01)
	case touches && isWordSign(r):
		return logOdd + logInWord
	case isWordSign(r):
		return logOdd
	}
	score, ok := shares[r]
	if lower := unicode.ToLower(r); !ok && lower != r {
		if score, ok = shares[lower]; ok {
			score += math.Log(0.1)
		}
		if unicode.IsUpper(last) {
			score -= math.Log(0.1) // a word in capitals
		}
		if unicode.IsLower(last) {
			score += logWrongCase
		}
	}
	if !ok {
		score = logOdd
	}
	if touches {
		score += logInWord
	}
	if kind == script && last < utf8.RuneSelf && unicode.IsLetter(last) {
		score += logWrongCase // two alphabets in a word
	}
	return score
}

// phoneWords is what the words for phones say for a decoding.
func phoneWords(decoded []byte) (score float64) {
	words := bytes.FieldsFunc(decoded[:min(len(decoded), 4096)], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	for _, w := range words {
		if firstHighByte(w) >= 0 && len(w) <= 64 && lexicon.Says(strings.ToLower(string(w))) {
			score = wordBonus
		}
	}
	return score
}

// A pairRow is a stretch of lead bytes of a charset of two bytes a character:
// how large a share of a text it holds, evenly.
type pairRow struct {
	from, to byte
	share    float64
}

// The rows of the charsets of two bytes: kana, signs, characters of the first
// level (those in use) and the others.
var (
	shiftJISRows = pairRows{second: 188, single: math.Log(0.03 / 63), rows: []pairRow{{0x82, 0x83, 0.4 * 2}, {0x81, 0x81, 0.08}, {0x88, 0x97, 0.45}, {0x98, 0x9F, 0.01}, {0xE0, 0xEA, 0.01}}}
	eucJPRows    = pairRows{second: 94, rows: []pairRow{{0xA4, 0xA5, 0.4}, {0xA1, 0xA1, 0.08}, {0xA3, 0xA3, 0.02}, {0xB0, 0xCF, 0.45}, {0xD0, 0xF4, 0.02}, {0x8E, 0x8E, 0.01}}}
	gbRows       = pairRows{second: 94, rows: []pairRow{{0xB0, 0xD7, 0.88}, {0xA1, 0xA3, 0.08}, {0xD8, 0xF7, 0.03}, {0x81, 0xA0, 0.003}, {0xAA, 0xAF, 0.001}, {0xF8, 0xFE, 0.001}}}
	big5Rows     = pairRows{second: 157, rows: []pairRow{{0xA4, 0xC6, 0.88}, {0xA1, 0xA3, 0.08}, {0xC9, 0xF9, 0.03}}}
	eucKRRows    = pairRows{second: 94, rows: []pairRow{{0xB0, 0xC8, 0.92}, {0xA1, 0xA3, 0.06}, {0xCA, 0xFD, 0.01}, {0xA4, 0xA4, 0.003}, {0x81, 0xA0, 0.001}}}
)

type pairRows struct {
	rows   []pairRow
	second int     // values of a second byte
	single float64 // log-likelihood of a high byte that stands alone; 0: none does
}

// pairsModel is the model of a charset of two bytes a character.
func pairsModel(p pairRows) charsetModel {
	var byLead [256]float64
	for i := range byLead {
		byLead[i] = math.Log(1e-7)
	}
	for _, r := range p.rows {
		n := float64(int(r.to) - int(r.from) + 1)
		for b := int(r.from); b <= int(r.to); b++ {
			byLead[b] = math.Log(r.share / n / float64(p.second))
		}
	}
	return func(c *charset, text []byte) float64 {
		decoded, _ := c.enc.NewDecoder().Bytes(text)
		score := float64(bytes.Count(decoded, []byte("\uFFFD"))) * 2 * logUndefined
		for i := 0; i < len(text); i++ {
			switch b := text[i]; {
			case b < utf8.RuneSelf:
			case p.single != 0 && b >= 0xA1 && b <= 0xDF:
				score += p.single
			default:
				score += byLead[b]
				i++
			}
		}
		return score + phoneWords(decoded)
	}
}

// lateCharset is a text whose beginning is ASCII: its encoding is found at the
// first byte that is not.
type lateCharset struct {
	b       *bufio.Reader
	decided io.Reader
}

func (l *lateCharset) Read(p []byte) (int, error) {
	if l.decided != nil {
		return l.decided.Read(p)
	}
	if _, err := l.b.Peek(1); err != nil {
		return 0, err
	}
	ahead, _ := l.b.Peek(min(l.b.Buffered(), len(p)))
	n := asciiPrefix(ahead)
	if n == 0 && len(p) > 0 {
		l.decided = l.b
		ahead, _ = l.b.Peek(headSize)
		if c, ok := charsetOf(ahead); ok {
			l.decided = transform.NewReader(l.b, c.enc.NewDecoder())
		}
		return l.decided.Read(p)
	}
	n = copy(p, ahead[:n])
	_, _ = l.b.Discard(n)
	return n, nil
}

func asciiPrefix(text []byte) int {
	for i, b := range text {
		if b >= utf8.RuneSelf || b == 0x1b {
			return i
		}
	}
	return len(text)
}

// isEBCDIC says whether head is a text in the encoding of mainframes: its
// blanks, digits and letters are where ASCII has none.
func isEBCDIC(head []byte) bool {
	if len(head) < 32 {
		return false
	}
	common, blanks, digits := 0, 0, 0
	for _, b := range head {
		switch {
		case b == 0x40:
			blanks++
		case b >= 0xF0 && b <= 0xF9:
			digits++
		case b == ' ', b == '\n':
			return false
		case b >= 0x81 && b <= 0x89, b >= 0x91 && b <= 0x99, b >= 0xA2 && b <= 0xA9,
			b >= 0xC1 && b <= 0xC9, b >= 0xD1 && b <= 0xD9, b >= 0xE2 && b <= 0xE9,
			bytes.IndexByte([]byte("\x4b\x6b\x60\x61\x7a\x7d\x4d\x5d\x4e\x6d\x7c\x50\x5e\x15\x25\x0d"), b) >= 0:
			common++
		}
	}
	return common+blanks+digits >= len(head)*95/100 && (blanks+digits)*10 >= len(head)
}

// ebcdicText is the decoder of a text of mainframes. Lines end in NEL or LF.
func ebcdicText(r io.Reader) io.Reader {
	return transform.NewReader(r, transform.Chain(charmap.CodePage037.NewDecoder(), nextLines{}))
}

// nextLines makes line feeds of NEL.
type nextLines struct{ transform.NopResetter }

// Transform implements transform.Transformer.
func (nextLines) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if src[nSrc] == 0xC2 && nSrc+1 == len(src) && !atEOF {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if nDst == len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		if src[nSrc] == 0xC2 && nSrc+1 < len(src) && src[nSrc+1] == 0x85 {
			dst[nDst] = '\n'
			nSrc++
		} else {
			dst[nDst] = src[nSrc]
		}
		nDst++
		nSrc++
	}
	return nDst, nSrc, nil
}
