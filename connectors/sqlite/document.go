package sqlite

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// maxDepth of a document that is opened up.
const maxDepth = 1000

// document adds the values of a JSON text under their paths. What is not JSON,
// or nested too deep, is added as the text it is: SQLite holds no column to
// its declaration.
func document(b *format.Builder, p format.Path, text []byte) {
	if !json.Valid(text) || depth(text) > maxDepth {
		b.Add(p, connectors.Text, text)
		return
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // a float would lose the digits of a long number
	w := walker{b, d}
	w.value(p)
}

// depth is how deep brackets nest in valid JSON.
func depth(text []byte) (deepest int) {
	now, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// walker goes through valid JSON: its tokens cannot fail.
type walker struct {
	b *format.Builder
	d *json.Decoder
}

func (w walker) value(p format.Path) {
	token, err := w.d.Token()
	if err != nil {
		return
	}
	switch v := token.(type) {
	case json.Delim:
		w.nested(p, v)
	case nil:
		w.b.Null(p)
	case bool:
		w.b.Add(p, connectors.Boolean, strconv.AppendBool(nil, v))
	case json.Number:
		text, typ := number(string(v))
		w.b.Add(p, typ, []byte(text))
	case string:
		w.b.Add(p, connectors.Text, []byte(v))
	}
}

func (w walker) nested(p format.Path, open json.Delim) {
	for w.d.More() {
		if open == '[' {
			w.value(w.b.Element(p))
			continue
		}
		key, err := w.d.Token()
		if err != nil {
			return
		}
		w.value(w.b.Key(p, []byte(key.(string))))
	}
	_, _ = w.d.Token() // the closing one
}

// number is a JSON number in canonical text: an integer as it stands, anything
// else shortest without exponent.
func number(s string) (text, typ string) {
	if !strings.ContainsAny(s, ".eE") {
		return s, connectors.Integer
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s, connectors.Float // beyond what a float holds
	}
	return strconv.FormatFloat(f, 'f', -1, 64), connectors.Float
}
