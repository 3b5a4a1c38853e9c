// Command opendb builds the SQLite file of the open data from breweries.csv:
//
//	go run ./lab/opendb
//
// The same input gives the same bytes, so that a change of either shows. The
// values are those of the CSV file, as they stand; what is empty there is null
// here, and coordinates are floats.
package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

func main() {
	in := flag.String("in", "testdata/open/breweries.csv", "the CSV `file` to read")
	out := flag.String("o", "testdata/open/derived/breweries.db", "the database `file` to write")
	flag.Parse()
	if err := build(context.Background(), *in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "opendb:", err)
		os.Exit(1)
	}
}

// columns of the CSV file and of table brewery.
var columns = []string{
	"id", "name", "brewery_type", "address_1", "address_2", "address_3", "city", "state_province",
	"postal_code", "country", "phone", "website_url", "longitude", "latitude",
}

const schema = `CREATE TABLE brewery (
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	brewery_type TEXT NOT NULL,
	address_1 TEXT,
	address_2 TEXT,
	address_3 TEXT,
	city TEXT,
	state_province TEXT,
	postal_code TEXT,
	country TEXT NOT NULL,
	phone TEXT,
	website_url TEXT,
	longitude REAL,
	latitude REAL
)`

// build makes the database beside its place and moves it there: what is there
// stays whole when something fails.
func build(ctx context.Context, in, out string) (err error) {
	r, err := os.Open(in)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(out), ".opendb-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	made := filepath.Join(dir, "made.db")
	if err := fill(ctx, made, r); err != nil {
		return err
	}
	if err := os.Chmod(made, 0o644); err != nil {
		return err
	}
	return os.Rename(made, out)
}

// fill writes one transaction, so that counters in the file's header do not
// depend on anything else.
func fill(ctx context.Context, path string, r io.Reader) (err error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "PRAGMA page_size = 4096; PRAGMA journal_mode = MEMORY"); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	if err := insert(ctx, tx, csv.NewReader(r)); err != nil {
		return err
	}
	return tx.Commit()
}

func insert(ctx context.Context, tx *sql.Tx, r *csv.Reader) error {
	header, err := r.Read()
	if err != nil {
		return err
	}
	if !slices.Equal(header, columns) {
		return fmt.Errorf("the columns are %q, want %q", header, columns)
	}
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO brewery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		values, err := typed(row)
		if err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
		if _, err := stmt.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
}

// typed is row as values of the columns.
func typed(row []string) ([]any, error) {
	values := make([]any, len(row))
	for i, text := range row {
		switch {
		case text == "":
		case columns[i] == "longitude" || columns[i] == "latitude":
			f, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, fmt.Errorf("%s is not a number", columns[i])
			}
			values[i] = f
		default:
			values[i] = text
		}
	}
	return values, nil
}
