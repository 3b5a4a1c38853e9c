package corpus

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

// Database is the SQLite file that Write makes of the datasets of that form.
const Database = "corpus.db"

// File is the file that a dataset is written to: in a folder with a few others,
// as a scan takes a folder of many files alike for one dataset.
func (d *Dataset) File() string {
	if d.Form == SQLite {
		return Database
	}
	return d.Name[len(d.Name)-2:] + "/" + d.Name + "." + string(d.Form)
}

// Scanned is how a scan of the folder names the dataset.
func (d *Dataset) Scanned() string {
	if d.Form == SQLite {
		return Database + "/" + d.Name
	}
	return d.File()
}

// Write writes the datasets as files that a scan can read into dir/data, and
// what is true of each field into dir/labels.ndjson.
func (c *Corpus) Write(dir string) error {
	data := filepath.Join(dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", filepath.Join(data, Database))
	if err != nil {
		return err
	}
	defer db.Close()
	for i := range c.Datasets {
		d := &c.Datasets[i]
		switch d.Form {
		case SQLite:
			err = d.table(db)
		case CSV:
			err = d.writeTo(filepath.Join(data, d.File()), d.csv)
		case NDJSON:
			err = d.writeTo(filepath.Join(data, d.File()), d.ndjson)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", d.Name, err)
		}
	}
	return c.labels(filepath.Join(dir, "labels.ndjson"))
}

func (d *Dataset) writeTo(path string, body func(w *bufio.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = cmp.Or(body(w), w.Flush())
	return cmp.Or(err, f.Close())
}

// cells are the values by record and field, for the forms with one in each.
func (d *Dataset) cells() [][]string {
	rows := make([][]string, d.Rows)
	for i := range rows {
		rows[i] = make([]string, len(d.Fields))
	}
	for k := range d.Fields {
		for _, v := range d.Fields[k].Values {
			rows[v.Row][k] = v.Text
		}
	}
	return rows
}

func (d *Dataset) csv(w *bufio.Writer) error {
	out := csv.NewWriter(w)
	var head []string
	for i := range d.Fields {
		head = append(head, d.Fields[i].Path)
	}
	if err := out.Write(head); err != nil {
		return err
	}
	return out.WriteAll(d.cells())
}

func (d *Dataset) table(db *sql.DB) error {
	var columns, holes []string
	for i := range d.Fields {
		columns = append(columns, quoted(d.Fields[i].Path)+" "+map[string]string{"integer": "INTEGER", "float": "REAL", "boolean": "BOOLEAN"}[d.Fields[i].Type])
		if d.Fields[i].Type == "text" {
			columns[i] += "TEXT"
		}
		holes = append(holes, "?")
	}
	ctx := context.Background()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if _, err := tx.ExecContext(ctx, "CREATE TABLE "+quoted(d.Name)+" ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+quoted(d.Name)+" VALUES ("+strings.Join(holes, ", ")+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, row := range d.cells() {
		values := make([]any, len(row))
		for i, v := range row {
			if v != "" {
				values[i] = v // SQLite gives it the type of its column
			}
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (d *Dataset) ndjson(w *bufio.Writer) error {
	type at struct {
		field *Field
		v     Value
	}
	rows := make([][]at, d.Rows)
	for i := range d.Fields {
		for _, v := range d.Fields[i].Values {
			rows[v.Row] = append(rows[v.Row], at{&d.Fields[i], v})
		}
	}
	for _, row := range rows {
		doc := map[string]any{}
		count := map[string]int{}
		for _, a := range row {
			set(doc, strings.Split(a.field.Path, "."), scalar(a.field.Type, a.v.Text), count[a.field.Path])
			count[a.field.Path]++
		}
		line, err := json.Marshal(doc)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// set puts a value at a path: the k-th of a list where the path has one.
func set(doc map[string]any, path []string, v any, k int) {
	name, list := strings.CutSuffix(path[0], "[]")
	if !list {
		if len(path) == 1 {
			doc[name] = v
			return
		}
		inner, ok := doc[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			doc[name] = inner
		}
		set(inner, path[1:], v, k)
		return
	}
	items, _ := doc[name].([]any)
	if len(path) == 1 {
		doc[name] = append(items, v)
		return
	}
	for len(items) <= k {
		items = append(items, map[string]any{})
	}
	doc[name] = items
	set(items[k].(map[string]any), path[1:], v, 0)
}

// scalar is a value as JSON has it.
func scalar(typ, s string) any {
	switch typ {
	case "integer", "float":
		if json.Valid([]byte(s)) {
			return json.Number(s)
		}
	case "boolean":
		return s == "true"
	}
	return s
}

// label is a line of labels.ndjson.
type label struct {
	File, Dataset, Form, Kind, Field, Type, Verdict, Class, Header, Context string

	Evident bool
	Values  int
	Holding int
	Numbers int
	Regions map[string]int // numbers by region
	Tells   map[string]int // numbers by what tells their region; "" is nothing
}

func (c *Corpus) labels(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	out := json.NewEncoder(w)
	for i := range c.Datasets {
		d := &c.Datasets[i]
		for k := range d.Fields {
			if err := out.Encode(d.Fields[k].label(d)); err != nil {
				return err
			}
		}
	}
	return cmp.Or(w.Flush(), f.Close())
}

func (f *Field) label(d *Dataset) label {
	l := label{
		File: d.File(), Dataset: d.Name, Form: string(d.Form), Kind: d.Kind, Field: f.Path, Type: f.Type, Verdict: f.Verdict, Class: f.Class, Header: f.Header, Context: f.Context,
		Evident: f.Evident, Values: len(f.Values), Regions: map[string]int{}, Tells: map[string]int{},
	}
	for _, v := range f.Values {
		if len(v.Numbers) > 0 {
			l.Holding++
		}
		for _, n := range v.Numbers {
			l.Numbers++
			l.Regions[n.Region]++
			l.Tells[n.Tells]++
		}
	}
	return l
}

// Paths lists the paths of a dataset's fields, in order.
func (d *Dataset) Paths() (paths []string) {
	for i := range d.Fields {
		paths = append(paths, d.Fields[i].Path)
	}
	slices.Sort(paths)
	return paths
}
