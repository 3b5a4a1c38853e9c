package summary

import (
	"fmt"

	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Overlap says which share of one field's numbers lies in another one too:
// "81 % (79 – 83 %) of the numbers of exports/vendor.csv/phone are also in
// crm/public.contacts/phone".
func Overlap(o inventory.Overlap) string {
	return OverlapShare(o) + " of " + named(o.Of) + " are also in " + named(o.In)
}

// OverlapShare is the share alone: "81 % (79 – 83 %) of the numbers".
func OverlapShare(o inventory.Overlap) string {
	share := fmt.Sprintf("%.0f %%", 100*o.Share.Value())
	if o.Share.How != profile.Exact && o.Share.Low != nil && o.Share.High != nil {
		share += fmt.Sprintf(" (%.0f – %.0f %%)", 100**o.Share.Low, 100**o.Share.High)
	}
	if o.Share.How == profile.Sample {
		return share + " of the numbers read"
	}
	return share + " of the numbers"
}

func named(p inventory.Place) string { return inventory.NameOf(p.Source, p.Dataset) + "/" + p.Field }
