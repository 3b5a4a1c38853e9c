package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/reports/amount"
)

// run is the whole command. It prints its error itself.
func run(ctx context.Context, args []string, env func(string) string, stdin io.Reader, stdout, stderr io.Writer) (err error) {
	a := newApp(env, stdin, stdout, stderr)
	a.noteNumbers(append(args[:len(args):len(args)], env("DIALMAP_KEY_FILE"))...)
	defer func() {
		if r := recover(); r != nil {
			err = crashed(r)
		}
		if err != nil && err.Error() != "" {
			a.sayError(err.Error(), args)
		}
	}()
	ctx, stop := a.interruptible(ctx)
	defer stop()
	root := newRootCmd(a)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(a.stderr)
	err = root.ExecuteContext(ctx)
	if code := exitCode(err); ctx.Err() != nil && (code == codeUsage || code == codeUnsaved) {
		return exit{codeInterrupted, err}
	}
	return err
}

// crashed tells of a panic by type and stack only: its value may hold what was
// being read.
func crashed(r any) error {
	return exit{codeUnsaved, fmt.Errorf("internal error (%T); please report it with the stack below\n%s", r, debug.Stack())}
}

// interruptible ends the context at the first interrupt and the process at
// the second.
func (a *app) interruptible(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
			a.say("dialmap: stopping; what was read is being saved. Interrupt again to stop at once")
			cancel()
		case <-done:
			return
		}
		select {
		case <-signals:
			os.Exit(codeInterrupted)
		case <-done:
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}

// The codes a process ends with.
const (
	codeFindings    = 1
	codeUsage       = 2
	codeGaps        = 3
	codeNoDatasets  = 4
	codeUnsaved     = 5
	codeInterrupted = 130
)

// exit is an error with the code it ends the process with.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string { return e.err.Error() }
func (e exit) Unwrap() error { return e.err }

// usage is a mistake of who called, or of the configuration.
func usage(format string, args ...any) error {
	return exit{codeUsage, fmt.Errorf(format, args...)}
}

// unsaved is what could not be run or saved, whatever was asked for.
func unsaved(format string, args ...any) error {
	return exit{codeUnsaved, fmt.Errorf(format, args...)}
}

// exitCode of what run returned.
func exitCode(err error) int {
	var e exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return e.code
	case errors.Is(err, context.Canceled):
		return codeInterrupted
	}
	return codeUsage
}

const rootLong = `dialmap finds every phone number in databases, buckets and files, and draws the
map of them: whose country each belongs to, where its bytes are stored, which
laws apply, and what was not looked at. It reads, and never writes to a source.`

const rootExample = `  # a directory, with the map as one HTML file that works offline
  dialmap scan ./exports --report html=map.html

  # a database and a bucket together; see what would be read first
  dialmap scan --plan postgres://scan@db/crm s3://exports

  # everything that dialmap.yaml names, as JSON
  dialmap scan --config dialmap.yaml --format json -o map.json

  # the last scan again, judged by the laws of another day
  dialmap report --on 2027-01-01`

func newRootCmd(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "dialmap",
		Short:         "find phone numbers and map them: whose, where, under which laws",
		Long:          rootLong,
		Example:       rootExample,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.startLog() },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%w; see dialmap %s--help", err, trail(cmd))
	})
	flags := root.PersistentFlags()
	flags.StringVar(&a.logFormat, "log-format", "text", "form of log lines on stderr: text or json")
	flags.StringVar(&a.logLevel, "log-level", "info", "least level logged: debug, info, warn or error")
	root.AddCommand(
		newScanCmd(a),
		newReportCmd(a),
		newInitCmd(a),
		newFindCmd(a),
		newBreachCmd(a),
		newScansCmd(a),
		newRegisterCmd(a),
		newDiffCmd(a),
		newDetectCmd(a),
		newLawsCmd(a),
		newAdequacyCmd(a),
		newCheckCmd(a),
		newConfigCmd(a),
		newSchemaCmd(a),
		newVersionCmd(a),
	)
	return root
}

// unknownCommand names what was probably meant: a command, or a scan.
func unknownCommand(cmd *cobra.Command, word string) error {
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		return usage("unknown command %q; did you mean %s?", word, near[0])
	}
	return usage("unknown command %q; to scan it: dialmap scan %s; all commands: dialmap --help", word, word)
}

// trail is the command's path below the root, with a blank behind.
func trail(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return ""
	}
	return trail(cmd.Parent()) + cmd.Name() + " "
}

// args makes a wrong count of arguments an error of usage that shows the right
// one.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) == nil {
			return nil
		}
		want := "dialmap " + trail(cmd) + strings.TrimPrefix(strings.TrimPrefix(cmd.Use, cmd.Name()), " ")
		first, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n\n")
		lines := strings.Split(first, "\n")
		return usage("%s: %s given; want: %s; for example: %s", cmd.CommandPath(), amount.Plural(len(args), "argument"), strings.TrimSpace(want), strings.TrimSpace(lines[len(lines)-1]))
	}
}
