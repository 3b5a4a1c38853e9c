package phone

import (
	"bytes"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
	"github.com/dialmap/dialmap/detectors/region"
)

// ofNamedCountry reads a number in national format of the country that the line
// names before it: "Our branch in Portugal: ...". With a label the name may stand
// anywhere before it, without one right before the number.
func (s *scan) ofNamedCountry(c *plan.Candidate) (end int, ok bool) {
	if c.Digits < 7 || c.Digits > maxDigits || s.other() {
		return 0, false
	}
	labelled := s.label() != none
	ctx := s.Text[s.context(c.Start):c.Start]
	r, ok := countryBefore(ctx, labelled)
	if !ok && labelled && len(ctx) > 0 && isQuote(ctx[len(ctx)-1]) {
		r, ok = countryBeside(ctx, s.behind(c.End), region.Country)
	}
	if !ok || !supported(r) {
		return 0, false
	}
	unhinted := *s
	s.region, s.how, s.finder = r, detectors.Row, plan.NewFinder(r)
	s.code, s.fiction = plan.CallingCodeOf(r), fictionRegions[r]
	found := len(s.out)
	end, ok = s.number(c)
	s.region, s.how, s.finder, s.code, s.fiction = unhinted.region, unhinted.how, unhinted.finder, unhinted.code, unhinted.fiction
	return end, ok && len(s.out) > found
}

// behind is the rest of a line that may be looked at behind a candidate.
func (s *scan) behind(end int) []byte {
	b := s.Text[end:min(len(s.Text), end+lookahead)]
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	return b
}

// countryBefore returns the country whose name is the last in a text. anywhere:
// other words may stand behind it.
func countryBefore(ctx []byte, anywhere bool) (r string, ok bool) {
	end := len(ctx)
	if !anywhere && (end == 0 || !endsName[ctx[end-1]]) {
		return "", false
	}
	for range 8 {
		word, gap, start := lastWord(ctx, end)
		if len(word) == 0 && anywhere && start > 0 && start < end {
			end = start // "Germany, Tel.": a comma ends nothing here
			continue
		}
		if len(word) == 0 || !anywhere && len(gap) > 3 {
			return "", false
		}
		if isName(word) {
			// A name may be of several words: try the longest first.
			hi := start + len(word)
			for lo, n := firstOfName(ctx, start), 0; lo <= start && n < 3; n++ {
				if r, ok = region.Country(ctx[lo:hi]); ok {
					return r, true
				}
				next := bytes.IndexByte(ctx[lo:start], ' ')
				if next < 0 {
					if lo == start {
						break
					}
					lo = start
					continue
				}
				lo += next + 1
			}
		}
		if !anywhere {
			return "", false
		}
		end = start
	}
	return "", false
}

// endsName may stand between the name of a country and a number.
var endsName = bytesIn(" :(-")

// firstOfName returns where a name of up to three words begins whose last one
// begins at start.
func firstOfName(ctx []byte, start int) int {
	lo := start
	for range 2 {
		if lo < 2 || ctx[lo-1] != ' ' {
			break
		}
		word, _, at := lastWord(ctx, lo-1)
		if len(word) == 0 || at+len(word) != lo-1 || !isName(word) && len(word) > 3 {
			break
		}
		lo = at
	}
	return lo
}

// isName reports whether a word may be the name of a country: it begins with a
// capital letter, or is of a script without them, and is not a code of two or three
// letters but for a few that people write.
func isName(word []byte) bool {
	if word[0] >= utf8.RuneSelf {
		return len(word) >= 6
	}
	if word[0] < 'A' || word[0] > 'Z' {
		return false
	}
	return len(word) > 3 || string(word) == "USA" || string(word) == "UK" || string(word) == "UAE"
}
