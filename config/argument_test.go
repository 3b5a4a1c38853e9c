package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func ExampleParseSource() {
	s, err := ParseSource("postgres://scan@db.example.com/crm?dialmap.stored_region=DE&sslmode=verify-full")
	fmt.Println(s.URL, s.Stored.Region, s.DefaultName(), err)
	// Output: postgres://scan@db.example.com/crm?sslmode=verify-full DE postgres:db.example.com:5432/crm <nil>
}

func TestParseSource(t *testing.T) {
	for _, c := range []struct {
		name, arg, url, called, password string
	}{
		{"a directory", "./data/", "./data/", "data", ""},
		{"this directory", ".", ".", ".", ""},
		{"a file URL", "file:///srv/a%20b", "/srv/a b", "/srv/a b", ""},
		{"an SQLite URL", "sqlite:///srv/f.db", "sqlite:/srv/f.db", "/srv/f.db", ""},
		{"a relative SQLite file", "sqlite:f.db", "sqlite:f.db", "f.db", ""},
		{"a database with its default port", "postgres://db/crm", "postgres://db/crm", "postgres:db:5432/crm", ""},
		{"every database of a server", "postgresql://scan@db:5433", "postgresql://scan@db:5433", "postgres:db:5433", ""},
		{"a password in the login", "postgres://scan:p%40ss@db/crm?x=1", "postgres://scan@db/crm?x=1", "postgres:db:5432/crm", "p@ss"},
		{"a password as a parameter", "postgres://db/crm?user=u&password=p%26q", "postgres://db/crm?user=u", "postgres:db:5432/crm", "p&q"},
		{"an address of version 6", "postgres://[::1]/crm", "postgres://[::1]/crm", "postgres:[::1]:5432/crm", ""},
		{"a MariaDB database", "mariadb://scan@db/crm?tls=require", "mariadb://scan@db/crm?tls=require", "mysql:db:3306/crm", ""},
		{"several hosts", "mongodb://u:p@a:1,b:2/shop?replicaSet=r", "mongodb://u@a:1,b:2/shop?replicaSet=r", "mongodb:a:1,b:2/shop", "p"},
		{"a bucket with a prefix", "s3://exports/2026/", "s3://exports/2026/", "s3:exports/2026", ""},
		{"a key with an at sign", "s3://exports/a@b", "s3://exports/a@b", "s3:exports/a@b", ""},
		{"a scheme in capitals", "POSTGRES://u:p@db/crm", "postgres://u@db/crm", "postgres:db:5432/crm", "p"},
		{"a name of its own", "s3://exports?dialmap.name=crm", "s3://exports", "s3:exports", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := ParseSource(c.arg)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]string{c.url, c.called, c.password}, []string{s.URL, s.DefaultName(), s.Password}); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestParseSourceTakesItsParameters(t *testing.T) {
	s, err := ParseSource("mongodb://db/shop?dialmap.name=shop&dialmap.default_region=DE&dialmap.stored_region=US-CA&tls=true")
	if err != nil {
		t.Fatal(err)
	}
	want := Source{Name: "shop", URL: "mongodb://db/shop?tls=true", DefaultRegion: "DE", Stored: Stored{Region: "US-CA"}}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
}

func FuzzParseSource(f *testing.F) {
	for _, s := range []string{"@", ":", "%40", "a/b", "?x=1", "#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, junk string) {
		const secret = "s3cr3tPassw0rd"
		for _, scheme := range []string{"postgres://", "MongoDB://", "s3://", "mysql:", "postgres:/"} {
			s, err := ParseSource(scheme + "u:" + secret + junk + "@db/crm")
			shown := s.URL + s.DefaultName()
			if err != nil {
				shown = err.Error()
			}
			if strings.Contains(shown, secret) {
				t.Errorf("%s: shown in %q", scheme, shown)
			}
		}
	})
}
