package assess

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

func yes(name, how string) inventory.Fact {
	return inventory.Fact{Name: name, Is: inventory.Yes, How: how}
}

func no(name, how string) inventory.Fact {
	return inventory.Fact{Name: name, Is: inventory.No, How: how}
}

// secure gives the source a posture in which every rule on security finds something.
func (w *World) secure() {
	w.Facts.Sources = []inventory.Source{{Name: "crm", Kind: "postgres", Posture: &inventory.SourcePosture{
		Facts: []inventory.Fact{
			yes("open.login", "pg_hba line 4"), yes("tomorrow.everyone", "tables that owner creates in schema crm"), {Name: "logins.read_secrets", Is: inventory.Yes, How: "members of pg_read_all_data", N: 1, Of: 20},
			{Name: "scan.login", Is: inventory.Yes, How: "scan"}, yes("scan.excess_rights", "it is a superuser"), {Name: "logins.never_expire", Is: inventory.Yes, How: "pg_roles.rolvaliduntil", N: 9, Of: 11},
			yes("transit.plain_accepted", "pg_hba line 3"), yes("transit.session", "TLS 1.3"), yes("log.values", "log_statement = all"), no("log.audit", "pgaudit does not log reads"),
			yes("versions", "the bucket's versioning"), no("versions.removed", "the bucket's lifecycle rules"),
			{Name: "rest.encrypted", Is: inventory.Unknown, Why: inventory.WhyUnsupported},
		},
		Secrets: []inventory.Reader{{Name: "anna.schmidt", By: "all_data"}},
	}}}
	readers := inventory.Readers{Whole: true, Logins: 3, Administrators: 1, List: []inventory.Reader{
		{Name: "app_api", By: "table"}, {Name: "bob", By: "table", Path: []string{"marketing_ro"}}, {Name: "job", By: "view", Path: []string{"crm.v"}},
		{Name: "mgr", By: "table", Could: "createrole"}, {Name: "root", By: "superuser"}, {Name: "scan", By: "table"},
	}}
	w.dataset("public.contacts").Posture = &inventory.DatasetPosture{Readers: readers, Facts: []inventory.Fact{
		yes("open.anonymous", "HEAD of one object without credentials answered 200"), {Name: "open.view", Is: inventory.Yes, How: "crm.v", N: 1, Of: 3},
		{Name: "row_security.evaded", Is: inventory.Yes, How: "BYPASSRLS", N: 2, Of: 3}, no("rest.encrypted", "innodb_tablespaces_encryption"), yes("statistics.values", "pg_stats"),
	}}
	w.Declared.Datasets[0].Readers = []string{"app_*"}
	if slices.ContainsFunc(w.Facts.Datasets, func(d inventory.Dataset) bool { return d.Dataset == "public.tickets" }) {
		w.dataset("public.tickets").Posture = &inventory.DatasetPosture{Readers: readers, Facts: []inventory.Fact{yes("open.everyone", "PUBLIC may SELECT")}}
	}
}

// securityOf are the findings on security, by rule.
func securityOf(list []Finding) map[string]Finding {
	out := map[string]Finding{}
	for _, f := range list {
		if f.Duty == "security" {
			out[f.Rule] = f
		}
	}
	return out
}

func TestSecurity(t *testing.T) {
	reading := func(names ...string) inventory.Readers {
		r := inventory.Readers{Whole: true}
		for _, n := range names {
			r.List = append(r.List, inventory.Reader{Name: n, By: "table"})
			r.Logins++
		}
		return r
	}
	for _, c := range []struct {
		name     string
		source   []inventory.Fact
		dataset  inventory.DatasetPosture
		declared []string
		want     []string // rule kind severity
	}{
		{"nothing but unknown is one finding, low, and no breach", []inventory.Fact{{Name: "open.login", Is: inventory.Unknown, Why: inventory.WhyDenied, Tells: "GRANT a"}},
			inventory.DatasetPosture{Facts: []inventory.Fact{{Name: "open.anonymous", Is: inventory.Unknown}}, Readers: inventory.Readers{Why: inventory.WhyDenied}}, nil, []string{"security.unknown unproven low"}},
		{"what is known and in order is nothing", []inventory.Fact{yes("transit.session", ""), no("transit.plain_accepted", ""), no("log.values", ""), yes("log.audit", "")},
			inventory.DatasetPosture{Facts: []inventory.Fact{no("open.everyone", "")}, Readers: reading("app_api")}, []string{"app_*"}, nil},
		{"readers that are declared are none, and one who is not is named", nil, inventory.DatasetPosture{Readers: reading("app_api", "bob")}, []string{"app_*"}, []string{"security.readers unmet high"}},
		{"an empty list of readers says that nobody should read", nil, inventory.DatasetPosture{Readers: reading("app_api")}, []string{}, []string{"security.readers unmet high"}},
		{"without a declaration it is one finding of the source", nil, inventory.DatasetPosture{Readers: reading("app_api", "bob")}, nil, []string{"security.readers_undeclared undeclared low"}},
		{"reading without credentials is high at least", nil, inventory.DatasetPosture{Facts: []inventory.Fact{yes("open.anonymous", "HEAD"), yes("open.everyone", "ACL")}, Readers: reading()}, []string{}, []string{"security.public unmet high"}},
		{"every login is not the internet", nil, inventory.DatasetPosture{Facts: []inventory.Fact{no("open.anonymous", "HEAD"), yes("open.everyone", "PUBLIC")}, Readers: reading()}, []string{}, []string{"security.everyone unmet high"}},
		{"a connection in clear on this machine is none", []inventory.Fact{no("transit.session", ""), yes("transit.local", "")}, inventory.DatasetPosture{Readers: reading()}, []string{}, nil},
		{"one that leaves it is", []inventory.Fact{no("transit.session", ""), no("transit.local", "")}, inventory.DatasetPosture{Readers: reading()}, []string{}, []string{"security.transit unmet medium"}},
		{"where the source does not say whether it is on this machine, it may leave it", []inventory.Fact{no("transit.session", "")}, inventory.DatasetPosture{Readers: reading()}, []string{}, []string{"security.transit unproven medium"}},
		{"a server that also takes them is a possibility", []inventory.Fact{yes("transit.session", ""), yes("transit.plain_accepted", "")}, inventory.DatasetPosture{Readers: reading()}, []string{}, []string{"security.transit unproven low"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			w.Facts.Sources = []inventory.Source{{Name: "crm", Kind: "postgres", Posture: &inventory.SourcePosture{Facts: c.source}}}
			w.dataset("public.contacts").Posture = &c.dataset
			w.Declared.Datasets[0].Readers = c.declared
			list, _ := w.judged(t)
			var got []string
			for _, f := range securityOf(list) {
				got = append(got, f.Rule+" "+f.Kind+" "+f.Severity)
			}
			slices.Sort(got)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("findings (-want +got):\n%s", d)
			}
		})
	}
}

func TestTenThousandNumbersThatAnybodyReadsAreCritical(t *testing.T) {
	w := world()
	for _, c := range []struct {
		numbers    uint64
		protection string
		want       string
	}{{9_999, "plaintext", "high"}, {10_000, "plaintext", "critical"}} {
		f := w.field("public.contacts")
		f.Numbers, f.Protection = profile.Count(c.numbers), c.protection
		w.dataset("public.contacts").Posture = &inventory.DatasetPosture{Facts: []inventory.Fact{yes("open.anonymous", "HEAD")}}
		list, _ := w.judged(t)
		found := securityOf(list)["security.public"]
		if found.Severity != c.want {
			t.Errorf("%d numbers: %s, want %s (%s)", c.numbers, found.Severity, c.want, found.Because)
		}
		if issues := Issues([]Finding{found}, func(string, string) string { return "" }); issues[0].Severity != c.want {
			t.Errorf("%d numbers: the issue is %s, want %s", c.numbers, issues[0].Severity, c.want)
		}
	}
}

func TestNamesThatLookLikePeopleAreMasked(t *testing.T) {
	for name, want := range map[string]string{
		"anna.schmidt": "a•••.s•••", "j.doe": "j•••.d•••", "bob": "b•••", "maria_garcia": "m•••_g•••", "anna@%": "a•••@%",
		"app_api": "app_api", "crm.readonly": "crm.readonly", "crm_ro": "crm_ro", "postgres": "postgres", "marketing_ro": "marketing_ro", "textfleet_sync": "textfleet_sync", "app@10.%": "app@10.%", "": "",
	} {
		if got := MaskLogin(name, false); got != want {
			t.Errorf("%s is shown as %s, want %s", name, got, want)
		}
		if got := MaskLogin(name, true); got != name {
			t.Errorf("%s is shown as %s where names are asked for", name, got)
		}
	}
	w := world()
	w.secure()
	list, _ := w.judged(t)
	for _, f := range list {
		if strings.Contains(f.Text+f.Evidence, "anna.schmidt") || strings.Contains(f.Text+f.Evidence, "bob ") {
			t.Errorf("%s names a person: %s", f.Rule, f.Text)
		}
	}
}
