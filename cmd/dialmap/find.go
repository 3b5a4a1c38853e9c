package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/dialmap/dialmap/cmd/dialmap/find"
	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/detectors/phone/plan"
	"github.com/dialmap/dialmap/reports/laws"
	"github.com/dialmap/dialmap/scanner"
)

const findLong = `Find every place that a person's number is in: for a request of access or erasure,
or to prove that a number is gone.

The number comes from standard input, or is asked for without echo: never from the
command line, which the shell's history and the list of processes keep. It is in no
output, log, state or query: the fields in which a saved scan found numbers are
read whole, live and read-only, and compared here.

Sources are those of --config or of the arguments, else those that the scan was
made with. Beside each place stand its dates, what the ledgers say now, the
retention declared and the recipients; below, what could not be searched, and the
rights that the law of the number gives, with their deadlines. A search says "not
found in what was searched", and never that a number is nowhere.

Exit codes: 0 done; 1 with --absent, still there; 2 usage; 3 with --absent, not
found, and something could not be searched; 4 nothing could be searched; 130
interrupted.`

const findExample = `  # asks for the number, and looks where the last scan found numbers
  dialmap find

  # from a ticket system, for a program
  ticket 4711 --number | dialmap find --format json -

  # German numbers, one a line: are they all gone?
  dialmap find --file erased.txt --region DE --absent`

// findFlags are the flags of find.
type findFlags struct {
	sourceFlags
	region, file, format string
	state, scan, on      string
	absent               bool
}

func newFindCmd(a *app) *cobra.Command {
	var f findFlags
	cmd := &cobra.Command{
		Use:     "find [-] [SOURCE...]",
		Short:   "find every place that a person's number is in",
		Long:    findLong,
		Example: findExample,
		RunE:    func(cmd *cobra.Command, args []string) error { return a.findNumbers(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.config, "config", "", "configuration `file`; its sources are searched beside those named")
	fl.StringVar(&f.region, "region", "", "`country` of a number in national format")
	fl.StringVar(&f.file, "file", "", "`file` with numbers, one a line; - is standard input")
	fl.BoolVar(&f.absent, "absent", false, "exit with 1 when a number is still anywhere")
	fl.StringVar(&f.format, "format", "table", "form of the answer: table, json")
	fl.StringVar(&f.scan, "scan", "", "look where this `scan` found numbers (default the last one)")
	fl.StringVar(&f.on, "on", "", "judge by the laws of this `day` (default today)")
	fl.StringVar(&f.state, "state", "", "`directory` of saved scans (default the user's own)")
	_ = cmd.MarkFlagFilename("config", "yaml", "yml")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(cobraWords([]string{"table", "json"}), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// onlyDigits is an argument that may be a phone number and names no file by a
// folder.
var onlyDigits = regexp.MustCompile(`^(tel:)?[+0-9(][0-9 ().\-\x{2010}-\x{2015}\x{a0}]{4,}$`)

// check reads the flags and refuses numbers among the arguments. It returns the
// sources.
func (f *findFlags) check(args []string) (sources []string, day time.Time, err error) {
	if day, err = (&outputFlags{on: f.on}).day(); err != nil {
		return nil, day, err
	}
	if f.format != "table" && f.format != "json" {
		return nil, day, usage("--format: unknown format %q; want table, json", f.format)
	}
	if f.region != "" {
		r, _ := config.RegionNamed(f.region)
		if plan.CallingCodeOf(r) == 0 {
			return nil, day, usage("--region: %q is not a country with phone numbers; %s", f.region, config.RegionRemedy(f.region))
		}
		f.region = r
	}
	for _, arg := range args {
		switch {
		case arg == "-":
		case onlyDigits.MatchString(strings.TrimSpace(arg)):
			return nil, day, usage("a number on the command line is already in the shell's history and in the list of processes; give it on standard input: dialmap find -. A file of that name is ./NAME")
		default:
			sources = append(sources, arg)
		}
	}
	return sources, day, nil
}

func (a *app) findNumbers(ctx context.Context, f findFlags, args []string) error {
	args, day, err := f.check(args)
	if err != nil {
		return err
	}
	numbers, err := a.wantedNumbers(f)
	if err != nil {
		return err
	}
	scan, err := a.inventoryFor(ctx, f)
	if err != nil {
		return err
	}
	c, o, sources, err := a.searchable(ctx, f, scan, args)
	if err != nil {
		return err
	}
	catalog, err := laws.Load()
	if err != nil {
		return err
	}
	declared := a.declarations(c)
	q := &find.Question{
		Numbers: numbers, Inventory: scan.inv, Declared: &declared.Declarations, Org: declared.Organisation, Catalog: catalog, Day: day, Mode: find.Complete,
	}
	for i := range sources {
		q.Sources = append(q.Sources, sources[i].Name)
	}
	r, err := scanner.Find(ctx, sources, o, q.Search())
	if r == nil {
		return unscanned(c, err)
	}
	answer := q.Answer(r)
	if err := a.writeAnswer(answer, numbers, f.format); err != nil {
		return err
	}
	if errors.Is(err, scanner.ErrInterrupted) {
		return exit{codeInterrupted, errors.New("interrupted: only a part was searched")}
	}
	return f.outcome(answer)
}

// outcome says what the exit code tells of an answer.
func (f *findFlags) outcome(answer *find.Answer) error {
	hindrances := answer.Hindrances()
	switch {
	case answer.Searched.Fields == 0 && hindrances > 0:
		return exit{codeNoDatasets, errors.New("nothing could be searched; see what was not searched")}
	case f.absent && answer.Found():
		return exit{codeFindings, fmt.Errorf("still there: %d places", len(answer.Places))}
	case f.absent && hindrances > 0:
		return exit{codeGaps, fmt.Errorf("not found, and %d things could not be searched: absence is not shown", hindrances)}
	}
	return nil
}

// wantedNumbers reads the numbers that are looked for.
func (a *app) wantedNumbers(f findFlags) ([]find.Number, error) {
	text, err := a.readNumbers(f.file)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	var numbers []find.Number
	lines := bufio.NewScanner(bytes.NewReader(text))
	for line := 1; lines.Scan(); line++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		a.noteNumbers(lines.Text())
		n, err := find.Parse(lines.Bytes(), f.region, a.detector)
		if err != nil {
			return nil, usage("line %d: %w", line, err)
		}
		numbers = append(numbers, n)
	}
	switch {
	case lines.Err() != nil:
		return nil, usage("a line is too long for a phone number; write one number a line")
	case len(numbers) == 0:
		return nil, usage("no number was given; write it on standard input: dialmap find -")
	case len(numbers) > 1 && f.file == "":
		return nil, usage("more than one number was given; for several: --file - reads one a line")
	}
	return numbers, nil
}

// maxNumbers is how many bytes of numbers are read.
const maxNumbers = 16 << 20

// readNumbers reads a file, standard input, or asks on the terminal.
func (a *app) readNumbers(file string) ([]byte, error) {
	if file != "" && file != "-" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, usage("--file: read numbers: %w", bare(err))
		}
		return text, nil
	}
	if in, ok := a.stdin.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		fmt.Fprint(a.stderr, "Number (it does not show): ")
		text, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(a.stderr)
		if err != nil {
			return nil, usage("read the number from the terminal: it was closed; give it on standard input")
		}
		return text, nil
	}
	text, err := io.ReadAll(io.LimitReader(a.stdin, maxNumbers))
	if err != nil {
		return nil, usage("read the number from standard input: %w", bare(err))
	}
	return text, nil
}

// inventoryFor is the scan that says where numbers are.
func (a *app) inventoryFor(ctx context.Context, f findFlags) (*saved, error) {
	store, err := a.openSaved(f.state)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	if f.scan == "" {
		return a.lastSaved(ctx, store)
	}
	return a.savedScan(ctx, store, f.scan)
}

// searchable is the configuration and the sources: those of the flags, else those
// that the scan was made with.
func (a *app) searchable(ctx context.Context, f findFlags, scan *saved, args []string) (*config.Config, scanner.Options, []scanner.Source, error) {
	s := scanFlags{
		sourceFlags: f.sourceFlags, state: f.state, seed: scan.inv.Scan.Seed, findShare: 0.001, findProbability: 0.999, wholeUnder: "64MiB,100000",
	}
	if v := scan.meta.Invocation; v != nil && f.config == "" && len(args) == 0 && v.Dir == workingDir() {
		s.config, s.defaultRegion, s.storedRegion, s.include, s.exclude = v.Config, v.DefaultRegion, v.StoredRegion, v.Include, v.Exclude
		args = v.Sources
	}
	if err := a.discover(&s.sourceFlags, args); err != nil {
		return nil, scanner.Options{}, nil, err
	}
	return a.prepare(ctx, s, args)
}

// writeAnswer writes it, unless a number would be in it.
func (a *app) writeAnswer(answer *find.Answer, numbers []find.Number, format string) error {
	var b bytes.Buffer
	if format == "json" {
		e := json.NewEncoder(&b)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		if err := e.Encode(answer); err != nil {
			return err
		}
	} else if err := answer.WriteText(&b); err != nil {
		return err
	}
	if a.holdsNumber(b.Bytes()) || find.Shows(b.Bytes(), numbers) {
		return errors.New("the answer would show a phone number and is not written; please report it")
	}
	_, err := a.stdout.Write(b.Bytes())
	return err
}
