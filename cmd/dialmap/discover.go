package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/scanner/state"
)

// configName is the configuration that is found by itself.
const configName = "dialmap.yaml"

// configPlaces are where a configuration is looked for, the first one first.
func (a *app) configPlaces() []string {
	places := []string{configName}
	if dir := a.configDir(); dir != "" {
		places = append(places, filepath.Join(dir, configName))
	}
	return append(places, filepath.Join("/etc/dialmap", configName))
}

// discover finds the configuration where --config names none: DIALMAP_CONFIG, and
// where no source is named either the first of the usual places. Which one it is
// is said.
func (a *app) discover(f *sourceFlags, args []string) error {
	if f.config != "" {
		return nil
	}
	if file := a.env("DIALMAP_CONFIG"); file != "" {
		f.config = file
		a.log.Info("using the configuration that DIALMAP_CONFIG names", "file", file)
		return nil
	}
	if len(args) > 0 {
		return nil
	}
	places := a.configPlaces()
	for _, file := range places {
		switch info, err := os.Stat(file); {
		case err == nil && info.Mode().IsRegular():
			f.config = file
			a.log.Info("using the configuration that was found", "file", file)
			return nil
		case err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission):
			return usage("read configuration %s: %w", file, bare(err))
		}
	}
	return usage("nothing to scan; name a path or a URL, or a configuration with sources: --config dialmap.yaml. "+
		"Without, one is looked for in DIALMAP_CONFIG, %s", strings.Join(places, ", "))
}

// refuseMissing says that the paths of a configuration are most likely mistyped:
// none of them is there, and no saved scan knows one. Of an outage, the scan
// before knows them.
func (a *app) refuseMissing(ctx context.Context, c *config.Config, stateDir string) error {
	var names []string
	for _, s := range c.Sources {
		if !s.IsPath() {
			return nil
		}
		if _, err := os.Stat(s.Path()); !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		names = append(names, s.Name)
	}
	if a.isKnownSource(ctx, stateDir, names) {
		return nil
	}
	return exit{codeNoDatasets, errors.New("no dataset could be listed: no such file or folder: " + strings.Join(names, ", ") + "; check the path; nothing was saved")}
}

// isKnownSource says that one of the last saved scans had a source of one of the
// names.
func (a *app) isKnownSource(ctx context.Context, dir string, names []string) bool {
	const last = 20
	store, err := a.openSaved(dir)
	if err != nil {
		return false
	}
	defer store.Close()
	scans, err := store.Scans(ctx)
	if err != nil {
		return false
	}
	for _, s := range scans[:min(last, len(scans))] {
		if s.Status == state.Running {
			continue
		}
		old, err := a.open(ctx, store, s)
		if err != nil {
			continue
		}
		for _, source := range old.inv.Sources {
			if slices.Contains(names, source.Name) {
				return true
			}
		}
	}
	return false
}
