package objects

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// packOf is an archive of files, given as name and content in turn.
func packOf(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(files[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFilesOfAnArchiveAreDatasets(t *testing.T) {
	workbook := packOf(t, "[Content_Types].xml", "<Types/>",
		"xl/workbook.xml", `<workbook><sheets><sheet name="Staff" id="a"/><sheet name="Old" state="hidden" id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<R><Relationship Id="a" Target="worksheets/a.xml"/><Relationship Id="b" Target="worksheets/b.xml"/></R>`,
		"xl/worksheets/a.xml", `<s><row><c t="str"><v>name</v></c><c t="str"><v>phone</v></c></row><row><c t="str"><v>Ada</v></c><c t="str"><v>x</v></c></row></s>`,
		"xl/worksheets/b.xml", `<s><row><c t="str"><v>1</v></c></row></s>`)
	s := &memory{}
	for key, data := range map[string]string{
		"a/backup.zip": packOf(t, "crm/contacts.csv", "id,phone\n1,2\n3,4\n", "day-2024-01.csv", "a,b\n1,2\n", "day-2024-02.csv", "a,b\n3,4\n", "in.zip", packOf(t, "x/y.ndjson", "{\"a\": 1}\n{\"a\": 2}\n"), "book.xlsx", workbook),
		"a/broken.zip": "PK\x03\x04 and no more",
		"a/plain.csv":  "c,d\n5,6\n",
	} {
		s.put(key, data)
	}
	c := New(s, Options{Redact: connectortest.Redact, Peek: true})
	var got []string
	var gaps []connectors.Reason
	for d, err := range c.Datasets(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		records := 0
		for sh, err := range c.Shards(t.Context(), d) {
			if err != nil {
				t.Fatal(err)
			}
			for b, err := range c.Read(t.Context(), sh, connectors.Want{}) {
				if err != nil {
					gaps = append(gaps, err.(*connectors.Error).Reason)
					continue
				}
				records += b.Rows
			}
		}
		got = append(got, fmt.Sprint(d.Name, " ", d.Format, " ", d.Unit, " ", records, " ", d.Comment))
	}
	slices.Sort(got)
	want := []string{
		"a/backup.zip!/book.xlsx!/Old xlsx row 1 a sheet that is hidden", "a/backup.zip!/book.xlsx!/Staff xlsx row 1 ", "a/backup.zip!/crm/contacts.csv csv row 2 ",
		"a/backup.zip!/day-*.csv csv row 2 ", "a/backup.zip!/in.zip!/x/y.ndjson ndjson document 2 ", "a/broken.zip zip record 0 ", "a/plain.csv csv row 1 ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if !slices.Equal(gaps, []connectors.Reason{connectors.Malformed}) {
		t.Errorf("gaps %v", gaps)
	}
}

func TestAnArchiveOfManyFilesIsDrawnByItsFiles(t *testing.T) {
	var files []string
	for i := range 3000 {
		files = append(files, fmt.Sprintf("in/contacts-%d.csv", i), fmt.Sprintf("id,phone\n%d,x\n", i))
	}
	s := &memory{}
	s.put("a.zip", packOf(t, files...))
	c := New(s, Options{Redact: connectortest.Redact, Peek: true})
	for d, err := range c.Datasets(t.Context()) {
		if err != nil || d.Name != "a.zip!/in/contacts-*.csv" || d.Objects != 3000 {
			t.Fatalf("%s of %d objects, %v", d.Name, d.Objects, err)
		}
		for sh, err := range c.Shards(t.Context(), d) {
			if err != nil || sh.Draw != connectors.Units {
				t.Fatalf("drawn by %v, %v", sh.Draw, err)
			}
			n := 0
			for b, err := range c.Read(t.Context(), sh, connectors.Want{Draw: connectors.Units, Slots: []int64{1, 2, sh.Slots - 1}}) {
				if err != nil {
					t.Fatal(err)
				}
				n += b.Rows
			}
			if n != 3 {
				t.Errorf("3 of %d files drawn: %d records", sh.Slots, n)
			}
		}
	}
}
