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

func TestWithoutDirectories(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a file of the machine", "the notice /srv/privacy/calls.html says", "the notice calls.html says"},
		{"in brackets", "(/a/b.yaml)", "(b.yaml)"},
		{"an address stays", "see https://example.com/a/b.html", "see https://example.com/a/b.html"},
		{"a dataset stays", "crm/public.contacts and lake/a/b.csv", "crm/public.contacts and lake/a/b.csv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := WithoutDirectories(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
