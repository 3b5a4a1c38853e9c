package main

import (
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/reports/laws"
)

const lawsLong = `List the laws that reach phone numbers of a region on a day: since when, who
enforces them, what they ask for, and where that was read. A REGION is a country
(DE), a state or province (US-TX, CA-QC), a zone with a law of its own (AE-DIFC)
or EU. Without one, all of them.`

const lawsExample = `  # three regions, as a page to read
  dialmap laws US-TX DE BR

  # what changes in Chile on the first of December 2026
  dialmap laws CL --on 2026-12-01

  # everything, for a program
  dialmap laws --format json

  # how much of the catalogue is dated and read at its source
  dialmap laws --coverage`

func newLawsCmd(a *app) *cobra.Command {
	var f lawFlags
	var coverage bool
	cmd := &cobra.Command{
		Use:     "laws [REGION...]",
		Short:   "list the laws of a region on a day",
		Long:    lawsLong,
		Example: lawsExample,
		Args:    args(cobra.ArbitraryArgs),
		RunE: func(_ *cobra.Command, regions []string) error {
			day, err := f.day()
			if err != nil {
				return err
			}
			catalog, err := laws.Load()
			if err != nil {
				return err
			}
			entries, err := lawsOf(catalog, regions, day)
			if err != nil {
				return err
			}
			a.warnOld(catalog, day)
			if coverage {
				return laws.WriteCoverage(a.stdout, catalog.Coverage(), f.format == "json")
			}
			if f.format == "json" {
				return a.writeJSON(entries)
			}
			_, width := terminal(a.stdout)
			return laws.WriteTable(a.stdout, entries, width)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&coverage, "coverage", false, "print which shares of the rules are dated, read at a source, and official")
	return cmd
}

// lawsOf lists the laws of regions, of all when none is named.
func lawsOf(c *laws.Catalog, regions []string, day time.Time) ([]laws.Entry, error) {
	if len(regions) == 0 {
		return c.All(day), nil
	}
	entries := []laws.Entry{}
	for _, r := range regions {
		id, err := inCatalog(c, r)
		if err != nil {
			return nil, err
		}
		entries = append(entries, c.On(id, day)...)
	}
	return entries, nil
}

// inCatalog is the id of a region as the catalogue writes it.
func inCatalog(c *laws.Catalog, region string) (string, error) {
	id, _ := config.PlaceNamed(region)
	if id == "EEA" {
		id = "EU"
	}
	if c.Jurisdiction(id) == nil {
		return "", usage("%q is not in the law catalogue; want a country such as DE, a US state or Canadian province such as US-TX or CA-QC, AE-DIFC, AE-ADGM, QA-QFC or EU", region)
	}
	return id, nil
}

// lawFlags are those of the commands that ask the catalogue.
type lawFlags struct{ on, format string }

func (f *lawFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.on, "on", "", "the `day` that is asked about (default today)")
	cmd.Flags().StringVar(&f.format, "format", "table", "form of the answer: table, json")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(cobraWords([]string{"table", "json"}), cobra.ShellCompDirectiveNoFileComp))
}

func (f *lawFlags) day() (time.Time, error) {
	if f.format != "table" && f.format != "json" {
		return time.Time{}, usage("--format: unknown format %q; want table, json", f.format)
	}
	return (&outputFlags{on: f.on}).day()
}

// warnOld says on stderr that the catalogue is too old to be relied on.
func (a *app) warnOld(c *laws.Catalog, day time.Time) {
	if w := c.Warning(day); w != "" {
		a.log.Warn(w)
	}
}

func (a *app) writeJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
