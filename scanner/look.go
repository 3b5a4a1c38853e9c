package scanner

import (
	"context"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
)

// Look lists what a scan of sources would read, and the rights it needs. It
// reads no record.
func Look(ctx context.Context, sources []Source, o Options) ([]Preview, error) {
	o.defaults()
	s := &scan{o: o, ledgers: newLedgers(&o, sources)}
	previews := make([]Preview, 0, len(sources))
	for i := range sources {
		previews = append(previews, s.look(ctx, &sources[i]))
		if err := ctx.Err(); err != nil {
			return previews, ErrInterrupted
		}
	}
	return previews, nil
}

func (s *scan) look(ctx context.Context, src *Source) Preview {
	p := Preview{Source: src.Name, Kind: src.Kind, Stored: src.Stored}
	c, err := src.Open(ctx, src.Source)
	if err != nil {
		p.Gaps = append(p.Gaps, plan.GapOf(src.Name, "", err))
		return p
	}
	defer c.Close()
	p.Stored = s.located(ctx, src, c).Stored
	if g, ok := connectors.As[connectors.Granter](c); ok {
		p.Rights = g.Rights(ctx)
	}
	if r, ok := connectors.As[connectors.RightsReviewer](c); ok {
		p.Review = r.ReviewRights(ctx)
	}
	names := map[uint64]int32{}
	for d, err := range c.Datasets(ctx) {
		if err != nil {
			p.Gaps = append(p.Gaps, plan.GapOf(src.Name, "", err))
			continue
		}
		p.Datasets = append(p.Datasets, s.preview(ctx, src, c, d, unique(names, d.Sub, d.Name), &p.Gaps))
	}
	return p
}

func (s *scan) preview(ctx context.Context, src *Source, c connectors.Connector, d connectors.Dataset, name string, gaps *[]inventory.Gap) PreviewDataset {
	source := plan.SourceName(src.Name, d.Sub)
	_, _, derived := plan.Declared(src.Datasets, source, name)
	v := PreviewDataset{
		Source: source, Dataset: name, Kind: d.Kind, Format: d.Format, Derived: d.Derived || derived || src.Derived,
		Records: d.Records, Bytes: d.Bytes, Objects: d.Objects,
	}
	if s.skipped(src, d, name) != "" {
		v.Draw = "skipped"
		return v
	}
	var shards []connectors.Shard
	for shard, err := range c.Shards(ctx, d) {
		if err != nil {
			*gaps = append(*gaps, plan.GapOf(source, name, err))
			continue
		}
		shard.Spec = nil // only its size matters here
		shards = append(shards, shard)
	}
	sampling := s.o.sampling()
	v.Shards, v.Draw = len(shards), sampling.Design(d, shards).String()
	return v
}
