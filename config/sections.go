package config

import (
	"fmt"
	"net/url"

	"github.com/goccy/go-yaml/ast"
)

// config reads the whole file.
func (r *reader) config(n ast.Node) *Config {
	c := &Config{}
	var version int64
	r.object(n, "configuration", fields{
		"version": func(n ast.Node) {
			r.number(&version, "version", 0, 1<<31)(n)
			if version > Version {
				r.fail(n, "version: this dialmap reads version 1; use a newer dialmap")
			} else if version == 0 && len(r.problems) == 0 {
				r.fail(n, "version: write version: 1")
			}
		},
		"key":          func(n ast.Node) { c.Key = r.secret(n, "key", "env", "file", "command") },
		"organisation": func(n ast.Node) { r.organisation(n, &c.Organisation) },
		"sources": func(n ast.Node) {
			r.list(n, "sources", func(n ast.Node) { c.Sources = append(c.Sources, r.source(n)) })
		},
		"datasets": func(n ast.Node) {
			r.list(n, "datasets", func(n ast.Node) { c.Datasets = append(c.Datasets, r.dataset(n)) })
		},
		"ledgers": func(n ast.Node) {
			r.list(n, "ledgers", func(n ast.Node) { c.Ledgers = append(c.Ledgers, r.ledger(n)) })
		},
		"vendors": func(n ast.Node) {
			r.list(n, "vendors", func(n ast.Node) { c.Vendors = append(c.Vendors, r.vendor(n)) })
		},
		"notices": func(n ast.Node) {
			r.list(n, "notices", func(n ast.Node) { c.Notices = append(c.Notices, r.notice(n)) })
		},
		"ledger_memory": r.size(&c.LedgerMemory, "ledger_memory"),
		"posture":       func(n ast.Node) { c.Posture = r.posture(n) },
	}, "version")
	r.references(c)
	return c
}

// posture reads how sources are asked how they are kept.
func (r *reader) posture(n ast.Node) (p Posture) {
	anonymous := true
	r.object(n, "posture", fields{
		"anonymous": r.flag(&anonymous, "posture.anonymous"),
		"names":     r.flag(&p.Names, "posture.names"),
	})
	p.NoAnonymous = !anonymous
	return p
}

func (r *reader) organisation(n ast.Node, o *Organisation) {
	r.object(n, "organisation", fields{
		"name":           r.text(&o.Name, "organisation.name"),
		"owner":          r.text(&o.Owner, "organisation.owner"),
		"role":           r.one(&o.Role, "organisation.role", "controller", "processor"),
		"establishments": r.placesInto(&o.Establishments, "organisation.establishments"),
		"targets":        r.placesInto(&o.Targets, "organisation.targets"),
		"default_region": r.regionInto(&o.DefaultRegion, "organisation.default_region"),
		"facts":          func(n ast.Node) { o.Facts = r.facts(n) },
	})
}

// facts are the thresholds that laws ask for; which ones is the laws' matter.
func (r *reader) facts(n ast.Node) map[string]any {
	pairs, ok := r.pairs(n, "organisation.facts")
	if !ok {
		return nil
	}
	facts := map[string]any{}
	for _, p := range pairs {
		key, ok := r.key(p, "organisation.facts")
		if !ok {
			continue
		}
		if _, twice := facts[key]; twice {
			r.fail(p.Key, "organisation.facts: %s stands here twice; remove one", shown(key))
		}
		switch v := r.plain(p.Value).(type) {
		case *ast.IntegerNode:
			if i, ok := integer(v); ok {
				facts[key] = i
				continue
			}
			r.fail(p.Value, "organisation.facts: the number is too large")
		case *ast.FloatNode:
			facts[key] = v.Value
		case *ast.BoolNode:
			facts[key] = v.Value
		case *ast.StringNode:
			facts[key] = v.Value
		default:
			r.fail(p.Value, "organisation.facts: want a number, true, false or text, this is %s", kindOf(v))
		}
	}
	return facts
}

func (r *reader) dataset(n ast.Node) (d Dataset) {
	const w = "datasets"
	d.At, d.Where = r.at(n), map[string]Position{}
	at := func(key string, read func(ast.Node)) func(ast.Node) {
		return func(n ast.Node) {
			d.Where[key] = r.at(n)
			read(n)
		}
	}
	r.object(n, w, fields{
		"match":          at("match", r.text(&d.Match, w+".match")),
		"default_region": r.regionInto(&d.DefaultRegion, w+".default_region"),
		"fields":         func(n ast.Node) { d.Fields = r.fieldRegions(n) },
		"derived":        r.flag(&d.Derived, w+".derived"),
		"owner":          at("owner", r.text(&d.Owner, w+".owner")),
		"purposes":       at("purposes", r.texts(&d.Purposes, w+".purposes")),
		"legal_basis": at("legal_basis", r.one(&d.LegalBasis, w+".legal_basis", "consent", "contract", "legal_obligation",
			"vital_interests", "public_task", "legitimate_interests")),
		"retention": at("retention", func(n ast.Node) {
			r.object(n, w+".retention", fields{
				"period": r.matching(&d.Retention.Period, w+".retention.period", periodForm, "24mo, 90d or 7y"),
				"field":  at("retention.field", r.text(&d.Retention.Field, w+".retention.field")),
			}, "period")
		}),
		"consent": at("consent", func(n ast.Node) {
			r.object(n, w+".consent", fields{
				"ledger": r.text(&d.Consent.Ledger, w+".consent.ledger"),
				"by":     at("consent.by", r.text(&d.Consent.By, w+".consent.by")),
			}, "ledger")
		}),
		"contacted": at("contacted", r.text(&d.Contacted, w+".contacted")),
		"vendors":   at("vendors", r.texts(&d.Vendors, w+".vendors")),
		"readers": at("readers", func(n ast.Node) {
			d.Readers = []string{} // an empty list says that nobody should
			r.texts(&d.Readers, w+".readers")(n)
		}),
	}, "match")
	return d
}

// fieldRegions reads {tel: {default_region: JP}}.
func (r *reader) fieldRegions(n ast.Node) map[string]string {
	pairs, ok := r.pairs(n, "datasets.fields")
	if !ok {
		return nil
	}
	regions := map[string]string{}
	for _, p := range pairs {
		key, ok := r.key(p, "datasets.fields")
		if !ok {
			continue
		}
		if _, twice := regions[key]; twice {
			r.fail(p.Key, "datasets.fields: %s stands here twice; remove one", shown(key))
		}
		var region string
		r.object(p.Value, "datasets.fields."+shownField(key), fields{
			"default_region": r.regionInto(&region, "datasets.fields."+shownField(key)+".default_region"),
		}, "default_region")
		regions[key] = region
	}
	return regions
}

func shownField(key string) string {
	if harmless.MatchString(key) {
		return key
	}
	return "*"
}

// LedgerFields are what the fields of a ledger can be for.
var LedgerFields = []string{"number", "person", "purpose", "granted", "withdrawn", "expires", "source", "wording"}

func (r *reader) ledger(n ast.Node) (l Ledger) {
	l.Kind, l.Fields, l.At, l.Where = "consent", map[string]string{}, r.at(n), map[string]Position{}
	role := func(k string) func(ast.Node) {
		return func(n ast.Node) {
			l.Where[k] = r.at(n)
			if s, ok := r.str(n, "ledgers.fields."+k); ok {
				l.Fields[k] = s
			}
		}
	}
	r.object(n, "ledgers", fields{
		"name": r.text(&l.Name, "ledgers.name"),
		"dataset": func(n ast.Node) {
			l.Where["dataset"] = r.at(n)
			r.text(&l.Dataset, "ledgers.dataset")(n)
		},
		"kind": r.one(&l.Kind, "ledgers.kind", "consent", "refusal"),
		"fields": func(n ast.Node) {
			f := fields{}
			for _, k := range LedgerFields {
				f[k] = role(k)
			}
			if r.object(n, "ledgers.fields", f) && l.Where["number"].Line == 0 && l.Where["person"].Line == 0 {
				r.fail(n, "ledgers.fields: a ledger needs number, the field with the phone number, or person, the field with a person's key that other datasets have too")
			}
		},
	}, "name", "dataset", "fields")
	return l
}

// Mechanisms are the ways to let numbers lie in another country.
var Mechanisms = []string{
	"scc", "idta", "bcr", "dpf", "cbpr", "certification", "code_of_conduct", "standard_contract", "security_assessment",
	"consent", "contract", "adequacy", "other",
}

func (r *reader) notice(n ast.Node) (v Notice) {
	named := false
	f := fields{
		"url": func(n ast.Node) {
			if s, ok := r.str(n, "notices.url"); ok {
				if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
					r.fail(n, "notices.url: want the address of a page, https://…")
					return
				}
				v.URL = s
			}
		},
		"file":       r.path(&v.File, "notices.file"),
		"languages":  r.each(&v.Languages, "notices.languages", r.language),
		"purposes":   r.texts(&v.Purposes, "notices.purposes"),
		"recipients": r.texts(&v.Recipients, "notices.recipients"),
		"countries":  r.placesInto(&v.Countries, "notices.countries"),
	}
	for _, k := range []string{"url", "file"} {
		read := f[k]
		f[k] = func(n ast.Node) {
			named = true
			read(n)
		}
	}
	if r.object(n, "notices", f) && !named {
		r.fail(n, "notices: say where it can be read: url or file")
	}
	return v
}

// language reads the code of a language: de, pt-BR.
func (r *reader) language(n ast.Node) (string, bool) {
	s, ok := r.str(n, "notices.languages")
	if ok && !languageForm.MatchString(s) {
		r.fail(n, "notices.languages: %s is not the code of a language; write it as de, en or pt-BR", shown(s))
		return "", false
	}
	return s, ok
}

// references checks what names another part of the file.
func (r *reader) references(c *Config) {
	wrong := func(at Position, format string, args ...any) {
		r.problems = append(r.problems, Problem{at, fmt.Sprintf(format, args...)})
	}
	names := map[string]bool{}
	for _, s := range c.Sources {
		if s.Name != "" && names[s.Name] {
			wrong(s.At, "sources.name: %s is the name of another source too; names are unique", shown(s.Name))
		}
		names[s.Name] = true
	}
	vendors, ledgers := map[string]bool{}, map[string]*Ledger{}
	for _, v := range c.Vendors {
		if vendors[v.Name] {
			wrong(v.At, "vendors.name: %s is the name of another vendor too; names are unique", shown(v.Name))
		}
		vendors[v.Name] = true
	}
	for i := range c.Ledgers {
		l := &c.Ledgers[i]
		if ledgers[l.Name] != nil {
			wrong(l.At, "ledgers.name: %s is the name of another ledger too; names are unique", shown(l.Name))
		}
		ledgers[l.Name] = l
	}
	for _, d := range c.Datasets {
		for _, v := range d.Vendors {
			if !vendors[v] {
				wrong(d.Where["vendors"], "datasets.vendors: %s is not in the list vendors; add it there", shown(v))
			}
		}
		if d.Consent.Ledger == "" {
			continue
		}
		at, l := d.Where["consent"], ledgers[d.Consent.Ledger]
		switch {
		case l == nil:
			wrong(at, "datasets.consent.ledger: %s is not in the list ledgers; add it there", shown(d.Consent.Ledger))
		case l.Kind == "refusal":
			wrong(at, "datasets.consent.ledger: %s records refusals; every dataset with numbers is compared with it anyway, so name a ledger of consent", shown(l.Name))
		case !d.Consent.ByPerson() && l.Fields["number"] == "":
			wrong(at, "datasets.consent: the ledger %s has no number; say which field of this dataset holds the person's key: by: customer_id", shown(l.Name))
		case d.Consent.ByPerson() && l.Fields["person"] == "":
			wrong(at, "datasets.consent.by: the ledger %s has no person; name its field in ledgers.fields.person, or write by: number", shown(l.Name))
		}
	}
	r.problems = append(r.problems, c.selfContradictions()...)
}
