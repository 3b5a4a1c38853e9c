package postgres_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// BenchmarkPosture asks for 1,000 tables with 300 views over them, under 200
// logins in 20 roles.
func BenchmarkPosture(b *testing.B) {
	const tables, logins, groups, views = 1000, 200, 20, 300
	prefix := random()
	var roles []string
	for i := range logins + groups {
		roles = append(roles, prefix+"_"+letters(i/26)+letters(i%26))
	}
	root := env(b, "DIALMAP_TEST_POSTGRES")
	b.Cleanup(func() { run(b, root, "drop role if exists "+strings.Join(roles, ", ")) })
	w := newWorld(b, "create schema crm")
	var sql strings.Builder
	for i, r := range roles {
		fmt.Fprintf(&sql, "create role %s login; ", r)
		if i >= groups {
			fmt.Fprintf(&sql, "grant %s to %s; ", roles[i%groups], r)
		}
	}
	fmt.Fprintf(&sql, "grant usage on schema crm to %s; ", strings.Join(roles[:groups/2], ", "))
	var kept []connectors.Kept
	for i := range tables {
		table := "t_" + letters(i/26) + letters(i%26)
		fmt.Fprintf(&sql, "create table crm.%s (id int, name text, phone text, mobile text, at date); grant select on crm.%[1]s to %s; ", table, roles[i%groups])
		if i < views {
			fmt.Fprintf(&sql, "create view crm.v_%s as select phone from crm.%[1]s; grant select on crm.v_%[1]s to %s; ", table, roles[(i+1)%groups])
		}
		opaque, _ := json.Marshal(map[string]string{"database": w.name, "schema": "crm", "relation": table})
		kept = append(kept, connectors.Kept{Dataset: connectors.Dataset{Name: "crm." + table, Opaque: opaque}, Fields: []string{"phone"}})
	}
	run(b, w.admin, sql.String())
	c := openSource(b, connectors.Source{URL: w.admin, Redact: connectortest.Redact})
	posturer, _ := connectors.As[connectors.Posturer](c)
	for b.Loop() {
		p := posturer.Posture(b.Context(), kept)
		if !p.Datasets[0].Readers.Whole || p.Datasets[0].Readers.Logins == 0 {
			b.Fatalf("nobody reads: %+v", p.Datasets[0].Readers)
		}
	}
}
