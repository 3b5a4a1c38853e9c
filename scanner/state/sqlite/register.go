package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// Register of findings; nil where none was saved.
func (s *Store) Register(ctx context.Context) ([]byte, error) {
	var data []byte
	err := s.read.QueryRowContext(ctx, `SELECT data FROM register`).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return data, s.fail("read", err)
}

// SaveRegister replaces the register.
func (s *Store) SaveRegister(ctx context.Context, data []byte) error {
	return s.change(ctx, "save the register of findings in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO register (id, data) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`, blob(data))
		return err
	})
}

// DropWork forgets the plan and the results of a scan, overwrites them on disk
// and gives the room back.
func (s *Store) DropWork(ctx context.Context, scan string) error {
	err := s.change(ctx, "drop results in", func(tx *sql.Tx) error {
		seq, err := sequence(ctx, tx, scan)
		if err != nil {
			return err
		}
		for _, table := range []string{"plan", "result"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE scan = ?`, seq); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.shrink(ctx)
}
