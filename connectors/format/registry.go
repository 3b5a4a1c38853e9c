package format

import (
	"bytes"
	"slices"
)

// A row of the registry is one format of objects: everything the package knows
// about it by name. A new format is a row here, a constant of [Kind], a reader
// and a sample in registry_test.go.
type row struct {
	kind       Kind
	unit       string   // what a record is called
	extensions []string // with their dot, in lower case
	sure       bool     // the extension decides, whatever text the content is
	text       bool     // it is made of lines, which may end in carriage returns alone

	// magic says whether an object of any name begins as this format does. It
	// is for formats that are not text. Rows are asked in their order.
	magic func(head []byte) bool

	// looksLike says whether text begins as this format does. It is asked of
	// plain text and of unknown names, in the order of the rows; guessed asks
	// it of unknown names alone. Body has no blanks before it.
	looksLike func(body []byte) bool
	guessed   bool

	// How it is read: as a stream, or, where that is nil, as access says.
	stream streamReader
	placed placedReader // reads at any place; stream reads it into memory then
	access access
}

// read runs the row's reader of streams.
func (r *row) read(in *input, head []byte, w *writer) {
	if r.text && hasLoneCR(head) {
		in.r = &lineFeeds{in.r}
		head = bytes.ReplaceAll(head, []byte{'\r'}, []byte{'\n'})
	}
	r.stream(in, head, w)
}

// streamReader reads an object from its beginning to its end. It ends early
// when w.stopped.
type streamReader func(in *input, head []byte, w *writer)

// access is how objects are read that are not streams.
type access uint8

const (
	accessStream access = iota // by row.stream
	accessRandom               // at any place: see [OpenParquet]
	accessOther                // not as an object: a source of its own, or not at all
)

// registry has a row for every format. The order matters where two content
// tests hold for the same text.
var registry = []row{
	{kind: SQLite, unit: "record", extensions: []string{".sqlite", ".sqlite3", ".db3"}, magic: isSQLite, access: accessOther},
	{kind: Parquet, unit: "row", extensions: []string{".parquet", ".parq", ".pq"}, sure: true, magic: isParquet, access: accessRandom},

	{kind: XLSX, unit: "row", extensions: []string{".xlsx", ".xlsm", ".xltx"}, magic: isKindOfZip(XLSX), placed: readPackage, stream: inMemory(readPackage)},
	{kind: ODS, unit: "row", extensions: []string{".ods", ".ots"}, magic: isKindOfZip(ODS), placed: readPackage, stream: inMemory(readPackage)},
	{kind: DOCX, unit: "paragraph", extensions: []string{".docx", ".docm", ".dotx"}, magic: isKindOfZip(DOCX), placed: readPackage, stream: inMemory(readPackage)},
	{kind: PPTX, unit: "paragraph", extensions: []string{".pptx", ".pptm", ".ppsx"}, magic: isKindOfZip(PPTX), placed: readPackage, stream: inMemory(readPackage)},
	{kind: ODT, unit: "paragraph", extensions: []string{".odt", ".odp", ".ott", ".odg"}, magic: isKindOfZip(ODT), placed: readPackage, stream: inMemory(readPackage)},
	{kind: Zip, unit: "record", extensions: []string{".zip", ".jar"}, magic: isKindOfZip(Zip), placed: readPackage, stream: inMemory(readPackage)},
	{kind: Tar, unit: "record", extensions: []string{".tar", ".tgz", ".tbz2", ".txz"}, magic: isTar, stream: readTar},

	{kind: Mbox, unit: "message", extensions: []string{".mbox", ".mbx"}, looksLike: beginsMbox, stream: readMbox},
	{kind: Mail, unit: "message", extensions: []string{".eml", ".mht", ".mhtml"}, looksLike: beginsMail, stream: readMail},
	{kind: VCard, unit: "card", text: true, extensions: []string{".vcf", ".vcard"}, sure: true, looksLike: beginsCard, stream: readVCard},
	{kind: ICalendar, unit: "event", text: true, extensions: []string{".ics", ".ical", ".ifb"}, sure: true, looksLike: beginsCalendar, stream: readCalendar},
	{kind: LDIF, unit: "entry", text: true, extensions: []string{".ldif", ".ldf"}, sure: true, looksLike: beginsLDIF, stream: readLDIF},
	{kind: HL7, unit: "message", text: true, extensions: []string{".hl7"}, sure: true, looksLike: beginsHL7, stream: readHL7},
	{kind: HTML, unit: "line", extensions: []string{".html", ".htm", ".xhtml"}, sure: true, looksLike: beginsHTML, stream: readHTML},
	{
		kind: XML, unit: "element", sure: true, looksLike: beginsXML, stream: readXML,
		extensions: []string{".xml", ".kml", ".gpx", ".rss", ".atom", ".osm", ".svg", ".xsd"},
	},
	{kind: GeoJSON, unit: "feature", extensions: []string{".geojson"}, sure: true, looksLike: looksGeoJSON, stream: readGeoJSON},
	{
		kind: NDJSON, unit: "document", text: true, sure: true, looksLike: looksNDJSON, stream: readNDJSON,
		extensions: []string{".ndjson", ".jsonl", ".jsonlines", ".geojsonl", ".geojsons"},
	},
	{
		kind: JSON, unit: "document", looksLike: looksJSON, stream: readJSON,
		extensions: []string{".json", ".topojson", ".jsonld", ".webmanifest", ".ipynb", ".har"},
	},
	{kind: SQL, unit: "row", text: true, extensions: []string{".sql", ".dump"}, looksLike: sqlStart.Match, stream: readSQL},
	{kind: YAML, unit: "document", text: true, extensions: []string{".yaml", ".yml"}, sure: true, looksLike: beginsYAML, guessed: true, stream: readYAML},
	{kind: TSV, unit: "row", extensions: []string{".tsv", ".tab"}, sure: true, stream: readTSV},
	{kind: CSV, unit: "row", extensions: []string{".csv", ".psv", ".ssv"}, sure: true, looksLike: looksTable, guessed: true, stream: readCSV},
	{kind: Markdown, unit: "line", text: true, extensions: []string{".md", ".markdown"}, sure: true, stream: readText},
	{
		kind: Text, unit: "line", text: true, stream: readPlainText,
		extensions: []string{
			".txt", ".text", ".log", ".out", ".edi", ".x12", ".ini", ".conf", ".cfg",
			".toml", ".properties", ".env", ".rst", ".tex", ".rtf",
		},
	},
	{kind: Binary, unit: "record", access: accessOther},
}

// rowOf is the row of a kind; ok is false where there is none.
func rowOf(k Kind) (r *row, ok bool) {
	i := slices.IndexFunc(registry, func(r row) bool { return r.kind == k })
	if i < 0 {
		return nil, false
	}
	return &registry[i], true
}

// byExtension is the row that an extension names.
func byExtension(ext string) (r *row, ok bool) {
	if ext == "" {
		return nil, false
	}
	i := slices.IndexFunc(registry, func(r row) bool { return slices.Contains(r.extensions, ext) })
	if i < 0 {
		return nil, false
	}
	return &registry[i], true
}

// Unit is what a record of k is called.
func (k Kind) Unit() string {
	if r, ok := rowOf(k); ok {
		return r.unit
	}
	return "record"
}

// Readable says whether objects of kind k can be read as a stream.
func (k Kind) Readable() bool {
	r, ok := rowOf(k)
	return ok && r.stream != nil
}

func isSQLite(head []byte) bool { return bytes.HasPrefix(head, []byte("SQLite format 3\x00")) }

// beginsWith says whether body begins with one of prefixes, whatever their
// case.
func beginsWith(body []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(body) >= len(p) && bytes.EqualFold(body[:len(p)], []byte(p)) {
			return true
		}
	}
	return false
}

func beginsCard(body []byte) bool { return beginsWith(body, "begin:vcard") }

func beginsHTML(body []byte) bool { return beginsWith(body, "<!doctype html", "<html") }

func beginsXML(body []byte) bool { return beginsWith(body, "<?xml") }

func beginsYAML(body []byte) bool { return bytes.HasPrefix(body, []byte("---\n")) }

func looksGeoJSON(body []byte) bool { return looksJSON(body) && isGeoJSON(body) }

func looksNDJSON(body []byte) bool { return looksJSON(body) && sniffJSON(body) == NDJSON }
