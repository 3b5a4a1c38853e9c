package config

import _ "embed"

//go:embed config.schema.json
var schema []byte

// Schema is the JSON Schema of the configuration, for editors and for checks
// before a file is deployed. References between parts of the file (names that
// are unique, vendors that are listed) are beyond it; [Load] checks them.
func Schema() []byte { return schema }
