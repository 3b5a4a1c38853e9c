package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/scanner"
)

const checkLong = `Connect to every source, list what is there, and say what a scan would read and
which rights it needs. No record is read.`

const checkExample = `  # can it connect, and what would be read?
  dialmap check postgres://scan@db/crm

  # everything that dialmap.yaml names
  dialmap check --config dialmap.yaml

  # for a script: exit 3 when anything could not be listed
  dialmap check --config dialmap.yaml --fail-on-gaps --format json`

func newCheckCmd(a *app) *cobra.Command {
	f := scanFlags{seed: 1, findShare: 0.001, findProbability: 0.999}
	cmd := &cobra.Command{
		Use:     "check [SOURCE...]",
		Short:   "connect, and say what a scan would read and which rights it needs",
		Long:    checkLong,
		Example: checkExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := planFormat(f.format); err != nil {
				return err
			}
			if err := a.discover(&f.sourceFlags, args); err != nil {
				return err
			}
			_, o, sources, err := a.prepare(cmd.Context(), f, args)
			if err != nil {
				return err
			}
			return a.preview(cmd.Context(), sources, o, f.format, f.file, f.failOnGaps)
		},
	}
	f.addSources(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "", "form of the answer: table or json (default table)")
	fl.StringVarP(&f.file, "output", "o", "", "file for the answer; - is stdout")
	fl.BoolVar(&f.failOnGaps, "fail-on-gaps", false, "exit with 3 when something could not be listed")
	return cmd
}

// planFormat checks the form of a plan.
func planFormat(format string) error {
	if format != "" && format != "table" && format != "json" {
		return usage("--format: a plan is written as table or json, not %q", format)
	}
	return nil
}

// preview looks at the sources and writes what a scan would read.
func (a *app) preview(ctx context.Context, sources []scanner.Source, o scanner.Options, format, file string, failOnGaps bool) error {
	previews, err := scanner.Look(ctx, sources, o)
	if errors.Is(err, scanner.ErrInterrupted) {
		return exit{codeInterrupted, errors.New("interrupted")}
	}
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		if format == "json" {
			return writePlanJSON(w, previews)
		}
		_, err := io.WriteString(w, planText(previews))
		return err
	}
	if file == "" || file == "-" {
		err = write(a.stdout)
	} else if err = writeWhole(file, write); err != nil {
		err = usage("write %s: %w", file, bare(err))
	}
	if err != nil {
		return err
	}
	return previewOutcome(previews, failOnGaps)
}

func previewOutcome(previews []scanner.Preview, failOnGaps bool) error {
	datasets, gaps := 0, 0
	for _, p := range previews {
		datasets += len(p.Datasets)
		gaps += unreadable(p.Gaps)
	}
	switch {
	case datasets == 0 && gaps > 0:
		return exit{codeNoDatasets, errors.New("no dataset could be listed; the gaps say why")}
	case failOnGaps && gaps > 0:
		return exit{codeGaps, fmt.Errorf("%d gaps: something could not be listed", gaps)}
	}
	return nil
}

// planJSON is a preview as JSON; unknown counts are null.
type planJSON struct {
	Source   string            `json:"source"`
	Kind     string            `json:"kind"`
	Stored   any               `json:"stored"`
	Rights   []string          `json:"rights"`
	Shortcut string            `json:"rights_shortcut,omitempty"`
	Excess   []string          `json:"rights_excess"`
	Datasets []planDatasetJSON `json:"datasets"`
	Gaps     any               `json:"gaps"`
}

type planDatasetJSON struct {
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Kind    string `json:"kind"`
	Format  string `json:"format,omitempty"`
	Derived bool   `json:"derived"`
	Records *int64 `json:"records"`
	Bytes   *int64 `json:"bytes"`
	Objects int64  `json:"objects,omitempty"`
	Parts   int    `json:"parts"`
	Draw    string `json:"draw"`
}

func writePlanJSON(w io.Writer, previews []scanner.Preview) error {
	out := make([]planJSON, len(previews))
	for i, p := range previews {
		out[i] = planJSON{p.Source, p.Kind, p.Stored, append([]string{}, p.Rights...), p.Review.Shortcut, append([]string{}, p.Review.Excess...), []planDatasetJSON{}, append(p.Gaps[:0:0], p.Gaps...)}
		if len(p.Gaps) == 0 {
			out[i].Gaps = []string{}
		}
		for _, d := range p.Datasets {
			out[i].Datasets = append(out[i].Datasets, planDatasetJSON{
				d.Source, d.Dataset, d.Kind, d.Format, d.Derived, known(d.Records), known(d.Bytes), d.Objects, d.Shards, d.Draw,
			})
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

func known(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}

// planText writes one block a source: what cannot be listed first.
func planText(previews []scanner.Preview) string {
	var b strings.Builder
	for i, p := range previews {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s (%s), kept in %s\n", p.Source, p.Kind, place(p))
		for _, g := range p.Gaps {
			fmt.Fprintf(&b, "  not looked at: %s: %s\n", strings.Trim(g.Dataset+" ("+g.Reason+")", " "), g.Detail)
		}
		if len(p.Datasets) > 0 {
			b.WriteString(planTable(p.Datasets))
		} else if len(p.Gaps) == 0 {
			b.WriteString("  it is empty\n")
		}
		if len(p.Rights) > 0 {
			b.WriteString("  rights to grant:\n    " + strings.ReplaceAll(strings.Join(p.Rights, "\n"), "\n", "\n    ") + "\n")
		}
		if p.Review.Shortcut != "" {
			b.WriteString("  " + p.Review.Shortcut + "\n")
		}
		for _, excess := range p.Review.Excess {
			b.WriteString("  this login has more rights than a scan needs: " + excess + "\n")
		}
	}
	return b.String()
}

func place(p scanner.Preview) string {
	if p.Stored.Region == "" {
		return "an unknown place: say --stored-region"
	}
	return p.Stored.Region + " (" + p.Stored.Evidence + ")"
}

func planTable(datasets []scanner.PreviewDataset) string {
	t := plainTable(table.Row{"dataset", "kind", "records", "bytes", "parts", "read"})
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}, {Number: 4, Align: text.AlignRight}, {Number: 5, Align: text.AlignRight}})
	var records, bytes int64
	var parts int
	for _, d := range datasets {
		kind := d.Kind
		if d.Format != "" {
			kind = d.Format
		}
		if d.Derived {
			kind += ", derived"
		}
		t.AppendRow(table.Row{d.Dataset, kind, count(d.Records), size(d.Bytes), d.Shards, d.Draw})
		if d.Draw != "skipped" {
			records, bytes, parts = records+max(0, d.Records), bytes+max(0, d.Bytes), parts+d.Shards
		}
	}
	t.AppendFooter(table.Row{"to be read", "", "at least " + count(records), size(bytes), parts, ""})
	return "  " + strings.ReplaceAll(t.Render(), "\n", "\n  ") + "\n"
}

// plainTable has no lines but the one below its head.
func plainTable(head table.Row) table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true, SeparateFooter: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header, style.Format.Footer = text.FormatDefault, text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(head)
	t.SuppressTrailingSpaces()
	return t
}

func count(n int64) string {
	if n < 0 {
		return "?"
	}
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func size(n int64) string {
	switch {
	case n < 0:
		return "?"
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	case n < 1<<30:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
}
