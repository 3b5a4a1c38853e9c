// Package connectors is the contract between dialmap and the places it scans.
//
// A source is one configured place: a database, a bucket, a directory. A
// [Connector] lists its datasets, cuts each into shards and reads a shard as
// batches of columns. Each kind of source has a folder of its own below this
// one, and only that folder imports the kind's driver.
//
// Three promises hold for every connector:
//
//   - It never writes to the source.
//   - A part that cannot be read is an [Error] in the stream, and the stream
//     goes on with the next part.
//   - Every name it hands over (dataset, field, comment) went through
//     [Source.Redact]; values travel only in [Column.Data].
package connectors

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"time"
)

// Connector is one opened source. It may be used by many goroutines at once;
// who opened it closes it, after every iterator has ended.
type Connector interface {
	// Datasets lists before anything is read, so that an empty or forbidden
	// one is still on the page. An *Error names a part that could not be
	// listed; the listing goes on.
	Datasets(ctx context.Context) iter.Seq2[Dataset, error]

	// Shards cuts d. The same contents give the same shards with the same IDs.
	Shards(ctx context.Context, d Dataset) iter.Seq2[Shard, error]

	// Read yields s as w asks. A batch is the caller's until the next step. An
	// *Error with Retry: discard the shard's tally and read it again; without:
	// a gap, and the loop goes on.
	Read(ctx context.Context, s Shard, w Want) iter.Seq2[*Batch, error]

	Close() error
}

// Open connects to a source. Secrets are resolved here, also on a remote
// worker, and appear in no error.
type Open func(ctx context.Context, s Source) (Connector, error)

// Source says how to open one configured place. The zero value of every field
// but Name and URL is a sensible default.
type Source struct {
	Name string // for error messages; never user, password or query
	URL  string // path or URL, without dialmap.* parameters; may hold a password

	Secret      string // password or secret key; overrides the URL's
	User        string // user or access key; overrides the URL's
	Profile     string // AWS profile
	Endpoint    string // S3 endpoint
	Region      string // S3 region
	TLS         TLS
	Connections int           // at most that many at once; 0: 4
	Timeout     time.Duration // of one statement or request; 0: 30 s
	Snapshot    bool          // read every shard as of one moment, where the server can (at most 15 minutes)
	ServerDraws bool          // let the server draw where it can; not reproducible
	NoAnonymous bool          // [Posturer]: send no request without credentials to see what anybody may do
	Scan        string        // scan id, shown to the server as application_name dialmap/<scan>

	// Redact replaces the number-like parts of a name by {}. Required.
	Redact func(name string) string
}

// TLS of a connection. The zero value is verify-full off loopback, and what
// the server offers (still verified where it can be) on loopback.
type TLS struct {
	Mode          string // "", disable, require, verify-ca, verify-full
	CA, Cert, Key string // PEM files
}

// Dataset is what people would call a table: a table, view or collection; in
// object storage the group of objects that share a path pattern and a format.
type Dataset struct {
	Name    string  `json:"name"`              // schema.table, db.collection, path or path pattern; redacted
	Sub     string  `json:"sub,omitempty"`     // the database, where the URL names none: the source becomes name/sub
	Kind    string  `json:"kind"`              // table, partitioned_table, view, materialized_view, foreign_table, collection, file, objects
	Format  string  `json:"format,omitempty"`  // of objects: csv, ndjson, json, text, ...
	Unit    string  `json:"unit"`              // what a record is called: row, document, line, feature, ...
	Derived bool    `json:"derived,omitempty"` // its numbers are also counted elsewhere
	OptIn   bool    `json:"opt_in,omitempty"`  // read only where an include without a wildcard names it
	Comment string  `json:"comment,omitempty"` // the source's own words about it; redacted
	Fields  []Field `json:"fields,omitempty"`  // where the source declares them; nil where only reading tells
	Records int64   `json:"records"`           // -1: unknown
	Exact   bool    `json:"exact,omitempty"`   // Records is a count, not the server's estimate
	Bytes   int64   `json:"bytes"`             // -1: unknown
	Objects int64   `json:"objects,omitempty"` // files or keys in it
	Stamp   string  `json:"stamp,omitempty"`   // changes when the contents change; "" where nothing tells

	Use        *Use        `json:"use,omitempty"`        // nil: the source does not say
	Partitions *Partitions `json:"partitions,omitempty"` // nil: none by date

	// Sequential asks Shards to rely on nothing that a look at the beginning
	// suggested; set by the scanner after an error of reason Recut.
	Sequential bool `json:"sequential,omitempty"`

	Opaque []byte `json:"opaque,omitempty"` // the connector's own, for Shards; may hold names in clear: sealed before it is stored
}

// Use is when a dataset was last used, as its server counts. Zero times are not
// known, or never since Since.
type Use struct {
	Read    time.Time `json:"read,omitzero"`
	Written time.Time `json:"written,omitzero"`
	Since   time.Time `json:"since,omitzero"` // its counting goes back to
}

// Partitions are how a source is told to cut a dataset by the days of its
// records.
type Partitions struct {
	By     string      `json:"by"`     // the field that holds them; redacted
	Ranges []Partition `json:"ranges"` // in order; those of no day are left out
}

// Redacted is a copy without what must not be told.
func (p *Partitions) Redacted(redact func(string) string) *Partitions {
	if p == nil {
		return nil
	}
	out := &Partitions{By: redact(p.By), Ranges: slices.Clone(p.Ranges)}
	for i := range out.Ranges {
		out.Ranges[i].Name = redact(out.Ranges[i].Name)
	}
	return out
}

// Partition holds the records from one moment on, before another. Zero: from
// the first one on, or to the last.
type Partition struct {
	Name string    `json:"name"` // redacted
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// Field is one column, document path (contact.phones[]), or the text body of
// an object ("text").
type Field struct {
	Path    string `json:"path"` // redacted
	Type    string `json:"type"` // one of the Type constants
	Comment string `json:"comment,omitempty"`
}

// The types of a field, as the source declares or the format shows them.
const (
	Text      = "text"
	Integer   = "integer"
	Decimal   = "decimal"
	Float     = "float"
	Boolean   = "boolean"
	Timestamp = "timestamp"
	Date      = "date"
	Bytes     = "bytes"
	JSON      = "json"
	Mixed     = "mixed"
	Name      = "name" // names of the source that hold a number: keys, object keys, file names
)

// Named says that f is not a field of the records but holds names or comments of
// the dataset or its fields: {name}, {comment}, phone#key, phone#comment. They
// come with the first record of a dataset that is read whole or by its head.
func Named(f Field) bool {
	return f.Type == Name && (f.Path == "{name}" || f.Path == "{comment}" || strings.HasSuffix(f.Path, "#key") || strings.HasSuffix(f.Path, "#comment"))
}

// Shard is the unit of work: stable, serialisable, without secrets. Work,
// retry, checkpoint, shipping and merging happen a shard at a time.
type Shard struct {
	ID      string          `json:"id"` // unique in its dataset; may hold names in clear: hashed before it is stored
	Dataset string          `json:"dataset"`
	Sub     string          `json:"sub,omitempty"`
	Records int64           `json:"records"` // expected, -1: unknown
	Bytes   int64           `json:"bytes"`   // expected, -1: unknown
	Spec    json.RawMessage `json:"spec"`    // the connector's own; sealed before it is stored

	// Draw says how records of it can be drawn, Whole that they cannot; it is
	// the same for every shard of a dataset. What is drawn are slots: Slots of
	// them in this shard, each as likely as any other of the dataset. What a
	// slot holds is said at the design.
	Draw  Design `json:"draw,omitempty"`
	Slots int64  `json:"slots,omitempty"`
}

// Design says how records are chosen.
type Design uint8

// The designs. Connectors draw nothing themselves but for Server: the scanner
// draws slots over the whole dataset, as a function of the seed and the
// dataset's name, and hands each shard those that fall in it. So how a dataset
// is cut does not change what is drawn. Head promises nothing.
const (
	Whole   Design = iota // every record
	Records               // a slot holds one record or none, and every record lies in exactly one slot
	Units                 // a slot is a cluster of any number of records, and every record lies in exactly one slot
	Head                  // the first ones
	Offsets               // a slot is a byte of the dataset's records: a record lies in as many slots as it has bytes, so long ones are favoured
	Server                // records that the server chose, as it says at random; not reproducible
)

func (d Design) String() string {
	return [...]string{"whole", "records", "units", "head", "bytes", "server_random"}[d]
}

// Slotted says that slots are drawn.
func (d Design) Slotted() bool { return d == Records || d == Units || d == Offsets }

// Want says what to read of a shard. The zero value is all of it.
type Want struct {
	Draw Design
	N    int // Head: the first N records of this shard; Server: so many

	// Slots to read, by number from 0 within the shard, ascending; what was
	// drawn twice is named twice, and its record is read into two rows. Slots
	// that hold nothing are no error: they are draws that found nothing.
	Slots []int64

	Fields             []string // projection by path; nil: all
	MaxValue, MaxBatch int      // bytes of one value and of a batch; 0: 8 MiB and 1 MiB. What is cut off is a gap of reason limit
}

// Defaults of Want.
const (
	DefaultMaxValue = 8 << 20
	DefaultMaxBatch = 1 << 20
	MaxRows         = 4096 // records of one batch
)

// Limits returns MaxValue and MaxBatch with their defaults filled in.
func (w Want) Limits() (value, batch int) {
	value, batch = w.MaxValue, w.MaxBatch
	if value == 0 {
		value = DefaultMaxValue
	}
	if batch == 0 {
		batch = DefaultMaxBatch
	}
	return value, batch
}

// Batch is some records of one shard, held by column. It never spans two
// units.
type Batch struct {
	Cols       []Column
	Rows       int       // records in it; a continued record counts in the batch where it began
	Draw       Design    // how these were chosen
	Unit       int64     // Draw Units: the slot that these records lie in
	Sizes      []int64   // Draw Offsets: of each record, in how many slots it lies
	Modified   time.Time // of the object that these records lie in; zero: nobody says
	Cont, Last bool      // record 0 continues the last record of the batch before; the unit ends here
}

// Column holds the values of one field that are present, sparse: a record may
// have none, or several (arrays). Value i is Data[End[i-1]:End[i]] of record
// Row[i]; Row never decreases.
//
// Canonical text: integers in decimal, floats shortest without exponent,
// decimals plain, booleans true/false, bytes as they are, timestamps RFC 3339
// in UTC (naive ones without offset). Missing values are absent, null ones are
// flagged, empty ones have no bytes: three different counts.
type Column struct {
	Field Field
	Row   []int32
	End   []uint32
	Data  []byte
	Flags []Flag // nil: all zero
}

// Flag marks one value.
type Flag uint8

// The flags.
const (
	Null Flag = 1 << iota
	Cut       // longer than MaxValue; the rest was not read
	More      // goes on as the first value of this field in the next batch
)

// Len is the number of values.
func (c *Column) Len() int { return len(c.Row) }

// Value returns value i and its flags.
func (c *Column) Value(i int) ([]byte, Flag) {
	var from uint32
	if i > 0 {
		from = c.End[i-1]
	}
	var f Flag
	if c.Flags != nil {
		f = c.Flags[i]
	}
	return c.Data[from:c.End[i]:c.End[i]], f
}

// Append adds a value of record row.
func (c *Column) Append(row int, v []byte, f Flag) {
	c.Row = append(c.Row, int32(row))
	c.Data = append(c.Data, v...)
	c.End = append(c.End, uint32(len(c.Data)))
	if f != 0 || c.Flags != nil {
		for len(c.Flags) < len(c.Row)-1 {
			c.Flags = append(c.Flags, 0)
		}
		c.Flags = append(c.Flags, f)
	}
}

// Reset empties the column and keeps its memory.
func (c *Column) Reset() {
	c.Row, c.End, c.Data = c.Row[:0], c.End[:0], c.Data[:0]
	if c.Flags != nil {
		c.Flags = c.Flags[:0]
	}
}

// Location is where the bytes of a source lie, as far as the source tells.
type Location struct {
	Region         string   // ISO 3166-1; "" unknown
	ProviderRegion string   // eu-central-1
	Regions        []string // where replicas lie
	Evidence       string   // read, inferred, unknown
}

// Locator is a Connector that can tell where its bytes lie.
type Locator interface {
	Location(ctx context.Context) Location
}

// Purposer is a Connector that can say what a dataset is for, where that is kept
// beside it, such as the tags of objects. It is asked once for each dataset that
// is read; an answer that is not to be had is none. The texts are redacted.
type Purposer interface {
	Purposes(ctx context.Context, d Dataset) []string
}

// Expiry is how a source removes by itself what a dataset holds. Zero: it does
// not.
type Expiry struct {
	Days int       // after an object was written; 0: see On
	On   time.Time // on a day, whatever the object's age
	Rule string    // that says so; redacted
	Back bool      // a removed object stays as an earlier version, and no rule removes those
}

// Expirer is a Connector that can say by which rule its source removes what a
// dataset holds. It is asked once for each dataset that is read. Nil: the source
// does not say.
type Expirer interface {
	Expiry(ctx context.Context, d Dataset) *Expiry
}

// Granter is a Connector that can say which rights a scan needs, as statements
// or policy a person can paste. It reads nothing.
type Granter interface {
	Rights(ctx context.Context) []string
}

// RightsReview is what else there is to say of the rights of a login. Texts are
// whole sentences with a remedy, redacted.
type RightsReview struct {
	Shortcut string   // a grant that is shorter than [Granter.Rights], and what else it opens; "" none
	Excess   []string // what the login may do that no scan needs; nil: nothing known of
}

// RightsReviewer is a Connector that can compare the rights of its login with
// what a scan needs. It reads no record.
type RightsReviewer interface {
	ReviewRights(ctx context.Context) RightsReview
}

// As finds T in c or in what it wraps.
func As[T any](c Connector) (T, bool) {
	for c != nil {
		if t, ok := c.(T); ok {
			return t, true
		}
		w, ok := c.(interface{ Unwrap() Connector })
		if !ok {
			break
		}
		c = w.Unwrap()
	}
	var zero T
	return zero, false
}
