package firm

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Store is where a table is kept.
type Store int

// The stores.
const (
	Postgres Store = iota
	MariaDB
	MongoDB
	S3
	Files
)

// The forms of objects and files.
const (
	CSV    = "csv"
	NDJSON = "ndjson"
	Text   = "text" // field text, a record a line
	Dump   = "sql"
)

// Type of a column.
type Type int

// The types. A list is an array of texts in a document.
const (
	String Type = iota
	Integer
	Decimal
	Moment // with its time
	Day
	Millis // since 1970
	List
)

// Column is a column, or a path of documents.
type Column struct {
	Name string
	Type Type
}

// Cell is one value and the numbers that were planted in it. A nil value is
// null.
type Cell struct {
	Value   any // string, int64, float64, time.Time, []string
	Numbers []Number
	Lost    bool // the numbers' country cannot be known: their record names none that exists
}

// Table is a dataset, with everything that is true of it.
type Table struct {
	Store   Store
	Source  string // name in the configuration
	Space   string // schema, database, folder
	Name    string // table, collection, file
	Form    string // of objects and files
	Objects int    // how many it is spread over; 0: one
	Inner   string // the table that a dump is of
	View    string // Postgres: the table that this is a view of; it has no rows of its own

	Comment  string // of the table, or tag of the objects
	Columns  []Column
	Rows     [][]Cell
	Modified time.Time // of files; zero: now

	Declared Declared
	Ledger   *Ledger // what it is the table of
	Facts    Facts

	sets map[int]map[string]bool // distinct numbers of a column
}

// Facts are what a reader knows of a table from how it is named and built.
type Facts struct {
	Dated  string // the column that dates a record, declared or to be found; {modified}
	Backup bool
	Test   bool
	Log    bool
	Read   bool     // somebody does, on the day it is made
	Yearly bool     // it is cut by the years of its records
	Hidden []string // columns of numbers that nobody can read
}

// Declared is what the company declares of a table. The zero value is nothing.
type Declared struct {
	Owner     string
	Purposes  []string
	Basis     string
	Months    int // of retention; 0: none declared
	Field     string
	Consent   *Ledger
	By        string // the column of the person's key; "" by number
	Contacted string
	Vendors   []string
	Region    string // default_region
}

// years that its records are of.
func (t *Table) years() (first, last int) {
	for row := range t.Rows {
		y := t.dated(row).Year()
		if row == 0 || y < first {
			first = y
		}
		last = max(last, y)
	}
	return first, last
}

// partition is what holds the records of a year.
func (t *Table) partition(year int) string { return fmt.Sprint(t.Name, "_", year) }

// Dataset is its name in a report.
func (t *Table) Dataset() string {
	switch t.Store {
	case S3, Files:
		if t.Objects > 1 {
			return numbered.ReplaceAllString(t.path(), "*")
		}
		return t.path()
	}
	return t.Space + "." + t.Name
}

// numbered is what tells the objects of one group apart, as the firm names
// them.
var numbered = regexp.MustCompile(`[0-9]+(?:-[0-9]+)*`)

func (t *Table) path() string { return strings.TrimPrefix(t.Space+"/"+t.Name, "/") }

// field is the name of a column in a report.
func (t *Table) field(c Column) string {
	if t.Form == Dump {
		return t.Inner + "." + c.Name
	}
	return c.Name
}

// column finds one by its name.
func (t *Table) column(name string) int {
	for i, c := range t.Columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// add appends a record.
func (t *Table) add(cells ...Cell) { t.Rows = append(t.Rows, cells) }

// cell is a value without numbers.
func cell(v any) Cell { return Cell{Value: v} }

// phone is a number, written.
func phone(n Number, written string) Cell { return Cell{Value: written, Numbers: []Number{n}} }

// columns reads "name type" pairs.
func columns(pairs ...any) []Column {
	var list []Column
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, Column{pairs[i].(string), pairs[i+1].(Type)})
	}
	return list
}

// dated is the day of a record; zero where it has none.
func (t *Table) dated(row int) time.Time {
	if t.Facts.Dated == "{modified}" {
		return t.Modified
	}
	for c, col := range t.Columns {
		if t.field(col) == t.Facts.Dated {
			at, _ := t.Rows[row][c].Value.(time.Time)
			return at
		}
	}
	return time.Time{}
}
