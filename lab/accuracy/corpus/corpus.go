// Package corpus draws labelled data with and without phone numbers: what the
// accuracy of a detector is measured on.
//
// Numbers come from libphonenumber's own metadata, at random, and are written
// as its format functions and people write them. Everything around them, and
// everything that only looks like them, follows conventions of the real world:
// standards, check digits, the habits of databases. Nothing is taken from
// dialmap's rules. What is drawn is the same for the same [Options], and is
// never committed.
//
//	c, err := corpus.New(corpus.Options{Seed: 1, Split: corpus.Test})
//	for _, d := range c.Datasets { for _, f := range d.Fields { … f.Verdict … } }
//	err = c.Write(dir)            // dir/data to scan, dir/labels.ndjson beside it
//	texts := c.Texts(300)         // running text in many languages, with spans
//	noise := corpus.Noise(1, 1<<20) // digits and no phone number
package corpus

import (
	"hash/fnv"
	"math/rand/v2"
)

// Split keeps what is fitted apart from what is measured. The sets share no
// draw; a third of the names of columns, and some classes of look-alikes, are in
// Test alone.
type Split string

// The splits.
const (
	Train Split = "train"
	Test  Split = "test"
)

// Options of a corpus. The zero value is the training set of seed 0 with all
// its fields.
type Options struct {
	Seed  uint64
	Split Split // default Train
	// Datasets is about how many datasets there are; 0: 330, which are more than
	// 3,000 fields, with every region at least once. Fewer are a sample of
	// those.
	Datasets int
	Rows     int // records in an ordinary dataset; 0: 100
}

// Corpus is a set of labelled datasets.
type Corpus struct {
	Options
	Datasets []Dataset
	d        *drawer
}

// Form is how a dataset is stored.
type Form string

// The forms.
const (
	CSV    Form = "csv"
	NDJSON Form = "ndjson"
	SQLite Form = "sqlite" // all datasets of this form are tables of one file
)

// Dataset is what people would call a table.
type Dataset struct {
	Name    string // without an extension
	Form    Form
	Rows    int
	Fields  []Field
	Regions []string // whose numbers it holds, by design
	Kind    string   // how it was made: one country, some countries, world, wide, one in a thousand
}

// The verdicts, as the report names them.
const (
	Phone     = "phone"
	Contains  = "contains"
	Protected = "protected"
	None      = "none"
)

// Field is a column or a path of documents, with the truth about it.
type Field struct {
	Path    string // as a scan names it: contact.phones[].number
	Type    string // text, integer, float, boolean: as it is stored where the form has types
	Verdict string
	Evident bool   // a person who sees the name, the values and the other columns could tell
	Class   string // what it holds: a format of numbers, a class of look-alikes, a protection
	Header  string // what its name says: honest, opaque, misleading
	Context string // where numbers stand: cell, text in a language, nested, ...
	Values  []Value
}

// Value is one present value.
type Value struct {
	Row     int
	Text    string
	Numbers []Number // in it, in order; of a protected value none
}

// What tells a number's region.
const (
	ByNumber  = "number"  // its calling code
	ByRow     = "row"     // the country column of its record
	ByHint    = "hint"    // currency, locale, state, city in its record
	ByText    = "text"    // the language or an address around it
	ByDataset = "dataset" // the dataset's name
	ByNothing = ""
)

// Number is the truth about one phone number.
type Number struct {
	Start, End int      // bytes of the text it stands in
	E164       string   // digits, without the plus
	Region     string   // whose it is
	Regions    []string // in which it is valid as well, Region among them: any of them, or "shared", is right
	Format     string
	Evident    bool   // a person could tell that it is a phone number
	Tells      string // what tells Region
	Label      string // the word before it, in text
}

// New draws a corpus.
func New(o Options) (*Corpus, error) {
	if o.Split == "" {
		o.Split = Train
	}
	if o.Datasets <= 0 {
		o.Datasets = 330
	}
	if o.Rows <= 0 {
		o.Rows = 100
	}
	d, err := newDrawer(o.Seed, o.Split)
	if err != nil {
		return nil, err
	}
	c := &Corpus{Options: o, d: d}
	c.build()
	return c, nil
}

// Fields counts them.
func (c *Corpus) Fields() (n int) {
	for i := range c.Datasets {
		n += len(c.Datasets[i].Fields)
	}
	return n
}

// source is the stream of random numbers of a seed for a purpose.
func source(seed uint64, purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
