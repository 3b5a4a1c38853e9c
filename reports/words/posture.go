package words

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
)

var whyUnknown = map[string]string{
	inventory.WhyDenied: "denied", inventory.WhyUnsupported: "the source does not tell", inventory.WhySilent: "the source did not say", inventory.WhyNotAsked: "not asked",
}

// Unknown is a fact that is not known, with the reason.
func Unknown(why string) string {
	if reason := cmp.Or(whyUnknown[why], why); reason != "" {
		return "not known (" + reason + ")"
	}
	return "not known"
}

// Fact is the answer of a fact in the reader's words.
func Fact(f *inventory.Fact) string {
	switch {
	case f == nil:
		return Unknown(inventory.WhyNotAsked)
	case f.Is == inventory.Unknown:
		return Unknown(f.Why)
	case f.Of > 0:
		return fmt.Sprintf("%s (%s of %s)", f.Is, amount.Count(float64(f.N)), amount.Count(float64(f.Of)))
	}
	return f.Is
}

// ReadBy says how many logins read a dataset, and how many of these are not
// declared: "read by 11 logins (3 not declared)".
func ReadBy(d *inventory.Dataset) string {
	p := d.Posture
	switch {
	case p == nil:
		return "readers: " + Unknown(inventory.WhyNotAsked)
	case !p.Readers.Whole && p.Readers.Logins == 0 && len(p.Readers.List) == 0:
		return "readers: " + Unknown(p.Readers.Why)
	}
	text := "read by " + amount.Plural(p.Readers.Logins, "login")
	if !p.Readers.Whole {
		text = "read by at least " + amount.Plural(p.Readers.Logins, "login")
	}
	if d.Declared != nil && d.Declared.Readers != nil {
		n := 0
		for _, r := range p.Readers.List {
			if r.Could == "" && r.By != "superuser" && !slices.ContainsFunc(d.Declared.Readers, func(glob string) bool { ok, _ := path.Match(glob, r.Name); return ok }) {
				n++
			}
		}
		return fmt.Sprintf("%s (%d not declared)", text, n)
	}
	return text
}

// Anybody says whether anybody reads a dataset: the internet, or every login.
func Anybody(p *inventory.DatasetPosture) string {
	anonymous, everyone := p.Find("open.anonymous"), p.Find("open.everyone")
	switch {
	case anonymous != nil && anonymous.Is == inventory.Yes:
		return "yes, on the internet"
	case everyone != nil && everyone.Is == inventory.Yes:
		return "yes, every login"
	case anonymous != nil && anonymous.Is == inventory.Unknown:
		return Unknown(anonymous.Why)
	case everyone == nil:
		return Fact(anonymous)
	}
	return Fact(everyone)
}

// OnDisk says whether a dataset lies encrypted: as measured, else as declared.
func OnDisk(d *inventory.Dataset, source *inventory.SourcePosture) string {
	f := d.Posture.Find("rest.encrypted")
	if f == nil || f.Is == inventory.Unknown {
		if whole := source.Find("rest.encrypted"); whole != nil {
			f = whole
		}
	}
	switch {
	case f != nil && f.Is == inventory.Yes:
		return "encrypted"
	case f != nil && f.Is == inventory.No:
		return "in clear"
	case d.Declared != nil && d.Declared.Encryption != nil:
		return "declared encrypted, not measured: " + *d.Declared.Encryption
	}
	return Fact(f)
}

// Kept is how a dataset is kept, in a line: "read by 11 logins · anybody: no · on
// disk: not known (denied)".
func Kept(d *inventory.Dataset, source *inventory.SourcePosture) string {
	return strings.Join([]string{ReadBy(d), "anybody: " + Anybody(d.Posture), "on disk: " + OnDisk(d, source)}, " · ")
}

var could = map[string]string{
	"set_role": "could by SET ROLE", "createrole": "could by CREATEROLE", "replication": "could by REPLICATION", "trigger": "could by a trigger", "files": "could by files of the server",
	"admin": "could grant itself a role", "owner": "could as its owner", "function": "could by a function",
}

var readBy = map[string]string{
	"table": "a grant on the table", "column": "a grant on the column", "schema": "a grant on the schema", "database": "a grant on the database", "view": "a view", "function": "a function",
	"public": "a right of every login", "superuser": "superuser", "owner": "its owner", "all_data": "the right to read everything", "policy": "a policy",
}

// How says by what right a login reads, and over which roles and views.
func How(r *inventory.Reader) string {
	text := cmp.Or(readBy[r.By], r.By)
	if r.Could != "" {
		text = cmp.Or(could[r.Could], "could by "+r.Could)
	}
	if len(r.Path) > 0 {
		text += ": " + strings.Join(r.Path, " → ")
	}
	return text
}

var facts = map[string]string{
	"transit.session": "this scan's connection is encrypted", "transit.plain_accepted": "takes connections in clear", "transit.local": "on this machine",
	"open.login": "lets in whoever reaches it", "open.anonymous": "anybody on the internet reads", "open.list": "anybody lists it", "open.everyone": "every login reads",
	"open.blocked": "public access is blocked", "open.view": "shown through views", "rest.encrypted": "encrypted on disk", "rest.default_encrypted": "new objects are encrypted",
	"log.values": "values in the server's log", "log.audit": "reading is logged", "copies.archive": "write-ahead log is archived", "logins.never_expire": "readers that never expire",
	"logins.weak_hash": "passwords kept as MD5", "logins.read_secrets": "logins that read password hashes", "logins.password_policy": "password policy", "logins.any_host": "accounts for any host",
	"scan.excess_rights": "the scan's login may do too much", "tomorrow.everyone": "new tables open to every login", "row_security": "row-level security", "row_security.evaded": "row-level security evaded",
	"statistics.values": "numbers in the server's statistics", "copies.slots": "replication slots", "copies.publications": "publications", "copies.subscriptions": "subscriptions",
	"copies.other_servers": "foreign servers", "copies.functions": "functions that reach outside", "copies.replicas": "replicas", "copies.binary_log": "binary log", "versions": "earlier versions are kept",
	"versions.removed": "earlier versions are removed", "posture": "how it is kept",
}

// FactName is a fact in the reader's words.
func FactName(name string) string {
	return cmp.Or(facts[name], strings.NewReplacer(".", ": ", "_", " ").Replace(name))
}
