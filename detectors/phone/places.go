package phone

import (
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
	"github.com/dialmap/dialmap/detectors/region"
)

// Places answers what the numbering plan and package region know of countries.
type Places struct{}

var _ detectors.Places = Places{}

// Region implements [detectors.Places].
func (Places) Region(kind detectors.Place, text []byte) (string, bool) {
	switch kind {
	case detectors.CallingCode:
		return callingCode(text)
	case detectors.StateName:
		return region.State(text)
	case detectors.LocaleTag:
		return region.Locale(text)
	case detectors.AddressText:
		return region.Address(text)
	case detectors.CityName:
		return region.City(text)
	case detectors.CurrencyCode:
		return region.Currency(text)
	}
	return region.Country(text)
}

// Speak implements [detectors.Places].
func (Places) Speak(said map[string]float64, text []byte) { region.Speak(said, text) }

// Fit implements [detectors.Places].
func (Places) Fit(values [][]byte, said map[string]float64) detectors.Fit { return fit(values, said) }

// callingCode reads +49, 0049, 49 or (+49). A code that several countries share
// names its main one: the plan then tells which a number is of.
func callingCode(text []byte) (string, bool) {
	var digits [5]byte
	n := 0
	for _, c := range text {
		switch {
		case c-'0' <= 9:
			if n == len(digits) {
				return "", false
			}
			digits[n] = c
			n++
		case c != '+' && c != ' ' && c != '(' && c != ')' && c != '-':
			return "", false
		}
	}
	d := digits[:n]
	if len(d) > 2 && d[0] == '0' && d[1] == '0' {
		d = d[2:]
	}
	if len(d) == 0 || d[0] == '0' {
		return "", false
	}
	code := 0
	for i, c := range d {
		code = code*10 + int(c-'0')
		if i == 3 && d[0] == '1' { // 1 868: of one country under +1
			if r, ok := northAmericanCountry(d[1:]); ok {
				return r, true
			}
		}
	}
	r := plan.MainRegion(code)
	return r, r != "" && r != "001"
}

// northAmericanCountry is the country of an area code under +1.
func northAmericanCountry(area []byte) (string, bool) {
	n, ok := plan.Parse(append(append([]byte("+1"), area...), "5550123"...), "")
	if !ok || n.Region() == "" {
		return "", false
	}
	return n.Region(), true
}
