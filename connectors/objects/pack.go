package objects

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// spec is one object in a shard, or a part of it.
type spec struct {
	Key      string
	Size     int64
	Modified int64 // Unix nanoseconds, seconds beside a tag; 0: unknown
	Tag      string

	// The lines that begin in bytes From to To, or groups From to To of Rows in
	// all; To 0: the whole object.
	From, To, Rows int64
	Held           int64 // bytes of the groups
}

func specOf(o Object) spec {
	sp := spec{Key: o.Key, Size: o.Size, Tag: o.Tag}
	switch {
	case o.Modified.IsZero():
	case o.Tag == "":
		sp.Modified = o.Modified.UnixNano()
	default: // the tag tells one state from another
		sp.Modified = o.Modified.Unix()
	}
	return sp
}

func (sp spec) object() Object {
	o := Object{Key: sp.Key, Size: sp.Size, Tag: sp.Tag}
	switch {
	case sp.Modified == 0:
	case sp.Tag == "":
		o.Modified = time.Unix(0, sp.Modified).UTC()
	default:
		o.Modified = time.Unix(sp.Modified, 0).UTC()
	}
	return o
}

// bytes of the object that the spec covers.
func (sp spec) bytes() int64 {
	switch {
	case sp.Rows > 0:
		return sp.Held
	case sp.To > 0:
		return sp.To - sp.From
	}
	return sp.Size
}

// slots is how many slots lie in it.
func (sp spec) slots(d connectors.Design) int64 {
	switch d {
	case connectors.Offsets:
		return sp.bytes()
	case connectors.Records:
		return sp.Rows
	}
	return 1
}

// How a spec is packed: there may be a million of them in a plan.
const (
	hasModified = 1 << iota
	hasTag      // as it is
	hasSum      // the tag is 32 hex digits in quotes, as mostly
	hasParts    // and behind them a number: what was uploaded in parts
	hasRange    // From and To
	hasRows     // Rows and Held
)

// pack writes specs in few bytes: of a key what the one before has not, of a
// time how much later it is.
func pack(specs []spec) json.RawMessage {
	var b []byte
	var last spec
	for _, sp := range specs {
		sum, parts, digest := digest(sp.Tag)
		flags := byte(0)
		set := func(f byte, on bool) {
			if on {
				flags |= f
			}
		}
		set(hasModified, sp.Modified != 0)
		set(hasSum, digest)
		set(hasParts, parts > 0)
		set(hasTag, sp.Tag != "" && !digest)
		set(hasRange, sp.To != 0)
		set(hasRows, sp.Rows != 0)
		same := len(common(last.Key, sp.Key))
		b = append(b, flags)
		b = binary.AppendUvarint(b, uint64(same))
		b = appendText(b, sp.Key[same:])
		b = binary.AppendVarint(b, sp.Size)
		if flags&hasModified != 0 {
			b = binary.AppendVarint(b, sp.Modified-last.Modified)
		}
		if flags&hasTag != 0 {
			b = appendText(b, sp.Tag)
		}
		if flags&hasSum != 0 {
			b = append(b, sum...)
		}
		if flags&hasParts != 0 {
			b = binary.AppendUvarint(b, parts)
		}
		if flags&hasRange != 0 {
			b = binary.AppendVarint(binary.AppendVarint(b, sp.From), sp.To)
		}
		if flags&hasRows != 0 {
			b = binary.AppendVarint(binary.AppendVarint(b, sp.Rows), sp.Held)
		}
		last = sp
	}
	out, _ := json.Marshal(b) // bytes cannot fail
	return out
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// digest takes apart a tag that is the sum of what it stands for, in just the
// form that [tagOf] gives it back.
func digest(tag string) (sum []byte, parts uint64, ok bool) {
	inner, quoted := strings.CutPrefix(tag, `"`)
	inner, ended := strings.CutSuffix(inner, `"`)
	digits, n, several := strings.Cut(inner, "-")
	sum, err := hex.DecodeString(digits)
	if several && err == nil {
		parts, err = strconv.ParseUint(n, 10, 64)
	}
	ok = quoted && ended && err == nil && len(sum) == 16 && tagOf(sum, parts) == tag
	if !ok {
		return nil, 0, false
	}
	return sum, parts, true
}

func tagOf(sum []byte, parts uint64) string {
	tag := hex.EncodeToString(sum)
	if parts > 0 {
		tag += "-" + strconv.FormatUint(parts, 10)
	}
	return `"` + tag + `"`
}

// unpack is the specs of a shard.
func unpack(s connectors.Shard) ([]spec, error) {
	var b []byte
	err := json.Unmarshal(s.Spec, &b)
	r := unpacker{r: bytes.NewReader(b), err: err}
	var specs []spec
	for r.err == nil && r.r.Len() > 0 {
		r.last = r.spec()
		specs = append(specs, r.last)
	}
	if r.err != nil {
		return nil, &connectors.Error{
			Part: connectors.Part{Sub: s.Sub, Dataset: s.Dataset}, Reason: connectors.Malformed,
			Text: "the plan of this shard is damaged; scan again", Cause: r.err,
		}
	}
	return specs, nil
}

// unpacker reads what pack wrote. After an error it reads nothing more.
type unpacker struct {
	r    *bytes.Reader
	last spec
	err  error
}

func (u *unpacker) spec() (sp spec) {
	flags := u.bytes(1)
	same := u.number()
	if same > uint64(len(u.last.Key)) {
		u.err = errors.Join(u.err, errors.New("a key of no key"))
	}
	rest := u.text()
	if u.err != nil {
		return sp
	}
	sp.Key = u.last.Key[:same] + rest
	sp.Size = u.signed()
	if flags[0]&hasModified != 0 {
		sp.Modified = u.last.Modified + u.signed()
	}
	if flags[0]&hasTag != 0 {
		sp.Tag = u.text()
	}
	if flags[0]&hasSum != 0 {
		sum, parts := u.bytes(16), uint64(0)
		if flags[0]&hasParts != 0 {
			parts = u.number()
		}
		sp.Tag = tagOf(sum, parts)
	}
	if flags[0]&hasRange != 0 {
		sp.From, sp.To = u.signed(), u.signed()
	}
	if flags[0]&hasRows != 0 {
		sp.Rows, sp.Held = u.signed(), u.signed()
	}
	return sp
}

func (u *unpacker) number() (n uint64) {
	if u.err == nil {
		n, u.err = binary.ReadUvarint(u.r)
	}
	return n
}

func (u *unpacker) signed() (n int64) {
	if u.err == nil {
		n, u.err = binary.ReadVarint(u.r)
	}
	return n
}

func (u *unpacker) text() string { return string(u.bytes(u.number())) }

func (u *unpacker) bytes(n uint64) []byte {
	if u.err == nil && n > uint64(u.r.Len()) {
		u.err = io.ErrUnexpectedEOF
	}
	if u.err != nil {
		return nil
	}
	b := make([]byte, n)
	_, _ = u.r.Read(b) // there are as many
	return b
}
