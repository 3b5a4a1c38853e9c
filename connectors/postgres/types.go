package postgres

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// class says how values of a type are read and written down.
type class uint8

const (
	asText   class = iota // long; cut at MaxValue
	asOther               // the type's own text: ranges, composites, geometry, ...
	asShort               // text that cannot be long
	asInt                 // decimal as it stands
	asNumber              // numeric: plain as it stands
	asFloat
	asBool
	asTime  // timestamp with time zone
	asNaive // timestamp without
	asDate
	asBytes
	asJSON
	asHstore
	asArray
)

// sqlType is a type with domains taken off.
type sqlType struct {
	class class
	elem  *sqlType // of an array
	delim byte     // between its elements
	owned bool     // by a user of the server: whoever owns it may define casts and functions of it
}

// field describes a column of this type.
func (t sqlType) field(path string) connectors.Field {
	if t.class == asArray {
		return t.elem.field(path + "[]")
	}
	return connectors.Field{Path: path, Type: t.name()}
}

// name is the type as the contract calls it.
func (t sqlType) name() string {
	switch t.class {
	case asInt:
		return connectors.Integer
	case asNumber:
		return connectors.Decimal
	case asFloat:
		return connectors.Float
	case asBool:
		return connectors.Boolean
	case asTime, asNaive:
		return connectors.Timestamp
	case asDate:
		return connectors.Date
	case asBytes:
		return connectors.Bytes
	case asJSON, asHstore:
		return connectors.JSON
	}
	return connectors.Text
}

// builtin are the server's own types, by name in pg_catalog.
var builtin = map[string]class{
	"text": asText, "varchar": asText, "bpchar": asText, "xml": asOther,
	"name": asShort, "char": asShort, "uuid": asShort, "time": asShort, "timetz": asShort,
	"interval": asShort, "inet": asShort, "cidr": asShort, "macaddr": asShort, "macaddr8": asShort, "money": asShort,
	"int2": asInt, "int4": asInt, "int8": asInt, "oid": asInt,
	"numeric": asNumber, "float4": asFloat, "float8": asFloat, "bool": asBool,
	"timestamptz": asTime, "timestamp": asNaive, "date": asDate,
	"bytea": asBytes, "json": asJSON, "jsonb": asJSON,
}

// typeRow is one row of pg_type.
type typeRow struct {
	schema, name, base, elem string
	kind, category, delim    byte
}

type typeTable map[string]typeRow

// loadTypes reads the types that column i of rows names, and what they are
// made of.
func (s *session) loadTypes(ctx context.Context, rows [][][]byte, i int) (typeTable, error) {
	types := typeTable{}
	var ids []string
	for _, row := range rows {
		ids = append(ids, string(row[i]))
	}
	for len(ids) > 0 {
		slices.Sort(ids)
		ids = slices.Compact(ids)
		found, err := s.query(ctx, `select t.oid, n.nspname, t.typname, t.typbasetype,
			case when t.typcategory = 'A' then t.typelem else 0 end, t.typtype, t.typcategory, t.typdelim
			from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
			where t.oid = any ($1::pg_catalog.oid[])`, "{"+strings.Join(ids, ",")+"}")
		if err != nil {
			return nil, err
		}
		ids = ids[:0]
		for _, f := range found {
			types[string(f[0])] = typeRow{
				schema: string(f[1]), name: string(f[2]), base: string(f[3]), elem: string(f[4]),
				kind: f[5][0], category: f[6][0], delim: f[7][0],
			}
		}
		for _, t := range types {
			for _, id := range []string{t.base, t.elem} {
				if _, ok := types[id]; !ok && id != "0" {
					ids = append(ids, id)
				}
			}
		}
	}
	return types, nil
}

// baseType is the type below all domains, which is what the server sends.
func (types typeTable) baseType(id string) string {
	for t, ok := types[id]; ok && t.kind == 'd'; t, ok = types[id] {
		id = t.base
	}
	return id
}

// resolve takes off domains and looks into arrays.
func (types typeTable) resolve(id string) sqlType {
	t, ok := types[types.baseType(id)]
	if !ok {
		return sqlType{class: asOther, owned: true}
	}
	resolved := sqlType{class: asOther, owned: t.schema != "pg_catalog"}
	switch {
	case t.elem != "0":
		elem := types.resolve(t.elem)
		resolved.class, resolved.elem, resolved.delim = asArray, &elem, ','
		if e, ok := types[t.elem]; ok {
			resolved.delim = e.delim
		}
	case t.kind == 'e':
		resolved.class = asShort
	case !resolved.owned:
		if c, ok := builtin[t.name]; ok {
			resolved.class = c
		}
	case t.name == "citext" && t.kind == 'b':
		resolved.class = asText
	case t.name == "hstore" && t.kind == 'b':
		resolved.class = asHstore
	}
	return resolved
}

// limits are how many bytes of a value are read: of one that is a value itself,
// and of one that holds several (JSON, arrays), each of them again cut at value.
type limits struct{ value, document int }

// documentFloor keeps small limits from cutting every document to pieces.
const documentFloor = 1 << 20

func newLimits(w connectors.Want) limits {
	value, _ := w.Limits()
	return limits{value: value, document: max(value, documentFloor)}
}

// most is the bytes of a column of type t that are read.
func (l limits) most(t sqlType) int {
	switch t.class {
	case asJSON, asHstore, asArray:
		return l.document
	}
	return l.value
}

// expression selects name, cut one character or byte behind the limit, which
// tells that it was cut.
//
// Whoever owns a type may define casts from it, also ones that the server
// applies by itself to the argument of a function, and they would run with the
// rights of the scan's login. So a value of such a type is handed only to
// functions that take any type as it is; those write it with its own output
// function, as the server does when it sends one.
func (l limits) expression(name string, t sqlType) string {
	column := quote(name)
	most := strconv.Itoa(l.most(t) + 1)
	text := textOf(column, t)
	switch {
	case !t.long():
		return column
	case t.class == asBytes:
		return "pg_catalog.substring(" + column + ", 1, " + most + ")"
	case t.owned:
		return "case when pg_catalog.num_nonnulls(" + column + ") = 1 then pg_catalog.left(" + text + ", " + most + ") end"
	case t.class == asText:
		// The length of a stored value is known without unpacking it.
		return "case when pg_catalog.octet_length(" + text + ") < " + most + " then " + text + " else pg_catalog.left(" + text + ", " + most + ") end"
	}
	return "pg_catalog.left(" + text + ", " + most + ")"
}

// textOf writes column as text without a cast that a user may have defined.
// Where it is null, concat gives the empty text.
func textOf(column string, t sqlType) string {
	if t.owned {
		return "pg_catalog.concat(" + column + ")"
	}
	return column + "::pg_catalog.text"
}

// excess counts the values of name beyond the limit and the bytes not read.
func (l limits) excess(name string, t sqlType) string {
	value := quote(name)
	if t.class != asBytes {
		value = textOf(value, t)
	}
	length := "pg_catalog.octet_length(" + value + ")"
	most := strconv.Itoa(l.most(t))
	return "pg_catalog.count(*) filter (where " + length + " > " + most + ")" +
		", coalesce(pg_catalog.sum(greatest(" + length + " - " + most + ", 0)), 0)"
}

// long says whether values of t may exceed a limit.
func (t sqlType) long() bool {
	switch t.class {
	case asText, asOther, asBytes, asJSON, asHstore, asArray:
		return true
	}
	return false
}
