// Package review lays people's decisions over a data map. A decision changes no
// fact and no judgement: an accepted finding stays in every format, with who
// accepted it, why, and until when.
//
// [Read] reads a file of accepted risks, .dialmapignore.yaml; [File.Apply] lays it
// over a map and says what no longer holds.
package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// Name of the file that is found by itself.
const Name = ".dialmapignore.yaml"

// File is a file of accepted risks.
type File struct {
	Path    string
	Entries []Entry
}

// Entry accepts the findings that it names.
type Entry struct {
	Finding string // fp1: of a finding, is1: of an issue; "" where Match says which
	Match   Match
	Reason  string
	By      string
	Until   time.Time // the last day on which it holds
	Ticket  string
	AtMost  Ceiling

	Line, Column int
}

// Match names findings by globs; "" matches any.
type Match struct {
	Rule    string // retention.*
	Dataset string // source/dataset
	Field   string
	Region  string
	Purpose string
}

// Ceiling is how much is accepted at most. The zero value is not a ceiling.
type Ceiling struct {
	Numbers  uint64 // 0: any
	Severity string // "": any
}

// Problem is a sentence on one place of the file.
type Problem struct {
	Path         string
	Line, Column int
	Text         string
}

func (p Problem) Error() string { return fmt.Sprintf("%s:%d:%d: %s", p.Path, p.Line, p.Column, p.Text) }

// Problems are all that is wrong with a file.
type Problems []Problem

func (list Problems) Error() string {
	texts := make([]string, len(list))
	for i, p := range list {
		texts[i] = p.Error()
	}
	return strings.Join(texts, "\n")
}

// Apply gives the findings of a map their suppressions on a day, and groups its
// issues anew. It returns what somebody should look at: entries that expired,
// whose ceiling was passed, and that name nothing that is open.
func (f *File) Apply(m *datamap.Map, on time.Time) []Problem {
	if f == nil {
		return nil
	}
	used := make([]usage, len(f.Entries))
	for i := range m.Findings {
		x := &m.Findings[i]
		if !assess.IsOpen(x.Status) {
			continue
		}
		for j := range f.Entries {
			e := &f.Entries[j]
			if !e.names(x) {
				continue
			}
			used[j].named++
			switch {
			case e.isExpired(on):
			case e.AtMost.isPassed(x):
				used[j].passed++
				if x.Status == assess.Open {
					x.Status = assess.Escalated
				}
			default:
				x.Status, x.Suppression = assess.Accepted, e.suppression(f.Path)
			}
			if x.Suppression != nil {
				break
			}
		}
	}
	m.GroupIssues()
	var list []Problem
	for j := range f.Entries {
		if text := used[j].warning(&f.Entries[j], on); text != "" {
			list = append(list, Problem{f.Path, f.Entries[j].Line, f.Entries[j].Column, text})
		}
	}
	return list
}

// usage is what became of an entry.
type usage struct{ named, passed int }

func (u usage) warning(e *Entry, on time.Time) string {
	switch {
	case u.named == 0:
		return "it names no open finding; remove it, or check what it names: dialmap register list"
	case e.isExpired(on):
		return fmt.Sprintf("it expired on %s; %s again: decide anew, or remove it", e.Until.Format(time.DateOnly), counting(u.named))
	case u.passed > 0:
		return fmt.Sprintf("its ceiling (at_most) is passed; %s again: decide anew", counting(u.passed))
	}
	return ""
}

func counting(n int) string {
	if n == 1 {
		return "1 finding counts"
	}
	return amount.Plural(n, "finding") + " count"
}

// names says that an entry is about a finding.
func (e *Entry) names(f *assess.Finding) bool {
	if e.Finding != "" {
		return e.Finding == f.ID || e.Finding == f.Issue()
	}
	m := e.Match
	matches := func(glob, name string) bool { return glob == "" || inventory.Matches(glob, "", name) }
	return matches(m.Rule, f.Rule) && (m.Dataset == "" || inventory.Matches(m.Dataset, f.Source, f.Dataset)) &&
		matches(m.Field, f.Field) && matches(m.Region, f.Region) && matches(m.Purpose, f.Purpose)
}

func (e *Entry) isExpired(on time.Time) bool { return on.After(e.Until) }

// isPassed says that a finding is graver than what was accepted: by its severity,
// or by the low end of its count, so that no sampling error ends a decision.
func (c Ceiling) isPassed(f *assess.Finding) bool {
	low := f.Count.Value()
	if f.Count.Low != nil {
		low = *f.Count.Low
	}
	return c.Numbers > 0 && low > float64(c.Numbers) || c.Severity != "" && assess.Rank(f.Severity) > assess.Rank(c.Severity)
}

func (e *Entry) suppression(path string) *assess.Suppression {
	return &assess.Suppression{Reason: e.Reason, By: e.By, Until: e.Until.Format(time.DateOnly), Ticket: e.Ticket, Entry: fmt.Sprintf("%s:%d:%d", path, e.Line, e.Column)}
}

// Suppressed are the findings that were accepted, in the order of the map.
func Suppressed(m *datamap.Map) []datamap.Finding {
	return slices.DeleteFunc(slices.Clone(m.Findings), func(f datamap.Finding) bool { return f.Suppression == nil })
}
