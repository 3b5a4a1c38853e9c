package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors/phone"
	"github.com/dialmap/dialmap/detectors/region"
	"github.com/dialmap/dialmap/detectors/traits"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/register"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/consent"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/state"
	"github.com/dialmap/dialmap/scanner/state/sqlite"
)

// scanFlags are the flags of scan; check has some of them.
type scanFlags struct {
	sourceFlags
	outputFlags

	plan, full, quiet, failOnGaps bool
	snapshot, serverSample        bool
	state, resume, wholeUnder     string
	seed                          uint64
	workers                       int
	include, exclude              []string
	findShare, findProbability    float64
	failOn                        string
}

const scanLong = `Scan sources, save what was found, and report it.

A SOURCE is a path or a URL: ./dir, file.csv, sqlite:///f.db, postgres://host/db,
mysql://host/db, mongodb://host/db, s3://bucket/prefix. A URL may carry
dialmap.name, dialmap.default_region and dialmap.stored_region. Any mix is
scanned at once.

Without --full, a dataset within --whole-under is read whole and a larger one is
sampled, so that a field in which --find-share of the records hold a number is
found with --find-probability. Where records cannot be drawn the promise is one in
bytes or in parts, or only the head is read and nothing promised; the report says
which. What cannot be read is a gap in the report and never ends the scan. No
number leaves in clear.`

const scanExample = `  # a directory, everything in it, with the map as one HTML file
  dialmap scan ./exports --full --report html=map.html

  # German numbers kept in the United States
  dialmap scan postgres://scan@db/crm --default-region DE --stored-region US

  # what would be read, and the rights to grant; reads no record
  dialmap scan --plan --config dialmap.yaml

  # go on with the scan that was interrupted
  dialmap scan --resume`

func newScanCmd(a *app) *cobra.Command {
	var f scanFlags
	cmd := &cobra.Command{
		Use:     "scan [SOURCE...]",
		Short:   "scan sources, save what was found, and report it",
		Long:    scanLong,
		Example: scanExample,
		RunE:    func(cmd *cobra.Command, args []string) error { return a.scan(cmd, f, args) },
	}
	f.addSources(cmd)
	f.outputFlags.add(cmd)
	fl := cmd.Flags()
	fl.BoolVar(&f.plan, "plan", false, "show what would be read and the rights it needs; read nothing")
	fl.StringVar(&f.resume, "resume", "", "go on with an interrupted scan: `ID`, the last one without")
	fl.Lookup("resume").NoOptDefVal = lastScan
	fl.StringVar(&f.state, "state", "", "`directory` of saved scans (default the user's own)")
	fl.Uint64Var(&f.seed, "seed", 1, "of every random draw")
	fl.IntVar(&f.workers, "workers", 0, "parts worked on at once (default two per processor)")
	fl.Float64Var(&f.findShare, "find-share", 0.001, "a sample finds a field in which at least this share of the records hold a number")
	fl.Float64Var(&f.findProbability, "find-probability", 0.999, "with this probability")
	fl.BoolVar(&f.failOnGaps, "fail-on-gaps", false, "exit with 3 when something could not be read (what was excluded does not count)")
	fl.BoolVar(&f.quiet, "quiet", false, "no progress on stderr")
	fl.BoolVar(&f.snapshot, "snapshot", false, "read a database as of one moment, held for at most 15 minutes (PostgreSQL)")
	fl.BoolVar(&f.serverSample, "server-sample", false, "let the server draw where it can, which no seed repeats (MongoDB)")
	fl.SetNormalizeFunc(aliases)
	addFailOn(cmd, &f.failOn)
	return cmd
}

// addSources adds the flags that say what is read.
func (f *scanFlags) addSources(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.config, "config", "", "configuration `file`; its sources are scanned beside those named")
	fl.StringVar(&f.defaultRegion, "default-region", "", "`country` of numbers in national format, where a source has none (alias --region)")
	fl.StringVar(&f.storedRegion, "stored-region", "", "`country` where the bytes lie, where a source has none (alias --location)")
	fl.StringArrayVar(&f.include, "include", nil, "only datasets that match the `glob`, on source/dataset; repeatable")
	fl.StringArrayVar(&f.exclude, "exclude", nil, "not datasets that match the `glob`, on source/dataset; repeatable")
	fl.BoolVar(&f.full, "full", false, "read everything, whatever its size")
	fl.StringVar(&f.wholeUnder, "whole-under", "64MiB,100000", "read datasets whole up to `BYTES,RECORDS`; both must hold")
	fl.SetNormalizeFunc(aliases)
	_ = cmd.MarkFlagFilename("config", "yaml", "yml")
}

func aliases(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	switch name {
	case "region":
		name = "default-region"
	case "location":
		name = "stored-region"
	}
	return pflag.NormalizedName(name)
}

func (a *app) scan(cmd *cobra.Command, f scanFlags, args []string) error {
	args, err := a.recall(cmd.Context(), &f, f.resumeArgument(args))
	if err != nil {
		return err
	}
	outputs, err := f.planOrOutputs()
	if err != nil {
		return err
	}
	if err := checkFailOn(f.failOn); err != nil {
		return err
	}
	if err := a.discover(&f.sourceFlags, args); err != nil {
		return err
	}
	if f.risks, err = a.accepted(&f.outputFlags, f.config); err != nil {
		return err
	}
	c, o, sources, err := a.prepare(cmd.Context(), f, args)
	if err != nil {
		return err
	}
	if f.plan {
		return a.preview(cmd.Context(), sources, o, f.format, f.file, f.failOnGaps)
	}
	if err := a.refuseMissing(cmd.Context(), c, f.state); err != nil {
		return err
	}
	open := a.openState
	if f.resume != "" {
		open = a.openSaved
	}
	if o.Key, err = a.key(cmd.Context(), c.Key, stateDir(a, f.state)); err != nil {
		return err // before there is a state
	}
	store, err := open(f.state)
	if err != nil {
		return err
	}
	defer store.Close()
	unlock, err := store.Lock()
	if err != nil {
		return exit{codeUnsaved, err}
	}
	defer unlock()
	m := meta{Declarations: a.declarations(c), WholeBytes: o.WholeBytes, WholeRecords: o.WholeRecords, Invocation: a.invocationOf(f, args), Scope: f.scope()}
	return a.scanInto(cmd, store, sources, c, o, f, m, outputs)
}

// planOrOutputs reads the output flags; a plan has forms of its own.
func (f *scanFlags) planOrOutputs() ([]output, error) {
	if !f.plan {
		return f.outputs()
	}
	if len(f.reports) > 0 {
		return nil, usage("--plan reads no record, so there is nothing for --report; use --format and -o")
	}
	return nil, planFormat(f.format)
}

// scanInto runs the scan with a state to keep it in.
func (a *app) scanInto(cmd *cobra.Command, store *sqlite.Store, sources []scanner.Source, c *config.Config, o scanner.Options, f scanFlags, m meta, outputs []output) error {
	ctx := cmd.Context()
	if f.resume != "" {
		if err := a.takeUp(ctx, store, cmd, &f, &o, &m); err != nil {
			return err
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("keep the declarations: %w", err)
	}
	o.State, o.Meta = store, b
	p := a.newProgress(sources, f.quiet)
	o.Progress = p
	inv, scanErr := scanner.Run(ctx, sources, o)
	p.stop()
	if inv == nil {
		return unscanned(c, scanErr)
	}
	ctx = context.WithoutCancel(ctx) // what was read is reported, be it a part
	a.warnUnreachable(inv)
	for _, glob := range unmatched(inv, sources, o) {
		a.log.Warn("it names no dataset; see dialmap check for their names", "glob", glob)
	}
	if err := a.keepRegister(ctx, store); err != nil {
		return exit{codeUnsaved, fmt.Errorf("the scan is saved as %s, and its findings are not in the register: %w", inv.Scan.ID, err)}
	}
	on, _ := f.day()
	judged, err := a.render(ctx, store, &saved{state.Scan{ID: inv.Scan.ID, ConfigHash: o.ConfigHash, KeyFingerprint: o.Key.Fingerprint()}, inv, m}, on, outputs, f.outputFlags)
	if err != nil {
		return errors.Join(err, fmt.Errorf("the scan is saved: dialmap report %s", inv.Scan.ID))
	}
	if err := a.outcome(inv, scanErr, f); err != nil {
		return err
	}
	if err := a.declared(c, inv); err != nil {
		return err
	}
	return failing(judged, f.failOn)
}

// prepare reads the configuration and the arguments, and makes of them what
// the scanner wants.
func (a *app) prepare(ctx context.Context, f scanFlags, args []string) (c *config.Config, o scanner.Options, sources []scanner.Source, err error) {
	isKnown := func(name string) bool { return a.isKnownSource(ctx, f.state, []string{name}) }
	if c, err = a.load(f.sourceFlags, args, isKnown); err != nil {
		return nil, o, nil, err
	}
	if o, err = a.options(c, f); err != nil {
		return nil, o, nil, err
	}
	sources, err = a.sources(ctx, c)
	for i := range sources {
		sources[i].Snapshot, sources[i].ServerDraws = f.snapshot, f.serverSample
	}
	return c, o, sources, err
}

// meta is what cmd keeps with a scan, to render it again.
type meta struct {
	Declarations datamap.Declarations `json:"declarations"`
	WholeBytes   int64                `json:"whole_bytes"`
	WholeRecords int64                `json:"whole_records"`
	Invocation   *invocation          `json:"invocation,omitempty"`
	Scope        register.Scope       `json:"scope,omitzero"`
}

// scope is what the scan is asked for, as the register compares it.
func (f *scanFlags) scope() register.Scope {
	s := register.Scope{Narrowed: len(f.include)+len(f.exclude) > 0}
	if f.config == "" {
		return s
	}
	path, err := filepath.Abs(f.config)
	if err != nil {
		return s
	}
	sum := sha256.Sum256([]byte(path)) // a path may hold a number
	s.Configuration = hex.EncodeToString(sum[:8])
	return s
}

// unscanned is why there is no result of a scan: what was declared wrongly, or
// what could not be run or saved.
func unscanned(c *config.Config, err error) error {
	var declared *consent.Error
	var resumed *scanner.ResumeError
	if errors.As(err, &declared) || errors.As(err, &resumed) {
		return exit{codeUsage, ledgerProblem(c, err)}
	}
	return exit{codeUnsaved, err}
}

// warnUnreachable says which sources could not be read, and why: the report is
// not read at night.
func (a *app) warnUnreachable(inv *inventory.Inventory) {
	for _, g := range inv.Gaps {
		if g.Dataset == "" && g.Reason != string(connectors.Skipped) && g.Reason != "stale" {
			a.log.Warn("a source could not be read", "source", g.Source, "reason", g.Reason, "detail", g.Detail)
		}
	}
}

// outcome says how the scan ended.
func (a *app) outcome(inv *inventory.Inventory, err error, f scanFlags) error {
	switch {
	case errors.Is(err, scanner.ErrInterrupted):
		return exit{codeInterrupted, fmt.Errorf("interrupted; what was read is saved; go on with: dialmap scan --resume %s", inv.Scan.ID)}
	case errors.Is(err, scanner.ErrNoDatasets):
		return exit{codeNoDatasets, errors.New("no dataset could be listed; the gaps say why")}
	case err != nil:
		return exit{codeUsage, err}
	}
	if !f.quiet {
		a.say(fmt.Sprintf("saved as %s; render it again: dialmap report %[1]s", inv.Scan.ID))
	}
	if n := unreadable(inv.Gaps); f.failOnGaps && n > 0 {
		return exit{codeGaps, fmt.Errorf("%d gaps: something could not be read; the report lists them", n)}
	}
	return nil
}

// unreadable counts the gaps nobody asked for.
func unreadable(gaps []inventory.Gap) (n int) {
	for _, g := range gaps {
		if g.Reason != string(connectors.Skipped) {
			n++
		}
	}
	return n
}

func stateDir(a *app, dir string) string {
	if dir == "" {
		return sqlite.DefaultDir(a.env)
	}
	return dir
}

// options of the scanner, without what only a scan needs.
func (a *app) options(c *config.Config, f scanFlags) (scanner.Options, error) {
	bytes, records, err := wholeUnder(f.wholeUnder)
	if err != nil {
		return scanner.Options{}, err
	}
	switch {
	case f.findShare <= 0 || f.findShare >= 1:
		return scanner.Options{}, usage("--find-share: want a share between 0 and 1, such as 0.001")
	case f.findProbability <= 0 || f.findProbability >= 1:
		return scanner.Options{}, usage("--find-probability: want a probability between 0 and 1, such as 0.999")
	case f.workers < 0:
		return scanner.Options{}, usage("--workers: want a positive number")
	}
	ledgers := make([]consent.Declaration, len(c.Ledgers))
	for i, l := range c.Ledgers {
		ledgers[i] = consent.Declaration{Name: l.Name, Dataset: l.Dataset, Kind: l.Kind, Fields: l.Fields, Hash: l.Hash()}
	}
	return scanner.Options{
		Ledgers: ledgers, LedgerMemory: c.LedgerMemory, Temp: stateDir(a, f.state),
		Full: f.full, WholeBytes: bytes, WholeRecords: records, Seed: f.seed,
		FindShare: f.findShare, FindProbability: f.findProbability, Workers: f.workers,
		Include: f.include, Exclude: f.exclude,
		OrgRegion: c.Organisation.DefaultRegion, Detector: a.detector, CountryOf: region.Country, Places: phone.Places{}, Companion: traits.Finder{}, Mask: phone.Mask,
		Version: version(), ConfigHash: effectiveHash(c, f), Log: a.log,
	}, nil
}

// effectiveHash names everything that decides what a scan reads and how.
func effectiveHash(c *config.Config, f scanFlags) string {
	if len(f.include)+len(f.exclude) == 0 {
		return c.Hash()
	}
	b, _ := json.Marshal([]any{c.Hash(), f.include, f.exclude}) // texts always have a JSON form
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// wholeUnder reads BYTES,RECORDS.
func wholeUnder(s string) (bytes, records int64, err error) {
	b, r, ok := strings.Cut(s, ",")
	bytes, okBytes := config.Size(strings.TrimSpace(b))
	records, errRecords := strconv.ParseInt(strings.TrimSpace(r), 10, 64)
	if !ok || !okBytes || errRecords != nil || bytes < 1 || records < 1 {
		return 0, 0, usage("--whole-under: want bytes and records, such as 64MiB,100000")
	}
	return bytes, records, nil
}
