package phone

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// pastForm is a form of national numbers that is out of use.
type pastForm struct {
	region     string
	code       int
	old        []digitSet // a digit each
	keep, drop int        // digits that stay, and digits dropped behind them
	insert     string     // what stands in their place now
	until      string     // the last day, or year, that the form was in use
	source     string
}

// digitSet is a set of digits, a bit each.
type digitSet uint16

//go:embed past.tsv
var pastTable string

// pastForms are the forms by calling code.
var pastForms = func() (byCode [1000][]pastForm) {
	for line := range strings.Lines(pastTable) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 8 || line[0] == '#' {
			continue
		}
		f := pastForm{region: cells[0], old: digitSets(cells[2]), insert: cells[5], until: cells[6], source: cells[7]}
		f.code, _ = strconv.Atoi(cells[1])
		f.keep, _ = strconv.Atoi(cells[3])
		f.drop, _ = strconv.Atoi(cells[4])
		byCode[f.code] = append(byCode[f.code], f)
	}
	return byCode
}()

// leastPast is how many digits the shortest form of a calling code has that is out of
// use; many where there is none.
func leastPast(code int) int {
	least := maxDigits
	if code > 0 && code < len(pastForms) {
		for i := range pastForms[code] {
			least = min(least, len(pastForms[code][i].old))
		}
	}
	return least
}

// digitSets reads a form such as 09[12]xx.
func digitSets(form string) (sets []digitSet) {
	for i := 0; i < len(form); i++ {
		switch c := form[i]; c {
		case 'x':
			sets = append(sets, 1<<10-1)
		case '[':
			var s digitSet
			for i++; form[i] != ']'; i++ {
				s |= 1 << (form[i] - '0')
			}
			sets = append(sets, s)
		default:
			sets = append(sets, 1<<(c-'0'))
		}
	}
	return sets
}

// matches reports whether national digits have the form.
func (f *pastForm) matches(national []byte) bool {
	if len(national) != len(f.old) {
		return false
	}
	for i, d := range national {
		if f.old[i]>>(d-'0')&1 == 0 {
			return false
		}
	}
	return true
}

// fromPast returns the number of today for national digits of a form that is out
// of use.
func fromPast(code int, national []byte) (n plan.Number, ok bool) {
	if code <= 0 || code >= len(pastForms) {
		return n, false
	}
	for i := range pastForms[code] {
		f := &pastForms[code][i]
		if !f.matches(national) {
			continue
		}
		var buf [2 * maxDigits]byte
		digits := strconv.AppendInt(buf[:0], int64(code), 10)
		digits = append(append(append(digits, national[:f.keep]...), f.insert...), national[f.keep+f.drop:]...)
		if n, ok = e164(digits); ok && n.CallingCode() == code {
			return n, true
		}
	}
	return n, false
}

// parseWithPast reads b as parse does, and where that fails as a number of a form
// that is out of use: behind a plus or 00, or in the national format of region,
// with or without a trunk zero.
func parseWithPast(b []byte, region string) (n plan.Number, ok bool) {
	if n, ok = parse(b, region); ok || len(b) > 64 {
		return n, ok
	}
	var buf [64]byte
	digits := plan.AppendDigits(buf[:0], b)
	plus := len(b) > 1 && (b[0] == '+' || b[0] == '(' && b[1] == '+')
	if !plus && len(digits) > 10 && digits[0] == '0' && digits[1] == '0' {
		digits, plus = digits[2:], true
	}
	if !plus {
		code := plan.CallingCodeOf(region)
		if n, ok = fromPast(code, digits); !ok && len(digits) > 0 && digits[0] == '0' {
			n, ok = fromPast(code, digits[1:])
		}
		return n, ok
	}
	code := 0
	for i := 0; i < 3 && i < len(digits); i++ {
		if code = code*10 + int(digits[i]-'0'); pastForms[code] != nil {
			return fromPast(code, digits[i+1:])
		}
	}
	return n, false
}
