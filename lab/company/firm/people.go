package firm

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// Number is a number that somebody has.
type Number struct {
	corpus.Drawn
	Subdivision string // US-CA; "" outside of North America
}

// Person has one number, and some have a second one of the same country.
type Person struct {
	Key, Name, Email, Company, City string
	Main, Second                    Number
}

// areas are some area codes of states and provinces, by the North American
// Numbering Plan Administrator's list.
var areas = map[string]map[string][]string{
	"US": {"US-CA": {"209", "310", "415", "619"}, "US-NY": {"212", "315", "516", "716"}, "US-TX": {"210", "214", "512", "713"}, "US-FL": {"305", "407", "813"}, "US-WA": {"206", "253", "509"}, "US-IL": {"217", "312", "708"}, "US-CO": {"303", "719"}, "US-MA": {"413", "617"}},
	"CA": {"CA-ON": {"416", "519", "613"}, "CA-QC": {"418", "514"}, "CA-AB": {"403", "780"}},
}

// homes are the countries that a firm can be of; abroad are those of its other
// customers.
var (
	homes  = []string{"DE", "GB", "FR"}
	abroad = []string{"US", "CA", "DE", "GB", "FR", "AT", "ES", "MX", "IT", "NL", "PL", "PT", "BR", "SE", "TR", "JP", "KR", "CZ", "DK", "AU"}
)

// drawer makes people and chooses everything else that is left to chance.
type drawer struct {
	*rand.Rand
	numbers *corpus.Numbers
	used    map[string]bool // numbers that somebody has
	people  int
	key     string // form of a person's key
	day     time.Time
}

// people draws n of them from regions, the first ones more often.
func (d *drawer) crowd(n int, regions []string) []*Person {
	list := make([]*Person, n)
	for i := range list {
		d.people++
		region := regions[min(d.IntN(len(regions)), d.IntN(len(regions)))]
		given, family := pick(d, givenNames), pick(d, familyNames)
		p := &Person{
			Key: fmt.Sprintf(d.key, 1000+7*d.people), Name: given + " " + family, Company: pick(d, companies), City: pick(d, cities[region]),
			Email: strings.ToLower(given+"."+family) + "@mail.example", Main: d.number(region),
		}
		if d.IntN(5) < 2 {
			p.Second = d.number(region)
		}
		list[i] = p
	}
	return list
}

// number draws one that nobody has.
func (d *drawer) number(region string) Number {
	for {
		var n Number
		if states := areas[region]; states != nil {
			n.Subdivision = pick(d, sorted(states))
			n.Drawn = d.numbers.Draw(region, states[n.Subdivision]...)
		} else {
			n.Drawn = d.numbers.Draw(region)
		}
		// Numbers as long as nearly everybody's are. What becomes of odd ones is
		// measured by the corpus.
		if long := len(n.NSN); !d.used[n.E164()] && long >= 8 && long <= 11 && len(n.Code)+long <= 13 {
			d.used[n.E164()] = true
			return n
		}
	}
}

// some draws a share of a list, in its order.
func (d *drawer) some(list []*Person, share float64) []*Person {
	n := int(share*float64(len(list)) + 0.5)
	at := d.Perm(len(list))[:n]
	slices.Sort(at)
	out := make([]*Person, n)
	for i, k := range at {
		out[i] = list[k]
	}
	return out
}

// mixed puts several lists together in any order.
func (d *drawer) mixed(lists ...[]*Person) []*Person {
	all := slices.Concat(lists...)
	d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// pick draws one of a list.
func pick[T any](d *drawer, list []T) T { return list[d.IntN(len(list))] }

// sorted are the keys of m in order, so that chance alone decides.
func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// margin keeps dates away from every limit, so that neither the day of a scan
// nor the length of months changes what is true.
const margin = 45

// ago is a moment between so many days ago, never within the margin of limits,
// in months.
func (d *drawer) ago(least, most int, limits ...int) time.Time {
	for {
		t := d.day.AddDate(0, 0, -least-d.IntN(most-least)).Add(time.Duration(d.IntN(86400)) * time.Second)
		if d.clear(t, limits...) {
			return t
		}
	}
}

// clear tells whether t is away from the limits.
func (d *drawer) clear(t time.Time, limits ...int) bool {
	for _, months := range limits {
		limit := d.day.AddDate(0, -months, 0)
		if t.After(limit.AddDate(0, 0, -margin)) && t.Before(limit.AddDate(0, 0, margin)) {
			return false
		}
	}
	return true
}

// The ways to write a number.
func e164(n Number) string { return n.E164() }

func international(n Number) string { return n.International }

func bare(n Number) string { return n.Code + n.NSN }

func national(n Number) string { return n.National }

func hyphens(n Number) string { return strings.ReplaceAll(n.International, " ", "-") }

func grouped(n Number) string { return "+" + n.Code + " " + n.NSN }

// zeros stand for the plus, but where they mean another thing to people of the
// number's own country: 0055 is a carrier in Brazil, 008 abroad in Korea.
func zeros(n Number) string {
	switch n.Region {
	case "BR", "KR", "JP", "US", "CA", "AU":
		return n.International
	}
	return "00" + n.International[1:]
}

func link(n Number) string {
	return "tel:+" + n.Code + "-" + n.NSN
}

func messenger(n Number) string { return "https://wa.me/" + n.Code + n.NSN }

func extended(n Number) string { return n.International + " ext. " + n.NSN[:2] + "7" }

// anyhow is one of the international ways.
func (d *drawer) anyhow(n Number) string {
	return pick(d, []func(Number) string{e164, e164, international, international, hyphens, grouped, zeros, link, messenger, extended})(n)
}
