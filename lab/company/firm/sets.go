package firm

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// groups of people whose numbers lie in several tables.
type groups struct {
	customers, leads, callers, visitors []*Person
	consents, refusals                  *Ledger
}

// people makes everybody, and every table.
func (f *Firm) people() {
	d := f.d
	world := f.regions(14)
	near := world[:6]
	f.Targets = world
	g := &groups{customers: d.crowd(f.n(1800), world), leads: d.crowd(f.n(1600), world), callers: d.crowd(f.n(900), []string{f.Home}), visitors: d.crowd(f.n(400), world)}
	f.Vendors = []Vendor{{"parcelway", f.Home}, {"textfleet", "US"}, {"leadloom", "IE"}}
	f.tell()
	f.consents(g)
	f.refusals(g)
	f.contacts(g)
	f.prospects(g)
	f.orders(g)
	f.tickets(g)
	f.sends(g)
	f.secure(g)
	f.products()
	f.copies(g)
	f.accounts(near)
	f.calls(g)
	f.chats(g)
	f.members(world)
	f.profiles(world)
	f.referrals(g, near)
	f.events(g)
	f.export(g)
	f.backup(g)
	f.fair(g)
	f.newsletter(near)
	f.dealers(near)
	f.gateway(g)
}

// regions are some countries, the firm's own first. The United States are
// always among them.
func (f *Firm) regions(n int) []string {
	list := []string{f.Home, "US"}
	for _, i := range f.d.Perm(len(abroad)) {
		if r := abroad[i]; len(list) < n && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}

// tell makes the notices. The third kind of company has published none.
func (f *Firm) tell() {
	if f.Seed%3 == 2 {
		return
	}
	w, home := f.w, languages[f.Home][0]
	f.Notices = []Notice{
		{URL: "https://" + f.w.domain + "/privacy", Languages: []string{home, "en"}, Purposes: []string{w.account, w.delivery, w.support, w.billing, w.sms}, Recipients: []string{"parcelway", "textfleet"}},
		{File: "notices/privacy.es.html", Languages: []string{"es"}, Purposes: []string{w.account, w.delivery}, Recipients: []string{"parcelway"}, Countries: []string{"ES", "MX"}},
		{File: "notices/calls.html", Languages: []string{home}, Purposes: []string{w.call}, Countries: []string{f.Home, "US", "FR"}},
	}
}

func (f *Firm) consents(g *groups) {
	h := f.style[Postgres]
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("consents"), Columns: columns(
		h.call("id"), Integer, h.call("key"), String, h.call("phone"), String, h.call("purpose"), String, h.call("granted"), Moment,
		h.call("withdrawn"), Moment, h.call("expires"), Moment, h.call("source"), String, h.call("wording"), String)})
	l := &Ledger{Name: "consents", Table: t, Purposes: []string{f.w.sms, f.w.call}, Roles: map[string]string{
		"id": h.call("id"), "number": h.call("phone"), "person": h.call("key"), "purpose": h.call("purpose"), "granted": h.call("granted"),
		"withdrawn": h.call("withdrawn"), "expires": h.call("expires"), "source": h.call("source"), "wording": h.call("wording"),
	}}
	f.d.record(l, f.d.mixed(f.d.some(g.leads, .9), f.d.some(g.customers, .5), f.d.some(g.visitors, .1)), proof{25, 30, 12})
	l.fill()
	t.Ledger, g.consents = l, l
	f.Ledgers = append(f.Ledgers, l)
}

func (f *Firm) refusals(g *groups) {
	h := f.style[Files]
	t := f.table(&Table{Store: Files, Source: office, Name: h.call("refusals") + ".csv", Form: CSV,
		Columns: columns(h.call("phone"), String, h.call("added"), Day, h.call("expires"), Day, h.call("source"), String)})
	l := &Ledger{Name: "refusals", Refusal: true, Table: t, Roles: map[string]string{
		"number": h.call("phone"), "granted": h.call("added"), "expires": h.call("expires"), "source": h.call("source"),
	}}
	f.d.refuse(l, f.d.mixed(f.d.some(g.leads, .12), f.d.some(g.customers, .06), f.d.some(g.visitors, .05)))
	l.fill()
	t.Ledger, g.refusals = l, l
	f.Ledgers = append(f.Ledgers, l)
}

// schema of the CRM's own tables.
func (f *Firm) schema() string { return pick0(f.Seed, "public", "core", "vente") }

// contacts are the customers: any international notation, and a second number
// in national form beside its country.
func (f *Firm) contacts(g *groups) {
	h, d := f.style[Postgres], f.d
	const months = 36
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("contacts"), Comment: "Customers. Purpose: " + f.w.account,
		Columns: columns(h.call("id"), Integer, h.call("key"), String, h.call("name"), String, h.call("email"), String, h.call("phone"), String,
			h.call("mobile"), String, h.call("country"), String, h.call("city"), String, h.call("created"), Moment, h.call("updated"), Moment),
		Declared: Declared{Owner: "sales", Purposes: []string{f.w.account}, Basis: "contract", Months: months, Field: h.call("created")},
		Facts:    Facts{Dated: h.call("created"), Read: true}})
	for i, p := range g.customers {
		second := Cell{}
		if p.Second.NSN != "" {
			second = phone(p.Second, national(p.Second))
		}
		t.add(cell(int64(i+1)), cell(p.Key), cell(p.Name), cell(p.Email), phone(p.Main, d.anyhow(p.Main)), second, cell(p.Main.Region), cell(p.City),
			cell(d.ago(5, 1600, months)), cell(d.ago(0, 5)))
	}
	f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("active"), View: t.Name, Columns: t.Columns[:5]})
}

// prospects are national numbers beside a country, which some records lack.
func (f *Firm) prospects(g *groups) {
	h, d := f.style[Postgres], f.d
	const months = 18
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("leads"), Comment: "Leads of fairs and web forms. Purpose: " + f.w.sms + ", " + f.w.call,
		Columns:  columns(h.call("id"), Integer, h.call("company"), String, h.call("name"), String, h.call("phone"), String, h.call("country"), String, h.call("status"), String, h.call("created"), Day),
		Declared: Declared{Owner: "marketing", Purposes: []string{f.w.sms, f.w.call}, Basis: "consent", Months: months, Field: h.call("created"), Consent: g.consents},
		Facts:    Facts{Dated: h.call("created"), Yearly: true}})
	for i, p := range g.leads {
		c, country := phone(p.Main, national(p.Main)), p.Main.Region
		if d.IntN(60) == 0 {
			c.Lost, country = true, "Atlantis"
		}
		t.add(cell(int64(i+1)), cell(p.Company), cell(p.Name), c, cell(country), cell(pick(d, []string{"new", "open", "won", "lost"})), cell(d.ago(5, 900, months)))
	}
}

// orders of customers, some of whom ordered twice and more.
func (f *Firm) orders(g *groups) {
	h, d := f.style[Postgres], f.d
	const months = 84
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("orders"),
		Columns:  columns(h.call("id"), Integer, h.call("key"), String, h.call("phone"), String, h.call("amount"), Decimal, h.call("status"), String, h.call("created"), Moment),
		Declared: Declared{Owner: "logistics", Purposes: []string{f.w.delivery}, Basis: "contract", Months: months, Field: h.call("created"), Vendors: []string{"parcelway"}},
		Facts:    Facts{Dated: h.call("created"), Read: true}})
	id := int64(0)
	for _, p := range d.some(g.customers, .7) {
		for range 1 + d.IntN(3) {
			id++
			t.add(cell(id), cell(p.Key), phone(p.Main, e164(p.Main)), cell(d.amount()), cell(pick(d, []string{"paid", "sent", "returned"})), cell(d.ago(1, 1500, months)))
		}
	}
}

func (d *drawer) amount() float64 { return float64(500+d.IntN(40000)) / 100 }

// tickets have numbers in their text: none, one or two. Nobody has said how
// long they are kept.
func (f *Firm) tickets(g *groups) {
	h, d := f.style[Postgres], f.d
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("tickets"),
		Columns:  columns(h.call("id"), Integer, h.call("subject"), String, h.call("body"), String, h.call("created"), Moment),
		Declared: Declared{Owner: "support", Purposes: []string{f.w.support}, Basis: "legitimate_interests"},
		Facts:    Facts{Dated: h.call("created")}})
	for i, p := range d.mixed(d.some(g.customers, .3), d.some(g.callers, .4)) {
		t.add(cell(int64(i+1)), cell(pick(d, subjects)), d.message(p), cell(d.ago(0, 1400)))
	}
}

// message is what somebody wrote.
func (d *drawer) message(p *Person) Cell {
	said := func(n Number) string {
		return strings.Replace(pick(d, sentences), "{}", pick(d, []func(Number) string{e164, international})(n), 1)
	}
	switch d.IntN(4) {
	case 0:
		return cell(pick(d, fillers) + " " + pick(d, fillers))
	case 1:
		if p.Second.NSN != "" && p.Main.Subdivision == "" {
			return Cell{Value: said(p.Main) + "\n" + said(p.Second), Numbers: []Number{p.Main, p.Second}}
		}
	}
	return Cell{Value: pick(d, fillers) + " " + said(p.Main), Numbers: []Number{p.Main}}
}

// sends are the messages of campaigns: some went out before there was a
// consent, some to people whose key is lost.
func (f *Firm) sends(g *groups) {
	h, d := f.style[Postgres], f.d
	const months = 24
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("sends"), Comment: "Purpose: " + f.w.sms,
		Columns: columns(h.call("id"), Integer, h.call("campaign"), String, h.call("key"), String, h.call("phone"), String, h.call("sent"), Moment),
		Declared: Declared{Owner: "marketing", Purposes: []string{f.w.sms}, Basis: "consent", Months: months, Field: h.call("sent"),
			Consent: g.consents, By: h.call("key"), Contacted: h.call("sent"), Vendors: []string{"textfleet"}},
		Facts: Facts{Dated: h.call("sent")}})
	for i, p := range d.mixed(d.some(g.leads, .6), d.some(g.customers, .2)) {
		key := cell(p.Key)
		if d.IntN(40) == 0 {
			key = Cell{}
		}
		t.add(cell(int64(i+1)), cell(pick(d, campaigns)), key, phone(p.Main, grouped(p.Main)), cell(f.sent(g.consents, p, months)))
	}
}

// sent is a day on which a message went to p, clear of the first consents.
func (f *Firm) sent(l *Ledger, p *Person, months int) time.Time {
	for {
		t := f.d.ago(1, 1000, months)
		ok := true
		for _, s := range []said{l.numbers[p.Main.E164()], l.persons[p.Key]} {
			for _, plan := range s {
				if gap := t.Sub(plan.first); !plan.first.IsZero() && gap > -48*time.Hour && gap < 48*time.Hour {
					ok = false
				}
			}
		}
		if ok {
			return t
		}
	}
}

// secure has numbers that nobody can read.
func (f *Firm) secure(g *groups) {
	h, d := f.style[Postgres], f.d
	const months = 120
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("secure"),
		Columns:  columns(h.call("id"), Integer, h.call("key"), String, h.call("hash"), String, h.call("cipher"), String, h.call("mask"), String, h.call("created"), Moment),
		Declared: Declared{Owner: "security", Purposes: []string{f.w.account}, Basis: "contract", Months: months, Field: h.call("created")},
		Facts:    Facts{Dated: h.call("created"), Hidden: []string{h.call("hash"), h.call("cipher"), h.call("mask")}}})
	for i, p := range d.some(g.customers, .3) {
		sum := sha256.Sum256([]byte("firm" + p.Main.E164()))
		cipher := make([]byte, 32)
		for k := range cipher {
			cipher[k] = byte(d.IntN(256))
		}
		masked := p.Main.E164()
		masked = masked[:3] + strings.Repeat("*", len(masked)-6) + masked[len(masked)-3:]
		t.add(cell(int64(i+1)), cell(p.Key), cell(hex.EncodeToString(sum[:])), cell(base64.StdEncoding.EncodeToString(cipher)), cell(masked), cell(d.ago(1, 900)))
	}
}

// products hold no number of anybody.
func (f *Firm) products() {
	h, d := f.style[Postgres], f.d
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("products"),
		Columns: columns(h.call("sku"), String, h.call("price"), Decimal, h.call("created"), Day)})
	for i := range f.n(300) {
		t.add(cell(fmt.Sprintf("%c%c-%04d", 'A'+d.IntN(26), 'A'+d.IntN(26), i)), cell(d.amount()), cell(d.ago(1, 900)))
	}
}

// copies are a schema where things are tried out with production numbers, and
// a backup of the leads that nobody declared.
func (f *Firm) copies(g *groups) {
	h, d := f.style[Postgres], f.d
	t := f.table(&Table{Store: Postgres, Source: crm, Space: f.w.tests, Name: h.call("people"),
		Columns: columns(h.call("id"), Integer, h.call("name"), String, h.call("phone"), String, h.call("created"), Moment), Facts: Facts{Dated: h.call("created"), Test: true}})
	for i, p := range d.mixed(d.some(g.customers, .3), d.some(g.leads, .1), d.crowd(f.n(150), []string{f.Home})) {
		t.add(cell(int64(i+1)), cell(p.Name), phone(p.Main, international(p.Main)), cell(d.ago(100, 400)))
	}
	t = f.table(&Table{Store: Postgres, Source: crm, Space: f.schema(), Name: h.call("copy"),
		Columns: columns(h.call("id"), Integer, h.call("name"), String, h.call("phone"), String, h.call("created"), Day), Facts: Facts{Dated: h.call("created"), Backup: true}})
	for i, p := range d.some(g.leads, .6) {
		t.add(cell(int64(i+1)), cell(p.Name), phone(p.Main, grouped(p.Main)), cell(d.ago(300, 900)))
	}
}

// accounts are integers; everything about them is in order.
func (f *Firm) accounts(near []string) {
	h, d := f.style[MariaDB], f.d
	const months = 120
	t := f.table(&Table{Store: MariaDB, Source: billing, Space: f.database(billing), Name: h.call("accounts"), Comment: "Purpose: " + f.w.billing,
		Columns:  columns(h.call("id"), Integer, h.call("company"), String, h.call("phone"), Integer, h.call("country"), String, h.call("amount"), Decimal, h.call("created"), Day),
		Declared: Declared{Owner: "finance", Purposes: []string{f.w.billing}, Basis: "legal_obligation", Months: months, Field: h.call("created")},
		Facts:    Facts{Dated: h.call("created")}})
	told := slices.DeleteFunc(slices.Clone(near), func(r string) bool {
		return !slices.Contains(languages[r], "en") && r != f.Home
	})
	for i, p := range d.crowd(f.n(1200), told) {
		var n int64
		if _, err := fmt.Sscan(bare(p.Main), &n); err != nil {
			panic(err)
		}
		t.add(cell(int64(i+1)), cell(p.Company), Cell{Value: n, Numbers: []Number{p.Main}}, cell(p.Main.Region), cell(d.amount()), cell(d.ago(1, 1500)))
	}
}

// calls are national numbers of the firm's own country, which only the
// configuration says.
func (f *Firm) calls(g *groups) {
	h, d := f.style[MariaDB], f.d
	const months = 6
	t := f.table(&Table{Store: MariaDB, Source: billing, Space: f.database(billing), Name: h.call("calls"),
		Columns:  columns(h.call("id"), Integer, h.call("phone"), String, h.call("seconds"), Integer, h.call("started"), Moment),
		Declared: Declared{Owner: "support", Purposes: []string{f.w.support}, Basis: "legitimate_interests", Months: months, Field: h.call("started"), Region: f.Home},
		Facts:    Facts{Dated: h.call("started")}})
	for i, p := range g.callers {
		for range 1 + d.IntN(2) {
			t.add(cell(int64(2*i+1+len(t.Rows)%2)), phone(p.Main, national(p.Main)), cell(int64(20+d.IntN(1500))), cell(d.ago(1, 400, months)))
		}
	}
	for i := range t.Rows {
		t.Rows[i][0] = cell(int64(i + 1))
	}
}

// chats are declared by nobody; the server's own comment says what they are
// for.
func (f *Firm) chats(g *groups) {
	h, d := f.style[MariaDB], f.d
	t := f.table(&Table{Store: MariaDB, Source: billing, Space: f.database(billing), Name: h.call("chats"), Comment: "Purpose: " + f.w.support,
		Columns: columns(h.call("id"), Integer, h.call("name"), String, h.call("phone"), String, h.call("created"), Moment), Facts: Facts{Dated: h.call("created")}})
	for i, p := range d.mixed(d.some(g.leads, .1), d.some(g.customers, .1), d.crowd(f.n(500), []string{f.Home, "US"})) {
		t.add(cell(int64(i+1)), cell(p.Name), phone(p.Main, hyphens(p.Main)), cell(d.ago(1, 700)))
	}
}

// members have a ledger of their own, which knows them by their key alone.
func (f *Firm) members(world []string) {
	h, d := f.style[MariaDB], f.d
	const months = 60
	people := d.crowd(f.n(900), world)
	lt := f.table(&Table{Store: MariaDB, Source: billing, Space: f.database(billing), Name: h.call("optins"), Columns: columns(
		h.call("id"), Integer, h.call("key"), String, h.call("purpose"), String, h.call("granted"), Moment, h.call("withdrawn"), Moment, h.call("expires"), Moment, h.call("source"), String, h.call("wording"), String)})
	l := &Ledger{Name: "members", Table: lt, Purposes: []string{f.w.sms, f.w.call}, Roles: map[string]string{
		"id": h.call("id"), "person": h.call("key"), "purpose": h.call("purpose"), "granted": h.call("granted"),
		"withdrawn": h.call("withdrawn"), "expires": h.call("expires"), "source": h.call("source"), "wording": h.call("wording"),
	}}
	d.record(l, d.some(people, .9), proof{})
	l.fill()
	lt.Ledger = l
	f.Ledgers = append(f.Ledgers, l)
	t := f.table(&Table{Store: MariaDB, Source: billing, Space: f.database(billing), Name: h.call("members"),
		Columns:  columns(h.call("key"), String, h.call("name"), String, h.call("phone"), String, h.call("created"), Moment),
		Declared: Declared{Owner: "marketing", Purposes: []string{f.w.call}, Basis: "consent", Months: months, Field: h.call("created"), Consent: l, By: h.call("key")},
		Facts:    Facts{Dated: h.call("created")}})
	for _, p := range people {
		t.add(cell(p.Key), cell(p.Name), phone(p.Main, zeros(p.Main)), cell(d.ago(1, 2400, months)))
	}
}

// profiles are documents with numbers in arrays. Their date is declared
// nowhere, and is to be found.
func (f *Firm) profiles(world []string) {
	h, d := f.style[MongoDB], f.d
	const months = 24
	t := f.table(&Table{Store: MongoDB, Source: app, Space: f.database(app), Name: h.call("profiles"),
		Columns:  columns(h.call("key"), String, h.call("name"), String, "contact.phones[].number", List, "contact.phones[].kind", List, "contact.emergency."+h.call("phone"), String, h.call("created"), Moment, h.call("updated"), Moment),
		Declared: Declared{Owner: "product", Purposes: []string{f.w.account}, Basis: "contract", Months: months},
		Facts:    Facts{Dated: h.call("created")}})
	for _, p := range d.crowd(f.n(1300), world) {
		list := Cell{Value: []string{d.anyhow(p.Main)}, Numbers: []Number{p.Main}}
		kinds := []string{"mobile"}
		if p.Second.NSN != "" && p.Main.Subdivision == "" {
			list = Cell{Value: []string{e164(p.Main), international(p.Second)}, Numbers: []Number{p.Main, p.Second}}
			kinds = append(kinds, "work")
		}
		near := Cell{}
		if d.IntN(4) == 0 {
			n := d.number(f.Home)
			near = phone(n, international(n))
		}
		t.add(cell(p.Key), cell(p.Name), list, cell(kinds), near, cell(d.ago(5, 1300, months)), cell(d.ago(0, 4)))
	}
}

// referrals are for messages, and nobody says on what legal basis; they have a
// period, and no date to count it from.
func (f *Firm) referrals(g *groups, near []string) {
	h, d := f.style[MongoDB], f.d
	t := f.table(&Table{Store: MongoDB, Source: app, Space: f.database(app), Name: h.call("referrals"),
		Columns:  columns(h.call("key"), String, h.call("name"), String, h.call("phone"), String),
		Declared: Declared{Owner: "product", Purposes: []string{f.w.sms}, Months: 12, Consent: g.consents}})
	for _, p := range d.mixed(d.crowd(f.n(300), near), d.some(g.leads, .3)) {
		t.add(cell(p.Key), cell(p.Name), phone(p.Main, e164(p.Main)))
	}
}

// events of the app carry full numbers, and no notice speaks of their purpose.
func (f *Firm) events(g *groups) {
	d := f.d
	const months = 12
	t := f.table(&Table{Store: S3, Source: lake, Space: "events", Name: "app-2026-01.ndjson", Form: NDJSON, Objects: 3, Comment: f.w.analytics,
		Columns:  columns("event", String, "user.msisdn", String, "screen", String, "ts", Moment),
		Declared: Declared{Owner: "product", Purposes: []string{f.w.analytics}, Basis: "legitimate_interests", Months: months, Field: "ts"},
		Facts:    Facts{Dated: "ts", Log: true}})
	for range f.n(2500) {
		p := pick(d, g.customers)
		t.add(cell(pick(d, []string{"login", "view", "search", "purchase"})), phone(p.Main, e164(p.Main)), cell(pick(d, []string{"home", "cart", "profile"})), cell(d.ago(1, 600, months)))
	}
}

// export is what goes to a vendor of whom no notice speaks.
func (f *Firm) export(g *groups) {
	h, d := f.style[S3], f.d
	t := f.table(&Table{Store: S3, Source: lake, Space: "exports", Name: "leadloom-2026-03.csv", Form: CSV, Objects: 4, Comment: f.w.sms,
		Columns:  columns(h.call("name"), String, h.call("phone"), String, h.call("country"), String, h.call("created"), Day),
		Declared: Declared{Owner: "marketing", Purposes: []string{f.w.sms}, Basis: "consent", Consent: g.consents, Vendors: []string{"leadloom"}},
		Facts:    Facts{Dated: h.call("created")}})
	for _, p := range d.mixed(d.some(g.leads, .4), d.some(g.visitors, .5)) {
		t.add(cell(p.Name), phone(p.Main, international(p.Main)), cell(p.Main.Region), cell(d.ago(1, 300)))
	}
}

// backup is a dump of the customers.
func (f *Firm) backup(g *groups) {
	h, d := f.style[Postgres], f.d
	t := f.table(&Table{Store: S3, Source: lake, Space: "backups", Name: "crm-2025-06-30.sql", Form: Dump, Inner: h.call("contacts"),
		Columns: columns(h.call("id"), Integer, h.call("name"), String, h.call("phone"), String, h.call("created"), Moment), Facts: Facts{Dated: h.call("contacts") + "." + h.call("created"), Backup: true}})
	for i, p := range d.some(g.customers, .8) {
		t.add(cell(int64(i+1)), cell(p.Name), phone(p.Main, international(p.Main)), cell(d.ago(300, 1500)))
	}
}

// fair is a spreadsheet that somebody saved: labels, extensions, links.
func (f *Firm) fair(g *groups) {
	h, d := f.style[Files], f.d
	t := f.table(&Table{Store: Files, Source: office, Space: "marketing", Name: h.call("visitors") + ".csv", Form: CSV,
		Columns: columns(h.call("company"), String, h.call("name"), String, h.call("phone"), String), Facts: Facts{Dated: "{modified}"}})
	for _, p := range g.visitors {
		t.add(cell(p.Company), cell(p.Name), phone(p.Main, d.anyhow(p.Main)))
	}
}

// newsletter rests on consent, and no ledger says who gave it.
func (f *Firm) newsletter(near []string) {
	h, d := f.style[Files], f.d
	const months = 48
	t := f.table(&Table{Store: Files, Source: office, Space: "marketing", Name: h.call("newsletter") + ".csv", Form: CSV,
		Columns:  columns(h.call("name"), String, h.call("phone"), String, h.call("created"), Moment),
		Declared: Declared{Owner: "marketing", Purposes: []string{f.w.sms}, Basis: "consent", Months: months, Field: h.call("created")},
		Facts:    Facts{Dated: h.call("created")}})
	for _, p := range d.crowd(f.n(600), near) {
		t.add(cell(p.Name), phone(p.Main, e164(p.Main)), cell(d.ago(1, 1000, months)))
	}
}

// dealers are called on a legitimate interest, or so it seems: nobody has
// declared the basis.
func (f *Firm) dealers(near []string) {
	h, d := f.style[Files], f.d
	const months = 36
	t := f.table(&Table{Store: Files, Source: office, Space: "sales", Name: h.call("dealers") + ".csv", Form: CSV,
		Columns:  columns(h.call("company"), String, h.call("phone"), String, h.call("country"), String, h.call("updated"), Day),
		Declared: Declared{Owner: "sales", Purposes: []string{f.w.support, f.w.delivery}, Months: months, Field: h.call("updated")},
		Facts:    Facts{Dated: h.call("updated")}})
	for _, p := range d.crowd(f.n(350), near[:4]) {
		t.add(cell(p.Company), phone(p.Main, national(p.Main)), cell(p.Main.Region), cell(d.ago(1, 2000, months)))
	}
}

// gateway is the log of what sends the messages, kept for longer than it may.
func (f *Firm) gateway(g *groups) {
	d := f.d
	t := f.table(&Table{Store: Files, Source: office, Space: "gateway", Name: "sms.log", Form: Text, Columns: columns("text", String),
		Declared: Declared{Owner: "operations", Purposes: []string{f.w.delivery}, Basis: "contract", Months: 3},
		Facts:    Facts{Dated: "{modified}", Log: true}, Modified: d.day.AddDate(0, -9, 0)})
	for range f.n(1500) {
		p, at := pick(d, g.customers), d.ago(280, 300)
		t.add(Cell{Value: at.Format("2006-01-02 15:04:05") + " INFO message delivered to " + e164(p.Main) + " parts=1", Numbers: []Number{p.Main}})
	}
}
