package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/reports/compare"
	"github.com/dialmap/dialmap/reports/json"
	"github.com/dialmap/dialmap/reports/laws"
)

// schemas are the published forms of what goes in and comes out.
var schemas = []struct {
	name string
	text func() []byte
}{
	{"config", config.Schema},
	{"report", json.Schema},
	{"diff", compare.JSONSchema},
	{"detect", func() []byte { return detectSchema }},
	{"laws", func() []byte { return laws.Schema }},
	{"adequacy", func() []byte { return laws.AdequacySchema }},
}

func schemaNames() []string {
	var names []string
	for _, s := range schemas {
		names = append(names, s.name)
	}
	return names
}

func newSchemaCmd(a *app) *cobra.Command {
	names := strings.Join(schemaNames(), ", ")
	return &cobra.Command{
		Use:   "schema NAME",
		Short: "print the JSON Schema of the configuration or of an output",
		Long:  "Print the JSON Schema of the configuration or of an output. NAME is one of " + names + ".",
		Example: `  dialmap schema report > report.schema.json

  # completion and checks for dialmap.yaml in an editor
  dialmap schema config > dialmap.schema.json`,
		ValidArgs: schemaNames(),
		Args:      args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, s := range schemas {
				if s.name == args[0] {
					_, err := a.stdout.Write(s.text())
					return err
				}
			}
			return usage("there is no schema %q; want one of %s", args[0], names)
		},
	}
}
