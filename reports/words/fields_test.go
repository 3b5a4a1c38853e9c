package words

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestWhyTellsOfImplausibleValues(t *testing.T) {
	for _, c := range []struct {
		name        string
		implausible *uint64
		want        []string
	}{
		{"nobody counted them", nil, []string{"named phone"}},
		{"none", new(uint64(0)), []string{"named phone"}},
		{"one", new(uint64(1)), []string{"named phone", "1 value looks like a number and fits no numbering plan"}},
		{"many", new(uint64(12500)), []string{"named phone", "12,500 values look like numbers and fit no numbering plan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, Why(inventory.Field{Why: []string{"named phone"}, Implausible: c.implausible})); d != "" {
				t.Error(d)
			}
		})
	}
}
