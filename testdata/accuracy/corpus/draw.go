package corpus

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers/v2"
)

// drawer draws at random: numbers, words, look-alikes.
type drawer struct {
	*rand.Rand
	split Split
	*metadata
	ids int64 // the last of ascending ids
}

// metadata is what numbers are drawn from.
type metadata struct {
	patterns map[string][]*syntax.Regexp // of the types that people have, mobile more often
	regions  []string                    // all of them, in order
}

func newDrawer(seed uint64, split Split) (*drawer, error) {
	m, err := library()
	if err != nil {
		return nil, err
	}
	return &drawer{Rand: source(seed, "corpus "+string(split)), split: split, metadata: m}, nil
}

// library reads libphonenumber's metadata once.
var library = sync.OnceValues(func() (*metadata, error) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil, err
	}
	m := &metadata{patterns: map[string][]*syntax.Regexp{}}
	for _, r := range all.GetMetadata() {
		id := r.GetId()
		if id == "001" {
			continue
		}
		fixed, mobile := r.GetFixedLine().GetNationalNumberPattern(), r.GetMobile().GetNationalNumberPattern()
		for _, p := range []string{fixed, mobile, mobile, fixed, mobile, r.GetTollFree().GetNationalNumberPattern()} {
			if p == "" || p == "NA" {
				continue
			}
			re, err := syntax.Parse(p, syntax.Perl)
			if err != nil {
				return nil, fmt.Errorf("the pattern of %s: %w", id, err)
			}
			m.patterns[id] = append(m.patterns[id], re)
		}
		m.regions = append(m.regions, id)
	}
	slices.Sort(m.regions)
	return m, nil
})

// Regions are those that libphonenumber knows, in order.
func Regions() ([]string, error) {
	m, err := library()
	if err != nil {
		return nil, err
	}
	return slices.Clone(m.regions), nil
}

// number is a valid number and how the library writes it.
type number struct {
	p        *phonenumbers.PhoneNumber
	region   string
	valid    []string
	code     string
	nsn      string // digits
	national string // written, with the trunk prefix where there is one
	intl     string // written, with the plus
}

func (n *number) e164() string { return n.code + n.nsn }

// trunk reports whether the national form begins with a prefix that the
// international one lacks.
func (n *number) trunk() string {
	d := digits(n.national)
	if len(d) > len(n.nsn) && strings.HasSuffix(d, n.nsn) {
		return d[:len(d)-len(n.nsn)]
	}
	return ""
}

// digits are the ASCII digits of s.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// number draws a valid number of a region. Every so often it is the library's
// own example.
func (d *drawer) number(region string) *number {
	code := phonenumbers.GetCountryCodeForRegion(region)
	for try := 0; ; try++ {
		var nsn string
		if p := d.patterns[region]; try < 400 && d.IntN(40) > 0 {
			var b strings.Builder
			d.walk(&b, p[d.IntN(len(p))])
			nsn = b.String()
		} else {
			nsn = phonenumbers.GetNationalSignificantNumber(phonenumbers.GetExampleNumber(region))
		}
		n, ok := valid(region, code, nsn)
		if !ok {
			continue
		}
		if first := phonenumbers.GetRegionCodeForNumber(n.p); first != region && try < 100 {
			continue // the library gives it to a neighbour first
		}
		return n
	}
}

// valid is the number with the given digits, where it is one of the region.
func valid(region string, code int, nsn string) (*number, bool) {
	p, err := phonenumbers.Parse(fmt.Sprintf("+%d%s", code, nsn), "")
	if err != nil || !phonenumbers.IsValidNumberForRegion(p, region) {
		return nil, false
	}
	n := &number{p: p, region: region, code: strconv.Itoa(code), nsn: nsn}
	n.valid = ValidIn(p)
	n.national = phonenumbers.Format(p, phonenumbers.NATIONAL)
	n.intl = phonenumbers.Format(p, phonenumbers.INTERNATIONAL)
	return n, true
}

// walk writes a text that re matches.
func (d *drawer) walk(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		total := 0
		for i := 0; i < len(re.Rune); i += 2 {
			total += int(re.Rune[i+1]-re.Rune[i]) + 1
		}
		k := d.IntN(total)
		for i := 0; i < len(re.Rune); i += 2 {
			size := int(re.Rune[i+1]-re.Rune[i]) + 1
			if k < size {
				b.WriteRune(re.Rune[i] + rune(k))
				return
			}
			k -= size
		}
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			d.walk(b, sub)
		}
	case syntax.OpAlternate:
		d.walk(b, re.Sub[d.IntN(len(re.Sub))])
	case syntax.OpQuest:
		if d.IntN(2) == 0 {
			d.walk(b, re.Sub[0])
		}
	case syntax.OpRepeat:
		n := re.Min
		if re.Max > re.Min {
			n += d.IntN(re.Max - re.Min + 1)
		}
		for range n {
			d.walk(b, re.Sub[0])
		}
	}
}

// pick draws one of a list.
func pick[T any](d *drawer, list []T) T { return list[d.IntN(len(list))] }

// name draws one of a list of names: in training never every third of them.
func (d *drawer) name(list []string) string {
	for {
		i := d.IntN(len(list))
		if d.split == Test || i%3 != 2 || len(list) < 3 {
			return list[i]
		}
	}
}

// one in n.
func (d *drawer) one(n int) bool { return d.IntN(n) == 0 }

// digits draws n digits, the first not 0.
func (d *drawer) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(d.IntN(10))
	}
	if n > 0 && b[0] == '0' {
		b[0] = '1' + byte(d.IntN(9))
	}
	return string(b)
}

// hex draws n hexadecimal digits.
func (d *drawer) hex(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[d.IntN(16)]
	}
	return string(b)
}

// letters draws n capitals.
func (d *drawer) letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'A' + byte(d.IntN(26))
	}
	return string(b)
}

// group puts a separator between pieces of the given lengths.
func group(s, sep string, lengths ...int) string {
	var parts []string
	for _, n := range lengths {
		n = min(n, len(s))
		parts = append(parts, s[:n])
		s = s[n:]
	}
	if s != "" {
		parts = append(parts, s)
	}
	return strings.Join(parts, sep)
}
