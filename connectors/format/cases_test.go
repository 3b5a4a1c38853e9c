package format

import (
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// cases of small objects: what they hold, printed as path=value, values of one
// path joined by +, records by |.
var cases = []struct {
	name, file, in string
	want           string
	gaps           []connectors.Reason
}{
	// Tables.
	{"header and rows", "a.csv", "id,phone\n1,+1 415 555 0123\n2,\n", "id=1 phone=+1 415 555 0123 | id=2 phone=", nil},
	{"semicolons", "a.csv", "id;name\n1;a, b\n2;c\n", "id=1 name=a, b | id=2 name=c", nil},
	{"tabs in a csv", "a.csv", "id\tname\n1\ta\n", "id=1 name=a", nil},
	{"pipes", "a.csv", "id|name\n1|a\n2|b\n", "id=1 name=a | id=2 name=b", nil},
	{"a tsv", "a.tsv", "id\tname\n1\ta, b\n", "id=1 name=a, b", nil},
	{"a quoted line break and a doubled quote", "a.csv", "id,note\n1,\"a\nb \"\"c\"\"\"\n2,d\n", "id=1 note=a\nb \"c\" | id=2 note=d", nil},
	{"a byte order mark", "a.csv", "\xEF\xBB\xBFid,name\n1,a\n", "id=1 name=a", nil},
	{"UTF-16 with a mark", "a.csv", "\xFF\xFEi\x00d\x00,\x00n\x00\n\x001\x00,\x00\xe9\x00\n\x00", "id=1 n=é", nil},
	{"UTF-16 without a mark", "a.csv", "\x00i\x00d\x00,\x00n\x00\n\x001\x00,\x00a\x00\n", "id=1 n=a", nil},
	{"carriage returns", "a.csv", "id,name\r\n1,a\r\n\r\n2,b\r\n", "id=1 name=a | id=2 name=b", nil},
	{"old Macintosh rows", "a.csv", "id,name\r1,a\r2,b\r", "id=1 name=a | id=2 name=b", nil},
	{"short and long rows keep all their cells", "a.csv", "id,name\n1\n2,b,+1 415 555 0123\n3,c\n4,d\n", "id=1 | c3=+1 415 555 0123 id=2 name=b | id=3 name=c | id=4 name=d", nil},
	{"no header, by its numbers", "a.csv", "1,+1 415 555 0123\n2,+1 415 555 0124\n", "c1=1 c2=+1 415 555 0123 | c1=2 c2=+1 415 555 0124", nil},
	{"no header, by a value that returns", "a.csv", "DE,Berlin\nDE,Bonn\nDE,Hamm\n", "c1=DE c2=Berlin | c1=DE c2=Bonn | c1=DE c2=Hamm", nil},
	{"an empty name in the header", "a.csv", "id,,name\n1,x,a\n", "c2=x id=1 name=a", nil},
	{"a name that stands twice", "a.csv", "id,tel,tel\n1,a,b\n", "id=1 tel=a+b", nil},
	{"a header in an old encoding", "a.csv", "id,Stra\xdfe\n1,a\n", "Straße=a id=1", nil},
	{"Excel's first line", "a.csv", "sep=;\nid;name\n1;a,b\n", "id=1 name=a,b", nil},
	{"quotes escaped by backslashes", "a.csv", `id,note` + "\n" + `1,"say \"x\", then"` + "\n" + `2,"b"` + "\n", `id=1 note=say "x", then | id=2 note=b`, nil},
	{"a quote that is none", "a.csv", "id,size\n1,5\" pipe\n2,b\n", "id=1 size=5\" pipe | id=2 size=b", nil},
	{"text behind a closing quote", "a.csv", "id,n\n1,\"a\"b\n2,c\n", "id=1 n=ab | id=2 n=c", []connectors.Reason{connectors.Malformed}},
	{"a quote that is never closed loses no row", "a.csv", "id,n\n1,\"a\n2,b\n3,c\n", "id=1 n=\"a | id=2 n=b | id=3 n=c", []connectors.Reason{connectors.Malformed}},
	{"only a header", "a.csv", "id,name\n", "", nil},
	{"one column", "a.csv", "phone\n+1 415 555 0123\n+1 415 555 0124\n", "phone=+1 415 555 0123 | phone=+1 415 555 0124", nil},
	{"a number in the header", "a.csv", "id,call 4155550123 now\n1,a\n2,b\n", "c1=id c2=call 4155550123 now | c1=1 c2=a | c1=2 c2=b", nil},
	{"zero bytes", "a.csv", "id,n\n1,a\x00b\n", "id=1 n=a\x00b", nil},
	{"bytes that are no UTF-8", "a.csv", "id,n\n1,M\xfcnchen\n", "id=1 n=München", nil},

	// JSON.
	{"an array of objects", "a.json", `[{"a":1,"b":{"c":["x","y"]}},{"a":null,"b":{}}]`, "a=1 b.c[]=x+y | a=NULL", nil},
	{"an object", "a.json", `{"a":1,"tags":["x","y"],"b":{"c":true}}`, "a=1 b.c=true tags[]=x+y", nil},
	{"arrays of objects in an object", "a.json", `{"total":2,"data":[{"x":1},{"x":2}],"next":"z"}`, "data[].x=1 | data[].x=2 | next=z total=2", nil},
	{"features", "a.json", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"contact:phone":"+1 415 555 0123"}}]}`,
		"properties.contact:phone=+1 415 555 0123 type=Feature", nil},
	{"features without a type", "a.geojson", `{"by":"me","features":[{"geometry":null,"properties":{"n":1}}]}`, "geometry=NULL properties.n=1 | $.by=me", nil},
	{"features that are none", "a.geojson", `{"features":[{"name":"x"}]}`, "features[].name=x", nil},
	{"numbers keep their digits", "a.json", `[{"a":14155550123,"b":123456789012345678901234567890,"c":4155550123.0,"d":4.155550123e9,"e":-0,"f":1.5e-7,"g":0.1}]`,
		"a=14155550123 b=123456789012345678901234567890 c=4155550123 d=4155550123 e=0 f=0.00000015 g=0.1", nil},
	{"what is not a number", "a.json", `[{"a":NaN},{"a":-Infinity},{"a":1}]`, "a=NULL | a=NULL | a=1", nil},
	{"lines of another language under the name of JSON", "a.json", "{'a': '+1 415 555 0123', 'b': None}\n", "text={'a': '+1 415 555 0123', 'b': None}", nil},
	{"blanks as HTML writes them", "a.csv", "id,phone\n1,+1&nbsp;415&#160;555&#xA0;0123\n", "id=1 phone=+1\u00a0415\u00a0555\u00a00123", nil},
	{"escapes", "a.json", `[{"a":"\u0031\n\"\\\ud83d\ude00\ud83dx"}]`, "a=1\n\"\\😀\uFFFDx", nil},
	{"scalars in an array", "a.json", `["a","b"]`, "value=a | value=b", nil},
	{"arrays in an array", "a.json", `[["a","b"],["c"]]`, "[]=a+b | []=c", nil},
	{"a key that holds a number", "a.json", `[{"+1 415 555 0123":{"name":"a"}}]`, "{}#key=+1 415 555 0123 {}.name=a", nil},
	{"a key with a number in it", "a.json", `[{"tel_4155550123":"a"}]`, "tel_{}=a tel_{}#key=tel_4155550123", nil},
	{"an empty key", "a.json", `[{"":1}]`, `""=1`, nil},
	{"two ways to one path", "a.json", `[{"a":{"b":1},"a.b":2}]`, "a.b=1+2", nil},
	{"an end in the middle", "a.json", `[{"a":1},{"a":2,"b":"x`, "a=1 | a=2 b=x", []connectors.Reason{connectors.Malformed}},
	{"damage in the middle", "a.json", `[{"a":1},{"a":2 "b":3}]`, "a=1 | a=2", []connectors.Reason{connectors.Malformed}},
	{"several documents", "a.json", "{\"a\":\n1}\n{\"a\":2}", "a=1 | a=2", nil},
	{"a value a line in a .json", "a.json", "{\"a\":1}\n{\"a\":2}\n", "a=1 | a=2", nil},
	{"a line that is no JSON", "a.ndjson", "{\"a\":1}\nERROR\n{\"a\":\n{\"a\":3}\n{\"a\":\"4\n{\"a\":5}\n", "a=1 | a=3 | a=4 | a=5", []connectors.Reason{connectors.Malformed}},
	{"text behind a value", "a.ndjson", "{\"a\":1} x\n{\"a\":2}\n", "a=1 | a=2", []connectors.Reason{connectors.Malformed}},
	{"blank lines", "a.ndjson", "\n{\"a\":1}\n\n{\"a\":2}", "a=1 | a=2", nil},
	{"spread over lines", "a.ndjson", "{\n\"a\":1}\n{\"a\":\n2}", "a=1 | a=2", nil},

	// YAML.
	{"a mapping", "a.yaml", "name: x\ncontact:\n  phones:\n    - +1 415 555 0123\n    - 0171 3920001\n", "contact.phones[]=+1 415 555 0123+0171 3920001 name=x", nil},
	{"a plus and a zero are kept", "a.yaml", "a: +14155550123\nb: 01713920001\nc: 14155550123\nd: 1.50\ne: yes\nf: ~\ng: true\n", "a=+14155550123 b=01713920001 c=14155550123 d=1.5 e=yes f=NULL g=true", nil},
	{"a sequence of mappings", "a.yml", "- a: 1\n- a: 2\n", "a=1 | a=2", nil},
	{"records and what is beside them", "a.yaml", "v: 1\nusers:\n  - n: a\n  - n: b\n", "users[].n=a | users[].n=b | v=1", nil},
	{"several YAML documents", "a.yaml", "a: 1\n---\na: 2\n", "a=1 | a=2", nil},
	{"anchors are read once", "a.yaml", "a: &x\n  t: 1\nb: *x\n", "a.t=1", nil},
	{"block text", "a.yaml", "a: |\n  call\n  +1 415 555 0123\n", "a=call\n+1 415 555 0123\n", nil},
	{"comments", "a.yaml", "# ask +1 415 555 0123\na: 1 # or +1 415 555 0124\n", "#comment=ask +1 415 555 0123+or +1 415 555 0124 a=1", nil},
	{"YAML that is none", "a.yaml", "a: [1\nb: +1 415 555 0123\n", "text=a: [1 | text=b: +1 415 555 0123", []connectors.Reason{connectors.Malformed}},

	// XML.
	{"elements", "a.xml", `<?xml version="1.0"?><users><user id="1"><name>a</name><tel>x</tel><tel>y</tel></user><user id="2"/></users>`,
		"user.@id=1 user.name=a user.tel=x+y | user.@id=2", nil},
	{"records further in", "a.xml", `<rss><channel><title>t</title><item><a>1</a></item><item><a>2</a></item></channel></rss>`,
		"channel.item.a=1 | channel.item.a=2 | channel.title=t", nil},
	{"text around elements, entities and CDATA", "a.xml", "<r><p>a &amp; b<i>c</i>d</p><p><![CDATA[<x> &amp;]]></p></r>", "p=a & b+d p.i=c | p=<x> &amp;", nil},
	{"one of everything", "a.xml", `<r v="1"><a>x</a><b/></r>`, "@v=1 a=x b=", nil},
	{"an end inside", "a.xml", `<r><a>1</a><a>2`, "a=1 | a=2", []connectors.Reason{connectors.Malformed}},
	{"tags that do not match", "a.xml", `<r><a><b>1</a><a>2</a></r>`, "a.b=1 | a=2", nil},
	{"comments and a doctype", "a.xml", `<!DOCTYPE r [<!ENTITY x "y">]><r><!-- tel --><a>1</a><a>2</a></r>`, "a=1 | a=2 | #comment=tel", nil},

	// Text.
	{"lines", "a.txt", "a\r\n\nb", "text=a | text= | text=b", nil},
	{"Markdown", "a.md", "# t\n[call](tel:+14155550123)\n", "text=# t | text=[call](tel:+14155550123)", nil},
	{"a log line is no JSON", "a.log", "[2026-11-23 10:00] call\n[x] y\n", "text=[2026-11-23 10:00] call | text=[x] y", nil},
	{"a log of JSON", "a.log", "{\"a\":1}\n{\"a\":2}\n", "a=1 | a=2", nil},
	{"HTML", "a.html", "<html><head><title>t</title><style>x</style></head><body><p>call <b>+1 415</b>\n 555 0123<br>or <a href=\"tel:+14155550124\">us</a></p><script>var a = 1;</script></body></html>",
		"text=t | text=call +1 415 555 0123 | @href=tel:+14155550124 text=or us | script=var a = 1;", nil},
	{"a table in HTML", "a.html", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "text=a b | text=c", nil},

	// Cards.
	{"cards", "a.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\\, B\r\nitem1.TEL;TYPE=cell:+1 415\r\n  555 0123\r\nTEL:x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:C\r\nEND:VCARD\r\n",
		"fn=A, B tel=+1 415 555 0123+x version=3.0 | fn=C", nil},
	{"quoted-printable", "a.vcf", "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\n=3Db\nEND:VCARD\n", "note=a=b", nil},
	{"a card without an end", "a.vcf", "BEGIN:VCARD\nTEL:1\n", "tel=1", []connectors.Reason{connectors.Malformed}},

	// SQL.
	{"INSERT", "a.sql", "INSERT INTO `users` (`id`,`tel`,`n`) VALUES (1,'+1 415 555 0123',NULL),(-2,'it\\'s; (x)',0x41);\nINSERT INTO users VALUES (3);",
		"users.id=1 users.n=NULL users.tel=+1 415 555 0123 | users.id=-2 users.n=A users.tel=it's; (x) | users.c1=3", nil},
	{"columns of CREATE TABLE", "a.sql", "CREATE TABLE public.t (id int PRIMARY KEY, \"tel no\" text DEFAULT 'x', CONSTRAINT c CHECK (id > 0));\nINSERT INTO t VALUES (1, 'it''s \\');",
		"text=x | t.id=1 t.tel no=it's \\", nil},
	{"COPY", "a.sql", "COPY public.users (id, tel, note) FROM stdin;\n1\t+1 415 555 0123\ta\\tb\n2\t\\N\t\n\\.\nSELECT 1;\n", "users.id=1 users.note=a\tb users.tel=+1 415 555 0123 | users.id=2 users.note= users.tel=NULL", nil},
	{"casts, calls and other dialects", "a.sql", "INSERT [dbo].[T] ([a],[b],[c],[d]) VALUES (N'x', CAST(N'y' AS date), 1.50::numeric, now());", "T.a=x T.b=y T.c=1.5 T.d=now", nil},
	{"a script of SQL Server", "a.sql", "USE [Shop]\nGO\nINSERT [dbo].[T] ([a],[b]) VALUES (N'x', 1)\nGO\nINSERT INTO [T] ([a],[b]) VALUES (N'y', 2)\nINSERT [T] ([a],[b]) VALUES (N'z', 3)\nGO\n", "T.a=x T.b=1 | T.a=y T.b=2 | T.a=z T.b=3", nil},
	{"comments and other statements", "a.sql", "-- call +1 415 555 0123\nUPDATE t SET tel = '+1 415 555 0124' WHERE id = 1;\n", "text=call +1 415 555 0123++1 415 555 0124", nil},

	// Around.
	{"an empty file", "a.csv", "", "", nil},
	{"nothing but blanks", "a.json", " \n", "", nil},
	{"a database", "a.db", "SQLite format 3\x00\x10\x00\x01\x01", "", []connectors.Reason{connectors.Unsupported}},
	{"a compressed dump", "a.sql", "PGDMP\x01\x0e\x00\x04\x08\x01", "", []connectors.Reason{connectors.Unsupported}},
	{"a picture", "a", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "", []connectors.Reason{connectors.Unsupported}},
	{"a number in the name", "calls 4155550123.txt", "a\nb\n", "text=a {name}=calls 4155550123.txt | text=b", nil},
	{"a number in the name of nothing", "4155550123.txt", "", "{name}=4155550123.txt", nil},
}

func TestRead(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := readAll(t, strings.NewReader(c.in), Options{Name: c.file, Redact: connectortest.Redact})
			if got := r.String(); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
			var gaps []connectors.Reason
			for _, g := range r.gaps {
				gaps = append(gaps, g.Reason)
			}
			if !slices.Equal(gaps, c.gaps) {
				t.Errorf("gaps %v, want %v", r.gaps, c.gaps)
			}
		})
	}
}

// Small batches must not change what is read.
func TestReadInSmallBatches(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Name: c.file, Redact: connectortest.Redact, Want: connectors.Want{MaxBatch: 4}}
			if got := readAll(t, strings.NewReader(c.in), o).String(); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}
