package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
)

// sharedFrom is the number of packages from which a name counts as shared.
const sharedFrom = 4

// nameCount collects the unexported package-level names of the repository.
// Methods are left out: their receiver says what they are about.
type nameCount struct {
	functions map[string][]string // by package: its unexported functions
	packages  map[string][]string // by unexported name: the packages that declare it
}

// countNames reads every Go file that people wrote, tests aside.
func countNames(repo fs.FS) (*nameCount, error) {
	c := &nameCount{functions: map[string][]string{}, packages: map[string][]string{}}
	err := walkFiles(repo, func(file string, text []byte) error {
		if path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(f) {
			c.addFile(path.Dir(file), f)
		}
		return nil
	})
	return c, err
}

func (c *nameCount) addFile(folder string, f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && c.addName(folder, d.Name.Name) {
				c.functions[folder] = append(c.functions[folder], d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					c.addName(folder, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						c.addName(folder, n.Name)
					}
				}
			}
		}
	}
}

// addName reports whether name is one that the figures are about.
func (c *nameCount) addName(folder, name string) bool {
	if ast.IsExported(name) || name == "main" || name == "_" {
		return false
	}
	// Two files of one package may declare a name, for one system each.
	if !slices.Contains(c.packages[name], folder) {
		c.packages[name] = append(c.packages[name], folder)
	}
	return true
}

// isOneWord reports whether a name has no second word.
func isOneWord(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsUpper(r) || r == '_' })
}

// oneWordFigure is the share of functions that are called by one word.
func (c *nameCount) oneWordFigure() measure {
	short, all := map[string][]string{}, 0
	oneWord := 0
	for folder, names := range c.functions {
		all += len(names)
		for _, n := range names {
			if isOneWord(n) {
				short[folder] = append(short[folder], n)
				oneWord++
			}
		}
	}
	f := measure{name: "one_word_percent", brief: 8}
	if all > 0 {
		f.value = 100 * float64(oneWord) / float64(all)
	}
	f.summary = fmt.Sprintf("%.1f %% of %d unexported functions are called by one word", f.value, all)
	folders := slices.SortedFunc(maps.Keys(short), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(short[b]), len(short[a])), cmp.Compare(a, b))
	})
	for _, folder := range folders {
		slices.Sort(short[folder])
		f.parts = append(f.parts, fmt.Sprintf("%s: %d of %d: %s", folder, len(short[folder]), len(c.functions[folder]), strings.Join(short[folder], " ")))
	}
	return f
}

// sharedFigure is the number of names that stand for something in several
// packages.
func (c *nameCount) sharedFigure() measure {
	var shared []string
	for name, folders := range c.packages {
		if len(folders) >= sharedFrom {
			shared = append(shared, name)
		}
	}
	slices.SortFunc(shared, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(c.packages[b]), len(c.packages[a])), cmp.Compare(a, b))
	})
	f := measure{name: "shared_names", value: float64(len(shared)), brief: 8}
	f.summary = fmt.Sprintf("%d unexported package-level names are declared by %d packages or more", len(shared), sharedFrom)
	for _, name := range shared {
		slices.Sort(c.packages[name])
		f.parts = append(f.parts, fmt.Sprintf("%s: %d packages: %s", name, len(c.packages[name]), strings.Join(c.packages[name], " ")))
	}
	return f
}
