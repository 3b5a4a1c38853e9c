// Package firm makes up a company and its data: customers, leads, orders,
// tickets, consents, campaigns, exports, backups and logs, in PostgreSQL,
// MariaDB, a server of the MongoDB protocol, S3 and files. It knows what is
// true of all of it, because it planted it, and writes that down: the phone
// numbers in every field, what the consent ledgers say of them, and the
// findings that follow by the rules that docs/findings.md tells. Nothing of dialmap's own
// code is used for that.
//
//	f, err := firm.New(firm.Options{Seed: firm.Shown, Prefix: "demo"})
//	err = f.Fill(ctx, firm.Environment())     // its databases are dropped first
//	err = f.Write(dir, servers)               // dialmap.yaml, expected.json, office/
//	f.Expected().Findings                     // what a scan must say
//
// The same options give the same company, but for the day it is made on, which
// its dates are counted back from. Another seed gives other people, other
// countries, other names of tables and columns, and other purposes. Numbers are
// random valid ones of libphonenumber's metadata, made when this runs and never
// committed.
package firm

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// Shown is the seed of the company that make demo shows: a German one, whose CRM
// speaks English.
const Shown = 42

// Options of a firm.
type Options struct {
	Seed   uint64
	Prefix string    // of the names of databases and buckets; "" company
	Day    time.Time // that dates are counted back from; zero: today
	Size   float64   // of every table; 0: 1, which are some 30,000 records
}

// Firm is a company and its data.
type Firm struct {
	Options
	Tables  []*Table
	Ledgers []*Ledger
	Vendors []Vendor
	Notices []Notice
	Home    string   // the country it is established in
	Targets []string // countries it offers something in: of all its people

	w     words
	style map[Store]*habit
	d     *drawer
}

// Vendor is a third party.
type Vendor struct{ Name, Country string }

// Notice is what people are told.
type Notice struct {
	URL, File  string
	Languages  []string
	Purposes   []string
	Recipients []string
	Countries  []string // none: all
}

// New makes one up.
func New(o Options) (*Firm, error) {
	if o.Prefix == "" {
		o.Prefix = "company"
	}
	if o.Size == 0 {
		o.Size = 1
	}
	if o.Day.IsZero() {
		o.Day = time.Now()
	}
	o.Day = o.Day.UTC().Truncate(24 * time.Hour)
	numbers, err := corpus.NewNumbers(o.Seed, "company numbers")
	if err != nil {
		return nil, err
	}
	f := &Firm{Options: o, w: wordings[o.Seed%3], Home: homes[o.Seed%3], style: map[Store]*habit{}}
	f.d = &drawer{
		Rand: rand.New(rand.NewPCG(o.Seed, 0x636f6d70616e79)), numbers: numbers, used: map[string]bool{},
		key: pick0(o.Seed, "C-%06d", "KD%07d", "u%06d"), day: o.Day,
	}
	order := f.d.Perm(len(habits))
	for store := Postgres; store <= Files; store++ {
		f.style[store] = habits[order[store]]
	}
	f.people()
	return f, nil
}

func pick0(seed uint64, list ...string) string { return list[seed%uint64(len(list))] }

// n is a number of records.
func (f *Firm) n(records int) int { return max(int(float64(records)*f.Size), 20) }

// source names, as the configuration calls them.
const (
	crm     = "crm"
	billing = "billing"
	app     = "app"
	lake    = "lake"
	office  = "office"
)

// database is the name of a source's own on its server.
func (f *Firm) database(source string) string { return f.Prefix + "_" + source }

// bucket is the name of the firm's bucket.
func (f *Firm) bucket() string { return strings.ReplaceAll(f.Prefix+"-"+lake, "_", "-") }

// table adds one.
func (f *Firm) table(t *Table) *Table {
	f.Tables = append(f.Tables, t)
	return t
}
