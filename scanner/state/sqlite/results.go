package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"strconv"

	"github.com/dialmap/dialmap/scanner/state"
)

// SavePlan keeps one sealed part of a plan; the first one saved under a name
// stands.
func (s *Store) SavePlan(ctx context.Context, scan, name string, sealed []byte) error {
	return s.change(ctx, "save a plan in", func(tx *sql.Tx) error {
		seq, err := sequence(ctx, tx, scan)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO plan (scan, name, sealed) VALUES (?, ?, ?)
			ON CONFLICT (scan, name) DO NOTHING`, seq, name, blob(sealed))
		return err
	})
}

// Plan returns a part of a plan.
func (s *Store) Plan(ctx context.Context, scan, name string) ([]byte, error) {
	var sealed []byte
	err := s.read.QueryRowContext(ctx, `SELECT p.sealed FROM plan p JOIN scan ON scan.seq = p.scan WHERE scan.id = ? AND p.name = ?`, scan, name).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, state.ErrNotFound
	}
	return sealed, s.fail("read", err)
}

// Plans yields the parts of a plan in the order of their first save.
func (s *Store) Plans(ctx context.Context, scan string) iter.Seq2[state.Plan, error] {
	return each(ctx, s, `SELECT p.name, p.sealed FROM plan p JOIN scan ON scan.seq = p.scan WHERE scan.id = ? ORDER BY p.seq`, scan,
		func(p *state.Plan) []any { return []any{&p.Name, &p.Sealed} })
}

// Commit keeps the result of a step, on disk when it returns. The first one
// stands; Ref tells the size of the one that does.
func (s *Store) Commit(ctx context.Context, scan string, r state.Result) (state.Ref, error) {
	ref := state.Ref{Scan: scan, Step: r.Step}
	err := s.change(ctx, "commit a result in", func(tx *sql.Tx) error {
		seq, err := sequence(ctx, tx, scan)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO result (scan, stage, round, shard, data) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (scan, stage, round, shard) DO NOTHING`,
			seq, r.Step.Stage, r.Step.Round, r.Step.Shard, state.WithChecksum(r.Data, nameOf(scan, r.Step)...)); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT length(data) FROM result WHERE scan = ? AND stage = ? AND round = ? AND shard = ?`,
			seq, r.Step.Stage, r.Step.Round, r.Step.Shard).Scan(&ref.Size)
	})
	if err != nil {
		return state.Ref{}, err
	}
	ref.Size -= state.Overhead
	return ref, nil
}

// Done tells whether a step has a result.
func (s *Store) Done(ctx context.Context, scan string, step state.Step) (bool, error) {
	var done bool
	err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM result r JOIN scan ON scan.seq = r.scan
		WHERE scan.id = ? AND r.stage = ? AND r.round = ? AND r.shard = ?)`,
		scan, step.Stage, step.Round, step.Shard).Scan(&done)
	return done, s.fail("read", err)
}

// Results yields the results of a scan in the order of their commits, as they
// stood when the first was asked for. The loop may commit.
func (s *Store) Results(ctx context.Context, scan string) iter.Seq2[state.Result, error] {
	saved := each(ctx, s, `SELECT r.stage, r.round, r.shard, r.data FROM result r JOIN scan ON scan.seq = r.scan
		WHERE scan.id = ? ORDER BY r.scan, r.shard, r.stage, r.round`, scan,
		func(r *state.Result) []any { return []any{&r.Step.Stage, &r.Step.Round, &r.Step.Shard, &r.Data} })
	return func(yield func(state.Result, error) bool) {
		for r, err := range saved {
			if err == nil {
				r.Data, err = state.CheckSaved(r.Data, nameOf(scan, r.Step)...)
				err = s.fail("read a result in", err)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// nameOf a result goes into its checksum.
func nameOf(scan string, step state.Step) []string {
	return []string{"result", scan, step.Stage, strconv.Itoa(step.Round), step.Shard}
}

// each yields what query finds of scan, one row at a time; into points at the
// parts of a T. An unknown scan is an error, not an empty list.
func each[T any](ctx context.Context, s *Store, query, scan string, into func(*T) []any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		if _, err := sequence(ctx, s.read, scan); errors.Is(err, state.ErrNotFound) {
			yield(zero, err)
			return
		} else if err != nil {
			yield(zero, s.fail("read", err))
			return
		}
		rows, err := s.read.QueryContext(ctx, query, scan)
		if err != nil {
			yield(zero, s.fail("read", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var v T
			if err := rows.Scan(into(&v)...); err != nil {
				yield(zero, s.fail("read", err))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, s.fail("read", err))
		}
	}
}

// sequence is the scan's key in the tables.
func sequence(ctx context.Context, q querier, scan string) (seq int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT seq FROM scan WHERE id = ?`, scan).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, missing(scan)
	}
	return seq, err
}
