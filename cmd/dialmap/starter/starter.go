// Package starter writes a first dialmap.yaml from what a scan found: the
// sources, the datasets with phones, what looks like a ledger of consent or
// refusal, and blanks for what only people know. Nothing legal is guessed: what
// has to be decided stands there as a comment, beside what was seen.
package starter

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/place"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// maxDatasets are written out, those with most numbers; the others are told in a
// line.
const maxDatasets = 200

// Source is where a source of the scan is reached.
type Source struct {
	Name          string // as it was given; "" where it follows from the URL
	URL           string // "" where it is not known
	DefaultRegion string
	StoredRegion  string
	Placed        bool // it is said where the bytes lie
}

// File is a configuration, with what is in it.
type File struct {
	Text     []byte
	Sources  int // with a URL
	Datasets int // with phones
	Ledgers  int // proposed
}

// Write makes the file. reached says how the sources of the scan are reached, by
// name.
func Write(inv *inventory.Inventory, reached map[string]Source) File {
	w := &writer{inv: inv}
	w.line("# Made from the scan %s. What was found is filled in; what only people know is left", inv.Scan.ID)
	w.line("# blank, as comments. Nothing legal was guessed. To use a line, take the # away.")
	w.line("# The words and values: dialmap schema config. When it is filled in:")
	w.line("#   dialmap config check          finds mistakes, with line and column")
	w.line("#   dialmap report --config FILE  judges the scan by it; nothing is read again")
	w.line("version: 1\n")
	w.organisation()
	w.sources(reached)
	sets := w.datasets()
	ledgers := w.ledgers()
	w.rest()
	f := File{Text: w.b.Bytes(), Datasets: sets, Ledgers: ledgers}
	for _, s := range reached {
		if s.URL != "" {
			f.Sources++
		}
	}
	return f
}

type writer struct {
	b   bytes.Buffer
	inv *inventory.Inventory
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

func (w *writer) organisation() {
	w.line("# Which laws apply depends on who you are. Without it they are an \"if\".")
	w.line("# organisation:")
	w.line("#   name:")
	w.line("#   role:                # controller, processor")
	w.line("#   establishments: []   # where it sits: DE, US-CA")
	w.line("#   targets: []          # whose people it offers something to, or watches")
	w.line("#   default_region:      # of numbers in national format\n")
}

func (w *writer) sources(reached map[string]Source) {
	known := 0
	for _, s := range reached {
		if s.URL != "" {
			known++
		}
	}
	mark := ""
	if known == 0 {
		mark = "# "
		w.line("# How these were reached is not kept with a scan of a password or a configuration.")
	}
	w.line("%ssources:", mark)
	for _, name := range w.names(reached) {
		at := reached[name]
		if at.URL == "" {
			w.line("#   - url:               # of %s, of kind %s", comment(name), w.kind(name))
			continue
		}
		w.line("  - url: %s", quote(at.URL))
		if at.Name != "" {
			w.line("    name: %s", quote(at.Name))
		}
		if at.DefaultRegion != "" {
			w.line("    default_region: %s", at.DefaultRegion)
		}
		if at.StoredRegion != "" {
			w.line("    stored: {region: %s}", at.StoredRegion)
		}
		if !at.Placed {
			w.line("    # stored: {region: %s}   # where the bytes lie; and mechanism: scc, bcr, dpf, ... where that is abroad", w.stored(name))
		}
	}
	w.line("")
}

// names of the sources, the server's where it stands for its databases.
func (w *writer) names(reached map[string]Source) (out []string) {
	for _, s := range w.inv.Sources {
		name := s.Name
		for server := name; server != "." && server != "/"; server = path.Dir(server) {
			if _, ok := reached[server]; ok {
				name = server
				break
			}
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (w *writer) kind(name string) string {
	for _, s := range w.inv.Sources {
		if s.Name == name {
			return s.Kind
		}
	}
	return ""
}

// stored is the place that the source itself told, for a comment.
func (w *writer) stored(name string) string {
	for _, s := range w.inv.Sources {
		if s.Name == name && (s.Stored.Evidence == "read" || s.Stored.Evidence == "inferred") {
			return s.Stored.Region
		}
	}
	return ""
}

// set is a dataset with its fields.
type set struct {
	inventory.Dataset
	phones  []inventory.Field
	others  []inventory.Field
	numbers float64
}

func (s set) name() string { return s.Source + "/" + s.Dataset.Dataset }

// sets are the datasets that are not derived, those with most numbers first.
func (w *writer) sets() []set {
	at := map[[2]string]int{}
	var out []set
	for _, d := range w.inv.Datasets {
		if !d.Derived {
			at[[2]string{d.Source, d.Dataset}] = len(out)
			out = append(out, set{Dataset: d})
		}
	}
	for _, f := range w.inv.Fields {
		i, ok := at[[2]string{f.Source, f.Dataset}]
		switch {
		case !ok:
		case f.Verdict == "phone", f.Verdict == "contains":
			out[i].phones = append(out[i].phones, f)
			out[i].numbers += f.Numbers.Value()
		default:
			out[i].others = append(out[i].others, f)
		}
	}
	slices.SortStableFunc(out, func(a, b set) int {
		return cmp.Or(-cmp.Compare(a.numbers, b.numbers), cmp.Compare(a.name(), b.name()))
	})
	return out
}

func (w *writer) datasets() int {
	var with []set
	for _, s := range w.sets() {
		if len(s.phones) > 0 {
			with = append(with, s)
		}
	}
	if len(with) == 0 {
		w.line("# No dataset with phones was found, so there is nothing to declare.")
		w.line("# datasets: []\n")
		return 0
	}
	w.line("# What the data is for. One rule may name several with * and ?; what two rules say of")
	w.line("# one dataset must not differ.")
	w.line("datasets:")
	for _, s := range with[:min(maxDatasets, len(with))] {
		w.dataset(s)
	}
	if n := len(with) - maxDatasets; n > 0 {
		w.line("# And %s more datasets with fewer numbers: dialmap report names them.", amount.Count(float64(n)))
	}
	w.line("")
	return len(with)
}

func (w *writer) dataset(s set) {
	w.line("  - match: %s", quote(s.name()))
	for _, f := range s.phones {
		w.line("    # %s in %s%s", numbers(f.Numbers), comment(f.Field), whose(f))
	}
	if _, ok := candidateOf(s); ok {
		w.line("    # it looks like a ledger: declare it under ledgers; one needs nothing of this")
	}
	w.line("    # owner:")
	purposes := "    # purposes: []          # what the numbers are for, in your words"
	if len(s.Stated) > 0 {
		var said []string
		for _, t := range s.Stated {
			said = append(said, comment(t.Text)+" ("+comment(t.From)+")")
		}
		purposes += "; the source says: " + strings.Join(said, "; ")
	}
	w.line("%s", purposes)
	w.line("    # legal_basis:          # consent, contract, legal_obligation, vital_interests, public_task, legitimate_interests")
	w.line("    # retention: {period: , field: %s}   # 24mo, 90d, 7y%s", date(s), dates(s))
	w.line("    # consent: {ledger: , by: %s}   # %s", cmp.Or(first(s.others, role.Person), "number"), consents(s))
	if c := first(s.others, role.Contacted); c != "" {
		w.line("    # contacted: %s   # dates when people were contacted", quote(c))
	}
	w.line("    # vendors: []           # who gets the numbers; each needs an entry under vendors")
}

func numbers(e profile.Estimate) string {
	if e.How == profile.Exact && e.Value() == 1 {
		return "1 number"
	}
	return amount.With(e) + " numbers"
}

// whose says whose numbers a field holds, the largest first.
func whose(f inventory.Field) string {
	sum := map[string]profile.Estimate{}
	for _, r := range f.Regions {
		if r.Region != nil {
			sum[*r.Region] = sum[*r.Region].Add(r.Numbers)
		}
	}
	var keys []string
	for k := range sum {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(-cmp.Compare(sum[a].Value(), sum[b].Value()), cmp.Compare(a, b))
	})
	var names []string
	for _, k := range keys[:min(3, len(keys))] {
		names = append(names, place.Name(k))
	}
	if len(names) == 0 {
		return ""
	}
	text := ", of " + strings.Join(names, ", ")
	if n := len(keys) - len(names); n > 0 {
		text += fmt.Sprintf(" and %d more countries", n)
	}
	return text
}

// date is the field that dates a record: what the scan went by, else one by name.
func date(s set) string {
	for _, f := range s.phones {
		if len(f.Ages) > 0 && !strings.HasPrefix(f.Ages[0].By, "{") {
			return quote(f.Ages[0].By)
		}
	}
	return quote(cmp.Or(first(s.others, role.Created), first(s.others, role.Updated)))
}

// dates tells what is known of the age of the records.
func dates(s set) string {
	for _, f := range s.phones {
		if f.Oldest != nil && f.Newest != nil {
			return "; records of " + *f.Oldest + " to " + *f.Newest
		}
	}
	return ""
}

// consents names what lies beside the numbers and looks like a consent.
func consents(s set) string {
	names := named(s.others, role.Consent)
	if len(names) == 0 {
		return "the ledger that proves it, and number or the field that leads to the person"
	}
	return "beside the numbers: " + strings.Join(names, ", ")
}

// named are the fields of a role, for a comment.
func named(fields []inventory.Field, r role.Role) (out []string) {
	for _, f := range fields {
		if role.Of(f.Field) == r {
			out = append(out, comment(f.Field))
		}
	}
	return out[:min(4, len(out))]
}

func first(fields []inventory.Field, r role.Role) string {
	for _, f := range fields {
		if role.Of(f.Field) == r {
			return f.Field
		}
	}
	return ""
}

// plain words need no quotes in YAML.
var plain = regexp.MustCompile(`^[A-Za-z_./][A-Za-z0-9_./-]*$`)

// reserved are read as something else than text.
var reserved = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|~|\.nan|\.inf)$`)

// quote writes s as a YAML scalar. "" is a blank to fill.
func quote(s string) string {
	if s == "" || plain.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text always has a JSON form
	return strings.TrimRight(b.String(), "\n")
}

// comment keeps s on its line.
func comment(s string) string {
	q := quote(s)
	if strings.HasPrefix(q, `"`) {
		return q
	}
	return s
}
