// Package coverage says how well a scan read each part of what it was asked for:
// whether "not found" means "not there" or "nobody could look".
package coverage

import (
	"path"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Coverage is what one scan read. It may be used by many goroutines at once.
type Coverage struct {
	m        *datamap.Map
	sources  map[string]bool
	datasets map[[2]string]*inventory.Dataset
	ledgers  map[string]*inventory.Ledger
	phones   map[[2]string]bool
	postures map[string]*inventory.SourcePosture
	gaps     map[string][]inventory.Gap // by source
	roots    []inventory.Gap            // of whole sources
}

// Of is the coverage of a scan. It refers to m, which must not change.
func Of(m *datamap.Map) *Coverage {
	c := &Coverage{
		m: m, sources: map[string]bool{}, datasets: map[[2]string]*inventory.Dataset{}, ledgers: map[string]*inventory.Ledger{},
		phones: map[[2]string]bool{}, gaps: map[string][]inventory.Gap{}, postures: map[string]*inventory.SourcePosture{},
	}
	for _, s := range m.Sources {
		c.sources[s.Name] = true
		if s.Posture != nil {
			c.postures[s.Name] = s.Posture
		}
	}
	for i := range m.Datasets {
		d := &m.Datasets[i]
		c.datasets[[2]string{d.Source, d.Dataset}] = d
	}
	for i := range m.Ledgers {
		c.ledgers[m.Ledgers[i].Name] = &m.Ledgers[i]
	}
	for i := range m.Fields {
		if f := &m.Fields[i]; f.Verdict == "phone" || f.Verdict == "contains" {
			c.phones[[2]string{f.Source, f.Dataset}] = true
		}
	}
	for _, g := range m.Gaps {
		c.gaps[g.Source] = append(c.gaps[g.Source], g)
		if g.Dataset == "" {
			c.roots = append(c.roots, g)
		}
	}
	return c
}

// Gap is the first gap that covers a part: one on it, or on what holds it. ok is
// false where none does.
func (c *Coverage) Gap(source, dataset, field string) (g inventory.Gap, ok bool) {
	for _, g := range c.covering(source, dataset, field) {
		return g, true
	}
	return g, false
}

func (c *Coverage) covering(source, dataset, field string) (list []inventory.Gap) {
	for _, gaps := range [][]inventory.Gap{c.gaps[source], c.roots} {
		for _, g := range gaps {
			if isCovering(g, source, dataset, field) && !slices.Contains(list, g) {
				list = append(list, g)
			}
		}
	}
	return list
}

// isCovering says that a gap is on a part or on what holds it: a source holds its
// databases, a schema its tables, a folder its files, a pattern what matches.
func isCovering(g inventory.Gap, source, dataset, field string) bool {
	if g.Source != source {
		return g.Dataset == "" && strings.HasPrefix(source, g.Source+"/")
	}
	if g.Field != "" && g.Field != field {
		return false
	}
	if g.Dataset == "" || g.Dataset == dataset {
		return true
	}
	if rest, below := strings.CutPrefix(dataset, strings.TrimRight(g.Dataset, "/.")); below && rest != "" && (rest[0] == '/' || rest[0] == '.') {
		return true
	}
	if !strings.ContainsAny(g.Dataset, "*?[") {
		return false
	}
	match, err := path.Match(g.Dataset, dataset)
	return err == nil && match
}

// IsWhole says that every record of the dataset was read.
func (c *Coverage) IsWhole(source, dataset string) bool {
	d := c.datasets[[2]string{source, dataset}]
	return d != nil && d.Records.Draw == "whole" && d.Records.Unread == 0
}

// IsSampled says that records of the dataset were drawn at random.
func (c *Coverage) IsSampled(source, dataset string) bool {
	d := c.datasets[[2]string{source, dataset}]
	return d != nil && drawOf(d) == Sampled
}

// HasPhones says that a field of the dataset holds or contains numbers.
func (c *Coverage) HasPhones(source, dataset string) bool {
	return c.phones[[2]string{source, dataset}]
}

// IsAsked says that the scan was asked for a source, or for the server that holds
// it.
func (c *Coverage) IsAsked(source string) bool {
	if c.sources[source] {
		return true
	}
	if _, ok := c.Gap(source, "", ""); ok {
		return true
	}
	server, _, isDatabase := strings.Cut(source, "/")
	if !isDatabase {
		return false
	}
	for name := range c.sources {
		if name == server || strings.HasPrefix(name, server+"/") {
			return true
		}
	}
	return false
}

// Draw says how a dataset was read, the least first.
type Draw int

// The draws.
const (
	Unread  Draw = iota // nobody could look, or nobody was asked to
	Head                // the first records
	Sampled             // records drawn at random
	Most                // all, and a part could not be read
	Whole               // all; or it is certain that there is none
)

// Quality is how well a part was read.
type Quality struct {
	Draw  Draw     `json:"draw"`
	Share float64  `json:"share,omitempty"` // of what was sampled: the share that the sample finds; 0: no promise
	Gaps  []string `json:"gaps,omitempty"`  // reasons of the gaps on it, in order
}

// shareSlack is how much larger the share that a sample finds may be without the
// sample being worse: another draw of the same size differs by as much.
const shareSlack = 1.25

// IsAtLeast says that q is as good a reading as p.
func (q Quality) IsAtLeast(p Quality) bool {
	if q.Draw != p.Draw {
		return q.Draw > p.Draw
	}
	if q.Draw == Sampled && p.Share > 0 && (q.Share == 0 || q.Share > p.Share*shareSlack) {
		return false
	}
	for _, reason := range q.Gaps {
		if !slices.Contains(p.Gaps, reason) {
			return false
		}
	}
	return true
}

// Dataset says how well the dataset was read, or one field of it. What a source
// that could be listed does not have is read whole: it is gone.
func (c *Coverage) Dataset(source, dataset, field string) Quality {
	d := c.datasets[[2]string{source, dataset}]
	gaps := c.covering(source, dataset, field)
	gaps = slices.DeleteFunc(gaps, func(g inventory.Gap) bool { return g.Reason == "stale" }) // of a declaration
	switch {
	case d == nil && (len(gaps) > 0 || !c.IsAsked(source)):
		return Quality{}
	case d == nil:
		return Quality{Draw: Whole}
	}
	q := Quality{Draw: drawOf(d)}
	if d.Records.Finds != nil {
		q.Share = d.Records.Finds.Share
	}
	for _, g := range gaps {
		if g.Field != "" && g.Field == field {
			return Quality{} // the very field could not be read
		}
		if !slices.Contains(q.Gaps, g.Reason) {
			q.Gaps = append(q.Gaps, g.Reason)
		}
	}
	if slices.Sort(q.Gaps); d.Records.Read == 0 && len(q.Gaps) > 0 {
		q.Draw = Unread // it was listed, and that is all
	}
	return q
}

// Ledger says how well a ledger was read.
func (c *Coverage) Ledger(name, source, dataset string) Quality {
	l := c.ledgers[name]
	if l == nil {
		return Quality{}
	}
	q := c.Dataset(source, dataset, "")
	if !l.Whole {
		q.Draw = min(q.Draw, Most)
	}
	return q
}

// Rests says how well each thing was read that a finding rests on, in its order.
// What a ledger says is not missed where the ledger is no longer declared. A
// notice is a declaration, and needs no reading.
func (c *Coverage) Rests(f *assess.Finding, isDeclared func(ledger string) bool) []Quality {
	out := make([]Quality, len(f.RestsOn))
	for i, on := range f.RestsOn {
		switch {
		case on.Notice != "", on.Ledger != "" && !isDeclared(on.Ledger):
			out[i] = Quality{Draw: Whole}
		case on.Fact != "":
			out[i] = c.fact(on.Source, on.Dataset, on.Fact)
		case on.Ledger != "":
			out[i] = c.Ledger(on.Ledger, on.Source, on.Dataset)
		case i == 0:
			out[i] = c.Dataset(on.Source, on.Dataset, f.Field)
		default:
			out[i] = c.Dataset(on.Source, on.Dataset, "")
		}
	}
	return out
}

// holdsPhones says that a dataset of the source holds or contains numbers.
func (c *Coverage) holdsPhones(source string) bool {
	for at := range c.phones {
		if at[0] == source {
			return true
		}
	}
	return false
}

// fact says whether a fact of a dataset's posture, or of a source's where there
// is not a dataset, is known this time. Of a dataset that is gone there is none.
func (c *Coverage) fact(source, dataset, name string) Quality {
	known := Quality{Draw: Whole}
	if dataset == "" {
		p := c.postures[source]
		if p == nil || !c.holdsPhones(source) && len(c.gaps[source]) > 0 {
			return Quality{} // nobody asked, or what it holds was left out
		}
		if f := p.Find(name); f != nil && f.Is != inventory.Unknown || name == "posture.unknown" || name == "readers" {
			return known
		}
		return Quality{}
	}
	d := c.datasets[[2]string{source, dataset}]
	switch {
	case d == nil:
		return c.Dataset(source, dataset, "")
	case d.Posture == nil:
		return Quality{}
	case name == "readers" && d.Posture.Readers.Whole:
		return known
	}
	if f := d.Posture.Find(name); f != nil && f.Is != inventory.Unknown {
		return known
	}
	return Quality{}
}

// IsEnough says that a finding which was found when what it rests on was read as
// in before, and is not found now, is there no more. A sample does not tell of so
// few numbers that it may have missed them. What nobody declared is told from any
// reading that found numbers.
func (c *Coverage) IsEnough(f *assess.Finding, now, before []Quality) bool {
	if f.Kind != assess.Undeclared && f.IsWithinError() && c.IsSampled(f.Source, f.Dataset) {
		return false
	}
	for i, q := range now {
		switch {
		case i < len(before) && q.IsAtLeast(before[i]):
		case f.Kind == assess.Undeclared && q.Draw > Unread && c.HasPhones(f.Source, f.Dataset):
		default:
			return false
		}
	}
	return true
}

func drawOf(d *inventory.Dataset) Draw {
	switch r := d.Records; {
	case r.Draw == "whole" && r.Unread == 0:
		return Whole
	case r.Draw == "whole":
		return Most
	case r.Draw == "random", r.Draw == "mixed":
		return Sampled
	case r.Draw == "head":
		return Head
	}
	return Unread
}
