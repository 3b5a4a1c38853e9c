package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/lab/numbers"
)

// drawer draws valid numbers from libphonenumber's metadata, at random, and
// writes them by its format functions.
type drawer struct {
	*rand.Rand
	*numbers.Metadata
	written []string // what home and abroad gave, in order
}

func newDrawer(seed uint64) (*drawer, error) {
	m, err := numbers.New(func(r *phonenumbers.PhoneMetadata) []*phonenumbers.PhoneNumberDesc {
		return []*phonenumbers.PhoneNumberDesc{r.GetFixedLine(), r.GetMobile(), r.GetMobile(), r.GetTollFree()}
	})
	if err != nil {
		return nil, err
	}
	return &drawer{Rand: rand.New(rand.NewPCG(seed, 0x6d61705f6c616964)), Metadata: m}, nil
}

// number draws a valid number of a region; of any where it is "".
func (d *drawer) number(region string) *phonenumbers.PhoneNumber {
	for {
		r := region
		if r == "" {
			r = d.Regions[d.IntN(len(d.Regions))]
		}
		n, err := phonenumbers.Parse(fmt.Sprintf("+%d%s", phonenumbers.GetCountryCodeForRegion(r), d.National(d.Rand, r)), "")
		if err == nil && phonenumbers.IsValidNumber(n) {
			return n
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
