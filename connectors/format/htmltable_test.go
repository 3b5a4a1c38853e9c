package format

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestRowsOfATableAreRecordsOfItsHeader(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a header that is marked", "<table><tr><th>Name</th><th>Phone</th></tr><tr><td>Ada</td><td>020 7946 0001</td></tr></table>", "table1.Name=Ada table1.Phone=020 7946 0001"},
		{"thead and no end tags", "<table><thead><tr><th>Name<th>Phone<tbody><tr><td>Ada<td>x<tr><td>Ben<td>y</table>", "table1.Name=Ada table1.Phone=x | table1.Name=Ben table1.Phone=y"},
		{"a header that is not marked", "<table><tr><td>Name</td><td>Phone</td></tr><tr><td>Ada</td><td>x</td></tr></table>", "text=Name Phone | table1.Name=Ada table1.Phone=x"},
		{"lines in a cell", "<table><tr><th>Name</th><th>Phone</th></tr><tr><td>Ada</td><td>x<br>y</td></tr></table>", "table1.Name=Ada table1.Phone=x\ny"},
		{"a cell over two rows", "<table><tr><th>A</th><th>B</th></tr><tr><td rowspan=2>1</td><td>x</td></tr><tr><td>y</td><td>z</td></tr></table>", "table1.A=1 table1.B=x | table1.B=y text=z"},
		{"a title over the header", "<table><tr><th colspan=2>Staff</th></tr><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "text=Staff | table1.A=1 table1.B=2"},
		{"a link in a cell", "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td><a href=tel:+1>2</a></td></tr></table>", "@href=tel:+1 table1.A=1 table1.B=2"},
		{"a table that arranges the page", "<table><tr><td><p>one</p><table><tr><td>a 1</td></tr></table></td><td>two</td></tr></table>", "text=one | text=a 1 | text=two"},
		{"names at the side", "<table><tr><th>Phone</th><td>020 7946 0001</td></tr><tr><th>Fax</th><td>x</td></tr></table>", "text=Phone 020 7946 0001 | text=Fax x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, strings.NewReader("<!doctype html>"+c.in), Options{Name: "a.html"})
			if got.String() != c.want || len(got.gaps) > 0 {
				t.Errorf("got  %s\nwant %s\ngaps %v", got, c.want, got.gaps)
			}
		})
	}
}

func TestValuesAreShownAsAReaderSeesThem(t *testing.T) {
	gz := "H4sIAAAAAAAA/w==" // damaged
	for _, c := range []struct{ name, in, want string }{
		{"a query", "https://example.org/?phone=%2B49+171+3920001&x=1", "https://example.org/?phone=+49 171 3920001&x=1"},
		{"blanks as %20", "tel=%2B49%20171%203920001", "tel=+49 171 3920001"},
		{"brackets", "phone=%28030%29+2000013", "phone=(030) 2000013"},
		{"a plus in a form without other codes", "name=Ada&phone=020+7946+0001", "name=Ada&phone=020 7946 0001"},
		{"a plus that begins a number", "a=b&phone=+442079460001", "a=b&phone=+442079460001"},
		{"a plus in a sum", "1+1=2", "1+1=2"},
		{"a share", "100% of +442079460001", "100% of +442079460001"},
		{"quoted-printable", "Call=20me: 020 79=\n46 0001=20", "Call me: 020 7946 0001 "},
		{"a number behind an equals sign", "phone=2025550100 mobile=2025550101", "phone=2025550100 mobile=2025550101"},
		{"what only looks compressed", gz, gz},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(PlainValue("text", []byte(c.in), 1<<20)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCompressedValuesAreOpened(t *testing.T) {
	const text = `{"contact": {"phone": "+1 415 555 0123", "note": "call me after six, please"}}`
	packers := map[string]func(w io.Writer) io.WriteCloser{
		"gzip":      func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"zlib":      func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
		"best zlib": func(w io.Writer) io.WriteCloser { z, _ := zlib.NewWriterLevel(w, 9); return z },
		"fast zlib": func(w io.Writer) io.WriteCloser { z, _ := zlib.NewWriterLevel(w, 1); return z },
		"zstd":      func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z },
	}
	for name, pack := range packers {
		var b bytes.Buffer
		z := pack(&b)
		_, _ = io.WriteString(z, text)
		z.Close()
		for form, v := range map[string]string{
			"bytes": b.String(), "base64": base64.StdEncoding.EncodeToString(b.Bytes()), "hex": `\x` + hex.EncodeToString(b.Bytes()),
		} {
			t.Run(name+" as "+form, func(t *testing.T) {
				typ := "text"
				if form == "bytes" {
					typ = "bytes"
				}
				if got := string(PlainValue(typ, []byte(v), 1<<20)); got != text {
					t.Errorf("got %q", got)
				}
			})
		}
		if got := PlainValue("bytes", b.Bytes(), 20); string(got) != text[:20] {
			t.Errorf("%s: a limit of 20 bytes gave %q", name, got)
		}
	}
}
