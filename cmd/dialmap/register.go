package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/reports/compare"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/reports/register"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/state"
)

// savedRegister is the register as it was saved.
func (a *app) savedRegister(ctx context.Context, store state.Store) (*register.Register, error) {
	data, err := store.Register(ctx)
	if err != nil {
		return nil, err
	}
	return register.Parse(data)
}

// catchUp folds the kept scans into the register that it lacks, the earliest
// first, and names them. A scan that was interrupted is folded when it was
// resumed.
func (a *app) catchUp(ctx context.Context, store state.Store, r *register.Register, c *laws.Catalog) (folded []state.Scan, err error) {
	scans, err := store.Scans(ctx)
	if err != nil {
		return nil, err
	}
	slices.Reverse(scans) // they are listed newest first, and two may begin in one second
	slices.SortStableFunc(scans, func(a, b state.Scan) int { return a.Started.Compare(b.Started) })
	for _, s := range scans {
		if s.Status != state.Complete && s.Status != state.Incomplete || r.HasFolded(s.ID, s.Finished) {
			continue
		}
		old, err := a.open(ctx, store, s)
		if err != nil {
			return nil, err
		}
		r.Fold(old.judgedFor(c, s.Started))
		folded = append(folded, s)
	}
	return folded, nil
}

// judgedFor is a scan as the register is told of it: judged on a day.
func (s *saved) judgedFor(c *laws.Catalog, on time.Time) register.Scan {
	on = on.UTC().Truncate(24 * time.Hour)
	return s.forRegister(s.judged(c, on), c, on)
}

// forRegister is a scan with its map, as the register is told of it.
func (s *saved) forRegister(m *datamap.Map, c *laws.Catalog, on time.Time) register.Scan {
	return register.Scan{
		Map: m, Declared: &s.meta.Declarations, Scope: s.meta.Scope,
		Rejudge: func(d *datamap.Declarations) *datamap.Map { return datamap.Build(s.inv, *d, c, on) },
	}
}

// keepRegister folds what was scanned into the saved register, and drops the work
// of the scans that nobody can resume any more.
func (a *app) keepRegister(ctx context.Context, store state.Store) error {
	ctx = context.WithoutCancel(ctx) // of an interrupted scan too
	r, err := a.savedRegister(ctx, store)
	if err != nil {
		return err
	}
	c, err := laws.Load()
	if err != nil {
		return err
	}
	folded, err := a.catchUp(ctx, store, r, c)
	if err != nil || len(folded) == 0 {
		return err
	}
	data, err := r.Bytes()
	if err != nil {
		return err
	}
	if err := store.SaveRegister(ctx, data); err != nil {
		return err
	}
	for _, s := range folded {
		if s.Status == state.Complete {
			if err := store.DropWork(ctx, s.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// mark gives the findings of a map their states: by the register, or by what they
// were in another scan.
func (a *app) mark(ctx context.Context, store state.Store, m *datamap.Map, s *saved, c *laws.Catalog, base *register.Scan) error {
	ctx = context.WithoutCancel(ctx)
	r := &register.Register{}
	if base != nil {
		r.Fold(*base)
	} else {
		var err error
		if r, err = a.savedRegister(ctx, store); err != nil {
			return err
		}
		if _, err := a.catchUp(ctx, store, r, c); err != nil {
			return err
		}
	}
	if !r.HasFolded(m.Scan.ID, m.Scan.Finished) {
		r.Fold(s.forRegister(m, c, dayOf(m)))
	}
	r.Mark(m)
	return nil
}

// baseline reads what --baseline names: a saved scan, or a JSON report.
func (a *app) baseline(ctx context.Context, store state.Store, named string, c *laws.Catalog, m *datamap.Map) (*register.Scan, error) {
	if named == "" {
		return nil, nil
	}
	if _, err := os.Stat(named); err == nil {
		b, err := os.ReadFile(named)
		if err != nil {
			return nil, usage("--baseline: read %s: %w", named, bare(err))
		}
		var old datamap.Map
		if err := json.Unmarshal(bytes.TrimSpace(b), &old); err != nil || old.Schema != datamap.Schema {
			return nil, usage("--baseline: %s is not a JSON report; make one: dialmap report --format json -o report.json", named)
		}
		return &register.Scan{Map: &old}, sameKey(&old, m)
	}
	old, err := a.savedScan(ctx, store, named)
	if err != nil {
		return nil, err
	}
	if old.ID == m.Scan.ID {
		return nil, usage("--baseline: %s is the scan of this report; name an earlier one: dialmap scans list", old.ID)
	}
	scan := old.judgedFor(c, dayOf(m))
	return &scan, sameKey(scan.Map, m)
}

func sameKey(old, new *datamap.Map) error {
	if old.KeyFingerprint != new.KeyFingerprint {
		return exit{codeUsage, &compare.KeyError{OldScan: old.Scan.ID, OldKey: old.KeyFingerprint, NewScan: new.Scan.ID, NewKey: new.KeyFingerprint}}
	}
	return nil
}

// dayOf is the day that a map is judged on.
func dayOf(m *datamap.Map) time.Time {
	on, _ := time.Parse(time.DateOnly, m.Scan.On) // it was written so
	return on
}

func newRegisterCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "register",
		Short: "findings over time: when each was seen, assessed, resolved",
		Long: `The register follows findings over all scans of a state directory: when each was
first and last seen, when it was last assessed, and what resolved it. It is kept
when scans are deleted. A finding whose dataset, ledger or other half could not be
read is unassessed: it keeps its last figures, and is neither resolved nor new.`,
		Example: `  dialmap register list
  dialmap register list --only resolved --format json`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newRegisterListCmd(a), newRegisterRebuildCmd(a))
	return cmd
}

var registerStates = []string{"open", "escalated", "reopened", "unassessed", "resolved"}

func newRegisterListCmd(a *app) *cobra.Command {
	var dir, format, only string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list findings with their state and history",
		Long:  "List the findings of the register with their state, first and last day, severity and count.",
		Example: `  dialmap register list
  dialmap register list --only unassessed
  dialmap register list --format json | jq '.[] | select(.resolved_by == "data")'`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case format != "table" && format != "json":
				return usage("--format: unknown format %q; want table or json", format)
			case only != "" && !slices.Contains(registerStates, only):
				return usage("--only: unknown state %q; want %s", only, strings.Join(registerStates, ", "))
			}
			return a.listRegister(cmd.Context(), dir, format, only)
		},
	}
	cmd.Flags().StringVar(&dir, "state", "", "`directory` of saved scans (default the user's own)")
	cmd.Flags().StringVar(&format, "format", "table", "form of the list: table or json")
	cmd.Flags().StringVar(&only, "only", "", "only findings in this `state`: "+strings.Join(registerStates, ", "))
	return cmd
}

func (a *app) listRegister(ctx context.Context, dir, format, only string) error {
	store, err := a.openSaved(dir)
	if err != nil {
		return err
	}
	defer store.Close()
	r, err := a.savedRegister(ctx, store)
	if err != nil {
		return exit{codeUnsaved, err}
	}
	c, err := laws.Load()
	if err != nil {
		return err
	}
	if _, err := a.catchUp(ctx, store, r, c); err != nil {
		return err
	}
	entries := slices.DeleteFunc(slices.Clone(r.Entries), func(e *register.Entry) bool { return only != "" && string(e.State) != only })
	var b bytes.Buffer
	if format == "json" {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(listEntries(entries)); err != nil {
			return err
		}
	} else {
		writeEntries(&b, entries)
	}
	if a.holdsNumber(b.Bytes()) {
		return errors.New("the list holds a phone number in clear and was not written; please report this as a security issue")
	}
	_, err = b.WriteTo(a.stdout)
	return err
}

// listedEntry is a finding as `register list --format json` writes it.
type listedEntry struct {
	ID           string           `json:"id"`
	Issue        string           `json:"issue"`
	State        register.State   `json:"state"`
	ResolvedBy   string           `json:"resolved_by"`
	Rule         string           `json:"rule"`
	Kind         string           `json:"kind"`
	Severity     string           `json:"severity"`
	Source       string           `json:"source"`
	Dataset      string           `json:"dataset"`
	Field        string           `json:"field"`
	Region       string           `json:"region"`
	Purpose      string           `json:"purpose"`
	Count        any              `json:"count"`
	FirstSeen    register.Moment  `json:"first_seen"`
	LastSeen     register.Moment  `json:"last_seen"`
	LastAssessed register.Moment  `json:"last_assessed"`
	RestsOn      any              `json:"rests_on"`
	History      []register.Point `json:"history"`
}

func listEntries(entries []*register.Entry) []listedEntry {
	out := make([]listedEntry, len(entries))
	for i, e := range entries {
		f := &e.Finding
		out[i] = listedEntry{
			e.ID, f.Issue(), e.State, e.ResolvedBy, f.Rule, f.Kind, f.Severity, f.Source, f.Dataset, f.Field, f.Region, f.Purpose, f.Count,
			e.FirstSeen, e.LastSeen, e.LastAssessed, f.RestsOn, e.History,
		}
	}
	return out
}

func writeEntries(b *bytes.Buffer, entries []*register.Entry) {
	if len(entries) == 0 {
		fmt.Fprintln(b, "no finding is in the register; it is filled by every scan: dialmap scan ./dir")
		return
	}
	t := plainTable(table.Row{"state", "severity", "rule", "where", "numbers", "first seen", "last assessed"})
	day := func(m register.Moment) string { return m.At.Format(time.DateOnly) }
	for _, e := range entries {
		f, state := &e.Finding, string(e.State)
		if e.ResolvedBy != "" {
			state += " by " + e.ResolvedBy
		}
		where := inventory.NameOfField(f.Source, f.Dataset, f.Field)
		for _, more := range []string{f.Region, f.Purpose} {
			if more != "" {
				where += ", " + more
			}
		}
		t.AppendRow(table.Row{state, f.Severity, f.Rule, where, amount.Of(f.Count), day(e.FirstSeen), day(e.LastAssessed)})
	}
	fmt.Fprintln(b, t.Render())
}

func newRegisterRebuildCmd(a *app) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "rebuild",
		Short: "make the register again from the saved scans",
		Long: `Make the register again from the saved scans: the same, byte for byte, as long as
none of them was deleted and dialmap and its catalogue are the same. What only
deleted scans knew is lost.`,
		Example: `  dialmap register rebuild
  dialmap register rebuild --state ./state`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.rebuildRegister(cmd.Context(), dir) },
	}
	cmd.Flags().StringVar(&dir, "state", "", "`directory` of saved scans (default the user's own)")
	return cmd
}

func (a *app) rebuildRegister(ctx context.Context, dir string) error {
	store, err := a.openSaved(dir)
	if err != nil {
		return err
	}
	defer store.Close()
	unlock, err := store.Lock()
	if err != nil {
		return exit{codeUnsaved, err}
	}
	defer unlock()
	c, err := laws.Load()
	if err != nil {
		return err
	}
	r := &register.Register{Version: register.Version}
	folded, err := a.catchUp(ctx, store, r, c)
	if err != nil {
		return err
	}
	data, err := r.Bytes()
	if err != nil {
		return err
	}
	before, err := store.Register(ctx)
	if err != nil {
		return exit{codeUnsaved, err}
	}
	if bytes.Equal(before, data) {
		fmt.Fprintf(a.stdout, "the register is unchanged: %s of %s\n", amount.Plural(len(r.Entries), "finding"), amount.Plural(len(folded), "scan"))
		return nil
	}
	if err := store.SaveRegister(ctx, data); err != nil {
		return exit{codeUnsaved, err}
	}
	fmt.Fprintf(a.stdout, "the register was made again: %s of %s\n", amount.Plural(len(r.Entries), "finding"), amount.Plural(len(folded), "scan"))
	return nil
}
