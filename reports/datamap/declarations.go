package datamap

import "github.com/dialmap/dialmap/reports/laws"

// Declarations are what the organisation says of itself and of its data. They
// are kept with the scan, so that a report can be rendered again. No secret is
// among them.
type Declarations struct {
	Organisation Organisation      `json:"organisation"`
	Mechanisms   map[string]string `json:"mechanisms,omitempty"` // source name -> scc, bcr, dpf, consent, ...
}

// Organisation is who answers for the data.
type Organisation = laws.Organisation
