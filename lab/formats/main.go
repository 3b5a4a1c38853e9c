// Command formats makes the table of docs/formats.md: it plants 200 numbers in a
// file of each format, under a field with a name, reads the folder through the
// connector of files, and counts which of them come back, and under which field.
//
//	go run ./lab/formats
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/files"
)

const planted = 200

func main() {
	out := flag.String("o", "docs/formats.md", "the `file` to write")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "formats:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	var b strings.Builder
	b.WriteString(`# Formats

Made by ` + "`go run ./lab/formats`" + `: of 200 numbers in a file of each format, under a name that says what they are, how many the parsers hand over
as they were written, and under which dataset and field. A gap is said in the report; nothing is left out in silence.

| format | found | dataset | field | gaps |
|---|---:|---|---|---|
`)
	for _, c := range cases() {
		row, err := measureFormat(c)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		b.WriteString(row)
	}
	b.WriteString(`
Objects are known by their content first and by their name where that does not tell. Compression (gzip, bzip2, zstd, xz, lz4) is undone around any
of them. Archives and workbooks are listed by what is in them, up to three levels deep; tar and mail are read from front to back, with the
name of the inner file before the field. A file that unpacks to more than 256 MiB and 200 times its size is a gap ` + "`limit`" + `, one that is locked
` + "`encrypted`" + `, one that is cut ` + "`malformed`" + `. Nothing is unpacked to disk; what has to be read at any place and lies in another file is held, up to 64 MiB.

Not read, as a gap ` + "`unsupported`" + ` that names the type: PDF, XLS, DOC, PPT and MSG, 7z and RAR, Avro, ORC, Arrow, BSON, PostgreSQL's custom dumps,
DBF. Export them to CSV, NDJSON, Parquet or plain SQL to have them scanned.
`)
	return os.WriteFile(out, []byte(b.String()), 0o644)
}

// number is a number of the ranges for fiction.
func number(i int) string { return fmt.Sprintf("+1 %d 555 01%02d", 201+i/100, i%100) }

// sample is a file with numbers in it.
type sample struct {
	name, file string
	content    []byte
}

func measureFormat(c sample) (string, error) {
	dir, err := os.MkdirTemp("", "formats")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, c.file), c.content, 0o600); err != nil {
		return "", err
	}
	ctx := context.Background()
	conn, err := files.Open(ctx, connectors.Source{Name: "lab", URL: dir, Redact: func(s string) string { return s }})
	if err != nil {
		return "", err
	}
	defer conn.Close()
	found, where, gaps := map[string]bool{}, map[string]int{}, []string{}
	for d, err := range conn.Datasets(ctx) {
		if err != nil {
			return "", err
		}
		for sh, err := range conn.Shards(ctx, d) {
			if err != nil {
				return "", err
			}
			for batch, err := range conn.Read(ctx, sh, connectors.Want{}) {
				if err != nil {
					gaps = append(gaps, err.Error())
					continue
				}
				countFields(d.Name, batch, found, where)
			}
		}
	}
	var best [2]string
	most := 0
	for k, n := range where {
		if dataset, field, _ := strings.Cut(k, "\x00"); n > most || n == most && field < best[1] {
			most, best = n, [2]string{dataset, field}
		}
	}
	slices.Sort(gaps)
	return fmt.Sprintf("| %s | %d | `%s` | `%s` | %s |\n", c.name, len(found), best[0], best[1], strings.Join(slices.Compact(gaps), "; ")), nil
}

// countFields notes the planted numbers of a batch.
func countFields(dataset string, b *connectors.Batch, found map[string]bool, where map[string]int) {
	for i := range b.Cols {
		c := &b.Cols[i]
		for j := range c.Len() {
			v, _ := c.Value(j)
			for n := range planted {
				if bytes.Contains(v, []byte(number(n))) {
					found[number(n)] = true
					where[dataset+"\x00"+c.Field.Path]++
				}
			}
		}
	}
}

// lines joins what one number makes of a template: %[1]s is the number, %[2]d
// its place.
func lines(before, each, after string) []byte {
	var b strings.Builder
	b.WriteString(before)
	for i := range planted {
		b.WriteString(strings.NewReplacer("%[1]s", number(i), "%[2]d", strconv.Itoa(i)).Replace(each))
	}
	return []byte(b.String() + after)
}

func cases() []sample {
	csv := lines("id,phone\n", "%[2]d,%[1]s\n", "")
	list := []sample{
		{"CSV", "a.csv", csv},
		{"TSV", "a.tsv", lines("id\tphone\n", "%[2]d\t%[1]s\n", "")},
		{"JSON", "a.json", lines(`[{"id": -1}`, `,{"id": %[2]d, "phone": "%[1]s"}`, "]")},
		{"NDJSON", "a.ndjson", lines("", `{"id": %[2]d, "phone": "%[1]s"}`+"\n", "")},
		{"NDJSON of DynamoDB", "a.ndjson", lines("", `{"Item": {"phone": {"S": "%[1]s"}, "id": {"N": "%[2]d"}}}`+"\n", "")},
		{"JSON of names and values", "a.json", lines(`[{"name": "x"}`, `,{"name": "Phone", "value": "%[1]s"}`, "]")},
		{"XML", "a.xml", lines("<?xml version=\"1.0\"?><all>", "<user><id>%[2]d</id><phone>%[1]s</phone></user>", "</all>")},
		{"XML of mysqldump", "a.xml", lines("<?xml version=\"1.0\"?><all>", `<row><field name="id">%[2]d</field><field name="phone">%[1]s</field></row>`, "</all>")},
		{"HTML table", "a.html", lines("<html><table><tr><th>Id<th>Phone</tr>", "<tr><td>%[2]d<td>%[1]s</tr>", "</table></html>")},
		{"vCard", "a.vcf", lines("", "BEGIN:VCARD\nFN:N%[2]d\nTEL:%[1]s\nEND:VCARD\n", "")},
		{"iCalendar, folded", "a.ics", bytes.ReplaceAll(lines("BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\nCONTACT:%[1]s\r\nEND:VEVENT\r\n", "END:VCALENDAR\r\n"), []byte("555"), []byte("5\r\n 55"))},
		{"LDIF", "a.ldif", lines("", "dn: cn=a%[2]d\ntelephoneNumber: %[1]s\n\n", "")},
		{"HL7", "a.hl7", lines("", "MSH|^~\\&|A|B\rPID|%[2]d||||||||||||%[1]s^PRN\r", "")},
		{"X12 of one line", "a.edi", lines("ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261201*1200*^*00501*000000001*0*P*:~", "PER*IC**TE*%[1]s~N1*PE*%[2]d~", "")},
		{"SQL", "a.sql", lines("", "INSERT INTO users (id, phone) VALUES (%[2]d, '%[1]s');\n", "")},
		{"YAML", "a.yaml", lines("---\n", "- id: %[2]d\n  phone: \"%[1]s\"\n", "")},
		{"text", "a.txt", lines("", "%[2]d Phone: %[1]s\n", "")},
		{"text with carriage returns alone", "a.txt", lines("", "%[2]d Phone: %[1]s\r", "")},
		{"quoted-printable", "a.txt", lines("", "Phone:=20%[1]s=20%[2]d,=\n\n", "")},
		{"XLSX", "a.xlsx", workbook()},
		{"ODS", "a.ods", packFiles("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml", "<m/>", "content.xml",
			string(lines(`<c><spreadsheet><table name="Staff"><table-row><table-cell><p>id</p></table-cell><table-cell><p>phone</p></table-cell></table-row>`,
				"<table-row><table-cell><p>N%[2]d</p></table-cell><table-cell><p>%[1]s</p></table-cell></table-row>", "</table></spreadsheet></c>")))},
		{"DOCX", "a.docx", packFiles("[Content_Types].xml", "<T/>", "word/document.xml", string(lines("<d>", "<p><r><t>Phone %[1]s, %[2]d</t></r></p>", "</d>")))},
		{"PPTX", "a.pptx", packFiles("[Content_Types].xml", "<T/>", "ppt/presentation.xml", "<p/>", "ppt/slides/slide1.xml", string(lines("<d>", "<p><r><t>Phone %[1]s, %[2]d</t></r></p>", "</d>")))},
		{"ODT", "a.odt", packFiles("mimetype", "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml", "<m/>", "content.xml", string(lines("<d><text>", "<p>Phone %[1]s, %[2]d</p>", "</text></d>")))},
		{"ZIP", "a.zip", packFiles("crm/contacts.csv", string(csv))},
		{"ZIP in ZIP", "a.zip", packFiles("in.zip", string(packFiles("crm/contacts.csv", string(csv))))},
		{"tar", "a.tar", archive(csv)},
		{"tar, gzip", "a.tar.gz", squeezed(archive(csv))},
		{"CSV, gzip", "a.csv.gz", squeezed(csv)},
		{"mail", "a.eml", append([]byte("From: a@example.org\nTo: b@example.org\nSubject: list\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/csv\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=list.csv\n\n"), base64.StdEncoding.EncodeToString(csv)+"\n--b--\n"...)},
		{"mailbox", "a.mbox", lines("", "From a Mon Jan  1 00:00:00 2024\nFrom: a@example.org\nTo: b@example.org\nSubject: call\n\nPhone %[1]s, %[2]d\n\n", "")},
	}
	for _, e := range []struct {
		name, header, value string
		enc                 encoding.Encoding
	}{
		{"UTF-16", "姓名,电话", "王", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"Shift-JIS", "氏名,電話番号", "表ソ能", japanese.ShiftJIS}, {"EUC-JP", "氏名,電話番号", "表ソ能", japanese.EUCJP}, {"ISO-2022-JP", "氏名,電話番号", "表ソ能", japanese.ISO2022JP},
		{"GBK", "姓名,手机", "王小明", simplifiedchinese.GBK}, {"Big5", "姓名,手機", "功許蓋", traditionalchinese.Big5}, {"EUC-KR", "이름,전화번호", "김철수", korean.EUCKR},
		{"windows-1251", "имя,телефон", "Иван", charmap.Windows1251}, {"KOI8-R", "имя,телефон", "Иван", charmap.KOI8R}, {"IBM866", "имя,телефон", "Иван", charmap.CodePage866},
		{"windows-1253", "όνομα,τηλέφωνο", "Μαρία", charmap.Windows1253}, {"windows-1255", "שם,טלפון", "דוד", charmap.Windows1255}, {"windows-1256", "الاسم,رقم الهاتف", "محمد", charmap.Windows1256},
		{"windows-874", "ชื่อ,โทรศัพท์", "สมชาย", charmap.Windows874}, {"windows-1250", "jméno,mobilní telefon", "Jiří", charmap.Windows1250}, {"windows-1254", "adı,telefon", "Ayşe", charmap.Windows1254},
		{"windows-1252", "prénom,téléphone", "Élodie", charmap.Windows1252}, {"EBCDIC", "name,phone", "SMITH", charmap.CodePage037},
	} {
		text, err := e.enc.NewEncoder().Bytes(lines(e.header+"\n", e.value+" %[2]d,%[1]s\n", ""))
		if err != nil {
			panic(err)
		}
		list = append(list, sample{"CSV in " + e.name, "a.csv", text})
	}
	return list
}

func packFiles(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		h := &zip.FileHeader{Name: files[i], Method: zip.Deflate}
		if files[i] == "mimetype" {
			h.Method = zip.Store
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(w, files[i+1])
	}
	z.Close()
	return b.Bytes()
}

func archive(csv []byte) []byte {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	_ = t.WriteHeader(&tar.Header{Name: "crm/contacts.csv", Size: int64(len(csv)), Mode: 0o600})
	_, _ = t.Write(csv)
	t.Close()
	return b.Bytes()
}

func squeezed(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	z.Close()
	return out.Bytes()
}

func workbook() []byte {
	f := excelize.NewFile()
	defer f.Close()
	_ = f.SetSheetRow("Sheet1", "A1", &[]any{"id", "phone"})
	for i := range planted {
		_ = f.SetSheetRow("Sheet1", fmt.Sprint("A", i+2), &[]any{i, number(i)})
	}
	var b bytes.Buffer
	_ = f.Write(&b)
	return b.Bytes()
}
