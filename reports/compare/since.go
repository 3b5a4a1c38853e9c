package compare

import (
	"strings"

	"github.com/dialmap/dialmap/reports/datamap"
)

// Since is what changed as the newer map carries it.
func (c *Changes) Since() *datamap.Since {
	started := c.Old.Started
	s := &datamap.Since{
		Scan: c.Old.ID, Started: &started, Warnings: c.Warnings, Fields: c.changed,
		Numbers: datamap.Then{Old: *c.Totals.Numbers.Old, Change: string(c.Totals.Numbers.Change)}, Changes: []datamap.Change{},
	}
	for _, t := range c.Transfers {
		came(&s.Transfers, t.Change)
	}
	for _, g := range c.Gaps {
		came(&s.Gaps, g.Change)
	}
	for _, f := range c.Findings {
		came(&s.Findings, f.Change)
	}
	add := func(about string, change Change, source, dataset, field string, l line) {
		s.Changes = append(s.Changes, datamap.Change{
			About: about, Source: source, Dataset: dataset, Field: field, Change: string(change),
			Name: l.name, Text: strings.Join(append([]string{l.text}, l.details...), "; "),
		})
	}
	for _, x := range c.Sources {
		add("source", x.Change, x.Source, "", "", x.line())
	}
	for _, x := range c.Datasets {
		add("dataset", x.Change, x.Source, x.Dataset, "", x.line())
	}
	for _, x := range c.Fields {
		add("field", x.Change, x.Source, x.Dataset, x.Field, x.line())
	}
	for _, x := range c.Stored {
		add("stored", "moved", x.Source, "", "", x.line())
	}
	for _, x := range c.Transfers {
		add("transfer", x.Change, "", "", "", x.line())
	}
	for _, x := range c.Findings {
		add("finding", x.Change, x.Source, x.Dataset, x.Field, x.line())
	}
	for _, x := range c.Gaps {
		add("gap", x.Change, x.Source, x.Dataset, x.Field, x.line())
	}
	return s
}

func came(to *datamap.Came, c Change) {
	switch c {
	case New:
		to.New++
	case Gone, Closed:
		to.Gone++
	}
}

// count counts the fields with phones that differ, those of sources and
// datasets that came or went too.
func (c *Changes) count(was, is *side) {
	for _, x := range c.Sources {
		have := is
		if x.Change == Gone {
			have = was
		}
		for _, d := range have.Datasets {
			if d.Source == x.Source && !d.Derived {
				c.tally(x.Change, len(have.within[[2]string{d.Source, d.Dataset}]))
			}
		}
	}
	for _, x := range c.Datasets {
		if !x.Derived {
			c.tally(x.Change, x.Fields)
		}
	}
	for _, x := range c.Fields {
		if !x.Derived {
			c.tally(x.Change, 1)
		}
	}
}

func (c *Changes) tally(change Change, n int) {
	t := &c.changed
	switch change {
	case New:
		t.New += n
	case Gone:
		t.Gone += n
	case More:
		t.More += n
	case Fewer:
		t.Fewer += n
	case Same, WithinError:
		t.Other += n
	case CannotTell:
		t.CannotTell += n
	}
}
