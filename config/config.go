// Package config reads dialmap.yaml: what to scan, how to reach it, and what
// the organisation declares about itself and its data.
//
// The file is read strictly. An unknown key or a wrong value is a [Problem]
// with line, column and remedy, and all of them are reported at once.
// Paths are relative to the file. The file refers to secrets and never holds
// them; no error shows a value that could be one.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Version of the configuration's form.
const Version = 1

// maxFile bounds what is parsed; a configuration is written by people.
const maxFile = 4 << 20

// Config is a whole configuration. The zero value is a valid empty one.
type Config struct {
	File string // as it was asked for; "" without a file

	Key          Secret // zero: the user's own key
	Organisation Organisation
	Sources      []Source
	Datasets     []Dataset
	Ledgers      []Ledger
	Vendors      []Vendor
	Notices      []Notice
	LedgerMemory int64   // bytes that the ledgers' index may take, on disk beyond; 0: the scanner's default
	Posture      Posture `json:"posture,omitzero"`

	Notes []Problem // accepted, and worth a warning
}

// Posture is how sources are asked how they are kept, and what reports show of it.
type Posture struct {
	NoAnonymous bool `json:"no_anonymous,omitempty"` // send no request without credentials to see what anybody may do
	Names       bool `json:"names,omitempty"`        // reports show names of logins that look like a person's
}

// Organisation is who answers for the data.
type Organisation struct {
	Name           string         `json:"name,omitempty"`
	Role           string         `json:"role,omitempty"`           // controller, processor
	Owner          string         `json:"owner,omitempty"`          // who answers for the data map
	Establishments []string       `json:"establishments,omitempty"` // ISO 3166-1 or -2
	Targets        []string       `json:"targets,omitempty"`        // where it offers goods or services
	DefaultRegion  string         `json:"default_region,omitempty"` // of numbers in national format
	Facts          map[string]any `json:"facts,omitempty"`          // thresholds of laws: numbers, booleans, texts
}

// Source is one place to scan.
type Source struct {
	Name string `json:"name,omitempty"` // "" until [Source.DefaultName] is used
	URL  string `json:"url"`            // path or URL without dialmap parameters and without a password
	User string `json:"user,omitempty"` // user or access key; overrides the URL's

	Password      string   `json:"-"` // from the URL; never written anywhere
	Credentials   Secret   `json:"credentials"`
	TLS           TLS      `json:"tls"`
	DefaultRegion string   `json:"default_region,omitempty"`
	Stored        Stored   `json:"stored"`
	Include       []string `json:"include,omitempty"`
	Exclude       []string `json:"exclude,omitempty"`
	Pace          Pace     `json:"pace"`
	Endpoint      string   `json:"endpoint,omitempty"`   // S3
	Region        string   `json:"region,omitempty"`     // S3
	Derived       bool     `json:"derived,omitempty"`    // its numbers are also counted elsewhere
	Encryption    string   `json:"encryption,omitempty"` // how its disks are encrypted, as declared; "": not declared
	Typed         string   `json:"-"`                    // the path as it was written, for the name
	At            Position `json:"-"`
}

// TLS of a connection. The zero value verifies fully off loopback.
type TLS struct {
	Mode string `json:"mode,omitempty"` // disable, require, verify-ca, verify-full
	CA   string `json:"ca,omitempty"`
	Cert string `json:"cert,omitempty"`
	Key  string `json:"key,omitempty"`
}

// Stored is where a source's bytes lie, and what lets them lie there.
type Stored struct {
	Region    string `json:"region,omitempty"`    // ISO 3166-1 or -2
	Mechanism string `json:"mechanism,omitempty"` // scc, bcr, dpf, ...
}

// Pace bounds what a scan asks of a source. Zero sets no bound.
type Pace struct {
	Connections      int           `json:"connections,omitempty"`
	RowsPerSecond    float64       `json:"rows_per_second,omitempty"`
	BytesPerSecond   int64         `json:"bytes_per_second,omitempty"`
	StatementTimeout time.Duration `json:"statement_timeout,omitempty"`
	Windows          []string      `json:"windows,omitempty"` // "22:00-06:00 Europe/Berlin"
}

// Dataset is what the organisation declares of the datasets that match.
type Dataset struct {
	Match         string            `json:"match"` // glob on source/dataset
	DefaultRegion string            `json:"default_region,omitempty"`
	Fields        map[string]string `json:"fields,omitempty"` // field -> default region
	Derived       bool              `json:"derived,omitempty"`

	Owner      string    `json:"owner,omitempty"`
	Purposes   []string  `json:"purposes,omitempty"`
	LegalBasis string    `json:"legal_basis,omitempty"`
	Retention  Retention `json:"retention"`
	Consent    Consent   `json:"consent"`
	Contacted  string    `json:"contacted,omitempty"` // field that dates when a record's person was contacted
	Vendors    []string  `json:"vendors,omitempty"`
	Readers    []string  `json:"readers,omitzero"` // globs on the logins that should read it; nil: not declared

	At    Position            `json:"-"`
	Where map[string]Position `json:"-"` // by key
}

// Retention says how long records are kept, counted from a field's date.
type Retention struct {
	Period string `json:"period,omitempty"` // 24mo
	Field  string `json:"field,omitempty"`
}

// Consent names the ledger that records it, and what joins the two.
type Consent struct {
	Ledger string `json:"ledger,omitempty"`
	By     string `json:"by,omitempty"` // number, or the dataset's field with the person's key; "": number
}

// ByPerson says that a person's key joins dataset and ledger.
func (c Consent) ByPerson() bool { return c.By != "" && c.By != "number" }

// Ledger is a dataset that records consent or refusal.
type Ledger struct {
	Name    string            `json:"name"`
	Dataset string            `json:"dataset"`
	Kind    string            `json:"kind"`   // consent, refusal
	Fields  map[string]string `json:"fields"` // role, one of LedgerFields -> field

	At    Position            `json:"-"`
	Where map[string]Position `json:"-"` // of dataset and of each role
}

// Notice is a published privacy notice. It has a URL, a File or both.
type Notice struct {
	URL        string   `json:"url,omitempty"`
	File       string   `json:"file,omitempty"`
	Languages  []string `json:"languages,omitempty"`
	Purposes   []string `json:"purposes,omitempty"`
	Recipients []string `json:"recipients,omitempty"`
	Countries  []string `json:"countries,omitempty"` // none: all
}

// Position is a place in the file; zero where there is none.
type Position struct {
	File         string
	Line, Column int
}

func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Problem is one mistake in the file, or one thing worth knowing.
type Problem struct {
	Position
	Text string // what, and the remedy
}

func (p Problem) Error() string {
	if p.File == "" {
		return p.Text
	}
	return p.Position.String() + ": " + p.Text
}

// Problems are all mistakes of one file, in its order.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Load reads the file at path. A mistake in it is a [Problems].
func Load(path string) (*Config, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration %s: %w", path, cause(err))
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("read configuration %s: it must be a file of at most 4 MiB", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration %s: %w", path, cause(err))
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration %s: %w", path, cause(err))
	}
	return Parse(data, path, filepath.Dir(abs))
}

// Parse reads a configuration from data. File names it in problems, dir is
// what its relative paths begin at.
func Parse(data []byte, file, dir string) (*Config, error) {
	r := &reader{file: file, dir: dir}
	c := r.document(data)
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	c.File, c.Notes = file, r.notes
	return c, nil
}

// cause takes the path off an error of package os, which names it again.
func cause(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}
