package config

import (
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
			r.unused(n, "ledgers")
		},
		"vendors": func(n ast.Node) {
			r.list(n, "vendors", func(n ast.Node) { c.Vendors = append(c.Vendors, r.vendor(n)) })
			r.unused(n, "vendors")
		},
		"notices": func(n ast.Node) {
			r.list(n, "notices", func(n ast.Node) { c.Notices = append(c.Notices, r.notice(n)) })
			r.unused(n, "notices")
		},
	}, "version")
	r.references(n, c)
	return c
}

// unused says that a later version will use what was accepted here.
func (r *reader) unused(n ast.Node, what string) {
	r.note(n, "%s: accepted and checked, not used yet", what)
}

func (r *reader) organisation(n ast.Node, o *Organisation) {
	r.object(n, "organisation", fields{
		"name":           r.text(&o.Name, "organisation.name"),
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
	r.object(n, w, fields{
		"match":          r.text(&d.Match, w+".match"),
		"default_region": r.regionInto(&d.DefaultRegion, w+".default_region"),
		"fields":         func(n ast.Node) { d.Fields = r.fieldRegions(n) },
		"derived":        r.flag(&d.Derived, w+".derived"),
		"owner":          r.later(r.text(&d.Owner, w+".owner"), w+".owner"),
		"purposes":       r.later(r.texts(&d.Purposes, w+".purposes"), w+".purposes"),
		"legal_basis": r.later(r.one(&d.LegalBasis, w+".legal_basis", "consent", "contract", "legal_obligation",
			"vital_interests", "public_task", "legitimate_interests"), w+".legal_basis"),
		"retention": r.later(func(n ast.Node) {
			r.object(n, w+".retention", fields{
				"period": r.matching(&d.Retention.Period, w+".retention.period", periodForm, "24mo, 90d or 7y"),
				"field":  r.text(&d.Retention.Field, w+".retention.field"),
			}, "period")
		}, w+".retention"),
		"consent": r.later(func(n ast.Node) {
			r.object(n, w+".consent", fields{
				"ledger": r.text(&d.Consent.Ledger, w+".consent.ledger"),
				"by":     r.text(&d.Consent.By, w+".consent.by"),
			}, "ledger")
		}, w+".consent"),
		"vendors": r.later(r.texts(&d.Vendors, w+".vendors"), w+".vendors"),
	}, "match")
	return d
}

// later reads a value and says that it is not used yet.
func (r *reader) later(read func(ast.Node), what string) func(ast.Node) {
	return func(n ast.Node) {
		read(n)
		r.unused(n, what)
	}
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

func (r *reader) ledger(n ast.Node) (l Ledger) {
	l.Fields = map[string]string{}
	role := func(k string) func(ast.Node) {
		return func(n ast.Node) {
			if s, ok := r.str(n, "ledgers.fields."+k); ok {
				l.Fields[k] = s
			}
		}
	}
	r.object(n, "ledgers", fields{
		"name":    r.text(&l.Name, "ledgers.name"),
		"dataset": r.text(&l.Dataset, "ledgers.dataset"),
		"kind":    r.one(&l.Kind, "ledgers.kind", "consent", "refusal"),
		"fields": func(n ast.Node) {
			f := fields{}
			for _, k := range []string{"number", "person", "purpose", "granted", "withdrawn", "expires", "source", "wording"} {
				f[k] = role(k)
			}
			r.object(n, "ledgers.fields", f)
		},
	}, "name", "dataset")
	return l
}

// Mechanisms are the ways to let numbers lie in another country.
var Mechanisms = []string{
	"scc", "idta", "bcr", "dpf", "cbpr", "certification", "code_of_conduct", "standard_contract", "security_assessment",
	"consent", "contract", "adequacy", "other",
}

func (r *reader) vendor(n ast.Node) (v Vendor) {
	r.object(n, "vendors", fields{
		"name": r.text(&v.Name, "vendors.name"),
		"country": func(n ast.Node) {
			if s, ok := r.place(n, "vendors.country"); ok {
				v.Country = s
			}
		},
		"role": r.one(&v.Role, "vendors.role", "processor", "controller", "joint_controller", "sub_processor"),
		"contract": func(n ast.Node) {
			r.object(n, "vendors.contract", fields{
				"signed":  r.matching(&v.Contract.Signed, "vendors.contract.signed", dayForm, "2026-02-01"),
				"expires": r.matching(&v.Contract.Expires, "vendors.contract.expires", dayForm, "2026-02-01"),
			})
		},
		"mechanism": r.one(&v.Mechanism, "vendors.mechanism", Mechanisms...),
		"reviewed":  r.matching(&v.Reviewed, "vendors.reviewed", dayForm, "2026-02-01"),
	}, "name")
	return v
}

func (r *reader) notice(n ast.Node) (v Notice) {
	r.object(n, "notices", fields{
		"url": func(n ast.Node) {
			if s, ok := r.str(n, "notices.url"); ok {
				if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
					r.fail(n, "notices.url: want the address of a page, https://…")
					return
				}
				v.URL = s
			}
		},
		"languages":  r.texts(&v.Languages, "notices.languages"),
		"purposes":   r.texts(&v.Purposes, "notices.purposes"),
		"recipients": r.texts(&v.Recipients, "notices.recipients"),
		"countries":  r.placesInto(&v.Countries, "notices.countries"),
	}, "url")
	return v
}

// references checks what names another part of the file.
func (r *reader) references(n ast.Node, c *Config) {
	names := map[string]bool{}
	for _, s := range c.Sources {
		if s.Name == "" {
			continue
		}
		if names[s.Name] {
			r.problems = append(r.problems, Problem{s.At, "sources.name: " + shown(s.Name) + " is the name of another source too; names are unique"})
		}
		names[s.Name] = true
	}
	vendors, ledgers := map[string]bool{}, map[string]bool{}
	for _, v := range c.Vendors {
		vendors[v.Name] = true
	}
	for _, l := range c.Ledgers {
		ledgers[l.Name] = true
	}
	for i, d := range c.Datasets {
		at := r.item(n, "datasets", i)
		for _, v := range d.Vendors {
			if !vendors[v] {
				r.fail(at, "datasets.vendors: %s is not in the list vendors; add it there", shown(v))
			}
		}
		if l := d.Consent.Ledger; l != "" && !ledgers[l] {
			r.fail(at, "datasets.consent.ledger: %s is not in the list ledgers; add it there", shown(l))
		}
	}
}

// item finds the node of list[i] again, for an error that needs the whole file.
func (r *reader) item(n ast.Node, list string, i int) ast.Node {
	pairs, _ := r.pairs(n, "configuration")
	for _, p := range pairs {
		if key, ok := r.key(p, "configuration"); !ok || key != list {
			continue
		}
		if s, ok := r.plain(p.Value).(*ast.SequenceNode); ok && i < len(s.Values) {
			return s.Values[i]
		}
	}
	return n
}
