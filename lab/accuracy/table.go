package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// ratio is a count of a count.
type ratio struct{ n, of int }

func (r *ratio) add(ok bool) {
	r.of++
	if ok {
		r.n++
	}
}

func (r ratio) String() string {
	if r.of == 0 {
		return "–"
	}
	v := float64(r.n) / float64(r.of)
	if v > 0.999 && r.n < r.of {
		return "99.9+ %" // never a round hundred that is none
	}
	return fmt.Sprintf("%.1f %%", 100*v)
}

func (r ratio) share() float64 {
	if r.of == 0 {
		return 0
	}
	return float64(r.n) / float64(r.of)
}

// table prints Markdown, the first column left, the others right.
func table(w io.Writer, head []string, rows [][]string) {
	fmt.Fprintf(w, "| %s |\n|---|%s\n", strings.Join(head, " | "), strings.Repeat("--:|", len(head)-1))
	for _, r := range rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(r, " | "))
	}
	fmt.Fprintln(w)
}

// worst prints ratios by name, the lowest first, those below a level only.
func worst(w io.Writer, title string, by map[string]*ratio, level float64, most int) {
	names := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		if x, y := by[a].share(), by[b].share(); x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	var list []string
	below := 0
	for _, name := range names {
		if by[name].share() >= level {
			continue
		}
		if below++; below <= most {
			list = append(list, fmt.Sprintf("%s %s of %d", name, by[name], by[name].of))
		}
	}
	if below > most {
		list = append(list, fmt.Sprintf("and %d more", below-most))
	}
	if below == 0 {
		list = []string{"none"}
	}
	fmt.Fprintf(w, "%s (%d of %d below %.0f %%): %s.\n\n", title, below, len(by), 100*level, strings.Join(list, "; "))
}

// reliability is a table of how sure and how right.
type reliability struct {
	bins [10]struct{ n, right, sum float64 }
}

func (r *reliability) add(confidence float64, right bool) {
	b := &r.bins[min(int(confidence*10), 9)]
	b.n++
	b.sum += confidence
	if right {
		b.right++
	}
}

// print writes the table and returns the expected calibration error.
func (r *reliability) print(w io.Writer) float64 {
	var rows [][]string
	var all, err float64
	for i := range r.bins {
		all += r.bins[i].n
	}
	for i, b := range r.bins {
		if b.n == 0 {
			continue
		}
		rows = append(rows, []string{fmt.Sprintf("%.1f to %.1f", float64(i)/10, float64(i+1)/10), fmt.Sprintf("%.0f", b.n), fmt.Sprintf("%.3f", b.sum/b.n), fmt.Sprintf("%.3f", b.right/b.n)})
		d := b.sum/b.n - b.right/b.n
		err += b.n / all * max(d, -d)
	}
	table(w, []string{"confidence", "how many", "mean confidence", "right"}, rows)
	return err
}

// tally makes a ratio on first use.
func tally(by map[string]*ratio, name string) *ratio {
	r, ok := by[name]
	if !ok {
		r = &ratio{}
		by[name] = r
	}
	return r
}
