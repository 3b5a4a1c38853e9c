package html

import "io"

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
	{"brief", "", func(v *view) any { return newPrintedBrief(v) }},
	{"first", "", func(v *view) any { return newFirstScreen(v) }},
	{"issues", "Issues", func(v *view) any { return v.Issues }},
	{"map", "Map", whole},
	{"matrix", "", whole},
	{"crossborder", "Cross-border", whole},
	{"gaps", "Not scanned", whole},
	{"datasets", "Datasets", whole},
	{"data", "Data elements", whole},
	{"beside", "Beside", besideOf},
	{"security", "Who can read", func(v *view) any { return securityOf(v.M) }},
	{"copies", "Copies", func(v *view) any { return only(len(v.Clusters) > 0, v) }},
	{"changes", "Changes", func(v *view) any { return only(v.M.Since != nil && v.M.Since.Scan != "", v) }},
	{"laws", "Laws", whole},
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

// shown is a section that has something to show.
type shown struct {
	section
	data any
}

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
