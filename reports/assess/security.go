package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// exposedTo is how far what a finding is about reaches, for its severity: a
// finding on security does not ask where the bytes lie.
type exposedTo struct {
	points int
	words  string
}

var (
	toAnybody = &exposedTo{2, "open to anybody"}
	toMore    = &exposedTo{1, "open to more than declared"}
	toInside  = &exposedTo{0, "a weakness inside"}
)

// bounds of a severity beside its sum, with the reason.
type bounds struct {
	least, most string // severities; "" none
	because     string
}

// apply raises or lowers a severity to its bounds.
func (b *bounds) apply(severity string) (string, bool) {
	switch {
	case b.least != "" && Rank(severity) < Rank(b.least):
		return b.least, true
	case b.most != "" && Rank(severity) > Rank(b.most):
		return b.most, true
	}
	return severity, false
}

// isInClear says that the dataset holds numbers that are not hashed, encrypted
// or masked.
func (s *set) isInClear() bool {
	return slices.ContainsFunc(s.fields, func(f *inventory.Field) bool { return f.Protection == "plaintext" })
}

// floorOf is how severe anonymous reading is at least.
func (s *set) floorOf(numbers profile.Estimate) bounds {
	switch {
	case !s.isInClear():
		return bounds{}
	case numbers.Value() >= 10_000:
		return bounds{least: "critical", because: "10,000 numbers or more in clear that anybody reads are critical at least"}
	}
	return bounds{least: "high", because: "numbers in clear that anybody reads are high at least"}
}

// factRest is what a finding rests on that a fact says.
func factRest(source, dataset, fact string) Rest {
	return Rest{Source: source, Dataset: dataset, Fact: fact}
}

// readersFact stands for the list of readers among facts.
const readersFact = "readers"

// security holds what a source says of one dataset against what is declared of it.
func (j *judge) security(s *set) {
	if s.facts.Posture == nil || len(s.fields) == 0 {
		return
	}
	j.openToAll(s)
	j.undeclaredReaders(s)
	j.throughViews(s)
	j.pastRowSecurity(s)
	j.couldRead(s)
	j.inClearAtRest(s)
	j.leftBehind(s)
}

// addSecurity adds a finding of s that a fact of it says.
func (j *judge) addSecurity(s *set, f Finding, fact string, to *exposedTo, b bounds) {
	if f.Count.How == "" {
		f.Count, f.Records = s.numbers()
	}
	j.add(s, draft{Finding: f, rests: []Rest{factRest(s.source, s.dataset, fact)}, exposed: to, bounds: b})
}

// openToAll finds what the internet, or every login, can read.
func (j *judge) openToAll(s *set) {
	p := s.facts.Posture
	numbers, _ := s.numbers()
	if f := p.Find("open.anonymous"); isYes(f) {
		j.addSecurity(s, Finding{
			Rule: "security.public", Text: fmt.Sprintf("anybody on the internet can read the %s in %s", those(numbers, ""), s.name()),
			Evidence: evidenceOf(f), Remedy: "Block public access now, then find out from the access logs who read it; where nobody can tell, assess it as a breach.",
		}, f.Name, toAnybody, s.floorOf(numbers))
		return
	}
	f := p.Find("open.everyone")
	if !isYes(f) {
		return
	}
	who := "every login of the server can read"
	if p.Readers.Whole && p.Readers.Logins > 0 {
		who = fmt.Sprintf("every login of the server, %d in all, can read", p.Readers.Logins)
	}
	remedy := "Revoke the right from PUBLIC and grant it to the roles that need it: REVOKE SELECT ON … FROM PUBLIC."
	if s.isFile() {
		who, remedy = "everybody with a login on the machine can read", "Take the right to read from others (chmod o-r), or from the folder above."
	}
	j.addSecurity(s, Finding{
		Rule: "security.everyone", Text: fmt.Sprintf("%s the %s in %s", who, those(numbers, ""), s.name()), Evidence: evidenceOf(f), Remedy: remedy,
	}, f.Name, toAnybody, bounds{})
}

// isFile says that the dataset lies in files of a machine.
func (s *set) isFile() bool { return s.facts.Kind == "file" || s.facts.Kind == "files" }

// undeclaredReaders finds logins that read and are not declared to.
func (j *judge) undeclaredReaders(s *set) {
	if s.declared.Readers == nil {
		return
	}
	r := &s.facts.Posture.Readers
	var names []string
	for i := range r.List {
		x := &r.List[i]
		if x.Could == "" && x.By != "superuser" && !isDeclaredReader(s.declared.Readers, x.Name) && !j.isScanLogin(s.source, x.Name) {
			names = append(names, j.loginBy(x))
		}
	}
	if len(names) == 0 {
		return
	}
	numbers, _ := s.numbers()
	j.addSecurity(s, Finding{
		Rule:     "security.readers",
		Text:     fmt.Sprintf("%s not declared can read the %s in %s: %s", logins(len(names), "that is", "that are"), those(numbers, ""), s.name(), few(names)),
		Evidence: fmt.Sprintf("%s read it; declared readers: %s; %s", amount.Plural(r.Logins, "login"), cmp.Or(strings.Join(s.declared.Readers, ", "), "none"), wholeness(r)),
		Remedy:   "Take the right from those who do not need it, or declare them under readers of the dataset.",
	}, readersFact, toMore, bounds{})
}

// throughViews finds a view or function that shows numbers to logins without a
// right on the dataset itself.
func (j *judge) throughViews(s *set) {
	p := s.facts.Posture
	n, how := 0, ""
	if f := p.Find("open.view"); isYes(f) {
		n, how = f.N, f.How
	} else if f == nil {
		for _, x := range p.Readers.List {
			if x.Could == "" && (x.By == "view" || x.By == "function") {
				n++
				how = cmp.Or(how, lastOf(x.Path))
			}
		}
	}
	if n == 0 {
		return
	}
	numbers, _ := s.numbers()
	j.addSecurity(s, Finding{
		Rule:     "security.view",
		Text:     fmt.Sprintf("%s without a right on %s can read its %s through %s", logins(n, "", ""), s.name(), those(numbers, ""), cmp.Or(how, "a view")),
		Evidence: "a view or function with the rights of its owner shows the field; " + wholeness(&p.Readers),
		Remedy:   "Let the view read with the rights of the caller (security_invoker), leave the field out, or revoke the right on the view.",
	}, readersFact, toMore, bounds{})
}

// pastRowSecurity finds readers whom row-level security does not bind.
func (j *judge) pastRowSecurity(s *set) {
	f := s.facts.Posture.Find("row_security.evaded")
	if !isYes(f) {
		return
	}
	numbers, _ := s.numbers()
	j.addSecurity(s, Finding{
		Rule:     "security.row_security",
		Text:     fmt.Sprintf("row-level security does not keep %s from the %s in %s", logins(f.N, "", ""), those(numbers, ""), s.name()),
		Evidence: evidenceOf(f), Remedy: "Take BYPASSRLS and pg_read_all_data from them, and give views over the dataset an owner whom its policies bind, or security_invoker.",
	}, f.Name, toMore, bounds{})
}

// couldWords say how a login could make itself read.
var couldWords = map[string]string{
	"set_role": "by SET ROLE", "createrole": "by CREATEROLE, which grants it any role", "replication": "by REPLICATION, which copies the whole server",
	"trigger": "by a trigger of its own on the table", "files": "by reading files of the server", "admin": "by granting itself a role that it administers",
	"owner": "as its owner", "function": "by a function with the rights of its owner",
}

// couldRead finds logins that could give themselves the right to read.
func (j *judge) couldRead(s *set) {
	r := &s.facts.Posture.Readers
	var names []string
	for i := range r.List {
		x := &r.List[i]
		if x.Could != "" && !isDeclaredReader(s.declared.Readers, x.Name) && !j.isScanLogin(s.source, x.Name) {
			names = append(names, j.login(x.Name)+" "+cmp.Or(couldWords[x.Could], "by "+x.Could))
		}
	}
	if len(names) == 0 {
		return
	}
	numbers, _ := s.numbers()
	j.addSecurity(s, Finding{
		Rule: "security.could", Kind: Unproven,
		Text:     fmt.Sprintf("%s give themselves access to the %s in %s: %s", countOf(len(names), "login could", "logins could"), those(numbers, ""), s.name(), few(names)),
		Evidence: "they do not read it now; " + wholeness(r), Remedy: "Take the right that leads there, or declare these logins as readers.",
	}, readersFact, toInside, bounds{})
}

// inClearAtRest finds data that is told to lie unencrypted on disk.
func (j *judge) inClearAtRest(s *set) {
	f := s.facts.Posture.Find("rest.encrypted")
	if f == nil || f.Is != inventory.No {
		return
	}
	numbers, _ := s.numbers()
	evidence := evidenceOf(f)
	if said := j.Declared.EncryptionOf(s.source); said != "" {
		evidence += "; declared of the source: " + said + ", which the source does not confirm"
	}
	j.addSecurity(s, Finding{
		Rule: "security.at_rest", Text: fmt.Sprintf("the %s in %s lie unencrypted on disk", those(numbers, ""), s.name()), Evidence: evidence,
		Remedy: "Encrypt the table, the object or the volume, with a key kept elsewhere; what was written before a setting changed stays in clear until it is written again.",
	}, f.Name, toInside, bounds{})
}

// leftBehind finds overdue numbers that would stay after they are deleted.
func (j *judge) leftBehind(s *set) {
	f := s.facts.Posture.Find("leftovers.free_pages")
	if !isYes(f) {
		f = s.facts.Posture.Find("statistics.values")
	}
	if !isYes(f) || !slices.ContainsFunc(j.findings, func(d draft) bool { return d.set == s && d.Rule == "retention.overdue" }) {
		return
	}
	where, remedy := "in the server's statistics until ANALYZE", "ANALYZE and VACUUM the table after deleting from it."
	if f.Name == "leftovers.free_pages" {
		where, remedy = "in free pages of the file until VACUUM", "VACUUM the file after deleting from it, or set secure_delete."
	}
	numbers, _ := s.numbers()
	j.addSecurity(s, Finding{
		Rule: "security.leftovers", Kind: Unproven, Text: fmt.Sprintf("of the %s in %s, those that are overdue stay %s when they are deleted", those(numbers, ""), s.name(), where),
		Evidence: evidenceOf(f), Remedy: remedy,
	}, f.Name, toInside, bounds{most: "low", because: "low at most, since nothing is known to have been left behind"})
}

func isYes(f *inventory.Fact) bool { return f != nil && f.Is == inventory.Yes }

// evidenceOf is what said a fact, with its counts.
func evidenceOf(f *inventory.Fact) string {
	if f.Of > 0 {
		return fmt.Sprintf("%s: %d of %d", f.How, f.N, f.Of)
	}
	return f.How
}

// wholeness says whether a list of readers is known to be all.
func wholeness(r *inventory.Readers) string {
	if r.Whole {
		return "the list of readers is whole"
	}
	return "there may be more readers than could be seen"
}

// login is a name as reports show it.
func (j *judge) login(name string) string { return MaskLogin(name, j.Declared.ShowLogins) }

// loginBy is a reader with the role, view or function that lets it read.
func (j *judge) loginBy(x *inventory.Reader) string {
	name := j.login(x.Name)
	if via := lastOf(x.Path); via != "" {
		return name + " (by " + j.login(via) + ")"
	}
	return name
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// logins counts them, with what is said of one or of several.
func logins(n int, one, several string) string {
	return strings.TrimSpace(countOf(n, "login "+one, "logins "+several))
}

func countOf(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return amount.Count(float64(n)) + " " + several
}

// isScanLogin says that a login is the scan's own.
func (j *judge) isScanLogin(source, name string) bool {
	for i := range j.Facts.Sources {
		if s := &j.Facts.Sources[i]; s.Name == source {
			f := s.Posture.Find("scan.login")
			return f != nil && f.How == name
		}
	}
	return false
}
