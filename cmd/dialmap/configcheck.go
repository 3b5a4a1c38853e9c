package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/connectors/all"
	"github.com/dialmap/dialmap/reports/amount"
)

func newConfigCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "check a configuration",
		Long:  "Check a configuration. The schema for editors: dialmap schema config.",
		Example: `  dialmap config check
  dialmap config check deploy/dialmap.yaml`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfigCheckCmd(a))
	return cmd
}

func newConfigCheckCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "check a configuration without connecting to anything",
		Long: `Check a configuration without connecting to anything. Every mistake is listed with
file, line, column and remedy. FILE is dialmap.yaml unless given.`,
		Example: `  dialmap config check
  dialmap config check deploy/dialmap.yaml`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			file := "dialmap.yaml"
			if len(args) == 1 {
				file = args[0]
			}
			return a.checkConfig(file)
		},
	}
}

func (a *app) checkConfig(file string) error {
	c, err := config.Load(file)
	if errors.Is(err, fs.ErrNotExist) {
		return usage("%w; name the file: dialmap config check FILE, or make one: dialmap init", err)
	}
	if err != nil {
		return exit{codeUsage, err}
	}
	var problems config.Problems
	for _, s := range c.Sources {
		if s.IsPath() {
			continue // what a path is shows when it is read
		}
		if _, err := all.Find(s.URL); err != nil {
			problems = append(problems, config.Problem{Position: s.At, Text: "sources.url: " + err.Error()})
		}
	}
	if len(problems) > 0 {
		return exit{codeUsage, problems}
	}
	for _, n := range c.Notes {
		fmt.Fprintln(a.stdout, a.clean(n.Error()))
	}
	_, err = fmt.Fprintln(a.stdout, a.clean(fmt.Sprintf("%s: valid; %s, %s", file, amount.Plural(len(c.Sources), "source"), amount.Plural(len(c.Datasets), "dataset rule"))))
	return err
}
