package phone

import "github.com/dialmap/dialmap/detectors/phone/plan"

// dialsAlike are the regions with calling codes of their own that dial each other
// as one country: a number of Réunion is 0692 there and in Paris, and a customer
// in Paris may have one. The first is the region that a record is said to be of.
//
// Source: Arcep, national numbering plan (the decision of 24 July 2018 and its
// changes), which gives France and its overseas departments one range of numbers.
var dialsAlike = map[string][]string{
	"FR": {"GP", "GF", "MQ", "RE", "PM"},
	"GP": {"FR", "GF", "MQ", "RE", "PM"},
	"GF": {"FR", "GP", "MQ", "RE", "PM"},
	"MQ": {"FR", "GP", "GF", "RE", "PM"},
	"RE": {"FR", "GP", "GF", "MQ", "PM"},
	"YT": {"FR", "GP", "GF", "MQ", "RE", "PM"},
	"BL": {"FR", "GP", "GF", "MQ", "RE", "PM"},
	"MF": {"FR", "GP", "GF", "MQ", "RE", "PM"},
	"PM": {"FR", "GP", "GF", "MQ", "RE"},
}

// ofMayotte returns the number of Mayotte that n is, where it was read in France:
// the library holds 0269 valid in both.
func ofMayotte(n *plan.Number) (plan.Number, bool) {
	national := n.National()
	if n.CallingCode() != 33 || len(national) != 9 || string(national[:3]) != "269" {
		return plan.Number{}, false
	}
	m, ok := parseBehind("0", national, "YT")
	return m, ok && m.CallingCode() == plan.CallingCodeOf("YT")
}

// parseAlike reads b as a national number of a region that region dials like its
// own.
func parseAlike(b []byte, region string) (n plan.Number, ok bool) {
	for _, other := range dialsAlike[region] {
		if n, ok = plan.Parse(b, other); ok && n.Valid() && n.CallingCode() == plan.CallingCodeOf(other) {
			return n, true
		}
	}
	return n, false
}
