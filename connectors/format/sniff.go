package format

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// ByName is what the name alone says. Sure is false where only the content can
// tell.
func ByName(name string) (k Kind, sure bool) {
	if r, ok := byExtension(path.Ext(base(name))); ok {
		return r.kind, r.sure
	}
	return Unknown, false
}

// Sniff finds the kind of an object by its name and the beginning of its
// content, after gzip and encodings were undone.
func Sniff(name string, head []byte) Kind {
	k, sure := ByName(name)
	for i := range registry {
		if m := registry[i].magic; m != nil && m(head) {
			return registry[i].kind
		}
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
	case k == JSON && !looksJSON(body) && beginsWith(body, "{'", "[{'", "['"):
		return Text // values as another language writes them
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
	if len(body) == 0 {
		return Text
	}
	for i := range registry {
		if r := &registry[i]; r.looksLike != nil && (k == Unknown || !r.guessed) && r.looksLike(body) {
			return r.kind
		}
	}
	return Text
}

var sqlStart = regexp.MustCompile(`(?im)\A(?:\s*(?:--|/\*)[^\n]*\n)*\s*(?:CREATE (?:TABLE|DATABASE|SCHEMA)|INSERT (?:INTO|IGNORE)|REPLACE INTO|DROP TABLE|PRAGMA |BEGIN TRANSACTION|SET (?:statement_timeout|NAMES|SQL_MODE)|COPY \S+ \()`)

// looksJSON says whether body begins as JSON does rather than as a line of a
// log: [2026-11-23 10:00] or {x}.
func looksJSON(body []byte) bool {
	if len(body) == 0 || body[0] != '{' && body[0] != '[' {
		return false
	}
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

// looksTable says whether body is a table of at least three columns in at
// least three rows, all alike.
func looksTable(body []byte) bool {
	d := dialectOf(body[:wholeLines(body)], 0)
	return d.columns >= 3 && d.rows >= 3 && d.alike >= 0.95
}

// isBinary says whether head is not a text. A name that says text is believed
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
