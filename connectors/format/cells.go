package format

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"github.com/dialmap/dialmap/connectors"
)

// PlainValue is a value as a reader sees it: what is compressed is opened, and
// what a page, a form or a mail wrote in codes is decoded. It is v itself where
// there is nothing to undo, and at most limit bytes long where there is.
func PlainValue(typ string, v []byte, limit int) []byte {
	switch typ {
	case connectors.Bytes:
		if plain, ok := openValue(v, limit); ok {
			return plain
		}
		return v
	case connectors.Text, connectors.Mixed, connectors.JSON:
		return plainText(v, limit)
	}
	return v
}

func plainText(v []byte, limit int) []byte {
	if plain, ok := openText(v, limit); ok {
		v = plain
	}
	if bytes.IndexByte(v, '&') >= 0 {
		v = blankEntities.ReplaceAll(v, []byte("\u00a0"))
	}
	if bytes.IndexByte(v, '=') >= 0 && isQuotedPrintable(v) {
		v = unquoteText(v)
	}
	if bytes.IndexByte(v, '%') >= 0 || bytes.IndexByte(v, '+') > 0 && bytes.IndexByte(v, '=') >= 0 {
		v = unescapeURLs(v)
	}
	return v
}

// packedText are the beginnings of compressed bytes in base64: of gzip, zstd and
// zlib.
var packedText = []string{"H4sI", "KLUv/", "eJ", "eN", "eAE", "eF4"}

// openText opens a value of text that is compressed and written in base64 or
// hex, or as it is.
func openText(v []byte, limit int) (plain []byte, ok bool) {
	if len(v) < 16 {
		return nil, false
	}
	if c := v[0]; c == 0x1f || c == 0x28 || c == 0x78 {
		if plain, ok := openValue(v, limit); ok {
			return plain, true
		}
	}
	var raw []byte
	switch digits := bytes.TrimPrefix(bytes.TrimPrefix(v, []byte(`\x`)), []byte("0x")); {
	case slices.ContainsFunc(packedText, func(p string) bool { return bytes.HasPrefix(v, []byte(p)) }):
		raw = decodeBase64(bytes.TrimSpace(v))
	case beginsWith(digits, "1f8b08", "28b52ffd", "7801", "785e", "789c", "78da"):
		raw = decodeHex(digits)
	}
	return openValue(raw, limit)
}

func decodeBase64(v []byte) []byte {
	v = bytes.TrimRight(bytes.ReplaceAll(bytes.ReplaceAll(v, []byte("\n"), nil), []byte("\r"), nil), "=")
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(v)))
	n, err := base64.RawStdEncoding.Decode(out, v)
	if err != nil {
		if n, err = base64.RawURLEncoding.Decode(out, v); err != nil {
			return nil
		}
	}
	return out[:n]
}

func decodeHex(v []byte) []byte {
	out := make([]byte, hex.DecodedLen(len(v)))
	n, err := hex.Decode(out, v)
	if err != nil {
		return nil
	}
	return out[:n]
}

// openValue opens gzip, zlib or zstd around a text. What holds no text stays as
// it is.
func openValue(v []byte, limit int) (plain []byte, ok bool) {
	var z io.Reader
	var err error
	switch {
	case len(v) < 8:
		return nil, false
	case bytes.HasPrefix(v, []byte("\x1f\x8b\x08")):
		z, err = gzip.NewReader(bytes.NewReader(v))
	case bytes.HasPrefix(v, []byte("\x28\xb5\x2f\xfd")):
		var d *zstd.Decoder
		if d, err = zstd.NewReader(bytes.NewReader(v), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true)); err == nil {
			defer d.Close()
			z = d
		}
	case isZlib(v):
		z, err = zlib.NewReader(bytes.NewReader(v))
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	plain, err = io.ReadAll(io.LimitReader(z, int64(limit)))
	if len(plain) == 0 || err != nil && len(plain) < 16 {
		return nil, false
	}
	if c, ok := charsetOf(plain[:min(len(plain), headSize)]); ok {
		plain, _ = c.enc.NewDecoder().Bytes(plain)
	}
	if !utf8.Valid(plain[:wholeRunes(plain)]) || control(plain) > len(plain)/20 {
		return nil, false
	}
	return plain[:wholeRunes(plain)], true
}

// isZlib says whether v begins as zlib does: a method, a window and a check.
func isZlib(v []byte) bool {
	return len(v) > 2 && v[0]&0x8f == 0x08 && (int(v[0])<<8|int(v[1]))%31 == 0 && v[1]&0x20 == 0
}

// unescapeURLs undoes the codes of URLs and forms: %2B, %20, and a plus that
// stands for a blank in a query.
func unescapeURLs(v []byte) []byte {
	var out []byte // nil: nothing was undone so far
	from := 0
	for from < len(v) {
		to := from
		for to < len(v) && !isTokenEnd(v[to]) {
			to++
		}
		token := v[from:to]
		if plain, ok := unescapeToken(token); ok {
			if out == nil {
				out = append(make([]byte, 0, len(v)), v[:from]...)
			}
			out = append(out, plain...)
		} else if out != nil {
			out = append(out, token...)
		}
		for from = to; from < len(v) && isTokenEnd(v[from]); from++ {
			if out != nil {
				out = append(out, v[from])
			}
		}
	}
	if out == nil {
		return v
	}
	return out
}

func isTokenEnd(b byte) bool { return b <= ' ' || b == '"' || b == '<' || b == '>' || b == '\'' }

// unescapeToken decodes one word of a text. ok is false where it is not encoded.
func unescapeToken(token []byte) (plain []byte, ok bool) {
	form := false // pluses are blanks
	if at := bytes.IndexByte(token, '='); at > 0 {
		form = bytes.IndexByte(token[:at], '?') >= 0 || bytes.IndexByte(token[at:], '&') > 0
	}
	codes := 0
	for i := 0; i+2 < len(token); i++ {
		if token[i] == '%' && hexValue(token[i+1]) >= 0 && hexValue(token[i+2]) >= 0 {
			codes++
		}
	}
	if codes == 0 && !form {
		return nil, false
	}
	form = form || bytes.Contains(token, []byte("%2B")) || bytes.Contains(token, []byte("%28")) || bytes.Contains(token, []byte("%2b"))
	plain = make([]byte, 0, len(token))
	for i := 0; i < len(token); i++ {
		b := token[i]
		switch {
		case b == '%' && i+2 < len(token) && hexValue(token[i+1]) >= 0 && hexValue(token[i+2]) >= 0:
			c := byte(hexValue(token[i+1])<<4 | hexValue(token[i+2]))
			if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
				return nil, false
			}
			plain = append(plain, c)
			i += 2
		case b == '+' && form && i > 0 && !isFormBreak(token[i-1]):
			plain = append(plain, ' ')
		default:
			plain = append(plain, b)
		}
	}
	if !utf8.Valid(plain) || bytes.Equal(plain, token) {
		return nil, false
	}
	return plain, true
}

// isFormBreak says whether a plus behind b begins a number rather than standing
// for a blank.
func isFormBreak(b byte) bool {
	return b == '=' || b == '&' || b == ':' || b == ',' || b == '/' || b == ';'
}
