package format

import (
	"bytes"
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
)

// A sample of a format: an object of at least two records, of which phone is
// the field that holds "+1 415 555 0123" in the first.
type sample struct {
	content string
	phone   string
}

const sampleNumber = "+1 415 555 0123"

// samples has one of every format that is read as a stream.
var samples = map[Kind]sample{
	CSV:       {"id,phone,city\n1,+1 415 555 0123,Bonn\n2,x,Hamm\n3,y,Kiel\n", "phone"},
	TSV:       {"id\tphone\n1\t+1 415 555 0123\n2\tx\n", "phone"},
	JSON:      {"[\n{\"id\": 1, \"phone\": \"+1 415 555 0123\"},\n{\"id\": 2, \"phone\": \"x\"}\n]", "phone"},
	GeoJSON:   {`{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"phone": "+1 415 555 0123"}}, {"type": "Feature", "properties": {"phone": "x"}}]}`, "properties.phone"},
	NDJSON:    {"{\"id\": 1, \"phone\": \"+1 415 555 0123\"}\n{\"id\": 2}\n", "phone"},
	YAML:      {"---\n- phone: +1 415 555 0123\n- phone: x\n", "phone"},
	XML:       {`<?xml version="1.0"?><users><user><phone>+1 415 555 0123</phone></user><user><phone>x</phone></user></users>`, "user.phone"},
	HTML:      {"<!doctype html><p>+1 415 555 0123</p><p>x</p>", TextField},
	Markdown:  {"+1 415 555 0123\nx\n", TextField},
	Text:      {"+1 415 555 0123\nx\n", TextField},
	VCard:     {"BEGIN:VCARD\nTEL:+1 415 555 0123\nEND:VCARD\nBEGIN:VCARD\nTEL:x\nEND:VCARD\n", "tel"},
	ICalendar: {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nCONTACT:+1 415 5\n 55 0123\nEND:VEVENT\nBEGIN:VEVENT\nCONTACT:x\nEND:VEVENT\nEND:VCALENDAR\n", "contact"},
	LDIF:      {"dn: cn=a\ntelephoneNumber: +1 415 5\n 55 0123\n\ndn: cn=b\ntelephoneNumber:: eA==\n", "telephoneNumber"},
	HL7:       {"MSH|^~\\&|A|B\rPID|1||7||Doe^Ada||||||||+1 415 555 0123^PRN~^PRN^PH^^1^415^5550124\rMSH|^~\\&|A|B\rPID|2\r", "PID-13{phone}"},
	SQL:       {"INSERT INTO t (id, phone) VALUES (1, '+1 415 555 0123');\nINSERT INTO t (id, phone) VALUES (2, 'x');\n", "t.phone"},
}

// kindConstants are the constants of type Kind in format.go, but for Unknown.
func kindConstants(t *testing.T) (names []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "format.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "Kind" && v.Names[0].Name != "Unknown" {
				names = append(names, strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`))
			}
		}
		return true
	})
	return names
}

func TestEveryKindHasOneRow(t *testing.T) {
	var rows []string
	for _, r := range registry {
		rows = append(rows, string(r.kind))
	}
	kinds := kindConstants(t)
	if len(kinds) < 10 {
		t.Fatalf("only %d kinds found", len(kinds))
	}
	slices.Sort(rows)
	slices.Sort(kinds)
	if !slices.Equal(rows, kinds) {
		t.Errorf("rows %v, kinds %v", rows, kinds)
	}
}

// TestEveryRowIsWhole holds each row to what the readers of objects rely on.
func TestEveryRowIsWhole(t *testing.T) {
	extensions := map[string]Kind{}
	for _, r := range registry {
		t.Run(string(r.kind), func(t *testing.T) {
			if r.unit == "" || r.kind.Unit() != r.unit {
				t.Errorf("no unit: say what a record is called")
			}
			for _, e := range r.extensions {
				if e != strings.ToLower(e) || !strings.HasPrefix(e, ".") {
					t.Errorf("extension %q is not in lower case with its dot", e)
				}
				if other, twice := extensions[e]; twice {
					t.Errorf("extension %s belongs to %s too", e, other)
				}
				extensions[e] = r.kind
				if k, sure := ByName("A" + strings.ToUpper(e) + ".gz"); k != r.kind || sure != r.sure {
					t.Errorf("ByName of %s: %s, %v", e, k, sure)
				}
			}
			if r.kind != Binary && len(r.extensions) == 0 {
				t.Error("no extension")
			}
			if (r.stream != nil) != (r.access == accessStream) {
				t.Error("a row has a stream reader, or says how else it is read")
			}
			if r.stream != nil {
				testStream(t, r)
			}
		})
	}
}

// testStream reads the sample of a row: whole, its head, cut short, cancelled,
// and under a name that says nothing.
func testStream(t *testing.T, r row) {
	s, ok := samples[r.kind]
	if !ok {
		t.Fatal("no sample: add one to samples")
	}
	read := func(o Options, content string) result {
		o.Redact = connectortest.Redact
		return readAll(t, strings.NewReader(content), o)
	}
	whole := read(Options{Kind: r.kind}, s.content)
	if len(whole.gaps) > 0 || len(whole.docs) < 2 {
		t.Fatalf("whole: %d records and gaps %v", len(whole.docs), whole.gaps)
	}
	if v := whole.docs[0][s.phone]; len(v) == 0 || v[0] != sampleNumber {
		t.Errorf("whole: %s is %q in the first record %v", s.phone, v, whole.docs[0])
	}
	named := read(Options{Name: "a" + r.extensions[0]}, s.content)
	if named.String() != whole.String() {
		t.Errorf("by its extension: %s", named)
	}
	if r.looksLike != nil || r.magic != nil {
		if k := Sniff("object", []byte(s.content)); k != r.kind {
			t.Errorf("its content is taken for %s", k)
		}
	}
	head := read(Options{Kind: r.kind, Want: connectors.Want{Draw: connectors.Head, N: 1}}, s.content)
	if len(head.docs) != 1 {
		t.Errorf("head of one: %d records", len(head.docs))
	}
	for n := range len(s.content) {
		if got := read(Options{Kind: r.kind}, s.content[:n]); len(got.docs) > len(whole.docs)+1 {
			t.Errorf("cut at byte %d: %d records of %d", n, len(got.docs), len(whole.docs))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := readCtx(t, ctx, bytes.NewReader([]byte(s.content)), Options{Kind: r.kind})
	if len(got.docs) != 0 || !slices.Contains(got.reasons(), string(connectors.Interrupted)) {
		t.Errorf("cancelled: %d records and gaps %v", len(got.docs), got.gaps)
	}
}

func TestObjectsThatAreNoStreamsSayHowToReadThem(t *testing.T) {
	n := 0
	for _, r := range registry {
		if r.stream != nil {
			continue
		}
		n++
		got := readAll(t, strings.NewReader("PAR1 or anything"), Options{Kind: r.kind, Name: "a"})
		if len(got.docs) != 0 || !slices.Equal(got.reasons(), []string{string(connectors.Unsupported)}) || got.gaps[0].Text == "" {
			t.Errorf("%s: %d records and gaps %v", r.kind, len(got.docs), got.gaps)
		}
	}
	if n == 0 {
		t.Fatal("there are no such rows")
	}
}
