package mongodb

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/dialmap/dialmap/connectors"
)

func TestDatabaseOfURL(t *testing.T) {
	for url, want := range map[string]string{
		"mongodb://h":                       "",
		"mongodb://h/":                      "",
		"mongodb://h/crm":                   "crm",
		"mongodb://u:p%2Fq@h:1,i:2/crm?w=1": "crm",
		"mongodb://h/a%20b":                 "-", // no name of a database
		"mongodb://h/caf%C3%A9":             "café",
		"mongodb://h?directConnection=true": "",
		"mongodb://%2Ftmp%2Fmongo.sock/crm": "crm",
		"mongodb+srv://c.example.com/crm":   "crm",
		"mysql://h/crm":                     "-",
		"mongodb://h/crm?a=/b":              "crm",
	} {
		got, err := parse(url)
		if err != nil {
			got.db = "-"
		}
		if got.db != want {
			t.Errorf("%s: database %q, want %q", url, got.db, want)
		}
	}
}

// Off loopback a connection is encrypted and verified unless somebody said
// otherwise in so many words.
func TestTLSPolicy(t *testing.T) {
	for _, c := range []struct {
		name         string
		url          string
		tls          connectors.TLS
		on, verified bool
	}{
		{"off loopback", "mongodb://db.example.com/", connectors.TLS{}, true, true},
		{"off loopback, one host of two", "mongodb://localhost,db.example.com/", connectors.TLS{}, true, true},
		{"off loopback, the URL says no", "mongodb://db.example.com/?tls=false", connectors.TLS{}, false, false},
		{"off loopback, the URL says unverified", "mongodb://db.example.com/?tls=true&tlsInsecure=true", connectors.TLS{}, true, false},
		{"off loopback, the configuration says no", "mongodb://db.example.com/", connectors.TLS{Mode: "disable"}, false, false},
		{"off loopback, unverified", "mongodb://db.example.com/", connectors.TLS{Mode: "require"}, true, false},
		{"off loopback, the configuration verifies what the URL does not", "mongodb://db.example.com/?tlsInsecure=true", connectors.TLS{Mode: "verify-full"}, true, true},
		{"on loopback", "mongodb://127.0.0.1/", connectors.TLS{}, false, false},
		{"on a socket", "mongodb://%2Ftmp%2Fmongodb-27017.sock/", connectors.TLS{}, false, false},
		{"on loopback, the URL asks for it", "mongodb://127.0.0.1/?tls=true", connectors.TLS{}, true, true},
		{"on loopback, the configuration asks for it", "mongodb://127.0.0.1/", connectors.TLS{Mode: "verify-full"}, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, _, err := clientOptions(connectors.Source{URL: c.url, TLS: c.tls, Connections: 4})
			if err != nil {
				t.Fatal(err)
			}
			on := o.TLSConfig != nil
			if on != c.on || on && o.TLSConfig.InsecureSkipVerify == c.verified {
				t.Errorf("TLS %v, want %v; verified as asked: %v", on, c.on, c.verified)
			}
		})
	}
}

func TestClientOptions(t *testing.T) {
	o, _, err := clientOptions(connectors.Source{
		URL: "mongodb://url:old@localhost/crm", User: "scan", Secret: "new", Scan: "s1", Connections: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := o.Auth; a.Username != "scan" || a.Password != "new" || a.AuthSource != "crm" {
		t.Errorf("user %q at %q, want that of the source at the URL's database", a.Username, a.AuthSource)
	}
	if *o.AppName != "dialmap/s1" || *o.MaxPoolSize != 3 {
		t.Errorf("application %q with %d connections", *o.AppName, *o.MaxPoolSize)
	}
	if o.ReadPreference.Mode() != readpref.SecondaryPreferredMode || o.ReadConcern.Level != "local" {
		t.Errorf("read preference %v, concern %v", o.ReadPreference, o.ReadConcern)
	}
	o, _, err = clientOptions(connectors.Source{URL: "mongodb://localhost/?readPreference=nearest", Connections: 1})
	if err != nil || o.ReadPreference.Mode() != readpref.NearestMode {
		t.Errorf("the URL's read preference is not kept: %v", err)
	}
	o, _, err = clientOptions(connectors.Source{URL: "mongodb://localhost/", User: "scan", Secret: "new", Connections: 1})
	if err != nil || o.Auth.AuthSource != "admin" {
		t.Errorf("a login without a database is not at admin: %v", err)
	}
}
