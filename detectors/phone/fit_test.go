package phone_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// numbersOf makes n valid national numbers of a region, fixed and mobile, with
// digits at random behind the beginnings that the library's examples have or
// that are drawn.
func numbersOf(r *rand.Rand, region string, n int, bare bool) (out [][]byte) {
	for tries := 0; len(out) < n && tries < 400*n; tries++ {
		kind := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE}[r.IntN(2)]
		p := phonenumbers.GetExampleNumberForTypeInRegion(region, kind)
		if p == nil {
			continue
		}
		d := []byte(phonenumbers.GetNationalSignificantNumber(p))
		for i := r.IntN(3); i < len(d); i++ {
			d[i] = '0' + byte(r.IntN(10))
		}
		p, err := phonenumbers.Parse(string(d), region)
		if err != nil || !phonenumbers.IsValidNumberForRegion(p, region) {
			continue
		}
		text := phonenumbers.Format(p, phonenumbers.NATIONAL)
		if bare {
			text = strings.Map(func(c rune) rune {
				if c < '0' || c > '9' {
					return -1
				}
				return c
			}, text)
		}
		out = append(out, []byte(text))
	}
	return out
}

// A column of one region's numbers is of that region, or of none that can be
// told; hardly ever of another.
func TestColumnFitNamesTheRegionOrNone(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	places := phone.Places{}
	large := strings.Fields("US DE GB FR IT ES JP BR IN AU MX AR NL BE PL CZ SE CH AT TR ZA CN KR ID RU UA GR PT HU RO DK NO FI IE NZ SG TH VN MY PH EG NG KE SA AE IL CL CO PE PK BD")
	for _, bare := range []bool{false, true} {
		for _, spoken := range []bool{false, true} {
			right, wrong, none := 0, 0, 0
			var not, lost []string
			for _, region := range large {
				said := map[string]float64{}
				if spoken {
					said[region] = 20
				}
				f := places.Fit(numbersOf(r, region, 100, bare), said)
				switch {
				case f.Regions == nil:
					none++
					lost = append(lost, region)
				case slices.Equal(f.Regions, []string{region}):
					right++
				default:
					wrong++
					not = append(not, region+" as "+strings.Join(f.Regions, "+"))
				}
			}
			t.Logf("digits only %v, spoken of %v: %d right, %d wrong %v, %d not told %v", bare, spoken, right, wrong, not, none, lost)
			if wrong*20 > len(large) || spoken && right*10 < 9*len(large) {
				t.Errorf("digits only %v, spoken of %v: too many are wrong or not told", bare, spoken)
			}
		}
	}
}

func TestColumnFitOfOtherNumbersNamesNone(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	places := phone.Places{}
	for _, c := range []struct {
		name string
		make func(i int) string
	}{
		{"random ten digits", func(int) string { return digitsOf(r, 10) }},
		{"random nine digits", func(int) string { return digitsOf(r, 9) }},
		{"random seven digits", func(int) string { return digitsOf(r, 7) }},
		{"random twelve digits", func(int) string { return digitsOf(r, 12) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var values [][]byte
			for i := range 200 {
				values = append(values, []byte(c.make(i)))
			}
			if f := places.Fit(values, nil); f.Regions != nil {
				t.Errorf("%v, %.2f sure, %.2f valid against %.2f by chance", f.Regions, f.Sure, f.Valid, f.Chance)
			}
		})
	}
}

func digitsOf(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(r.IntN(10))
	}
	b[0] = '1' + byte(r.IntN(9))
	return string(b)
}

func TestColumnFitOfTwoRegionsThatTheTextSpeaksOf(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	values := append(numbersOf(r, "FR", 60, false), numbersOf(r, "US", 60, false)...)
	f := phone.Places{}.Fit(values, map[string]float64{"FR": 10, "US": 10, "DE": 0.1})
	if !slices.Equal(f.Regions, []string{"FR", "US"}) {
		t.Fatalf("fit %+v", f)
	}
	d := phone.New()
	got := map[string]int{}
	for _, v := range values {
		x := detectors.Value{Text: v, National: detectors.On}
		x.Column = strings.Join(f.Regions, " ")
		ms, _ := d.Detect(nil, x)
		for _, m := range ms {
			got[m.Region+" "+m.How.String()]++
			if m.Status == detectors.Unknown && len(m.Candidates) < 2 {
				t.Errorf("an unknown number of two regions has the candidates %v", m.Candidates)
			}
		}
	}
	if got["FR column"] < 50 || got["US column"] < 50 {
		t.Errorf("attributed %v", got)
	}
}

func BenchmarkFit(b *testing.B) {
	values := numbersOf(rand.New(rand.NewPCG(1, 1)), "DE", 200, false)
	for b.Loop() {
		phone.Places{}.Fit(values, nil)
	}
}
