package summary

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Method says in sentences how the datasets of m were read and what that
// promises. It speaks of the draws that are in the map and of no others: a
// sample that was not drawn promises nothing.
func Method(m *datamap.Map) []string {
	d := drawsOf(m.Datasets)
	var out []string
	switch {
	case d.all() == 0:
		out = append(out, "No dataset was read.")
	case d.all() == len(d.whole) && len(m.Gaps) == 0:
		out = append(out, "Every record of every dataset was read.")
	case d.all() == len(d.whole):
		out = append(out, "Every record of every dataset was read, but for what is listed as not looked at.")
	case len(d.whole) > 0:
		out = append(out, datasets(len(d.whole))+" read whole.")
	}
	if n := len(d.head); n > 0 {
		out = append(out, fmt.Sprintf("Of %s the first records only were read (%s): a start is no sample, and no figure of %s says anything of the rest.",
			counted(n), some(d.head), it(n)))
	}
	if n := len(d.records); n > 0 {
		out = append(out, fmt.Sprintf("%s sampled at random (%s): the sample finds a field in which at least %.3g %% of the records hold a number with a probability of %.4g %%.",
			datasets(n), some(d.records), m.Scan.FindShare*100, m.Scan.FindProbability*100))
	}
	if n := len(d.units); n > 0 {
		out = append(out, fmt.Sprintf("%s sampled in units larger than a record (%s): what may have been missed is told for each, in units.", datasets(n), some(d.units)))
	}
	if n := len(d.part); n > 0 {
		out = append(out, fmt.Sprintf("%s read in part (%s): what was not read is not bounded.", datasets(n), some(d.part)))
	}
	return out
}

// draws are the names of datasets, by how they were read.
type draws struct{ whole, head, records, units, part []string }

func drawsOf(list []inventory.Dataset) (d draws) {
	for _, s := range list {
		name := s.Source + "/" + s.Dataset
		switch r := s.Records; {
		case r.Draw == "":
		case r.Draw == "whole" && r.Unread == 0:
			d.whole = append(d.whole, name)
		case r.Draw == "head":
			d.head = append(d.head, name)
		case r.Draw == "random" && cmp.Or(r.Design, "records") == "records":
			d.records = append(d.records, name)
		case r.Draw == "random" && r.Design == "units":
			d.units = append(d.units, name)
		default:
			d.part = append(d.part, name)
		}
	}
	return d
}

func (d draws) all() int {
	return len(d.whole) + len(d.head) + len(d.records) + len(d.units) + len(d.part)
}

// some names the first of a list.
func some(list []string) string {
	const most = 4
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:most], ", ") + fmt.Sprintf(" and %s more", Count(float64(len(list)-most)))
}

func counted(n int) string {
	if n == 1 {
		return "1 dataset"
	}
	return Count(float64(n)) + " datasets"
}

func datasets(n int) string {
	if n == 1 {
		return "1 dataset was"
	}
	return counted(n) + " were"
}

func it(n int) string {
	if n == 1 {
		return "it"
	}
	return "theirs"
}
