package laws

import _ "embed"

// Schema is the JSON Schema of `dialmap laws --format json`.
//
//go:embed laws.schema.json
var Schema []byte

// AdequacySchema is the JSON Schema of `dialmap adequacy --format json`.
//
//go:embed adequacy.schema.json
var AdequacySchema []byte
