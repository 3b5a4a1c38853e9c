package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

const fixtureTable = `create table contacts (
	id bigint primary key, name text, phone varchar(40), mobile bigint, country char(2), notes text,
	contact jsonb, score double precision, active boolean, created timestamptz)`

// load fills the fixture into a table of that shape.
func load(t testing.TB, w world, table string) {
	t.Helper()
	conn := dial(t, w.admin)
	defer conn.Close(context.Background())
	rs := connectortest.Records()
	_, err := conn.CopyFrom(context.Background(), pgx.Identifier{"public", table},
		[]string{"id", "name", "phone", "mobile", "country", "notes", "contact", "score", "active", "created"},
		pgx.CopyFromSlice(len(rs), func(i int) ([]any, error) {
			r := rs[i]
			return []any{r.ID, r.Name, r.Phone, r.Mobile, r.Country, r.Notes, r.Contact.JSON(), r.Score, r.Active, r.Created}, nil
		}))
	if err != nil {
		t.Fatalf("load the fixture: %v", err)
	}
}

func TestConformance(t *testing.T) {
	w := newWorld(t, fixtureTable,
		`create table "called +1 415 555 0123" ("fax 4155550123" text)`,
		`comment on table "called +1 415 555 0123" is 'ask 415-555-0123'`,
		`comment on column "called +1 415 555 0123"."fax 4155550123" is 'or 415-555-0124'`)
	load(t, w, "contacts")
	connectortest.Run(t, connectortest.World{
		Open: func(t testing.TB, redact func(string) string) connectors.Connector {
			return openSource(t, connectors.Source{URL: w.reader, Redact: redact})
		},
		Dataset: "public.contacts",
		Draw:    connectors.Records,
	})
}

func TestConformanceOfPartitions(t *testing.T) {
	w := newWorld(t, `create table contacts (
			id bigint, name text, phone text, mobile bigint, country text, notes text,
			contact json, score numeric, active boolean, created timestamptz) partition by list (country)`,
		`create table us partition of contacts for values in ('US')`,
		`create table rest partition of contacts default partition by hash (id)`,
		`create table rest0 partition of rest for values with (modulus 2, remainder 0)`,
		`create table rest1 partition of rest for values with (modulus 2, remainder 1)`)
	load(t, w, "contacts")
	connectortest.Run(t, connectortest.World{
		Open: func(t testing.TB, redact func(string) string) connectors.Connector {
			return openSource(t, connectors.Source{URL: w.reader, Redact: redact})
		},
		Dataset: "public.contacts",
		Draw:    connectors.Records,
	})
}
