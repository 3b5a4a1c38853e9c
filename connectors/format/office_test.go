package format

import (
	"archive/tar"
	zipfile "archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/dialmap/dialmap/connectors"
)

// zipOf packs files, given as name and content in turn.
func zipOf(files ...string) string {
	var b bytes.Buffer
	z := zipfile.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		h := &zipfile.FileHeader{Name: files[i], Method: zipfile.Deflate}
		if files[i] == "mimetype" {
			h.Method = zipfile.Store // as it has to be
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		_, _ = w.Write([]byte(files[i+1]))
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func tarOf(files ...string) string {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		if err := t.WriteHeader(&tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
			panic(err)
		}
		_, _ = t.Write([]byte(files[i+1]))
	}
	t.Close()
	return b.String()
}

const contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`

func docxOf(body string, more ...string) string {
	return zipOf(append([]string{"[Content_Types].xml", contentTypes, "word/document.xml", `<w:document xmlns:w="x"><w:body>` + body + `</w:body></w:document>`}, more...)...)
}

func xlsxOf(sheetData string, more ...string) string {
	return zipOf(append([]string{
		"[Content_Types].xml", contentTypes,
		"xl/workbook.xml", `<workbook><sheets><sheet name="Staff" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData>` + sheetData + `</sheetData></worksheet>`,
	}, more...)...)
}

func odfOf(kind, body string) string {
	return zipOf("mimetype", "application/vnd.oasis.opendocument."+kind, "META-INF/manifest.xml", "<m/>", "content.xml", `<office:document-content><office:body>`+body+`</office:body></office:document-content>`)
}

func rowOfTexts(texts ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, t := range texts {
		b.WriteString(`<c t="inlineStr"><is><t>` + t + `</t></is></c>`)
	}
	return b.String() + "</row>"
}

func init() {
	samples[XLSX] = sample{xlsxOf(rowOfTexts("name", "phone") + rowOfTexts("Ada", sampleNumber) + rowOfTexts("Ben", "x")), "Staff.phone"}
	samples[ODS] = sample{odfOf("spreadsheet", `<office:spreadsheet><table:table table:name="Staff">`+
		`<table:table-row><table:table-cell><text:p>name</text:p></table:table-cell><table:table-cell><text:p>phone</text:p></table:table-cell></table:table-row>`+
		`<table:table-row><table:table-cell><text:p>Ada</text:p></table:table-cell><table:table-cell><text:p>`+sampleNumber+`</text:p></table:table-cell></table:table-row>`+
		`<table:table-row><table:table-cell><text:p>Ben</text:p></table:table-cell><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>`+
		`</table:table></office:spreadsheet>`), "Staff.phone"}
	samples[DOCX] = sample{docxOf(`<w:p><w:r><w:t>+1 415 </w:t></w:r><w:r><w:t>555 0123</w:t></w:r></w:p><w:p><w:r><w:t>x</w:t></w:r></w:p>`), TextField}
	samples[PPTX] = sample{zipOf("[Content_Types].xml", contentTypes, "ppt/presentation.xml", "<p/>", "ppt/slides/slide1.xml", `<p:sld><a:p><a:r><a:t>`+sampleNumber+`</a:t></a:r></a:p><a:p><a:r><a:t>x</a:t></a:r></a:p></p:sld>`), TextField}
	samples[ODT] = sample{odfOf("text", `<office:text><text:p>+1 415 <text:span>555 0123</text:span></text:p><text:p>x</text:p></office:text>`), TextField}
	samples[Zip] = sample{zipOf("crm/contacts.csv", "id,phone\n1,"+sampleNumber+"\n2,x\n"), "crm/contacts.csv.phone"}
	samples[Tar] = sample{tarOf("crm/contacts.csv", "id,phone\n1,"+sampleNumber+"\n2,x\n"), "crm/contacts.csv.phone"}
}

func TestOfficeFilesAreReadAsTheirReadersSeeThem(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0000000000"/><numFmt numFmtId="165" formatCode="&quot;+&quot;0"/><numFmt numFmtId="166" formatCode="00 00 00 00 00"/><numFmt numFmtId="167" formatCode="yyyy\-mm\-dd"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="167"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs></styleSheet>`
	cell := func(style int, v string) string { return fmt.Sprintf(`<c s="%d"><v>%s</v></c>`, style, v) }
	for _, c := range []struct{ name, file, in, want string }{
		{"formats that hold a zero or a plus, exponents and dates", "a.xlsx", xlsxOf(
			rowOfTexts("a", "b", "c", "d", "e")+"<row>"+cell(1, "302000012")+cell(2, "442079460001")+cell(3, "199001234")+cell(0, "4.42079460001E11")+cell(4, "45000")+"</row>", "xl/styles.xml", styles),
			"Staff.a=0302000012 Staff.b=+442079460001 Staff.c=01 99 00 12 34 Staff.d=442079460001 Staff.e=2023-03-15"},
		{"a title above the header", "a.xlsx", xlsxOf(rowOfTexts("All staff") + "<row/>" + rowOfTexts("Name", "Phone") + rowOfTexts("Ada", "x") + rowOfTexts("Ben", "y")), "Staff.A=All staff | Staff.Name=Ada Staff.Phone=x | Staff.Name=Ben Staff.Phone=y"},
		{"no header", "a.xlsx", xlsxOf(rowOfTexts("Ada", "020 7946 0001") + rowOfTexts("Ben", "020 7946 0002")), "Staff.A=Ada Staff.B=020 7946 0001 | Staff.A=Ben Staff.B=020 7946 0002"},
		{"shared texts in runs, without furigana", "a.xlsx", xlsxOf(`<row><c r="B1" t="s"><v>0</v></c></row>`, "xl/sharedStrings.xml", `<sst><si><r><t>020 7946 </t></r><r><t>0001</t></r><rPh><t>x</t></rPh></si></sst>`), "Staff.B=020 7946 0001"},
		{"comments and links", "a.xlsx", xlsxOf(rowOfTexts("1", "2"),
			"xl/worksheets/_rels/sheet1.xml.rels", `<R><Relationship Type="o/comments" Target="../comments1.xml"/><Relationship Type="o/hyperlink" Target="tel:+442079460001" TargetMode="External"/></R>`,
			"xl/comments1.xml", `<comments><commentList><comment ref="A1"><text><r><t>call </t></r><r><t>me</t></r></text></comment></commentList></comments>`),
			"Staff.A=1 Staff.B=2 | Staff.comment=call me | Staff.link=tel:+442079460001"},
		{"cells that are repeated to the edge of the sheet", "a.ods", odfOf("spreadsheet", `<office:spreadsheet><table:table table:name="S"><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>2</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row><table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet>`),
			"S.A=1 S.B=2 S.C=2"},
		{"a table, a box and what was deleted", "a.docx", docxOf(`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Name</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Phone</w:t></w:r></w:p></w:tc></w:tr>`+
			`<w:tr><w:tc><w:p><w:r><w:t>Ada</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>020 7946</w:t></w:r><w:r><w:t xml:space="preserve"> 0001</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`+
			`<w:p><mc:AlternateContent><mc:Choice><w:t>box</w:t></mc:Choice><mc:Fallback><w:t>box</w:t></mc:Fallback></mc:AlternateContent></w:p><w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>`,
			"word/comments.xml", `<w:comments><w:comment><w:p><w:r><w:t>note</w:t></w:r></w:p></w:comment></w:comments>`),
			"comment=note | table1.Name=Ada table1.Phone=020 7946 0001 | text=box | text=a\tb | deleted=gone"},
		{"files of an archive in an archive", "a.tar", tarOf("x/b.zip", zipOf("c.txt", "one\n"), "d-2024-01.csv", "a,b\n1,2\n", "d-2024-02.csv", "a,b\n3,4\n"), "x/b.zip.c.txt.text=one | d-*.csv.a=1 d-*.csv.b=2 | d-*.csv.a=3 d-*.csv.b=4"},
		{"a workbook under the name of a table", "a.csv", xlsxOf(rowOfTexts("1", "2")), "Staff.A=1 Staff.B=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, strings.NewReader(c.in), Options{Name: c.file})
			if got.String() != c.want || len(got.gaps) > 0 {
				t.Errorf("got  %s\nwant %s\ngaps %v", got, c.want, got.gaps)
			}
		})
	}
}

func TestAWorkbookOfAnotherProgramIsRead(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i := range 300 {
		row := []any{"name", "phone", "since"}
		if i > 0 {
			row = []any{fmt.Sprint("N", i), fmt.Sprintf("+1 415 555 01%02d", i%100), time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC)}
		}
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Old"); err != nil {
		t.Fatal(err)
	}
	_ = f.SetCellValue("Old", "B2", "hidden one")
	_ = f.SetSheetVisible("Old", false)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(b.Bytes())
	z, err := OpenZip(r, r.Size())
	if err != nil {
		t.Fatal(err)
	}
	kind, members, err := z.Members(r)
	if err != nil || kind != XLSX || len(members) != 2 || members[0].Name != "Sheet1" || members[0].Hidden || !members[1].Hidden {
		t.Fatalf("%s, %v, %v", kind, members, err)
	}
	got := result{types: map[string]string{}}
	open := map[string]bool{}
	for b, err := range ReadAt(t.Context(), r, r.Size(), "Sheet1", Options{Name: "a.xlsx"}) {
		if err != nil {
			t.Fatal(err)
		}
		open = got.add(b, open)
	}
	if len(got.docs) != 299 || !slices.Equal(got.docs[6]["phone"], []string{"+1 415 555 0107"}) || !strings.HasPrefix(got.docs[6]["since"][0], "2024-01-08") {
		t.Errorf("%d records, %v", len(got.docs), got.docs[6])
	}
}

func TestBombsAndDamageAreGaps(t *testing.T) {
	zeros := strings.Repeat("0", 300<<20)
	deep := "a.txt"
	content := "x\n"
	for range 6 {
		content, deep = zipOf(deep, content), "a.zip"
	}
	whole := zipOf("a.txt", strings.Repeat("line\n", 1000))
	var locked bytes.Buffer
	z := zipfile.NewWriter(&locked)
	h := &zipfile.FileHeader{Name: "a.txt", Flags: 1}
	if w, err := z.CreateRaw(h); err == nil {
		_, _ = w.Write(nil)
	}
	z.Close()
	for _, c := range []struct {
		name, in string
		want     connectors.Reason
	}{
		{"300 MB of zeros", zipOf("a.txt", zeros), connectors.Limit},
		{"archives in archives", content, connectors.Limit},
		{"an archive without its directory", whole[:len(whole)-30], connectors.Malformed},
		{"a locked file", locked.String(), connectors.Encrypted},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, strings.NewReader(c.in), Options{Name: "a.zip"})
			if !slices.Contains(got.reasons(), string(c.want)) {
				t.Errorf("gaps %v, want %s", got.gaps, c.want)
			}
		})
	}
}

func FuzzContainers(f *testing.F) {
	for _, k := range []Kind{XLSX, ODS, DOCX, PPTX, ODT, Zip, Tar} {
		f.Add([]byte(samples[k].content))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) > 1<<16 {
			return
		}
		readAll(t, bytes.NewReader(in), Options{Name: "a"})
		if z, err := OpenZip(bytes.NewReader(in), int64(len(in))); err == nil {
			_, _, _ = z.Members(bytes.NewReader(in))
		}
	})
}

// FuzzSheet fuzzes what is inside of a package, which bytes of an archive seldom
// reach.
func FuzzSheet(f *testing.F) {
	f.Add(rowOfTexts("a", "b")+`<row><c s="1" t="s"><v>0</v></c></row>`, `"+"0;[Red]00`)
	f.Fuzz(func(t *testing.T, body, code string) {
		if len(body)+len(code) > 1<<14 {
			return
		}
		styles := `<s><numFmt numFmtId="200" formatCode="` + code + `"/><cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></s>`
		for _, in := range []string{xlsxOf(body, "xl/styles.xml", styles), docxOf(body), odfOf("text", body), odfOf("spreadsheet", body)} {
			readAll(t, strings.NewReader(in), Options{Name: "a"})
		}
		for _, digits := range []string{"0", "12345", "12345678901234567890"} {
			numberFormatOf(200, code).apply([]byte(digits))
		}
	})
}
