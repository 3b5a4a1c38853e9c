package traits

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/lexicon"
)

//go:embed names.tsv
var namesTable string

// nameRow is one way to call a column.
type nameRow struct {
	kind detectors.Kind
	text string // with a space at both ends where whole words are compared
}

var nameRows = func() (rows []nameRow) {
	for line := range strings.Lines(namesTable) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 3 || line[0] == '#' {
			continue
		}
		text := cells[1]
		if cells[2] == "word" {
			text = " " + text + " "
		}
		rows = append(rows, nameRow{detectors.KindNamed(cells[0]), text})
	}
	return rows
}()

// namedKinds are the kinds that a column's name speaks of, the longest phrase
// first. joined is its folded words, with spaces between and at both ends.
func namedKinds(joined string) (kinds []detectors.Kind) {
	type hit struct {
		kind detectors.Kind
		n    int
	}
	var hits []hit
	for _, r := range nameRows {
		if strings.Contains(joined, r.text) {
			hits = append(hits, hit{r.kind, len(strings.TrimSpace(r.text))})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return b.n - a.n })
	for _, h := range hits {
		if !slices.Contains(kinds, h.kind) {
			kinds = append(kinds, h.kind)
		}
	}
	return kinds
}

func joinWords(words []string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, w := range words {
		b.Write(lexicon.Fold(nil, []byte(w)))
		b.WriteByte(' ')
	}
	return b.String()
}

// How many values decide.
const (
	fewest       = 20 // different ones, for values that decide without a name
	fewestOneSum = 30 // ... by one check digit
	mostValues   = 300
)

// Column decides what a column holds: by its name and values together, or by
// values that nothing else looks like.
func (Finder) Column(c detectors.Column) detectors.ColumnTrait {
	if c.Phone || len(c.Values) == 0 {
		return detectors.ColumnTrait{}
	}
	joined := joinWords(c.Words)
	values := distinctOf(c.Values)
	if len(values.list) == 0 {
		return detectors.ColumnTrait{}
	}
	if t := values.byForm(); t.Kind != detectors.NoKind {
		if slices.Contains(namedKinds(joined), t.Kind) {
			t.By, t.Confidence = "both", max(t.Confidence, 0.99)
		}
		return t
	}
	for _, k := range namedWith(joined, c.Role) {
		if t := values.named(k, c); t.Kind != detectors.NoKind {
			return t
		}
	}
	if namesOther(c.Words) {
		return detectors.ColumnTrait{}
	}
	return values.byScheme()
}

// namedWith adds to the kinds a name speaks of the one that the column's role
// is.
func namedWith(joined, role string) []detectors.Kind {
	kinds := namedKinds(joined)
	if k := detectors.KindNamed(map[string]string{"address": "postal_address"}[role] + map[string]string{"email": "email", "name": "name"}[role]); k != detectors.NoKind && !slices.Contains(kinds, k) {
		kinds = append(kinds, k)
	}
	return kinds
}

// namesOther says that a name speaks of numbers of another kind: orders,
// articles, invoices.
func namesOther(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return lexicon.NamesOther(string(lexicon.Fold(nil, []byte(w)))) })
}

// sample is some values of a column, each once.
type sample struct {
	list []string // trimmed, without placeholders
	all  int      // with repetitions
}

func distinctOf(values [][]byte) (s sample) {
	seen := map[string]bool{}
	for _, v := range values {
		if isPlaceholder(v) {
			continue
		}
		s.all++
		t := strings.TrimSpace(string(v[:min(len(v), 256)]))
		if !seen[t] && len(s.list) < mostValues {
			seen[t] = true
			s.list = append(s.list, t)
		}
	}
	return s
}

// share is the share of the values that are of a form.
func (s sample) share(is func(v string) bool) float64 {
	n := 0
	for _, v := range s.list {
		n += toInt(is(v))
	}
	return float64(n) / float64(max(len(s.list), 1))
}

// forms are what values alone decide: nothing else looks like it.
var forms = []struct {
	kind   detectors.Kind
	fewest int
	is     func(v string) bool
}{
	{detectors.Email, 3, isEmailCell},
	{detectors.BankAccount, 3, func(v string) bool { return isIBAN(compactForm([]byte(v))) }},
	{detectors.PaymentCard, fewest, func(v string) bool { s := compactForm([]byte(v)); return digitsOnly(s) && isCard(s) }},
	{detectors.IPAddress, 5, isIPCell},
	{detectors.MACAddress, 5, func(v string) bool { return isMAC([]byte(v)) }},
	{detectors.CryptoAddress, 5, isCryptoAddress},
	{detectors.Credential, 5, isPasswordHash},
}

// byForm decides by values of a form of their own.
func (s sample) byForm() detectors.ColumnTrait {
	for _, f := range forms {
		if len(s.list) < f.fewest || !f.is(s.list[0]) && !f.is(s.list[len(s.list)/2]) {
			continue
		}
		if share := s.share(f.is); share >= 0.9 {
			return detectors.ColumnTrait{Kind: f.kind, By: "values", Share: share, Confidence: 0.99, Why: fmt.Sprintf("%.0f %% have the form of %s", 100*share, labelOf(f.kind))}
		}
	}
	return detectors.ColumnTrait{}
}

// byScheme decides by check digits of identity numbers.
func (s sample) byScheme() detectors.ColumnTrait {
	best, share := s.bestSchemes(func(sc *scheme, share float64) bool {
		n := len(s.list)
		return n >= fewest && share >= 0.9 && sc.chance <= 0.023 || n >= fewestOneSum && share >= 0.95 && sc.chance <= 0.11
	})
	if best == "" {
		return detectors.ColumnTrait{}
	}
	return detectors.ColumnTrait{Kind: detectors.NationalID, Scheme: best, By: "values", Share: share, Confidence: 0.95, Why: fmt.Sprintf("%.0f %% pass the check of %s", 100*share, best)}
}

// bestSchemes are the schemes that explain most of the values, where they are
// allowed to; several that explain as many are all named.
func (s sample) bestSchemes(allowed func(sc *scheme, share float64) bool) (names string, best float64) {
	compacted := make([]string, len(s.list))
	for i, v := range s.list {
		compacted[i] = compactForm([]byte(v))
	}
	for i := range schemes {
		sc := &schemes[i]
		n := 0
		for j, v := range compacted {
			n += toInt(v != "" && sc.form(v))
			if j == 40 && n < 12 {
				break // hopeless
			}
		}
		share := float64(n) / float64(len(compacted))
		switch {
		case !allowed(sc, share):
		case share > best+0.02 || share >= best-0.02 && names != "" && sc.chance < schemeOf(strings.Fields(names)[0]).chance/4:
			names, best = sc.name, share
		case share >= best-0.02 && sc.chance <= 4*schemeOf(strings.Fields(names)[0]).chance:
			names += " " + sc.name
		}
	}
	return names, best
}

// named decides on a kind that the name speaks of: the values must be such.
func (s sample) named(k detectors.Kind, c detectors.Column) detectors.ColumnTrait {
	t := detectors.ColumnTrait{Kind: k, By: "both"}
	switch k {
	case detectors.NationalID:
		t.Scheme, t.Share = s.bestSchemes(func(sc *scheme, share float64) bool {
			if sc.chance > 0.4 {
				return share >= 0.9
			}
			return share >= max(0.5, 3*sc.chance)
		})
		if t.Scheme == "" {
			t.By, t.Share = "name", s.share(isIdentifier)
		}
		if t.Share < 0.5 {
			return detectors.ColumnTrait{}
		}
	default:
		is := cellForms[k]
		if t.Share = s.share(is.is); t.Share < is.least || is.most > 0 && len(s.list) > is.most {
			return detectors.ColumnTrait{}
		}
		if is.byName {
			t.By = "name"
		}
	}
	t.Confidence = 0.5 + 0.49*t.Share
	t.Why = fmt.Sprintf("named for %s, and %.0f %% of the values can be it", labelOf(k), 100*t.Share)
	return t
}

// labelOf is what a kind is called in a sentence.
func labelOf(k detectors.Kind) string { return strings.ReplaceAll(k.String(), "_", " ") }
