package html

import (
	"cmp"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// datasetRow is a dataset with what is declared of it. What is not declared
// reads so.
type datasetRow struct {
	dataset
	Owner, Purposes, LegalBasis, Retention, Vendors string
	Issues                                          int // open ones, of any kind
	Notes                                           []note
}

// note is one more thing that is said of a dataset, in its row and in the
// drawer of its fields.
type note struct{ Label, Text string }

// datasetNotes are what a dataset's row says beside the columns, in order. A new
// subject adds a function here; without something to say it returns nil.
var datasetNotes = []func(v *view, d *inventory.Dataset) []note{
	besideNotes,
}

// besideNotes name what is kept in the same dataset, by the names of its fields.
func besideNotes(v *view, d *inventory.Dataset) []note {
	list := v.beside[[2]string{d.Source, d.Dataset}]
	if len(list) == 0 {
		return nil
	}
	return []note{{"Kept beside the numbers, by the names of the fields", strings.Join(list, "; ")}}
}

// notesOf are all that is said of a dataset.
func (v *view) notesOf(d *inventory.Dataset) (list []note) {
	for _, of := range datasetNotes {
		list = append(list, of(v, d)...)
	}
	return list
}

// HasOwner says whether somebody was declared to own the dataset.
func (r *datasetRow) HasOwner() bool { return r.Owner != words.NotDeclared }

// datasetList makes the rows of the datasets, derived ones too.
func (v *view) datasetList() error {
	open := map[[2]string]int{}
	for i := range v.M.Issues {
		if x := &v.M.Issues[i]; summary.IsStanding(x) {
			open[[2]string{x.Source, x.Dataset}]++
		}
	}
	v.setList.columns = datasetColumns
	for i := range v.Datasets {
		d := &v.Datasets[i]
		r := newDatasetRow(d)
		r.Issues, r.Notes = open[[2]string{d.Source, d.Dataset.Dataset}], v.notesOf(&d.Dataset)
		html, err := rendered("dataset", r)
		if err != nil {
			return err
		}
		v.setList.rows = append(v.setList.rows, listRow{html, r.cells()})
		if r.Derived {
			v.DerivedSets++
		} else {
			v.Sets = append(v.Sets, r)
		}
	}
	if n := len(v.Sets) - maxDatasets; n > 0 {
		v.Sets, v.MoreSets = v.Sets[:maxDatasets], n
	}
	return nil
}

func newDatasetRow(d *dataset) datasetRow {
	r := datasetRow{dataset: *d, Owner: words.NotDeclared, Purposes: words.NotDeclared, LegalBasis: words.NotDeclared, Retention: words.NotDeclared, Vendors: words.NotDeclared}
	said := d.Declared
	if said == nil {
		return r
	}
	if said.Owner != nil {
		r.Owner = *said.Owner
	}
	if said.LegalBasis != nil {
		r.LegalBasis = words.Status(*said.LegalBasis)
	}
	if said.Retention != nil {
		r.Retention = said.Retention.Period
		if said.Retention.Field != "" {
			r.Retention += ", from " + said.Retention.Field
		}
	}
	r.Purposes, r.Vendors = declaredList(said.Purposes), declaredList(said.Vendors)
	return r
}

// declaredList tells what was declared to be none from what was not declared.
func declaredList(list []string) string {
	if list == nil {
		return words.NotDeclared
	}
	return cmp.Or(words.Status(strings.Join(list, ", ")), "none")
}

// datasetColumns are the columns of the download.
var datasetColumns = []string{
	"source", "dataset", "kind", "derived", "owner", "purposes", "legal_basis", "retention", "vendors", "numbers", "fields_with_phones", "fields", "issues", "read", "could_be_missed",
}

func (r *datasetRow) cells() []string {
	derived := "no"
	if r.Derived {
		derived = "yes"
	}
	n := func(n int) string { return strings.ReplaceAll(amount.Count(float64(n)), ",", "") }
	return []string{
		r.Source, r.Dataset.Dataset, r.Kind, derived, r.Owner, r.Purposes, r.LegalBasis, r.Retention, r.Vendors, plainFigure(r.Numbers),
		n(r.Fields.Phone + r.Fields.Contains + r.Fields.Protected), n(r.Fields.LookedAt), n(r.Issues), r.Read, r.Missed,
	}
}
