package corpus

import (
	"maps"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
)

// Nongeographic stands among the regions of a number under +1 that no country
// there has for itself, such as a toll-free one: the calling code is all that
// tells whose it is.
const Nongeographic = "nongeographic"

// ValidIn lists the regions of a calling code in which a number is valid, with
// Nongeographic where that is an answer too.
func ValidIn(p *phonenumbers.PhoneNumber) (regions []string) {
	for _, r := range phonenumbers.GetRegionCodesForCountryCode(int(p.GetCountryCode())) {
		if phonenumbers.IsValidNumberForRegion(p, r) {
			regions = append(regions, r)
		}
	}
	slices.Sort(regions)
	if p.GetCountryCode() != 1 || len(regions) == 0 {
		return regions
	}
	switch phonenumbers.GetNumberType(p) {
	case phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return regions
	}
	return append(regions, Nongeographic)
}

// Agree counts how many of the found regions were planted: regions that share
// a number stand for each other. Keys are regions joined by /; "" is none.
func Agree(planted, found map[string]int) (right, placed int) {
	left := maps.Clone(planted)
	take := func(key string, n int) int {
		k := min(n, left[key])
		left[key] -= k
		return k
	}
	for _, exact := range []bool{true, false} {
		for _, key := range slices.Sorted(maps.Keys(found)) {
			n := found[key]
			if key == "" {
				continue
			}
			if exact {
				placed += n
				k := take(key, n)
				right += k
				found[key] -= k
				continue
			}
			for _, other := range slices.Sorted(maps.Keys(left)) {
				if overlap(key, other) {
					k := take(other, n)
					right, n = right+k, n-k
				}
			}
		}
	}
	return right, placed
}

// overlap reports whether two lists of regions, joined by /, have one in
// common.
func overlap(a, b string) bool {
	for r := range strings.SplitSeq(a, "/") {
		if slices.Contains(strings.Split(b, "/"), r) {
			return true
		}
	}
	return false
}
