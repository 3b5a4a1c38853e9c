package region

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/detectors"
)

//go:embed areacodes.txt
var areaCodes string

// place is what a prefix tells.
type place struct {
	code       string   // "US-CA"; "" where the prefix does not tell
	candidates []string // of a shared prefix, sorted
	none       bool     // a code without a place
}

// Subdivision returns the ISO 3166-2 code of the US state, the Canadian
// province or territory that the ten digits of a number under +1 were issued
// in. The status is Shared where the prefix serves the candidates (a shared
// slice, not to be written), Nongeographic for toll-free, premium and personal
// numbers, Unknown for a prefix that is not in the list and for regions with a
// country code of their own.
func Subdivision(national []byte) (code string, status detectors.Status, candidates []string) {
	if len(national) != 10 {
		return "", detectors.Unknown, nil
	}
	t := places()
	p, ok := t[string(national[:6])]
	if !ok {
		p, ok = t[string(national[:3])]
	}
	switch {
	case !ok:
		return "", detectors.Unknown, nil
	case p.none:
		return "", detectors.Nongeographic, nil
	case p.candidates != nil:
		return "", detectors.Shared, p.candidates
	}
	return p.code, detectors.Known, nil
}

// places reads the list on the first call.
var places = sync.OnceValue(func() map[string]place {
	t := make(map[string]place, 700)
	for line := range strings.Lines(areaCodes) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		p := place{code: f[0], none: f[0] == "-"}
		if all := strings.Split(f[0], "/"); len(all) > 1 {
			p = place{candidates: all}
		}
		for _, prefix := range f[1:] {
			t[prefix] = p
		}
	}
	return t
})
