// Package all is the list of every kind of source that dialmap can scan. A new
// kind is a folder beside this one and a line in [Kinds]; a test names the
// folder that was forgotten.
package all

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/files"
	"github.com/dialmap/dialmap/connectors/mongodb"
	"github.com/dialmap/dialmap/connectors/mysql"
	"github.com/dialmap/dialmap/connectors/postgres"
	"github.com/dialmap/dialmap/connectors/s3"
	"github.com/dialmap/dialmap/connectors/sqlite"
)

// Kind is one kind of source.
type Kind struct {
	Name    string   // as reports show it
	Schemes []string // of its URLs
	Example string   // a source of this kind, as one would type it
	Open    connectors.Open
	Match   func(path string) bool // tells by content whether a plain path is one; nil: never
}

// Kinds lists all kinds. A path is of the first that matches it.
func Kinds() []Kind {
	return []Kind{
		{"postgres", []string{"postgres", "postgresql"}, "postgres://user@host/database", postgres.Open, nil},
		{"mysql", []string{"mysql", "mariadb"}, "mysql://user@host/database", mysql.Open, nil},
		{"mongodb", []string{"mongodb", "mongodb+srv"}, "mongodb://host/database", mongodb.Open, nil},
		{"s3", []string{"s3"}, "s3://bucket/prefix", s3.Open, nil},
		{"sqlite", []string{sqlite.Scheme}, "sqlite:///path/to/file.db", sqlite.Open, sqlite.IsDatabase},
		{"files", []string{"file"}, "./folder or ./file.csv", files.Nesting(sqlite.Open), func(string) bool { return true }},
	}
}

// Find tells of which kind source is: by the scheme of a URL, or by what lies
// at a path. The error of an unknown scheme lists those known; it repeats
// nothing else of source, which may hold a password.
func Find(source string) (Kind, error) {
	scheme := schemeOf(source)
	for _, k := range Kinds() {
		if scheme == "" && k.Match != nil && k.Match(source) || slices.Contains(k.Schemes, scheme) {
			return k, nil
		}
	}
	return Kind{}, fmt.Errorf("no kind of source is called %s://; write one of %s", scheme, strings.Join(examples(), ", "))
}

// url tells a URL from a path: a scheme has two letters or more, since one is
// a drive.
var url = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]{1,30}):(//)?`)

// schemeOf source, in lower case; "" for a path. What is before a colon without
// two slashes is a scheme only if a kind has it: a path may hold colons.
func schemeOf(source string) string {
	m := url.FindStringSubmatch(source)
	if m == nil {
		return ""
	}
	scheme := strings.ToLower(m[1])
	if m[2] == "" && !slices.ContainsFunc(Kinds(), func(k Kind) bool { return slices.Contains(k.Schemes, scheme) }) {
		return ""
	}
	return scheme
}

func examples() []string {
	var list []string
	for _, k := range Kinds() {
		list = append(list, k.Example)
	}
	return list
}
