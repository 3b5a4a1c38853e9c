package mysql

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
)

// planted is a database with four relations and accounts that reach them in
// every way that a server knows.
type planted struct {
	world
	accounts map[string]string // URL by short name
	name     map[string]string // account by short name
}

// plant creates accounts and grants. In a statement {db} is the database, {x} an
// account or role of that short name.
func plant(t testing.TB, accounts, roles []string, statements ...string) planted {
	t.Helper()
	p := planted{world: newWorld(t), accounts: map[string]string{}, name: map[string]string{}}
	names := []string{"{db}", p.world.name, "{wild}", p.world.name[:len(p.world.name)-1] + "_"}
	for _, short := range accounts {
		account, rawURL := p.user(t)
		p.accounts[short] = on(t, rawURL, "")
		p.name[short] = strings.ReplaceAll(account, "'", "")
		names = append(names, "{"+short+"}", account)
	}
	for _, short := range roles {
		role := random()
		run(t, p.admin, "create role "+role)
		t.Cleanup(func() { run(t, env(t, "DIALMAP_TEST_MYSQL"), "drop role "+role) })
		names = append(names, "{"+short+"}", role)
	}
	all := strings.NewReplacer(names...)
	for i := range statements {
		statements[i] = all.Replace(statements[i])
	}
	run(t, p.admin, statements...)
	return p
}

// relationsOfShop are what the planted accounts are tried on.
var relationsOfShop = []string{
	"create table customers (id int primary key, name text, phone varchar(40))",
	"create table orders (id int primary key, phone varchar(40))",
	"insert into customers values (1, 'a', 'x')", "insert into orders values (1, 'y')",
	"create view shown as select phone as p from customers",
	"create sql security invoker view own as select id, phone as p from customers",
}

func TestReadersAreThoseWhoCanReallySelect(t *testing.T) {
	accounts := []string{"nobody", "global", "wildcard", "exact", "shadowed", "table", "column", "othercolumn",
		"defaultrole", "setrole", "nested", "definerview", "invokerview", "routine"}
	p := plant(t, accounts, []string{"reading", "outer"}, slices.Concat(relationsOfShop, []string{
		"create table notices (id int, phone text)", "grant select on notices to public",
		"create procedure listing() select phone from customers",
		"create procedure harmless() select 1",
		"grant select on *.* to {global}",
		"grant select on `{wild}`.* to {wildcard}",
		"grant select on `{db}`.* to {exact}",
		"grant select on `{wild}`.* to {shadowed}", "grant insert on `{db}`.* to {shadowed}",
		"grant select on customers to {table}",
		"grant select (phone) on customers to {column}",
		"grant select (name) on customers to {othercolumn}",
		"grant select on customers to {reading}", "grant {reading} to {outer}",
		"grant {reading} to {defaultrole}", "set default role {reading} for {defaultrole}",
		"grant {reading} to {setrole}",
		"grant {outer} to {nested}", "set default role {outer} for {nested}",
		"grant select on shown to {definerview}", "grant select on own to {invokerview}",
		"grant execute on procedure listing to {routine}", "grant execute on procedure harmless to {nobody}",
	})...)
	c := opened(t, connectors.Source{URL: p.admin})
	got := readersOf(t, c, "customers", "orders", "shown", "own", "notices")
	for _, relation := range []struct {
		name string
		ways []string // statements that show its phone column
	}{
		{"customers", []string{"select phone from customers", "select p from shown", "select p from own", "call listing()"}},
		{"orders", []string{"select phone from orders"}},
		{"shown", []string{"select p from shown"}},
		{"own", []string{"select p from own"}},
		{"notices", []string{"select phone from notices"}},
	} {
		for _, short := range accounts {
			really := slices.ContainsFunc(relation.ways, func(statement string) bool { return p.can(t, short, statement) })
			r, listed := got[relation.name][p.name[short]]
			if listed = listed && r.Could == ""; listed != really {
				t.Errorf("%s reads %s: %v by dialmap (%+v), %v on the server", short, relation.name, listed, r, really)
			}
		}
	}
	if r := got["notices"][p.name["nobody"]]; r.By != byPublic {
		t.Errorf("nobody reads notices by %q, want by what everybody may", r.By)
	}
	if secrets := c.Posture(context.Background(), nil).Secrets; !slices.ContainsFunc(secrets, func(r connectors.Reader) bool { return r.Name == p.name["global"] }) ||
		slices.ContainsFunc(secrets, func(r connectors.Reader) bool { return r.Name == p.name["exact"] }) {
		t.Errorf("password hashes are read by %+v; want the account with a right on every database, and none with a right on one", secrets)
	}
	for short, want := range map[string]connectors.Reader{
		"global": {By: byAllData}, "wildcard": {By: byDatabase}, "exact": {By: byDatabase}, "table": {By: byTable}, "column": {By: byColumn},
		"defaultrole": {By: byTable}, "setrole": {By: byTable, Could: couldSetRole}, "nested": {By: byTable}, "definerview": {By: byView}, "routine": {By: byFunction},
	} {
		r := got["customers"][p.name[short]]
		if r.By != want.By || r.Could != want.Could {
			t.Errorf("%s: by %q, could %q; want by %q, could %q", short, r.By, r.Could, want.By, want.Could)
		}
	}
}

// can tries a statement as an account that has just logged in.
func (p planted) can(t testing.TB, short, statement string) bool {
	t.Helper()
	db := dial(t, p.accounts[short])
	_, err := db.Exec(strings.NewReplacer(" from ", " from "+quote(p.world.name)+".", "call ", "call "+quote(p.world.name)+".").Replace(statement))
	if err != nil && whyUnanswered(err) != connectors.WhyDenied && code(err) != 1356 { // what is behind the view may not be read
		t.Fatalf("%s as %s: %v", statement, short, err)
	}
	return err == nil
}

// keptTables are relations of a source as a scan found phones in them.
func keptTables(t testing.TB, c *Connector, names ...string) (all []connectors.Kept) {
	t.Helper()
	found, _ := list(t, c)
	for _, name := range names {
		d, ok := found[c.cfg.driver.DBName+"."+name]
		if !ok {
			t.Fatalf("no %s in the listing", name)
		}
		k := connectors.Kept{Dataset: d}
		for _, f := range d.Fields {
			if f.Path == "phone" || f.Path == "p" {
				k.Fields = append(k.Fields, f.Path)
			}
		}
		all = append(all, k)
	}
	return all
}

// readersOf are the readers by relation and account.
func readersOf(t testing.TB, c *Connector, names ...string) map[string]map[string]connectors.Reader {
	t.Helper()
	p := c.Posture(context.Background(), keptTables(t, c, names...))
	all := map[string]map[string]connectors.Reader{}
	for i, d := range p.Datasets {
		if !d.Readers.Whole {
			t.Fatalf("the readers of %s are not whole: %s", names[i], d.Readers.Why)
		}
		all[names[i]] = map[string]connectors.Reader{}
		for _, r := range d.Readers.List {
			all[names[i]][r.Name] = r
		}
	}
	return all
}

func TestPostureWithoutRightsIsUnknown(t *testing.T) {
	p := plant(t, []string{"scan"}, nil, append(slices.Clone(relationsOfShop), "grant select on `{db}`.* to {scan}")...)
	c := opened(t, connectors.Source{URL: on(t, p.accounts["scan"], p.world.name)})
	posture := c.Posture(context.Background(), keptTables(t, c, "customers"))
	d := posture.Datasets[0]
	if d.Readers.Whole || d.Readers.Why != connectors.WhyDenied || len(d.Readers.List) > 0 || d.Readers.Tells == "" {
		t.Errorf("readers are %+v, want none, not whole, denied, with the grants that would tell", d.Readers)
	}
	for name, f := range factsByName(append(posture.Facts, d.Facts...)) {
		open := slices.Contains([]string{"transit.session", "transit.local", "log.values", "copies.binary_log", "rest.redo_log_encrypted", "log.audit", "logins.password_policy"}, name)
		if !open && f.Is != connectors.Unknown {
			t.Errorf("%s is %s (%s), want unknown: the login may not know", name, f.Is, f.How)
		}
	}
}

func factsByName(facts []connectors.Fact) map[string]connectors.Fact {
	all := map[string]connectors.Fact{}
	for _, f := range facts {
		all[f.Name] = f
	}
	return all
}

// Every right is taken away once: no answer may become no by that, and no
// reader may vanish from a list that is called whole.
func TestTakingARightAwayTurnsNothingToNo(t *testing.T) {
	rights := []string{
		"select on *.*", "show view on *.*", "process on *.*", "replication master admin on *.*",
	}
	p := plant(t, []string{"scan", "other"}, nil, append(slices.Clone(relationsOfShop), "grant select on shown to {other}")...)
	account := p.name["scan"]
	account = "'" + strings.ReplaceAll(account, "@", "'@'") + "'"
	for _, right := range rights {
		run(t, p.admin, "grant "+right+" to "+account)
	}
	whole := p.posture(t)
	for _, right := range rights {
		run(t, p.admin, "revoke "+right+" from "+account, "grant select on "+quote(p.world.name)+".* to "+account)
		less := p.posture(t)
		for name, f := range factsByName(append(less.Facts, less.Datasets[0].Facts...)) {
			if before := factsByName(append(whole.Facts, whole.Datasets[0].Facts...))[name]; f.Is != before.Is && f.Is != connectors.Unknown {
				t.Errorf("without %s: %s is %s (%s), was %s", right, name, f.Is, f.How, before.Is)
			}
		}
		if r := less.Datasets[0].Readers; r.Whole && r.Logins < whole.Datasets[0].Readers.Logins-1 {
			t.Errorf("without %s: %d logins in a list that is whole, were %d", right, r.Logins, whole.Datasets[0].Readers.Logins)
		}
		run(t, p.admin, "grant "+right+" to "+account, "revoke select on "+quote(p.world.name)+".* from "+account)
	}
}

func (p planted) posture(t testing.TB) connectors.Posture {
	t.Helper()
	c := opened(t, connectors.Source{URL: on(t, p.accounts["scan"], p.world.name)})
	return c.Posture(context.Background(), keptTables(t, c, "customers"))
}

func TestNothingOfACatalogueSecretIsTold(t *testing.T) {
	const canary = "canarysecret"
	p := plant(t, nil, nil, append(slices.Clone(relationsOfShop),
		"create procedure leaky() select phone, '"+canary+"' from customers",
		"create view literal as select concat(phone, '"+canary+"') as p from customers")...)
	server := random()
	run(t, p.admin, "create server "+server+" foreign data wrapper mysql options (host 'db.vendor.example', database 'crm', user 'push', password '"+canary+"')")
	t.Cleanup(func() { run(t, env(t, "DIALMAP_TEST_MYSQL"), "drop server "+server) })
	c := opened(t, connectors.Source{URL: p.admin})
	posture := c.Posture(context.Background(), keptTables(t, c, "customers"))
	if text := fmt.Sprintf("%+v", posture); strings.Contains(text, canary) {
		t.Errorf("a secret of the catalogue is told: %s", text)
	}
	i := slices.IndexFunc(posture.Recipients, func(r connectors.Recipient) bool { return r.Name == server })
	if i < 0 || posture.Recipients[i].Host != "db.vendor.example" {
		t.Errorf("recipients are %+v, want the server with its host", posture.Recipients)
	}
}

func TestEncryptionIsAState(t *testing.T) {
	p := plant(t, nil, nil, append(slices.Clone(relationsOfShop), "create table old (id int, phone text) engine MyISAM")...)
	c := opened(t, connectors.Source{URL: p.admin})
	posture := c.Posture(context.Background(), keptTables(t, c, "customers", "old", "shown"))
	for i, want := range []string{connectors.No, connectors.No, ""} {
		if got := factsByName(posture.Datasets[i].Facts)["rest.encrypted"].Is; got != want {
			t.Errorf("dataset %d: encrypted %q, want %q: the test server encrypts nothing", i, got, want)
		}
	}
}

func TestViewsShowColumns(t *testing.T) {
	customers, orders := location{"shop", "customers"}, location{"shop", "orders"}
	for _, c := range []struct {
		name, text string
		want       map[string][]origin
	}{
		{"a column under another name", "select `shop`.`customers`.`phone` AS `p` from `shop`.`customers`", map[string][]origin{"p": {{customers, "phone"}}}},
		{"a table under another name", "select `c`.`phone` AS `p` from `shop`.`customers` `c` where `c`.`id` = 1", map[string][]origin{"p": {{customers, "phone"}}}},
		{"a column in a condition only", "select `c`.`id` AS `id` from `shop`.`customers` `c` where `c`.`phone` <> ''", map[string][]origin{"id": {{customers, "id"}}}},
		{"a column that is only counted", "select count(`c`.`phone`) AS `n` from `shop`.`customers` `c`", map[string][]origin{"n": nil}},
		{"an expression", "select concat('x',`c`.`phone`) AS `p` from `shop`.`customers` `c`", map[string][]origin{"p": {{customers, "phone"}}}},
		{"a join", "select `c`.`id` AS `id`,`o`.`phone` AS `p` from (`shop`.`customers` `c` join `shop`.`orders` `o` on(`o`.`id` = `c`.`id`))",
			map[string][]origin{"id": {{customers, "id"}}, "p": {{orders, "phone"}}}},
		{"a union", "select `c`.`phone` AS `p` from `shop`.`customers` `c` union all select `o`.`phone` AS `phone` from `shop`.`orders` `o`",
			map[string][]origin{"p": {{customers, "phone"}, {orders, "phone"}}}},
		{"a query in the place of a table", "select `d`.`q` AS `p` from (select `c`.`phone` AS `q`,1 AS `one` from `shop`.`customers` `c`) `d`", map[string][]origin{"p": {{customers, "phone"}}}},
		{"a query in the place of a value", "select (select max(`shop`.`orders`.`phone`) from `shop`.`orders`) AS `m` from `shop`.`customers` `c`", map[string][]origin{"m": {{orders, "phone"}}}},
		{"a query with a name", "with q as (select `c`.`phone` AS `x` from `shop`.`customers` `c`)select `q`.`x` AS `p` from `q`", map[string][]origin{"p": {{customers, "phone"}}}},
		{"a name with a quote in it", "select `c`.`a``b` AS `x``y` from `shop`.`customers` `c`", map[string][]origin{"x`y": {{customers, "a`b"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newView(location{"shop", "v"}, "", c.text)
			got := map[string][]origin{}
			for _, o := range v.outputs {
				got[o.name] = o.from
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(origin{})); diff != "" || v.opaque {
				t.Errorf("opaque %v, (-want +got)\n%s", v.opaque, diff)
			}
		})
	}
	if v := newView(location{"shop", "v"}, "", ""); !v.opaque {
		t.Error("a view whose text is hidden counts as understood")
	}
}

func TestPatternsMatchAsLikeDoes(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"sho_", "shop", true}, {`sho\_`, "shop", false}, {`sho\_`, "sho_", true}, {"s%", "shop", true}, {"%", "", true},
		{"%p", "shop", true}, {"%a%", "shop", false}, {"shop", "shop", true}, {"shop", "shops", false}, {"shop_", "shop", false}, {"s%o%", "shop", true},
	} {
		if got := matchesLike(c.pattern, c.name); got != c.want {
			t.Errorf("%q matches %q: %v, want %v", c.pattern, c.name, got, c.want)
		}
	}
	ordered := []string{"shop", "sho_", "sh__", "shop%", "sho%", "s%o%", "%"}
	for i := range ordered[1:] {
		if generality(ordered[i], longestDatabase) >= generality(ordered[i+1], longestDatabase) {
			t.Errorf("%q is not more specific than %q", ordered[i], ordered[i+1])
		}
	}
}
