package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/all"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/reports/register"
	"github.com/dialmap/dialmap/reports/review"
	"github.com/dialmap/dialmap/scanner/state"
)

// outputFlags say in which forms a data map is written, and where to.
type outputFlags struct {
	format    string
	file      string
	reports   []string
	on        string
	allFields bool
	baseline  string

	ignoreFile     string
	showSuppressed bool
	risks          *review.File // that were accepted; nil: none
}

func (f *outputFlags) add(cmd *cobra.Command) {
	names := strings.Join(formatNames(), ", ")
	cmd.Flags().StringVar(&f.format, "format", "", "form of the result: "+names+" (default table)")
	cmd.Flags().StringVarP(&f.file, "output", "o", "", "file for the result; - is stdout")
	cmd.Flags().StringArrayVar(&f.reports, "report", nil, "write one more report, FORMAT=FILE; repeatable")
	cmd.Flags().StringVar(&f.baseline, "baseline", "", "compare with this `SCAN|FILE`, an id or a JSON report, and not with the register of findings")
	cmd.Flags().StringVar(&f.ignoreFile, "ignore-file", "", "accepted risks (default "+review.Name+" beside the configuration, or in the working directory)")
	cmd.Flags().BoolVar(&f.showSuppressed, "show-suppressed", false, "list the findings whose risk is accepted on stderr")
	_ = cmd.MarkFlagFilename("ignore-file", "yaml", "yml")
	cmd.Flags().BoolVar(&f.allFields, "all-fields", false, "fields without phone numbers too")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(cobraWords(formatNames()), cobra.ShellCompDirectiveNoFileComp))
}

func cobraWords(words []string) []cobra.Completion { return words }

func formatNames() []string {
	var names []string
	for _, f := range all.Formats() {
		names = append(names, f.Name())
	}
	return names
}

// output is one report to write.
type output struct {
	format reports.Format
	file   string // "": stdout
}

// outputs reads the flags, before anything is scanned: a misspelt format must
// not be found out after an hour.
func (f *outputFlags) outputs() ([]output, error) {
	var out []output
	for _, r := range f.reports {
		name, file, ok := strings.Cut(r, "=")
		if !ok || file == "" {
			return nil, usage("--report: want FORMAT=FILE, such as html=map.html")
		}
		o, err := newOutput("--report", name, file)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	taken := 0
	for _, o := range out {
		if o.file == "" {
			taken++
		}
	}
	if taken > 1 || taken == 1 && f.format != "" && (f.file == "" || f.file == "-") {
		return nil, usage("two reports would be written to stdout; give one of them a file")
	}
	main := fileOf(f.file)
	if err := twice(append(slices.Clone(out), output{file: main})); err != nil {
		return nil, err
	}
	if taken == 1 && f.format == "" && f.file == "" {
		return out, nil
	}
	name := f.format
	if name == "" {
		name = "table"
	}
	o, err := newOutput("--format", name, "")
	if err != nil {
		return nil, err
	}
	if err := writable("-o", main); err != nil {
		return nil, err
	}
	o.file = main
	return append([]output{o}, out...), nil
}

// fileOf is "" for stdout.
func fileOf(name string) string {
	if name == "-" {
		return ""
	}
	return name
}

// twice refuses to write one report over another.
func twice(list []output) error {
	seen := map[string]bool{}
	for _, o := range list {
		if o.file == "" {
			continue
		}
		path, err := filepath.Abs(o.file)
		if err != nil {
			path = o.file
		}
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
			continue // a device such as /dev/null takes any number
		}
		if seen[path] {
			return usage("two reports would be written to %s; give each a file of its own", o.file)
		}
		seen[path] = true
	}
	return nil
}

func newOutput(flag, name, file string) (output, error) {
	file = fileOf(file)
	if f, ok := all.Format(name); ok {
		return output{f, file}, writable(flag, file)
	}
	return output{}, usage("%s: unknown format %q; want %s", flag, name, strings.Join(formatNames(), ", "))
}

// writable says early that a report could not be written.
func writable(flag, file string) error {
	if file == "" {
		return nil
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return usage("%s: %s is a directory; name a file in it", flag, file)
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return usage("%s: there is no directory %s; make it first", flag, filepath.Dir(file))
	}
	return nil
}

// day reads --on; today where it is not given.
func (f *outputFlags) day() (time.Time, error) {
	if f.on == "" {
		return time.Now().UTC().Truncate(24 * time.Hour), nil
	}
	t, err := time.Parse(time.DateOnly, f.on)
	if err != nil {
		return t, usage("--on: want a day such as 2026-11-23")
	}
	return t, nil
}

// render judges the facts, gives the findings the states that the register knows
// of, and writes every report asked for.
func (a *app) render(ctx context.Context, store state.Store, s *saved, on time.Time, outputs []output, f outputFlags) (*datamap.Map, error) {
	catalog, err := laws.Load()
	if err != nil {
		return nil, err
	}
	m, err := a.judge(context.WithoutCancel(ctx), store, s, catalog, on, f.baseline) // the report of an interrupted scan too
	if err != nil {
		return nil, err
	}
	a.accept(m, &f)
	var errs []error
	for _, o := range outputs {
		errs = append(errs, a.write(m, o, f.allFields))
	}
	return m, errors.Join(errs...)
}

// judge makes the map of a scan: by the laws of a day, with the states of its
// findings and what changed.
func (a *app) judge(ctx context.Context, store state.Store, s *saved, c *laws.Catalog, on time.Time, baseline string) (*datamap.Map, error) {
	m := s.judged(c, on)
	base, err := a.baseline(ctx, store, baseline, c, m)
	if err != nil {
		return nil, err
	}
	var old *datamap.Map
	if base != nil {
		old = base.Map
	}
	since := a.since(ctx, store, m, s.inv, c, old)
	if err := a.mark(ctx, store, m, s, c, base); err != nil {
		return nil, err
	}
	if since.Scan != "" {
		register.Describe(m, since)
	}
	m.Since = since
	return m, nil
}

func (a *app) write(m *datamap.Map, o output, allFields bool) error {
	options := reports.Options{AllFields: allFields, Check: a.holdsNumber}
	if o.file == "" {
		if is, width := terminal(a.stdout); is {
			options.Color, options.Width = a.color(), width
		}
	}
	page, err := reports.Render(o.format, m, options)
	if err != nil {
		return fmt.Errorf("%s report: %w", o.format.Name(), err)
	}
	write := func(w io.Writer) error {
		_, err := w.Write(page)
		return err
	}
	if o.file == "" {
		return write(a.stdout)
	}
	if err := writeWhole(o.file, write); err != nil {
		return exit{codeUnsaved, fmt.Errorf("write %s report %s: %w", o.format.Name(), o.file, bare(err))}
	}
	return nil
}

// holdsNumber looks at a finished page for a number in international form: the
// last line of defence, behind the redaction of every name.
func (a *app) holdsNumber(page []byte) bool {
	matches, _ := a.detector.Detect(nil, detectors.Value{Text: page, Type: "text", National: detectors.Off})
	for _, m := range matches {
		if (m.Format == detectors.Plus || m.Format == detectors.Link) && m.Confidence >= 0.9 {
			return true
		}
	}
	return false
}

// writeWhole replaces the file by what write writes, or leaves it as it was.
func writeWhole(path string, write func(w io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeInto(path, write) // a device or a pipe has no name to take
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(modeOf(path)); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

func writeInto(path string, write func(w io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// modeOf keeps a file's mode; a new report is its owner's alone.
func modeOf(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o600
}
