// Package breach says who would have to be told if the numbers of a source or
// of one dataset leaked: the people by country, the authorities with their
// deadlines by the laws of a day, and whether encryption relieves. It rests on
// a map that was made before, reads nothing again, and gives no legal advice:
// where the catalogue has no deadline, that is said, and never that there is
// no duty.
package breach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/reports/place/spoken"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Schema of the JSON.
const Schema = "dialmap.breach/v1"

// Breach is what a leak would ask for.
type Breach struct {
	Schema     string           `json:"schema"`
	Scan       string           `json:"scan"`
	Scanned    string           `json:"scanned"` // the day of the scan: what came later is not known
	On         string           `json:"on"`      // the day whose laws are asked
	Known      string           `json:"known"`   // the moment from which deadlines run; "" none was given
	Source     string           `json:"source"`
	Dataset    string           `json:"dataset"` // "" the whole source
	Datasets   int              `json:"datasets"`
	Numbers    profile.Estimate `json:"numbers"`
	Complete   bool             `json:"complete"` // all of it was read
	Unread     int              `json:"unread"`   // parts that were not read
	Protection Protection       `json:"protection"`
	Countries  []Country        `json:"countries"` // by numbers, the most first
	Notices    []Notice         `json:"notices"`   // by deadline, the shortest first
}

// Protection is how the numbers lie. Fields are counted by their values,
// datasets by what the store does.
type Protection struct {
	Clear     int `json:"clear"`     // fields in clear
	Hashed    int `json:"hashed"`    // fields of hashes: these can be reversed by hashing all numbers there are
	Encrypted int `json:"encrypted"` // fields of ciphertext
	Other     int `json:"other"`     // masked, tokenised or not known

	AtRest        string `json:"at_rest"`         // yes, no, unknown: whether the store encrypts all of the datasets
	AtRestUnknown int    `json:"at_rest_unknown"` // datasets for which that is not known

	Relieves string `json:"relieves"` // yes, no, unknown: whether encryption spares telling the people
	Because  string `json:"because"`
}

// Country is the people of one country or subdivision.
type Country struct {
	Region      string           `json:"region"` // "" not known
	Subdivision string           `json:"subdivision"`
	Name        string           `json:"name"`
	Numbers     profile.Estimate `json:"numbers"`
	Languages   []string         `json:"languages"` // ISO 639, the main ones first
	Coverage    string           `json:"coverage"`  // of the law catalogue: researched, partial, none, not_researched
	Laws        []string         `json:"laws"`      // of the notices, by id
}

// Notice is one law that asks for telling of a leak.
type Notice struct {
	Law          string           `json:"law"`
	Short        string           `json:"short"`
	Jurisdiction string           `json:"jurisdiction"`
	Status       string           `json:"status"` // likely, if
	Because      string           `json:"because"`
	Authority    string           `json:"authority"`
	Article      string           `json:"article"`
	Hours        *float64         `json:"hours"`
	Days         *float64         `json:"days"`
	DayType      string           `json:"day_type"`
	Deadline     string           `json:"deadline"` // in words; "" the catalogue has none
	Due          string           `json:"due"`      // counted from Known; "" no fixed period, or no moment given
	Relief       string           `json:"relief"`   // the article that spares telling the people of what was encrypted; "" not researched
	Numbers      profile.Estimate `json:"numbers"`
	Countries    []string         `json:"countries"`
	Source       string           `json:"source"`
	Basis        string           `json:"basis"` // source, general
}

// relief are the articles by which people need not be told of what nobody can
// read: those that were looked up.
var relief = map[string]string{
	"eu-gdpr":    "Art. 34(3)(a)",
	"gb-uk-gdpr": "Art. 34(3)(a)",
	"gb-eu-gdpr": "Art. 34(3)(a)",
}

// Of says what a leak of a source, or of one dataset of it, would ask for by
// the laws of a day. known is the moment from which deadlines run; zero: none.
// The error names what there is no such source or dataset among.
func Of(m *datamap.Map, c *laws.Catalog, source, dataset string, on, known time.Time) (*Breach, error) {
	b := &Breach{Schema: Schema, Scan: m.Scan.ID, Scanned: m.Scan.Started.Format(time.DateOnly), On: on.Format(time.DateOnly),
		Source: source, Dataset: dataset, Countries: []Country{}, Notices: []Notice{}}
	if !known.IsZero() {
		b.Known = known.Format(time.RFC3339)
	}
	var datasets []*inventory.Dataset
	for i := range m.Datasets {
		if d := &m.Datasets[i]; isPartOf(d.Source, source) && (dataset == "" && !d.Derived || d.Dataset == dataset) {
			datasets = append(datasets, d)
		}
	}
	if len(datasets) == 0 {
		return nil, fmt.Errorf("there is no %s in scan %s; %s", strings.TrimSuffix(source+"/"+dataset, "/"), m.Scan.ID, candidates(m, source))
	}
	b.lookAt(m, datasets)
	b.count(m, c, on)
	b.Protection.decide()
	if !known.IsZero() {
		for i := range b.Notices {
			b.Notices[i].Due = b.Notices[i].due(known)
		}
	}
	return b, nil
}

// isPartOf says whether a source is the one asked for or a database of it.
func isPartOf(name, source string) bool { return name == source || strings.HasPrefix(name, source+"/") }

// candidates names what could have been meant.
func candidates(m *datamap.Map, source string) string {
	var names []string
	for _, d := range m.Datasets {
		if isPartOf(d.Source, source) {
			names = append(names, d.Source+"/"+d.Dataset)
		}
	}
	if len(names) == 0 {
		for _, s := range m.Sources {
			names = append(names, s.Name)
		}
	}
	if len(names) > 8 {
		names = append(names[:8], "...")
	}
	return "it has " + strings.Join(names, ", ")
}

// lookAt counts the datasets, and how their fields and files lie.
func (b *Breach) lookAt(m *datamap.Map, datasets []*inventory.Dataset) {
	p := &b.Protection
	p.AtRest = inventory.Yes
	in := map[inventory.Place]bool{}
	for _, d := range datasets {
		in[inventory.Place{Source: d.Source, Dataset: d.Dataset}] = true
	}
	holding := map[inventory.Place]bool{}
	for i := range m.Fields {
		f := &m.Fields[i]
		at := inventory.Place{Source: f.Source, Dataset: f.Dataset}
		if !in[at] || f.Verdict == "none" {
			continue
		}
		holding[at] = true
		switch f.Protection {
		case "plaintext":
			p.Clear++
		case "hashed":
			p.Hashed++
		case "encrypted":
			p.Encrypted++
		default:
			p.Other++
		}
	}
	for _, d := range datasets {
		if !holding[inventory.Place{Source: d.Source, Dataset: d.Dataset}] {
			continue
		}
		b.Datasets++
		switch f := d.Posture.Find("rest.encrypted"); {
		case f == nil || f.Is == inventory.Unknown:
			p.AtRestUnknown++
			if p.AtRest == inventory.Yes {
				p.AtRest = inventory.Unknown
			}
		case f.Is == inventory.No:
			p.AtRest = inventory.No
		}
	}
	if b.Datasets == 0 {
		p.AtRest = inventory.Unknown
	}
	for _, g := range m.Gaps {
		if isPartOf(g.Source, b.Source) && (b.Dataset == "" || g.Dataset == b.Dataset || g.Dataset == "") {
			b.Unread++
		}
	}
	b.Complete = b.Unread == 0
}

// decide says whether encryption spares telling the people. Encryption of the
// disk does not where somebody reads through the server.
func (p *Protection) decide() {
	switch {
	case p.Clear+p.Hashed+p.Encrypted+p.Other == 0:
		p.Relieves, p.Because = inventory.Unknown, "no field with numbers was found"
	case p.Encrypted > 0 && p.Clear+p.Hashed+p.Other == 0:
		p.Relieves, p.Because = inventory.Unknown, "all values are ciphertext: people need not be told as long as the key has not leaked too, which no scan can tell"
	case p.Clear == 0 && p.Hashed > 0:
		p.Relieves, p.Because = inventory.No, "a hash of a phone number is reversed by hashing all numbers there are, unless it is keyed"
	case p.AtRest == inventory.Yes:
		p.Relieves, p.Because = inventory.Unknown, "the store encrypts what it writes: that helps where disks or files were taken, not where somebody read through the server"
	case p.AtRest == inventory.Unknown:
		p.Relieves, p.Because = inventory.Unknown, "the values are in clear, and whether the store encrypts them is not known of "+amount.Plural(p.AtRestUnknown, "dataset")
	default:
		p.Relieves, p.Because = inventory.No, "the values are in clear, and the store does not encrypt all of them"
	}
}

// count sums the cells by country and by law.
func (b *Breach) count(m *datamap.Map, c *laws.Catalog, on time.Time) {
	sets := map[string]*datamap.LawSet{}
	for i := range m.LawSets {
		sets[m.LawSets[i].ID] = &m.LawSets[i]
	}
	entries := entriesOf(m, c, on)
	countries, notices := map[string]*Country{}, map[string]*Notice{}
	b.Numbers = profile.Count(0)
	for i := range m.Cells {
		cell := &m.Cells[i]
		if !isPartOf(cell.Source, b.Source) || b.Dataset != "" && cell.Dataset != b.Dataset || cell.Derived && b.Dataset == "" {
			continue
		}
		b.Numbers = b.Numbers.Add(cell.Numbers)
		set := sets[cell.LawSet]
		k := newCountry(cell, set)
		if have := countries[k.Name]; have != nil {
			have.Numbers = have.Numbers.Add(cell.Numbers)
			k = have
		} else {
			countries[k.Name] = k
		}
		if set == nil {
			continue
		}
		for _, applies := range set.Laws {
			e, ok := entries[applies.ID]
			if !ok {
				continue
			}
			n := notices[applies.ID]
			if n == nil {
				n = newNotice(&e, applies)
				notices[applies.ID] = n
			} else {
				n.Numbers = n.Numbers.Add(cell.Numbers)
			}
			if n.Status != "likely" && applies.Status == "likely" {
				n.Status, n.Because = applies.Status, applies.Because
			}
			if n.Numbers.How == "" {
				n.Numbers = cell.Numbers
			}
			if !slices.Contains(n.Countries, k.Name) {
				n.Countries = append(n.Countries, k.Name)
			}
			if !slices.Contains(k.Laws, n.Law) {
				k.Laws = append(k.Laws, n.Law)
			}
		}
	}
	for _, k := range countries {
		slices.Sort(k.Laws)
		b.Countries = append(b.Countries, *k)
	}
	for _, n := range notices {
		slices.Sort(n.Countries)
		b.Notices = append(b.Notices, *n)
	}
	slices.SortFunc(b.Countries, func(x, y Country) int {
		return cmp.Or(cmp.Compare(y.Numbers.Value(), x.Numbers.Value()), cmp.Compare(x.Name, y.Name))
	})
	slices.SortFunc(b.Notices, func(x, y Notice) int {
		return cmp.Or(cmp.Compare(x.period(), y.period()), cmp.Compare(x.Law, y.Law))
	})
}

func newCountry(cell *datamap.Cell, set *datamap.LawSet) *Country {
	k := &Country{Subdivision: cell.Subject.Subdivision, Numbers: cell.Numbers, Name: "country not known", Languages: []string{}, Laws: []string{}}
	if cell.Subject.Region != nil {
		k.Region = *cell.Subject.Region
		k.Name = place.Name(k.Region)
		k.Languages = append(k.Languages, spoken.In(k.Region)...)
	}
	if k.Subdivision != "" {
		k.Name = place.Name(k.Subdivision)
	}
	if set != nil {
		k.Coverage = set.Coverage
	}
	return k
}

// entriesOf are the laws of the map's sets that ask for telling of a breach on
// a day.
func entriesOf(m *datamap.Map, c *laws.Catalog, on time.Time) map[string]laws.Entry {
	all := map[string]laws.Entry{}
	asked := map[string]bool{}
	for _, l := range m.Laws {
		if asked[l.Jurisdiction] {
			continue
		}
		asked[l.Jurisdiction] = true
		for _, e := range c.On(l.Jurisdiction, on) {
			applies := e.AppliesFrom == nil || string(*e.AppliesFrom) <= on.Format(time.DateOnly)
			if applies && (e.Status == "in_force" || e.Status == "partial") && (e.Breach.Text != "" || articleOf(&e) != "") {
				all[e.ID] = e
			}
		}
	}
	return all
}

// articleOf is where a law asks for telling of a breach.
func articleOf(e *laws.Entry) string {
	for _, o := range e.Obligations {
		if o.Duty == "breach" {
			return o.Article
		}
	}
	return ""
}

func newNotice(e *laws.Entry, applies datamap.Applies) *Notice {
	return &Notice{
		Law: e.ID, Short: e.Short, Jurisdiction: e.Jurisdiction, Status: applies.Status, Because: applies.Because,
		Authority: e.Regulator, Article: articleOf(e), Hours: e.Breach.Hours, Days: e.Breach.Days, DayType: e.Breach.DayType,
		Deadline: e.Breach.Text, Relief: relief[e.ID], Source: e.Source, Basis: e.Basis, Countries: []string{},
	}
}

// period is the deadline in hours, for the order; those without come last.
func (n *Notice) period() float64 {
	switch {
	case n.Hours != nil:
		return *n.Hours
	case n.Days != nil:
		return *n.Days * 24
	}
	return 1 << 30
}

// due is when a fixed deadline ends. Business days are Monday to Friday:
// holidays are not known.
func (n *Notice) due(known time.Time) string {
	switch {
	case n.Hours != nil:
		return known.Add(time.Duration(*n.Hours * float64(time.Hour))).Format(time.RFC3339)
	case n.Days == nil:
		return ""
	case n.DayType != "business":
		return known.AddDate(0, 0, int(*n.Days)).Format(time.DateOnly)
	}
	to := known
	for left := int(*n.Days); left > 0; {
		if to = to.AddDate(0, 0, 1); to.Weekday() != time.Saturday && to.Weekday() != time.Sunday {
			left--
		}
	}
	return to.Format(time.DateOnly)
}
