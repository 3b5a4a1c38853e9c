// Package compare says what changed between two scans: sources, datasets and
// fields that came or went, numbers that became more or fewer, regions, verdicts,
// protection, places, transfers, gaps and findings.
//
// It claims no more than the scans know. Counts are compared as counts; estimates
// by one test for the whole comparison (see [Sampling]); and what one of the two
// did not look at is [CannotTell], with the reason, never gone and never new.
//
// [Compare] is pure: the same two maps give the same changes.
package compare

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/dialmap/dialmap/reports/coverage"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Schema of the published comparison.
const Schema = "dialmap.diff/v1"

// Changes is what changed from one scan to another. Its JSON is the published
// comparison (schema dialmap.diff/v1). Lists are never nil.
type Changes struct {
	Schema         string     `json:"schema"`
	KeyFingerprint string     `json:"key_fingerprint"`
	Old            Scan       `json:"old"`
	New            Scan       `json:"new"`
	On             string     `json:"on"` // the day by whose laws both were judged
	Warnings       []string   `json:"warnings"`
	Totals         Totals     `json:"totals"`
	Sources        []Source   `json:"sources"`
	Datasets       []Dataset  `json:"datasets"`
	Fields         []Field    `json:"fields"`
	Stored         []Stored   `json:"stored"`
	Transfers      []Transfer `json:"transfers"`
	Gaps           []Gap      `json:"gaps"`
	Findings       []Finding  `json:"findings"`
	Unchanged      Unchanged  `json:"unchanged"`
	Sampling       Sampling   `json:"sampling"` // how estimates were compared

	changed datamap.ChangedFields
}

// Scan is one of the two.
type Scan struct {
	ID         string    `json:"id"`
	Started    time.Time `json:"started"`
	Finished   time.Time `json:"finished"`
	Complete   bool      `json:"complete"`
	Tool       string    `json:"tool"`
	ConfigHash string    `json:"config_hash"`
}

// Change is one word for what happened.
type Change string

// The changes.
const (
	New        Change = "new"
	Gone       Change = "gone"
	More       Change = "more"
	Fewer      Change = "fewer"
	Same       Change = "same"
	Closed     Change = "closed"      // of gaps: it was looked at now, or is no longer there
	CannotTell Change = "cannot_tell" // one of the scans does not know

	// WithinError is of estimates that differ by no more than their sampling error.
	WithinError Change = "within_error"
)

// Quantity is a quantity in both scans; nil where what it counts was not there.
type Quantity struct {
	Old    *profile.Estimate `json:"old"`
	New    *profile.Estimate `json:"new"`
	Change Change            `json:"change"`
}

// Word is a word in both scans.
type Word struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// Source is one that only one of the scans has.
type Source struct {
	Source   string            `json:"source"`
	Kind     string            `json:"kind"`
	Change   Change            `json:"change"` // new, gone
	Datasets int               `json:"datasets"`
	Fields   int               `json:"fields"` // with phones
	Numbers  *profile.Estimate `json:"numbers"`
}

// Dataset is one that only one of the scans has, in a source that both have.
type Dataset struct {
	Source  string            `json:"source"`
	Dataset string            `json:"dataset"`
	Derived bool              `json:"derived"`
	Change  Change            `json:"change"` // new, gone, cannot_tell
	Because string            `json:"because"`
	Fields  int               `json:"fields"` // with phones
	Numbers *profile.Estimate `json:"numbers"`
}

// Field is one with phones, in at least one of the scans, that differs, in a
// dataset that both have.
type Field struct {
	Source     string   `json:"source"`
	Dataset    string   `json:"dataset"`
	Field      string   `json:"field"`
	Derived    bool     `json:"derived"`
	Change     Change   `json:"change"` // new, gone, more, fewer, same, cannot_tell: of the field and its numbers
	Because    string   `json:"because"`
	Numbers    Quantity `json:"numbers"`
	Verdict    *Word    `json:"verdict"`    // nil: the same, or there only once
	Protection *Word    `json:"protection"` // nil: the same, or there only once
	Regions    []Region `json:"regions"`
}

// Region is a subject region of a field whose numbers differ.
type Region struct {
	Region      string `json:"region"` // ISO 3166-1, or shared, nongeographic, unknown
	Subdivision string `json:"subdivision"`
	Quantity
}

// Stored is a source whose bytes lie elsewhere now.
type Stored struct {
	Source string           `json:"source"`
	Old    inventory.Stored `json:"old"`
	New    inventory.Stored `json:"new"`
}

// Transfer is one that needs something, and did not before, or the other way
// round.
type Transfer struct {
	From    string            `json:"from"`   // subject region
	To      string            `json:"to"`     // stored region
	Status  string            `json:"status"` // conditional, needs_mechanism, restricted
	Change  Change            `json:"change"` // new, gone, cannot_tell
	Numbers *profile.Estimate `json:"numbers"`
}

// Gap is one that only one of the scans has.
type Gap struct {
	inventory.Gap
	Change  Change `json:"change"` // new, closed, cannot_tell
	Because string `json:"because"`
}

// Unchanged counts the fields with phones that show the same in both.
type Unchanged struct {
	Fields int `json:"fields"`
	InPart int `json:"in_part"` // of these: not wholly read in both, so that the rest may have changed

	WithinError []WithinDataset `json:"within_error"` // datasets with fields that differ by no more than the sampling error
}

// WithinDataset counts the fields of a dataset whose estimates differ by no more
// than the sampling error.
type WithinDataset struct {
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Fields  int    `json:"fields"`
}

// KeyError says that two scans were made with different keys. What a key
// hashed cannot be told apart or matched under another.
type KeyError struct{ OldScan, OldKey, NewScan, NewKey string }

func (e *KeyError) Error() string {
	return fmt.Sprintf("scan %s was made with the key %s and scan %s with the key %s: scans made with different keys cannot be compared; "+
		"scan again with the key of the first, or name two scans made with one key: dialmap scans list --format json",
		e.OldScan, e.OldKey, e.NewScan, e.NewKey)
}

// Compare says what changed from old to new. It changes neither. A [*KeyError]
// where they were made with different keys.
func Compare(old, new *datamap.Map) (*Changes, error) {
	if old.KeyFingerprint != new.KeyFingerprint {
		return nil, &KeyError{old.Scan.ID, old.KeyFingerprint, new.Scan.ID, new.KeyFingerprint}
	}
	was, is := newSide(old, "old"), newSide(new, "new")
	s := newSampling(countComparisons(was, is))
	c := &Changes{
		Schema: Schema, KeyFingerprint: new.KeyFingerprint, Old: scan(old), New: scan(new), On: new.Scan.On,
		Warnings: warnings(old, new), Sampling: s, Totals: s.totals(old, new),
		Sources: sources(was, is), Datasets: datasets(was, is), Fields: []Field{},
		Stored: stored(was, is), Transfers: s.transfers(was, is), Gaps: gaps(was, is), Findings: findings(was, is),
	}
	c.fields(was, is)
	c.count(was, is)
	return c, nil
}

func scan(m *datamap.Map) Scan {
	s := m.Scan
	return Scan{ID: s.ID, Started: s.Started, Finished: s.Finished, Complete: s.Complete, Tool: m.Tool.Version, ConfigHash: m.ConfigHash}
}

// warnings are what a reader must know before believing the rest.
func warnings(old, new *datamap.Map) []string {
	list := []string{}
	warn := func(is bool, text string, args ...any) {
		if is {
			list = append(list, fmt.Sprintf(text, args...))
		}
	}
	warn(new.Scan.Started.Before(old.Scan.Started), "the scan given as old is the later one; what is called new here went away")
	warn(old.ConfigHash != new.ConfigHash, "the configurations differ (old %s, new %s): a part may be new or gone because other parts were asked for", short(old.ConfigHash), short(new.ConfigHash))
	warn(old.Tool.Version != new.Tool.Version, "the versions of dialmap differ (old %s, new %s): a change may come from better detection", old.Tool.Version, new.Tool.Version)
	warn(!old.Scan.Complete, "the old scan is not complete: what it lacks may have been there")
	warn(!new.Scan.Complete, "the new scan is not complete: what it lacks may still be there; finish it with dialmap scan --resume %s", new.Scan.ID)
	return list
}

// short is enough of a hash to tell two apart.
func short(hash string) string { return hash[:min(12, len(hash))] }

// Empty says that nothing changed, as far as the scans can tell.
func (c *Changes) Empty() bool {
	return len(c.Sources)+len(c.Datasets)+len(c.Fields)+len(c.Stored)+len(c.Transfers)+len(c.Gaps)+len(c.Findings) == 0
}

// side is one of the two scans, with what is looked up in it.
type side struct {
	*datamap.Map
	name     string // old, new
	sources  map[string]*inventory.Source
	datasets map[[2]string]*inventory.Dataset
	fields   map[[3]string]*inventory.Field
	within   map[[2]string][]*inventory.Field // with phones, by dataset
	gaps     map[string][]inventory.Gap       // by source
	read     *coverage.Coverage
}

func newSide(m *datamap.Map, name string) *side {
	s := &side{
		Map: m, name: name, sources: map[string]*inventory.Source{}, datasets: map[[2]string]*inventory.Dataset{},
		fields: map[[3]string]*inventory.Field{}, within: map[[2]string][]*inventory.Field{}, gaps: map[string][]inventory.Gap{}, read: coverage.Of(m),
	}
	for i := range m.Sources {
		s.sources[m.Sources[i].Name] = &m.Sources[i]
	}
	for i := range m.Datasets {
		d := &m.Datasets[i]
		s.datasets[[2]string{d.Source, d.Dataset}] = d
	}
	for i := range m.Fields {
		f := &m.Fields[i]
		s.fields[[3]string{f.Source, f.Dataset, f.Field}] = f
		if f.Verdict != "none" {
			at := [2]string{f.Source, f.Dataset}
			s.within[at] = append(s.within[at], f)
		}
	}
	for _, g := range m.Gaps {
		s.gaps[g.Source] = append(s.gaps[g.Source], g)
	}
	return s
}

// whole says that every record of the dataset was read.
func (s *side) whole(source, dataset string) bool { return s.read.IsWhole(source, dataset) }

// holds adds up what a dataset holds.
func (s *side) holds(source, dataset string) (fields int, numbers *profile.Estimate) {
	sum := profile.Estimate{}
	list := s.within[[2]string{source, dataset}]
	for _, f := range list {
		sum = sum.Add(f.Numbers)
	}
	if sum.How == "" {
		sum = profile.Count(0)
		if !s.whole(source, dataset) {
			sum = profile.SeenCount(0)
		}
	}
	return len(list), &sum
}

// sources lists those that only one side has.
func sources(was, is *side) []Source {
	list := []Source{}
	for _, s := range was.Sources {
		if is.sources[s.Name] == nil {
			list = append(list, was.source(s, Gone))
		}
	}
	for _, s := range is.Sources {
		if was.sources[s.Name] == nil {
			list = append(list, is.source(s, New))
		}
	}
	slices.SortStableFunc(list, func(a, b Source) int { return cmp.Compare(a.Source, b.Source) })
	return list
}

func (s *side) source(src inventory.Source, c Change) Source {
	out := Source{Source: src.Name, Kind: src.Kind, Change: c}
	sum := profile.Estimate{}
	for _, d := range s.Datasets {
		if d.Source != src.Name {
			continue
		}
		fields, numbers := s.holds(d.Source, d.Dataset)
		out.Datasets, out.Fields = out.Datasets+1, out.Fields+fields
		if !d.Derived {
			sum = sum.Add(*numbers)
		}
	}
	if sum.How != "" {
		out.Numbers = &sum
	}
	return out
}

// datasets lists those that only one side has. What the other side did not
// look at is neither new nor gone.
func datasets(was, is *side) []Dataset {
	list := []Dataset{}
	add := func(have, lack *side, c Change) {
		for _, d := range have.Datasets {
			if lack.sources[d.Source] == nil || lack.datasets[[2]string{d.Source, d.Dataset}] != nil {
				continue
			}
			out := Dataset{Source: d.Source, Dataset: d.Dataset, Derived: d.Derived, Change: c}
			if why := lack.unseen(d.Source, d.Dataset, ""); why != "" {
				out.Change, out.Because = CannotTell, why
			}
			out.Fields, out.Numbers = have.holds(d.Source, d.Dataset)
			list = append(list, out)
		}
	}
	add(was, is, Gone)
	add(is, was, New)
	slices.SortStableFunc(list, func(a, b Dataset) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Dataset, b.Dataset))
	})
	return list
}

// stored lists the sources whose bytes lie elsewhere.
func stored(was, is *side) []Stored {
	list := []Stored{}
	for _, s := range is.Sources {
		old := was.sources[s.Name]
		if old == nil {
			continue
		}
		a, b := old.Stored, s.Stored
		if a.Region != b.Region || a.ProviderRegion != b.ProviderRegion || !sameSet(a.Regions, b.Regions) {
			a.Regions, b.Regions = present(a.Regions), present(b.Regions)
			list = append(list, Stored{s.Name, a, b})
		}
	}
	return list
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func present(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
