package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/dialmap/dialmap/scanner/state"
)

// application marks our files ("dial" in ASCII), so that `--state` on another
// program's database is refused and not written to.
const application = 0x6469616c

// migrations lead from each schema version to the next: the first makes
// version 1. A line here is never edited, only followed by another.
var migrations = []string{
	`CREATE TABLE scan (
		seq INTEGER PRIMARY KEY,
		id TEXT NOT NULL UNIQUE,
		started INTEGER NOT NULL, -- nanoseconds since 1970, UTC
		finished INTEGER,
		status TEXT NOT NULL,
		tool TEXT NOT NULL,
		config_hash TEXT NOT NULL,
		key_fingerprint TEXT NOT NULL,
		meta BLOB NOT NULL
	) STRICT;
	CREATE TABLE inventory (
		scan INTEGER PRIMARY KEY REFERENCES scan (seq) ON DELETE CASCADE,
		data BLOB NOT NULL
	) STRICT;
	CREATE TABLE plan (
		seq INTEGER PRIMARY KEY,
		scan INTEGER NOT NULL REFERENCES scan (seq) ON DELETE CASCADE,
		name TEXT NOT NULL,
		sealed BLOB NOT NULL,
		UNIQUE (scan, name)
	) STRICT;
	CREATE TABLE result (
		seq INTEGER PRIMARY KEY,
		scan INTEGER NOT NULL REFERENCES scan (seq) ON DELETE CASCADE,
		stage TEXT NOT NULL,
		round INTEGER NOT NULL,
		shard TEXT NOT NULL,
		data BLOB NOT NULL,
		UNIQUE (scan, shard, stage, round)
	) STRICT;`,
	`CREATE TABLE register (
		id INTEGER PRIMARY KEY CHECK (id = 1),
		data BLOB NOT NULL
	) STRICT;`,
}

// migrate brings the schema to our version. Several processes may open a new
// directory at once: the first to hold the write lock migrates, the others
// find it done. Turning the log on is the one step that SQLite answers busy at
// once instead of waiting, hence the tries.
func (s *Store) migrate(ctx context.Context) error {
	var err error
	for wait := 10 * time.Millisecond; wait < 3*time.Second; wait *= 2 {
		if err = s.migrateOnce(ctx); !busy(err) {
			break
		}
		time.Sleep(wait)
	}
	return s.fail("open", err)
}

func (s *Store) migrateOnce(ctx context.Context) error {
	version, err := s.version(ctx, s.write)
	if err != nil || version == len(migrations) {
		return err
	}
	if version == 0 { // both only take effect on a database without tables, outside a transaction
		for _, pragma := range []string{"PRAGMA auto_vacuum = INCREMENTAL", "PRAGMA journal_mode = WAL"} {
			if _, err := s.write.ExecContext(ctx, pragma); err != nil {
				return err
			}
		}
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if version, err = s.version(ctx, tx); err != nil {
		return err
	}
	for ; version < len(migrations); version++ {
		if _, err := tx.ExecContext(ctx, migrations[version]); err != nil {
			return err
		}
	}
	mark := fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version, application)
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return err
	}
	return tx.Commit()
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// version of the schema that the file has; 0 for a file without tables.
func (s *Store) version(ctx context.Context, q querier) (int, error) {
	var version, app, tables int
	err := q.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &app, &tables)
	switch {
	case err != nil:
		return 0, err
	case tables > 0 && app != application:
		return 0, &Error{Text: "it is another program's database; name another directory with --state"}
	case version > len(migrations):
		return 0, &Error{
			Text: fmt.Sprintf("%v (schema %d, this program knows up to %d); update dialmap or name another directory with --state",
				state.ErrVersion, version, len(migrations)),
			Cause: state.ErrVersion,
		}
	}
	return version, nil
}
