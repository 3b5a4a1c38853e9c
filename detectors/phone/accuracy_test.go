package phone_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/detectortest"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// TestNoise reads a megabyte and a half of the labelled corpus's look-alikes,
// where every match is false: less than one in a megabyte, with a region, with
// five of them in turn, and with none.
func TestNoise(t *testing.T) {
	body, spans := corpus.Noise(21, 3<<19)
	d := phone.New()
	for _, regions := range [][]string{{""}, {"US"}, {"US", "DE", "GB", "FR", "IN"}} {
		n := 0
		for _, region := range regions {
			ms, _ := d.Detect(nil, detectors.Value{Text: []byte(body), Hints: detectors.Hints{Source: region}})
			for _, m := range ms {
				class := "between"
				if k := slices.IndexFunc(spans, func(s corpus.Span) bool { return s.Start < m.End && m.Start < s.End }); k >= 0 {
					class = spans[k].Class
				}
				t.Logf("region %q: %s, %q", region, class, body[max(0, m.Start-12):min(len(body), m.End+12)])
			}
			n += len(ms)
		}
		if mb := float64(len(body)) / 1e6; float64(n) >= mb {
			t.Errorf("regions %q: %d matches in %.1f MB without a phone number", regions, n, mb)
		}
	}
}

// TestCorpus reads running text in all the languages of the labelled corpus: of
// the numbers that the line tells, with the text's own region, nearly all are
// found, and nearly nothing else is.
func TestCorpus(t *testing.T) {
	c, err := corpus.New(corpus.Options{Seed: 21, Split: corpus.Test, Datasets: 1})
	if err != nil {
		t.Fatal(err)
	}
	d := phone.New()
	evident, found, matches, right, placed, own := 0, 0, 0, 0, 0, 0
	for _, text := range c.Texts(248) {
		ms, _ := d.Detect(nil, detectors.Value{Text: []byte(text.Body), Hints: detectors.Hints{Source: text.Region}})
		matches += len(ms)
		for _, m := range ms {
			k := slices.IndexFunc(text.Numbers, func(n corpus.Number) bool { return n.Start < m.End && m.Start < n.End })
			if k < 0 {
				continue
			}
			right++
			if m.Region != "" {
				placed++
				if slices.Contains(text.Numbers[k].Regions, m.Region) {
					own++
				}
			}
		}
		for _, n := range text.Numbers {
			if !n.Evident {
				continue
			}
			evident++
			if slices.ContainsFunc(ms, func(m detectors.Match) bool { return n.Start < m.End && m.Start < n.End }) {
				found++
			}
		}
	}
	recall, precision, country := float64(found)/float64(evident), float64(right)/float64(matches), float64(own)/float64(placed)
	t.Logf("%d numbers: recall %.4f, precision %.4f, country %.4f", evident, recall, precision, country)
	if recall < 0.99 || precision < 0.995 || country < 0.99 {
		t.Errorf("recall %.4f, precision %.4f, country %.4f; want 0.99, 0.995, 0.99", recall, precision, country)
	}
}

// What a text is cut into changes nothing, in text where anything may stand
// before a number.
func TestCorpusInPieces(t *testing.T) {
	body, _ := corpus.Noise(22, 60<<10)
	c, err := corpus.New(corpus.Options{Seed: 22, Split: corpus.Test, Datasets: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range c.Texts(62) {
		body += strings.ReplaceAll(text.Body, "\n", " ")
	}
	d := phone.New()
	for _, region := range []string{"", "US", "DE", "FR"} {
		v := detectors.Value{Text: []byte(body), Hints: detectors.Hints{Source: region}}
		whole, _ := d.Detect(nil, v)
		for _, size := range []int{1, 13, 200, 5000} {
			pieces := detectortest.Chunked(d, v, size)
			if diff := cmp.Diff(show(body, whole), show(body, pieces)); diff != "" {
				t.Fatalf("region %q, pieces of %d: -whole +pieces\n%s", region, size, diff)
			}
		}
	}
}

// The corpus is the same whenever it is drawn, and the sets are not each other.
func TestCorpusIsTheSameForASeed(t *testing.T) {
	draw := func(split corpus.Split) string {
		c, err := corpus.New(corpus.Options{Seed: 5, Split: split, Datasets: 2, Rows: 10})
		if err != nil {
			t.Fatal(err)
		}
		s := c.Texts(9)[8].Body
		for _, d := range c.Datasets {
			for _, f := range d.Fields {
				for _, v := range f.Values {
					s += v.Text + "\n"
					for _, n := range v.Numbers {
						if n.Start < 0 || n.End > len(v.Text) || n.Start >= n.End || !slices.Contains(n.Regions, n.Region) {
							t.Fatalf("a number of %s in bytes %d to %d of %d", n.Region, n.Start, n.End, len(v.Text))
						}
					}
				}
			}
		}
		return s
	}
	if once, again := draw(corpus.Test), draw(corpus.Test); once != again {
		t.Error("drawn twice, and not the same")
	}
	if draw(corpus.Test) == draw(corpus.Train) {
		t.Error("train and test are the same")
	}
}
