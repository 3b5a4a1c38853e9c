package mysql

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// class says how values of a type are read and written down.
type class uint8

const (
	asText class = iota
	asInt
	asNumber // decimal: plain as it stands
	asFloat
	asDouble
	asBool // tinyint(1), which is what BOOLEAN makes
	asBit
	asTime  // timestamp, in UTC
	asNaive // datetime
	asDate
	asBytes
	asJSON
	asGeometry
)

// sqlType is the type of a column.
type sqlType struct {
	class    class
	unsigned bool
	ordered  bool  // what is written down is in the order of an index
	chars    int64 // at most, of text and bytes; -1: no such limit
}

// classes of the server's types, by the name without length.
var typeClasses = map[string]class{
	"tinyint": asInt, "smallint": asInt, "mediumint": asInt, "int": asInt, "bigint": asInt, "year": asInt,
	"decimal": asNumber, "float": asFloat, "double": asDouble, "bit": asBit,
	"timestamp": asTime, "datetime": asNaive, "date": asDate, "json": asJSON,
	"binary": asBytes, "varbinary": asBytes, "tinyblob": asBytes, "blob": asBytes, "mediumblob": asBytes, "longblob": asBytes,
	"geometry": asGeometry, "point": asGeometry, "linestring": asGeometry, "polygon": asGeometry,
	"multipoint": asGeometry, "multilinestring": asGeometry, "multipolygon": asGeometry,
	"geometrycollection": asGeometry, "geomcollection": asGeometry, "vector": asBytes,
}

// newType reads a type: name is int, full int(11) unsigned, chars what it holds.
func newType(name, full string, chars int64) sqlType {
	t := sqlType{class: typeClasses[strings.ToLower(name)], chars: chars}
	full = strings.ToLower(full)
	t.unsigned = strings.Contains(full, "unsigned")
	switch t.class {
	case asInt, asNumber, asTime, asNaive, asDate, asBytes:
		t.ordered = true
	case asText:
		t.ordered = slices.Contains([]string{"char", "varchar", "uuid", "inet4", "inet6"}, strings.ToLower(name))
	}
	switch {
	case strings.HasPrefix(full, "tinyint(1)") && !t.unsigned:
		t.class = asBool
	case full == "bit(1)":
		t.class = asBool
	}
	return t
}

// name is the type as the contract calls it.
func (t sqlType) name() string {
	switch t.class {
	case asInt, asBit:
		return connectors.Integer
	case asNumber:
		return connectors.Decimal
	case asFloat, asDouble:
		return connectors.Float
	case asBool:
		return connectors.Boolean
	case asTime, asNaive:
		return connectors.Timestamp
	case asDate:
		return connectors.Date
	case asBytes:
		return connectors.Bytes
	case asJSON:
		return connectors.JSON
	}
	return connectors.Text
}

// documentFloor keeps small limits from cutting every document to pieces.
const documentFloor = 1 << 20

// most is the bytes of a column of type t that are read, where a value has a
// limit: a document holds several values, each of them again cut there.
func (t sqlType) most(value int) int {
	if t.class == asJSON {
		return max(value, documentFloor)
	}
	return value
}

// long says whether values of t may exceed most bytes of UTF-8.
func (t sqlType) long(most int) bool {
	switch t.class {
	case asText, asJSON, asGeometry:
		return t.chars < 0 || t.chars > int64(most)/4
	case asBytes:
		return t.chars < 0 || t.chars > int64(most)
	}
	return false
}

// expression selects name; where it may be too long, cut one character or byte
// behind the limit.
func (t sqlType) expression(name string, most int) string {
	switch t.class {
	case asFloat:
		return name + " + 0e0" // as text the server gives six digits only
	case asBit:
		return name + " + 0"
	case asBool:
		return name + " + 0"
	case asGeometry:
		name = "st_astext(" + name + ")"
	}
	if t.long(most) {
		return "left(" + name + ", " + strconv.Itoa(most+1) + ")"
	}
	return name
}

// length is how long name is in what it is cut by: characters, or bytes.
func (t sqlType) length(name string) string {
	switch t.class {
	case asGeometry:
		return "char_length(st_astext(" + name + "))"
	case asBytes:
		return "octet_length(" + name + ")"
	}
	return "char_length(" + name + ")"
}

// append writes a value v in canonical text behind dst.
func (t sqlType) append(dst, v []byte) []byte {
	switch t.class {
	case asFloat:
		return appendFloat(dst, v, 32)
	case asDouble:
		return appendFloat(dst, v, 64)
	case asBool:
		switch string(v) {
		case "0":
			return append(dst, "false"...)
		case "1":
			return append(dst, "true"...)
		}
	case asTime:
		return appendTime(dst, v, "Z")
	case asNaive:
		return appendTime(dst, v, "")
	}
	return append(dst, v...)
}

// appendFloat writes a number in its shortest form without exponent.
func appendFloat(dst, v []byte, bits int) []byte {
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || math.IsInf(f, 0) {
		return append(dst, v...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, bits)
}

// appendTime writes 2026-01-02 03:04:05.600 as RFC 3339 has it. The zero date,
// and one of a month without a day, stay as they are.
func appendTime(dst, v []byte, zone string) []byte {
	day, clock, ok := bytes.Cut(v, []byte{' '})
	if !ok || bytes.Contains(day, []byte("-00")) {
		return append(dst, v...)
	}
	dst = append(append(dst, day...), 'T')
	if bytes.IndexByte(clock, '.') >= 0 {
		clock = bytes.TrimRight(bytes.TrimRight(clock, "0"), ".")
	}
	return append(append(dst, clock...), zone...)
}
