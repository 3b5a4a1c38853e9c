package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/review"
)

// accepted reads the file of accepted risks: that of --ignore-file, else the one
// beside the configuration or in the working directory. Nil where there is none.
func (a *app) accepted(f *outputFlags, config string) (*review.File, error) {
	file := f.ignoreFile
	if file == "" {
		file = review.Name
		if config != "" {
			file = filepath.Join(filepath.Dir(config), review.Name)
		}
	}
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.ignoreFile == "":
		return nil, nil
	case err != nil:
		return nil, usage("read accepted risks %s: %w", file, bare(err))
	}
	risks, err := review.Read(b, file, time.Now().UTC())
	if err != nil {
		return nil, exit{codeUsage, err}
	}
	for i := range risks.Entries {
		e := &risks.Entries[i]
		e.Reason, e.By, e.Ticket = a.redact(e.Reason), a.redact(e.By), a.redact(e.Ticket)
	}
	return risks, nil
}

// accept lays the accepted risks over a map, and says what no longer holds.
func (a *app) accept(m *datamap.Map, f *outputFlags) {
	for _, p := range f.risks.Apply(m, dayOf(m)) {
		a.log.Warn(p.Error())
	}
	if !f.showSuppressed {
		return
	}
	for _, x := range review.Suppressed(m) {
		a.say(fmt.Sprintf("accepted until %s by %s (%s): %s, %s: %s", x.Suppression.Until, x.Suppression.By, x.Suppression.Reason, x.ID, assess.RuleTitle(x.Rule), x.Text))
	}
}
