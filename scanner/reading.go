package scanner

import (
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// Reading is what the pilot decided for a dataset. It is frozen in the plan, so
// that every shard is read the same way and the result does not depend on how
// the data was cut.
type Reading struct {
	Country string                  `json:"country,omitempty"` // path of the record's own country
	Hint    string                  `json:"hint,omitempty"`    // region configured for the dataset
	Source  string                  `json:"source,omitempty"`  // region configured for the source
	Fields  map[string]FieldReading `json:"fields,omitempty"`  // those the pilot saw
	Hints   map[string]string       `json:"hints,omitempty"`   // region configured by field
}

// FieldReading is how one field is read.
type FieldReading struct {
	National detectors.National `json:"national"`
	Hint     string             `json:"hint,omitempty"`
	Code     string             `json:"code,omitempty"` // path of the calling code of its numbers
}

// field says how f is read. One that the pilot did not see is read as its name
// and type say.
func (r *Reading) field(f connectors.Field) FieldReading {
	if fr, ok := r.Fields[f.Path]; ok {
		return fr
	}
	return FieldReading{
		National: verdict.Policy(verdict.Evidence{Path: f.Path, Type: f.Type}),
		Hint:     r.Hints[f.Path],
	}
}
