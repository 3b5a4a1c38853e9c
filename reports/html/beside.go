package html

import (
	"cmp"
	"slices"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// besideSection is what other personal data lies beside the numbers, and where
// there is some without any.
type besideSection struct {
	Datasets  []besideDataset
	Elsewhere []elsewhere
}

// besideDataset is one dataset that holds numbers and other personal data.
type besideDataset struct {
	Source, Dataset string
	Kinds           []besideKind
}

type besideKind struct {
	Name, Tier string
	Records    inventory.Beside
}

// elsewhere is a dataset that holds personal data and no number.
type elsewhere struct {
	Source, Dataset string
	Kinds           []string
}

// besideOf makes the section; nil where there is nothing to say.
func besideOf(v *view) any {
	var s besideSection
	phones := map[[2]string]bool{}
	for i := range v.M.Datasets {
		d := &v.M.Datasets[i]
		phones[[2]string{d.Source, d.Dataset}] = d.Fields.Phone+d.Fields.Contains > 0
		if len(d.Beside) == 0 {
			continue
		}
		row := besideDataset{Source: d.Source, Dataset: d.Dataset}
		for _, b := range d.Beside {
			row.Kinds = append(row.Kinds, besideKind{words.Beside(b.Kind), assess.TierName(b.Tier), b})
		}
		s.Datasets = append(s.Datasets, row)
	}
	slices.SortStableFunc(s.Datasets, func(a, b besideDataset) int {
		return cmp.Or(b.Kinds[0].Records.Tier-a.Kinds[0].Records.Tier, -cmp.Compare(a.Kinds[0].Records.Records.Value(), b.Kinds[0].Records.Records.Value()))
	})
	at := map[[2]string]int{}
	for i := range v.M.Fields {
		f := &v.M.Fields[i]
		key := [2]string{f.Source, f.Dataset}
		if len(f.Traits) == 0 || phones[key] {
			continue
		}
		k, seen := at[key]
		if !seen {
			k = len(s.Elsewhere)
			at[key] = k
			s.Elsewhere = append(s.Elsewhere, elsewhere{Source: f.Source, Dataset: f.Dataset})
		}
		for _, t := range f.Traits {
			if name := words.Beside(t.Kind); !slices.Contains(s.Elsewhere[k].Kinds, name) {
				s.Elsewhere[k].Kinds = append(s.Elsewhere[k].Kinds, name)
			}
		}
	}
	if len(s.Datasets)+len(s.Elsewhere) == 0 {
		return nil
	}
	return &s
}
