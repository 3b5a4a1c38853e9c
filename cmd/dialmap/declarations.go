package main

import (
	"cmp"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// declarations are what the organisation says of itself and of its data, for the
// map. They are kept with the scan: what is like a number in them is taken out.
func (a *app) declarations(c *config.Config) datamap.Declarations {
	d := datamap.Declarations{
		Organisation: datamap.Organisation{
			Name: c.Organisation.Name, Role: c.Organisation.Role, Owner: a.redact(c.Organisation.Owner), Establishments: c.Organisation.Establishments,
			Targets: c.Organisation.Targets, Facts: c.Organisation.Facts,
		},
		Mechanisms: map[string]string{},
	}
	for _, s := range c.Sources {
		if s.Stored.Mechanism != "" {
			d.Mechanisms[s.Name] = s.Stored.Mechanism
		}
		if s.Encryption != "" {
			d.Encryption = append(d.Encryption, assess.Encryption{Source: s.Name, Text: a.redact(s.Encryption)})
		}
	}
	d.ShowLogins = c.Posture.Names
	for _, x := range c.Datasets {
		d.Datasets = append(d.Datasets, assess.Declared{
			Match: a.redact(x.Match), Owner: a.redact(x.Owner), Purposes: a.redactAll(x.Purposes), LegalBasis: x.LegalBasis,
			Retention: assess.Retention(x.Retention), Consent: assess.Consent(x.Consent), Contacted: x.Contacted, Vendors: a.redactAll(x.Vendors), Readers: a.redactReaders(x.Readers),
		})
	}
	for _, l := range c.Ledgers {
		d.Ledgers = append(d.Ledgers, assess.Ledger{Name: l.Name, Dataset: a.redact(l.Dataset), Kind: l.Kind, Fields: l.Fields, Hash: l.Hash()})
	}
	for i := range c.Vendors {
		d.Vendors = append(d.Vendors, a.vendor(&c.Vendors[i]))
	}
	for _, n := range c.Notices {
		d.Notices = append(d.Notices, assess.Notice{
			Name: a.redact(cmp.Or(n.URL, n.File)), Languages: n.Languages, Purposes: a.redactAll(n.Purposes),
			Recipients: a.redactAll(n.Recipients), Countries: n.Countries,
		})
	}
	return d
}

// vendor is a declared vendor as it is judged. Its globs are
// redacted as the names are that they are compared with.
func (a *app) vendor(v *config.Vendor) assess.Vendor {
	out := assess.Vendor{
		Name: a.redact(v.Name), LegalName: a.redact(v.LegalName), Contact: a.redact(v.Contact), Country: v.Country, ProcessesIn: v.ProcessesIn, Role: v.Role,
		KnownAs: assess.KnownAs{
			Hosts: a.redactAll(v.KnownAs.Hosts), Accounts: a.redactAll(v.KnownAs.Accounts), Logins: a.redactAll(v.KnownAs.Logins),
			Slots: a.redactAll(v.KnownAs.Slots), Files: a.redactAll(v.KnownAs.Files), Buckets: a.redactAll(v.KnownAs.Buckets),
		},
		Covers: assess.Covers{Purposes: a.redactAll(v.Covers.Purposes), Regions: v.Covers.Regions},
		Signed: v.Contract.Signed, Expires: v.Contract.Expires, Document: a.redact(v.Contract.Document), Clauses: v.Contract.Clauses, California: v.Contract.California,
		Mechanism: cmp.Or(v.Transfer.Mechanism, v.Mechanism), Assessed: v.Transfer.Assessment.Done, Reviewed: v.Reviewed,
		DeletesAfter: v.Deletion.AfterEnd, Deleted: v.Deletion.Confirmed, OptoutWithin: v.Messaging.OptoutWithin,
	}
	for _, x := range v.Attestations {
		out.Attestations = append(out.Attestations, assess.Attestation{Kind: a.redact(x.Kind), From: x.From, Until: x.Until})
	}
	if v.SubProcessors != nil {
		out.SubProcessors = []assess.SubProcessor{}
	}
	for _, x := range v.SubProcessors {
		out.SubProcessors = append(out.SubProcessors, assess.SubProcessor{Name: a.redact(x.Name), Country: x.Country, Contact: a.redact(x.Contact)})
	}
	return out
}

func (a *app) redactAll(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, a.redact(s))
	}
	return out
}

// redactReaders keeps an empty list, which says that nobody should read.
func (a *app) redactReaders(list []string) []string {
	if list == nil {
		return nil
	}
	return append([]string{}, a.redactAll(list)...)
}

// redeclare reads a configuration to judge the facts of a scan by.
func (a *app) redeclare(file string, inv *inventory.Inventory) (datamap.Declarations, error) {
	c, err := config.Load(file)
	if err != nil {
		return datamap.Declarations{}, exit{codeUsage, err}
	}
	for _, n := range c.Notes {
		a.log.Warn(n.Error())
	}
	if err := a.declared(c, inv); err != nil {
		return datamap.Declarations{}, err
	}
	return a.declarations(c), a.name(c.Sources)
}
