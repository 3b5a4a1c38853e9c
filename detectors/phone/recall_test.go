package phone_test

import (
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// TestRecall writes the library's examples as it formats them: the guards
// against look-alikes must let them through.
func TestRecall(t *testing.T) {
	d := phone.New()
	for _, c := range []struct {
		name     string
		format   phonenumbers.PhoneNumberFormat
		national detectors.National
		around   [2]string
		least    float64
	}{
		{"international format in text", phonenumbers.INTERNATIONAL, detectors.Labelled, [2]string{"call ", " today"}, 1},
		{"E.164 in text", phonenumbers.E164, detectors.Off, [2]string{"call ", " today"}, 1},
		{"tel: URI", phonenumbers.RFC3966, detectors.Off, [2]string{`href="`, `"`}, 1},
		{"national format in text", phonenumbers.NATIONAL, detectors.Labelled, [2]string{"at the office ", " today"}, 0.95},
		{"national format, nothing beside it", phonenumbers.NATIONAL, detectors.Labelled, [2]string{"Anna, ", ", knows"}, 0.85}, // 250 123 456 is an amount as well
		{"national format behind a label", phonenumbers.NATIONAL, detectors.Labelled, [2]string{"Tel.: ", ""}, 0.97},
		{"national format in a cell", phonenumbers.NATIONAL, detectors.On, [2]string{"", ""}, 0.99},
	} {
		all, held := 0, 0
		var missed []string
		for region := range phonenumbers.GetSupportedRegions() {
			for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
				p := phonenumbers.GetExampleNumberForTypeInRegion(region, kind)
				if p == nil {
					continue
				}
				text := phonenumbers.Format(p, c.format)
				if c.format == phonenumbers.NATIONAL && !strings.ContainsAny(text, " -()/.") && c.national == detectors.Labelled {
					continue // a bare run of digits
				}
				all++
				ms, _ := d.Detect(nil, detectors.Value{Text: []byte(c.around[0] + text + c.around[1]), Hints: detectors.Hints{Field: region}, National: c.national})
				want := phonenumbers.Format(p, phonenumbers.E164)[1:]
				if len(ms) == 1 {
					if digits, _ := ms[0].Number.Digits(); digits == want {
						held++
						continue
					}
				}
				missed = append(missed, region)
			}
		}
		t.Logf("%s: %d of %d, not %v", c.name, held, all, missed)
		if share := float64(held) / float64(all); share < c.least {
			t.Errorf("%s: %.3f found, want %.3f", c.name, share, c.least)
		}
	}
}

// TestLabelledRecall draws numbers of every region and writes them in national
// format behind a word for phone, where nothing tells the country: nearly all
// are found, and none is another country's. Behind 00, in one piece, all are the
// country's own.
func TestLabelledRecall(t *testing.T) {
	d := phone.New()
	for _, c := range []struct {
		name, head string
		write      func(p *phonenumbers.PhoneNumber) string
		known      bool
		least      float64
	}{
		{"national format", "Tel. ", national, false, 0.97},
		{"national format behind a colon", "Phone: ", national, false, 0.97},
		{"national format behind a word on", "my mobile number is ", national, false, 0.97},
		{"digits", "Telefon: ", func(p *phonenumbers.PhoneNumber) string { return onlyDigits(national(p)) }, false, 0.97},
		{"digits glued to the word", "Tel", func(p *phonenumbers.PhoneNumber) string { return onlyDigits(national(p)) }, false, 0.97},
		{"00 in one piece", "Tel.: ", func(p *phonenumbers.PhoneNumber) string { return "00" + phonenumbers.Format(p, phonenumbers.E164)[1:] }, true, 0.97},
		{"00 and a space", "Mobil ", func(p *phonenumbers.PhoneNumber) string {
			return "00" + phonenumbers.Format(p, phonenumbers.INTERNATIONAL)[1:]
		}, true, 0.97},
	} {
		all, held, wrong := 0, 0, 0
		var missed []string
		for region := range phonenumbers.GetSupportedRegions() {
			for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
				p := phonenumbers.GetExampleNumberForTypeInRegion(region, kind)
				if p == nil || len(phonenumbers.GetNationalSignificantNumber(p)) < 7 {
					continue
				}
				all++
				text := "x\n" + c.head + c.write(p) + "\ny"
				ms, _ := d.Detect(nil, detectors.Value{Text: []byte(text)})
				switch {
				case len(ms) != 1:
					missed = append(missed, text)
				case c.known && ms[0].Number != detectors.NewNumber(phonenumbers.Format(p, phonenumbers.E164)[1:], true), !c.known && ms[0].Status != detectors.Unknown:
					wrong++
					missed = append(missed, "wrong "+text)
				default:
					held++
				}
			}
		}
		t.Logf("%s: %d of %d, %d wrong", c.name, held, all, wrong)
		if share := float64(held) / float64(all); all < 300 || share < c.least || wrong*100 > all {
			t.Errorf("%s: %.3f of %d found, %d wrong, want %.3f; not %q", c.name, share, all, wrong, c.least, missed)
		}
	}
}

func national(p *phonenumbers.PhoneNumber) string {
	return phonenumbers.Format(p, phonenumbers.NATIONAL)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
