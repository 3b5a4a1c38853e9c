package mysql

import (
	"fmt"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

const fixtureColumns = `id bigint%s, name text, phone varchar(40), mobile bigint, country char(2), notes text,
	contact json, score double, active boolean, created timestamp(3) null`

// fixture creates the table contacts, with more columns before the fixture's,
// and fills it. k makes their values, as SQL.
func fixture(t testing.TB, w world, columns, options string, k func(i int) string) {
	t.Helper()
	key := ""
	if columns == "" {
		key = " primary key"
	}
	run(t, w.admin, "create table contacts ("+columns+fmt.Sprintf(fixtureColumns, key)+") "+options)
	db := dial(t, w.admin)
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() // it was committed, or the test is over
	if _, err := tx.Exec("set time_zone = '+00:00'"); err != nil {
		t.Fatal(err)
	}
	for i, r := range connectortest.Records() {
		more := ""
		if columns != "" {
			more = k(i) + ", "
		}
		if _, err := tx.Exec("insert into contacts values ("+more+"?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", r.ID, r.Name, r.Phone, r.Mobile,
			r.Country, r.Notes, string(r.Contact.JSON()), r.Score, r.Active, r.Created.Format("2006-01-02 15:04:05.000")); err != nil {
			t.Fatalf("load the fixture: %v", err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	run(t, w.admin, "analyze table contacts") // else the server's estimates change a little later
}

func TestConformance(t *testing.T) {
	small := limits{shard: 120, shards: 8, unit: 7, window: 4, count: 1000}
	for _, c := range []struct {
		name             string
		columns, options string
		key              func(i int) string // values of columns
		ignore           []string
		limits           limits
		draw             connectors.Design
	}{
		{name: "an integer key without holes", limits: usual, draw: connectors.Records},
		{name: "an integer key without holes, in several shards", limits: small, draw: connectors.Records},
		{name: "an integer key with some holes", limits: small, draw: connectors.Records,
			columns: "k int primary key, ", key: func(i int) string { return fmt.Sprint(7*i - 900 + i%3) }, ignore: []string{"k"}},
		{name: "an unsigned key at the end of what there is", limits: small, draw: connectors.Records,
			columns: "k bigint unsigned primary key, ", key: func(i int) string { return fmt.Sprint(uint64(1<<64-1) - uint64(3*i)) }, ignore: []string{"k"}},
		{name: "an integer key that is sparse", limits: small, draw: connectors.Units,
			columns: "k bigint primary key, ", key: func(i int) string { return fmt.Sprint(int64(i) * int64(i) * 1000003) }, ignore: []string{"k"}},
		{name: "an integer key that is sparse, in one shard", limits: usual, draw: connectors.Units,
			columns: "k bigint primary key, ", key: func(i int) string { return fmt.Sprint(int64(i-250) << 54) }, ignore: []string{"k"}},
		{name: "a key of text", limits: small, draw: connectors.Units,
			columns: "k varchar(30) character set latin1 primary key, ", key: func(i int) string { return fmt.Sprintf("'é%c%d'", 'a'+i%26, i) }, ignore: []string{"k"}},
		{name: "a key of three columns, of text, bytes and a date", limits: small, draw: connectors.Units,
			columns: "k varchar(30), l binary(3), m date, primary key (k, l, m), ",
			key: func(i int) string {
				return fmt.Sprintf("'o''k%d', X'%02x005c', '2026-%02d-%02d'", i%3, i/3%5, i/15/28+1, i/15%28+1)
			},
			ignore: []string{"k", "l", "m"}},
		{name: "a decimal key with a time", limits: small, draw: connectors.Units,
			columns: "k decimal(30, 5), l datetime(6), primary key (k, l), ",
			key: func(i int) string {
				return fmt.Sprintf("-12345678901234567890.%05d, '2026-02-03 04:05:06.%06d'", i/4, i)
			},
			ignore: []string{"k", "l"}},
		{name: "a unique index in place of a key", limits: small, draw: connectors.Records,
			columns: "k varchar(30) not null unique, l int not null unique, ", key: func(i int) string { return fmt.Sprintf("'%d', %d", i, 2*i) }, ignore: []string{"k", "l"}},
		{name: "no key", limits: small, draw: connectors.Whole,
			columns: "k int null unique, l enum('b', 'a') not null, m int not null, unique (l, m), ", key: func(i int) string { return fmt.Sprintf("%d, 'a', %d", i, i) }, ignore: []string{"k", "l", "m"}},
		{name: "partitions", limits: small, draw: connectors.Records, options: "partition by hash (k) partitions 5",
			columns: "k int primary key, ", key: func(i int) string { return fmt.Sprint(2 * i) }, ignore: []string{"k"}},
		{name: "a table of MyISAM", limits: small, draw: connectors.Records, options: "engine MyISAM",
			columns: "k int primary key, ", key: func(i int) string { return fmt.Sprint(2 * i) }, ignore: []string{"k"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "create table `called +1 415 555 0123` (`fax 4155550123` text comment 'or 415-555-0124') comment 'ask 415-555-0123'")
			fixture(t, w, c.columns, c.options, c.key)
			connectortest.Run(t, connectortest.World{
				Open: func(t testing.TB, redact func(string) string) connectors.Connector {
					return cutBy(t, connectors.Source{URL: w.reader, Redact: redact}, c.limits)
				},
				Dataset: w.name + ".contacts",
				Draw:    c.draw,
				Ignore:  c.ignore,
			})
		})
	}
}
