package html

import (
	"cmp"
	"embed"
	"html/template"
	"io/fs"
	"slices"
	"strings"
	"unicode"
)

//go:embed page/*.html page/*.css page/*.js
var pageFiles embed.FS

var (
	style  = lean(joinFiles(".css", "style.css", ""))
	script = lean(joinFiles(".js", "", "script.js"))
	body   = template.Must(template.New("page").Funcs(functions).ParseFS(pageFiles, "page/*.html"))
)

// joinFiles joins the files that end so, first and last in their places and the
// others by their names.
func joinFiles(ext, first, last string) string {
	names, err := fs.Glob(pageFiles, "page/*"+ext)
	if err != nil || len(names) == 0 {
		panic("no " + ext + " is embedded")
	}
	place := func(name string) int {
		switch strings.TrimPrefix(name, "page/") {
		case first:
			return -1
		case last:
			return 1
		}
		return 0
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(place(a)-place(b), cmp.Compare(a, b)) })
	var all strings.Builder
	for _, name := range names {
		b, err := pageFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		all.Write(b)
	}
	return all.String()
}

// printable shows a control character in a name from a source as a dot.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' {
		return '·'
	}
	return r
}

// lean drops what only the authors of a style or a script read: comments that
// have a line of their own, and indentation. It does not look for texts of
// several lines, so there must be none.
func lean(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
