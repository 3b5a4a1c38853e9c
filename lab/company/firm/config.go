package firm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Write writes a directory: dialmap.yaml, expected.json, the secrets that the
// configuration refers to, and the firm's own files. What stood in office/ is
// gone.
func (f *Firm) Write(dir string, s Servers) error {
	if err := f.offices(filepath.Join(dir, office)); err != nil {
		return err
	}
	expected, err := json.MarshalIndent(f.Expected(), "", "\t")
	if err != nil {
		return err
	}
	type file struct {
		name, text string
		mode       os.FileMode
	}
	key := sha256.Sum256(fmt.Appendf(nil, "firm %d", f.Seed)) // the same company, the same hashes
	files := []file{
		{"secrets/key", hex.EncodeToString(key[:]), 0o600},
		{"dialmap.yaml", f.config(s), 0o644}, {"expected.json", string(expected), 0o644},
		{"secrets/postgres", password(s.PostgresReader), 0o600}, {"secrets/mariadb", password(s.MariaDBReader), 0o600}, {"secrets/s3", s.S3Secret, 0o600},
	}
	for _, n := range f.Notices {
		if n.File != "" {
			files = append(files, file{n.File, "<h1>" + f.w.company + "</h1>\n<p>" + strings.Join(n.Purposes, ", ") + "</p>\n", 0o644})
		}
	}
	for _, file := range files {
		path := filepath.Join(dir, file.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(file.text), file.mode); err != nil {
			return err
		}
	}
	return nil
}

func password(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	p, _ := u.User.Password()
	return p
}

// yaml is a configuration that is being written.
type yaml struct{ strings.Builder }

func (y *yaml) line(format string, args ...any) { fmt.Fprintf(&y.Builder, format+"\n", args...) }

// list of texts, in flow style.
func list(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// config is the firm's dialmap.yaml.
func (f *Firm) config(s Servers) string {
	y := &yaml{}
	y.line("# %s, a company that does not exist. Written by lab/company.", f.w.company)
	y.line("version: 1")
	y.line("key: {file: secrets/key}")
	y.line("organisation: {name: %q, role: controller, establishments: [%s], targets: %s}", f.w.company, f.Home, list(f.Targets))
	f.sources(y, s)
	f.datasets(y)
	f.ledgers(y)
	y.line("vendors:")
	for _, v := range f.Vendors {
		y.line("  - {name: %s, country: %s, role: processor, contract: {signed: 2025-02-01, expires: 2028-02-01}, mechanism: scc}", v.Name, v.Country)
	}
	if len(f.Notices) > 0 {
		y.line("notices:")
	}
	for _, n := range f.Notices {
		where := "url: " + n.URL
		if n.File != "" {
			where = "file: " + n.File
		}
		y.line("  - {%s, languages: %s, purposes: %s, recipients: %s, countries: %s}", where, list(n.Languages), list(n.Purposes), list(n.Recipients), list(n.Countries))
	}
	return y.String()
}

func (f *Firm) sources(y *yaml, s Servers) {
	y.line("sources:")
	for _, x := range []struct{ name, url, secret, stored string }{
		{crm, withPath(open(s.PostgresReader), f.database(crm)), "postgres", f.Home},
		{billing, withPath(open(s.MariaDBReader), f.database(billing)), "mariadb", f.Home},
		{app, withPath(s.MongoDB, f.database(app)), "", "US"},
	} {
		y.line("  - name: %s", x.name)
		y.line("    url: %q", x.url)
		if x.secret != "" {
			y.line("    credentials: {file: secrets/%s}", x.secret)
		}
		y.line("    stored: {region: %s%s}", x.stored, mechanism(x.stored, f.Home))
	}
	y.line("  - name: %s", lake)
	y.line("    url: s3://%s", f.bucket())
	y.line("    endpoint: %s", s.S3)
	y.line("    region: us-east-1")
	y.line("    user: %s", s.S3User)
	y.line("    credentials: {file: secrets/s3}")
	y.line("    stored: {region: US}")
	y.line("  - {name: %s, url: %s, stored: {region: %s}}", office, office, f.Home)
}

// mechanism that lets bytes lie abroad.
func mechanism(stored, home string) string {
	if stored == home {
		return ""
	}
	return ", mechanism: scc"
}

// open is a URL without its password.
func open(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.User == nil {
		return raw
	}
	u.User = url.User(u.User.Username())
	return u.String()
}

func withPath(raw, path string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	u.Path = "/" + path
	return u.String()
}

func (f *Firm) datasets(y *yaml) {
	y.line("datasets:")
	for _, t := range f.Tables {
		d := t.Declared
		if d.Owner == "" {
			continue
		}
		y.line("  - match: %q", t.Source+"/"+t.Dataset())
		y.line("    owner: %s", d.Owner)
		if len(d.Purposes) > 0 {
			y.line("    purposes: %s", list(d.Purposes))
		}
		for _, x := range [][2]string{{"legal_basis", d.Basis}, {"contacted", d.Contacted}, {"default_region", d.Region}} {
			if x[1] != "" {
				y.line("    %s: %s", x[0], x[1])
			}
		}
		if d.Months > 0 && d.Field != "" {
			y.line("    retention: {period: %dmo, field: %q}", d.Months, d.Field)
		} else if d.Months > 0 {
			y.line("    retention: {period: %dmo}", d.Months)
		}
		if d.Consent != nil && d.By != "" {
			y.line("    consent: {ledger: %s, by: %q}", d.Consent.Name, d.By)
		} else if d.Consent != nil {
			y.line("    consent: {ledger: %s}", d.Consent.Name)
		}
		if len(d.Vendors) > 0 {
			y.line("    vendors: %s", list(d.Vendors))
		}
	}
}

func (f *Firm) ledgers(y *yaml) {
	y.line("ledgers:")
	for _, l := range f.Ledgers {
		kind := "consent"
		if l.Refusal {
			kind = "refusal"
		}
		y.line("  - name: %s", l.Name)
		y.line("    dataset: %q", l.Table.Source+"/"+l.Table.Dataset())
		y.line("    kind: %s", kind)
		var roles []string
		for _, role := range []string{"number", "person", "purpose", "granted", "withdrawn", "expires", "source", "wording"} {
			if name := l.Roles[role]; name != "" {
				roles = append(roles, fmt.Sprintf("%s: %q", role, name))
			}
		}
		y.line("    fields: {%s}", strings.Join(roles, ", "))
	}
}
