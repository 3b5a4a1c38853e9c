package phone_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/detectortest"
	"github.com/dialmap/dialmap/detectors/phone"
)

// shown writes matches as e164|region|how.
func shown(ms []detectors.Match) (out []string) {
	for _, m := range ms {
		digits, _ := m.Number.Digits()
		out = append(out, fmt.Sprintf("%s|%s|%v", digits, m.Region, m.How))
	}
	return out
}

func TestBase64(t *testing.T) {
	d := phone.New()
	std, url := base64.StdEncoding.EncodeToString, base64.RawURLEncoding.EncodeToString
	for _, c := range []struct {
		name, hint string
		policy     detectors.National
		text       string
		want       []string
	}{
		{"a token in text", "GB", detectors.Labelled, "payload=" + std([]byte("call +44 20 7946 0123 now")) + " end", []string{"442079460123|GB|international"}},
		{"the claims of a JWT", "", detectors.Off, "Bearer eyJhbGciOiJIUzI1NiJ9." + url([]byte(`{"sub":"ada","phone_number":"+442079460123"}`)) + ".c2ln", []string{"442079460123|GB|international"}},
		{"several numbers, in their order", "GB", detectors.Labelled, `"` + std([]byte("Tel. 020 7946 0123, 020 7946 0124")) + `"`, []string{"442079460123|GB|source", "442079460124|GB|source"}},
		{"a cell", "GB", detectors.On, std([]byte("020 7946 0123")), []string{"442079460123|GB|source"}},
		{"a cell of digits", "", detectors.On, std([]byte("+442079460123")), []string{"442079460123|GB|international"}},
		{"one level deep, not two", "GB", detectors.Labelled, std([]byte(std([]byte("call +44 20 7946 0123 now")))), nil},
		{"national numbers as anywhere else: without a label a bare run is none", "US", detectors.Labelled, std([]byte("we have 4155550123 of them")), nil},
		{"digits are not base64", "GB", detectors.Labelled, "4420794601234420794601", nil},
		{"hexadecimal is not base64", "GB", detectors.Labelled, "id " + hex.EncodeToString([]byte("call +44 20 7946 0123 now")), nil},
		{"a path", "US", detectors.Labelled, "/api/v2/Orders/4155550123/items", nil},
	} {
		v := detectors.Value{Text: []byte(c.text), National: c.policy, Hints: detectors.Hints{Source: c.hint}}
		ms, _ := d.Detect(nil, v)
		if diff := cmp.Diff(c.want, shown(ms)); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
		at := 0
		for _, m := range ms {
			if m.Start < at || m.End <= m.Start || m.End > len(c.text) {
				t.Errorf("%s: a match from %d to %d behind %d", c.name, m.Start, m.End, at)
			}
			at = m.End
		}
		if c.policy != detectors.On {
			for _, size := range []int{1, 9, 40} {
				if diff := cmp.Diff(shown(ms), shown(detectortest.Chunked(d, v, size))); diff != "" {
					t.Errorf("%s, in pieces of %d: -whole +pieces\n%s", c.name, size, diff)
				}
			}
		}
	}
}

// TestRandomTokensHoldNoNumber shows ids of all alphabets, and base64 of what is
// no text.
func TestRandomTokensHoldNoNumber(t *testing.T) {
	d := phone.New()
	r := rand.New(rand.NewPCG(64, 65))
	var b strings.Builder
	for range 20_000 {
		raw := make([]byte, 12+r.IntN(60))
		for i := range raw {
			raw[i] = byte(r.IntN(256))
		}
		b.WriteString([]string{"id=", " ", `"`, "/", "token: "}[r.IntN(5)])
		b.WriteString([]func([]byte) string{base64.StdEncoding.EncodeToString, base64.RawURLEncoding.EncodeToString, hex.EncodeToString}[r.IntN(3)](raw))
		b.WriteString([]string{"\n", " ", `"`, "/x"}[r.IntN(4)])
	}
	text := b.String()
	ms, _ := d.Detect(nil, detectors.Value{Text: []byte(text), Hints: detectors.Hints{Source: "US"}})
	for _, m := range ms {
		t.Errorf("%q is no number", text[m.Start:m.End])
	}
}
