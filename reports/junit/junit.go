// Package junit writes a data map as JUnit XML, for the test view of a CI system:
// a suite for each source, a case for each dataset and for each rule that found
// something in it. An open finding is a failure; one that was accepted, and what
// nobody documented, which is not a breach, is skipped; what could not be scanned
// is an error.
package junit

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/reports/words"
)

// Format writes the suites.
type Format struct{}

// Name is junit.
func (Format) Name() string { return "junit" }

type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Suites   []*suite `xml:"testsuite"`
}

type suite struct {
	Name     string  `xml:"name,attr"`
	Tests    int     `xml:"tests,attr"`
	Failures int     `xml:"failures,attr"`
	Errors   int     `xml:"errors,attr"`
	Skipped  int     `xml:"skipped,attr"`
	Cases    []*test `xml:"testcase"`
}

type test struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Failure *problem `xml:"failure"`
	Error   *problem `xml:"error"`
	Skipped *problem `xml:"skipped"`
}

type problem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// Render renders the suites. What is skipped by policy is skipped here too.
func (Format) Render(m *datamap.Map, _ reports.Options) (reports.Page, error) {
	b := builder{suites: map[string]*suite{}, cases: map[[3]string]*test{}}
	for _, s := range m.Sources {
		b.suite(s.Name)
	}
	for _, d := range m.Datasets {
		b.test(d.Source, d.Dataset, "scanned")
	}
	for _, g := range m.Gaps {
		p := &problem{Message: summary.Title(g.Reason), Type: g.Reason, Text: words.Printable(words.Place(g.Source, g.Dataset, g.Field) + " " + g.Detail)}
		if c := b.test(g.Source, g.Dataset, "scanned"); summary.Chosen(g.Reason) {
			c.Skipped = merge(c.Skipped, p)
		} else {
			c.Error = merge(c.Error, p)
		}
	}
	for i := range m.Findings {
		f := &m.Findings[i]
		c := b.test(f.Source, f.Dataset, f.Rule)
		p := &problem{Message: assess.RuleTitle(f.Rule), Type: f.Severity, Text: words.Printable(words.Sentence(f.Text) + " " + words.Sentence(f.Remedy) + " [" + f.ID + "]")}
		switch {
		case f.Status == assess.Resolved:
		case f.Suppression != nil || f.Status == assess.Accepted, f.Kind == assess.Undeclared:
			c.Skipped = merge(c.Skipped, p)
		default:
			c.Failure = merge(c.Failure, p)
		}
	}
	out, err := xml.MarshalIndent(b.all(), "", " ")
	if err != nil {
		return reports.Page{}, err
	}
	page := bytes.Join([][]byte{[]byte(strings.TrimSpace(xml.Header)), out, nil}, []byte("\n"))
	return reports.Page{Bytes: page}, nil
}

// merge keeps the first message and lists all texts.
func merge(p, next *problem) *problem {
	if p == nil {
		return next
	}
	p.Text += "\n" + next.Text
	return p
}

type builder struct {
	suites map[string]*suite
	order  []string
	cases  map[[3]string]*test
}

func (b *builder) suite(name string) *suite {
	s := b.suites[name]
	if s == nil {
		s = &suite{Name: words.Printable(name)}
		b.suites[name], b.order = s, append(b.order, name)
	}
	return s
}

func (b *builder) test(source, dataset, name string) *test {
	key := [3]string{source, dataset, name}
	c := b.cases[key]
	if c == nil {
		c = &test{Class: words.Printable(words.Place(source, dataset)), Name: name}
		b.cases[key] = c
		s := b.suite(source)
		s.Cases = append(s.Cases, c)
	}
	return c
}

// all sums the suites up. A case has one outcome, the gravest.
func (b *builder) all() *suites {
	out := &suites{Name: "dialmap"}
	slices.Sort(b.order)
	for _, name := range b.order {
		s := b.suites[name]
		for _, c := range s.Cases {
			s.Tests++
			switch {
			case c.Error != nil:
				c.Failure, c.Skipped = nil, nil
				s.Errors++
			case c.Failure != nil:
				c.Skipped = nil
				s.Failures++
			case c.Skipped != nil:
				s.Skipped++
			}
		}
		out.Tests, out.Failures, out.Errors, out.Skipped = out.Tests+s.Tests, out.Failures+s.Failures, out.Errors+s.Errors, out.Skipped+s.Skipped
		out.Suites = append(out.Suites, s)
	}
	return out
}
