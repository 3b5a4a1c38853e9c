package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/scanner"
	"github.com/dialmap/dialmap/scanner/state"
)

// lastScan is what --resume means without an id.
const lastScan = "last"

var idLike = regexp.MustCompile(`^[0-9]{8}(-[0-9]{1,6}(-[0-9a-f]{0,6})?)?$`)

// invocation is what a scan was asked for, so that `--resume` alone goes on
// with it. It is kept only where nothing in it is a secret or like a number.
type invocation struct {
	Dir           string   `json:"dir"` // a short hash of the working directory
	Config        string   `json:"config,omitempty"`
	Sources       []string `json:"sources,omitempty"`
	DefaultRegion string   `json:"default_region,omitempty"`
	StoredRegion  string   `json:"stored_region,omitempty"`
	Include       []string `json:"include,omitempty"`
	Exclude       []string `json:"exclude,omitempty"`
}

// invocationOf the command line; nil where it must not be kept.
func (a *app) invocationOf(f scanFlags, args []string) *invocation {
	for _, arg := range args {
		if s, err := config.ParseSource(arg); err != nil || s.Password != "" {
			return nil
		}
	}
	v := &invocation{"", f.config, args, f.defaultRegion, f.storedRegion, f.include, f.exclude}
	b, err := json.Marshal(v)
	if err != nil || a.redact(string(b)) != string(b) {
		return nil
	}
	v.Dir = workingDir()
	return v
}

// workingDir tells one directory from another and gives no path away: it may
// hold a number.
func workingDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(dir))
	return hex.EncodeToString(sum[:4])
}

// resumeArgument takes the id of `--resume ID` from among the sources: a flag
// whose value may be left out does not take the next word.
func (f *scanFlags) resumeArgument(args []string) []string {
	if f.resume != lastScan {
		return args
	}
	for i, arg := range args {
		if _, err := os.Stat(arg); err != nil && idLike.MatchString(arg) {
			f.resume = arg
			return append(args[:i:i], args[i+1:]...)
		}
	}
	return args
}

// recall fills in what a scan was asked for when it began, where `--resume`
// stands alone.
func (a *app) recall(ctx context.Context, f *scanFlags, args []string) ([]string, error) {
	if f.resume == "" || f.config != "" || len(args) > 0 {
		return args, nil
	}
	store, err := a.openSaved(f.state)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	old, m, err := a.find(ctx, store, f.resume)
	if err != nil {
		return nil, err
	}
	v := m.Invocation
	if v == nil {
		return nil, usage("resume scan %s: give the same sources and --config as when it began; they were not kept, since one holds a password or looks like a number", old.ID)
	}
	if workingDir() != v.Dir {
		return nil, usage("resume scan %s: it began in another directory; go there, or give the same sources and --config", old.ID)
	}
	f.resume, f.config, f.defaultRegion, f.storedRegion = old.ID, v.Config, v.DefaultRegion, v.StoredRegion
	f.include, f.exclude = v.Include, v.Exclude
	return v.Sources, nil
}

func (a *app) find(ctx context.Context, store state.Store, id string) (state.Scan, meta, error) {
	if id == lastScan {
		id = ""
	}
	var m meta
	old, err := store.Find(ctx, id)
	if err != nil {
		return old, m, a.notFound(err, id)
	}
	if len(old.Meta) > 0 {
		if err := json.Unmarshal(old.Meta, &m); err != nil {
			return old, m, usage("resume scan %s: what was kept with it is damaged; scan again", old.ID)
		}
	}
	return old, m, nil
}

// takeUp finds the scan to resume and what was decided when it began.
func (a *app) takeUp(ctx context.Context, store state.Store, cmd *cobra.Command, f *scanFlags, o *scanner.Options, m *meta) error {
	old, was, err := a.find(ctx, store, f.resume)
	if err != nil {
		return err
	}
	o.Resume = old.ID
	if !cmd.Flags().Changed("whole-under") && was.WholeBytes > 0 {
		o.WholeBytes, o.WholeRecords = was.WholeBytes, was.WholeRecords
		m.WholeBytes, m.WholeRecords = was.WholeBytes, was.WholeRecords
	}
	return nil
}
