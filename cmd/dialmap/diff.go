package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/compare"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/state"
)

const diffLong = `Say what changed between two saved scans: sources, datasets and fields that came
or went, more or fewer numbers, regions, verdicts, protection, places, transfers
and gaps. Nothing is read. Estimates are compared in one test for the whole, and what
one of the scans did not look at is "cannot tell", never gone.

Without OLD and NEW: the last scan and the one before it of the same
configuration, else of a source that both have. With OLD alone: OLD and the last
scan. The beginning of an id is enough.`

const diffExample = `  # since the scan before the last
  dialmap diff

  # two scans, for a ticket
  dialmap diff 20261101 20261123 --format markdown -o changes.md

  # the fields with more numbers, for a program
  dialmap diff --format json | jq '.fields[] | select(.change == "more")'`

// diffFlags say how a comparison is made and written.
type diffFlags struct{ format, file, on, state string }

func newDiffCmd(a *app) *cobra.Command {
	var f diffFlags
	names := strings.Join(compare.Formats, ", ")
	cmd := &cobra.Command{
		Use:     "diff [OLD [NEW]]",
		Short:   "say what changed between two saved scans",
		Long:    diffLong,
		Example: diffExample,
		Args:    args(cobra.MaximumNArgs(2)),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.diff(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "table", "form of the result: "+names)
	fl.StringVarP(&f.file, "output", "o", "", "file for the result; - is stdout")
	fl.StringVar(&f.on, "on", "", "judge both by the laws of this `day` (default today)")
	fl.StringVar(&f.state, "state", "", "`directory` of saved scans (default the user's own)")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(cobraWords(compare.Formats), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// check reads the flags before anything else is done.
func (f *diffFlags) check() (time.Time, error) {
	for _, name := range compare.Formats {
		if name == f.format {
			if f.file == "-" {
				f.file = ""
			}
			if err := writable("-o", f.file); err != nil {
				return time.Time{}, err
			}
			return (&outputFlags{on: f.on}).day()
		}
	}
	return time.Time{}, usage("--format: unknown format %q; want %s", f.format, strings.Join(compare.Formats, ", "))
}

func (a *app) diff(ctx context.Context, f diffFlags, ids []string) error {
	on, err := f.check()
	if err != nil {
		return err
	}
	store, err := a.openSaved(f.state)
	if err != nil {
		return err
	}
	defer store.Close()
	old, new, err := a.pair(ctx, store, ids)
	if err != nil {
		return err
	}
	catalog, err := laws.Load()
	if err != nil {
		return err
	}
	c, err := compare.Compare(old.judged(catalog, on), new.judged(catalog, on))
	if err != nil {
		return exit{codeUsage, err}
	}
	return a.writeChanges(c, f)
}

func (a *app) writeChanges(c *compare.Changes, f diffFlags) error {
	o := reports.Options{Check: a.holdsNumber}
	if f.file == "" {
		if is, width := terminal(a.stdout); is {
			o.Color, o.Width = a.color(), width
		}
		return c.Write(a.stdout, f.format, o)
	}
	if err := writeWhole(f.file, func(w io.Writer) error { return c.Write(w, f.format, o) }); err != nil {
		return usage("write %s: %w", f.file, bare(err))
	}
	return nil
}

// saved is a scan with what it found.
type saved struct {
	state.Scan
	inv  *inventory.Inventory
	meta meta
}

func (s *saved) judged(c *laws.Catalog, on time.Time) *datamap.Map {
	return datamap.Build(s.inv, s.meta.Declarations, c, on)
}

// pair finds the two scans that are meant.
func (a *app) pair(ctx context.Context, store state.Store, ids []string) (old, new *saved, err error) {
	last := ""
	if len(ids) == 2 {
		last = ids[1]
	}
	if last != "" {
		new, err = a.savedScan(ctx, store, last)
	} else {
		new, err = a.lastSaved(ctx, store)
	}
	if err != nil {
		return nil, nil, err
	}
	if len(ids) == 0 {
		old, err = a.before(ctx, store, new)
	} else {
		old, err = a.savedScan(ctx, store, ids[0])
	}
	if err == nil && old.ID == new.ID {
		err = usage("%s is one scan; name another to compare it with: dialmap scans list", old.ID)
	}
	return old, new, err
}

// savedScan is the scan that id begins.
func (a *app) savedScan(ctx context.Context, store state.Store, id string) (*saved, error) {
	if id == "" {
		return nil, usage("an empty id is no scan; see dialmap scans list")
	}
	s, err := store.Find(ctx, id)
	if err != nil {
		return nil, a.notFound(err, id)
	}
	return a.open(ctx, store, s)
}

// open reads what a scan found.
func (a *app) open(ctx context.Context, store state.Store, s state.Scan) (*saved, error) {
	data, err := store.Inventory(ctx, s.ID)
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
	return &saved{s, inv, m}, nil
}

// lastSaved is the last scan that has a result.
func (a *app) lastSaved(ctx context.Context, store state.Store) (*saved, error) {
	scans, err := store.Scans(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range scans {
		if s.Status != state.Running {
			return a.open(ctx, store, s)
		}
	}
	return nil, a.notFound(state.ErrNotFound, "")
}

// before is the last scan before new that can be compared with it.
func (a *app) before(ctx context.Context, store state.Store, new *saved) (*saved, error) {
	old, err := a.earlier(ctx, store, new)
	if err == nil && old == nil {
		err = usage("no scan before %s can be compared with it: none was made with the same key of one of its sources; scan again later, or name two: dialmap scans list", new.ID)
	}
	return old, err
}

// earlier is the last scan before new of the same key and configuration, else
// of the same key and a source that both have; nil without any.
func (a *app) earlier(ctx context.Context, store state.Store, new *saved) (*saved, error) {
	scans, err := store.Scans(ctx)
	if err != nil {
		return nil, err
	}
	var others []state.Scan
	found := false
	for _, s := range scans {
		if found && s.Status != state.Running && s.KeyFingerprint == new.KeyFingerprint {
			if s.ConfigHash == new.ConfigHash {
				return a.open(ctx, store, s)
			}
			others = append(others, s)
		}
		found = found || s.ID == new.ID
	}
	for _, s := range others {
		if old, err := a.open(ctx, store, s); err == nil && meets(old.inv, new.inv) {
			return old, nil
		}
	}
	return nil, nil
}

// meets says that two scans have a source in common.
func meets(a, b *inventory.Inventory) bool {
	names := map[string]bool{}
	for _, s := range a.Sources {
		names[s.Name] = true
	}
	for _, s := range b.Sources {
		if names[s.Name] {
			return true
		}
	}
	return false
}
