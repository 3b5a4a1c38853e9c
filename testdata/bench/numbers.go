package main

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
)

// drawer draws valid numbers from libphonenumber's metadata, at random, and
// writes them by its format functions.
type drawer struct {
	*rand.Rand
	patterns map[string][]*syntax.Regexp
	regions  []string
	written  []string // what home and abroad gave, in order
}

func newDrawer(seed uint64) (*drawer, error) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil, err
	}
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, 0x6d61705f6c616964)), patterns: map[string][]*syntax.Regexp{}}
	for _, m := range all.GetMetadata() {
		id := m.GetId()
		if id == "001" {
			continue
		}
		for _, p := range []string{m.GetFixedLine().GetNationalNumberPattern(), m.GetMobile().GetNationalNumberPattern(), m.GetMobile().GetNationalNumberPattern(), m.GetTollFree().GetNationalNumberPattern()} {
			if p == "" || p == "NA" {
				continue
			}
			re, err := syntax.Parse(p, syntax.Perl)
			if err != nil {
				return nil, fmt.Errorf("the pattern of %s: %w", id, err)
			}
			d.patterns[id] = append(d.patterns[id], re)
		}
		if len(d.patterns[id]) > 0 {
			d.regions = append(d.regions, id)
		}
	}
	return d, nil
}

// number draws a valid number of a region; of any where it is "".
func (d *drawer) number(region string) *phonenumbers.PhoneNumber {
	for {
		r := region
		if r == "" {
			r = d.regions[d.IntN(len(d.regions))]
		}
		p := d.patterns[r]
		var b strings.Builder
		d.walk(&b, p[d.IntN(len(p))])
		n, err := phonenumbers.Parse(fmt.Sprintf("+%d%s", phonenumbers.GetCountryCodeForRegion(r), b.String()), "")
		if err == nil && phonenumbers.IsValidNumber(n) {
			return n
		}
	}
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

// home writes a number as people of its country write it to each other.
func (d *drawer) home(region string) string { return d.keep(d.homely(region)) }

// abroad writes a number of any country so that somebody in region can dial it.
func (d *drawer) abroad(region string) string { return d.keep(d.foreign(region)) }

func (d *drawer) keep(s string) string {
	d.written = append(d.written, s)
	return s
}

func (d *drawer) homely(region string) string {
	n := d.number(region)
	switch d.IntN(8) {
	case 0:
		return phonenumbers.Format(n, phonenumbers.E164)
	case 1, 2:
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	case 3:
		return phonenumbers.GetNationalSignificantNumber(n)
	}
	return phonenumbers.Format(n, phonenumbers.NATIONAL)
}

func (d *drawer) foreign(region string) string {
	n := d.number("")
	switch d.IntN(6) {
	case 0, 1:
		return phonenumbers.Format(n, phonenumbers.E164)
	case 2:
		return phonenumbers.FormatOutOfCountryCallingNumber(n, region)
	case 3:
		return phonenumbers.Format(n, phonenumbers.RFC3966)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// any writes a number, in four of five cases of region itself.
func (d *drawer) any(region string) string {
	if d.IntN(5) == 0 {
		return d.abroad(region)
	}
	return d.home(region)
}
