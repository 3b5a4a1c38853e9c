package plan_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
	"github.com/dialmap/dialmap/detectors/phone/plan/compile"
)

// numbers is how many random numbers the differential tests compare.
var numbers = flag.Int("numbers", 16_000, "numbers to compare with libphonenumber")

func Example() {
	n, ok := plan.Parse([]byte("020 7946 0123"), "GB")
	fmt.Println(ok, n.Valid(), n.Region(), n.Type(), string(n.AppendE164(nil)))
	// Output: true true GB fixed_line 442079460123
}

// TestTablesAreTheLibrarys fails when libphonenumber was updated and the tables
// were not: run go generate.
func TestTablesAreTheLibrarys(t *testing.T) {
	want, err := compile.Tables()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("plan.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("plan.bin is of %s and the library of %s: run go generate", plan.Version(), compile.Version())
	}
}

// answer is what both say of a number.
type answer struct {
	ok, valid    bool
	region, e164 string
	kind         detectors.Type
}

var kinds = map[phonenumbers.PhoneNumberType]detectors.Type{
	phonenumbers.FIXED_LINE: detectors.FixedLine, phonenumbers.MOBILE: detectors.Mobile,
	phonenumbers.FIXED_LINE_OR_MOBILE: detectors.FixedLineOrMobile, phonenumbers.TOLL_FREE: detectors.TollFree,
	phonenumbers.PREMIUM_RATE: detectors.PremiumRate, phonenumbers.SHARED_COST: detectors.SharedCost,
	phonenumbers.VOIP: detectors.VoIP, phonenumbers.PERSONAL_NUMBER: detectors.PersonalNumber, phonenumbers.PAGER: detectors.Pager,
	phonenumbers.UAN: detectors.UAN, phonenumbers.VOICEMAIL: detectors.Voicemail, phonenumbers.UNKNOWN: detectors.UnknownType,
}

func library(s, region string) (a answer) {
	p, err := phonenumbers.Parse(s, region)
	if err != nil {
		return a
	}
	p.Extension = nil
	return answer{true, phonenumbers.IsValidNumber(p), phonenumbers.GetRegionCodeForNumber(p), phonenumbers.Format(p, phonenumbers.E164)[1:], kinds[phonenumbers.GetNumberType(p)]}
}

func ours(s, region string) (a answer) {
	n, ok := plan.Parse([]byte(s), region)
	if !ok {
		return a
	}
	return answer{true, n.Valid(), n.Region(), string(n.AppendE164(nil)), n.Type()}
}

// regions are all that the library supports, in order.
var regions = func() (out []string) {
	for r := range phonenumbers.GetSupportedRegions() {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}()

// examples are valid numbers of every region and type, and of no country.
var examples = func() (out []*phonenumbers.PhoneNumber) {
	for _, r := range regions {
		for k := range kinds {
			if p := phonenumbers.GetExampleNumberForTypeInRegion(r, k); p != nil {
				out = append(out, p)
			}
		}
	}
	for code := range phonenumbers.GetSupportedGlobalNetworkCallingCodes() {
		out = append(out, phonenumbers.GetExampleNumberForNonGeoEntity(code))
	}
	return out
}()

// written draws a number as people write it: valid, nearly so, or not at all.
func written(r *rand.Rand) string {
	p := examples[r.IntN(len(examples))]
	var s string
	switch f := phonenumbers.PhoneNumberFormat(r.IntN(6)); f {
	case phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL, phonenumbers.RFC3966:
		s = phonenumbers.Format(p, f)
	case 4:
		s = phonenumbers.GetNationalSignificantNumber(p)
	default:
		s = digits(r, 2+r.IntN(18))
	}
	b := []byte(s)
	for range r.IntN(4) { // other digits
		if i := r.IntN(len(b)); b[i] >= '0' && b[i] <= '9' {
			b[i] = '0' + byte(r.IntN(10))
		}
	}
	s = string(b)
	switch r.IntN(12) {
	case 0:
		s += digits(r, 1)
	case 1:
		s = s[:len(s)-1]
	case 2:
		s = []string{"0", "1", "00", "011", "8", "8~10", "+", "++", "tel:", "(0)", "0011", "06", "015", "９"}[r.IntN(14)] + s
	case 3:
		s += []string{" ext 12", "x12", ";ext=12", " #12", ",,12", "~3", " доб. 5", "/x3", " int 4", "-55#", ";isub=1", ";phone-context=+49", ";phone-context=example.com", "12#", ",5", ";6"}[r.IntN(16)]
	case 4:
		i := r.IntN(len(s) + 1)
		s = s[:i] + []string{"-", " ", ".", "/", "(", ")", "x", "*", "~", "a", "abc", "+", "\u00a0", "０", "٣", "\xff", ",", "#", "\n"}[r.IntN(19)] + s[i:]
	case 5:
		s = strings.NewReplacer("1", "１", "2", "٢", " ", "\u3000").Replace(s)
	}
	return s
}

func digits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(r.IntN(10))
	}
	return string(b)
}

func TestEqualsTheLibrary(t *testing.T) {
	for worker := range 4 {
		t.Run(fmt.Sprint(worker), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(worker), uint64(*numbers)))
			wrong, valid := 0, 0
			for range *numbers / 4 {
				s, region := written(r), regions[r.IntN(len(regions))]
				switch r.IntN(4) {
				case 0:
					region = "ZZ"
				case 1:
					if n, ok := plan.Parse([]byte(s), "ZZ"); ok && len(n.Region()) == 2 {
						region = n.Region()
					}
				}
				want, got := library(s, region), ours(s, region)
				if want.valid {
					valid++
				}
				if want != got {
					if wrong++; wrong < 10 {
						t.Errorf("%q in %s: got %+v, want %+v", s, region, got, want)
					}
				}
			}
			t.Logf("%d of %d valid, %d disagree", valid, *numbers/4, wrong)
		})
	}
}

// TestEveryRange compares random national numbers of every length in every
// region, with and without the region's prefixes.
func TestEveryRange(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, region := range regions {
		code := phonenumbers.GetCountryCodeForRegion(region)
		for i := range *numbers / len(regions) / 4 {
			s := digits(r, 2+i%16)
			for _, in := range []string{s, fmt.Sprintf("+%d%s", code, s)} {
				if want, got := library(in, region), ours(in, region); want != got {
					t.Fatalf("%q in %s: got %+v, want %+v", in, region, got, want)
				}
			}
		}
	}
}

// TestArea compares the length of the area code of the library's examples.
func TestArea(t *testing.T) {
	wrong := 0
	for _, p := range examples {
		n, _ := plan.Parse([]byte(phonenumbers.Format(p, phonenumbers.E164)), "ZZ")
		if want := phonenumbers.GetLengthOfNationalDestinationCode(p); n.Area() != want {
			if wrong++; wrong < 20 {
				t.Errorf("%s of %s: %d, want %d", n.Type(), n.Region(), n.Area(), want)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		f.Add(written(r), uint8(r.IntN(250)))
	}
	f.Fuzz(func(t *testing.T, s string, k uint8) {
		region := "ZZ"
		if int(k) < len(regions) {
			region = regions[k]
		}
		if want, got := library(s, region), ours(s, region); want != got {
			t.Errorf("%q in %s: got %+v, want %+v", s, region, got, want)
		}
	})
}

func TestNothingAllocates(t *testing.T) {
	for _, s := range []string{"+44 20 7946 0123", "(415) 555-0123", "020 7946 0123 ext. 5", "０２０ ７９４６ ０１２３", "1-800-FLOWERS"} {
		b := []byte(s)
		if n := testing.AllocsPerRun(100, func() { plan.Parse(b, "GB") }); n > 0 {
			t.Errorf("%q: %v allocations", s, n)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	var all [][]byte
	for _, p := range examples {
		all = append(all, []byte(phonenumbers.Format(p, phonenumbers.INTERNATIONAL)))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		n, _ := plan.Parse(all[i%len(all)], "US")
		_ = n.Valid()
		i++
	}
}

func BenchmarkLibrary(b *testing.B) {
	var all []string
	for _, p := range examples {
		all = append(all, phonenumbers.Format(p, phonenumbers.INTERNATIONAL))
	}
	i := 0
	for b.Loop() {
		p, err := phonenumbers.Parse(all[i%len(all)], "US")
		if err == nil {
			phonenumbers.IsValidNumber(p)
		}
		i++
	}
}
