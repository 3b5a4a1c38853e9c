package html

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// maxKept is how many datasets the section on security shows, the most numbers
// first.
const maxKept = 200

// security is who can read the numbers, and what is not known of how they are kept.
type security struct {
	Datasets []keptDataset
	More     int
	Sources  []keptSource
}

// keptDataset is a dataset with its readers.
type keptDataset struct {
	*inventory.Dataset
	Numbers float64
	ReadBy  string
	Anybody string
	OnDisk  string
	Readers []keptReader
	Rest    int // readers that are only counted
}

type keptReader struct{ Name, How, Fields string }

// keptSource is the card of a source: what is known, what not, and what would tell.
type keptSource struct {
	Name            string
	Known, NotKnown []string
	Tells           []string
}

// securityOf is nil where no source was asked how it is kept.
func securityOf(m *datamap.Map) any {
	numbers := map[[2]string]float64{}
	for i := range m.Fields {
		f := &m.Fields[i]
		numbers[[2]string{f.Source, f.Dataset}] += f.Numbers.Value()
	}
	s := &security{}
	sources := map[string]*inventory.SourcePosture{}
	for i := range m.Sources {
		if src := &m.Sources[i]; src.Posture != nil {
			sources[src.Name] = src.Posture
			s.Sources = append(s.Sources, cardOf(src.Name, src.Posture))
		}
	}
	for i := range m.Datasets {
		d := &m.Datasets[i]
		if d.Posture == nil {
			continue
		}
		k := keptDataset{Dataset: d, Numbers: numbers[[2]string{d.Source, d.Dataset}], ReadBy: words.ReadBy(d), Anybody: words.Anybody(d.Posture), OnDisk: words.OnDisk(d, sources[d.Source])}
		for j := range d.Posture.Readers.List {
			r := &d.Posture.Readers.List[j]
			k.Readers = append(k.Readers, keptReader{r.Name, words.How(r), joined(r.Fields)})
			if r.Could == "" && r.By != "superuser" {
				k.Rest--
			}
		}
		k.Rest = max(0, k.Rest+d.Posture.Readers.Logins)
		s.Datasets = append(s.Datasets, k)
	}
	if len(s.Sources)+len(s.Datasets) == 0 {
		return nil
	}
	slices.SortStableFunc(s.Datasets, func(a, b keptDataset) int { return -cmp.Compare(a.Numbers, b.Numbers) })
	s.More = max(0, len(s.Datasets)-maxKept)
	s.Datasets = s.Datasets[:len(s.Datasets)-s.More]
	return s
}

func joined(fields []string) string {
	if len(fields) == 0 {
		return "all"
	}
	return strings.Join(fields, ", ")
}

// cardOf sorts the facts of a source.
func cardOf(name string, p *inventory.SourcePosture) keptSource {
	c := keptSource{Name: name}
	for i := range p.Facts {
		f := &p.Facts[i]
		text := words.FactName(f.Name) + ": " + words.Fact(f)
		if f.Name == "scan.login" {
			continue
		}
		if f.Is == inventory.Unknown {
			c.NotKnown = append(c.NotKnown, text)
		} else {
			c.Known = append(c.Known, text)
		}
		if f.Tells != "" && !slices.Contains(c.Tells, f.Tells) {
			c.Tells = append(c.Tells, f.Tells)
		}
	}
	return c
}
