package laws

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"
)

// Parse reads a catalogue from its YAML files: catalog.yaml, with the day of the
// research and the groups, and one file per jurisdiction. Unknown keys and wrong
// types are errors with file, line and column; what [Check] finds wrong is in the
// error too.
func Parse(dir fs.FS) (*Data, error) {
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var d Data
	var errs []error
	for _, name := range names {
		if name == head {
			var h struct {
				AsOf   string  `yaml:"as_of"`
				Groups []Group `yaml:"groups"`
			}
			errs = append(errs, decode(dir, name, &h))
			d.AsOf, d.Groups = h.AsOf, h.Groups
			continue
		}
		j := new(Jurisdiction)
		if err := decode(dir, name, j); err != nil {
			errs = append(errs, err)
			continue
		}
		if want := strings.ToLower(j.ID) + ".yaml"; path.Base(name) != want {
			errs = append(errs, fmt.Errorf("%s: holds jurisdiction %s, which belongs into %s", name, j.ID, want))
		}
		d.Jurisdictions = append(d.Jurisdictions, j)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	sort.Slice(d.Jurisdictions, func(a, b int) bool { return d.Jurisdictions[a].ID < d.Jurisdictions[b].ID })
	d.Version = digest(&d)
	return &d, Check(&d)
}

// head is the file that is not a jurisdiction.
const head = "catalog.yaml"

func decode(dir fs.FS, name string, into any) error {
	b, err := fs.ReadFile(dir, name)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalWithOptions(b, into, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %s", name, yaml.FormatError(err, false, true))
	}
	return nil
}

// digest names the contents.
func digest(d *Data) string {
	b, _ := json.Marshal(d)
	s := sha256.Sum256(b)
	return d.AsOf + "+" + hex.EncodeToString(s[:4])
}

// Compile is d as JSON with a line for each jurisdiction.
func (d *Data) Compile() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{")
	for _, part := range []struct {
		name string
		v    any
	}{{"version", d.Version}, {"as_of", d.AsOf}, {"groups", d.Groups}} {
		v, err := json.Marshal(part.v)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%q:%s,\n", part.name, v)
	}
	b.WriteString("\"jurisdictions\":[\n")
	for i, j := range d.Jurisdictions {
		v, err := json.Marshal(j)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteString(",\n")
		}
		b.Write(v)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}
