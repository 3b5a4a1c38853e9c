package verdict

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors/check"
	"github.com/dialmap/dialmap/detectors/lexicon"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// Evidence is what the pilot saw of one field: counts, and no value. It is
// frozen in the plan, so that the verdict after the scan stands on it too.
type Evidence struct {
	Path  string    `json:"path,omitempty"`
	Type  string    `json:"type,omitempty"`
	Named role.Says `json:"named,omitempty"` // what the name says of phones
	Noted role.Says `json:"noted,omitempty"` // what the catalogue's comment says of them
	Other bool      `json:"other,omitempty"` // name and values say that it is for something else
	Role  role.Role `json:"role,omitempty"`  // what it is for

	Hidden bool `json:"hidden,omitempty"` // the name speaks of hashes, tokens or masks

	People int `json:"people,omitempty"` // columns beside it with names, addresses and keys of people

	Values   int  `json:"values,omitempty"`   // present, not empty
	Distinct int  `json:"distinct,omitempty"` // different values
	Digits   int  `json:"digits,omitempty"`   // digits only
	Decimal  int  `json:"decimal,omitempty"`  // numbers with a fraction that is not 0
	Codes    int  `json:"codes,omitempty"`    // figures and codes: digits, punctuation, at most a few letters in front
	Single   int  `json:"single,omitempty"`   // five to fifteen digits in one stretch, a few words before or behind, an extension
	Told     int  `json:"told,omitempty"`     // of these, with a word that says that they are a phone's: a label, an extension
	Written  int  `json:"written,omitempty"`  // digits with the separators of phone numbers, or a plus
	Plus     int  `json:"plus,omitempty"`     // begins with + or 00
	Zero     int  `json:"zero,omitempty"`     // begins with a 0
	Worded   int  `json:"worded,omitempty"`   // words: three letters and fewer than five digits
	Spelt    int  `json:"spelt,omitempty"`    // three letters and five digits or more
	Short    int  `json:"short,omitempty"`    // fewer than seven digits
	Long     int  `json:"long,omitempty"`     // more than fifteen
	Epoch    int  `json:"epoch,omitempty"`    // a time of this century in s, ms or µs
	Dates    int  `json:"dates,omitempty"`    // a date, written or in eight or fourteen digits
	Luhn     int  `json:"luhn,omitempty"`     // of nine digits and of thirteen to nineteen, with the check digit of cards and devices
	EAN      int  `json:"ean,omitempty"`      // of eight, twelve, thirteen or fourteen digits, with the check digit of articles and books
	Banked   int  `json:"banked,omitempty"`   // with the check digits of an IBAN
	Checked  int  `json:"checked,omitempty"`  // long enough for one of these
	Dotted   int  `json:"dotted,omitempty"`   // addresses and versions: three points and more
	Measured int  `json:"measured,omitempty"` // dimensions, and floats that were rounded: 120x80x40, 1.234e+11
	UUIDs    int  `json:"uuids,omitempty"`    // keys of 128 random bits
	Ordered  bool `json:"ordered,omitempty"`  // rises or falls throughout
	Counter  bool `json:"counter,omitempty"`  // each value a little more than the one before
	Widths   int  `json:"widths,omitempty"`   // different counts of digits
	Heads    int  `json:"heads,omitempty"`    // different first three digits, without zeros in front
	Patchy   bool `json:"patchy,omitempty"`   // what could be times lies in stretches with holes between them, as plans leave and times do not
	Yeared   int  `json:"yeared,omitempty"`   // a year, a separator and digits: documents are numbered so, terms written

	Detected      int      `json:"detected,omitempty"` // values that were looked into as numbers of a phone field
	Valid         int      `json:"valid,omitempty"`    // wholly one number of a known region
	Plain         int      `json:"plain,omitempty"`    // wholly one number of a region nobody knows
	Among         int      `json:"among,omitempty"`    // several, or with other text
	Marked        int      `json:"marked,omitempty"`   // of the whole ones, written as only phone numbers are
	International int      `json:"international,omitempty"`
	Tried         int      `json:"tried,omitempty"`     // values that were compared with random digits
	ByChance      int      `json:"lucky,omitempty"`     // random digits in the same places that are valid too
	ByChanceHead  int      `json:"luckyhead,omitempty"` // and where the first two digits stay
	Between       float64  `json:"between,omitempty"`   // share of random numbers as near as the next of the column that are valid too, in the region that is told or else in the one that fits best
	Fixed         float64  `json:"fixed,omitempty"`     // leading digits that the values share: see [Neighbours.Fixed]
	Fit           string   `json:"fit,omitempty"`       // regions that explain the numbers in national form
	Sure          float64  `json:"sure,omitempty"`
	FitValid      float64  `json:"fit_valid,omitempty"`
	FitChance     float64  `json:"fit_chance,omitempty"`
	Placed        []Placed `json:"placed,omitempty"`    // by what columns of the record, strongest first
	Spoken        float64  `json:"spoken,omitempty"`    // how much the surroundings speak of Fit
	Overruled     string   `json:"overruled,omitempty"` // the region of the source or the organisation, which explains none of the values

	Shapes profile.Shapes `json:"shapes,omitzero"`
}

// Placed is how many of the pilot's values a column of their record places.
type Placed struct {
	By     string `json:"by"` // country, calling code, state, locale, address, city, currency
	Values int    `json:"values"`
}

// Look counts what values look like. first are values that follow each other in
// the source: whether they rise or count says nothing of others.
func Look(e *Evidence, values, first [][]byte) {
	distinct := make(map[string]struct{}, len(values))
	var widths [32]bool
	met := map[string]bool{}
	for _, v := range values {
		if Placeholder(v) {
			e.Values--
			continue
		}
		Shape(&e.Shapes, v)
		distinct[string(v)] = struct{}{}
		look(e, v, &widths, met)
	}
	e.Distinct = len(distinct)
	e.Heads = heads(values)
	e.Patchy = isPatchy(values)
	e.Decimal, e.Digits = int(e.Shapes.Decimal), int(e.Shapes.Digits)
	for _, w := range widths {
		if w {
			e.Widths++
		}
	}
	e.Ordered, e.Counter = ordered(first), counter(first)
}

// heads counts the different first three digits of values: of numbers many, of
// identifiers that begin with a year few.
func heads(values [][]byte) (n int) {
	var seen [1000]bool
	for _, v := range values {
		head, digits := 0, 0
		for _, c := range v {
			if c -= '0'; c <= 9 && (c > 0 || digits > 0) {
				if head, digits = 10*head+int(c), digits+1; digits == 3 {
					break
				}
			}
		}
		if digits == 3 && !seen[head] {
			seen[head] = true
			n++
		}
	}
	return n
}

// isPatchy says that the first three digits of those values that could be times
// since 1970 leave holes between the lowest and the highest, and many more
// than as many times drawn from that stretch would.
func isPatchy(values [][]byte) bool {
	var met [1000]bool
	n, low, high := 0, 999, 0
	for _, v := range values {
		if !epoch(v) {
			continue
		}
		head := int(v[0]-'0')*100 + int(v[1]-'0')*10 + int(v[2]-'0')
		met[head], low, high, n = true, min(low, head), max(high, head), n+1
	}
	missing, holes := 0, 0
	for head := low; head <= high; head++ {
		if !met[head] {
			missing++
			if met[head-1] {
				holes++
			}
		}
	}
	stretch := float64(high - low + 1)
	return holes >= 2 && float64(missing) > 3+2*stretch*math.Pow(1-1/stretch, float64(n))
}

func look(e *Evidence, v []byte, widths *[32]bool, met map[string]bool) {
	if v = bytes.TrimLeft(v, "'"); len(v) == 0 {
		return
	}
	if Code(v) {
		e.Codes++
	}
	n, other, letters := 0, 0, 0
	stretch, inside := 0, true // digits before a letter stands among them
	for _, c := range v {
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 {
			letters++
			inside = n == 0
		}
		switch {
		case c >= '0' && c <= '9':
			if n++; inside {
				stretch++
			}
		case c == ' ' || c == '-' || c == '(' || c == ')' || c == '/' || c == '.' || c == '+':
		default:
			other++
		}
	}
	switch {
	case letters >= 3 && n < 5:
		e.Worded++
	case letters >= 3:
		e.Spelt++
	}
	if n == 0 {
		return
	}
	widths[min(n, 31)] = true
	if stretch >= 5 && stretch <= 15 && n-stretch <= 5 && len(v) <= 40 {
		e.Single++
		if letters > 0 && told(v, met) {
			e.Told++
		}
	}
	switch {
	case n < 7:
		e.Short++
	case n > 15 && !several(v):
		e.Long++
	}
	if other == 0 && n != len(v) && n >= 6 && len(v) < 30 {
		e.Written++
	}
	switch {
	case v[0] == '+' || len(v) > 9 && v[0] == '0' && v[1] == '0':
		e.Plus++
	case v[0] == '0' && n > 1 && v[1] != '.':
		e.Zero++
	}
	if n == len(v) {
		figures(e, v)
		return
	}
	if uuid(v) {
		e.UUIDs++
	}
	if dimensions(v) || rounded(v) {
		e.Measured++
	}
	if role.Time(v) {
		e.Dates++
	}
	if other == 0 && octets(v) {
		e.Dotted++
	}
	if yeared(v) {
		e.Yeared++
	}
	if n == 9 && other == 0 && len(v) == 11 && v[3] == v[7] {
		e.nine(slices.Concat(v[:3], v[4:7], v[8:]))
	}
	if len(v) >= 15 && len(v) <= 42 && iban(v) {
		e.Banked++
		e.Checked++
	}
}

// Placeholder says that v stands where a number was asked for and none was given:
// 0000000000, 9999999999, 1234567890.
func Placeholder(v []byte) bool {
	if len(v) < 7 || len(v) > 13 || !digits(v) {
		return false
	}
	same, rising := true, true
	for i := 1; i < len(v); i++ {
		same = same && v[i] == v[0]
		rising = rising && v[i]-'0' == (v[i-1]-'0'+1)%10
	}
	return same || rising
}

// several says that v is numbers of seven to fifteen digits, two or more, with
// nothing but separators between them.
func several(v []byte) bool {
	n, parts := 0, 0
	for len(v) > 0 {
		step := 1
		switch c := v[0]; {
		case c >= '0' && c <= '9':
			n++
		case c == ' ' && (bytes.HasPrefix(v, []byte(" or ")) || bytes.HasPrefix(v, []byte(" / ")) || bytes.HasPrefix(v, []byte(" y ")) || bytes.HasPrefix(v, []byte(" ou "))), c == '/' && n >= 7, c == ';', c == ',', c == '|', c == '\n':
			if n < 7 || n > 15 {
				return false
			}
			n, parts = 0, parts+1
			if i := bytes.IndexAny(v, "0123456789+("); i > 0 {
				step = i
			}
		case c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '+' || c == '/':
		default:
			return false
		}
		v = v[step:]
	}
	return parts > 0 && n >= 7 && n <= 15
}

// told says that a word of v says that its digits are a phone's; an x does where
// it stands behind six of them and more. met are the words of the column.
func told(v []byte, met map[string]bool) bool {
	digits, start := 0, -1
	for i := 0; i <= len(v); i++ {
		switch {
		case i < len(v) && (v[i]|0x20 >= 'a' && v[i]|0x20 <= 'z' || v[i] >= 0x80):
			if start < 0 {
				start = i
			}
			continue
		case start >= 0:
			word := v[start:i]
			start = -1
			beside, ok := met[string(word)]
			if !ok {
				folded := string(lexicon.Fold(nil, word))
				beside = lexicon.Says(folded) || !isCapitalPair(word) && lexicon.Beside(folded)
				met[string(word)] = beside
			}
			if digits == 0 && i+1 < len(v) && v[i] == '-' && v[i+1] >= '0' && v[i+1] <= '9' { // PH-12345
				continue
			}
			if beside || digits >= 6 && len(word) == 1 && word[0]|0x20 == 'x' {
				return true
			}
		}
		if i < len(v) && v[i] >= '0' && v[i] <= '9' {
			digits++
		}
	}
	return false
}

// isCapitalPair says that a word is two capitals: of AB 123456, a series and its
// number.
func isCapitalPair(word []byte) bool {
	return len(word) == 2 && word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'A' && word[1] <= 'Z'
}

// dimensions says that v is figures with an x between them, of which there are
// several or too few digits in front for a number and its extension.
func dimensions(v []byte) bool {
	groups, digits, first := 1, 0, 0
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9' || c == '.':
			digits++
		case c == 'x' || c == 'X' || c == '*':
			if digits == 0 {
				return false
			}
			if groups == 1 {
				first = digits
			}
			groups, digits = groups+1, 0
		case c != ' ':
			return false
		}
	}
	return digits > 0 && (groups > 2 || groups == 2 && first < 6)
}

// rounded says that v is a float whose exponent is larger than its fraction is
// long, so that its last digits were lost; a number that became a float is whole.
func rounded(v []byte) bool {
	i := bytes.IndexAny(v, "eE")
	if i < 1 || i+2 >= len(v) || v[i+1] != '+' {
		return false
	}
	mantissa, exponent := v[:i], v[i+2:]
	fraction := mantissa[min(len(mantissa), 1+max(bytes.IndexAny(mantissa, ".,"), 0)):]
	n, err := strconv.Atoi(string(exponent))
	return err == nil && n > len(bytes.TrimRight(fraction, "0"))
}

// isMeasure says that most values are not numbers of anybody but measures: of
// numbers that became floats one in ten ends in a 0.
func (e *Evidence) isMeasure() bool { return 2*e.Measured > e.Values }

// IsPromised says that the field's name or its comment promises phone numbers.
func (e *Evidence) IsPromised() bool { return e.says(role.Yes) }

// says is whether the field's name or its comment says at least so much of
// phones.
func (e *Evidence) says(least role.Says) bool { return e.Named >= least || e.Noted >= least }

// isKey says that a field counts its records, rises with them under a name that
// speaks of something else, or holds dates or numbers of documents: nothing of
// its values makes these numbers. Nor does it under such a name where all begin
// alike, and random digits behind that would be as valid.
func (e *Evidence) isKey() bool {
	if e.Checked >= 20 && 10*e.Checked >= 9*e.Values && 20*max(e.Luhn, e.EAN) >= 19*e.Checked {
		return true // no chance gives so many check digits, whatever the name says
	}
	if e.says(role.Maybe) || e.Values < 5 {
		return false
	}
	if e.Counter || 2*e.Dates > e.Values || 20*e.Yeared >= 19*e.Values {
		return true
	}
	return e.Named == role.No && (e.Ordered && e.Values >= 10 && e.Digits == e.Values ||
		e.Heads <= 4 && e.Plus == 0 && e.Tried >= 5 && 20*e.ByChanceHead >= 19*e.Tried)
}

// yeared says that v is a year, a separator and four digits or more.
func yeared(v []byte) bool {
	if len(v) < 9 || v[4] != '-' && v[4] != '/' || !digits(v[:4]) || !digits(v[5:]) {
		return false
	}
	return string(v[:2]) == "19" || string(v[:2]) == "20" && v[2] <= '3'
}

// octets says that v is an address or a version: four groups of up to 255,
// without a 0 in front.
func octets(v []byte) bool {
	groups := bytes.Split(v, []byte("."))
	if len(groups) != 4 {
		return false
	}
	for _, g := range groups {
		if n, err := strconv.Atoi(string(g)); err != nil || n > 255 || len(g) > 1 && g[0] == '0' {
			return false
		}
	}
	return true
}

// figures looks at a value of digits only.
func figures(e *Evidence, v []byte) {
	if epoch(v) {
		e.Epoch++
	}
	if compactDate(v) {
		e.Dates++
	}
	switch n := len(v); {
	case n >= 13 && n <= 19:
		e.Checked++
		if check.Luhn(v) {
			e.Luhn++
		}
		if (n == 13 || n == 14) && check.EAN(v) {
			e.EAN++
		}
	case n == 9:
		e.nine(v)
	case n == 8 || n == 12:
		e.Checked++
		if check.EAN(v) {
			e.EAN++
		}
	}
}

// nine looks at nine digits: the ids of persons in Canada and of companies in
// France have the check digit of cards.
func (e *Evidence) nine(v []byte) {
	e.Checked++
	if check.Luhn(v) {
		e.Luhn++
	}
}

// iban says that a value is an account's number by its form and its check.
func iban(v []byte) bool {
	var b []byte
	for _, c := range v {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
			b = append(b, c)
		case c != ' ':
			return false
		}
	}
	if len(b) < 15 || b[0] < 'A' || b[1] < 'A' || b[2] > '9' || b[3] > '9' {
		return false
	}
	return check.IBAN(b)
}

// compactDate says that v is yyyymmdd, ddmmyyyy or mmddyyyy, or the first with
// a time behind it.
func compactDate(v []byte) bool {
	if len(v) != 8 && len(v) != 12 && len(v) != 14 {
		return false
	}
	n := func(i, j int) int { x, _ := strconv.Atoi(string(v[i:j])); return x } // digits only
	year := func(y int) bool { return y >= 1900 && y <= 2099 }
	month, day := func(m int) bool { return m >= 1 && m <= 12 }, func(d int) bool { return d >= 1 && d <= 31 }
	if year(n(0, 4)) && month(n(4, 6)) && day(n(6, 8)) {
		return len(v) == 8 || n(8, 10) < 24 && n(10, 12) < 60
	}
	return len(v) == 8 && year(n(4, 8)) && (day(n(0, 2)) && month(n(2, 4)) || month(n(0, 2)) && day(n(2, 4)))
}

// MayHold says that a field can hold numbers at all, so that looking into it as
// a phone field is worth its time.
func (e *Evidence) MayHold() bool {
	switch e.Type {
	case connectors.Boolean, connectors.Date, connectors.Timestamp:
		return false
	}
	return e.Values > 0 && (e.Short < e.Values || e.says(role.Maybe))
}

// MayBePhone says that a field may be one of phone numbers in national form, so
// that it is worth asking which regions explain it.
func (e *Evidence) MayBePhone() bool {
	if e.isMeasure() || 2*e.Dates > e.Values {
		return false
	}
	if e.says(role.Yes) {
		return !e.Counter || e.isWritten()
	}
	if e.Counter || e.mayBeTimes() {
		return false
	}
	if e.Named == role.Maybe {
		return true
	}
	if e.Other || 2*e.Dotted > e.Values {
		return false
	}
	if e.Named == role.No {
		return 2*e.Written > e.Values && 10*e.Decimal < e.Values
	}
	rest := e.Values - e.Worded // names of people, their mail
	return rest > 0 && 10*max(e.Codes, e.Single) >= 7*rest && 4*(e.Short+e.Long) < e.Values+3*e.Worded && 10*e.Decimal < rest && 4*e.Distinct > e.Values
}

// mayBeTimes says that most values of a field could be times since 1970.
func (e *Evidence) mayBeTimes() bool { return 2*e.Epoch > e.Values }

// MayBePlaced says that what fits a field may place its numbers. Those that could
// be times since 1970 begin with a few heads that several plans have: they need
// surroundings that speak of the region.
func (e *Evidence) MayBePlaced(spoken float64) bool { return !e.mayBeTimes() || spoken > 0 }

// Digits says that v has at least n ASCII digits.
func Digits(v []byte, n int) bool {
	for _, c := range v {
		if c >= '0' && c <= '9' {
			if n--; n <= 0 {
				return true
			}
		}
	}
	return false
}

func digits(v []byte) bool {
	return len(v) > 0 && !slices.ContainsFunc(v, func(c byte) bool { return c < '0' || c > '9' })
}

// ordered says that the values only rise or only fall, as counters do.
func ordered(values [][]byte) bool {
	up, down := true, true
	for i := 1; i < len(values); i++ {
		switch compare(values[i-1], values[i]) {
		case -1:
			down = false
		case 1:
			up = false
		}
	}
	return len(values) > 1 && (up || down)
}

// counter says that nearly every value is the one before and a little more.
func counter(values [][]byte) bool {
	steps := 0
	var last int64
	for i, v := range values {
		n, err := strconv.ParseInt(string(v[:min(len(v), 18)]), 10, 64)
		if err != nil {
			return false
		}
		if i > 0 && n > last && n <= last+10 {
			steps++
		}
		last = n
	}
	return len(values) > 1 && 10*steps >= 9*(len(values)-1)
}

func compare(a, b []byte) int {
	if len(a) != len(b) {
		if len(a) < len(b) {
			return -1
		}
		return 1
	}
	return bytes.Compare(a, b)
}

// epoch says that v is a time between 2001 and 2030 in seconds, milliseconds or
// microseconds since 1970. Later ones begin as North American numbers do.
func epoch(v []byte) bool {
	switch len(v) {
	case 10, 13, 16:
	default:
		return false
	}
	n, err := strconv.ParseInt(string(v[:10]), 10, 64)
	return err == nil && digits(v) && n >= 1_000_000_000 && n < 1_900_000_000
}
