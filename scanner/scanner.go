// Package scanner is where sources meet detectors, and the only place where
// they do. A scan goes one way: it lists every source, reads a small pilot of
// each dataset, freezes what the pilot decided in a plan, works the plan's
// shards, folds their profiles and leaves an inventory behind. Raw values live
// only between a connector's batch and a profile.
package scanner

import (
	"log/slog"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// Source is one configured source and how to open it.
type Source struct {
	connectors.Source
	Kind          string // postgres, mysql, mongodb, s3, sqlite, files
	Open          connectors.Open
	DefaultRegion string             // hint for numbers in national format
	Stored        inventory.Stored   // configured location; zero: ask the source
	Include       []string           // globs on the dataset's name; none: all
	Exclude       []string           // what they match is a gap skipped
	Datasets      []plan.Declaration // default regions by dataset and field
	Derived       bool               // its numbers are also counted elsewhere
}

// Options of a scan. The zero value of a field is its default unless said.
type Options struct {
	Full            bool     // read everything, whatever its size
	WholeBytes      int64    // a dataset up to both of these is read whole; 0: 64 MiB
	WholeRecords    int64    // 0: 100,000
	Seed            uint64   // of every draw
	FindShare       float64  // 0: 0.001
	FindProbability float64  // 0: 0.999
	Workers         int      // shards worked at once; 0: GOMAXPROCS
	Include         []string // globs on source/dataset
	Exclude         []string

	OrgRegion    string                                         // the organisation's default region
	Detector     detectors.Detector                             // required
	CountryOf    func(text []byte) (region string, ok bool)     // the region that a country column's value names; required
	Places       detectors.Places                               // what else names countries, and whose numbers a column holds; nil: countries alone
	Companion    detectors.Companion                            // finds other personal data; nil: nobody looks for it
	Mask         func(n detectors.Number, region string) string // how a number may be shown; required
	Key          Key                                            // required
	State        state.Store                                    // required by Run
	Resume       string                                         // continue this scan; "": begin one
	Ledgers      []consent.Declaration
	LedgerMemory int64  // bytes that the indexes of the ledgers may take, on disk beyond; 0: 256 MiB
	Temp         string // directory for what is on disk; "": the system's

	Meta       []byte // kept with the scan
	Version    string // of the tool
	ConfigHash string
	Progress   Progress // nil: none

	// Judged is shown what each verdict stands on; nil: nobody. For those who
	// fit the weights of package verdict.
	Judged func(source, dataset, field string, e *verdict.Evidence, f *profile.Field)

	Log *slog.Logger // nil: discard
}

// Progress is told what a scan does. It is called from many goroutines.
type Progress interface {
	// Planned adds to what a source is expected to hold; -1 is unknown.
	Planned(source string, datasets int, records, bytes int64)
	// Read adds to what was read and found.
	Read(source string, records, bytes, numbers uint64)
	// Gap reports one as it happens.
	Gap(g inventory.Gap)
	// Finished ends a source.
	Finished(source string)
}

// Preview is what a scan would read: the answer of --plan and check.
type Preview struct {
	Source   string
	Kind     string
	Stored   inventory.Stored
	Rights   []string // statements or policy to grant
	Review   connectors.RightsReview
	Datasets []PreviewDataset
	Gaps     []inventory.Gap
}

// PreviewDataset is one dataset as a scan would read it.
type PreviewDataset struct {
	Source, Dataset, Kind, Format string
	Derived                       bool
	Records, Bytes                int64 // -1: unknown
	Objects                       int64
	Shards                        int
	Draw                          string // whole, head, skipped
}
