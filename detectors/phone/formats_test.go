package phone_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/dialmap/dialmap/detectors/phone/groups"
)

// TestFormatsAreTheLibrarys fails when libphonenumber was updated and the table
// was not: run go generate.
func TestFormatsAreTheLibrarys(t *testing.T) {
	want, err := groups.Source()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("formats.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("formats.go is not the library's: run go generate")
	}
}
