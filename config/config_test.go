package config

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const complete = `
version: 1
key: {file: keys/dialmap}
organisation:
  name: Example
  role: controller
  establishments: [DE, US-CA]
  targets: [FR]
  default_region: DE
  facts: {annual_revenue_usd: 30000000, consumers: 120000, sells_data: false}
sources:
  - name: crm
    url: postgres://scan@db:5433/crm?application_name=x
    credentials: {env: CRM_PASSWORD}
    tls: {mode: verify-full, ca: ca.pem, cert: c.pem, key: /etc/k.pem}
    default_region: DE
    stored: {region: DE, mechanism: scc}
    include: [public.*]
    exclude: ["*.tmp_*"]
    pace: {connections: 4, rows_per_second: 50000, bytes_per_second: 8MiB, statement_timeout: 30s, windows: ["22:00-06:00 Europe/Berlin"]}
  - kind: mongodb
    host: mongo
    port: 27018
    database: shop
    user: scan
    credentials: {command: [pass, show, mongo]}
    stored: US-CA
  - kind: s3
    bucket: exports
    prefix: 2026/
    endpoint: https://s3.example.com
    region: eu-central-1
    credentials: {aws_profile: scan}
  - url: ./files
    derived: true
datasets:
  - match: crm/public.contacts
    owner: sales
    default_region: JP
    fields: {tel: {default_region: GB}}
    purposes: [sms_marketing]
    legal_basis: consent
    retention: {period: 24mo, field: created_at}
    consent: {ledger: sms, by: customer_id}
    contacted: sent_at
    vendors: [twilio]
ledgers:
  - name: sms
    dataset: crm/public.consents
    kind: consent
    fields: {number: phone, person: customer_id, granted: granted_at}
  - {name: letters, dataset: files/letters.csv, fields: {number: tel}}
ledger_memory: 64MiB
vendors:
  - {name: twilio, country: US, role: processor, contract: {signed: 2025-01-01, expires: 2027-01-01}, mechanism: dpf, reviewed: 2026-02-01}
  - name: textfleet
    legal_name: Textfleet Inc.
    contact: privacy@textfleet.example
    security_contact: security@textfleet.example
    country: US
    processes_in: [US, IE]
    role: processor
    known_as: {hosts: ["*.textfleet.example"], accounts: ["222222222222"], logins: ["textfleet_*"], slots: ["fivetran*"], files: ["*textfleet*"], buckets: [textfleet-in]}
    covers: {purposes: [sms_marketing], regions: [DE, FR, US]}
    contract:
      signed: 2025-01-01
      expires: 2027-01-01
      document: contracts/textfleet.pdf
      clauses: [subject, duration, nature_purpose, data_types, subjects, instructions, confidentiality, security, sub_processors, assist_rights, assist_security, deletion, audit, inform_unlawful]
      us_ca: [no_sale, specific_purpose, no_other_purpose, no_other_commercial, no_combining, same_protection, right_to_check, notify, stop, consumer_requests]
    transfer: {mechanism: scc, module: 2, signed: 2025-01-01, assessment: {done: 2025-01-10, document: tia.pdf}, supplementary: [encryption]}
    attestations: [{kind: iso27001, until: 2027-03-01, scope: messaging, document: iso.pdf}, {kind: soc2_type2, from: 2025-01-01, until: 2026-01-01}]
    sub_processors: [{name: Aggregator, country: IN, contact: dpo@aggregator.example, approved: 2025-01-01}]
    reviewed: 2026-02-01
    deletion: {after_end: 30d, confirmed: 2026-04-01}
    messaging: {channel: 10dlc, brand: B1, campaign: C1, optout_within: 10bd}
notices:
  - {url: "https://example.com/privacy", languages: [de, en], countries: [DE]}
  - {file: privacy.md, languages: [pt-BR]}
`

func TestCompleteFile(t *testing.T) {
	c, err := Parse([]byte(complete), "dialmap.yaml", "/etc/scan")
	if err != nil {
		t.Fatal(err)
	}
	crm := c.Sources[0]
	crm.At, crm.Credentials.At = Position{}, Position{}
	want := Source{
		Name: "crm", URL: "postgres://scan@db:5433/crm?application_name=x", Credentials: Secret{Env: "CRM_PASSWORD"},
		TLS:           TLS{Mode: "verify-full", CA: "/etc/scan/ca.pem", Cert: "/etc/scan/c.pem", Key: "/etc/k.pem"},
		DefaultRegion: "DE", Stored: Stored{Region: "DE", Mechanism: "scc"},
		Include: []string{"public.*"}, Exclude: []string{"*.tmp_*"},
		Pace: Pace{Connections: 4, RowsPerSecond: 50000, BytesPerSecond: 8 << 20, StatementTimeout: 30 * time.Second, Windows: []string{"22:00-06:00 Europe/Berlin"}},
	}
	if d := cmp.Diff(want, crm); d != "" {
		t.Error(d)
	}
	for i, name := range []string{"postgres:db:5433/crm", "mongodb:mongo:27018/shop", "s3:exports/2026", "files"} {
		if got := c.Sources[i].DefaultName(); got != name {
			t.Errorf("source %d is called %q, want %q", i, got, name)
		}
	}
	if got := c.Sources[3].URL; got != "/etc/scan/files" {
		t.Errorf("a path is relative to the file: got %s", got)
	}
	if got := c.Key.File; got != "/etc/scan/keys/dialmap" {
		t.Errorf("key.file is relative to the file: got %s", got)
	}
	if got := c.Datasets[0].Fields["tel"]; got != "GB" {
		t.Errorf("region of field tel: got %q", got)
	}
	if len(c.Notes) > 0 {
		t.Errorf("notes: %v", c.Notes)
	}
	if d := c.Datasets[0]; d.Contacted != "sent_at" || !d.Consent.ByPerson() || d.Where["consent"].Line == 0 {
		t.Errorf("dataset: %+v", d)
	}
	if l := c.Ledgers[1]; l.Kind != "consent" || l.Fields["number"] != "tel" || l.Hash() == c.Ledgers[0].Hash() {
		t.Errorf("ledger: %+v", l)
	}
	v := c.Vendors[1]
	if v.Transfer.Module != 2 || len(v.Contract.Clauses) != len(Clauses) || len(v.Contract.California) != len(CaliforniaClauses) || v.KnownAs.Slots[0] != "fivetran*" || v.SubProcessors[0].Country != "IN" {
		t.Errorf("vendor: %+v", v)
	}
	if v := c.Vendors[0]; v.SubProcessors != nil || v.Contract.Clauses != nil {
		t.Errorf("what was not given is not none: %+v", v)
	}
	if c.LedgerMemory != 64<<20 || c.Notices[1].File != "/etc/scan/privacy.md" {
		t.Errorf("ledger_memory %d, notice %+v", c.LedgerMemory, c.Notices[1])
	}
}

// mistakes are refused by the loader and by the schema alike.
var mistakes = []struct{ name, file, want string }{
	{"a misspelt key", "version: 1\nsuorces: []\n", `f:2:1: configuration: unknown key "suorces"; did you mean sources?`},
	{"no version", "sources: []\n", "f:1:1: configuration: version is missing"},
	{"a version of tomorrow", "version: 2\n", "f:1:10: version: this dialmap reads version 1; use a newer dialmap"},
	{"version as text", "version: '1'\n", "f:1:10: version: want a whole number, this is text"},
	{"a source that is nowhere", "version: 1\nsources:\n  - name: crm\n", "f:3:5: sources: say where it is: url, or kind with host or path"},
	{"a source in two ways", "version: 1\nsources:\n  - url: ./a\n    path: ./b\n", "f:3:5: sources: url and path say where it is; keep one of the two"},
	{"a part of another kind", "version: 1\nsources:\n  - kind: s3\n    host: db\n    bucket: b\n", "f:3:5: sources: kind s3 has no host; it has bucket, prefix"},
	{"a kind without its place", "version: 1\nsources:\n  - kind: postgres\n", "f:3:5: sources: kind postgres needs host"},
	{"a kind that is none", "version: 1\nsources:\n  - {kind: postgre, host: db}\n", `f:3:12: sources.kind: "postgre" is not one of its values; did you mean postgres?`},
	{"a password in the file", "version: 1\nsources:\n  - url: postgres://db/crm\n    password: hunter2\n", "f:4:5: sources: password does not belong into the file; refer to it: credentials: {env: NAME}"},
	{"credentials in two ways", "version: 1\nsources:\n  - url: postgres://db/crm\n    credentials: {env: A, file: b}\n", "f:4:18: sources.credentials: want exactly one of env, file, command, pgpass, aws_profile"},
	{"no credentials named", "version: 1\nsources:\n  - url: postgres://db/crm\n    credentials: {}\n", "f:4:18: sources.credentials: want exactly one of env, file, command, pgpass, aws_profile"},
	{"a region people write for another", "version: 1\norganisation: {default_region: UK}\n", `f:2:32: organisation.default_region: "UK" is not a region; write GB`},
	{"a region in lower case", "version: 1\nsources: [{url: ., default_region: de}]\n", `f:2:36: sources.default_region: "de" is not a region; write it as DE`},
	{"a union for a country", "version: 1\nsources: [{url: ., stored: EU}]\n", `f:2:28: sources.stored.region: "EU" is not a region; it is no country; name the one, such as DE`},
	{"a part of no country", "version: 1\norganisation: {establishments: [XX-CA]}\n", `f:2:33: organisation.establishments: "XX-CA" is not a region; want a country of ISO 3166 in two letters, such as DE or US`},
	{"a calling code for a region", "version: 1\ndatasets: [{match: '*', default_region: 49}]\n", "f:2:41: datasets.default_region: want text, this is a number; put it in quotes"},
	{"a field's region misspelt", "version: 1\ndatasets: [{match: '*', fields: {tel: {region: JP}}}]\n", `f:2:40: datasets.fields.tel: unknown key "region"; known are default_region`},
	{"a duration without a unit", "version: 1\nsources: [{url: ., pace: {statement_timeout: '30'}}]\n", "f:2:46: sources.pace.statement_timeout: want a duration with its unit, such as 30s or 5m"},
	{"a negative pace", "version: 1\nsources: [{url: ., pace: {connections: -1}}]\n", "f:2:40: sources.pace.connections: want a number from 1 to 1000"},
	{"a size in words", "version: 1\nsources: [{url: ., pace: {bytes_per_second: fast}}]\n", "f:2:45: sources.pace.bytes_per_second: want bytes, such as 64MiB or 500000"},
	{"a window that is no time", "version: 1\nsources: [{url: ., pace: {windows: ['at night']}}]\n", `f:2:37: sources.pace.windows: want a time of day and its zone, such as "22:00-06:00 Europe/Berlin"`},
	{"a tls mode that is none", "version: 1\nsources: [{url: ., tls: {mode: insecure}}]\n", `f:2:32: sources.tls.mode: "insecure" is not one of its values; want disable, require, verify-ca, verify-full`},
	{"a mechanism that is none", "version: 1\nsources: [{url: ., stored: {region: DE, mechanism: sc}}]\n", `f:2:52: sources.stored.mechanism: "sc" is not one of its values; did you mean scc?`},
	{"text for a truth", "version: 1\nsources: [{url: ., derived: 'yes'}]\n", "f:2:29: sources.derived: want true or false, this is text"},
	{"a list for a mapping", "version: 1\nsources: {url: .}\n", "f:2:10: sources: want a list [a, b], this is a mapping"},
	{"an empty name", "version: 1\nsources: [{name: '', url: .}]\n", "f:2:18: sources.name: is empty; give it a value or remove the key"},
	{"nothing where text belongs", "version: 1\nsources: [{name: , url: .}]\n", "sources.name: want text, this is nothing"},
	{"a name with a wildcard", "version: 1\nsources: [{name: 'a*', url: .}]\n", "f:2:18: sources.name: a name has at most 200 characters and none of * ? [ ]"},
	{"a dataset without match", "version: 1\ndatasets: [{default_region: JP}]\n", "f:2:12: datasets: match is missing"},
	{"a retention period in words", "version: 1\ndatasets: [{match: a, retention: {period: two years}}]\n", `f:2:43: datasets.retention.period: "two years" has another form than 24mo, 90d or 7y`},
	{"a clause of no contract", "version: 1\nvendors: [{name: a, contract: {clauses: [deletoin]}}]\n", `f:2:42: vendors.contract.clauses: "deletoin" is not one of its values; did you mean deletion?`},
	{"a module of no clauses", "version: 1\nvendors: [{name: a, transfer: {mechanism: scc, module: 5}}]\n", "f:2:56: vendors.transfer.module: want a number from 1 to 4"},
	{"a transfer without its mechanism", "version: 1\nvendors: [{name: a, transfer: {module: 2}}]\n", "f:2:31: vendors.transfer: mechanism is missing"},
	{"a sub-processor without a name", "version: 1\nvendors: [{name: a, sub_processors: [{country: IN}]}]\n", "f:2:38: vendors.sub_processors: name is missing"},
	{"a grace without a unit", "version: 1\nvendors: [{name: a, messaging: {optout_within: '10'}}]\n", "f:2:48: vendors.messaging.optout_within: the value here has another form than 10bd, 3d or 24h"},
	{"a key of known_as misspelt", "version: 1\nvendors: [{name: a, known_as: {host: [b]}}]\n", `f:2:32: vendors.known_as: unknown key "host"; did you mean hosts?`},
	{"a vendor's day the other way round", "version: 1\nvendors: [{name: a, reviewed: 01.02.2026}]\n", "f:2:31: vendors.reviewed: the value here has another form than 2026-02-01"},
	{"a ledger without its dataset", "version: 1\nledgers: [{name: sms}]\n", "ledgers: dataset is missing"},
	{"a ledger without number and person", "version: 1\nledgers: [{name: sms, dataset: a/b, fields: {granted: at}}]\n", "f:2:45: ledgers.fields: a ledger needs number"},
	{"a ledger without fields", "version: 1\nledgers: [{name: sms, dataset: a/b}]\n", "ledgers: fields is missing"},
	{"a role that no ledger has", "version: 1\nledgers: [{name: sms, dataset: a/b, fields: {number: tel, expired: at}}]\n", `f:2:59: ledgers.fields: unknown key "expired"; did you mean expires?`},
	{"a notice that is nowhere", "version: 1\nnotices: [{languages: [de]}]\n", "f:2:11: notices: say where it can be read: url or file"},
	{"a language by its name", "version: 1\nnotices: [{file: a, languages: [German]}]\n", `f:2:33: notices.languages: "German" is not the code of a language; write it as de, en or pt-BR`},
	{"ledger memory without a unit", "version: 1\nledger_memory: much\n", "f:2:16: ledger_memory: want bytes, such as 64MiB or 500000"},
	{"a notice that is no address", "version: 1\nnotices: [{url: privacy}]\n", "f:2:17: notices.url: want the address of a page, https://…"},
	{"an endpoint with a login", "version: 1\nsources: [{url: 's3://b', endpoint: 'https://key:secret@s3'}]\n", "sources.endpoint: want the S3 server's address without a login, such as https://s3.example.com"},
	{"a key given by value", "version: 1\nkey: 00112233\n", "f:2:6: key: want a mapping (key: value), this is"},
	{"a fact that is a list", "version: 1\norganisation: {facts: {consumers: [1]}}\n", "organisation.facts: want a number, true, false or text, this is a list"},
}

func TestMistakesNamePlaceAndRemedy(t *testing.T) {
	for _, c := range mistakes {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.file), "f", "/etc")
			if err == nil {
				t.Fatal("it was accepted")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	_, err := Parse([]byte("version: 1\nsuorces: []\norganisation: {role: boss}\nkey: {envv: A}\n"), "f", "")
	p, ok := err.(Problems)
	if !ok || len(p) < 3 {
		t.Fatalf("got %v", err)
	}
	for i, line := range []int{2, 3, 4} {
		if p[i].Line != line {
			t.Errorf("problem %d is on line %d, want %d", i, p[i].Line, line)
		}
	}
}

func TestWhatTheSchemaCannotSay(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"two sources of one name", "version: 1\nsources: [{name: a, url: x}, {name: a, url: y}]\n", `"a" is the name of another source too`},
		{"two mechanisms of one vendor", "version: 1\nvendors: [{name: a, mechanism: dpf, transfer: {mechanism: scc}}]\n", "f:2:32: vendors.mechanism: transfer.mechanism says another one; keep one of the two"},
		{"a contract that ends before it begins", "version: 1\nvendors: [{name: a, contract: {signed: 2026-01-01, expires: 2025-01-01}}]\n", "f:2:31: vendors.contract: it expires before it is signed; check both days"},
		{"a module of another mechanism", "version: 1\nvendors: [{name: a, transfer: {mechanism: bcr, module: 2}}]\n", "f:2:31: vendors.transfer.module: only the EU's standard clauses have modules; write mechanism: scc, or leave module out"},
		{"a vendor that is not listed", "version: 1\ndatasets: [{match: a, vendors: [twilio]}]\n", `f:2:32: datasets.vendors: "twilio" is not in the list vendors; add it there`},
		{"a ledger that is not listed", "version: 1\ndatasets: [{match: a, consent: {ledger: sms}}]\n", `f:2:32: datasets.consent.ledger: "sms" is not in the list ledgers`},
		{"two ledgers of one name", "version: 1\nledgers: [{name: a, dataset: s/x, fields: {number: n}}, {name: a, dataset: s/y, fields: {number: n}}]\n", `f:2:57: ledgers.name: "a" is the name of another ledger too`},
		{"consent in a ledger of refusals", "version: 1\nledgers: [{name: dnc, dataset: s/x, kind: refusal, fields: {number: n}}]\ndatasets: [{match: a, consent: {ledger: dnc}}]\n", `f:3:32: datasets.consent.ledger: "dnc" records refusals`},
		{"a join by number with a ledger that has none", "version: 1\nledgers: [{name: sms, dataset: s/x, fields: {person: id}}]\ndatasets: [{match: a, consent: {ledger: sms}}]\n", `datasets.consent: the ledger "sms" has no number`},
		{"a join by person with a ledger that has none", "version: 1\nledgers: [{name: sms, dataset: s/x, fields: {number: n}}]\ndatasets: [{match: a, consent: {ledger: sms, by: id}}]\n", `datasets.consent.by: the ledger "sms" has no person`},
		{"two rules that contradict each other", "version: 1\ndatasets:\n  - {match: crm/people, legal_basis: consent}\n  - {match: crm/people, legal_basis: contract}\n", `f:4:38: datasets.legal_basis: this and the rule on line 3 say different things of crm/people; keep one`},
		{"a pattern that contradicts a name", "version: 1\ndatasets:\n  - {match: crm/*, purposes: [orders]}\n  - {match: crm/people, purposes: [marketing]}\n", `f:4:35: datasets.purposes: this and the rule on line 3 say different things of crm/people; keep one`},
		{"a zone that is none", "version: 1\nsources: [{url: ., pace: {windows: ['22:00-06:00 Mars/Base']}}]\n", "is not a time zone"},
		{"a window without length", "version: 1\nsources: [{url: ., pace: {windows: ['22:00-22:00']}}]\n", "the window has no length"},
		{"an unknown parameter", "version: 1\nsources: [{url: 'postgres://db/x?dialmap.regoin=DE'}]\n", `unknown parameter "dialmap.regoin"`},
		{"one key twice", "version: 1\nversion: 1\n", "f:2:1"},
		{"a second document", "version: 1\n---\nversion: 1\n", "a second document"},
		{"no document", "# nothing\n", "f:1:1: the file is empty; begin it with version: 1"},
		{"a merge", "a: &a {x: 1}\nversion: 1\nkey: {<<: *a}\n", "merging with << is not supported"},
		{"broken YAML", "version: 1\nkey: {env: A\n", "not valid YAML"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.file), "f", "/etc")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestAnchorsAreResolved(t *testing.T) {
	c, err := Parse([]byte("version: 1\nsources:\n  - {url: a, tls: &t {mode: require}}\n  - {url: b, tls: *t}\n"), "f", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Sources[1].TLS.Mode; got != "require" {
		t.Errorf("got %q", got)
	}
}

func TestNoErrorShowsWhatCouldBeASecret(t *testing.T) {
	const secret = "s3cr3t-Passw0rd"
	for _, file := range []string{
		"version: 1\nsources: [{url: 'postgres://u:" + secret + "@db:port/x/y@z'}]\n",
		"version: 1\nsources: [{url: 'postgres://u:%" + secret + "@db/x'}]\n",
		"version: 1\nsources: [{url: 'host=db password=" + secret + "'}]\n",
		"version: 1\nsources: [{url: 'postgres://db/x', credentials: '" + secret + "'}]\n",
		"version: 1\nsources: [{url: 'postgres://db/x', password: '" + secret + "'}]\n",
		"version: 1\nkey: {env: A\n  " + secret + ": \"\n",
		"version: 1\nkey: '" + secret + "\n",
		"version: 1\nsources: [{kind: '" + secret + "'}]\n",
		"version: 1\n\t" + secret + ": x\n",
	} {
		_, err := Parse([]byte(file), "f", "")
		if err == nil {
			t.Errorf("accepted: %s", file)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("shown in: %s", err)
		}
	}
}

func TestSchemaAndLoaderAgree(t *testing.T) {
	s := compiled(t)
	good := []string{
		complete, "version: 1\n",
		"version: 1\nkey: {command: pass show key}\nsources: [{kind: sqlite, path: a.db}, {url: 'postgres://h/d', credentials: {pgpass: true}}]\n",
		"version: 1\nsources: [{url: a, pace: {bytes_per_second: 100, statement_timeout: 1m30s, windows: ['00:00-24:00']}}]\n",
	}
	for _, file := range good {
		if _, err := Parse([]byte(file), "f", ""); err != nil {
			t.Errorf("the loader refuses\n%s%v", file, err)
		}
		if err := s.Validate(instance(t, file)); err != nil {
			t.Errorf("the schema refuses\n%s%v", file, err)
		}
	}
	for _, m := range mistakes {
		if err := s.Validate(instance(t, m.file)); err == nil {
			t.Errorf("%s: the schema accepts what the loader refuses", m.name)
		}
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(Schema())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func instance(t *testing.T, file string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(file), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// The schema repeats lists and forms that the loader has in Go.
func TestSchemaRepeatsTheLoader(t *testing.T) {
	text := string(Schema())
	var doc struct {
		Defs map[string]struct {
			Enum []string `json:"enum"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(numbered, doc.Defs["region"].Enum); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(Mechanisms, doc.Defs["mechanism"].Enum); d != "" {
		t.Error(d)
	}
	for _, form := range []string{nameForm.String(), dayForm.String(), periodForm.String(), durationForm.String(), languageForm.String(), graceForm.String(), sizeForm.String(), windowForm.String()} {
		quoted, _ := json.Marshal(form)
		if !strings.Contains(text, string(quoted)) {
			t.Errorf("the schema lacks %s", form)
		}
	}
}

func TestRegionsAreTheLibrarys(t *testing.T) {
	want := slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions()))
	if d := cmp.Diff(want, numbered); d != "" {
		t.Error(d)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(complete)
	for _, m := range mistakes {
		f.Add(m.file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		c, err := Parse([]byte(file), "f", "")
		if (c == nil) == (err == nil) {
			t.Error("want either a configuration or an error")
		}
	})
}
