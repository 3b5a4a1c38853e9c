package assess

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var logWords = strings.Fields("log logs logging event events analytics clickstream telemetry tracking trace traces audit metrics")

var logFile = regexp.MustCompile(`(?i)\.log(\.[0-9*{}]+)?(\.(gz|zst|bz2|xz))?$`)

// minimisation finds full numbers where fewer digits or a hash would do.
func (j *judge) minimisation(s *set) {
	word := ""
	for _, w := range append(wordsIn(s.dataset), strings.ToLower(s.facts.Kind), strings.ToLower(s.facts.Format)) {
		if slices.Contains(logWords, w) {
			word = w
			break
		}
	}
	if word == "" && logFile.MatchString(s.dataset) {
		word = ".log"
	}
	if word == "" {
		return
	}
	for _, f := range s.fields {
		if f.Protection != "plaintext" || f.Numbers.Value() <= 0 {
			continue
		}
		j.add(s, draft{Finding: Finding{
			Rule: "minimisation.full_numbers", Field: f.Field, Count: f.Numbers, Records: f.Holding,
			Text:     fmt.Sprintf("%s %s written in full into %s, where a hash or the last digits would do", those(f.Numbers, ""), is(f.Numbers, "is", "are"), in(s, f.Field)),
			Evidence: "known for a log, analytics or events by its name: " + word + "; " + read(s.facts),
			Remedy:   "Mask or hash the number before it is written (a keyed hash still joins records), and delete what lies there; most logs need no number at all.",
		}, duties: []string{"security"}, outside: true})
	}
}
