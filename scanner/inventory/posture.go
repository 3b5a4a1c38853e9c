package inventory

// The answers of a fact.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown"
)

// Why a fact is unknown, or a list of readers not whole.
const (
	WhyDenied      = "denied"      // the login of the scan may not ask
	WhyUnsupported = "unsupported" // the source has no such question
	WhySilent      = "silent"      // the source answered and did not say
	WhyNotAsked    = "not_asked"   // switched off, or dialmap does not ask it
)

// SourcePosture is how a source as a whole is kept.
type SourcePosture struct {
	Facts      []Fact      `json:"facts"`
	Recipients []Recipient `json:"recipients,omitempty"`
	Secrets    []Reader    `json:"secrets,omitempty"` // logins beside the scan's that read the passwords or password verifiers kept there
}

// DatasetPosture is how one dataset is kept, and who reads its phone fields.
type DatasetPosture struct {
	Facts      []Fact      `json:"facts"`
	Readers    Readers     `json:"readers"`
	Recipients []Recipient `json:"recipients,omitempty"`
}

// Fact is one thing known of how a source or a dataset is kept, without
// judgement. No value or secret of the source is in it.
type Fact struct {
	Name  string `json:"name"`            // transit.session, rest.encrypted, open.anonymous, log.values, ...
	Is    string `json:"is"`              // yes, no, unknown
	Why   string `json:"why,omitempty"`   // of unknown: denied, unsupported, silent, not_asked
	How   string `json:"how,omitempty"`   // the query, call or file that said so
	Tells string `json:"tells,omitempty"` // of unknown: the grant or setting that would tell
	Of    int    `json:"of,omitempty"`    // where it was counted: N of Of
	N     int    `json:"n,omitempty"`     // the objects, accounts or sessions it holds for
}

// Readers are the logins that can read the phone fields of a dataset. A list
// that is not whole does not speak for logins that are not on it.
type Readers struct {
	Whole          bool     `json:"whole"`
	Why            string   `json:"why,omitempty"`   // not whole: denied, unsupported, silent, not_asked
	Tells          string   `json:"tells,omitempty"` // not whole: the grant that would tell
	Logins         int      `json:"logins"`          // that read it, administrators apart
	Administrators int      `json:"administrators"`  // whom no grant keeps out
	List           []Reader `json:"list,omitempty"`  // by name; a long list is cut, Logins counts all
}

// Reader is one login that reads a dataset, or could make itself read it.
type Reader struct {
	Name   string   `json:"name"`
	By     string   `json:"by"`               // table, column, schema, view, function, public, superuser, owner, all_data
	Path   []string `json:"path,omitempty"`   // the roles and views in between
	Could  string   `json:"could,omitempty"`  // "": it reads now; else how it could: set_role, createrole, replication, trigger, files, admin, owner, function
	Fields []string `json:"fields,omitempty"` // which of the phone fields; none: all
}

// Recipient is somebody to whom a source hands what it holds.
type Recipient struct {
	Kind    string   `json:"kind"` // publication, slot, subscription, foreign_server, trigger, function, policy_principal, replication, log_target, login, file
	Name    string   `json:"name"`
	Host    string   `json:"host,omitempty"` // "" unknown
	Account string   `json:"account,omitempty"`
	Active  string   `json:"active"`            // yes, no, unknown
	Fields  []string `json:"fields,omitempty"`  // which of the phone fields it receives; none: all
	Through string   `json:"through,omitempty"` // what hands them over: a publication, a function
}

// Find is the fact of that name; nil where nobody asked.
func (p *SourcePosture) Find(name string) *Fact {
	if p == nil {
		return nil
	}
	return findFact(p.Facts, name)
}

// Find is the fact of that name; nil where nobody asked.
func (p *DatasetPosture) Find(name string) *Fact {
	if p == nil {
		return nil
	}
	return findFact(p.Facts, name)
}

func findFact(facts []Fact, name string) *Fact {
	for i := range facts {
		if facts[i].Name == name {
			return &facts[i]
		}
	}
	return nil
}
