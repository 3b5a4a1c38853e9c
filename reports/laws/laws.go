// Package laws says which laws reach a phone number, since when and why.
//
// A [Jurisdiction] is a country, a part of one or a group of them with a law of
// its own. It holds instruments ([Law]), their duties ([Obligation]) and the
// jurisdictions it recognises as adequate ([Recognition]). All of them together
// are the [Catalog], read from one YAML file per jurisdiction in catalog/.
//
// What a day makes of it is computed, never stored: [Catalog.On] lists the laws
// of a region, [Catalog.Adequacy] reads one recognition, [Catalog.Evaluate]
// says which laws reach numbers of a region kept somewhere by somebody, and
// [Catalog.Transfer] what keeping them there needs. A phone number is evidence
// of a country, never proof of residence, and what nobody declared is an "if",
// never a "no". It is a first page for counsel, not legal advice.
package laws

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

//go:generate go run ./gen

//go:embed catalog.json
var compiled []byte

// Catalog is every jurisdiction known, ready to be asked. It does not change
// once loaded and may be used by many goroutines.
type Catalog struct {
	Version string // of the contents: a digest of them
	AsOf    string // the day the research ended: 2026-11-23

	jurisdictions map[string]*Jurisdiction
	order         []string            // ids, sorted
	closures      map[string][]string // a place and all whose law holds there, nearest first
	groups        map[string]map[string]bool
	laws          map[string]*Law
	divided       map[string]bool // places with subdivisions that have laws of their own
	coveredFrom   map[string]Date // the day from which the general laws of a place are known, "" where it has none
}

// Load reads the embedded catalogue. It is read once for the whole process.
func Load() (*Catalog, error) { return load() }

var load = sync.OnceValues(func() (*Catalog, error) { return read(compiled) })

// read reads a compiled catalogue.
func read(b []byte) (*Catalog, error) {
	var d Data
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, fmt.Errorf("read the embedded law catalogue: %w", err)
	}
	return New(&d)
}

// Data is a catalogue as it is stored.
type Data struct {
	Version       string          `json:"version"`
	AsOf          string          `json:"as_of"`
	Groups        []Group         `json:"groups"`
	Jurisdictions []*Jurisdiction `json:"jurisdictions"`
}

// Group is a set of places that an adequacy list names as one: the parties to
// Convention 108.
type Group struct {
	ID      string   `json:"id" yaml:"id"`
	Name    string   `json:"name" yaml:"name"`
	Members []string `json:"members" yaml:"members"`
}

// New indexes d. The catalogue is assumed to have passed [Check].
func New(d *Data) (*Catalog, error) {
	c := &Catalog{
		Version:       d.Version,
		AsOf:          d.AsOf,
		jurisdictions: make(map[string]*Jurisdiction, len(d.Jurisdictions)),
		closures:      make(map[string][]string, len(d.Jurisdictions)),
		groups:        make(map[string]map[string]bool, len(d.Groups)),
		laws:          make(map[string]*Law),
		divided:       make(map[string]bool),
		coveredFrom:   make(map[string]Date, len(d.Jurisdictions)),
	}
	for _, j := range d.Jurisdictions {
		if c.jurisdictions[j.ID] != nil {
			return nil, fmt.Errorf("jurisdiction %s is in the catalogue twice", j.ID)
		}
		c.jurisdictions[j.ID] = j
		c.order = append(c.order, j.ID)
		for _, l := range j.Laws {
			if c.laws[l.ID] != nil {
				return nil, fmt.Errorf("law %s is in the catalogue twice", l.ID)
			}
			l.jurisdiction = j
			c.laws[l.ID] = l
		}
	}
	for _, g := range d.Groups {
		c.groups[g.ID] = make(map[string]bool, len(g.Members))
		for _, m := range g.Members {
			c.groups[g.ID][m] = true
		}
	}
	for _, id := range c.order {
		c.closures[id] = c.closure(id)
		if j := c.jurisdictions[id]; len(id) > 3 && id[2] == '-' && len(j.Laws) > 0 && contains(j.Inherits, id[:2]) {
			c.divided[id[:2]] = true
		}
	}
	for _, id := range c.order {
		c.coveredFrom[id] = c.firstCovered(c.jurisdictions[id])
	}
	return c, nil
}

// closure lists id and what it inherits, nearest first.
func (c *Catalog) closure(id string) []string {
	out := []string{id}
	for i := 0; i < len(out); i++ {
		j := c.jurisdictions[out[i]]
		if j == nil {
			continue
		}
		for _, in := range j.Inherits {
			if !contains(out, in) {
				out = append(out, in)
			}
		}
	}
	return out
}

// chain is the closure of a place, be it in the catalogue or not. A subdivision
// without a record of its own is read as its country.
func (c *Catalog) chain(place string) []string {
	if ch := c.closures[place]; ch != nil {
		return ch
	}
	if len(place) > 2 {
		return c.closures[place[:2]]
	}
	return nil
}

// covers says whether the law of j holds in place.
func (c *Catalog) covers(j, place string) bool { return contains(c.chain(place), j) }

// Jurisdiction is the record of id, nil when there is none.
func (c *Catalog) Jurisdiction(id string) *Jurisdiction { return c.jurisdictions[id] }

// Jurisdictions lists the ids of all records, sorted.
func (c *Catalog) Jurisdictions() []string { return append([]string(nil), c.order...) }

// Law is the law with that id, nil when there is none.
func (c *Catalog) Law(id string) *Law { return c.laws[id] }

// Warning says that the catalogue is too old to be relied on, or is empty.
func (c *Catalog) Warning(day time.Time) string {
	asOf, err := time.Parse(time.DateOnly, c.AsOf)
	if err != nil {
		return ""
	}
	if age := int(day.Sub(asOf).Hours() / 24); age > staleAfter {
		return fmt.Sprintf("the law catalogue is %d days old (as of %s): what changed since is not in it", age, c.AsOf)
	}
	return ""
}

// staleAfter is the number of days after which a catalogue is called old.
const staleAfter = 90

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
