package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
)

// goPackage is a package of the repository with the types of its expressions.
type goPackage struct {
	Name, Dir string
	fset      *token.FileSet
	files     map[string]*ast.File // by name
	types     *types.Package
	info      *types.Info
}

// loadPackage parses and type-checks the package in a folder.
func loadPackage(ctx context.Context, folder string) (*goPackage, error) {
	out, err := output(ctx, folder, "go", "list", "-export", "-deps", "-json=Name,Dir,ImportPath,Export,GoFiles,DepOnly", ".")
	if err != nil {
		return nil, err
	}
	var listed struct {
		Name, Dir, ImportPath, Export string
		GoFiles                       []string
		DepOnly                       bool
	}
	exports := map[string]string{}
	p := &goPackage{fset: token.NewFileSet(), files: map[string]*ast.File{}}
	path, names := "", []string(nil)
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		listed.Name, listed.Dir, listed.ImportPath, listed.Export, listed.GoFiles, listed.DepOnly = "", "", "", "", nil, false
		if err := d.Decode(&listed); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[listed.ImportPath] = listed.Export
		if !listed.DepOnly {
			p.Name, p.Dir, path, names = listed.Name, listed.Dir, listed.ImportPath, listed.GoFiles
		}
	}
	var parsed []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(p.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.files[name] = f
		parsed = append(parsed, f)
	}
	p.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	open := func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no compiled package %s", path)
		}
		return os.Open(exports[path])
	}
	c := types.Config{Importer: importer.ForCompiler(p.fset, "gc", open)}
	p.types, err = c.Check(path, p.fset, parsed, p.info)
	return p, err
}
