package assess

import "testing"

// A law that is called by its article is not told twice.
func TestLawsOfASentence(t *testing.T) {
	for want, a := range map[string]Article{
		", at odds with GDPR (Arts 6-7)":     {Short: "GDPR", Article: "Arts 6-7", Status: "likely"},
		", at odds with UWG s. 7 and s. 7a":  {Short: "UWG s. 7", Article: "UWG s. 7 and s. 7a", Status: "likely"},
		", at odds with Network Act Art. 50": {Short: "Network Act Art. 50", Article: "Art. 50", Status: "likely"},
	} {
		if got := against([]Article{a}, Unmet, 0); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
