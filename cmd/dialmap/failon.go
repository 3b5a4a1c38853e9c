package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
)

// addFailOn adds the flag that makes findings the exit code.
func addFailOn(cmd *cobra.Command, on *string) {
	cmd.Flags().StringVar(on, "fail-on", "", "exit with 1 when a finding is `new|SEVERITY`: found for the first time or found again, or of low, medium, high, critical or more; not one that was accepted")
	words := append([]cobra.Completion{assess.New}, assess.Severities...)
	_ = cmd.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// checkFailOn reads --fail-on before anything is scanned.
func checkFailOn(on string) error {
	if on == "" || on == assess.New || slices.Contains(assess.Severities, on) {
		return nil
	}
	return usage("--fail-on: want new, %s, not %q", strings.Join(assess.Severities, ", "), on)
}

// failing is an error where a finding is at or over what --fail-on says. What is
// resolved or accepted does not count; what could not be assessed keeps its
// severity, and is not new.
func failing(m *datamap.Map, on string) error {
	if on == "" {
		return nil
	}
	n := 0
	for i := range m.Findings {
		f := &m.Findings[i]
		switch {
		case f.Status == assess.Resolved, f.Suppression != nil:
		case on == assess.New && (f.Status == assess.New || f.Status == assess.Reopened), on != assess.New && assess.Rank(f.Severity) >= assess.Rank(on):
			n++
		}
	}
	what := "of severity " + on + " or more"
	if n == 0 {
		if n = graveIssues(m, on); n > 0 {
			return exit{codeFindings, fmt.Errorf("%s %s, by the numbers of all their findings; see the report", amount.Plural(n, "issue"), what)}
		}
		return nil
	}
	if on == assess.New {
		what = "found for the first time, or found again"
	}
	return exit{codeFindings, fmt.Errorf("%s %s; see the report", amount.Plural(n, "finding"), what)}
}

// graveIssues counts the issues that are at or over a severity: one may be graver
// than each of its findings, whose numbers it adds up.
func graveIssues(m *datamap.Map, severity string) (n int) {
	if severity == assess.New {
		return 0
	}
	for i := range m.Issues {
		x := &m.Issues[i]
		if assess.IsOpen(x.Status) && x.Suppression == nil && assess.Rank(x.Severity) >= assess.Rank(severity) {
			n++
		}
	}
	return n
}
