package sqlite

import (
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Magic is what a SQLite database begins with.
const Magic = "SQLite format 3\x00"

// Scheme of the URLs that [Open] takes.
const Scheme = "sqlite"

// Path is the file that source names: sqlite:///absolute/path.db,
// sqlite:relative.db (sqlite://relative.db too), or the path itself.
func Path(source string) (string, error) {
	rest, isURL := cutScheme(source)
	if !isURL {
		return named(source)
	}
	rest, query, _ := strings.Cut(rest, "?")
	if query != "" {
		return "", &connectors.Error{Reason: connectors.Unsupported, Text: "a sqlite URL takes no parameters; remove what begins with the question mark"}
	}
	path, err := url.PathUnescape(strings.TrimPrefix(rest, "//"))
	if err != nil {
		return "", &connectors.Error{Reason: connectors.Malformed, Text: "the URL holds a percent sign that is not followed by two hexadecimal digits; write %25 for the sign itself"}
	}
	return named(path)
}

func named(path string) (string, error) {
	if path == "" {
		return "", &connectors.Error{Reason: connectors.Malformed, Text: "no file is named; write sqlite:///absolute/path.db or sqlite:relative.db"}
	}
	return path, nil
}

// cutScheme returns what follows sqlite: in source.
func cutScheme(source string) (rest string, ok bool) {
	n := len(Scheme) + 1
	if len(source) < n || !strings.EqualFold(source[:n], Scheme+":") {
		return source, false
	}
	return source[n:], true
}

// IsDatabase tells whether the file at path is a SQLite database, by its first
// bytes. What cannot be read is none.
func IsDatabase(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(Magic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == Magic
}
