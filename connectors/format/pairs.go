package format

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors/lexicon"
)

// Keys beside values: {"name": "Phone", "value": …}, a row of meta_key and
// meta_value, <tag k="phone" v="…"/>. What such a sibling says is the name of
// the value, so that a value whose sibling says that it is a phone's becomes one
// of a field of its own: meta_value{_billing_phone}.

// pairKeys are the names of members, columns and attributes that say what the
// value beside them is.
var pairKeys = namesOf(`name key k type kind system label code property field attribute attribute_code attribute_name meta_key option_name field_name field_key
	fieldname field_label question question_text param param_name parameter prop property_name setting variable element_label contact_type contact_method
	contactpointtype contact_point_type channel channel_type medium method id_type data_type use rel identifier`)

// pairValues are the names of what is beside them.
var pairValues = namesOf(`value val v meta_value option_value answer answer_text response text data content field_value attribute_value property_value prop_value
	value_text value_string valuestring string_value stringvalue param_value setting_value contact_value contact_point number string varchar_value text_value identifier_value address`)

func namesOf(list string) map[string]bool {
	m := map[string]bool{}
	for n := range strings.FieldsSeq(list) {
		m[n] = true
	}
	return m
}

// maxVariants is how many fields one field is split into, at most.
const maxVariants = 200

// maxPairKey is how long a key is that names a value.
const maxPairKey = 120

// pairs are the children of a node that may be keys and values.
type pairs struct {
	keys, values []*node
	variants     map[*node]map[string]*node // of a value, by the text of its key; nil where it names no phone
	seen         int
}

// notePair keeps whether a new child of a node is a key or a value of a pair.
func (n *node) notePair(child *node, name string) {
	name = strings.ToLower(strings.TrimLeft(name, "@"))
	isKey, isValue := pairKeys[name], pairValues[name]
	if !isKey && !isValue {
		return
	}
	if n.pairs == nil {
		n.pairs = &pairs{variants: map[*node]map[string]*node{}}
	}
	if isKey {
		n.pairs.keys = append(n.pairs.keys, child)
	} else {
		n.pairs.values = append(n.pairs.values, child)
	}
}

// splitPairs gives the values of one object, which are those of the record from
// the given one on, the field that the keys beside them name. n is the object's
// node. text says that its own value is named too, as that of an element is by
// an attribute.
func (w *writer) splitPairs(n *node, from int, text bool) {
	n = n.end()
	r := w.cur
	if n.pairs == nil || len(n.pairs.keys) == 0 || !text && len(n.pairs.values) == 0 || from >= len(r.vals) {
		return
	}
	key := w.keyOf(n.pairs, from)
	if len(key) == 0 {
		return
	}
	for i := from; i < len(r.vals); i++ {
		p := &r.vals[i]
		if p.n == n && text || slices.Contains(n.pairs.values, p.n) {
			if v := w.variant(n.pairs, p.n, key); v != nil {
				p.n = v
			}
		}
	}
}

// keyOf is the value of the key that names a phone.
func (w *writer) keyOf(p *pairs, from int) []byte {
	r, begin := w.cur, 0
	if from > 0 {
		begin = r.vals[from-1].end
	}
	for i := from; i < len(r.vals); i++ {
		v := r.vals[i]
		if text := r.data[begin:v.end]; v.typ == connectors.Text && len(text) <= maxPairKey && slices.Contains(p.keys, v.n) && saysPhone(text) {
			return text
		}
		begin = v.end
	}
	return nil
}

// variant is the field of the values of n beside a key.
func (w *writer) variant(p *pairs, n *node, key []byte) *node {
	if v, ok := p.variants[n][string(key)]; ok {
		return v
	}
	name := utf(string(key))
	if p.seen >= maxVariants || w.paths >= maxPaths || strings.ContainsAny(name, "{}\n") || w.redact(name) != name || pathSaysPhone(n.path) {
		return nil
	}
	if p.variants[n] == nil {
		p.variants[n] = map[string]*node{}
	}
	p.seen++
	v := w.newNode(n.path + "{" + name + "}")
	p.variants[n][string(key)] = v
	return v
}

// pathSaysPhone says whether a field is known for a phone's by its own name, so
// that a key beside it only tells whose.
func pathSaysPhone(path string) bool { return saysPhone([]byte(path)) }

// moreChannels are what else a key calls where people are reached by number.
var moreChannels = namesOf("sms whatsapp fax viber pager signal")

// saysPhone says whether one of the words of a name is a word for a phone:
// billing_phone, homePhone, "Your mobile number?".
func saysPhone(name []byte) bool {
	var word, folded []byte
	says := func() bool {
		if len(word) < 2 {
			return false
		}
		folded = lexicon.Fold(folded[:0], word)
		return lexicon.Says(string(folded)) || moreChannels[string(folded)]
	}
	last := rune(0)
	for len(name) > 0 {
		r, n := utf8.DecodeRune(name)
		if !unicode.IsLetter(r) && !unicode.IsMark(r) || unicode.IsUpper(r) && unicode.IsLower(last) {
			if says() {
				return true
			}
			word = word[:0]
		}
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			word = append(word, name[:n]...)
		}
		last, name = r, name[n:]
	}
	return says()
}

// dynamoTypes are the descriptors of DynamoDB's JSON and of MongoDB's, around a
// value, with how the value begins.
var dynamoTypes = []describedType{
	{"S", '"'}, {"N", '"'}, {"B", '"'}, {"M", '{'}, {"L", '['}, {"SS", '['}, {"NS", '['}, {"BS", '['}, {"BOOL", 0},
	{"$numberLong", '"'}, {"$numberInt", '"'}, {"$numberDouble", '"'}, {"$numberDecimal", '"'}, {"$oid", '"'},
}

type describedType struct {
	name  string
	begin byte // 0: any
}

// isDescribed says whether the object that text begins is a value with its type:
// {"S": "…"}.
func isDescribed(text []byte) bool {
	text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte{'{'}), " \t\r\n")
	if len(text) < 3 || text[0] != '"' {
		return false
	}
	end := bytes.IndexByte(text[1:], '"')
	if end < 0 {
		return false
	}
	name := string(text[1 : 1+end])
	rest := bytes.TrimLeft(text[2+end:], " \t\r\n")
	if len(rest) == 0 || rest[0] != ':' {
		return false
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	for _, d := range dynamoTypes {
		if d.name == name {
			return len(rest) > 0 && (d.begin == 0 || rest[0] == d.begin)
		}
	}
	return false
}
