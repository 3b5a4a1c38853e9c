package phone

import (
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
)

// number is a valid number.
type number struct {
	e164   string // digits, without the plus
	code   int    // calling code
	region string // as the plan says; "001" for no country
	kind   detectors.Type
}

// national are the digits behind the calling code.
func (n number) national() string {
	switch {
	case n.code < 10:
		return n.e164[1:]
	case n.code < 100:
		return n.e164[2:]
	}
	return n.e164[3:]
}

// parse reads s as libphonenumber does and returns the number if it is valid,
// or if it is from a range published for fiction.
func parse(s, region string) (n number, ok bool) {
	p, err := phonenumbers.Parse(s, region)
	if err != nil {
		return n, false
	}
	if !phonenumbers.IsValidNumber(p) {
		return fictionalNumber(p)
	}
	return newNumber(p)
}

func newNumber(p *phonenumbers.PhoneNumber) (n number, ok bool) {
	e164 := phonenumbers.Format(&phonenumbers.PhoneNumber{
		CountryCode: p.CountryCode, NationalNumber: p.NationalNumber,
		ItalianLeadingZero: p.ItalianLeadingZero, NumberOfLeadingZeros: p.NumberOfLeadingZeros,
	}, phonenumbers.E164)[1:]
	if len(e164) > 15 {
		return n, false
	}
	return number{
		e164:   e164,
		code:   int(p.GetCountryCode()),
		region: phonenumbers.GetRegionCodeForNumber(p),
		kind:   kinds[phonenumbers.GetNumberType(p)],
	}, true
}

// fictionalNumber returns the number if its range is published for fiction
// though the plan does not hold it valid.
func fictionalNumber(p *phonenumbers.PhoneNumber) (n number, ok bool) {
	n, ok = newNumber(p)
	if !ok || !fictional(n.e164) {
		return number{}, false
	}
	if n.region == "" {
		n.region = phonenumbers.GetRegionCodeForCountryCode(n.code)
	}
	return n, true
}

var kinds = map[phonenumbers.PhoneNumberType]detectors.Type{
	phonenumbers.FIXED_LINE:           detectors.FixedLine,
	phonenumbers.MOBILE:               detectors.Mobile,
	phonenumbers.FIXED_LINE_OR_MOBILE: detectors.FixedLineOrMobile,
	phonenumbers.TOLL_FREE:            detectors.TollFree,
	phonenumbers.PREMIUM_RATE:         detectors.PremiumRate,
	phonenumbers.SHARED_COST:          detectors.SharedCost,
	phonenumbers.VOIP:                 detectors.VoIP,
	phonenumbers.PERSONAL_NUMBER:      detectors.PersonalNumber,
	phonenumbers.PAGER:                detectors.Pager,
	phonenumbers.UAN:                  detectors.UAN,
	phonenumbers.VOICEMAIL:            detectors.Voicemail,
	phonenumbers.UNKNOWN:              detectors.UnknownType,
}

// validIn reports whether a number is also valid in another region of its
// calling code.
func validIn(n number, region string) bool {
	p, err := phonenumbers.Parse("+"+n.e164, "ZZ")
	return err == nil && phonenumbers.IsValidNumberForRegion(p, region)
}

// supported reports whether the plan knows the region.
func supported(region string) bool {
	return len(region) == 2 && phonenumbers.GetSupportedRegions()[region]
}

// verify returns the first match that libphonenumber's matcher finds in the
// candidate at leniency VALID. It sees the candidate with one character before
// it and a few behind it: all that the matcher looks at.
func verify(b []byte, c candidate, prev rune, region string) (start, end int, n number, ok bool) {
	var buf [512]byte
	w := append(buf[:0], neighbour(before(b, c.start, prev))...)
	head := len(w)
	w = append(w, b[c.start:c.end]...)
	w = append(w, behind(b[c.end:])...)
	if region == "" {
		region = "ZZ"
	}
	for m := range phonenumbers.FindNumbersWithLeniency(string(w), region, phonenumbers.VALID, math.MaxInt) {
		if m.Start() >= head+c.end-c.start {
			break
		}
		if n, ok = newNumber(m.Number()); ok {
			return m.Start() - head + c.start, m.End() - head + c.start, n, true
		}
	}
	return 0, 0, n, false
}

// before returns the character before i.
func before(b []byte, i int, prev rune) rune {
	if i == 0 {
		return prev
	}
	r, _ := utf8.DecodeLastRune(b[:i])
	return r
}

// neighbour stands for the character before a candidate: a letter, a sign that
// no number follows, or neither.
func neighbour(r rune) string {
	switch {
	case r == 0:
		return ""
	case isLatin(r):
		return "a"
	case r == '%' || unicode.Is(unicode.Sc, r):
		return "%"
	}
	return "\n"
}

// behind is what follows a candidate as far as the matcher looks: a character,
// or the minutes of a time.
func behind(b []byte) []byte {
	if len(b) > 3 && b[0] == ':' {
		return b[:3]
	}
	if len(b) == 0 {
		return nil
	}
	_, n := utf8.DecodeRune(b)
	return b[:n]
}
