package laws

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestOutputsFollowTheirSchema(t *testing.T) {
	c := catalog(t)
	valid(t, Schema, c.All(today))
	valid(t, Schema, c.On("AF", today))
	for _, from := range c.Jurisdictions() {
		for _, to := range []string{"EU", "US", "NO", "GI", "JP", "AE-DIFC", "001"} {
			valid(t, AdequacySchema, c.Adequacy(from, to, today))
		}
	}
	valid(t, AdequacySchema, c.Adequacy("XX", "YY", today))
}

func valid(t *testing.T, schema []byte, v any) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiledSchema(t, schema).Validate(doc); err != nil {
		t.Errorf("%.200s…: %v", b, err)
	}
}

var schemas = map[string]*jsonschema.Schema{}

func compiledSchema(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	if s := schemas[string(schema)]; s != nil {
		return s
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	comp := jsonschema.NewCompiler()
	comp.AssertFormat()
	if err := comp.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := comp.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schemas[string(schema)] = s
	return s
}
