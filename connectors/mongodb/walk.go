package mongodb

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// maxDepth of nested documents: twice what MongoDB stores.
const maxDepth = 200

var (
	errBytes = errors.New("document ends early")
	errDepth = errors.New("document too deep")
)

// walker puts documents into batches. It reads their bytes as they came: no
// document is built in memory.
type walker struct {
	b       *format.Builder
	where   connectors.Part
	scratch []byte // the text of one number
}

func (w *walker) document(raw bson.Raw) error {
	err := w.members(w.b.Root(), raw, 0)
	w.b.End()
	if err == nil {
		return nil
	}
	text := "a document is damaged; what came before it was read"
	if errors.Is(err, errDepth) {
		text = "a document is nested more than 200 deep; what came before it was read"
	}
	return &connectors.Error{Part: w.where, Reason: connectors.Malformed, Text: text, Cause: err}
}

func (w *walker) members(at format.Path, doc []byte, depth int) error {
	return each(doc, depth, func(key []byte, v bsoncore.Value) error {
		return w.value(w.b.Key(at, key), v, depth)
	})
}

func (w *walker) elements(at format.Path, doc []byte, depth int) error {
	at = w.b.Element(at)
	return each(doc, depth, func(_ []byte, v bsoncore.Value) error { return w.value(at, v, depth) })
}

// each calls f for every member of doc.
func each(doc []byte, depth int, f func(key []byte, v bsoncore.Value) error) error {
	if depth > maxDepth {
		return errDepth
	}
	length, rest, ok := bsoncore.ReadLength(doc)
	if !ok || int(length) != len(doc) || length < 5 {
		return errBytes
	}
	for len(rest) > 1 {
		var e bsoncore.Element
		if e, rest, ok = bsoncore.ReadElement(rest); !ok {
			return errBytes
		}
		key, err := e.KeyBytesErr()
		if err != nil {
			return errBytes
		}
		v, err := e.ValueErr()
		if err != nil {
			return errBytes
		}
		if err := f(key, v); err != nil {
			return err
		}
	}
	return nil
}

// value adds v in canonical text.
func (w *walker) value(at format.Path, v bsoncore.Value, depth int) error {
	s := w.scratch[:0]
	switch v.Type {
	case bsoncore.TypeEmbeddedDocument:
		return w.members(at, v.Data, depth+1)
	case bsoncore.TypeArray:
		return w.elements(at, v.Data, depth+1)
	case bsoncore.TypeCodeWithScope:
		code, scope, ok := v.CodeWithScopeOK()
		if !ok {
			return errBytes
		}
		w.b.Add(at, connectors.Text, []byte(code))
		return w.members(at, scope, depth+1)
	case bsoncore.TypeNull, bsoncore.TypeUndefined:
		w.b.Null(at)
		return nil
	case bsoncore.TypeMinKey, bsoncore.TypeMaxKey:
		return nil // marks of an order: they hold nothing
	}
	typ, s, ok := text(s, v)
	if !ok {
		return errBytes
	}
	w.b.Add(at, typ, s)
	if cap(s) <= 1<<12 {
		w.scratch = s
	}
	return nil
}

// text appends the canonical text of v, which is neither null nor nested. ok
// is false where its bytes are damaged.
func text(s []byte, v bsoncore.Value) (typ string, out []byte, ok bool) {
	switch v.Type {
	case bsoncore.TypeString:
		t, ok := v.StringValueOK()
		return connectors.Text, append(s, t...), ok
	case bsoncore.TypeInt32:
		n, ok := v.Int32OK()
		return connectors.Integer, strconv.AppendInt(s, int64(n), 10), ok
	case bsoncore.TypeInt64:
		n, ok := v.Int64OK()
		return connectors.Integer, strconv.AppendInt(s, n, 10), ok
	case bsoncore.TypeDouble:
		f, ok := v.DoubleOK()
		return connectors.Float, strconv.AppendFloat(s, f, 'f', -1, 64), ok
	case bsoncore.TypeDecimal128:
		high, low, ok := v.Decimal128OK()
		return connectors.Decimal, append(s, decimal(bson.NewDecimal128(high, low))...), ok
	case bsoncore.TypeBoolean:
		b, ok := v.BooleanOK()
		return connectors.Boolean, strconv.AppendBool(s, b), ok
	case bsoncore.TypeDateTime:
		ms, ok := v.DateTimeOK()
		return connectors.Timestamp, instant(s, time.UnixMilli(ms)), ok
	case bsoncore.TypeTimestamp:
		seconds, _, ok := v.TimestampOK()
		return connectors.Timestamp, instant(s, time.Unix(int64(seconds), 0)), ok
	case bsoncore.TypeBinary:
		_, data, ok := v.BinaryOK()
		return connectors.Bytes, append(s, data...), ok
	}
	return rare(s, v)
}

// rare is text for the types that few documents have.
func rare(s []byte, v bsoncore.Value) (typ string, out []byte, ok bool) {
	switch v.Type {
	case bsoncore.TypeObjectID:
		id, ok := v.ObjectIDOK()
		return connectors.Text, append(s, bson.ObjectID(id).Hex()...), ok
	case bsoncore.TypeSymbol:
		t, ok := v.SymbolOK()
		return connectors.Text, append(s, t...), ok
	case bsoncore.TypeJavaScript:
		t, ok := v.JavaScriptOK()
		return connectors.Text, append(s, t...), ok
	case bsoncore.TypeRegex:
		pattern, _, ok := v.RegexOK()
		return connectors.Text, append(s, pattern...), ok
	case bsoncore.TypeDBPointer:
		ns, id, ok := v.DBPointerOK()
		return connectors.Text, append(append(append(s, ns...), '/'), bson.ObjectID(id).Hex()...), ok
	}
	return connectors.Bytes, append(s, v.Data...), true // a type of a later version
}

func instant(s []byte, t time.Time) []byte { return t.UTC().AppendFormat(s, time.RFC3339Nano) }

// decimal is d without an exponent.
func decimal(d bson.Decimal128) string {
	digits, exp, err := d.BigInt()
	if err != nil {
		return d.String() // NaN and the infinities
	}
	if exp >= 0 {
		return digits.Mul(digits, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(exp)), nil)).String()
	}
	s, sign := digits.String(), ""
	if s[0] == '-' {
		s, sign = s[1:], "-"
	}
	if len(s) <= -exp {
		s = strings.Repeat("0", -exp-len(s)+1) + s
	}
	return sign + s[:len(s)+exp] + "." + s[len(s)+exp:]
}
