package detect

import (
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
)

// machinery are folders of version control: packed copies of what lies beside
// them.
var machinery = map[string]bool{".git": true, ".hg": true, ".svn": true, ".bzr": true}

// Walk yields the files that paths name and those in the folders among them,
// in the order of names; - is stdin. Links in folders are not followed: what
// they lead to is read where it lies. passed is told of what is passed by, and
// why, or of the error; it may be called by another goroutine than Failed.
func Walk(paths []string, stdin io.Reader, passed func(name, why string, err error)) iter.Seq[Input] {
	return func(yield func(Input) bool) {
		for _, p := range paths {
			if p == "-" {
				if !yield(Input{Name: "-", From: stdin}) {
					return
				}
				continue
			}
			info, err := os.Stat(p)
			switch {
			case err != nil:
				passed(p, "", err)
			case !info.IsDir():
				if !yield(Input{Name: p, Path: p}) {
					return
				}
			case !folder(p, passed, yield):
				return
			}
		}
	}
}

// folder is false where the walk ends.
func folder(root string, passed func(name, why string, err error), yield func(Input) bool) bool {
	goesOn := true
	visit := func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			passed(p, "", err)
		case p == root:
		case d.IsDir() && machinery[d.Name()]:
			passed(p, "a folder of version control; name it to have it searched", nil)
			return fs.SkipDir
		case d.IsDir():
		case d.Type()&fs.ModeSymlink != 0:
			passed(p, "a symbolic link; name what it leads to", nil)
		case !d.Type().IsRegular():
			passed(p, "not a file; not opened", nil)
		case !yield(Input{Name: p, Path: p, Walk: true}):
			goesOn = false
			return fs.SkipAll
		}
		return nil
	}
	if info, err := os.Lstat(root); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		root += string(filepath.Separator) // a link that was named is followed
	}
	_ = filepath.WalkDir(root, visit) // visit keeps every error to itself
	return goesOn
}
