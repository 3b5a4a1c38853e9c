package summary

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
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
		out = append(out, "Every record of every dataset was read, but for what is listed as not scanned.")
	case len(d.whole) > 0:
		out = append(out, datasets(len(d.whole))+" read whole.")
	}
	if n := len(d.head); n > 0 {
		out = append(out, fmt.Sprintf("Of %s the first records only were read (%s): a start is no sample, and no figure of %s says anything of the rest.",
			counted(n), some(d.head), it(n)))
	}
	for _, x := range []struct {
		names []string
		how   string
	}{
		{d.records, "records drawn independently, each as likely as any other, whatever lies beside it"},
		{d.units, "clusters (parts of a table, objects), each as likely as any other and read whole"},
		{d.bytes, "bytes, each as likely as any other: that favours long records, and figures are weighed back"},
	} {
		if n := len(x.names); n > 0 {
			out = append(out, fmt.Sprintf("%s sampled (%s) by %s. %s", datasets(n), some(x.names), x.how, promised(m, x.names)))
		}
	}
	if n := len(d.server); n > 0 {
		out = append(out, fmt.Sprintf("%s sampled by the server itself (%s): as it says at random, not reproducible, and promising nothing.", datasets(n), some(d.server)))
	}
	if n := len(d.part); n > 0 {
		out = append(out, fmt.Sprintf("%s read in part (%s): what was not read is not bounded.", datasets(n), some(d.part)))
	}
	return out
}

// promised says what the samples of some datasets find: the weakest promise
// among them.
func promised(m *datamap.Map, names []string) string {
	var worst *inventory.Missed
	for i := range m.Datasets {
		d := &m.Datasets[i]
		if !slices.Contains(names, inventory.NameOf(d.Source, d.Dataset)) {
			continue
		}
		f := d.Records.Finds
		if f == nil {
			return "What that may have missed is not bounded for all of them."
		}
		if worst == nil || f.Share > worst.Share {
			worst = f
		}
	}
	return fmt.Sprintf("That finds a field in which at least %s of the %s hold a number with a probability of %.4g %%.", Share(worst.Share), worst.Of, worst.Level*100)
}

// draws are the names of datasets, by how they were read.
type draws struct{ whole, head, records, units, bytes, server, part []string }

func drawsOf(list []inventory.Dataset) (d draws) {
	for _, s := range list {
		name := inventory.NameOf(s.Source, s.Dataset)
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
		case r.Draw == "random" && r.Design == "bytes":
			d.bytes = append(d.bytes, name)
		case r.Draw == "random" && r.Design == "server_random":
			d.server = append(d.server, name)
		default:
			d.part = append(d.part, name)
		}
	}
	return d
}

func (d draws) all() int {
	return len(d.whole) + len(d.head) + len(d.records) + len(d.units) + len(d.bytes) + len(d.server) + len(d.part)
}

// some names the first of a list.
func some(list []string) string {
	const most = 4
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:most], ", ") + fmt.Sprintf(" and %s more", amount.Count(float64(len(list)-most)))
}

func counted(n int) string {
	if n == 1 {
		return "1 dataset"
	}
	return amount.Count(float64(n)) + " datasets"
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

// Drawn says in a few words what was drawn of a dataset that was sampled.
func Drawn(d inventory.Dataset) string {
	r := d.Records
	n, of := amount.Count(float64(r.Read))+" "+cmp.Or(r.Unit, "record")+"s", ""
	if r.Total.How != "" && r.Total.Value() > 0 {
		of = " of " + amount.With(r.Total)
	}
	switch r.Design {
	case "units":
		return fmt.Sprintf("%s%s, in %s units drawn at random of %s", n, of, amount.Count(float64(r.UnitsRead)), amount.Count(float64(r.UnitsTotal)))
	case "bytes":
		return n + of + ", those at random bytes"
	case "server_random":
		return n + of + ", drawn at random by the server"
	}
	return n + " drawn at random" + of
}

// Sampled says in one line what was read of a dataset, how it was drawn, what
// that finds and what may have been missed.
func Sampled(d inventory.Dataset) string {
	line := Drawn(d)
	if f := d.Records.Finds; f != nil {
		line += fmt.Sprintf("; finds what %s of the %s hold, with %.4g %%", Share(f.Share), f.Of, f.Level*100)
	}
	if m := d.MissedAtMost; m != nil {
		line += fmt.Sprintf("; a field without numbers may hold some in at most %s of them", Share(m.Share))
	}
	return line
}

// Share prints a share of a whole in percent, rounded up to two figures: it is
// a bound.
func Share(x float64) string {
	if x <= 0 || x >= 1 {
		return fmt.Sprintf("%.0f %%", 100*x)
	}
	step := math.Pow(10, math.Floor(math.Log10(100*x))-1)
	return strconv.FormatFloat(math.Ceil(100*x/step-1e-9)*step, 'g', 2, 64) + " %"
}
