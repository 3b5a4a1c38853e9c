package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	lib "modernc.org/sqlite/lib"

	"github.com/dialmap/dialmap/scanner/state"
)

// Begin records a new scan. Its ID must not be taken.
func (s *Store) Begin(ctx context.Context, n state.Scan) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO scan
		(id, started, finished, status, tool, config_hash, key_fingerprint, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		n.ID, nanos(n.Started), nullable(n.Finished), string(n.Status), n.Tool, n.ConfigHash, n.KeyFingerprint, state.WithChecksum(n.Meta, "meta", n.ID))
	if code(err) == lib.SQLITE_CONSTRAINT {
		err = &Error{Text: "there is already a scan " + n.ID}
	}
	return s.fail("begin a scan in", err)
}

const columns = `SELECT id, started, finished, status, tool, config_hash, key_fingerprint, meta FROM scan `

// Scans lists all scans, newest first.
func (s *Store) Scans(ctx context.Context) ([]state.Scan, error) {
	return s.scans(ctx, columns+`ORDER BY started DESC, seq DESC`)
}

// Find returns the scan whose ID is id, else the only one that begins with it;
// the newest for "".
func (s *Store) Find(ctx context.Context, id string) (state.Scan, error) {
	found, err := s.scans(ctx, columns+`WHERE substr(id, 1, length(?1)) = ?1
		ORDER BY id = ?1 DESC, started DESC, seq DESC LIMIT 2`, id)
	switch {
	case err != nil:
		return state.Scan{}, err
	case len(found) == 0 && id == "":
		return state.Scan{}, fmt.Errorf("%w: none was made yet", state.ErrNotFound)
	case len(found) == 0:
		return state.Scan{}, fmt.Errorf("%w: %q", state.ErrNotFound, id)
	case len(found) == 1 || id == "" || found[0].ID == id:
		return found[0], nil
	}
	return state.Scan{}, fmt.Errorf("%w: %q", state.ErrAmbiguous, id)
}

func (s *Store) scans(ctx context.Context, query string, args ...any) ([]state.Scan, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, s.fail("read", err)
	}
	defer rows.Close()
	var scans []state.Scan
	for rows.Next() {
		var n state.Scan
		var started int64
		var finished sql.NullInt64
		if err := rows.Scan(&n.ID, &started, &finished, &n.Status, &n.Tool, &n.ConfigHash, &n.KeyFingerprint, &n.Meta); err != nil {
			return nil, s.fail("read", err)
		}
		if meta, err := state.CheckSaved(n.Meta, "meta", n.ID); err == nil {
			n.Meta = meta
		} // else whoever reads it finds that it is damaged: others are still listed
		n.Started = time.Unix(0, started).UTC()
		if finished.Valid {
			n.Finished = time.Unix(0, finished.Int64).UTC()
		}
		scans = append(scans, n)
	}
	return scans, s.fail("read", rows.Err())
}

// Finish records the end of a scan and its inventory; again, when a resumed
// scan ends again. A nil inventory leaves the one that is there.
func (s *Store) Finish(ctx context.Context, id string, status state.Status, finished time.Time, inventory []byte) error {
	return s.change(ctx, "finish a scan in", func(tx *sql.Tx) error {
		var seq int64
		err := tx.QueryRowContext(ctx, `UPDATE scan SET status = ?, finished = ? WHERE id = ? RETURNING seq`,
			string(status), nullable(finished), id).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) {
			return missing(id)
		}
		if err != nil || inventory == nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO inventory (scan, data) VALUES (?, ?)
			ON CONFLICT (scan) DO UPDATE SET data = excluded.data`, seq, state.WithChecksum(inventory, "inventory", id))
		return err
	})
}

// Inventory of a finished scan.
func (s *Store) Inventory(ctx context.Context, id string) ([]byte, error) {
	var data []byte
	err := s.read.QueryRowContext(ctx, `SELECT data FROM inventory JOIN scan ON scan.seq = inventory.scan WHERE scan.id = ?`, id).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w: %q has no inventory; it did not finish", state.ErrNotFound, id)
	}
	if err == nil {
		data, err = state.CheckSaved(data, "inventory", id)
	}
	return data, s.fail("read the inventory of scan "+id+" in", err)
}

// Delete removes a scan and all that belongs to it, overwrites it on disk and
// gives the room back. The log is emptied too, unless somebody reads just now;
// then the next one to write does it.
func (s *Store) Delete(ctx context.Context, id string) error {
	err := s.change(ctx, "delete a scan in", func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM scan WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, missing(id))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.shrink(ctx)
}

// shrink gives the room of what was deleted back, and empties the log unless
// somebody reads just now.
func (s *Store) shrink(ctx context.Context) error {
	for _, pragma := range []string{"PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if err := s.drain(ctx, pragma); err != nil && !busy(err) {
			return s.fail("shrink", err)
		}
	}
	return nil
}

// drain runs a pragma that works a step per row to its end.
func (s *Store) drain(ctx context.Context, pragma string) error {
	rows, err := s.write.QueryContext(ctx, pragma)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// change runs do in a transaction.
func (s *Store) change(ctx context.Context, doing string, do func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.fail(doing, err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := do(tx); err != nil {
		if errors.Is(err, state.ErrNotFound) {
			return err
		}
		return s.fail(doing, err)
	}
	return s.fail(doing, tx.Commit())
}

func missing(id string) error { return fmt.Errorf("%w: %q", state.ErrNotFound, id) }

// nanos of t; the zero time is 1970, since its own nanoseconds do not fit.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func nullable(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixNano()
}

// blob is b, never null: the driver binds a nil slice as NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
