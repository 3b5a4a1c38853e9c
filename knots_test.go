package dialmap_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
	"testing"
)

// largestKnot is how many files of a package may all refer to each other, be it
// through others: who reads one of them has to read them all.
const largestKnot = 8

// knotted are the packages with a larger knot, until they are taken apart.
var knotted = []string{
	"cmd/dialmap", "config", "connectors/format", "connectors/mysql", "connectors/postgres", "detectors/phone", "reports/assess",
}

func TestNoPackageIsAKnot(t *testing.T) {
	all := packages(t)
	for folder, files := range all {
		knot := knotOf(files.fset, files.list)
		switch excused := slices.Contains(knotted, folder); {
		case excused && len(knot) <= largestKnot:
			t.Errorf("%s is no knot any more (%d files): take it out of the list knotted", folder, len(knot))
		case !excused && len(knot) > largestKnot:
			t.Errorf("%s: %d files refer to each other, at most %d may: %s", folder, len(knot), largestKnot, strings.Join(knot, " "))
		}
	}
	for _, folder := range knotted {
		if all[folder] == nil {
			t.Errorf("%s is in the list knotted, and there is no such package: take it out", folder)
		}
	}
}

func TestKnotsAreFound(t *testing.T) {
	fset := token.NewFileSet()
	var list []*ast.File
	for name, text := range map[string]string{
		"a.go": "package p\ntype A struct{}\nfunc (a A) Do() { helper() }",
		"b.go": "package p\nfunc helper() { var s S; s.Run() }",
		"c.go": "package p\ntype S struct{ a A }\nfunc (s S) Run() { s.a.Do() }",
		"d.go": "package p\nfunc Alone() { A{}.Do() }",
		"e.go": "package p\nfunc local() { Alone := 1; _ = Alone }",
	} {
		f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	if got := strings.Join(knotOf(fset, list), " "); got != "a.go b.go c.go" {
		t.Errorf("got %s, want a.go b.go c.go", got)
	}
}

type parsed struct {
	fset *token.FileSet
	list []*ast.File
}

// packages are the files of the product by folder, without those for other
// systems.
func packages(t *testing.T) map[string]*parsed {
	t.Helper()
	all := map[string]*parsed{}
	eachFile(t, func(file string) {
		folder := path.Dir(file)
		p := all[folder]
		if p == nil {
			p = &parsed{fset: token.NewFileSet()}
			all[folder] = p
		}
		f, err := parser.ParseFile(p.fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		p.list = append(p.list, f)
	})
	if len(all) == 0 {
		t.Fatal("no packages found; is this the root of the module?")
	}
	return all
}

// knotOf is the largest set of files of a package that all refer to each other.
func knotOf(fset *token.FileSet, files []*ast.File) (largest []string) {
	graph := references(fset, files)
	reach := map[string]map[string]bool{}
	for from := range graph {
		reach[from] = reachable(graph, from)
	}
	for from := range graph {
		knot := []string{from}
		for to := range reach[from] {
			if to != from && reach[to][from] {
				knot = append(knot, to)
			}
		}
		if slices.Sort(knot); len(knot) > len(largest) {
			largest = knot
		}
	}
	return largest
}

func reachable(graph map[string]map[string]bool, from string) map[string]bool {
	seen := map[string]bool{}
	for next := []string{from}; len(next) > 0; {
		at := next[len(next)-1]
		next = next[:len(next)-1]
		for to := range graph[at] {
			if !seen[to] {
				seen[to] = true
				next = append(next, to)
			}
		}
	}
	return seen
}

// references are, for each file, those that declare what it names. Other
// packages are unknown to the checker, which matters not to names of this one.
func references(fset *token.FileSet, files []*ast.File) map[string]map[string]bool {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: noImporter{}, Error: func(error) {}}
	pkg, _ := conf.Check("p", fset, files, info)
	graph := map[string]map[string]bool{}
	for _, f := range files {
		graph[fset.File(f.Pos()).Name()] = map[string]bool{}
	}
	for id, o := range info.Uses {
		if o.Pkg() == nil || o.Pkg() != pkg || !o.Pos().IsValid() {
			continue
		}
		if from, to := fset.File(id.Pos()).Name(), fset.File(o.Pos()).Name(); from != to {
			graph[from][to] = true
		}
	}
	return graph
}

// noImporter knows every package by its name alone.
type noImporter struct{}

func (noImporter) Import(p string) (*types.Package, error) {
	name := path.Base(p)
	if strings.HasPrefix(name, "v") && strings.Trim(name[1:], "0123456789") == "" {
		name = path.Base(path.Dir(p))
	}
	pkg := types.NewPackage(p, name)
	pkg.MarkComplete()
	return pkg, nil
}
