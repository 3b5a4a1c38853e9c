package assess

import "slices"

// Rule is one question that findings answer.
type Rule struct {
	ID    string
	Duty  string
	Kind  string // of most of its findings; a finding's own kind is what counts
	Title string // what was found, in a few words
}

// Rules are all there are, in the order of docs/findings.md. Formats that list
// rules list all of them, found or not, so that a reader can tell a rule that found
// nothing from one that was not asked.
var Rules = []Rule{
	{"consent.missing", "consent", Unmet, "used without a consent in the ledger"},
	{"consent.withdrawn", "consent", Unmet, "used although the consent was withdrawn"},
	{"consent.expired", "consent", Unmet, "used although the consent has expired"},
	{"consent.other_purpose", "consent", Unmet, "used beyond the purposes consented to"},
	{"consent.late", "consent", Unmet, "contacted before consent was given"},
	{"consent.no_ledger", "consent", Unproven, "consent is claimed and no ledger is named"},
	{"consent.undeclared", "consent", Undeclared, "legal basis not declared"},
	{"consent.no_time", "consent", Unproven, "consents without a time"},
	{"consent.no_source", "consent", Unproven, "consents without a source"},
	{"consent.no_wording", "consent", Unproven, "consents without their wording"},
	{"consent.bulk", "consent", Unproven, "consents recorded in bulk"},
	{"dnc_check.refused", "dnc_check", Unmet, "used although the person asked not to be called"},
	{"transparency.no_notice", "transparency", Undeclared, "privacy notice not declared"},
	{"transparency.purpose", "transparency", Unmet, "purpose in no privacy notice"},
	{"transparency.recipient", "transparency", Unmet, "recipient in no privacy notice"},
	{"transparency.language", "transparency", Unmet, "no privacy notice in a language of the country"},
	{"purpose.undeclared", "purpose", Undeclared, "purpose not declared"},
	{"purpose.mixed", "purpose", Unmet, "also used for another purpose"},
	{"purpose.unused", "purpose", Unmet, "kept and not used"},
	{"purpose.backup", "purpose", Unmet, "backup or copy among the data"},
	{"purpose.test", "purpose", Unmet, "production numbers in a test environment"},
	{"purpose.duplicate", "purpose", Unmet, "kept twice"},
	{"minimisation.full_numbers", "minimisation", Unmet, "full numbers in a log"},
	{"retention.undeclared", "retention", Undeclared, "retention period not declared"},
	{"retention.no_date", "retention", Unproven, "age of the records unknown"},
	{"retention.overdue", "retention", Unmet, "kept beyond the retention period"},
	{"retention.beyond_law", "retention", Unmet, "kept longer than the law allows"},
	{"retention.not_enforced", "retention", Unproven, "retention period not enforced by the store"},
	{"retention.withdrawn", "retention", Unmet, "kept although every consent was withdrawn"},
	{"security.public", "security", Unmet, "anybody can read"},
	{"security.public_login", "security", Unmet, "no password is asked for"},
	{"security.everyone", "security", Unmet, "every login can read"},
	{"security.readers", "security", Unmet, "read by logins that are not declared"},
	{"security.readers_undeclared", "security", Undeclared, "readers not declared"},
	{"security.view", "security", Unmet, "shown through a view or function"},
	{"security.row_security", "security", Unmet, "row-level security evaded"},
	{"security.could", "security", Unproven, "logins that could give themselves access"},
	{"security.tomorrow", "security", Unproven, "new tables readable by every login"},
	{"security.reads_secrets", "security", Unmet, "password hashes readable"},
	{"security.scan_login", "security", Unmet, "the scan's login may do too much"},
	{"security.logins", "security", Unproven, "logins weakly kept"},
	{"security.transit", "security", Unmet, "connections in clear"},
	{"security.at_rest", "security", Unmet, "unencrypted on disk"},
	{"security.logged", "security", Unproven, "numbers written into the server's log"},
	{"security.no_audit", "security", Unproven, "reading is not logged"},
	{"security.reversible_hash", "security", Unmet, "hashes that give the number away"},
	{"security.versions", "security", Unproven, "deleted objects stay as versions"},
	{"security.leftovers", "security", Unproven, "overdue numbers stay after deletion"},
	{"security.unknown", "security", Unproven, "not known how it is kept"},
	{"third_party.undeclared", "third_party", Undeclared, "recipient that is not a declared vendor"},
	{"third_party.no_contract", "third_party", Unproven, "vendor without a declared contract"},
	{"third_party.expired", "third_party", Unmet, "vendor whose contract has ended"},
	{"third_party.expiring", "third_party", Unproven, "vendor whose contract ends soon"},
	{"third_party.clauses", "third_party", Unmet, "contract without required clauses"},
	{"third_party.before_contract", "third_party", Unmet, "passed on before the contract"},
	{"third_party.outside_scope", "third_party", Unmet, "passed on outside what the contract covers"},
	{"third_party.mechanism", "third_party", Unmet, "passed on without a transfer mechanism of the subject's law"},
	{"third_party.no_tia", "third_party", Unproven, "transfer without an assessment"},
	{"third_party.attestation", "third_party", Unproven, "no valid attestation of security"},
	{"third_party.review", "third_party", Unproven, "vendor not reviewed within a year"},
	{"third_party.sub_processors", "third_party", Unproven, "sub-processors unknown"},
	{"third_party.optout_not_passed", "third_party", Unproven, "withdrawn or refused, and in a vendor's file"},
	{"third_party.consent_not_passed", "third_party", Unproven, "consent not passed on with the numbers"},
	{"third_party.optin_shared", "third_party", Unmet, "SMS opt-in shared with another controller"},
	{"third_party.not_deleted", "third_party", Unproven, "erased here, and kept by a vendor"},
}

// FindRule is the rule of an ID; ok is false where this version has none.
func FindRule(id string) (r Rule, ok bool) {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return r, false
	}
	return Rules[i], true
}

// RuleTitle is what a rule found, in a few words; the ID of a rule that this
// version does not know.
func RuleTitle(id string) string {
	if r, ok := FindRule(id); ok {
		return r.Title
	}
	return id
}
