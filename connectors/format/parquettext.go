package format

import (
	"encoding/hex"
	"math/big"
	"strconv"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/parquet-go/parquet-go"
	parquetformat "github.com/parquet-go/parquet-go/format"
)

// parquetText is how values of a column's type are written, and what the type
// is called here.
func parquetText(t parquet.Type) (typ string, text func(dst []byte, v parquet.Value) []byte) {
	if l := t.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *parquetformat.StringType, *parquetformat.EnumType:
			return connectors.Text, asBytes
		case *parquetformat.JsonType:
			return connectors.JSON, asBytes
		case *parquetformat.UUIDType:
			return connectors.Text, asUUID
		case *parquetformat.DecimalType:
			scale := int(l.Scale)
			return connectors.Decimal, func(dst []byte, v parquet.Value) []byte { return appendDecimal(dst, unscaled(v), scale) }
		case *parquetformat.DateType:
			return connectors.Date, func(dst []byte, v parquet.Value) []byte {
				return time.Unix(int64(v.Int32())*86400, 0).UTC().AppendFormat(dst, time.DateOnly)
			}
		case *parquetformat.TimeType:
			return connectors.Text, asTime(unit(l.Unit))
		case *parquetformat.TimestampType:
			return connectors.Timestamp, asTimestamp(unit(l.Unit), l.IsAdjustedToUTC)
		case *parquetformat.IntType:
			if !l.IsSigned {
				return connectors.Integer, asUnsigned
			}
			return connectors.Integer, asInteger
		}
	}
	switch t.Kind() {
	case parquet.Boolean:
		return connectors.Boolean, func(dst []byte, v parquet.Value) []byte { return strconv.AppendBool(dst, v.Boolean()) }
	case parquet.Int32, parquet.Int64:
		return connectors.Integer, asInteger
	case parquet.Int96:
		return connectors.Timestamp, asInt96
	case parquet.Float:
		return connectors.Float, func(dst []byte, v parquet.Value) []byte {
			return strconv.AppendFloat(dst, float64(v.Float()), 'f', -1, 32)
		}
	case parquet.Double:
		return connectors.Float, func(dst []byte, v parquet.Value) []byte { return strconv.AppendFloat(dst, v.Double(), 'f', -1, 64) }
	}
	return connectors.Bytes, asBytes
}

func asBytes(dst []byte, v parquet.Value) []byte { return append(dst, v.ByteArray()...) }

func asInteger(dst []byte, v parquet.Value) []byte {
	if v.Kind() == parquet.Int32 {
		return strconv.AppendInt(dst, int64(v.Int32()), 10)
	}
	return strconv.AppendInt(dst, v.Int64(), 10)
}

func asUnsigned(dst []byte, v parquet.Value) []byte {
	if v.Kind() == parquet.Int32 {
		return strconv.AppendUint(dst, uint64(v.Uint32()), 10)
	}
	return strconv.AppendUint(dst, v.Uint64(), 10)
}

func asUUID(dst []byte, v parquet.Value) []byte {
	u := v.ByteArray()
	if len(u) != 16 {
		return append(dst, u...)
	}
	for i, n := range []int{4, 2, 2, 2, 6} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, u[:n])
		u = u[n:]
	}
	return dst
}

// unscaled is the integer behind a decimal.
func unscaled(v parquet.Value) *big.Int {
	switch v.Kind() {
	case parquet.Int32:
		return big.NewInt(int64(v.Int32()))
	case parquet.Int64:
		return big.NewInt(v.Int64())
	}
	b := v.ByteArray() // two's complement, the high byte first
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

// appendDecimal writes n with its last scale digits behind the point.
func appendDecimal(dst []byte, n *big.Int, scale int) []byte {
	if n.Sign() < 0 {
		dst = append(dst, '-')
		n = n.Neg(n)
	}
	digits := n.String()
	if scale <= 0 {
		return append(dst, digits...)
	}
	for len(digits) <= scale {
		digits = "0" + digits
	}
	dst = append(dst, digits[:len(digits)-scale]...)
	dst = append(dst, '.')
	return append(dst, digits[len(digits)-scale:]...)
}

// unit is one step of a time.
func unit(u parquetformat.TimeUnit) time.Duration {
	if u.Value == nil {
		return time.Millisecond
	}
	return u.Value.Duration()
}

func asTime(step time.Duration) func(dst []byte, v parquet.Value) []byte {
	return func(dst []byte, v parquet.Value) []byte {
		n := v.Int64()
		if v.Kind() == parquet.Int32 {
			n = int64(v.Int32())
		}
		return time.Unix(0, 0).UTC().Add(time.Duration(n)*step).AppendFormat(dst, "15:04:05.999999999")
	}
}

// naive is a time without a place.
const naive = "2006-01-02T15:04:05.999999999"

func asTimestamp(step time.Duration, utc bool) func(dst []byte, v parquet.Value) []byte {
	layout := naive
	if utc {
		layout = time.RFC3339Nano
	}
	per := int64(time.Second / step)
	return func(dst []byte, v parquet.Value) []byte {
		s, rest := v.Int64()/per, v.Int64()%per
		return time.Unix(s, rest*int64(step)).UTC().AppendFormat(dst, layout)
	}
}

// asInt96 writes the old timestamps of Hive and Impala: nanoseconds of a day
// and its Julian number. Their zone is nobody's business but the writer's.
func asInt96(dst []byte, v parquet.Value) []byte {
	const epoch = 2440588 // 1970-01-01
	n := v.Int96()
	nanos := int64(n[0]) | int64(n[1])<<32
	return time.Unix((int64(n[2])-epoch)*86400, nanos).UTC().AppendFormat(dst, naive)
}
