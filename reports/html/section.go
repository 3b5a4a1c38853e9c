package html

import (
	"cmp"
	"embed"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// A section of the page is a Go file that makes what it shows, a template of
// its name in page/NAME.html and a row in [sections]. A style of its own is
// page/NAME.css, a script page/NAME.js; both are found by their names.
type section struct {
	name string // of the template, and the id of its element
	nav  string // what the navigation calls it; "" leaves it out there
	// show makes what the template is executed with; nil leaves the section out.
	show func(v *view) any
}

// sections are in the order of a reader's need.
var sections = []section{
	{"hero", "", whole},
	{"map", "Map", whole},
	{"matrix", "Stored × subject", whole},
	{"transfers", "Transfers", whole},
	{"findings", "Duties", func(v *view) any { return orNil(v.Judged) }},
	{"beside", "Beside", besideOf},
	{"security", "Who can read", func(v *view) any { return securityOf(v.M) }},
	{"copies", "", func(v *view) any { return only(len(v.M.Overlaps) > 0, v) }},
	{"gaps", "Not looked at", whole},
	{"changes", "Changes", func(v *view) any { return only(v.M.Since != nil && v.M.Since.Scan != "", v) }},
	{"laws", "Laws", whole},
	{"data", "Data", whole},
	{"datasets", "Datasets", whole},
	{"method", "Method", whole},
}

// whole shows a section with all that is known of the map.
func whole(v *view) any { return v }

// only shows a section under a condition.
func only(is bool, v *view) any {
	if !is {
		return nil
	}
	return v
}

// orNil is nil for a nil pointer, which an interface would hide.
func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

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

// shown is a section that has something to show.
type shown struct {
	section
	data any
}

// entry of the navigation.
type entry struct{ Name, Nav string }

// writeBody writes the page between its head and its scripts.
func writeBody(w io.Writer, v *view) error {
	var list []shown
	for _, s := range sections {
		if data := s.show(v); data != nil {
			list = append(list, shown{s, data})
			if s.nav != "" {
				v.Nav = append(v.Nav, entry{s.name, s.nav})
			}
		}
	}
	if err := body.ExecuteTemplate(w, "top", v); err != nil {
		return err
	}
	for _, s := range list {
		if err := body.ExecuteTemplate(w, s.name, s.data); err != nil {
			return err
		}
	}
	return body.ExecuteTemplate(w, "foot", v)
}
