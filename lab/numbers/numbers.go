// Package numbers draws phone numbers at random from the patterns of
// libphonenumber's metadata: the patterns decide what a number is, never our
// own plan.
package numbers

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
)

// Metadata is what numbers are drawn from.
type Metadata struct {
	Regions  []string                    // all of them, in order
	Codes    map[int][]string            // regions by calling code
	patterns map[string][]*syntax.Regexp // by region
}

// New reads the metadata. mix says from which patterns of a region a number is
// drawn, as often as each is named.
func New(mix func(region *phonenumbers.PhoneMetadata) []*phonenumbers.PhoneNumberDesc) (*Metadata, error) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil, err
	}
	m := &Metadata{Codes: map[int][]string{}, patterns: map[string][]*syntax.Regexp{}}
	for _, r := range all.GetMetadata() {
		id := r.GetId()
		if id == "001" {
			continue
		}
		for _, desc := range mix(r) {
			p := desc.GetNationalNumberPattern()
			if p == "" || p == "NA" {
				continue
			}
			re, err := syntax.Parse(p, syntax.Perl)
			if err != nil {
				return nil, fmt.Errorf("the pattern of %s: %w", id, err)
			}
			m.patterns[id] = append(m.patterns[id], re)
		}
		if len(m.patterns[id]) == 0 {
			continue
		}
		m.Regions = append(m.Regions, id)
		code := int(r.GetCountryCode())
		m.Codes[code] = append(m.Codes[code], id)
	}
	slices.Sort(m.Regions)
	return m, nil
}

// National draws the digits of a number of a region. It matches one of its
// patterns, and need not be valid. Of France none of Mayotte's, which the
// library holds valid in both.
func (m *Metadata) National(r *rand.Rand, region string) string {
	p := m.patterns[region]
	for {
		var b strings.Builder
		walk(&b, r, p[r.IntN(len(p))])
		if d := b.String(); region != "FR" || !strings.HasPrefix(d, "269") {
			return d
		}
	}
}

// walk writes a text that re matches.
func walk(b *strings.Builder, r *rand.Rand, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		total := 0
		for i := 0; i < len(re.Rune); i += 2 {
			total += int(re.Rune[i+1]-re.Rune[i]) + 1
		}
		k := r.IntN(total)
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
			walk(b, r, sub)
		}
	case syntax.OpAlternate:
		walk(b, r, re.Sub[r.IntN(len(re.Sub))])
	case syntax.OpQuest:
		if r.IntN(2) == 0 {
			walk(b, r, re.Sub[0])
		}
	case syntax.OpRepeat:
		n := re.Min
		if re.Max > re.Min {
			n += r.IntN(re.Max - re.Min + 1)
		}
		for range n {
			walk(b, r, re.Sub[0])
		}
	}
}
