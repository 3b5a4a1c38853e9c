package format

import (
	"bytes"
	"strings"
)

// Shape is what tells objects of one dataset from others of like names, by the
// beginning of an object of size bytes: its kind and, of a table, the names in
// its header, in lower case. one says that the object is a single record, or a
// text. What is packed has no header here.
func Shape(name string, head []byte, size int64) (kind Kind, header []byte, one bool) {
	whole := size <= int64(len(head))
	if IsCompressed(head) {
		kind, _ = ByName(name)
		return kind, nil, false
	}
	e, skip := encodingOf(head)
	body := head[skip:]
	if e != nil {
		body, _ = e.NewDecoder().Bytes(body[:len(body)&^3])
	} else if c, ok := charsetOf(body); ok && skip == 0 {
		body, _ = c.enc.NewDecoder().Bytes(body)
	}
	kind = Sniff(name, body)
	switch kind {
	case CSV, TSV:
		header = tableNames(body, kind)
		return kind, header, whole && bytes.Count(bytes.TrimSpace(body), []byte{'\n'}) <= 1
	case JSON:
		return kind, nil, beginsWith(bytes.TrimLeft(body, " \t\r\n"), "{")
	case NDJSON:
		return kind, nil, whole && bytes.Count(bytes.TrimSpace(body), []byte{'\n'}) == 0
	case VCard:
		return kind, nil, whole && bytes.Count(bytes.ToUpper(body), []byte("BEGIN:VCARD")) == 1
	case GeoJSON, SQL, Parquet, SQLite:
		return kind, nil, false
	}
	return kind, nil, true
}

// tableNames are the names of a table's header, one a line; nil where it has
// none. They are told apart without regard to case and blanks.
func tableNames(body []byte, kind Kind) []byte {
	delim := byte(0)
	if kind == TSV {
		delim = '\t'
	}
	d := dialectOf(body, delim)
	if !d.header {
		return nil
	}
	in := newInput(bytes.NewReader(body))
	for range d.skip {
		in.until('\n', nil, 0)
	}
	var names strings.Builder
	c := csvReader{in: in, d: d, most: maxKey, sample: true}
	c.row(func(_ int, cell []byte, _ int64) {
		names.WriteString(strings.ToLower(strings.TrimSpace(string(cell))) + "\n")
	})
	return []byte(names.String())
}
