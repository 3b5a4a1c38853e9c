package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMutantsThatSurviveAreThoseThatNoTestNotices(t *testing.T) {
	const file = "testdata/grade/grade.go"
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := tryFile(t.Context(), file, options{budget: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		file + ":11: points > 100: > is >=",
		file + ":11: 100 is one more",
		file + ":19: not a == 1 (no test runs it)",
		file + ":19: 1 is one more (no test runs it)",
	}
	if d := cmp.Diff(want, r.survived); d != "" {
		t.Error(d)
	}
	if r.unreached != 2 || r.tried != r.mutants || r.killed != r.tried-len(want) {
		t.Errorf("%+v", r)
	}
	after, err := os.ReadFile(file)
	if err != nil || string(before) != string(after) {
		t.Error("the file was changed", err)
	}
}

func TestInstrumentedTextKeepsItsNesting(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"a comparison", "return a < b", "return mutantLess[int](1, a , b)"},
		{"an operand of a comparison", "return a+b < a", "return mutantLess[int](1, mutantAdd[int](2, a,b) , a)"},
		{"a condition of two", "return a == b && c", "return (mutantOn(1) || ((a == b) != mutantOn(3))) && (mutantOn(2) || c)"},
		{"a condition that is one name", "if c { return c }; return false", "if ((c) != mutantOn(1)) { return c }; return ((false) != mutantOn(2))"},
		{"a constant of constants stays", "const k = 2 * 3; return a == k", "const k = 2 * 3; return ((a == k) != mutantOn(1))"},
		{"the length of an array stays", "var x [3]int; return x[a] == b", "var x [3]int; return ((x[a] == b) != mutantOn(1))"},
		{"two texts are joined as they were", `s := "a"; return s+"b" == s`, `s := "a"; return ((s+"b" == s) != mutantOn(1))`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{
				"go.mod": "module x\n\ngo 1.26\n",
				"x.go":   "package x\n\nfunc f(a, b int, c bool) bool {\n" + c.code + "\n}\n",
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p, err := loadPackage(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := p.instrument("x.go")
			if err != nil {
				t.Fatal(err)
			}
			if line := strings.Split(string(got), "\n")[3]; line != c.want {
				t.Errorf("got  %s\nwant %s", line, c.want)
			}
		})
	}
}

func TestTheSameSeedDrawsTheSameMutants(t *testing.T) {
	all := make([]mutant, 50)
	for i := range all {
		all[i].id = i + 1
	}
	same := cmp.AllowUnexported(mutant{})
	if d := cmp.Diff(drawMutants(all, 10, 1), drawMutants(all, 10, 1), same); d != "" {
		t.Error(d)
	}
	if cmp.Equal(drawMutants(all, 10, 1), drawMutants(all, 10, 2), same) {
		t.Error("two seeds draw the same")
	}
	if n := len(drawMutants(all, 0, 1)); n != 50 {
		t.Errorf("0 draws %d, want all 50", n)
	}
}
