package datamap

import (
	"strings"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/laws"
)

// Declarations are what the organisation says of itself and of its data. They
// are kept with the scan, so that a report can be rendered again. No secret is
// among them.
type Declarations struct {
	Organisation Organisation      `json:"organisation"`
	Mechanisms   map[string]string `json:"mechanisms,omitempty"` // source name -> scc, bcr, dpf, consent, ...
	assess.Declarations
}

// Organisation is who answers for the data.
type Organisation = laws.Organisation

// mechanism of a source; a database that its server's source stands for
// (name/db) has that of the server.
func (d Declarations) mechanism(source string) string {
	for {
		if m, ok := d.Mechanisms[source]; ok {
			return m
		}
		i := strings.LastIndexByte(source, '/')
		if i < 0 {
			return ""
		}
		source = source[:i]
	}
}
