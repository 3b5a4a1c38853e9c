package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/config"
)

// existing makes sure that a path of the command line is there before anything
// is scanned or saved: one that is not is a mistake of typing, unless a saved
// scan knows a source of that name, which is an outage then. A pattern that the
// shell did not expand becomes a source for every path that it matches.
func (a *app) existing(s config.Source, isKnown func(name string) bool) ([]config.Source, error) {
	if !s.IsPath() {
		return []config.Source{s}, nil
	}
	path := s.Path()
	_, err := os.Stat(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return []config.Source{s}, nil // what else is wrong is a gap of the scan
	}
	shown := a.redact(path)
	if !strings.ContainsAny(path, "*?[") {
		if isKnown(a.redact(s.DefaultName())) {
			return []config.Source{s}, nil
		}
		return nil, usage("%s: no such file or folder; check the path", shown)
	}
	matches, err := filepath.Glob(path)
	if err != nil || len(matches) == 0 {
		return nil, usage("%s: no path matches this pattern; check it, or name the folder and choose in it with --include", shown)
	}
	slices.Sort(matches)
	return expanded(s, path, matches), nil
}

// expanded is s once for every match of its path.
func expanded(s config.Source, path string, matches []string) []config.Source {
	out := make([]config.Source, len(matches))
	for i, m := range matches {
		out[i] = s
		out[i].URL = strings.TrimSuffix(s.URL, path) + m
		out[i].Typed = ""
	}
	return out
}
