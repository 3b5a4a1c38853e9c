package files

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/disk"
	"github.com/dialmap/dialmap/connectors/objects"
)

// maxLookedAt files of one dataset are looked at for their modes. Of a larger
// one nothing is claimed.
const maxLookedAt = 100_000

// Posture says who may read the files and how their volume is kept. Tables of
// databases among them are asked for there.
func (c *connector) Posture(ctx context.Context, kept []connectors.Kept) connectors.Posture {
	p := connectors.Posture{Datasets: make([]connectors.DatasetPosture, len(kept))}
	kept = slices.Clone(kept) // tables get the names that their database knows
	nested, _ := c.Connector.(*nest)
	tables := map[string][]int{} // by database
	for i, k := range kept {
		var in inner
		if nested != nil && json.Unmarshal(k.Dataset.Opaque, &in) == nil && in.DB != "" {
			kept[i].Dataset.Name, kept[i].Dataset.Opaque = in.Dataset, in.Opaque
			tables[in.DB] = append(tables[in.DB], i)
			continue
		}
		p.Datasets[i] = c.store.posture(ctx, k.Dataset)
	}
	for db, at := range tables {
		nested.posture(ctx, db, at, kept, &p)
	}
	return p
}

// posture asks a database how the tables at some places of kept are kept.
func (n *nest) posture(ctx context.Context, db string, at []int, kept []connectors.Kept, p *connectors.Posture) {
	some := make([]connectors.Kept, len(at))
	for i, j := range at {
		some[i] = kept[j]
	}
	var answer connectors.Posture
	err := n.with(ctx, db, func(c connectors.Connector) {
		if asked, ok := connectors.As[connectors.Posturer](c); ok {
			answer = asked.Posture(ctx, some)
		}
	})
	for i, j := range at {
		if err != nil || i >= len(answer.Datasets) {
			p.Datasets[j].Readers.Why = connectors.WhySilent
			continue
		}
		p.Datasets[j] = answer.Datasets[i]
	}
}

// posture looks at the files of a dataset.
func (s *store) posture(ctx context.Context, d connectors.Dataset) connectors.DatasetPosture {
	var survey disk.Survey
	if members, ok := objects.MembersOf(d); ok && d.Objects <= maxLookedAt {
		s.each(ctx, members, func(path string) { survey.Add(path) })
	}
	return connectors.DatasetPosture{Facts: survey.Facts(), Readers: survey.Readers(s.redact)}
}

// each hands over the absolute path of each member.
func (s *store) each(ctx context.Context, members objects.Members, f func(path string)) {
	folder := s.path
	if s.only != "" {
		folder = filepath.Dir(s.path)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return
	}
	if members.Key != "" {
		f(filepath.Join(folder, local(members.Key)))
		return
	}
	for o, err := range s.ListUnder(ctx, members.Prefix) {
		if err == nil && members.Contains(o.Key) {
			f(filepath.Join(folder, local(o.Key)))
		}
	}
}
