package config

import "strings"

// nearest returns the word that s was probably meant to be, or "".
func nearest(s string, words []string) string {
	best, at := "", 1+len(s)/3
	for _, w := range words {
		if d := distance(strings.ToLower(s), strings.ToLower(w)); d < at || d == at && best == "" {
			best, at = w, d
		}
	}
	return best
}

// distance is Levenshtein's: the edits that lead from a to b, a swap of two
// neighbours counted as one.
func distance(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
