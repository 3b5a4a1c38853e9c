package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/cmd/dialmap/starter"
	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/reports/amount"
	"github.com/dialmap/dialmap/scanner/inventory"
)

const initLong = `Write a first dialmap.yaml from a saved scan: its sources, the datasets with phones,
the fields that date a record, the purposes that a source states, and what looks
like a ledger of consent or refusal. What only people know is left blank, as
comments; nothing legal is guessed. The file is valid as it is. One that is there
already is never overwritten; with --config, what it does not name is added to it. Without SCAN it is the last one.`

const initExample = `  # look first, then declare what was found
  dialmap scan ./exports
  dialmap init

  # from an earlier scan, to stdout
  dialmap init 20261123 -o -

  # add what a later scan found to the configuration that is there
  dialmap init --config dialmap.yaml`

func newInitCmd(a *app) *cobra.Command {
	var file, dir, from string
	cmd := &cobra.Command{
		Use:     "init [SCAN]",
		Short:   "write a first dialmap.yaml from a saved scan",
		Long:    initLong,
		Example: initExample,
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			id := ""
			if len(args) == 1 {
				id = args[0]
			}
			if from != "" {
				if !cmd.Flags().Changed("output") {
					file = from
				}
				return a.mergeInit(cmd.Context(), id, from, file, dir)
			}
			return a.init(cmd, id, file, dir)
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "dialmap.yaml", "`file` to write; - is stdout")
	cmd.Flags().StringVar(&from, "config", "", "configuration `file` to add to: the datasets that it does not name; every line in it stays")
	_ = cmd.MarkFlagFilename("config", "yaml", "yml")
	cmd.Flags().StringVar(&dir, "state", "", "`directory` of saved scans (default the user's own)")
	return cmd
}

func (a *app) init(cmd *cobra.Command, id, file, dir string) error {
	file = fileOf(file)
	if file != "" {
		if err := writable("-o", file); err != nil {
			return err
		}
		if _, err := os.Lstat(file); err == nil {
			return usage("-o: %s is there already and is left as it is; name another file, or - for stdout", file)
		}
	}
	store, err := a.openSaved(dir)
	if err != nil {
		return err
	}
	defer store.Close()
	s, err := store.Find(cmd.Context(), id)
	if err != nil {
		return a.notFound(err, id)
	}
	scan, err := a.open(cmd.Context(), store, s)
	if err != nil {
		return err
	}
	f := starter.Write(scan.inv, a.reached(scan.meta.Invocation, filepath.Dir(file)))
	if _, err := config.Parse(f.Text, "dialmap.yaml", "."); err != nil {
		return fmt.Errorf("the configuration made of scan %s is not valid, which is a mistake of dialmap; please report it: %w", scan.ID, err)
	}
	if a.holdsNumber(f.Text) {
		return errors.New("the configuration was not written: a name in it is like a phone number")
	}
	if file == "" {
		_, err = a.stdout.Write(f.Text)
		return err
	}
	if err := writeWhole(file, func(w io.Writer) error { _, err := w.Write(f.Text); return err }); err != nil {
		return usage("write %s: %w", file, bare(err))
	}
	a.say(fmt.Sprintf("wrote %s: %s, %s with phones to declare, %s that %s like a ledger; fill in the blanks, then: dialmap config check %[1]s",
		file, amount.Plural(f.Sources, "source"), amount.Plural(f.Datasets, "dataset"), amount.Plural(f.Ledgers, "dataset"), map[bool]string{true: "looks", false: "look"}[f.Ledgers == 1]))
	return nil
}

// mergeInit adds what a scan found to a configuration.
func (a *app) mergeInit(ctx context.Context, id, from, file, dir string) error {
	if file = fileOf(file); file != "" {
		if err := writable("-o", file); err != nil {
			return err
		}
		if _, err := os.Lstat(file); err == nil && file != from {
			return usage("-o: %s is there already and is left as it is; name another file, or - for stdout", file)
		}
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return usage("read configuration %s: %w", from, bare(err))
	}
	c, err := config.Parse(text, from, filepath.Dir(from))
	if err != nil {
		return exit{codeUsage, err}
	}
	store, err := a.openSaved(dir)
	if err != nil {
		return err
	}
	defer store.Close()
	s, err := store.Find(ctx, id)
	if err != nil {
		return a.notFound(err, id)
	}
	scan, err := a.open(ctx, store, s)
	if err != nil {
		return err
	}
	f, err := starter.Merge(text, scan.inv, func(source, dataset string) bool { return isDeclared(c, source, dataset) })
	if err != nil {
		return usage("%s: %w", from, err)
	}
	if _, err := config.Parse(f.Text, from, filepath.Dir(from)); err != nil {
		return fmt.Errorf("the configuration made of %s and scan %s is not valid, which is a mistake of dialmap; please report it: %w", from, scan.ID, err)
	}
	if file == "" {
		_, err = a.stdout.Write(f.Text)
		return err
	}
	if f.Datasets == 0 {
		a.say(from + " names every dataset with phones of the scan; nothing was added")
		return nil
	}
	if err := writeWhole(file, func(w io.Writer) error { _, err := w.Write(f.Text); return err }); err != nil {
		return unsaved("write %s: %w", file, bare(err))
	}
	a.say(fmt.Sprintf("wrote %s: added %s with phones to declare; fill in the blanks, then: dialmap config check %[1]s", file, amount.Plural(f.Datasets, "dataset")))
	return nil
}

// isDeclared says that a rule or a ledger of a configuration names a dataset.
func isDeclared(c *config.Config, source, dataset string) bool {
	for _, d := range c.Datasets {
		if inventory.Matches(d.Match, source, dataset) {
			return true
		}
	}
	for _, l := range c.Ledgers {
		if inventory.Matches(l.Dataset, source, dataset) {
			return true
		}
	}
	return false
}

// reached says how the sources of a scan are reached, by name, as far as it is
// kept: those of the command line, where none holds a secret.
func (a *app) reached(v *invocation, to string) map[string]starter.Source {
	out := map[string]starter.Source{}
	if v == nil || v.Dir != workingDir() {
		return out
	}
	var list []config.Source
	for _, arg := range v.Sources {
		s, err := config.ParseSource(arg)
		if err != nil {
			return out
		}
		list = append(list, s)
	}
	if a.name(list) != nil {
		return out
	}
	for i, s := range list {
		at := starter.Source{URL: v.Sources[i]} // with dialmap's own parameters
		if s.IsPath() && s.Typed != "" && to != "." && !filepath.IsAbs(s.Typed) {
			rel, err := filepath.Rel(to, s.Typed)
			if err != nil {
				continue
			}
			at.URL, at.Name = rel, s.Name
		}
		if s.DefaultRegion == "" {
			at.DefaultRegion = v.DefaultRegion
		}
		if s.Stored.Region == "" {
			at.StoredRegion, at.Placed = v.StoredRegion, v.StoredRegion != ""
		} else {
			at.Placed = true
		}
		out[s.Name] = at
	}
	return out
}
