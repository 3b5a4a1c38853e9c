package datamap

import (
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
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

// controller is the organisation as the map names it.
func (d *Declarations) controller() Controller {
	o := &d.Organisation
	return Controller{Name: o.Name, Role: o.Role, Owner: o.Owner, Establishments: slices.Clone(o.Establishments)}
}

// said is what is declared of a dataset.
func (d *Declarations) said(source, dataset string) *inventory.Declared {
	said := d.Of(source, dataset)
	out := &inventory.Declared{
		Owner: declaredText(said.Owner), Purposes: said.Purposes, LegalBasis: declaredText(said.LegalBasis), Vendors: said.Vendors,
		Readers: said.Readers, Encryption: declaredText(d.EncryptionOf(source)),
	}
	if said.Retention.Period != "" {
		out.Retention = &inventory.Retention{Period: said.Retention.Period, Field: said.Retention.Field}
	}
	return out
}

// declaredText is nil where nothing was declared.
func declaredText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

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
