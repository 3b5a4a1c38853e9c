package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// sourceSecurity judges what a source says of itself as a whole: one finding a
// source and rule, about all numbers that it holds.
func (j *judge) sourceSecurity() {
	for i := range j.Facts.Sources {
		src := &j.Facts.Sources[i]
		s := j.wholeOf(src.Name)
		if src.Posture == nil || len(s.fields) == 0 {
			continue
		}
		w := &sourceJudge{judge: j, set: s, posture: src.Posture, kind: src.Kind}
		w.openLogin()
		w.nobodyDeclared()
		w.tomorrow()
		w.secretReaders()
		w.scanLogin()
		w.weakLogins()
		w.transit()
		w.logs()
		w.versions()
		w.unknown()
	}
}

// wholeOf is a source as if it were one dataset: the fields and laws of all that
// it holds, derived datasets left out.
func (j *judge) wholeOf(source string) *set {
	whole := &set{source: source, facts: &inventory.Dataset{Source: source}}
	for i := range j.sets {
		if s := &j.sets[i]; s.source == source && !s.facts.Derived {
			whole.fields = append(whole.fields, s.fields...)
			whole.reach = append(whole.reach, s.reach...)
		}
	}
	return whole
}

// sourceJudge judges one source.
type sourceJudge struct {
	*judge
	set     *set
	posture *inventory.SourcePosture
	kind    string
}

// find is a fact of the source that is yes; nil where it is not.
func (w *sourceJudge) find(name string) *inventory.Fact {
	if f := w.posture.Find(name); isYes(f) {
		return f
	}
	return nil
}

// add takes a finding about all numbers of the source.
func (w *sourceJudge) add(f Finding, fact string, to *exposedTo, b bounds) {
	numbers, _ := w.set.numbers()
	f.Count, f.Records = numbers, profile.Estimate{}
	w.judge.add(w.set, draft{Finding: f, rests: []Rest{factRest(w.set.source, "", fact)}, exposed: to, bounds: b})
}

func (w *sourceJudge) numbers() string {
	numbers, _ := w.set.numbers()
	return those(numbers, "") + " in " + w.set.source
}

// lowAtMost bounds what is a hint and no breach.
func lowAtMost(because string) bounds { return bounds{most: "low", because: because} }

func (w *sourceJudge) openLogin() {
	for _, name := range []string{"open.login", "open.no_authorization"} {
		if f := w.find(name); f != nil {
			numbers, _ := w.set.numbers()
			w.add(Finding{
				Rule: "security.public_login", Text: "anybody who reaches the server can read the " + w.numbers(), Evidence: evidenceOf(f),
				Remedy: "Ask every login for a password or certificate, and let only the networks that need it reach the server.",
			}, name, toAnybody, w.set.floorOf(numbers))
			return
		}
	}
}

// nobodyDeclared says of a source once that its readers were not declared.
func (w *sourceJudge) nobodyDeclared() {
	reading, datasets, listed := map[string]bool{}, 0, 0
	for i := range w.sets {
		s := &w.sets[i]
		if s.source != w.set.source || s.facts.Derived || len(s.fields) == 0 || s.facts.Posture == nil || s.declared.Readers != nil {
			continue
		}
		found := false
		for _, x := range s.facts.Posture.Readers.List {
			if x.Could == "" && x.By != "superuser" && !w.isScanLogin(s.source, x.Name) {
				reading[x.Name], found = true, true
			}
		}
		if found {
			datasets++
			listed = max(listed, s.facts.Posture.Readers.Logins)
		}
	}
	if datasets == 0 {
		return
	}
	w.add(Finding{
		Rule: "security.readers_undeclared", Kind: Undeclared,
		Text:     fmt.Sprintf("%s read numbers in %s of %s, and nobody declared who should", logins(max(len(reading), listed), "can", "can"), countOf(datasets, "dataset", "datasets"), w.set.source),
		Evidence: "readers of each dataset are listed in the report; superusers and the scan's own login are not counted",
		Remedy:   "Declare under datasets who should read each of them: readers: [role, app_*].",
	}, "readers", toInside, bounds{})
}

func (w *sourceJudge) tomorrow() {
	if f := w.find("tomorrow.everyone"); f != nil {
		w.add(Finding{
			Rule: "security.tomorrow", Kind: Unproven, Text: "each new table of " + w.set.source + " will be readable by every login: " + f.How,
			Evidence: "default privileges grant SELECT to PUBLIC", Remedy: "ALTER DEFAULT PRIVILEGES … REVOKE SELECT ON TABLES FROM PUBLIC.",
		}, f.Name, toInside, bounds{})
	}
}

func (w *sourceJudge) secretReaders() {
	f := w.find("logins.read_secrets")
	if f == nil {
		return
	}
	var names []string
	for _, x := range w.posture.Secrets {
		names = append(names, w.login(x.Name))
	}
	who := few(names)
	if len(names) == 0 {
		who = logins(f.N, "", "")
	}
	w.add(Finding{
		Rule: "security.reads_secrets", Text: fmt.Sprintf("%s can read the password hashes of all logins of %s and so become them", who, w.set.source),
		Evidence: evidenceOf(f), Remedy: "Grant SELECT on the schemas that are needed instead of a right to read everything.",
	}, f.Name, toMore, bounds{})
}

func (w *sourceJudge) scanLogin() {
	if f := w.find("scan.excess_rights"); f != nil {
		w.add(Finding{
			Rule: "security.scan_login", Text: "the login of the scan may do more in " + w.set.source + " than a scan needs", Evidence: f.How,
			Remedy: "Grant it what dialmap check prints, and nothing else.",
		}, f.Name, toInside, lowAtMost("low at most, since the login is the scan's own"))
	}
}

// weakLogins says how the logins that read are kept.
func (w *sourceJudge) weakLogins() {
	var said, evidence []string
	var fact string
	note := func(f *inventory.Fact, text string) {
		said, evidence, fact = append(said, text), append(evidence, evidenceOf(f)), cmp.Or(fact, f.Name)
	}
	if f := w.find("logins.never_expire"); f != nil {
		note(f, fmt.Sprintf("%d of the %d logins that read never expire", f.N, f.Of))
	}
	if f := w.find("logins.weak_hash"); f != nil {
		note(f, "passwords are kept as MD5")
	}
	if f := w.posture.Find("logins.password_policy"); f != nil && f.Is == inventory.No {
		note(f, "nothing checks how strong a password is")
	}
	if f := w.find("logins.any_host"); f != nil {
		note(f, countOf(f.N, "account may log in from anywhere", "accounts may log in from anywhere"))
	}
	if len(said) == 0 {
		return
	}
	w.add(Finding{
		Rule: "security.logins", Kind: Unproven, Text: "of " + w.set.source + ": " + strings.Join(said, "; "), Evidence: strings.Join(evidence, "; "),
		Remedy: "Let passwords expire or use certificates, check their strength, keep them as SCRAM, and bind accounts to hosts.",
	}, fact, toInside, lowAtMost("low at most, since it is a weakness and no access"))
}

// transit judges connections in clear: the scan's own off this machine is one,
// and the server may take others.
func (w *sourceJudge) transit() {
	session, plain := w.posture.Find("transit.session"), w.find("transit.plain_accepted")
	f := Finding{Rule: "security.transit", Remedy: "Let the server take encrypted connections only (hostssl, require_secure_transport, aws:SecureTransport), and check that clients verify its certificate."}
	local := w.posture.Find("transit.local")
	switch {
	case session != nil && session.Is == inventory.No && !isYes(local):
		f.Text, f.Evidence = "this scan read the "+w.numbers()+" over a connection in clear", evidenceOf(session)
		if local == nil {
			f.Kind, f.Text = Unproven, f.Text+", which may leave this machine"
		}
		w.add(f, session.Name, toMore, bounds{})
	case plain != nil:
		f.Kind, f.Text, f.Evidence = Unproven, "the server of "+w.set.source+" also takes connections that are not encrypted", evidenceOf(plain)
		w.add(f, plain.Name, toInside, bounds{})
	}
}

// logs judges what the server writes down: values it should not, and who read
// what, which it should.
func (w *sourceJudge) logs() {
	if f := w.find("log.values"); f != nil {
		w.add(Finding{
			Rule: "security.logged", Kind: Unproven, Text: "the server of " + w.set.source + " writes statements with the values in them into its log", Evidence: evidenceOf(f),
			Remedy: "Turn it off, or keep parameters out of the log, and treat the logs as you treat the data.",
		}, f.Name, toInside, bounds{})
	}
	if f := w.posture.Find("log.audit"); f != nil && f.Is == inventory.No {
		w.add(Finding{
			Rule: "security.no_audit", Kind: Unproven, Text: "nobody could say afterwards who read the " + w.numbers(), Evidence: evidenceOf(f),
			Remedy: "Log who reads the datasets with numbers: pgaudit, the server's audit plugin, the bucket's access log.",
		}, f.Name, toInside, bounds{})
	}
}

func (w *sourceJudge) versions() {
	if f := w.posture.Find("versions.removed"); w.find("versions") != nil && f != nil && f.Is == inventory.No {
		w.add(Finding{
			Rule: "security.versions", Kind: Unproven, Text: "deleted objects of " + w.set.source + " stay as earlier versions, and no rule removes those", Evidence: evidenceOf(f),
			Remedy: "Add a lifecycle rule that expires versions that are no longer current.",
		}, f.Name, toInside, bounds{})
	}
}

// unknownWords name the facts that a reader asks for first.
var unknownWords = map[string]string{
	"transit.session": "whether this session is encrypted", "transit.plain_accepted": "whether connections in clear are taken", "open.login": "who may connect how", "open.anonymous": "whether anybody can read",
	"open.everyone": "whether every login reads", "rest.encrypted": "encryption on disk", "log.values": "whether logs hold values", "log.audit": "whether reading is logged", "readers": "who reads",
	"posture": "how it is kept",
}

// unknown says of a source once what nobody let the scan see, with the grants that
// would tell.
func (w *sourceJudge) unknown() {
	var what, tells []string
	note := func(name, tell string) {
		word := unknownWords[name]
		if word == "" {
			return
		}
		if name == "rest.encrypted" && w.Declared.EncryptionOf(w.set.source) != "" {
			return // what the source cannot tell was declared
		}
		if !slices.Contains(what, word) {
			what = append(what, word)
		}
		if tell != "" && !slices.Contains(tells, tell) {
			tells = append(tells, tell)
		}
	}
	for _, f := range w.posture.Facts {
		if f.Is == inventory.Unknown {
			note(f.Name, f.Tells)
		}
	}
	for i := range w.sets {
		s := &w.sets[i]
		if p := s.facts.Posture; s.source == w.set.source && p != nil && len(s.fields) > 0 {
			for _, f := range p.Facts {
				if f.Is == inventory.Unknown {
					note(f.Name, f.Tells)
				}
			}
			if !p.Readers.Whole {
				note("readers", p.Readers.Tells)
			}
		}
	}
	if len(what) == 0 {
		return
	}
	slices.Sort(what)
	remedy := "Declare what the source cannot tell (encryption under sources, readers under datasets)."
	if len(tells) > 0 {
		remedy = "These grants would tell: " + strings.Join(tells, " ")
	}
	w.add(Finding{
		Rule: "security.unknown", Kind: Unproven, Text: "not known of " + w.set.source + ": " + strings.Join(what, ", "),
		Evidence: "the source did not say; unknown is never taken for no", Remedy: remedy,
	}, "posture.unknown", toInside, lowAtMost("low at most, since nothing is known to be wrong"))
}
