package scanner

import (
	"context"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/reading"
)

// newLedgers makes those that the options declare.
func newLedgers(o *Options, sources []Source) *consent.Ledgers {
	c := consent.Options{Ledgers: o.Ledgers, Secret: o.Key.derive("dialmap person v1", 32), Memory: o.LedgerMemory, Temp: o.Temp}
	for i := range sources {
		c.Sources = append(c.Sources, sources[i].Name)
		c.Late = c.Late || slices.ContainsFunc(sources[i].Datasets, func(d plan.Declaration) bool { return d.Contacted != "" })
	}
	return consent.NewLedgers(c)
}

// listLedgers plans the ledgers that lie in a source.
func (s *scan) listLedgers(ctx context.Context, src *Source, c connectors.Connector, known map[string]*plan.Dataset, q *queue) error {
	wanted := s.ledgers.Wanted(src.Name)
	if len(wanted) == 0 {
		return nil
	}
	names := map[uint64]int32{}
	for d, err := range c.Datasets(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // it is a gap of the listing that follows
			s.ledgers.Away(src.Name)
			continue
		}
		name, source := unique(names, d.Sub, d.Name), plan.SourceName(src.Name, d.Sub)
		r := s.ledgers.Of(source, name)
		if r == nil {
			continue
		}
		if err := r.Found(src.Redact, source, name, d); err != nil {
			return err
		}
		why := s.skipped(src, d, name)
		if r.Skip(why); why == "" {
			busy, err := s.takeWaiting(ctx, src, c, d, name, known, q)
			if err != nil {
				return err
			}
			if busy {
				r.Skip("it was locked")
			}
		}
		if !slices.ContainsFunc(wanted, func(r *consent.Ledger) bool { return !r.Sure() }) {
			break
		}
	}
	return ctx.Err()
}

// planLedger is how a ledger is read: whole, and its numbers as numbers.
func planLedger(r *consent.Ledger, p *plan.Dataset) {
	p.Reading.Ledger = r.Name
	if path := r.Fields["number"]; path != "" {
		fr := reading.FieldOf(&p.Reading, connectors.Field{Path: path})
		fr.National = detectors.On
		p.Reading.Fields[path] = fr
	}
}
