package corpus

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/lab/numbers"
)

// drawer draws at random: numbers, words, look-alikes.
type drawer struct {
	*rand.Rand
	split Split
	*numbers.Metadata
	ids int64 // the last of ascending ids
}

func newDrawer(seed uint64, split Split) (*drawer, error) {
	m, err := library()
	if err != nil {
		return nil, err
	}
	return &drawer{Rand: source(seed, "corpus "+string(split)), split: split, Metadata: m}, nil
}

// library reads libphonenumber's metadata once: the types of numbers that people
// have, mobile more often.
var library = sync.OnceValues(func() (*numbers.Metadata, error) {
	return numbers.New(func(r *phonenumbers.PhoneMetadata) []*phonenumbers.PhoneNumberDesc {
		fixed, mobile := r.GetFixedLine(), r.GetMobile()
		return []*phonenumbers.PhoneNumberDesc{fixed, mobile, mobile, fixed, mobile, r.GetTollFree()}
	})
})

// Regions are those that libphonenumber knows, in order.
func Regions() ([]string, error) {
	m, err := library()
	if err != nil {
		return nil, err
	}
	return slices.Clone(m.Regions), nil
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
		if try < 400 && d.IntN(40) > 0 {
			nsn = d.National(d.Rand, region)
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
