package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/cmd/dialmap/starter"
	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/reports/amount"
)

const initLong = `Write a first dialmap.yaml from a saved scan: its sources, the datasets with phones,
the fields that date a record, the purposes that a source states, and what looks
like a ledger of consent or refusal. What only people know is left blank, as
comments; nothing legal is guessed. The file is valid as it is. One that is there
already is never overwritten. Without SCAN it is the last one.`

const initExample = `  # look first, then declare what was found
  dialmap scan ./exports
  dialmap init

  # from an earlier scan, to stdout
  dialmap init 20261123 -o -`

func newInitCmd(a *app) *cobra.Command {
	var file, dir string
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
			return a.init(cmd, id, file, dir)
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "dialmap.yaml", "`file` to write; - is stdout")
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
