// Package profile holds the statistics of a dataset and its fields, and is the
// privacy boundary: to its left are raw values, to its right only counts,
// keyed hashes and masks.
//
// Profiles merge: in any order and grouping, one shard or a thousand, the
// result is the same value. So nothing in them depends on the order of what
// was seen; they are made of integer sums, sets, register maxima and the
// smallest keyed hashes.
package profile

import (
	"maps"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
)

// Dataset is the profile of one dataset, or of a part of it.
type Dataset struct {
	// Records belong to the dataset, so that a path that most documents lack
	// still has them as its denominator.
	Records map[Stratum]Sums  `json:"records"`
	Fields  map[string]*Field `json:"fields"`            // by path
	Unread  map[Stratum]Sums  `json:"unread,omitempty"`  // planned and not read
	Partial bool              `json:"partial,omitempty"` // within what was read, some could not be
	Beside  *Beside           `json:"beside,omitempty"`  // what lies beside the numbers; nil: nothing, or nobody looked
	Sizes   Moments           `json:"sizes,omitzero"`    // records of each draw, where it was sampled
}

// Stratum is a part of a dataset whose records were drawn in one way.
type Stratum = connectors.Design

// Sums counts records, the shards they came in and the draws that they answer.
type Sums struct {
	Records uint64 `json:"records"`
	Bytes   uint64 `json:"bytes"`
	Shards  uint64 `json:"shards"`
	Drawn   uint64 `json:"drawn,omitempty"` // slots
}

func (s Sums) add(o Sums) Sums {
	return Sums{s.Records + o.Records, s.Bytes + o.Bytes, s.Shards + o.Shards, s.Drawn + o.Drawn}
}

// New returns an empty profile.
func New() *Dataset {
	return &Dataset{Records: map[Stratum]Sums{}, Fields: map[string]*Field{}, Unread: map[Stratum]Sums{}}
}

// Field returns the profile of the field at path, made where it was missing.
func (d *Dataset) Field(path string) *Field {
	f := d.Fields[path]
	if f == nil {
		f = &Field{}
		d.Fields[path] = f
	}
	return f
}

// Read adds to what was read of stratum s.
func (d *Dataset) Read(s Stratum, n Sums) { d.Records[s] = d.Records[s].add(n) }

// Miss adds to what was planned and could not be read.
func (d *Dataset) Miss(s Stratum, n Sums) { d.Unread[s] = d.Unread[s].add(n) }

// Merge adds g to d; g is not changed and not kept.
func (d *Dataset) Merge(g *Dataset) {
	for s, n := range g.Records {
		d.Read(s, n)
	}
	for s, n := range g.Unread {
		d.Miss(s, n)
	}
	d.Partial = d.Partial || g.Partial
	d.Sizes.merge(g.Sizes)
	if g.Beside != nil {
		d.besides().merge(g.Beside)
	}
	for path, f := range g.Fields {
		d.Field(path).Merge(f)
	}
}

// Total is what was read, over all strata.
func (d *Dataset) Total() (n Sums) {
	for _, s := range d.Records {
		n = n.add(s)
	}
	return n
}

// Lost is what was planned and not read, over all strata.
func (d *Dataset) Lost() (n Sums) {
	for _, s := range d.Unread {
		n = n.add(s)
	}
	return n
}

// Draw names how the records were drawn: whole, random, head or mixed.
func (d *Dataset) Draw() string {
	if len(d.Records) > 1 {
		return "mixed"
	}
	for s := range d.Records {
		switch s {
		case connectors.Whole:
			return "whole"
		case connectors.Head:
			return "head"
		default:
			return "random"
		}
	}
	return "whole"
}

// Paths of the fields, in order.
func (d *Dataset) Paths() []string { return slices.Sorted(maps.Keys(d.Fields)) }

// Field is the profile of one field.
type Field struct {
	Seen      Types  `json:"seen"`   // the types its values came in
	Values    uint64 `json:"values"` // present and not empty
	Nulls     uint64 `json:"nulls"`
	Empty     uint64 `json:"empty"`
	Cut       uint64 `json:"cut"`     // longer than was read
	Holding   uint64 `json:"holding"` // records with at least one number
	Numbers   uint64 `json:"numbers"`
	Whole     uint64 `json:"whole"` // values that are one number and nothing else
	Fictional uint64 `json:"fictional"`
	// Implausible are values that look like a phone number and fit no numbering plan.
	Implausible uint64            `json:"implausible,omitempty"`
	Regions     map[Region]uint64 `json:"regions,omitempty"`
	Kinds       [12]uint64        `json:"kinds"`   // by detectors.Type
	Formats     [5]uint64         `json:"formats"` // by detectors.Format
	Sure        [10]uint64        `json:"sure"`    // by tenth of a match's confidence
	Shapes      Shapes            `json:"shapes"`
	Distinct    Distinct          `json:"distinct"`
	Examples    Examples          `json:"examples"`
	Draws       *Draws            `json:"draws,omitempty"` // where it was sampled: the counts above are of what was read

	Consents map[Consent]Held  `json:"consents,omitempty"`
	Ages     map[Subject]*Ages `json:"ages,omitempty"`

	Traits map[detectors.Kind]Traits `json:"traits,omitempty"` // other personal data in it
}

// Region is whose numbers, and what that rests on.
type Region struct {
	Region      string           `json:"region"`
	Subdivision string           `json:"subdivision,omitempty"`
	Status      detectors.Status `json:"status"`
	How         detectors.How    `json:"how"`
	Candidates  string           `json:"candidates,omitempty"` // joined by spaces
}

// Shapes counts values by what they look like, for the verdict on a field
// whose numbers are hidden and on one that has none.
type Shapes struct {
	Digits  uint64 `json:"digits"`  // digits only
	Decimal uint64 `json:"decimal"` // a number with a fraction
	Hex     uint64 `json:"hex"`     // 32, 40 or 64 hex digits
	Base64  uint64 `json:"base64"`  // 24 characters or more of base64 that no word looks like
	Masked  uint64 `json:"masked"`  // digits or a plus with stars, dots or x in their place
	Long    uint64 `json:"long"`    // over 64 bytes: free text

	Digest uint64 `json:"digest,omitempty"` // a hash in base64, or of a password's form ($2b$...)
	Cipher uint64 `json:"cipher,omitempty"` // bytes that are no text, long hex of other lengths, envelopes (vault:v1:...)
	Token  uint64 `json:"token,omitempty"`  // a UUID, or a short prefix and random letters (tok_...)
}

// Scale returns what s, counted in seen values, comes to in n.
func (s Shapes) Scale(n, seen uint64) Shapes {
	for _, p := range []*uint64{&s.Digits, &s.Decimal, &s.Hex, &s.Base64, &s.Masked, &s.Long, &s.Digest, &s.Cipher, &s.Token} {
		*p = uint64(float64(*p) * float64(n) / float64(max(seen, 1)))
	}
	return s
}

func (s *Shapes) add(o Shapes) {
	s.Digits += o.Digits
	s.Decimal += o.Decimal
	s.Hex += o.Hex
	s.Base64 += o.Base64
	s.Masked += o.Masked
	s.Long += o.Long
	s.Digest += o.Digest
	s.Cipher += o.Cipher
	s.Token += o.Token
}

// Merge adds g to f; g is not changed and not kept.
func (f *Field) Merge(g *Field) {
	f.Seen |= g.Seen
	f.Values += g.Values
	f.Nulls += g.Nulls
	f.Empty += g.Empty
	f.Cut += g.Cut
	f.Holding += g.Holding
	f.Numbers += g.Numbers
	f.Whole += g.Whole
	f.Fictional += g.Fictional
	f.Implausible += g.Implausible
	for r, n := range g.Regions {
		f.region(r, n)
	}
	for i, n := range g.Kinds {
		f.Kinds[i] += n
	}
	for i, n := range g.Formats {
		f.Formats[i] += n
	}
	for i, n := range g.Sure {
		f.Sure[i] += n
	}
	f.Shapes.add(g.Shapes)
	f.Distinct.Merge(&g.Distinct)
	f.Examples.Merge(g.Examples)
	if g.Draws != nil {
		if f.Draws == nil {
			f.Draws = &Draws{}
		}
		f.Draws.merge(g.Draws)
	}
	for c, n := range g.Consents {
		f.Consented(c, n)
	}
	for s, a := range g.Ages {
		f.Age(s).Merge(a)
	}
	for k, n := range g.Traits {
		f.Trait(k, n)
	}
}

// Age returns the ages of a subject's numbers, made where they were missing.
func (f *Field) Age(s Subject) *Ages {
	if f.Ages == nil {
		f.Ages = map[Subject]*Ages{}
	}
	a := f.Ages[s]
	if a == nil {
		a = &Ages{}
		f.Ages[s] = a
	}
	return a
}

func (f *Field) region(r Region, n uint64) {
	if f.Regions == nil {
		f.Regions = map[Region]uint64{}
	}
	f.Regions[r] += n
}

// Add counts one match whose number has the keyed hash. mask is asked for the
// masked number only where it becomes an example.
func (f *Field) Add(m *detectors.Match, hash uint64, mask func() string) {
	f.Numbers++
	if m.Fictional {
		f.Fictional++
	}
	f.region(regionOf(m), 1)
	f.Kinds[m.Type]++
	f.Formats[m.Format]++
	f.Sure[min(int(max(m.Confidence, 0)*10), 9)]++
	f.Distinct.Add(hash)
	f.Examples.Add(hash, mask)
}

func regionOf(m *detectors.Match) Region {
	r := Region{Region: m.Region, Subdivision: m.Subdivision, Status: m.Status, How: m.How}
	if len(m.Candidates) > 0 {
		r.Candidates = join(m.Candidates)
	}
	return r
}

// Type is the field's type: the one its values came in, or mixed.
func (f *Field) Type() string { return f.Seen.String() }

// Trait adds to what was found of kind k.
func (f *Field) Trait(k detectors.Kind, n Traits) {
	if f.Traits == nil {
		f.Traits = map[detectors.Kind]Traits{}
	}
	sum := f.Traits[k]
	f.Traits[k] = Traits{sum.Values + n.Values, sum.Records + n.Records}
}
