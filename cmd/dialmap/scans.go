package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
)

func newScansCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scans",
		Short: "list and delete saved scans",
		Long:  "List and delete saved scans.",
		Example: `  dialmap scans list
  dialmap scans delete 20261123-101500-ab12cd`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newScansListCmd(a), newScansDeleteCmd(a))
	return cmd
}

func newScansListCmd(a *app) *cobra.Command {
	var dir, format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list saved scans, the newest first",
		Long:  "List saved scans, the newest first.",
		Example: `  dialmap scans list
  dialmap scans list --format json | jq -r '.[0].id'`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "table" && format != "json" {
				return usage("--format: unknown format %q; want table or json", format)
			}
			scans, err := a.listScans(cmd.Context(), dir)
			if err != nil {
				return err
			}
			if format == "json" {
				return writeScansJSON(a.stdout, scans)
			}
			return a.writeScans(scans)
		},
	}
	cmd.Flags().StringVar(&dir, "state", "", "`directory` of saved scans (default the user's own)")
	cmd.Flags().StringVar(&format, "format", "table", "form of the list: table or json")
	return cmd
}

// listScans lists the saved scans; none where there is no state.
func (a *app) listScans(ctx context.Context, dir string) ([]state.Scan, error) {
	path := cmp.Or(dir, sqlite.DefaultDir(a.env))
	if _, err := os.Stat(filepath.Join(path, sqlite.File)); path != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	store, err := a.openState(dir)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	return store.Scans(ctx)
}

// listed is a scan as `scans list --format json` writes it.
type listed struct {
	ID             string  `json:"id"`
	Started        string  `json:"started"`
	Finished       *string `json:"finished"`
	Status         string  `json:"status"`
	Tool           string  `json:"tool"`
	ConfigHash     string  `json:"config_hash"`
	KeyFingerprint string  `json:"key_fingerprint"`
}

func writeScansJSON(w io.Writer, scans []state.Scan) error {
	out := make([]listed, len(scans))
	for i, s := range scans {
		out[i] = listed{s.ID, s.Started.UTC().Format(time.RFC3339), nil, string(s.Status), s.Tool, s.ConfigHash, s.KeyFingerprint}
		if !s.Finished.IsZero() {
			t := s.Finished.UTC().Format(time.RFC3339)
			out[i].Finished = &t
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func (a *app) writeScans(scans []state.Scan) error {
	if len(scans) == 0 {
		_, err := fmt.Fprintln(a.stdout, "no scan is saved yet; make one: dialmap scan ./dir")
		return err
	}
	t := plainTable(table.Row{"scan", "started", "took", "status"})
	for _, s := range scans {
		took := "-"
		if !s.Finished.IsZero() {
			took = s.Finished.Sub(s.Started).Round(time.Second).String()
		}
		t.AppendRow(table.Row{s.ID, s.Started.Local().Format("2006-01-02 15:04:05"), took, statusWord(s)})
	}
	_, err := fmt.Fprintln(a.stdout, t.Render())
	return err
}

func statusWord(s state.Scan) string {
	switch s.Status {
	case state.Running:
		return "running, or killed: go on with --resume"
	case state.Interrupted:
		return "interrupted: go on with --resume"
	case state.Incomplete:
		return "incomplete: parts could not be read"
	}
	return string(s.Status)
}

func newScansDeleteCmd(a *app) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "delete SCAN...",
		Short: "delete saved scans and all that belongs to them",
		Long:  "Delete saved scans and all that belongs to them. The beginning of an id is enough.",
		Example: `  dialmap scans delete 20261123-101500-ab12cd
  dialmap scans delete 20261120 20261121`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, ids []string) error {
			store, err := a.openSaved(dir)
			if err != nil {
				return err
			}
			defer store.Close()
			for _, id := range ids {
				if id == "" {
					return usage("an empty id would be the last scan; name it: dialmap scans list")
				}
				s, err := store.Find(cmd.Context(), id)
				if err != nil {
					return a.notFound(err, id)
				}
				if err := store.Delete(cmd.Context(), s.ID); err != nil {
					return err
				}
				fmt.Fprintf(a.stdout, "deleted %s\n", s.ID)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "state", "", "`directory` of saved scans (default the user's own)")
	return cmd
}
