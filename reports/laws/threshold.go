package laws

import (
	"fmt"
	"sort"
	"strings"
)

// Verdict is the three-valued answer to a question of law.
type verdict int

const (
	no verdict = iota
	maybe
	yes
)

// met says whether the declared facts reach the threshold in jurisdiction j.
// A fact that is not declared makes it a maybe; so does a bare total that is
// high enough, where the law counts the people of one place.
func (t *Threshold) met(facts map[string]any, j string) verdict {
	if t == nil {
		return yes
	}
	if len(t.Any) == 0 {
		return maybe
	}
	best := no
	for _, all := range t.Any {
		v := yes
		for name, least := range all {
			v = min(v, reached(facts, name, j, least))
		}
		best = max(best, v)
	}
	return best
}

// local facts are counts of people of one place: declared as one figure they
// bound it from above, declared per place they say it.
var local = map[string]bool{"consumers": true}

func reached(facts map[string]any, name, j string, least float64) verdict {
	v, ok := facts[name]
	if !ok {
		return maybe
	}
	if per, ok := v.(map[string]any); ok {
		if n, ok := number(per[j]); ok {
			return meetsLeast(n, least)
		}
		return maybe
	}
	n, ok := number(v)
	switch {
	case !ok:
		return maybe
	case local[name] && n >= least:
		return maybe
	}
	return meetsLeast(n, least)
}

func meetsLeast(n, least float64) verdict {
	if n >= least {
		return yes
	}
	return no
}

func number(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	case float64:
		return n, true
	case bool:
		if n {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// missing names the facts that would decide, sorted.
func (t *Threshold) missing(facts map[string]any, j string) string {
	set := map[string]bool{}
	for _, all := range t.Any {
		for name := range all {
			if _, ok := facts[name]; !ok {
				set[name] = true
			} else if local[name] {
				set[fmt.Sprintf("%s of %s", name, j)] = true
			}
		}
	}
	names := make([]string, 0, len(set))
	for n := range set {
		names = append(names, n)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}
