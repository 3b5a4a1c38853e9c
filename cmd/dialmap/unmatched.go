package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// unmatched are the globs that named no dataset of a scan: most often a slip of
// the pen. Where nothing was listed, nothing is said.
func unmatched(inv *inventory.Inventory, sources []scanner.Source, o scanner.Options) []string {
	listed := thereIn(inv)
	var missed []string
	look := func(what, source string, globs []string) {
		of := slices.Clone(listed)
		of = slices.DeleteFunc(of, func(d inventory.Gap) bool {
			return source != "" && d.Source != source && !strings.HasPrefix(d.Source, source+"/")
		})
		for _, glob := range globs {
			named := func(d inventory.Gap) bool { return inventory.Matches(glob, d.Source, d.Dataset) }
			if text := what + " " + glob; len(of) > 0 && !slices.ContainsFunc(of, named) && !slices.Contains(missed, text) {
				missed = append(missed, text)
			}
		}
	}
	look("--include", "", o.Include)
	look("--exclude", "", o.Exclude)
	for _, s := range sources {
		look(s.Name+": include", s.Name, s.Include)
		look(s.Name+": exclude", s.Name, s.Exclude)
	}
	return missed
}

// thereIn are the datasets of a scan, those that were not to be read included.
func thereIn(inv *inventory.Inventory) []inventory.Gap {
	list := make([]inventory.Gap, 0, len(inv.Datasets))
	for _, d := range inv.Datasets {
		list = append(list, inventory.Gap{Source: d.Source, Dataset: d.Dataset})
	}
	for _, g := range inv.Gaps {
		if g.Reason == string(connectors.Skipped) && g.Dataset != "" {
			list = append(list, g)
		}
	}
	return list
}

// misdeclared are the rules of the configuration that cannot be meant so: that
// name a dataset which is not there, where every source could be listed, and
// those that say different things of one. A glob may name what comes another
// day: it is doubtful.
func misdeclared(c *config.Config, inv *inventory.Inventory) (wrong, doubtful config.Problems) {
	there := thereIn(inv)
	for _, d := range c.Datasets {
		named := func(g inventory.Gap) bool { return inventory.Matches(d.Match, g.Source, g.Dataset) }
		switch {
		case len(there) == 0 || slices.ContainsFunc(there, named) || slices.ContainsFunc(inv.Gaps, unlisted):
		case strings.ContainsAny(d.Match, "*?"):
			doubtful = append(doubtful, config.Problem{Position: d.Where["match"], Text: "datasets.match: no dataset is named by " + d.Match + "; see dialmap check for their names"})
		default:
			wrong = append(wrong, config.Problem{Position: d.Where["match"], Text: "datasets.match: there is no dataset " + d.Match + "; see dialmap check for their names"})
		}
	}
	for _, d := range c.Datasets {
		w, doubt := nameless(&d, inv)
		wrong, doubtful = append(wrong, w...), append(doubtful, doubt...)
	}
	for _, g := range there {
		matches := func(match string) bool { return inventory.Matches(match, g.Source, g.Dataset) }
		for _, p := range c.Contradictions(g.Source+"/"+g.Dataset, matches) {
			if !slices.ContainsFunc(wrong, func(q config.Problem) bool { return q.Position == p.Position }) {
				wrong = append(wrong, p)
			}
		}
	}
	return wrong, doubtful
}

// nameless are the fields that a rule names and that none of its datasets has,
// so that nothing would be found by them. A document may have one that was not
// met.
func nameless(d *config.Dataset, inv *inventory.Inventory) (wrong, doubtful config.Problems) {
	by := ""
	if d.Consent.ByPerson() {
		by = d.Consent.By
	}
	var read []inventory.Dataset
	for _, x := range inv.Datasets {
		if inventory.Matches(d.Match, x.Source, x.Dataset) && x.Records.Read > 0 {
			read = append(read, x)
		}
	}
	if len(read) == 0 {
		return nil, nil
	}
	loose := slices.ContainsFunc(read, func(x inventory.Dataset) bool { return inventory.Loose(x.Format, x.Records.Unit) })
	for _, named := range []struct{ key, field string }{{"retention.field", d.Retention.Field}, {"contacted", d.Contacted}, {"consent.by", by}} {
		met := func(f inventory.Field) bool {
			return f.Field == named.field && slices.ContainsFunc(read, func(x inventory.Dataset) bool { return x.Source == f.Source && x.Dataset == f.Dataset })
		}
		if named.field == "" || slices.ContainsFunc(inv.Fields, met) {
			continue
		}
		var has []string
		for _, f := range inv.Fields {
			if f.Source == read[0].Source && f.Dataset == read[0].Dataset {
				has = append(has, f.Field)
			}
		}
		p := config.Problem{Position: d.Where[named.key], Text: "datasets." + named.key + ": " + inventory.NoField(read[0].Source, read[0].Dataset, named.field, has)}
		if loose {
			doubtful = append(doubtful, p)
		} else {
			wrong = append(wrong, p)
		}
	}
	return wrong, doubtful
}

// declared tells of the rules that are doubtful, and fails with those that
// cannot be meant so.
func (a *app) declared(c *config.Config, inv *inventory.Inventory) error {
	wrong, doubtful := misdeclared(c, inv)
	for _, p := range doubtful {
		a.log.Warn(p.Error())
	}
	if len(wrong) > 0 {
		return exit{codeUsage, wrong}
	}
	return nil
}

// unlisted says that a gap may hide a dataset.
func unlisted(g inventory.Gap) bool {
	return g.Dataset == "" && g.Reason != string(connectors.Skipped)
}

// ledgerProblem names the place in the configuration of what a scan says of a
// ledger.
func ledgerProblem(c *config.Config, err error) error {
	var e *consent.Error
	if !errors.As(err, &e) {
		return err
	}
	for _, l := range c.Ledgers {
		if l.Name == e.Ledger {
			what := "ledgers.dataset: "
			if e.What != "dataset" {
				what = "ledgers.fields." + e.What + ": "
			}
			return config.Problem{Position: l.Where[e.What], Text: what + e.Text}
		}
	}
	return err
}
