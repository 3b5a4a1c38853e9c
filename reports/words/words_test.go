package words

import "testing"

func TestSentence(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a phrase is raised and ended", "numbers of DE", "Numbers of DE."},
		{"a full stop stays one", "it ends.", "It ends."},
		{"a short name keeps its case", "eIDAS", "eIDAS."},
		{"nothing stays nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sentence(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
