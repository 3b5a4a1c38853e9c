package config

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecrets(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "secret", "from a file\n")
	two := write(t, dir, "two", "one\ntwo\n")
	pass := write(t, dir, "pgpass", "# all\nother:5432:*:scan:wrong\ndb:5433:crm:scan:a\\:b\\\\c\n*:*:*:*:last\n")
	env := func(k string) string { return map[string]string{"PW": "from env"}[k] }
	at := func(s Secret) Source {
		return Source{URL: "postgres://scan@db:5433/crm", Credentials: s, Password: "from url"}
	}
	for _, c := range []struct {
		name      string
		source    Source
		want, err string
	}{
		{"nothing but the URL", at(Secret{}), "from url", ""},
		{"an environment variable", at(Secret{Env: "PW"}), "from env", ""},
		{"a variable that is not set", at(Secret{Env: "NOPE"}), "", "environment variable NOPE is not set; export it"},
		{"a file", at(Secret{File: file}), "from a file", ""},
		{"a file of two lines", at(Secret{File: two}), "", "has more than one line"},
		{"a file that is not there", at(Secret{File: dir + "/no"}), "", "no such file"},
		{"a command", at(Secret{Command: []string{"echo", "from", "echo"}}), "from echo", ""},
		{"a command that fails", at(Secret{Command: []string{"false"}}), "", "command false gave no secret: exit status 1"},
		{"a command that is not there", at(Secret{Command: []string{"/no/such"}}), "", "it cannot be started"},
		{"a command that says nothing", at(Secret{Command: []string{"true"}}), "", "is empty"},
		{"a password file", at(Secret{Pgpass: pass}), `a:b\c`, ""},
		{"a password file with a line for all", Source{URL: "postgres://x/y", Credentials: Secret{Pgpass: pass}}, "last", ""},
		{"a profile, which the SDK resolves", Source{URL: "s3://b", Credentials: Secret{Profile: "scan"}}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.source.Login(context.Background(), env)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got error %v, want %q", err, c.err)
			}
		})
	}
}

func TestHash(t *testing.T) {
	base := func() *Config { return &Config{Sources: []Source{{URL: "postgres://u@db/crm?sslmode=require"}}} }
	h := base().Hash()
	for _, c := range []struct {
		name   string
		change func(*Config)
		same   bool
	}{
		{"nothing", func(*Config) {}, true},
		{"the password", func(c *Config) { c.Sources[0].Password = "x" }, true},
		{"where the password is kept", func(c *Config) { c.Sources[0].Credentials.Env = "X" }, true},
		{"where the file lies", func(c *Config) { c.File = "/elsewhere" }, true},
		{"the pace", func(c *Config) { c.Sources[0].Pace.RowsPerSecond = 1 }, true},
		{"the user", func(c *Config) { c.Sources[0].URL = "postgres://v@db/crm?sslmode=require" }, true},
		{"the database", func(c *Config) { c.Sources[0].URL = "postgres://u@db/shop?sslmode=require" }, false},
		{"a region", func(c *Config) { c.Sources[0].DefaultRegion = "DE" }, false},
		{"the organisation", func(c *Config) { c.Organisation.Targets = []string{"FR"} }, false},
	} {
		cfg := base()
		c.change(cfg)
		if (cfg.Hash() == h) != c.same {
			t.Errorf("%s: the same hash %v, want %v", c.name, !c.same, c.same)
		}
	}
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
