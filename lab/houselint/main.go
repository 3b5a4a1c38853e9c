// Houselint holds the repository to the part of its style that a program can
// measure: names that can be found by searching, and plain English.
//
//	go run ./lab/houselint          the figures, and what is over its limit
//	go run ./lab/houselint -v       every name and phrase behind them
//
// Each figure has a limit in limits.txt. A limit is only ever lowered: who
// brings a figure down lowers its limit in the same commit.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
)

//go:embed limits.txt
var limitsText string

func main() {
	verbose := flag.Bool("v", false, "list every name and phrase")
	root := flag.String("root", ".", "the root `folder` of the repository")
	flag.Parse()
	if err := lintRepository(os.Stdout, os.DirFS(*root), limitsText, exceptionsText, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "houselint:", err)
		os.Exit(1)
	}
}

// measure is something measured, and what it is made of.
type measure struct {
	name    string // as limits.txt has it
	value   float64
	summary string
	parts   []string // the worst first
	brief   int      // how many parts are shown when the figure is over its limit
}

// lintRepository prints the figures, and fails where one is over its limit.
func lintRepository(w io.Writer, repo fs.FS, limits, exceptions string, verbose bool) error {
	limit, err := readLimits(limits)
	if err != nil {
		return err
	}
	kept, err := readExceptions(exceptions)
	if err != nil {
		return err
	}
	names, err := countNames(repo)
	if err != nil {
		return err
	}
	found, err := findPhrases(repo, kept)
	if err != nil {
		return err
	}
	var over []string
	for _, f := range []measure{names.oneWordFigure(), names.sharedFigure(), found} {
		most, ok := limit[f.name]
		if !ok {
			return fmt.Errorf("limits.txt: no limit for %s", f.name)
		}
		fmt.Fprintf(w, "%s; limit %v\n", f.summary, most)
		shown := 0
		if f.value > most {
			over = append(over, f.name)
			shown = min(f.brief, len(f.parts))
		}
		if verbose {
			shown = len(f.parts)
		}
		for _, p := range f.parts[:shown] {
			fmt.Fprintln(w, "  "+p)
		}
		if lower := math.Ceil(f.value); lower < most {
			fmt.Fprintf(w, "  the limit of %s in lab/houselint/limits.txt can be lowered to %v\n", f.name, lower)
		}
	}
	if len(over) > 0 {
		return fmt.Errorf("over the limit of lab/houselint/limits.txt: %s; give new names two words and say it plainly (go run ./lab/houselint -v lists all)", strings.Join(over, ", "))
	}
	return nil
}

// readLimits reads lines of a figure's name and its limit.
func readLimits(text string) (map[string]float64, error) {
	limits := map[string]float64{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, _ := strings.Cut(line, " ")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("limits.txt: %q: want NAME NUMBER", line)
		}
		limits[name] = n
	}
	return limits, nil
}

// walkFiles reads the files of the repository, but not what is hidden or data
// of tests.
func walkFiles(repo fs.FS, visit func(file string, text []byte) error) error {
	return fs.WalkDir(repo, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); file != "." && (name[0] == '.' || name[0] == '_' || name == "testdata" && file != "testdata") {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if file == "testdata/open" {
			return fs.SkipDir
		}
		switch path.Ext(file) {
		case ".go", ".md", ".html", ".tmpl", ".json", ".txtar", ".sh", ".js":
		default:
			return nil
		}
		if d.IsDir() {
			return nil
		}
		text, err := fs.ReadFile(repo, file)
		if err != nil {
			return err
		}
		return visit(file, text)
	})
}
