package starter

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// ErrFlow says that the list of datasets is written in brackets, where nothing can
// be added line by line.
var ErrFlow = errors.New("datasets is written in brackets; write it as a list, each entry begun with a hyphen on a line of its own")

var (
	datasetsKey = regexp.MustCompile(`^datasets:\s*(.*?)\s*(#.*)?$`)
	topLevel    = regexp.MustCompile(`^[^\s#-]`)
	listItem    = regexp.MustCompile(`^(\s*)- `)
)

// Merge adds to a configuration the datasets with phones that none of its rules
// names. Every line that is there stays as it is. The result has no sources: they
// are those of the configuration.
func Merge(text []byte, inv *inventory.Inventory, isDeclared func(source, dataset string) bool) (File, error) {
	w := &writer{inv: inv}
	n := 0
	for _, s := range w.sets() {
		if len(s.phones) > 0 && !isDeclared(s.Source, s.Dataset.Dataset) {
			if n++; n <= maxDatasets {
				w.dataset(s)
			}
		}
	}
	f := File{Text: text, Datasets: n}
	if n == 0 {
		return f, nil
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	at := slices.IndexFunc(lines, datasetsKey.MatchString)
	if at < 0 {
		f.Text = []byte(strings.Join(lines, "\n") + "\n\ndatasets:\n" + w.b.String())
		return f, nil
	}
	switch value := datasetsKey.FindStringSubmatch(lines[at])[1]; value {
	case "":
	case "[]":
		lines[at] = "datasets:"
	default:
		return f, ErrFlow
	}
	indent, last := "  ", at
	for i := at + 1; i < len(lines) && !topLevel.MatchString(lines[i]); i++ {
		if m := listItem.FindStringSubmatch(lines[i]); m != nil && last == at {
			indent = m[1]
		}
		if line := strings.TrimSpace(lines[i]); line != "" && (!strings.HasPrefix(line, "#") || strings.HasPrefix(lines[i], indent+" ")) {
			last = i
		}
	}
	var added []string
	for line := range strings.Lines(w.b.String()) {
		added = append(added, indent+strings.TrimSuffix(line, "\n")[2:])
	}
	var b bytes.Buffer
	b.WriteString(strings.Join(slices.Concat(lines[:last+1], added, lines[last+1:]), "\n"))
	b.WriteByte('\n')
	f.Text = b.Bytes()
	return f, nil
}
