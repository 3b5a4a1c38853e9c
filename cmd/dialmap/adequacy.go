package main

import (
	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/reports/laws"
)

const adequacyLong = `Say whether FROM recognises TO as adequate for personal data on a day: by which
decision, for whom, since when and until when. A recognition holds in one
direction and is not passed on; what the EU decides holds in the whole EEA.`

const adequacyExample = `  # the EU towards the US: certified recipients only
  dialmap adequacy EU US

  # Norway towards Japan, by the EEA Agreement
  dialmap adequacy NO JP

  # the day before the EU and Brazil recognised each other
  dialmap adequacy EU BR --on 2026-01-25 --format json`

func newAdequacyCmd(a *app) *cobra.Command {
	var f lawFlags
	cmd := &cobra.Command{
		Use:     "adequacy FROM TO",
		Short:   "say whether one country recognises another as adequate",
		Long:    adequacyLong,
		Example: adequacyExample,
		Args:    args(cobra.ExactArgs(2)),
		RunE: func(_ *cobra.Command, ends []string) error {
			day, err := f.day()
			if err != nil {
				return err
			}
			catalog, err := laws.Load()
			if err != nil {
				return err
			}
			from, err := inCatalog(catalog, ends[0])
			if err != nil {
				return err
			}
			to, err := inCatalog(catalog, ends[1])
			if err != nil {
				return err
			}
			a.warnOld(catalog, day)
			edge := catalog.Adequacy(from, to, day)
			if f.format == "json" {
				return a.writeJSON(edge)
			}
			_, width := terminal(a.stdout)
			return laws.WriteEdge(a.stdout, edge, width)
		},
	}
	f.add(cmd)
	return cmd
}
