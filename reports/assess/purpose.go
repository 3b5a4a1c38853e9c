package assess

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// Shares of a field's numbers from which two datasets have to do with each
// other, and from which one is a copy of the other.
const (
	mixedShare     = 0.01
	duplicateShare = 0.95
)

// unusedDays is how long nobody may read a dataset that is needed.
const unusedDays = 365

// purpose asks what a dataset is for, and whether it is kept just in case.
func (j *judge) purpose(s *set) {
	if len(s.declared.Purposes) == 0 {
		j.noPurpose(s)
	}
	j.mixed(s)
	j.unused(s)
	j.backup(s)
	j.test(s)
	j.duplicate(s)
}

func (j *judge) noPurpose(s *set) {
	numbers, records := s.numbers()
	remedy := "Ask the owner what the numbers are for, and declare it at purposes; where nobody knows, delete them."
	evidence := "no datasets entry that matches " + s.name() + " has purposes; " + read(s.facts)
	if len(s.facts.Stated) > 0 {
		evidence += s.columns()
		remedy = "Check whether what the source says of itself is right, and declare it at purposes; where nobody knows, delete the numbers."
	}
	j.add(s, draft{Finding: Finding{
		Rule: "purpose.undeclared", Kind: Undeclared, Count: numbers, Records: records,
		Text:     fmt.Sprintf("nobody declared what the %s in %s are for", those(numbers, ""), s.name()),
		Evidence: evidence, Remedy: remedy,
	}})
}

// shared is how many numbers of a field are in another one.
func shared(f *inventory.Field, o *inventory.Overlap) profile.Estimate {
	n := scaled(f.Distinct, o.Share)
	if n.How == profile.Exact && n.Point != nil {
		v := float64(int64(*n.Point + 0.5))
		n.Low, n.Point, n.High = &v, &v, &v
	}
	return n
}

// others are the overlaps of a field of s that keep says yes to, the largest
// first.
func (j *judge) others(s *set, f *inventory.Field, least float64, keep func(other *set) bool) []inventory.Overlap {
	var out []inventory.Overlap
	for _, o := range j.overlaps[inventory.Place{Source: s.source, Dataset: s.dataset, Field: f.Field}] {
		other := j.at[[2]string{o.In.Source, o.In.Dataset}]
		if other == nil || other == s || other.facts.Derived || o.Share.Value() < least || !keep(other) {
			continue
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b inventory.Overlap) int {
		return cmp.Or(-cmp.Compare(a.Share.Value(), b.Share.Value()), a.In.Compare(b.In))
	})
	return out
}

// within names what the numbers are also in, with the shares.
func within(list []inventory.Overlap) string {
	var out []string
	for _, o := range list {
		out = append(out, fmt.Sprintf("%s in %s (%s)", percent(o.Share.Value()), inventory.NameOf(o.In.Source, o.In.Dataset), o.In.Field))
	}
	return few(out)
}

func percent(share float64) string {
	if share >= 1 {
		return "100 %"
	}
	return fmt.Sprintf("%.3g %%", 100*share)
}

// mixed finds numbers that are also used for other purposes.
func (j *judge) mixed(s *set) {
	if len(s.declared.Purposes) == 0 {
		return
	}
	for _, f := range s.fields {
		list := j.others(s, f, mixedShare, func(o *set) bool {
			return len(o.ledgers) == 0 && len(o.declared.Purposes) > 0 && !slices.ContainsFunc(o.declared.Purposes, func(p string) bool { return has(s.declared.Purposes, p) })
		})
		if len(list) == 0 {
			continue
		}
		n := shared(f, &list[0])
		other := j.at[[2]string{list[0].In.Source, list[0].In.Dataset}]
		j.add(s, draft{Finding: Finding{
			Rule: "purpose.mixed", Field: f.Field, Count: n,
			Text: fmt.Sprintf("%s kept in %s for %s %s also in %s for %s", those(n, ""), in(s, f.Field), purposes(s.declared.Purposes),
				is(n, "is", "are"), other.name(), purposes(other.declared.Purposes)),
			Evidence: "compared by keyed hash of the numbers: " + within(list) + hashed(list),
			Remedy:   "Show that the further purpose is compatible with the one the numbers were collected for, or has a basis of its own; otherwise part the datasets and delete the copy.",
		}, rests: overlapRests(list)})
	}
}

// overlapRests are the other datasets of overlaps.
func overlapRests(list []inventory.Overlap) (out []Rest) {
	for _, o := range list {
		out = append(out, Rest{Source: o.In.Source, Dataset: o.In.Dataset})
	}
	return out
}

func hashed(list []inventory.Overlap) string {
	return fmt.Sprintf("; %s distinct numbers were compared", amount.Count(float64(list[0].Compared)))
}

// unused finds what the server says nobody has read.
func (j *judge) unused(s *set) {
	u := s.facts.Use
	if u == nil {
		return
	}
	since, never := u.Read, false
	if since == "" {
		since, never = u.Since, true
	}
	day, err := time.Parse(time.DateOnly, since)
	if err != nil || j.On.Sub(day) < unusedDays*24*time.Hour {
		return
	}
	numbers, records := s.numbers()
	words, kind := "has read since "+since, Unmet
	if never {
		words = "has read in the time its statistics cover, since " + since
	}
	j.add(s, draft{Finding: Finding{
		Rule: "purpose.unused", Kind: kind, Count: numbers, Records: records,
		Text:     fmt.Sprintf("%s in %s are kept just in case: the server says nobody %s", those(numbers, ""), s.name(), words),
		Evidence: "the server's own statistics of the use of the table" + map[bool]string{true: "", false: ", in which its last read is of " + since}[never],
		Remedy:   "Ask the owner whether anything needs the table; if not, delete it, or archive it under a retention period.",
	}, duties: []string{"retention", "minimisation"}, outside: true})
}

var (
	backupWords = strings.Fields("backup backups bak bkp dump dumps copy kopie copia sicherung sauvegarde")
	testWords   = strings.Fields("test tests testing staging stage dev develop development qa uat sandbox")
)

// backup finds copies kept for the day something breaks.
func (j *judge) backup(s *set) {
	why := ""
	for _, w := range wordsIn(s.dataset) {
		if slices.Contains(backupWords, w) {
			why = "by its name: " + w
			break
		}
	}
	switch f := strings.ToLower(s.facts.Format); {
	case why != "":
	case strings.HasSuffix(strings.ToLower(s.dataset), "_old"):
		why = "by its name: old"
	case f == "sql" || f == "dump" || f == "bak" || slices.Contains(backupWords, s.facts.Kind):
		why = "by its format: " + cmp.Or(f, s.facts.Kind)
	}
	if why == "" {
		return
	}
	numbers, records := s.numbers()
	var copies []inventory.Overlap
	for _, f := range s.fields {
		copies = append(copies, j.others(s, f, mixedShare, func(*set) bool { return true })...)
	}
	evidence := "known for a backup " + why
	if len(copies) > 0 {
		evidence += "; of its numbers " + within(copies)
	}
	j.add(s, draft{Finding: Finding{
		Rule: "purpose.backup", Count: numbers, Records: records,
		Text:     fmt.Sprintf("%s lie in %s, a backup, dump or copy outside the system they are used in", those(numbers, ""), s.name()),
		Evidence: evidence,
		Remedy:   "Move it to the backup system, where it is encrypted and deleted by a schedule, or delete it; leave no dumps among the data.",
	}, duties: []string{"retention", "security"}, outside: true})
}

// test finds numbers of production in a place for trials.
func (j *judge) test(s *set) {
	if !isTest(s) {
		return
	}
	var n profile.Estimate
	var list []inventory.Overlap
	for _, f := range s.fields {
		if o := j.others(s, f, mixedShare, func(o *set) bool { return !isTest(o) }); len(o) > 0 {
			n, list = n.Add(shared(f, &o[0])), append(list, o...)
		}
	}
	if len(list) == 0 {
		return
	}
	j.add(s, draft{Finding: Finding{
		Rule: "purpose.test", Count: n,
		Text:     fmt.Sprintf("%s of production %s in %s, a place for tests", those(n, ""), is(n, "lies", "lie"), s.name()),
		Evidence: "compared by keyed hash of the numbers: " + within(list) + hashed(list),
		Remedy:   "Replace the numbers by made-up ones from a range reserved for fiction, delete this copy, and let tests be filled that way from now on.",
	}, rests: overlapRests(list), duties: []string{"security", "minimisation"}, outside: true})
}

// isTest says that a dataset lies in a source, schema or folder for tests.
func isTest(s *set) bool {
	words := wordsIn(s.source)
	if i := strings.LastIndexAny(s.dataset, "./"); i > 0 && strings.Contains(s.dataset, "/") {
		words = append(words, wordsIn(path.Dir(s.dataset))...)
	} else if i > 0 {
		words = append(words, wordsIn(s.dataset[:i])...)
	}
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(testWords, w) })
}

// duplicate finds datasets whose numbers are all somewhere else too, for nothing
// more.
func (j *judge) duplicate(s *set) {
	for _, f := range s.fields {
		list := j.others(s, f, duplicateShare, func(o *set) bool {
			return len(o.ledgers) == 0 && alike(s.declared.Purposes, o.declared.Purposes)
		})
		if len(list) == 0 {
			continue
		}
		n := shared(f, &list[0])
		o := list[0].In
		j.add(s, draft{Finding: Finding{
			Rule: "purpose.duplicate", Field: f.Field, Count: n,
			Text:     fmt.Sprintf("%s in %s %s kept a second time in %s (%s), for no purpose of its own", those(n, ""), in(s, f.Field), is(n, "is", "are"), inventory.NameOf(o.Source, o.Dataset), o.Field),
			Evidence: "compared by keyed hash of the numbers: " + within(list) + hashed(list),
			Remedy:   "Decide which of the two is the one to keep, let whoever reads the other read that one, and delete the other; or declare what each is for.",
		}, rests: overlapRests(list[:1]), duties: []string{"minimisation"}})
	}
}

// alike says that two lists of purposes do not differ, as far as anybody said.
func alike(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	all := func(x, y []string) bool { return !slices.ContainsFunc(x, func(p string) bool { return !has(y, p) }) }
	return all(a, b) && all(b, a)
}

// wordsIn are the words of a name: contactsBackup_2024.sql.
func wordsIn(name string) []string {
	var b strings.Builder
	var last rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(r) {
			r = ' '
		}
		b.WriteRune(unicode.ToLower(r))
		if r != ' ' {
			last = r
		} else {
			last = 0
		}
	}
	return strings.Fields(b.String())
}
