package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// helperCode is the file that is compiled beside the mutants.
//
//go:embed helper.go.txt
var helperCode string

// mutant is one change of a file, compiled in and activated by its id.
type mutant struct {
	id     int
	line   int
	change string
}

// insertion is text that goes into a file at an offset, in the place of the
// next cut bytes.
type insertion struct {
	offset, cut int
	closes      bool // it ends what began before
	order       int
	text        string
}

// instrumenter writes the mutants of one file into its text.
type instrumenter struct {
	p       *goPackage
	text    []byte
	mutants []mutant
	inserts []insertion
	fixed   map[ast.Expr]bool // constants that must stay constants
}

// instrument returns the text of a file with all its mutants.
func (p *goPackage) instrument(name string) ([]byte, []mutant, error) {
	f, ok := p.files[name]
	if !ok {
		return nil, nil, fmt.Errorf("no such file in the package, or not on this system")
	}
	text, err := os.ReadFile(filepath.Join(p.Dir, name))
	if err != nil {
		return nil, nil, err
	}
	in := &instrumenter{p: p, text: text, fixed: map[ast.Expr]bool{}}
	for _, d := range f.Decls {
		// Tables and constants are data: what tests hold them to is another
		// question than whether they hold the code that reads them.
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			ast.Inspect(fn.Body, in.visit)
		}
	}
	return in.write(), in.mutants, nil
}

func (in *instrumenter) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		return n.Tok == token.VAR
	case *ast.ArrayType:
		return false
	case *ast.IfStmt:
		if _, ok := n.Cond.(*ast.BinaryExpr); !ok {
			in.negate(n.Cond)
		}
	case *ast.ReturnStmt:
		for _, r := range n.Results {
			if id, ok := r.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") && in.isPlainBool(r) {
				in.negate(r)
			}
		}
	case *ast.BinaryExpr:
		if in.p.info.Types[n].Value != nil {
			return false // a constant
		}
		in.visitBinary(n)
	case *ast.BasicLit:
		in.visitLiteral(n)
	case *ast.CaseClause:
		for _, e := range n.List {
			if lit, ok := e.(*ast.BasicLit); ok {
				in.fixed[lit] = true // a switch may not say a constant twice
			}
		}
	}
	return true
}

func (in *instrumenter) visitBinary(n *ast.BinaryExpr) {
	switch n.Op {
	case token.EQL, token.NEQ:
		if in.isPlainBool(n) {
			in.negate(n)
		}
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		other := map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">"}[n.Op]
		helper := map[token.Token]string{token.LSS: "mutantLess", token.LEQ: "mutantLessEqual", token.GTR: "mutantMore", token.GEQ: "mutantMoreEqual"}[n.Op]
		if in.isPlainBool(n) && in.sameType(n.X, n.Y) {
			in.callOn(n, helper, other)
		}
	case token.ADD, token.SUB, token.MUL, token.QUO:
		other := map[token.Token]string{token.ADD: "-", token.SUB: "+", token.MUL: "/", token.QUO: "*"}[n.Op]
		helper := map[token.Token]string{token.ADD: "mutantAdd", token.SUB: "mutantSubtract", token.MUL: "mutantMultiply", token.QUO: "mutantDivide"}[n.Op]
		if b, ok := in.p.info.Types[n].Type.Underlying().(*types.Basic); ok && b.Info()&(types.IsInteger|types.IsFloat) != 0 && in.sameType(n.X, n.Y) {
			in.callOn(n, helper, other)
		}
	case token.LAND, token.LOR:
		if !in.isPlainBool(n) {
			return
		}
		before, after := "(mutantOn(%d) || ", "the left of && is dropped"
		if n.Op == token.LOR {
			before, after = "(!mutantOn(%d) && ", "the left of || is dropped"
		}
		in.wrap(n.X, before, ")", in.add(n.OpPos, after))
		in.wrap(n.Y, before, ")", in.add(n.OpPos, strings.Replace(after, "left", "right", 1)))
	}
}

// visitLiteral makes an integer one larger.
func (in *instrumenter) visitLiteral(n *ast.BasicLit) {
	t := in.p.info.Types[n].Type
	if n.Kind != token.INT || in.fixed[n] || t == nil {
		return
	}
	if b, ok := t.(*types.Basic); !ok || b.Info()&types.IsInteger == 0 || b.Info()&types.IsUntyped != 0 {
		return
	}
	in.wrap(n, "mutantConstant["+t.String()+"](%d, ", ")", in.add(n.Pos(), n.Value+" is one more"))
}

func (in *instrumenter) isPlainBool(e ast.Expr) bool {
	b, ok := in.p.info.Types[e].Type.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// sameType reports whether a helper with one type parameter can take both.
func (in *instrumenter) sameType(x, y ast.Expr) bool {
	a, b := in.p.info.Types[x], in.p.info.Types[y]
	return a.Type != nil && b.Type != nil && types.Identical(a.Type, b.Type) && (a.Value == nil || b.Value == nil)
}

// negate lets a mutant turn a condition round.
func (in *instrumenter) negate(e ast.Expr) {
	in.wrap(e, "((", ") != mutantOn(%d))", in.add(e.Pos(), "not "+in.source(e)))
}

// callOn puts a call of a helper in the place of a binary operation.
func (in *instrumenter) callOn(n *ast.BinaryExpr, helper, other string) {
	id := in.add(n.OpPos, in.source(n)+": "+n.Op.String()+" is "+other)
	// A shift or a constant beside it would take another type in a call.
	t := types.TypeString(in.p.info.Types[n.X].Type, func(p *types.Package) string {
		if p == in.p.types {
			return ""
		}
		return p.Name()
	})
	if !in.canName(n.X) {
		t = ""
	} else {
		t = "[" + t + "]"
	}
	in.wrap(n, helper+t+"(%d, ", ")", id)
	in.insert(insertion{offset: in.offset(n.OpPos), cut: len(n.Op.String()), text: ","})
}

// canName reports whether the type of e needs no import to be written.
func (in *instrumenter) canName(e ast.Expr) bool {
	_, ok := in.p.info.Types[e].Type.(*types.Basic)
	return ok
}

func (in *instrumenter) add(at token.Pos, change string) int {
	id := len(in.mutants) + 1
	in.mutants = append(in.mutants, mutant{id, in.p.fset.Position(at).Line, change})
	return id
}

// wrap puts text around an expression; %d in it is the id.
func (in *instrumenter) wrap(e ast.Expr, before, after string, id int) {
	number := fmt.Sprint(id)
	in.insert(insertion{offset: in.offset(e.Pos()), text: strings.ReplaceAll(before, "%d", number)})
	in.insert(insertion{offset: in.offset(e.End()), closes: true, text: strings.ReplaceAll(after, "%d", number)})
}

func (in *instrumenter) insert(i insertion) {
	i.order = len(in.inserts)
	in.inserts = append(in.inserts, i)
}

func (in *instrumenter) offset(p token.Pos) int { return in.p.fset.Position(p).Offset }

// source is the text of an expression on one line, cut where it is long.
func (in *instrumenter) source(e ast.Expr) string {
	s := strings.Join(strings.Fields(string(in.text[in.offset(e.Pos()):in.offset(e.End())])), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return s
}

// write puts the insertions into the text: what ends at an offset before what
// begins there, the inner before the outer at an end, after it at a beginning.
func (in *instrumenter) write() []byte {
	slices.SortStableFunc(in.inserts, func(a, b insertion) int {
		switch {
		case a.offset != b.offset:
			return cmp.Compare(a.offset, b.offset)
		case a.closes != b.closes && a.closes:
			return -1
		case a.closes != b.closes:
			return 1
		case a.closes:
			return cmp.Compare(b.order, a.order)
		}
		return cmp.Compare(a.order, b.order)
	})
	var out bytes.Buffer
	at := 0
	for _, i := range in.inserts {
		out.Write(in.text[at:i.offset])
		out.WriteString(i.text)
		at = i.offset + i.cut
	}
	out.Write(in.text[at:])
	return out.Bytes()
}
