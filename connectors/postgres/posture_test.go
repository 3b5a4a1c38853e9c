package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// canary is a secret of the catalogue that must appear nowhere.
const canary = "canary-correct-horse"

// postureWorld has every relation between a login and a table that posture
// tells apart. Logins are named by what they are.
const postureWorld = `
create schema crm; create schema hidden; create schema open;
grant usage on schema crm to public;
create role $ro; create role $mid; create role $powerless; create role $tableowner; create role $securedowner;
grant $ro to $mid;
create table crm.contacts (id int, name text, phone text, mobile text);
insert into crm.contacts values (1, 'a', '+12025550101', '+12025550102');
alter table crm.contacts owner to $tableowner;
grant select on crm.contacts to $ro;
comment on table crm.contacts is 'canary-correct-horse';
create table hidden.calls (phone text); insert into hidden.calls values ('+12025550103');
create table open.leads (phone text); insert into open.leads values ('+12025550104');
grant usage on schema open to public; grant select on open.leads to public;
create table crm.secured (owner text, phone text); insert into crm.secured values ('all', '+12025550105');
alter table crm.secured owner to $securedowner;
alter table crm.secured enable row level security;
create table crm.parted (day int, phone text) partition by list (day);
create table crm.parted_first partition of crm.parted for values in (1); insert into crm.parted values (1, '+12025550106');

create view crm.v_plain as select id, phone as number from crm.contacts;
create view crm.v_nested as with x as (select * from crm.v_plain) select number from x;
create view crm.v_where as select id from crm.contacts where phone like '+1%';
create view crm.v_part as select left(coalesce(c.phone, ''), 5) as prefix from crm.contacts c join crm.contacts d using (id);
create view crm.v_union as select name as what from crm.contacts union all select phone from crm.contacts;
create view crm.v_sub as select (select max(phone) from crm.contacts) as last;
create view crm.v_whole as select c from crm.contacts c;
create view crm.v_invoker with (security_invoker = true) as select phone from crm.contacts;
create view crm.v_broken as select phone from crm.contacts;
create materialized view crm.m_copy as select phone from crm.contacts;
create view crm.v_secured as select phone from crm.secured;
alter view crm.v_broken owner to $powerless;
alter view crm.v_plain owner to $tableowner;
alter view crm.v_nested owner to $tableowner;
alter view crm.v_secured owner to $securedowner;

create function crm.get_phone(n int) returns text language plpgsql security definer as $f$ begin /* canary-correct-horse */ return (select phone from crm.contacts where id = n); end $f$;
alter function crm.get_phone owner to $tableowner; revoke execute on function crm.get_phone from public;
create function crm.powerless_phone(n int) returns text language plpgsql security definer as $f$ begin return (select phone from crm.contacts where id = n); end $f$;
alter function crm.powerless_phone owner to $powerless; revoke execute on function crm.powerless_phone from public;
create function crm.atomic_phone(n int) returns text security definer return (select phone from crm.contacts where id = n);
alter function crm.atomic_phone owner to $tableowner; revoke execute on function crm.atomic_phone from public;
`

// postureLogins are what each login is granted, and how it reads crm.contacts:
// "" not at all, by, or could:how.
var postureLogins = []struct{ name, grants, want string }{
	{"nobody", "", ""},
	{"direct", "grant select on crm.contacts to $me", "table"},
	{"column", "grant select (phone) on crm.contacts to $me", "column"},
	{"othercolumn", "grant select (name) on crm.contacts to $me", ""},
	{"member", "grant $ro to $me", "table"},
	{"nested", "grant $mid to $me", "table"},
	{"ownermember", "grant $tableowner to $me", "owner"},
	{"alldata", "grant pg_read_all_data to $me", "all_data"},
	{"super", "alter role $me superuser", "superuser"},
	{"viewer", "grant select on crm.v_plain to $me", "view"},
	{"nestedviewer", "grant select on crm.v_nested to $me", "view"},
	{"whereviewer", "grant select on crm.v_where to $me", ""},
	{"partviewer", "grant select on crm.v_part to $me", "view"},
	{"unionviewer", "grant select on crm.v_union to $me", "view"},
	{"subviewer", "grant select on crm.v_sub to $me", "view"},
	{"wholeviewer", "grant select on crm.v_whole to $me", "view"},
	{"idviewer", "grant select (id) on crm.v_plain to $me", ""},
	{"invokerviewer", "grant select on crm.v_invoker to $me", ""},
	{"brokenviewer", "grant select on crm.v_broken to $me", ""},
	{"copyviewer", "grant select on crm.m_copy to $me", "view"},
	{"noconnect", "grant select on crm.contacts to $me; revoke connect on database $db from $me", ""},
	{"trigger", "grant trigger on crm.contacts to $me", "could:trigger"},
	{"replication", "alter role $me replication", "could:replication"},
	{"files", "grant pg_read_server_files to $me", "could:files"},
	{"definer", "grant execute on function crm.get_phone to $me", "could:function"},
	{"atomic", "grant execute on function crm.atomic_phone to $me", "could:function"},
	{"powerless", "grant execute on function crm.powerless_phone to $me", ""},
	{"hidden", "grant select on hidden.calls to $me", ""},
	{"secured", "grant select on crm.secured to $me", ""},
	{"allowed", "grant select on crm.secured to $me; create policy p on crm.secured for select to $me using (true)", ""},
	{"bypass", "grant select on crm.secured to $me; alter role $me bypassrls", ""},
	{"securedviewer", "grant select on crm.v_secured to $me", ""},
	{"leaf", "grant select on crm.parted_first to $me", ""},
}

// planted is a world with all those logins.
type planted struct {
	world
	prefix string
	conn   *pgx.Conn
}

func plant(t testing.TB) planted {
	t.Helper()
	p := planted{prefix: random() + "_"}
	names := []string{"ro", "mid", "powerless_role", "tableowner", "securedowner", "settable", "creator", "scan"}
	for _, l := range postureLogins {
		names = append(names, l.name)
	}
	root := env(t, "DIALMAP_TEST_POSTGRES")
	t.Cleanup(func() {
		for _, n := range names {
			run(t, root, "drop role if exists "+p.prefix+n)
		}
	})
	p.world = newWorld(t)
	p.conn = dial(t, p.admin)
	t.Cleanup(func() { _ = p.conn.Close(context.Background()) })
	p.do(t, "", postureWorld)
	p.do(t, "", "revoke connect on database $db from public")
	for _, l := range postureLogins {
		p.do(t, l.name, "create role $me login password 'correct horse'; grant connect on database $db to $me;"+l.grants)
	}
	p.do(t, "settable", "create role $me login noinherit password 'correct horse'; grant connect on database $db to $me; grant $ro to $me")
	p.do(t, "creator", "create role $me login createrole password 'correct horse'; grant connect on database $db to $me")
	p.do(t, "scan", "create role $me login password 'correct horse'; grant connect on database $db to $me")
	return p
}

func (p *planted) do(t testing.TB, me, sql string) {
	t.Helper()
	sql = strings.ReplaceAll(sql, "$f$", "\x00")
	for from, to := range map[string]string{"$me": p.prefix + me, "$db": p.name, "$ro": p.prefix + "ro", "$mid": p.prefix + "mid",
		"$powerless": p.prefix + "powerless_role", "$tableowner": p.prefix + "tableowner", "$securedowner": p.prefix + "securedowner"} {
		sql = strings.ReplaceAll(sql, from, to)
	}
	if _, err := p.conn.Exec(context.Background(), strings.ReplaceAll(sql, "\x00", "$f$")); err != nil {
		t.Fatalf("%.200s: %v", sql, err)
	}
}

func (p *planted) as(t testing.TB, login string) string {
	return with(t, p.admin, p.prefix+login, "correct horse")
}

// asked are datasets as the scanner would ask for them.
func (p *planted) asked(fields []string, tables ...string) []connectors.Kept {
	var kept []connectors.Kept
	for _, table := range tables {
		schema, name, _ := strings.Cut(table, ".")
		opaque, _ := json.Marshal(map[string]string{"database": p.name, "schema": schema, "relation": name})
		kept = append(kept, connectors.Kept{Dataset: connectors.Dataset{Name: table, Opaque: opaque}, Fields: fields})
	}
	return kept
}

func (p *planted) posture(t testing.TB, rawURL string, kept []connectors.Kept) connectors.Posture {
	t.Helper()
	c := openSource(t, connectors.Source{URL: rawURL, Redact: connectortest.Redact})
	posturer, ok := connectors.As[connectors.Posturer](c)
	if !ok {
		t.Fatal("the connector is no Posturer")
	}
	return posturer.Posture(t.Context(), kept)
}

// readersByName are those of the test, without its prefix.
func (p *planted) readersByName(d connectors.DatasetPosture) map[string]string {
	out := map[string]string{}
	for _, r := range d.Readers.List {
		name, ok := strings.CutPrefix(r.Name, p.prefix)
		if !ok {
			continue
		}
		if out[name] = r.By; r.Could != "" {
			out[name] = "could:" + r.Could
		}
	}
	return out
}

func factNamed(t testing.TB, facts []connectors.Fact, name string) connectors.Fact {
	t.Helper()
	i := slices.IndexFunc(facts, func(f connectors.Fact) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("no fact %s", name)
	}
	return facts[i]
}

func serverVersion(t testing.TB, conn *pgx.Conn) (v int) {
	t.Helper()
	if err := conn.QueryRow(context.Background(), "select current_setting('server_version_num')::int").Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReadersAreThoseWhoReallyRead(t *testing.T) {
	p := plant(t)
	got := p.posture(t, p.as(t, "scan"), p.asked([]string{"phone"}, "crm.contacts"))
	d := got.Datasets[0]
	if !d.Readers.Whole {
		t.Fatalf("readers are not whole: %+v", d.Readers)
	}
	want := map[string]string{"settable": "could:set_role", "creator": "could:createrole"}
	if serverVersion(t, p.conn) >= 160000 {
		delete(want, "creator") // it administers nobody
		want["settable"] = "could:set_role"
	}
	for _, l := range postureLogins {
		if l.want != "" {
			want[l.name] = l.want
		}
	}
	if d := cmp.Diff(want, p.readersByName(d)); d != "" {
		t.Errorf("readers of crm.contacts (-want +got):\n%s", d)
	}
	// The server's own word: who really gets a number out.
	ways := []string{"select phone from crm.contacts", "select number from crm.v_plain", "select number from crm.v_nested", "select prefix from crm.v_part", "select what from crm.v_union where what like '+%'",
		"select last from crm.v_sub", "select (c).phone from crm.v_whole", "select phone from crm.v_invoker", "select phone from crm.v_broken", "select phone from crm.m_copy"}
	for _, l := range postureLogins {
		really := false
		if conn, err := pgx.Connect(t.Context(), p.as(t, l.name)); err == nil {
			for _, sql := range ways {
				var number *string
				really = really || conn.QueryRow(t.Context(), sql).Scan(&number) == nil && number != nil
			}
			_ = conn.Close(context.Background())
		}
		if claims := l.want != "" && !strings.HasPrefix(l.want, "could:"); claims != really {
			t.Errorf("%s: read %v, said to be %q", l.name, really, l.want)
		}
	}
	logins := 0
	for _, r := range d.Readers.List {
		if r.Could == "" && r.By != "superuser" {
			logins++
		}
	}
	if d.Readers.Logins != logins || d.Readers.Administrators == 0 {
		t.Errorf("%d logins and %d administrators are counted, %d are listed", d.Readers.Logins, d.Readers.Administrators, logins)
	}
}

func TestReadersUnderRowSecurityAndPartitions(t *testing.T) {
	p := plant(t)
	got := p.posture(t, p.as(t, "scan"), p.asked([]string{"phone"}, "crm.secured", "crm.parted", "open.leads", "hidden.calls"))
	secured, parted, open, hidden := got.Datasets[0], got.Datasets[1], got.Datasets[2], got.Datasets[3]
	keep := func(d connectors.DatasetPosture, names ...string) map[string]string {
		out := p.readersByName(d)
		maps.DeleteFunc(out, func(name, _ string) bool { return !slices.Contains(names, name) })
		return out
	}
	all := []string{"secured", "allowed", "bypass", "securedviewer", "nobody", "leaf", "noconnect", "hidden", "alldata"}
	for _, c := range []struct {
		name string
		d    connectors.DatasetPosture
		want map[string]string
	}{
		{"row-level security hides rows but from those with a policy, BYPASSRLS or a view of the owner", secured,
			map[string]string{"allowed": "table", "bypass": "table", "securedviewer": "view", "alldata": "view"}},
		{"a right on a partition is one on its rows", parted, map[string]string{"leaf": "table", "alldata": "all_data"}},
		{"everybody who may connect reads what PUBLIC reads", open,
			map[string]string{"secured": "public", "allowed": "public", "bypass": "public", "securedviewer": "public", "nobody": "public", "leaf": "public", "hidden": "public", "alldata": "all_data"}},
		{"a schema nobody may use hides its tables", hidden, map[string]string{"alldata": "all_data"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, keep(c.d, all...)); d != "" {
				t.Errorf("readers (-want +got):\n%s", d)
			}
		})
	}
	for _, c := range []struct {
		fact string
		d    connectors.DatasetPosture
		is   string
	}{
		{"row_security", secured, "yes"}, {"row_security.evaded", secured, "yes"}, {"row_security", open, "no"},
		{"open.everyone", open, "no"}, {"open.everyone", secured, "no"},
	} {
		if f := factNamed(t, c.d.Facts, c.fact); f.Is != c.is {
			t.Errorf("%s is %s, want %s (%s)", c.fact, f.Is, c.is, f.How)
		}
	}
	p.do(t, "", "grant connect on database $db to public")
	again := p.posture(t, p.as(t, "scan"), p.asked([]string{"phone"}, "open.leads"))
	if f := factNamed(t, again.Datasets[0].Facts, "open.everyone"); f.Is != "yes" || f.N == 0 {
		t.Errorf("with CONNECT for PUBLIC, open.everyone is %s", f.Is)
	}
}

func TestRecipientsOfATable(t *testing.T) {
	p := plant(t)
	p.do(t, "", `create publication everything for all tables;
		create publication names_only for table crm.contacts (id, name);
		create publication phones for table crm.contacts (id, phone);
		create publication of_open for tables in schema open;
		create function crm.push() returns trigger language plpgsql as $f$ begin perform dblink('host=collector.vendor.example password=canary-correct-horse', 'x'); return new; end $f$;
		create trigger push after insert on crm.secured for each row execute function crm.push();
		create trigger pushed after insert on crm.parted_first for each row execute function crm.push();
		alter table crm.parted_first disable trigger pushed;
		create function crm.lone() returns void language plpgsql as $f$ begin perform net.http_post('https://hooks.vendor.example/x?key=canary-correct-horse'); end $f$;
		create foreign data wrapper fake; create server ext foreign data wrapper fake options (host 'db.vendor.example', secret 'canary-correct-horse', sslmode 'disable');
		create user mapping for current_user server ext options (password 'canary-correct-horse')`)
	got := p.posture(t, p.as(t, "scan"), p.asked([]string{"phone"}, "crm.contacts", "crm.secured", "crm.parted", "open.leads"))
	names := func(list []connectors.Recipient) (out []string) {
		for _, r := range list {
			out = append(out, fmt.Sprint(r.Kind, " ", r.Name, " ", r.Host, " ", r.Active, " ", r.Through))
		}
		slices.Sort(out)
		return out
	}
	for i, want := range [][]string{
		{"publication everything  no ", "publication phones  no "},
		{"publication everything  no ", "trigger collector.vendor.example collector.vendor.example yes crm.push"},
		{"publication everything  no ", "trigger collector.vendor.example collector.vendor.example no crm.push"},
		{"publication everything  no ", "publication of_open  no "},
	} {
		if d := cmp.Diff(want, names(got.Datasets[i].Recipients)); d != "" {
			t.Errorf("recipients of dataset %d (-want +got):\n%s", i, d)
		}
	}
	want := []string{"foreign_server ext db.vendor.example unknown fake, sslmode=disable", "function hooks.vendor.example hooks.vendor.example unknown crm.lone"}
	if d := cmp.Diff(want, names(got.Recipients)); d != "" {
		t.Errorf("recipients of the source (-want +got):\n%s", d)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), canary) {
		t.Error("the posture holds a secret of the catalogue")
	}
	if all, _ := json.Marshal(p.posture(t, p.admin, p.asked([]string{"phone"}, "crm.contacts"))); strings.Contains(string(all), canary) {
		t.Error("the posture that a superuser gathers holds a secret of the catalogue")
	}
}

func TestTakingARightAwayTurnsNothingFromUnknownToNo(t *testing.T) {
	p := plant(t)
	kept := p.asked([]string{"phone"}, "crm.contacts", "crm.secured", "open.leads")
	answers := func(posture connectors.Posture) map[string]string {
		out := map[string]string{}
		for _, f := range posture.Facts {
			out[f.Name] = f.Is
		}
		for i, d := range posture.Datasets {
			for _, f := range d.Facts {
				out[fmt.Sprint(i, " ", f.Name)] = f.Is
			}
			out[fmt.Sprint(i, " readers")] = map[bool]string{true: "known", false: "unknown"}[d.Readers.Whole]
		}
		return out
	}
	full := answers(p.posture(t, p.admin, kept))
	poor := p.posture(t, p.as(t, "scan"), kept)
	for name, is := range answers(poor) {
		if full[name] == "unknown" && is == "no" || full[name] == "yes" && is == "no" && name != "scan.excess_rights" && !strings.HasSuffix(name, "statistics.values") {
			t.Errorf("%s: %s for a login without rights, %s for a superuser", name, is, full[name])
		}
	}
	if f := factNamed(t, poor.Facts, "open.login"); f.Is != "unknown" || f.Why != "denied" || !strings.Contains(f.Tells, "pg_hba_file_rules") {
		t.Errorf("open.login without a grant: %+v, want unknown with the grant that would tell", f)
	}
	if f := factNamed(t, p.posture(t, p.admin, kept).Facts, "scan.excess_rights"); f.Is != "yes" {
		t.Errorf("a superuser that scans: %+v", f)
	}
}

func TestNoQuestionIsAskedWithoutALoginWhereThatIsSwitchedOff(t *testing.T) {
	p := plant(t)
	c := openSource(t, connectors.Source{URL: p.as(t, "scan"), Redact: connectortest.Redact, NoAnonymous: true})
	posturer, _ := connectors.As[connectors.Posturer](c)
	got := posturer.Posture(t.Context(), nil)
	session, plain := factNamed(t, got.Facts, "transit.session"), factNamed(t, got.Facts, "transit.plain_accepted")
	if session.Is == "yes" && plain.Is != "unknown" {
		t.Errorf("plain connections: %+v, want unknown", plain)
	}
	asking := p.posture(t, p.as(t, "scan"), nil)
	if f := factNamed(t, asking.Facts, "transit.plain_accepted"); f.Is == "unknown" {
		t.Errorf("asked, and not known whether plain connections are taken: %+v", f)
	}
}
