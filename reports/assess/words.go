package assess

import (
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// and lists names in a sentence.
func and(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// few lists names, the first ones by name.
func few(names []string) string {
	const most = 4
	if len(names) <= most {
		return and(names)
	}
	return and(append(append([]string{}, names[:most-1]...), fmt.Sprintf("%d more", len(names)-most+1)))
}

// those are so many numbers, of a region.
func those(e profile.Estimate, region string) string {
	n := amount.With(e) + " numbers"
	if e.How == profile.Exact && e.Value() == 1 {
		n = "1 number"
	}
	if region != "" {
		n += " of " + place.Name(region)
	}
	return n
}

// is makes a verb of one or of several.
func is(e profile.Estimate, one, several string) string {
	if e.How == profile.Exact && e.Value() == 1 {
		return one
	}
	return several
}

// in names a field of a dataset.
func in(s *set, field string) string {
	if field == "" {
		return s.name()
	}
	return s.name() + " (" + field + ")"
}

// purposes in quotation, "" for none.
func purposes(list []string) string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = quoted(p)
	}
	return few(out)
}

func quoted(s string) string { return "“" + s + "”" }

// read says how much of a dataset the figures rest on.
func read(d *inventory.Dataset) string {
	unit := d.Records.Unit
	if unit == "" {
		unit = "record"
	}
	n := amount.Count(float64(d.Records.Read))
	switch {
	case d.Records.Draw == "":
		return "nothing was read"
	case d.Records.Draw == "whole" && d.Records.Unread == 0:
		return fmt.Sprintf("all %s %ss were read", n, unit)
	case d.Records.Draw == "whole":
		return fmt.Sprintf("%s %ss were read and a part could not be", n, unit)
	case d.Records.Draw == "head":
		return fmt.Sprintf("the first %s %ss were read, which says nothing of the rest", n, unit)
	}
	return fmt.Sprintf("estimated from %s %ss drawn at random of %s", n, unit, amount.With(d.Records.Total))
}

var tierNames = [...]string{"", "contact details", "identity or money", "traces of use", "special categories of personal data"}

// TierName is the reader's word for a tier of personal data that lies beside
// numbers; "" for one that there is not.
func TierName(tier int) string {
	if tier > 0 && tier < len(tierNames) {
		return tierNames[tier]
	}
	return ""
}
