package main

import (
	"context"
	"fmt"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/all"
	"github.com/dialmap/dialmap/connectors/pace"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/plan"
)

// sourceFlags name what to scan, from a configuration and on the command line.
type sourceFlags struct {
	config        string
	defaultRegion string
	storedRegion  string
}

// load reads the configuration and adds the sources of the command line to it.
// A path that is not there is taken only where isKnown says that a saved scan
// had it.
func (a *app) load(f sourceFlags, args []string, isKnown func(name string) bool) (*config.Config, error) {
	c := &config.Config{}
	if f.config != "" {
		var err error
		if c, err = config.Load(f.config); err != nil {
			return nil, exit{codeUsage, err}
		}
	}
	for _, n := range c.Notes {
		a.log.Warn(n.Error())
	}
	for i, arg := range args {
		s, err := config.ParseSource(arg)
		if err != nil {
			return nil, usage("source %d on the command line: %w", i+1, err)
		}
		if s.Password != "" {
			a.log.Warn("a password on the command line is seen by every user of this machine and kept in the shell's history; refer to it in a configuration: credentials: {env: NAME}", "source", s.DefaultName())
		}
		found, err := a.existing(s, isKnown)
		if err != nil {
			return nil, err
		}
		c.Sources = append(c.Sources, found...)
	}
	if len(c.Sources) == 0 {
		return nil, usage("nothing to scan; name a path or a URL, or a configuration with sources: --config dialmap.yaml")
	}
	if err := f.apply(c); err != nil {
		return nil, err
	}
	return c, a.name(c.Sources)
}

// apply fills in the regions of the command line where a source has none.
func (f sourceFlags) apply(c *config.Config) error {
	defaultRegion, ok := config.RegionNamed(f.defaultRegion)
	if f.defaultRegion != "" && !ok {
		return usage("--default-region: %q is not a region; %s", f.defaultRegion, config.RegionRemedy(f.defaultRegion))
	}
	storedRegion, ok := config.PlaceNamed(f.storedRegion)
	if f.storedRegion != "" && !ok {
		return usage("--stored-region: %q is not a region; %s", f.storedRegion, config.RegionRemedy(f.storedRegion))
	}
	for i := range c.Sources {
		s := &c.Sources[i]
		if s.DefaultRegion == "" {
			s.DefaultRegion = defaultRegion
		}
		if s.Stored.Region == "" {
			s.Stored.Region = storedRegion
		}
	}
	return nil
}

// name gives every source a name of its own without a number in it.
func (a *app) name(sources []config.Source) error {
	used := map[string]bool{}
	for i := range sources {
		s := &sources[i]
		name := s.Name
		if name == "" {
			name = s.DefaultName()
		}
		name = a.redact(name)
		unique := name
		for n := 2; used[unique]; n++ {
			unique = fmt.Sprintf("%s~%d", name, n)
		}
		used[unique] = true
		s.Name = unique
	}
	return nil
}

// defaultConnections to one source at once.
const defaultConnections = 4

// sources makes what the scanner takes of what the configuration says.
func (a *app) sources(ctx context.Context, c *config.Config) ([]scanner.Source, error) {
	declared := make([]plan.Declaration, len(c.Datasets))
	for i, d := range c.Datasets {
		declared[i] = plan.Declaration{
			Match: d.Match, DefaultRegion: d.DefaultRegion, Fields: d.Fields, Derived: d.Derived,
			Contacted: d.Contacted, Dated: d.Retention.Field,
		}
		if d.Consent.ByPerson() {
			declared[i].Ledger, declared[i].Person = d.Consent.Ledger, d.Consent.By
		}
	}
	out := make([]scanner.Source, len(c.Sources))
	for i, s := range c.Sources {
		src, err := a.source(ctx, s)
		if err != nil {
			return nil, err
		}
		src.Datasets, src.NoAnonymous = declared, c.Posture.NoAnonymous
		out[i] = src
	}
	return out, nil
}

func (a *app) source(ctx context.Context, s config.Source) (scanner.Source, error) {
	kind, err := all.Find(s.URL)
	if err != nil {
		return scanner.Source{}, usage("source %s: %w", s.Name, err)
	}
	secret, err := s.Login(ctx, a.env)
	if err != nil {
		return scanner.Source{}, exit{codeUsage, err}
	}
	connections := s.Pace.Connections
	if connections == 0 {
		connections = defaultConnections
	}
	limits, err := limitsOf(s.Pace, connections)
	if err != nil {
		return scanner.Source{}, usage("source %s: %w", s.Name, err)
	}
	return scanner.Source{
		Source: connectors.Source{
			Name: s.Name, URL: s.URL, User: s.User, Secret: secret, Profile: s.Credentials.Profile,
			Endpoint: s.Endpoint, Region: s.Region, TLS: connectors.TLS(s.TLS),
			Connections: connections, Timeout: s.Pace.StatementTimeout, Redact: a.redact,
		},
		Kind: kind.Name, Open: paced(kind.Open, limits),
		DefaultRegion: s.DefaultRegion, Stored: inventory.Stored{Region: s.Stored.Region},
		Include: s.Include, Exclude: s.Exclude, Derived: s.Derived,
	}, nil
}

func limitsOf(p config.Pace, connections int) (pace.Limits, error) {
	l := pace.Limits{Connections: connections, RowsPerSecond: p.RowsPerSecond, BytesPerSecond: float64(p.BytesPerSecond)}
	for _, text := range p.Windows {
		w, err := pace.ParseWindow(text)
		if err != nil {
			return l, err
		}
		l.Windows = append(l.Windows, w)
	}
	return l, nil
}

// paced opens a source behind its limits.
func paced(open connectors.Open, l pace.Limits) connectors.Open {
	return func(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
		c, err := open(ctx, s)
		if err != nil {
			return nil, err
		}
		return pace.Wrap(c, l), nil
	}
}
