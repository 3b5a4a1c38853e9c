package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/reports/breach"
	"github.com/dialmap/dialmap/reports/laws"
)

const breachLong = `Say who would have to be told if the numbers of a source, or of one dataset,
leaked: the people by country and language, the authorities and their deadlines
by the laws of a day, and whether encryption spares telling the people. It rests
on a saved scan; nothing is read. It is a list to work from, not legal advice.`

const breachExample = `  # all of a source, from the last scan
  dialmap breach crm

  # one dataset, with the moments when deadlines end
  dialmap breach crm/public.contacts --known 2026-12-01T09:30:00+01:00

  # for a program
  dialmap breach crm --format json | jq '.notices[] | {short, authority, due}'`

// breachFlags say what a leak is judged by.
type breachFlags struct{ format, on, known, scan, state string }

func newBreachCmd(a *app) *cobra.Command {
	var f breachFlags
	cmd := &cobra.Command{
		Use:     "breach SOURCE[/DATASET]",
		Short:   "say who would have to be told of a leak, by when, by which law",
		Long:    breachLong,
		Example: breachExample,
		Args:    args(cobra.ExactArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.breach(cmd, f, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "table", "form of the result: table, json")
	fl.StringVar(&f.on, "on", "", "judge by the laws of this `day` (default today)")
	fl.StringVar(&f.known, "known", "", "`moment` when the leak became known, 2026-12-01T09:30:00+01:00 or a day: deadlines are counted from it")
	fl.StringVar(&f.scan, "scan", "", "`id` of the saved scan, or its beginning (default the last one)")
	fl.StringVar(&f.state, "state", "", "`directory` of saved scans (default the user's own)")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(cobraWords([]string{"table", "json"}), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// check reads the flags before anything else is done.
func (f *breachFlags) check() (on, known time.Time, err error) {
	if f.format != "table" && f.format != "json" {
		return on, known, usage("--format: unknown format %q; want table, json", f.format)
	}
	if on, err = (&outputFlags{on: f.on}).day(); err != nil {
		return on, known, err
	}
	if f.known != "" {
		if known, err = time.Parse(time.RFC3339, f.known); err != nil {
			known, err = time.Parse(time.DateOnly, f.known)
		}
		if err != nil {
			return on, known, usage("--known: %q is not a time; write 2026-12-01T09:30:00+01:00 or 2026-12-01", f.known)
		}
	}
	return on, known, nil
}

func (a *app) breach(cmd *cobra.Command, f breachFlags, name string) error {
	on, known, err := f.check()
	if err != nil {
		return err
	}
	store, err := a.openSaved(f.state)
	if err != nil {
		return err
	}
	defer store.Close()
	ctx := cmd.Context()
	var s *saved
	if f.scan != "" {
		s, err = a.savedScan(ctx, store, f.scan)
	} else {
		s, err = a.lastSaved(ctx, store)
	}
	if err != nil {
		return err
	}
	catalog, err := laws.Load()
	if err != nil {
		return err
	}
	a.warnOld(catalog, on)
	m := s.judged(catalog, on)
	var names []string
	for _, source := range m.Sources {
		names = append(names, source.Name)
	}
	source, dataset := splitName(name, names)
	b, err := breach.Of(m, catalog, source, dataset, on, known)
	if err != nil {
		return usage("%w", err)
	}
	if f.format == "json" {
		return a.writeJSON(b)
	}
	return b.WriteTable(a.stdout)
}

// splitName parts source and dataset: the longest source that the name begins
// with, since both may hold a slash.
func splitName(name string, sources []string) (source, dataset string) {
	source, dataset, _ = strings.Cut(name, "/")
	longest := -1
	for _, s := range sources {
		rest, ok := strings.CutPrefix(name, s)
		if ok && len(s) > longest && (rest == "" || rest[0] == '/') {
			longest, source, dataset = len(s), s, strings.TrimPrefix(rest, "/")
		}
	}
	return source, dataset
}
