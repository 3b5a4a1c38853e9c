package reporttest

import (
	"testing"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
)

// Render is a page that must be rendered.
func Render(t testing.TB, f reports.Format, m *datamap.Map, o reports.Options) []byte {
	t.Helper()
	page, err := reports.Render(f, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return page
}
