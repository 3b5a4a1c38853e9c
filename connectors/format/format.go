// Package format turns the bytes of one object, a file or a key in a bucket,
// into batches. It finds the format by name and content, undoes
// compression and UTF-16, and reads every kind as a stream: memory stays bounded whatever the
// input. Where every line is a record of its own, [Look] tells so, and it can be
// read from any line on. Parquet is not a stream: see [OpenParquet].
//
// What a record is depends on the kind: a row of CSV, an element of a JSON
// array, a feature of a GeoJSON collection, a line of text. Paths are
// canonical: contact.phones[] for documents, the header's names for tables,
// table.column for SQL dumps, text for the body of a text.
//
// Names (keys, headers, elements) pass through Options.Redact. Where that
// changes one, the name holds something like a number: it is handed on as a
// value of type connectors.Name, so that it counts.
package format

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Kind is a format that can be read.
type Kind string

// The kinds.
const (
	Unknown   Kind = ""
	CSV       Kind = "csv" // any delimiter
	TSV       Kind = "tsv"
	JSON      Kind = "json"
	GeoJSON   Kind = "geojson"
	NDJSON    Kind = "ndjson"
	YAML      Kind = "yaml"
	XML       Kind = "xml"
	HTML      Kind = "html"
	Markdown  Kind = "markdown"
	Text      Kind = "text"
	VCard     Kind = "vcard"
	ICalendar Kind = "icalendar"
	LDIF      Kind = "ldif"
	HL7       Kind = "hl7" // version 2, in segments
	SQL       Kind = "sql"
	XLSX      Kind = "xlsx" // office files: see [ReadAt]
	ODS       Kind = "ods"
	DOCX      Kind = "docx"
	PPTX      Kind = "pptx"
	ODT       Kind = "odt"
	Mail      Kind = "mail"
	Mbox      Kind = "mbox"
	Zip       Kind = "zip"
	Tar       Kind = "tar"
	Parquet   Kind = "parquet" // read here and there: see [OpenParquet]
	SQLite    Kind = "sqlite"  // a database: never read as an object
	Binary    Kind = "binary"  // none of these
)

// Options say how to read one object.
type Options struct {
	Kind   Kind            // Unknown: found by name and content
	Name   string          // the object's name, in clear
	Part   connectors.Part // for errors; redacted
	Want   connectors.Want
	Unit   int64                    // Draw Units: the slot that the object is
	Redact func(name string) string // nil: names are handed on as they are
}

// NameField is the field that an object's own name is a value of, where the
// name holds something like a number.
const NameField = "{name}"

// Read yields the records of one object. A *connectors.Error in the stream is
// a part that was not read; the stream goes on with what can be read beyond
// it. r is read to its end, or to where w asks, and not closed.
func Read(ctx context.Context, r io.Reader, o Options) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		src := &source{ctx: ctx, r: r}
		w := newWriter(o, yield)
		if err := ctx.Err(); err != nil {
			src.err = err
		} else {
			read(src, o, w)
		}
		w.finish()
		for _, e := range src.gaps(o.Part) {
			w.yieldError(e)
		}
	}
}

// read finds the kind and runs its reader.
func read(src *source, o Options, w *writer) {
	in, head := src.open()
	if src.ebcdic {
		w.gap(connectors.Unsupported, "EBCDIC text of records of a fixed length, without line ends; convert it (dd conv=ascii,unblock cbs=LENGTH) and scan the result")
		return
	}
	kind := o.Kind
	if kind == Unknown {
		kind = Sniff(o.Name, head)
	}
	r, ok := rowOf(kind)
	if !ok || r.stream == nil {
		if len(head) > 0 && src.err == nil {
			w.gap(connectors.Unsupported, unsupported(kind, head))
		}
		return
	}
	w.failed = src.failed
	w.lost = func() bool { return src.err != nil }
	w.ctx, w.inner = src.ctx, readInner
	r.read(in, head, w)
}

// hasLoneCR says whether lines end in carriage returns alone.
func hasLoneCR(head []byte) bool {
	return bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0
}

// lineFeeds makes line feeds of carriage returns.
type lineFeeds struct{ r io.Reader }

func (l *lineFeeds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// Detect finds the kind of the object that r begins.
func Detect(ctx context.Context, name string, r io.Reader) Kind {
	_, head := (&source{ctx: ctx, r: r}).open()
	return Sniff(name, head)
}

func unsupported(k Kind, head []byte) string {
	if k == SQLite {
		return "a SQLite database; name it as a source of its own: sqlite:///path"
	}
	if k == Parquet {
		return "Parquet that is packed, or among objects of another format; unpack it, and give its name the extension .parquet"
	}
	return "its format is not read (" + mime(head) + ")"
}

// gaps are the errors of the bytes below the format, once it has ended.
func (s *source) gaps(p connectors.Part) []*connectors.Error {
	var es []*connectors.Error
	add := func(r connectors.Reason, text string) {
		es = append(es, &connectors.Error{Part: p, Reason: r, Text: text})
	}
	if s.bomb {
		add(connectors.Limit, bombText)
	}
	if s.wide {
		add(connectors.Limit, "to unpack it takes more than 128 MiB of memory; compress it again without a long window (zstd --long)")
	}
	if s.broken {
		add(connectors.Malformed, "its compressed data are damaged or end early; what came before was read")
	}
	if s.err != nil {
		es = append(es, wrap(s.err, p))
	}
	return es
}

// wrap turns the error of the bytes below into one of ours.
func wrap(err error, p connectors.Part) *connectors.Error {
	var e *connectors.Error
	switch {
	case errors.As(err, &e):
		c := *e
		c.Part = p
		return &c
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &connectors.Error{Part: p, Reason: connectors.Interrupted, Text: "the reading was stopped", Cause: err}
	}
	return &connectors.Error{Part: p, Reason: connectors.Unreachable, Text: "could not be read to its end", Retry: true, Cause: err}
}

// base is the lower-case file name without the extension of a compression.
func base(name string) string {
	b := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	return withoutLayer(b)
}
