package sqlite

import (
	"context"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/disk"
)

// Posture says who may read the database file, and whether what was deleted may
// still be in it. All tables lie in the one file: each gets the same answer.
func (c *Connector) Posture(ctx context.Context, kept []connectors.Kept) connectors.Posture {
	var main, side disk.Survey
	main.Add(c.file.path)
	beside := 0
	for _, suffix := range []string{"-wal", "-journal", "-shm"} {
		if look(c.file.path+suffix).size > 0 {
			side.Add(c.file.path + suffix)
			beside++
		}
	}
	facts := main.Facts()
	for i, f := range facts {
		if f.Name == "rest.encrypted" && f.Is != connectors.Yes {
			facts[i] = connectors.Fact{Name: f.Name, Is: connectors.No, How: "header of the file: SQLite format 3, in clear"}
		}
	}
	facts = append(facts, c.freePages(ctx))
	if beside > 0 {
		facts = append(facts, sideFiles(side.Facts()))
	}
	slices.SortFunc(facts, func(a, b connectors.Fact) int { return strings.Compare(a.Name, b.Name) })
	readers := main.Readers(c.src.Redact)
	p := connectors.Posture{Datasets: make([]connectors.DatasetPosture, len(kept))}
	for i := range kept {
		p.Datasets[i] = connectors.DatasetPosture{Facts: facts, Readers: readers}
	}
	return p
}

// sideFiles says whether every user may read the logs beside the file, which
// hold rows and have modes of their own.
func sideFiles(facts []connectors.Fact) connectors.Fact {
	for _, f := range facts {
		if f.Name == "open.everyone" {
			f.Name, f.How = "open.side_files", "modes of the -wal, -journal and -shm files"
			return f
		}
	}
	return connectors.Fact{Name: "open.side_files", Is: connectors.Unknown, Why: connectors.WhySilent}
}

// freePages counts pages that hold nothing any more. What was deleted from them
// can still be read from the file, unless who wrote it had secure_delete set,
// which the file does not say.
func (c *Connector) freePages(ctx context.Context) connectors.Fact {
	f := connectors.Fact{Name: "leftovers.free_pages", Is: connectors.Unknown, Why: connectors.WhySilent, How: "pragma freelist_count, page_count"}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if c.db.QueryRowContext(ctx, "select freelist_count, page_count from pragma_freelist_count, pragma_page_count").Scan(&f.N, &f.Of) != nil {
		f.N, f.Of = 0, 0
		return f
	}
	if f.Is, f.Why = connectors.No, ""; f.N > 0 {
		f.Is = connectors.Yes
	}
	return f
}
