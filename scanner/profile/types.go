package profile

import (
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Types is a set of field types.
type Types uint16

var typeNames = []string{
	connectors.Text, connectors.Integer, connectors.Decimal, connectors.Float, connectors.Boolean,
	connectors.Timestamp, connectors.Date, connectors.Bytes, connectors.JSON, connectors.Mixed, connectors.Name,
}

// TypeOf returns the set of one type; mixed for a name that is not one of the
// contract's.
func TypeOf(name string) Types {
	if i := slices.Index(typeNames, name); i >= 0 {
		return 1 << i
	}
	return TypeOf(connectors.Mixed)
}

// String names the type; whole numbers among fractions are fractions.
func (t Types) String() string {
	switch t {
	case TypeOf(connectors.Integer) | TypeOf(connectors.Float):
		return connectors.Float
	case TypeOf(connectors.Integer) | TypeOf(connectors.Decimal):
		return connectors.Decimal
	}
	for i, name := range typeNames {
		if t == 1<<i {
			return name
		}
	}
	return connectors.Mixed
}

func join(s []string) string { return strings.Join(s, " ") }

// CandidateList splits Candidates; it is never nil.
func (r Region) CandidateList() []string {
	if r.Candidates == "" {
		return []string{}
	}
	return strings.Split(r.Candidates, " ")
}

// MarshalText makes a Region a key of a JSON object.
func (r Region) MarshalText() ([]byte, error) {
	return []byte(strings.Join([]string{r.Region, r.Subdivision, string('0' + rune(r.Status)), string('0' + rune(r.How)), r.Candidates}, "|")), nil
}

// UnmarshalText reads what MarshalText wrote.
func (r *Region) UnmarshalText(b []byte) error {
	p := strings.Split(string(b), "|")
	if len(p) != 5 || len(p[2]) != 1 || len(p[3]) != 1 {
		return errRegion
	}
	*r = Region{Region: p[0], Subdivision: p[1], Candidates: p[4]}
	r.Status, r.How = status(p[2][0]), how(p[3][0])
	return nil
}
