package connectors

import "context"

// Posturer is a Connector that can say how its source and its datasets are
// kept: who reads them, in what state they lie, and who receives them. It is
// asked once a scan, after the datasets were read, and reads no record. What
// it may not see is a fact that is unknown, with the reason: never an error,
// and never no.
type Posturer interface {
	Posture(ctx context.Context, kept []Kept) Posture
}

// Kept is a dataset in which phone numbers were found, and where in it.
type Kept struct {
	Dataset Dataset
	Fields  []string // paths as in [Field.Path], redacted
}

// Posture is what a source says of itself and of the datasets asked for.
type Posture struct {
	Facts      []Fact           // of the source as a whole
	Recipients []Recipient      // who receives what no single dataset holds
	Secrets    []Reader         // logins beside the scan's that read the passwords or password verifiers the source keeps
	Datasets   []DatasetPosture // in the order asked for
}

// DatasetPosture is what a source says of one dataset.
type DatasetPosture struct {
	Facts      []Fact
	Readers    Readers
	Recipients []Recipient
}

// The answers of a fact.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown"
)

// Why a fact is unknown.
const (
	WhyDenied      = "denied"      // the login may not ask
	WhyUnsupported = "unsupported" // the server has no such question
	WhySilent      = "silent"      // the server answered and did not say
	WhyNotAsked    = "not_asked"   // switched off, or dialmap does not ask it
)

// Fact is one thing known of how a dataset or a source is kept, without
// judgement. Names, hosts and accounts in it are redacted; no value, secret or
// text of the source is.
type Fact struct {
	Name  string `json:"name"`            // transit.session, transit.plain_accepted, rest.encrypted, open.anonymous, log.values, ...
	Is    string `json:"is"`              // Yes, No or Unknown; "" is a mistake
	Why   string `json:"why,omitempty"`   // of Unknown: one of the Why constants
	How   string `json:"how,omitempty"`   // the query, call or file that said so
	Tells string `json:"tells,omitempty"` // of Unknown: the grant or setting that would tell, as one can paste it
	Of    int    `json:"of,omitempty"`    // where it was counted: N of Of
	N     int    `json:"n,omitempty"`     // the objects, accounts or sessions it holds for
	Sub   string `json:"-"`               // of a fact of the source: the database it holds for, as in [Dataset.Sub]; "": all of it
}

// Readers are the logins that can read the phone fields of a dataset. A list
// is whole or it is unknown: an empty one that is not whole means nothing.
type Readers struct {
	Whole          bool     `json:"whole"`
	Why            string   `json:"why,omitempty"`   // not whole: one of the Why constants
	Tells          string   `json:"tells,omitempty"` // not whole: the grant that would tell
	Logins         int      `json:"logins"`          // that read it, administrators apart
	Administrators int      `json:"administrators"`  // whom no grant keeps out
	List           []Reader `json:"list,omitempty"`  // sorted by name; at most MaxReaders, the rest is only counted
}

// MaxReaders of one dataset are listed.
const MaxReaders = 200

// Reader is one login that reads, or could make itself read, a dataset.
type Reader struct {
	Name   string   `json:"name"`             // redacted
	By     string   `json:"by"`               // table, column, schema, view, function, public, superuser, owner, all_data
	Path   []string `json:"path,omitempty"`   // the roles and views in between, redacted
	Could  string   `json:"could,omitempty"`  // "": it reads now; else how it could: set_role, createrole, replication, trigger, files, admin, owner, function
	Fields []string `json:"fields,omitempty"` // which of the phone fields; nil: all
}

// Recipient is somebody to whom a source hands what it holds.
type Recipient struct {
	Kind    string   `json:"kind"`              // publication, slot, subscription, foreign_server, trigger, function, policy_principal, replication, log_target, login, file
	Name    string   `json:"name"`              // redacted
	Host    string   `json:"host,omitempty"`    // redacted; "" unknown
	Account string   `json:"account,omitempty"` // redacted
	Active  string   `json:"active"`            // Yes, No or Unknown
	Fields  []string `json:"fields,omitempty"`  // which of the phone fields it receives; nil: all
	Through string   `json:"through,omitempty"` // what hands them over: a publication's name, a function's
	Sub     string   `json:"-"`                 // of a recipient of the source: the database that hands it over; "": all of it
}
