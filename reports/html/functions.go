package html

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// The page shows this many of each; the rest is in the JSON report.
const (
	maxChanges  = 300
	maxClusters = 40
	maxCopies   = 40 // of one cluster
)

// functions are what the template may call.
var functions = template.FuncMap{
	"figure": amount.Of, "interval": amount.Interval, "count": func(n int) string { return amount.Count(float64(n)) },
	"basis": func(e profile.Estimate) string { return amount.Basis(e.How) }, "name": summary.Name,
	"has":    func(e profile.Estimate) bool { return e.Value() > 0 },
	"method": summary.Method, "changed": summary.Changed,
	"day":          func(t *time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
	"about":        func(s string) string { return abouts[s] },
	"uptoChanges":  func(list []datamap.Change) []datamap.Change { return first(maxChanges, list) },
	"uptoClusters": func(list []summary.Cluster) []summary.Cluster { return first(maxClusters, list) },
	"restClusters": func(list []summary.Cluster) int { return max(0, len(list)-maxClusters) },
	"uptoCopies":   func(list []summary.Copy) []summary.Copy { return first(maxCopies, list) },
	"restCopies":   func(list []summary.Copy) int { return max(0, len(list)-maxCopies) },
	"overlapShare": summary.OverlapShare,
	"restChanges":  func(list []datamap.Change) int { return max(0, len(list)-maxChanges) },
	"words":        func(s string) string { return strings.ReplaceAll(s, "_", " ") },
	"status":       words.Status, "kind": words.Kind, "duty": words.Duty, "applies": words.Applies, "prose": prose,
	"howToRead": func() []string { return words.HowToRead }, "glossary": func() []words.Term { return words.Glossary },
	"link": placeLink, "placed": func(p inventory.Place) string { return words.Place(p.Source, p.Dataset, p.Field) },
	"setLink":    func(source, dataset string) template.URL { return issueLink("i-set", source+"|"+dataset) },
	"regionLink": func(key string) template.URL { return issueLink("i-region", key) },
	"official":   laws.IsOfficial,
	"tidy":       words.WithoutDirectories,
	"article": func(a string) string {
		if a == laws.ToBeVerified {
			return "article " + a
		}
		return a
	},
	"plural": amount.Plural, "noun": amount.Noun, "percent": func(f float64) string { return fmt.Sprintf("%.3g %%", f*100) },
	"share": func(part, whole profile.Estimate) string {
		if whole.Value() == 0 {
			return "0"
		}
		return fmt.Sprintf("%.1f", 100*part.Value()/whole.Value())
	},
	"upto":       func(n int, list []string) []string { return list[:min(n, len(list))] },
	"rest":       func(n int, list []string) int { return max(0, len(list)-n) },
	"uptoPlaces": func(n int, list []summary.Place) []summary.Place { return list[:min(n, len(list))] },
	"restPlaces": func(n int, list []summary.Place) int { return max(0, len(list)-n) },
	"stored": func(key string) string {
		if key == "unknown" {
			return "Place unknown"
		}
		return summary.Name(key)
	},
	"sentence": words.Sentence,
	"basisOf": func(b string) string {
		return map[string]string{"source": "read in the source", "general": "described from general knowledge, to be verified"}[b]
	},
}

var abouts = map[string]string{
	"source": "data system", "dataset": "dataset", "field": "data element", "stored": "where a data system is stored", "transfer": "cross-border storage", "finding": "finding", "gap": "not scanned",
}

// placeLink opens the drawer of a data element.
func placeLink(p inventory.Place) template.URL {
	return template.URL("#" + fragment(url.Values{"open": {p.Source + "|" + p.Dataset + "|" + p.Field}}))
}

// issueLink leads to the issues that are filtered by pairs of key and value.
func issueLink(pairs ...string) template.URL {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return template.URL("#" + fragment(q))
}

// fragment writes q as scripts and readers write it, in order.
func fragment(q url.Values) string { return strings.ReplaceAll(q.Encode(), "+", "%20") }

// prose is a sentence of a report, without where a scan ran. The day of a file,
// which findings name by its key, is called what it is.
func prose(s string) string {
	return words.Sentence(words.WithoutDirectories(strings.ReplaceAll(s, "{modified}", "the day of its file")))
}

// first are the first n of a list.
func first[T any](n int, list []T) []T { return list[:min(n, len(list))] }
