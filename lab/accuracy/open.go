package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// openTruth is what holds of the open data; its README tells how it was counted.
var openTruth = map[string]map[string]int{ // phone fields and their numbers, by file
	"breweries.csv":               {"phone": 10478},
	"social-economy-eu.geojson":   {"contact:phone": 1123},
	"takamatsu-hospitals.csv":     {"telephone　number": 627},
	"santa-fe-pharmacies.json":    {"telefono": 189},
	"prague-libraries.json":       {"telephone": 55},
	"piedmont-pharmacies.geojson": {"phone": 0, "contact:phone": 0, "fax": 0, "contact:fax": 0}, // 92 in all
	"navaids.csv":                 {},
}

// openData reads the open data of the repository: what their publishers wrote.
func openData(ctx context.Context, w io.Writer, o options, _ *corpus.Corpus, program string) error {
	config := filepath.Join(o.open, "dialmap.yaml")
	if _, err := os.Stat(config); err != nil {
		fmt.Fprintf(w, "### Open data\n\nNot there: %s.\n\n", o.open)
		return nil
	}
	r, err := scanned(ctx, program, "--config", config)
	if err != nil {
		return err
	}
	fmt.Fprint(w, "### Open data\n\nReal directories and one file of navigation aids without a phone number, as published, scanned with `testdata/open/dialmap.yaml`, which says JP and AR of two files. "+
		"The truth is the README's, counted with JavaScript libphonenumber and the country of each row; the others read every column, value by value. "+
		"\"Other columns\" are columns that hold no phone numbers and in which some were found.\n\n")
	var rows [][]string
	for _, name := range slices.Sorted(maps.Keys(openTruth)) {
		want, got := 0, 0
		var others []string
		for _, n := range openTruth[name] {
			want += n
		}
		if name == "piedmont-pharmacies.geojson" {
			want = 92
		}
		for _, f := range r.Fields {
			if f.Dataset != name || f.Numbers.Point == nil {
				continue
			}
			n := int(*f.Numbers.Point + 0.5)
			last := f.Field[strings.LastIndex(f.Field, ".")+1:]
			if _, ok := openTruth[name][last]; ok {
				got += n - unknown(f.Regions)
			} else if n > 0 {
				others = append(others, fmt.Sprintf("%s %d (%s)", last, n, f.Verdict))
			}
		}
		row := []string{name, fmt.Sprint(want), fmt.Sprintf("%d; %s", got, other(others))}
		columns, err := columnsOf(filepath.Join(o.open, name))
		if err != nil {
			return err
		}
		for _, find := range []func(t string) []hit{func(t string) []hit { return library(t, "US") }, loop, pdscan} {
			n := 0
			var others []string
			for _, path := range slices.Sorted(maps.Keys(columns)) {
				k := 0
				for _, v := range columns[path] {
					k += len(find(v))
				}
				if _, ok := openTruth[name][path]; ok {
					n += k
				} else if k > 0 {
					others = append(others, fmt.Sprintf("%s %d", path, k))
				}
			}
			row = append(row, fmt.Sprintf("%d; %s", n, other(others)))
		}
		rows = append(rows, row)
	}
	table(w, []string{"", "numbers", "dialmap; other columns", "libphonenumber, US; other columns", "as Presidio; other columns", "as pdscan; other columns"}, rows)
	return nil
}

func unknown(regions []struct {
	Region     *string
	Status     string
	Candidates []string
	Numbers    struct{ Point *float64 }
}) (n int) {
	for _, g := range regions {
		if g.Status == "unknown" && g.Numbers.Point != nil {
			n += int(*g.Numbers.Point + 0.5)
		}
	}
	return n
}

func other(list []string) string {
	switch {
	case len(list) == 0:
		return "none"
	case len(list) > 3:
		return fmt.Sprintf("%s and %d more", strings.Join(list[:3], ", "), len(list)-3)
	}
	return strings.Join(list, ", ")
}

// columnsOf reads the values of a file by the last part of their path.
func columnsOf(path string) (map[string][]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	columns := map[string][]string{}
	if strings.HasSuffix(path, ".csv") {
		all, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		for _, r := range all[1:] {
			for i, v := range r {
				columns[all[0][i]] = append(columns[all[0][i]], v)
			}
		}
		return columns, nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	for {
		var v any
		if err := d.Decode(&v); err == io.EOF {
			return columns, nil
		} else if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		flatten(columns, "", v)
	}
}

func flatten(columns map[string][]string, name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			flatten(columns, k, inner)
		}
	case []any:
		for _, inner := range v {
			flatten(columns, name, inner)
		}
	case string:
		columns[name] = append(columns[name], v)
	case json.Number:
		columns[name] = append(columns[name], v.String())
	}
}
