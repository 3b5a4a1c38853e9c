package phone

import (
	"bytes"
	"unicode/utf8"

	"github.com/dialmap/dialmap/detectors/lexicon"
)

// labelInMarkup looks for a label that the marks of a format stand behind: tags,
// the separators of a row, the keys of an object. ctx is the text before a
// candidate, prev the character before it, after the text behind.
func labelInMarkup(ctx []byte, prev rune, after []byte, near bool) said {
	switch trimmed := bytes.TrimRight(ctx, " \t"); {
	case len(trimmed) < 3:
	case endsTag(trimmed):
		return labelBeforeTags(bytes.TrimRight(trimmed, " \t:"), prev, near)
	case trimmed[len(trimmed)-1] == '|', len(trimmed) == len(ctx) && separatesCells[ctx[len(ctx)-1]]:
		if !near {
			return labelOfCell(trimmed, after)
		}
	case len(trimmed) == len(ctx) && isQuote(ctx[len(ctx)-1]):
		return labelOfEntry(ctx, after)
	}
	return said{}
}

// endsMarkup is a quick test: may labelInMarkup find anything? near: the number is
// digits only, and the cell before it says nothing.
func endsMarkup(ctx []byte, near bool) bool {
	i := len(ctx) - 1
	switch ctx[i] {
	case '>':
		return true
	case '|', ';', ',':
		return !near && i > 1
	case '"', '\'':
		return i > 2 && (ctx[i-1] == ' ' || ctx[i-1] == ':' || ctx[i-1] == '>' || ctx[i-1] == '=')
	}
	for i > 0 && (ctx[i] == ' ' || ctx[i] == '\t' || ctx[i] == ':') {
		i--
	}
	return ctx[i] == '>' || ctx[i] == '|' && !near
}

func endsTag(b []byte) bool {
	b = bytes.TrimRight(b, " \t:")
	return len(b) > 0 && b[len(b)-1] == '>'
}

// longestTag is how many bytes of a tag are looked at.
const longestTag = 40

// labelBeforeTags looks before the tags that a text ends with: <td>Tel</td><td>,
// <b>Tel:</b>, <Phone><Number>.
func labelBeforeTags(ctx []byte, prev rune, near bool) (w said) {
	for range 4 {
		if len(ctx) == 0 || ctx[len(ctx)-1] != '>' {
			break
		}
		i := bytes.LastIndexByte(ctx, '<')
		if i < 0 || len(ctx)-i > longestTag {
			break
		}
		ctx = bytes.TrimRight(ctx[:i], " \t")
		if w = labelOf(ctx, prev, near); w.label == strong || w.other {
			return w
		}
	}
	return said{}
}

var separatesCells = bytesIn(";,")

// labelOfCell reads the cell before, where it is a label and nothing else and the
// number fills its own: "Tel | 020 7946 0123 |".
func labelOfCell(ctx, after []byte) said {
	separator := ctx[len(ctx)-1]
	after = bytes.TrimLeft(after, " \"")
	if len(after) > 0 && after[0] != separator && after[0] != '\n' && after[0] != '\r' {
		return said{}
	}
	cell := ctx[:len(ctx)-1]
	if i := bytes.LastIndexByte(cell, separator); i >= 0 {
		cell = cell[i+1:]
	}
	cell = bytes.Trim(cell, " \"'*:.")
	if len(cell) == 0 || len(cell) > 24 || bytes.Count(cell, []byte(" ")) > 1 {
		return said{}
	}
	if w := labelOf(cell, 0, true); w.label == strong && !w.paired {
		return said{label: strong}
	}
	return said{}
}

// isQuote reports whether c opens and closes a string.
func isQuote(c byte) bool { return c == '"' || c == '\'' }

// labelOfEntry reads what an entry in a list of contacts is: by its own kind, which
// stands before its value or behind, {"type": "home", "value": "..."}, or by what the
// list is called, "phones": [{"number": "..."}].
func labelOfEntry(ctx, after []byte) said {
	key, gap, _ := lastWord(ctx, len(ctx))
	if m := lexicon.Before(key); len(gap) < 3 || !isQuote(gap[0]) || m != lexicon.Filler && m != lexicon.Number {
		return said{}
	}
	if end := bytes.IndexAny(after, "{}\n"); end >= 0 {
		after = after[:end]
	}
	opening := bytes.LastIndexByte(ctx, '{')
	for _, part := range [][]byte{ctx[opening+1:], after[:min(len(after), lookahead)]} {
		for _, k := range kindKeys {
			if m := lexicon.Before(valueOf(part, k)); isPhoneWord(m) || m == lexicon.Homonym || m == lexicon.Place {
				return said{label: strong}
			}
		}
	}
	if opening < 0 || bytes.IndexByte(ctx[opening:], ',') >= 0 {
		return said{}
	}
	if list := bytes.TrimRight(ctx[:opening], " [{"); len(list) > 1 && list[len(list)-1] == ':' {
		return labelOf(list[:len(list)-1], 0, true)
	}
	return said{}
}

// kindKeys say what kind of contact an entry is.
var kindKeys = lexicon.BytesOf([]string{"type", "kind", "label", "system", "use", "category"})

// valueOf returns the string that stands behind a key in quotes.
func valueOf(b, key []byte) []byte {
	for {
		i := bytes.Index(b, key)
		if i < 0 {
			return nil
		}
		quoted := i > 0 && isQuote(b[i-1])
		b = b[i+len(key):]
		if !quoted || len(b) < 4 || !isQuote(b[0]) {
			continue
		}
		v := bytes.TrimLeft(b[1:], " :=>")
		if len(v) < 2 || !isQuote(v[0]) {
			return nil
		}
		end := bytes.IndexByte(v[1:], v[0])
		if end < 0 {
			return nil
		}
		return v[1 : 1+end]
	}
}

// countryBeside returns the country that a key of the same object names, on the
// candidate's line: {"addressCountry": "FR", "telephone": "..."}.
func countryBeside(before, after []byte, countryOf func([]byte) (string, bool)) (r string, ok bool) {
	for _, part := range [][]byte{before, after} {
		for _, key := range countryKeys {
			v := valueOf(part, key)
			if len(v) < 2 || !utf8.Valid(v) {
				continue
			}
			if r, ok = countryOf(v); ok {
				return r, true
			}
		}
	}
	return "", false
}

var countryKeys = lexicon.BytesOf([]string{"addressCountry", "country", "countryCode", "country_code", "countryName", "isoCountryCode", "Country"})
