package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/vbauerster/cupwriter"

	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
)

// app is what every command shares: the world around the process, and the
// detector, which also keeps numbers out of everything that is printed.
type app struct {
	env    func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr *sink
	log    *slog.Logger

	logFormat, logLevel string
	logging             bool // the log is started

	detector *phone.Detector
	redact   func(string) string
	numbers  []string // like phone numbers, in the arguments and the environment
}

func newApp(env func(string) string, stdin io.Reader, stdout, stderr io.Writer) *app {
	d := phone.New()
	return &app{
		env: env, stdin: stdin, stdout: stdout, stderr: newSink(stderr),
		log: slog.New(slog.DiscardHandler), detector: d, redact: phone.Redactor(d),
	}
}

// startLog makes the logger that the flags ask for. Texts pass the redactor on
// their way out.
func (a *app) startLog() error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(a.logLevel)); err != nil {
		return usage("--log-level: %q is no level; want debug, info, warn or error", a.logLevel)
	}
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, at slog.Attr) slog.Attr {
		if at.Value.Kind() == slog.KindString {
			at.Value = slog.StringValue(a.clean(at.Value.String()))
		}
		return at
	}}
	switch a.logFormat {
	case "text":
		a.log = slog.New(slog.NewTextHandler(a.stderr, o))
	case "json":
		a.log = slog.New(slog.NewJSONHandler(a.stderr, o))
	default:
		return usage("--log-format: want text or json, not %q", a.logFormat)
	}
	a.logging = true
	return nil
}

var scanID = regexp.MustCompile(`\b[0-9]{8}-[0-9]{6}-[0-9a-f]{6}\b`)

// clean takes number-like parts out of a text that may name files, keys or
// sources. The ids of scans, which look like numbers, stay.
func (a *app) clean(text string) string {
	var b strings.Builder
	last := 0
	for _, at := range scanID.FindAllStringIndex(text, -1) {
		b.WriteString(a.hide(text[last:at[0]]))
		b.WriteString(text[at[0]:at[1]])
		last = at[1]
	}
	b.WriteString(a.hide(text[last:]))
	return b.String()
}

func (a *app) hide(text string) string {
	for _, n := range a.numbers {
		text = strings.ReplaceAll(text, n, "{}")
	}
	return a.redact(text)
}

// noteNumbers finds what is like a phone number in the words that the process
// was called with, whatever stands between its digits, so that no text echoes
// it. What would be one in a name with hyphens is one here.
func (a *app) noteNumbers(words ...string) {
	for _, word := range words {
		for _, run := range append(digitRuns.FindAllString(word, -1), longRuns.FindAllString(addresses.ReplaceAllString(word, "@"), -1)...) {
			if hyphens := noDigits.ReplaceAllString(run, "-"); a.redact(hyphens) == hyphens {
				continue
			}
			a.numbers = append(a.numbers, run)
			if quoted := strings.Trim(strconv.Quote(run), `"`); quoted != run {
				a.numbers = append(a.numbers, quoted)
			}
		}
	}
	slices.SortFunc(a.numbers, func(x, y string) int { return len(y) - len(x) }) // none hides a part of another
}

// digitRuns are digits with anything between them but letters and what parts
// the segments of a path, a host and a clock; longRuns have those among them,
// but for the addresses and ports of servers.
var (
	digitRuns = regexp.MustCompile(`\+?\p{Nd}(?:[^\p{L}\p{Nd}/:]*\p{Nd})*`)
	longRuns  = regexp.MustCompile(`\+?\p{Nd}(?:[^\p{L}\p{Nd}]*\p{Nd})*`)
	addresses = regexp.MustCompile(`://[^/?#]*|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?\b`)
	noDigits  = regexp.MustCompile(`\P{Nd}+`)
)

// openState opens the directory of --state, or the user's own.
func (a *app) openState(dir string) (*sqlite.Store, error) {
	if dir == "" {
		dir = sqlite.DefaultDir(a.env)
	}
	s, err := sqlite.Open(dir)
	if err != nil {
		return nil, exit{codeUnsaved, err}
	}
	return s, nil
}

// openSaved opens the state where there is one. It makes none: what asks for
// saved scans is not what begins to save them.
func (a *app) openSaved(dir string) (*sqlite.Store, error) {
	path := cmp.Or(dir, sqlite.DefaultDir(a.env))
	if _, err := os.Stat(filepath.Join(path, sqlite.File)); path != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, a.notFound(state.ErrNotFound, "")
	}
	return a.openState(dir)
}

// say writes a line to stderr; as a line of the log where that is JSON.
func (a *app) say(text string) {
	if a.logFormat == "json" {
		a.log.Info(text)
		return
	}
	fmt.Fprintln(a.stderr, a.clean(text))
}

// sayError is say for what ends the command.
func (a *app) sayError(text string, args []string) {
	if a.logFormat != "json" && !asksForJSON(args) {
		fmt.Fprintln(a.stderr, "dialmap: "+a.clean(text))
		return
	}
	if a.logFormat != "json" || !a.logging { // the flags were not read to their end
		a.logFormat, a.logLevel = "json", "info"
		_ = a.startLog() // both are right
	}
	a.log.Error(text)
}

// asksForJSON says that the log is to be JSON, where the flags could not be
// read.
func asksForJSON(args []string) bool {
	for i, arg := range args {
		if arg == "--log-format=json" || arg == "--log-format" && i+1 < len(args) && args[i+1] == "json" {
			return true
		}
	}
	return false
}

// terminal says whether w is one, and how wide.
func terminal(w io.Writer) (is bool, width int) {
	f, ok := w.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) && !isatty.IsCygwinTerminal(f.Fd()) {
		return false, 0
	}
	width, _, err := cupwriter.New(f, false).GetTermSize()
	if err != nil || width < 20 {
		width = 80
	}
	return true, width
}

// color says whether a terminal wants it: https://no-color.org.
func (a *app) color() bool { return a.env("NO_COLOR") == "" && a.env("TERM") != "dumb" }
