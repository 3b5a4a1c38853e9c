package mongodb

import (
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/connectortest"
	"github.com/dialmap/dialmap/connectors/format"
)

// walked is what one document gives.
func walked(t testing.TB, doc bson.D) []value {
	t.Helper()
	raw, err := bson.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	vs, err := walkRaw(raw)
	if err != nil {
		t.Fatal(err)
	}
	return vs
}

func walkRaw(raw bson.Raw) (vs []value, err error) {
	b := format.NewBuilder(format.Options{Redact: connectortest.Redact}, func(b *connectors.Batch, e error) bool {
		if e != nil {
			err = e
			return true
		}
		for i := range b.Cols {
			c := &b.Cols[i]
			for j := range c.Len() {
				v, f := c.Value(j)
				text := string(v)
				if f&connectors.Null != 0 {
					text = "NULL"
				}
				vs = append(vs, value{c.Field.Path, c.Field.Type, text})
			}
		}
		return true
	})
	w := walker{b: b}
	if e := w.document(raw); e != nil {
		err = e
	}
	b.Finish()
	return vs, err
}

// Damaged documents give an error, never a panic; valid ones are read.
func FuzzDocument(f *testing.F) {
	for _, doc := range []bson.D{
		{},
		{{Key: "a", Value: bson.A{1, "x", bson.D{{Key: "b", Value: nil}}}}},
		{{Key: "+1 415 555 0123", Value: 1.5}, {Key: "c", Value: bson.CodeWithScope{Code: "f", Scope: bson.D{}}}},
		{{Key: "d", Value: bson.Binary{Data: []byte{1}}}, {Key: "e", Value: bson.NewDecimal128(1, 2)}},
	} {
		raw, err := bson.Marshal(doc)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, _ = walkRaw(raw)
		var doc bson.D
		if bson.Unmarshal(raw, &doc) != nil {
			return
		}
		valid, err := bson.Marshal(doc)
		if err != nil {
			return
		}
		_, err = walkRaw(valid)
		var e *connectors.Error
		if err != nil && !errors.Is(err, errDepth) && !(errors.As(err, &e) && e.Reason == connectors.Limit) {
			t.Errorf("a document that is valid: %v", err)
		}
	})
}

func TestDeepDocument(t *testing.T) {
	var v any = 1
	for range 300 {
		v = bson.D{{Key: "a", Value: v}}
	}
	raw, err := bson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	_, err = walkRaw(raw)
	if e, ok := err.(*connectors.Error); !ok || e.Reason != connectors.Malformed {
		t.Errorf("got %v, want an error of reason malformed", err)
	}
}

func BenchmarkWalk(b *testing.B) {
	var raws []bson.Raw
	size := 0
	for _, doc := range fixture() {
		raw, err := bson.Marshal(doc)
		if err != nil {
			b.Fatal(err)
		}
		raws = append(raws, raw)
		size += len(raw)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	build := format.NewBuilder(format.Options{Redact: connectortest.Redact}, func(*connectors.Batch, error) bool { return true })
	w := walker{b: build}
	for b.Loop() {
		for _, raw := range raws {
			if err := w.document(raw); err != nil {
				b.Fatal(err)
			}
		}
	}
}
