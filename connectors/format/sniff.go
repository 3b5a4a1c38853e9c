package format

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// extensions that say what is inside. Those of plain text and of JSON are only
// a beginning: the content decides.
var extensions = map[string]Kind{
	".csv": CSV, ".psv": CSV, ".ssv": CSV,
	".tsv": TSV, ".tab": TSV,
	".json": JSON, ".geojson": GeoJSON, ".topojson": JSON, ".jsonld": JSON, ".webmanifest": JSON, ".ipynb": JSON, ".har": JSON,
	".ndjson": NDJSON, ".jsonl": NDJSON, ".jsonlines": NDJSON, ".geojsonl": NDJSON, ".geojsons": NDJSON,
	".yaml": YAML, ".yml": YAML,
	".xml": XML, ".kml": XML, ".gpx": XML, ".rss": XML, ".atom": XML, ".osm": XML, ".svg": XML, ".xsd": XML,
	".html": HTML, ".htm": HTML, ".xhtml": HTML,
	".md": Markdown, ".markdown": Markdown,
	".txt": Text, ".text": Text, ".log": Text, ".out": Text, ".eml": Text, ".ics": Text, ".ini": Text, ".conf": Text, ".cfg": Text,
	".toml": Text, ".properties": Text, ".env": Text, ".rst": Text, ".tex": Text, ".rtf": Text, ".mbox": Text,
	".vcf": VCard, ".vcard": VCard,
	".sql": SQL, ".dump": SQL,
	".parquet": Parquet, ".parq": Parquet, ".pq": Parquet,
	".sqlite": SQLite, ".sqlite3": SQLite, ".db3": SQLite,
}

// ByName is what the name alone says. Sure is false where only the content can
// tell.
func ByName(name string) (k Kind, sure bool) {
	k = extensions[path.Ext(base(name))]
	switch k {
	case Unknown, JSON, Text, SQL, SQLite:
		return k, false
	}
	return k, true
}

// Sniff finds the kind of an object by its name and the beginning of its
// content, after gzip and encodings were undone.
func Sniff(name string, head []byte) Kind {
	k, sure := ByName(name)
	if bytes.HasPrefix(head, []byte("SQLite format 3\x00")) {
		return SQLite
	}
	if isParquet(head) {
		return Parquet
	}
	// A PDF may be all ASCII, yet its text is not the text a reader sees.
	if bytes.HasPrefix(head, []byte("%PDF-")) || isBinary(head, k != Unknown) {
		return Binary
	}
	body := bytes.TrimLeft(head, " \t\r\n\x00")
	switch {
	case sure && k == GeoJSON && !isGeoJSON(body):
		return sniffJSON(body)
	case sure:
		return k
	case k == JSON:
		return sniffJSON(body)
	case k == SQL:
		return SQL
	}
	if path.Ext(base(name)) == ".txt" && looksExported(body[:wholeLines(body)]) {
		return CSV
	}
	return byContent(body, k)
}

// looksExported says whether text is a table with a header under the name of
// plain text: Unicode text of a spreadsheet, an export of an older program.
// Commas stand in any sentence.
func looksExported(text []byte) bool {
	d := dialectOf(text, 0)
	return d.delim != ',' && d.header && d.rows >= 5 && d.alike >= 0.98 && (d.columns >= 3 || d.columns == 2 && d.delim == '\t')
}

// wholeLines is how long the lines of a beginning are that end in it.
func wholeLines(body []byte) int {
	if len(body) < headSize {
		return len(body)
	}
	return bytes.LastIndexByte(body, '\n') + 1
}

// byContent tells by the content alone, of plain text or an unknown name.
func byContent(body []byte, k Kind) Kind {
	lower := bytes.ToLower(body[:min(len(body), 512)])
	switch {
	case len(body) == 0:
		return Text
	case bytes.HasPrefix(lower, []byte("begin:vcard")):
		return VCard
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return HTML
	case bytes.HasPrefix(lower, []byte("<?xml")):
		return XML
	case body[0] == '{' || body[0] == '[':
		if looksJSON(body) {
			return sniffJSON(body)
		}
		return Text
	case sqlStart.Match(body):
		return SQL
	case k == Unknown && bytes.HasPrefix(body, []byte("---\n")):
		return YAML
	case k == Unknown && looksTable(body[:wholeLines(body)]):
		return CSV
	}
	return Text
}

var sqlStart = regexp.MustCompile(`(?im)\A(?:\s*(?:--|/\*)[^\n]*\n)*\s*(?:CREATE (?:TABLE|DATABASE|SCHEMA)|INSERT (?:INTO|IGNORE)|REPLACE INTO|DROP TABLE|PRAGMA |BEGIN TRANSACTION|SET (?:statement_timeout|NAMES|SQL_MODE)|COPY \S+ \()`)

// looksJSON says whether body begins as JSON does rather than as a line of a
// log: [2026-11-23 10:00] or {x}.
func looksJSON(body []byte) bool {
	rest := bytes.TrimLeft(body[1:], " \t\r\n")
	if len(rest) == 0 {
		return len(body) == 1
	}
	if body[0] == '{' {
		return rest[0] == '"' || rest[0] == '}'
	}
	if bytes.IndexByte([]byte(`{["]`), rest[0]) >= 0 {
		return true
	}
	if !jsonScalar.Match(rest) {
		return false
	}
	line, _, _ := bytes.Cut(rest, []byte{'\n'})
	_, behind, closed := bytes.Cut(line, []byte{']'})
	behind = bytes.TrimLeft(behind, " \t\r")
	return !closed || len(behind) == 0 || behind[0] == ',' || behind[0] == ']' // [1700000000] started
}

var jsonScalar = regexp.MustCompile(`\A(?:-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)\s*[,\]]`)

// sniffJSON tells a document, a collection of features and a value a line
// apart.
func sniffJSON(body []byte) Kind {
	if isGeoJSON(body) {
		return GeoJSON
	}
	line, rest, found := bytes.Cut(body, []byte{'\n'})
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if found && len(rest) > 0 && (rest[0] == '{' || rest[0] == '[') && wholeJSON(bytes.TrimSpace(line)) {
		return NDJSON
	}
	return JSON
}

// wholeJSON says whether line opens and closes as one value.
func wholeJSON(line []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i == len(line)-1
			}
		}
	}
	return false
}

// isGeoJSON says whether body is an object with features: an array of objects
// with a geometry or properties. Some have no type.
func isGeoJSON(body []byte) bool {
	if len(body) == 0 || body[0] != '{' {
		return false
	}
	m := features.FindIndex(body)
	if m == nil {
		return false
	}
	rest := body[m[1]:]
	return bytes.Contains(rest, []byte(`"geometry"`)) || bytes.Contains(rest, []byte(`"properties"`)) || bytes.Contains(rest, []byte(`"Feature"`))
}

var features = regexp.MustCompile(`"features"\s*:\s*\[\s*\{`)

// looksTable says whether text is a table of at least three columns in at
// least three rows, all alike.
func looksTable(text []byte) bool {
	d := dialectOf(text, 0)
	return d.columns >= 3 && d.rows >= 3 && d.alike >= 0.95
}

// isBinary says whether head is no text. A name that says text is believed
// unless a well known magic says otherwise.
func isBinary(head []byte, named bool) bool {
	if len(head) == 0 {
		return false
	}
	m := mimetype.Detect(head)
	for p := m; p != nil; p = p.Parent() {
		if p.Is("text/plain") || p.Is("text/xml") || p.Is("text/rtf") {
			return false
		}
	}
	if !m.Is("application/octet-stream") {
		// A magic of two letters is met by chance: text has no control bytes.
		return control(head) > len(head)/200 || !named && !utf8.Valid(head[:wholeRunes(head)])
	}
	if bytes.HasPrefix(head, []byte("PGDMP")) {
		return true // PostgreSQL's own kind of dump
	}
	if named {
		// A few zero bytes or a few that are no UTF-8 are met in any text.
		damaged := len(head) >= 512 && !utf8.Valid(head[:wholeRunes(head)])
		return control(head) > len(head)/4 || damaged && control(head) > len(head)/20
	}
	return control(head) > len(head)/20
}

// control counts bytes that no text holds.
func control(head []byte) (n int) {
	for _, b := range head {
		if b < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1b", rune(b)) {
			n++
		}
	}
	return n
}

// mime names what head is.
func mime(head []byte) string {
	s, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	return s
}
