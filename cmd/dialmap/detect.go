package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/cmd/dialmap/detect"
	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

//go:embed detect.schema.json
var detectSchema []byte

const detectLong = `Find phone numbers in text: files, folders, standard input (-, or nothing). Text
streams by: memory stays the same whatever the size, and all cores are used
(GOMAXPROCS limits them). gzip, UTF-16 and UTF-32 are undone.

Numbers in international format always count. Those in national format count
where --region says whose they are, or where a word before them says phone.

Offsets are bytes of the file, or of the decoded text where "encoding" says that
it had to be decoded. Numbers are masked unless --reveal is given.

In a folder, folders of version control, links and files without text are passed
by, and stderr says so. Archives, office files and databases hold text in packed
bytes: they are not searched, and count as files that could not be read.

Exit codes: 0 done, with or without numbers; 2 usage; 3 a file could not be read,
or not to its end (the others were); 130 interrupted.`

const detectExample = `  # what is in a folder, whose country by country
  dialmap detect --region DE --count ./exports

  # in a stream; a number is German where it can be, else Austrian
  tail -f app.log | dialmap detect --region DE --region AT

  # as a page to read, only what is nearly certain
  dialmap detect --format table --min-confidence 0.9 mail.txt

  # what libphonenumber's matcher would find, no more and no less
  dialmap detect --library --region US --reveal dump.txt.gz`

// detectFlags say what counts and how it is shown.
type detectFlags struct {
	regions       []string
	format        string
	minConfidence float64
	reveal        bool
	count         bool
	library       bool
}

func newDetectCmd(a *app) *cobra.Command {
	var f detectFlags
	cmd := &cobra.Command{
		Use:     "detect [FILE|DIR|-]...",
		Short:   "find phone numbers in files, folders and streams of text",
		Long:    detectLong,
		Example: detectExample,
		Args:    args(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return a.detect(cmd.Context(), f, paths)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.regions, "region", nil, "whose numbers in national format are: a `country` such as DE; repeatable, the first that makes a number valid wins")
	flags.StringVar(&f.format, "format", "jsonl", "form of the result: jsonl, table")
	flags.Float64Var(&f.minConfidence, "min-confidence", 0.5, "leave out what is less certain, from 0 to 1")
	flags.BoolVar(&f.reveal, "reveal", false, "show numbers in clear")
	flags.BoolVar(&f.count, "count", false, "print only how many numbers of each region, as JSON")
	flags.BoolVar(&f.library, "library", false, "exactly what libphonenumber's matcher finds valid for one region")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(cobraWords([]string{"jsonl", "table"}), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *detectFlags) check() error {
	if f.format != "jsonl" && f.format != "table" {
		return usage("--format: unknown format %q; want jsonl, table", f.format)
	}
	if !(f.minConfidence >= 0 && f.minConfidence <= 1) {
		return usage("--min-confidence: want a number from 0 to 1")
	}
	if f.library && len(f.regions) > 1 {
		return usage("--library looks as libphonenumber does, for one region at a time; give --region once or leave --library out")
	}
	for i, r := range f.regions {
		r, _ = config.RegionNamed(r)
		f.regions[i] = r
		if plan.CallingCodeOf(r) == 0 {
			return usage("--region: %q is not a country with phone numbers; %s", r, config.RegionRemedy(r))
		}
	}
	return nil
}

func (a *app) detect(ctx context.Context, f detectFlags, paths []string) error {
	if f.reveal && !f.count {
		a.log.Warn("--reveal: the result holds phone numbers in clear; keep it as you keep the source, and delete it when done")
	}
	w := &detectWriter{app: a, detectFlags: f}
	s := detect.New(detect.Options{Regions: f.regions, Library: f.library, MinConfidence: float32(f.minConfidence)}, w.encode(), w.failed)
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	if f.format == "table" && !f.count {
		fmt.Fprintf(a.stdout, detectRow, "NUMBER", "REGION", "TYPE", "SURE", "HOW", "WHERE")
	}
	if err := s.Run(ctx, detect.Walk(paths, a.stdin, w.passed), a.stdout); err != nil {
		if errors.Is(err, context.Canceled) {
			return exit{codeInterrupted, errors.New("interrupted; what was found before is above")}
		}
		return exit{codeUsage, fmt.Errorf("write the result: %w", bare(err))}
	}
	return w.end()
}

// detectWriter writes matches as the flags ask, and keeps account of what could
// not be read.
type detectWriter struct {
	*app
	detectFlags

	mu     sync.Mutex
	counts map[string]int
	unread int
	binary int
}

func (w *detectWriter) encode() detect.Encode {
	switch {
	case w.count:
		w.counts = map[string]int{}
		return w.tally
	case w.format == "table":
		return w.rows
	}
	return w.lines
}

// tally counts by region.
func (w *detectWriter) tally(dst []byte, _ *detect.File, found []detectors.Match) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range found {
		switch m := &found[i]; {
		case m.Region != "":
			w.counts[m.Region]++
		case m.Status == detectors.Nongeographic:
			w.counts["nongeographic"]++
		default:
			w.counts["unknown"]++
		}
	}
	return dst
}

// failed tells of a file that could not be read, and goes on.
func (w *detectWriter) failed(f *detect.File, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if errors.Is(err, detect.ErrBinary) {
		w.binary++
		return
	}
	w.unread++
	w.tell(f.Name, fileRemedy(err))
}

// passed tells of what is not looked into: by rule, or because of err.
func (w *detectWriter) passed(name, why string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.unread++
		why = fileRemedy(err)
	}
	w.tell(name, why)
}

// tell writes a line about a file, whose name may hold a number.
func (w *detectWriter) tell(name, what string) {
	fmt.Fprintf(w.stderr, "dialmap: %s: %s\n", printable(w.clean(name)), what)
}

// printable escapes what would move a terminal's cursor.
func printable(name string) string {
	q := strconv.Quote(name)
	return q[1 : len(q)-1]
}

// end says what remains to be said.
func (w *detectWriter) end() error {
	if w.count {
		if err := w.writeJSON(w.counts); err != nil {
			return err
		}
	}
	if w.binary > 0 {
		fmt.Fprintf(w.stderr, "dialmap: %d of the files in folders passed by: they hold no text. Name one itself to have its bytes searched\n", w.binary)
	}
	if w.unread > 0 {
		return exit{codeGaps, fmt.Errorf("%d could not be read, or not to the end; see above", w.unread)}
	}
	return nil
}

// fileRemedy says in our words why a file was not read and what to do.
func fileRemedy(err error) string {
	switch {
	case errors.Is(err, detect.ErrDamaged), errors.Is(err, detect.ErrPacked):
		return err.Error()
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder; check the path"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied; let the user that runs dialmap read it (folders: read and search)"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "too many open files; raise ulimit -n or lower GOMAXPROCS"
	}
	return "could not be read; check the disk or the network drive"
}
