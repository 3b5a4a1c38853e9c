package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/state"
)

const reportLong = `Render a saved scan again. Nothing is read: the facts are those of the scan, the
laws those of --on, the declarations those of the scan or of --config. A ledger
that was declared after the scan, or in another way, was not read by it: findings
that rest on it are stale, and a gap says so. Without SCAN it is the last one; the
beginning of an id is enough.`

const reportExample = `  # the last scan, as a table
  dialmap report

  # an earlier one as an HTML file and as CSV
  dialmap report 20261123 --report html=map.html --report csv=cells.csv

  # the same facts under the laws of the first of January
  dialmap report --on 2027-01-01 --format json

  # by other purposes, retention periods, notices: no new scan is needed
  dialmap report --config dialmap.yaml`

func newReportCmd(a *app) *cobra.Command {
	var f outputFlags
	var dir, config, failOn string
	cmd := &cobra.Command{
		Use:     "report [SCAN]",
		Short:   "render a saved scan again",
		Long:    reportLong,
		Example: reportExample,
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := ""
			if len(args) == 1 {
				id = args[0]
			}
			if err := checkFailOn(failOn); err != nil {
				return err
			}
			m, err := a.report(cmd, f, dir, id, config)
			if err != nil {
				return err
			}
			return failing(m, failOn)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.on, "on", "", "judge by the laws of this `day` (default today)")
	cmd.Flags().StringVar(&config, "config", "", "judge by what this `file` declares, not by what was declared for the scan")
	_ = cmd.MarkFlagFilename("config", "yaml", "yml")
	addFailOn(cmd, &failOn)
	cmd.Flags().StringVar(&dir, "state", "", "`directory` of saved scans (default the user's own)")
	return cmd
}

func (a *app) report(cmd *cobra.Command, f outputFlags, dir, id, config string) (*datamap.Map, error) {
	outputs, err := f.outputs()
	if err != nil {
		return nil, err
	}
	on, err := f.day()
	if err != nil {
		return nil, err
	}
	if f.risks, err = a.accepted(&f, config); err != nil {
		return nil, err
	}
	store, err := a.openSaved(dir)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	s, err := store.Find(cmd.Context(), id)
	if err != nil {
		return nil, a.notFound(err, id)
	}
	data, err := store.Inventory(cmd.Context(), s.ID)
	if errors.Is(err, state.ErrNotFound) {
		return nil, usage("scan %s has no result yet: it is running, or was killed; go on with it: dialmap scan --resume %[1]s", s.ID)
	}
	if err != nil {
		return nil, err
	}
	inv, m, err := decode(s, data)
	if err != nil {
		return nil, err
	}
	if config != "" {
		if m.Declarations, err = a.redeclare(config, inv); err != nil {
			return nil, err
		}
	}
	return a.render(cmd.Context(), store, &saved{s, inv, m}, on, outputs, f)
}

func decode(s state.Scan, data []byte) (*inventory.Inventory, meta, error) {
	var inv inventory.Inventory
	var m meta
	if err := json.Unmarshal(data, &inv); err != nil {
		return nil, m, fmt.Errorf("scan %s cannot be read: it is damaged; scan again", s.ID)
	}
	if inv.Version > inventory.Version {
		return nil, m, fmt.Errorf("scan %s was made by a newer dialmap (%s); use that one", s.ID, s.Tool)
	}
	if len(s.Meta) > 0 {
		if err := json.Unmarshal(s.Meta, &m); err != nil {
			return nil, m, fmt.Errorf("the declarations of scan %s cannot be read: they are damaged; scan again", s.ID)
		}
	}
	return &inv, m, nil
}

// notFound says which scan was not found, and how to see those there are.
func (a *app) notFound(err error, id string) error {
	switch {
	case errors.Is(err, state.ErrNotFound) && id == "":
		return usage("no scan is saved yet; make one: dialmap scan ./dir")
	case errors.Is(err, state.ErrNotFound):
		return usage("no scan begins with %s; see dialmap scans list", id)
	case errors.Is(err, state.ErrAmbiguous):
		return usage("more than one scan begins with %s; give more of the id: dialmap scans list", id)
	}
	return err
}
