package phone

import (
	"strings"
	"testing"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// TestPastFormsAreConverted takes a valid number of today of each form's region
// back to the old form, and reads that: in international and national format, in
// a cell and in a text.
func TestPastFormsAreConverted(t *testing.T) {
	forms := 0
	for code := range pastForms {
		for _, f := range pastForms[code] {
			forms++
			if plan.CallingCodeOf(f.region) != code || f.until == "" || f.source == "" || f.keep+f.drop > len(f.old) {
				t.Errorf("%+v: the row is not whole", f)
			}
			national, today, ok := oldNumber(&f)
			if !ok {
				t.Errorf("%s: no number of the form until %s has a valid number of today", f.region, f.until)
				continue
			}
			for _, c := range []struct {
				name, text, region string
				national           detectors.National
			}{
				{"with a plus in a cell", "+" + itoa(code) + " " + national, "", detectors.On},
				{"with a plus in a text", "at +" + itoa(code) + " " + national[:2] + " " + national[2:] + ", or", "", detectors.Labelled},
				{"as digits in a cell of the region", national, f.region, detectors.On},
				{"behind a label in a text of the region", "Tel. " + national, f.region, detectors.Labelled},
			} {
				ms, _ := New().Detect(nil, detectors.Value{Text: []byte(c.text), National: c.national, Hints: detectors.Hints{Source: c.region}})
				if len(ms) != 1 || ms[0].Region != f.region || ms[0].Number != detectors.NewNumber(today, true) {
					t.Errorf("%s until %s, %s: %d matches, want one, converted", f.region, f.until, c.name, len(ms))
				}
			}
		}
	}
	if forms < 70 {
		t.Errorf("%d forms", forms)
	}
}

// oldNumber makes national digits of a form whose number of today is valid, and
// which the plan of today does not hold valid itself.
func oldNumber(f *pastForm) (national, today string, ok bool) {
	for seed := 1; seed < 5000; seed++ {
		digits, r := make([]byte, len(f.old)), seed*7919
		for i, s := range f.old {
			for d := r % 10; ; d++ {
				if s>>(d%10)&1 != 0 {
					digits[i] = '0' + byte(d%10)
					break
				}
			}
			r = r*31 + 17
			r = r % 1000003
		}
		if _, valid := e164(append([]byte(itoa(f.code)), digits...)); valid {
			continue
		}
		if _, valid := parse(digits, f.region); valid {
			continue
		}
		if n, valid := fromPast(f.code, digits); valid && n.Region() == f.region {
			return string(digits), string(n.AppendE164(nil)), true
		}
	}
	return "", "", false
}

func itoa(n int) string {
	var s strings.Builder
	for _, d := range []int{n / 100, n / 10 % 10, n % 10} {
		if s.Len() > 0 || d > 0 {
			s.WriteByte('0' + byte(d))
		}
	}
	return s.String()
}

// What has no plus and no region is left alone: eight digits are not of Benin.
func TestPastFormsNeedACountry(t *testing.T) {
	for _, text := range []string{"22995844486", "95844486"} {
		ms, _ := New().Detect(nil, detectors.Value{Text: []byte(text), National: detectors.On})
		if len(ms) == 1 && ms[0].Region == "BJ" {
			t.Errorf("%d digits are taken for a number of Benin", len(text))
		}
	}
}
