package plan

import (
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// Reading is what the pilot decided for a dataset. It is frozen in the plan, so
// that every shard is read the same way and the result does not depend on how
// the data was cut.
type Reading struct {
	Country string                  `json:"country,omitempty"` // path of the record's own country
	Rows    []RowSource             `json:"rows,omitempty"`    // all that says whose a record is, strongest first
	Hint    string                  `json:"hint,omitempty"`    // region configured for the dataset
	Source  string                  `json:"source,omitempty"`  // region configured for the source
	Fields  map[string]FieldReading `json:"fields,omitempty"`  // those the pilot saw
	Hints   map[string]string       `json:"hints,omitempty"`   // region configured by field

	Ledger    string            `json:"ledger,omitempty"`    // it is this ledger
	Persons   map[string]string `json:"persons,omitempty"`   // by ledger: the field with the person's key that leads to it
	Contacted string            `json:"contacted,omitempty"` // field that dates when a record's person was contacted
	Dated     string            `json:"dated,omitempty"`     // field that dates a record
}

// RowSource is a column that says whose a record is.
type RowSource struct {
	Path string          `json:"path"`
	Kind detectors.Place `json:"kind"`
}

// FieldReading is how one field is read.
type FieldReading struct {
	National detectors.National `json:"national"`
	Hint     string             `json:"hint,omitempty"`
	Rows     []int              `json:"rows,omitempty"`    // those of Reading.Rows that place its numbers
	Prefix   string             `json:"prefix,omitempty"`  // path of the area codes of its numbers
	Column   string             `json:"column,omitempty"`  // the regions that explain its numbers
	Instead  bool               `json:"instead,omitempty"` // of the source's and the organisation's, which do not
	Role     string             `json:"role,omitempty"`    // what it is for: package role

	Trait *detectors.ColumnTrait `json:"trait,omitempty"` // other personal data that it holds; nil: none
	Mixed bool                   `json:"mixed,omitempty"` // its texts may hold other personal data

	Evidence *verdict.Evidence `json:"evidence,omitempty"`
}

// From adds to those of the source and the dataset what was decided for the
// field.
func (r *FieldReading) From(h detectors.Hints) detectors.Hints {
	h.Field, h.Column = r.Hint, r.Column
	if r.Instead {
		h.Source, h.Org = "", ""
	}
	return h
}
