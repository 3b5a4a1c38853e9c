package region

import (
	"bytes"
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

//go:embed states.txt
var stateList string

// stateTable knows the states by folded name, and the codes that Americans,
// Canadians and Australians write.
type stateTable struct {
	names map[string]string
	codes map[string]string
	cjk   []struct{ name, region string } // such as begin an address
}

var stateNames = sync.OnceValue(func() stateTable {
	t := stateTable{names: map[string]string{}, codes: map[string]string{}}
	for line := range strings.Lines(stateList) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" || len(f[0]) != 2 {
			continue
		}
		for _, entry := range f[1:] {
			name, code, _ := strings.Cut(strings.ReplaceAll(entry, "_", " "), "=")
			key := string(fold(nil, []byte(name)))
			if owner, taken := t.names[key]; taken && owner != f[0] {
				t.names[key] = "" // of two
			} else {
				t.names[key] = f[0]
			}
			if code != "" {
				if owner, taken := t.codes[code]; taken && owner != f[0] {
					t.codes[code] = "" // WA is of the US and of Australia
				} else {
					t.codes[code] = f[0]
				}
			}
			if name[0] >= 0xE3 && len(name) >= 9 {
				t.cjk = append(t.cjk, struct{ name, region string }{name, f[0]})
			}
		}
	}
	return t
})

// State returns the country of the state, province or prefecture that text
// names: by name in any case, by the codes of the US, Canada and Australia, and
// by ISO 3166-2 (US-CA). A name or code that two countries have tells nothing.
func State(text []byte) (region string, ok bool) {
	text = trim(text)
	if len(text) < 2 || len(text) > longest {
		return "", false
	}
	t := stateNames()
	if len(text) <= 3 {
		r := t.codes[string(text)]
		if r != "" {
			return r, true
		}
	}
	if len(text) >= 4 && len(text) <= 6 && text[2] == '-' {
		if r, ok := names().codes[string(text[:2])]; ok && upper(text[:2]) && upperOrDigit(text[3:]) {
			return r, true
		}
	}
	var buf [2 * longest]byte
	r := t.names[string(fold(buf[:0], text))]
	return r, r != ""
}

//go:embed cities.txt
var cityList string

var cityNames = sync.OnceValue(func() map[string]string {
	t := map[string]string{}
	for line := range strings.Lines(cityList) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" || len(f[0]) != 2 {
			continue
		}
		for _, name := range f[1:] {
			key := string(fold(nil, []byte(strings.ReplaceAll(name, "_", " "))))
			if owner, taken := t[key]; taken && owner != f[0] {
				t[key] = "" // of two
			} else {
				t[key] = f[0]
			}
		}
	}
	return t
})

// City returns the country of the large city that text names, in its own
// language or in English. A name that cities of two countries have tells
// nothing.
func City(text []byte) (region string, ok bool) {
	text = trim(text)
	if len(text) < 3 || len(text) > longest {
		return "", false
	}
	var buf [2 * longest]byte
	r := cityNames()[string(fold(buf[:0], text))]
	return r, r != ""
}

func upper(b []byte) bool {
	for _, c := range b {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

func upperOrDigit(b []byte) bool {
	for _, c := range b {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(b) > 0
}

// Locale returns the region of language_REGION, with a script between them or
// not: de_AT, zh-Hant-TW.
func Locale(text []byte) (region string, ok bool) {
	text = trim(text)
	if i := bytes.IndexByte(text, '.'); i > 0 {
		text = text[:i] // de_DE.UTF-8
	}
	if len(text) == 10 && (text[2] == '-' || text[2] == '_') && text[7] == text[2] {
		return locale(names(), append(append(make([]byte, 0, 5), text[:2]...), text[7:]...))
	}
	switch {
	case len(text) == 5 && (text[2] == '-' || text[2] == '_'):
		return locale(names(), text)
	case len(text) == 6 && (text[3] == '-' || text[3] == '_') && upper(text[4:]): // fil_PH
		if _, err := language.ParseBase(string(text[:3])); err != nil {
			return "", false
		}
		region, ok = names().codes[string(text[4:])]
		return region, ok
	}
	return "", false
}

// Currency returns the country of an ISO 4217 code. Those of unions (EUR, XOF)
// and the US dollar, which much of the world counts in, tell no country.
func Currency(text []byte) (region string, ok bool) {
	text = trim(text)
	if len(text) != 3 || !upper(text) || text[0] == 'X' || string(text) == "EUR" || string(text) == "USD" {
		return "", false
	}
	r, err := language.ParseRegion(string(text[:2]))
	if err != nil {
		return "", false
	}
	unit, ok := currency.FromRegion(r)
	return r.String(), ok && unit.String() == string(text)
}

var (
	britishCode  = regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}$`)
	japaneseCode = regexp.MustCompile(`^〒?\d{3}-\d{4}[ 　]`)
)

// Address returns the country of an address: the one it ends with, or that of
// its city, its state and its postal code.
func Address(text []byte) (region string, ok bool) {
	text = bytes.TrimSpace(text)
	if len(text) < 6 || len(text) > 400 {
		return "", false
	}
	if i := bytes.LastIndexAny(text, ",\n;|"); i >= 0 {
		last := bytes.TrimSpace(text[i+1:])
		if !bytes.ContainsAny(last, "0123456789") { // no name of a country or state has one
			code, isCode := Country(last)
			if isCode && (len(last) > 3 || len(last) > 1 && !upper(last)) {
				return code, true
			}
			state, isState := State(last)
			switch {
			case isState && (!isCode || code == state):
				return state, true
			case isCode && !isState:
				return code, true
			}
		}
		if r, ok := City(bytes.Trim(last, "0123456789- ")); ok { // 10115 Berlin
			return r, true
		}
	}
	if state := beforeZip(text); state != nil && stateNames().codes[string(state)] != "CA" {
		return "US", stateNames().codes[string(state)] == "US" || string(state) == "WA" || string(state) == "NT"
	}
	switch {
	case canadianCode(text):
		return "CA", true
	case isUpper(text[len(text)-1]) && text[len(text)-4] == ' ' && britishCode.Match(text[max(0, len(text)-10):]): // eight at most
		return "GB", true
	}
	return oriental(text)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// isWord says what \w does.
func isWord(c byte) bool { return isDigit(c) || isUpper(c) || c >= 'a' && c <= 'z' || c == '_' }

// beforeZip is the code of a state that stands before a ZIP code, or one of
// nine digits, at the end of text: two capital letters that begin a word.
func beforeZip(text []byte) []byte {
	trailing := func(n int) bool {
		for i := 1; i <= n; i++ {
			if len(text) < n || !isDigit(text[len(text)-i]) {
				return false
			}
		}
		return true
	}
	if n := len(text); n > 10 && trailing(4) && text[n-5] == '-' {
		text = text[:n-5]
	}
	if !trailing(5) {
		return nil
	}
	before := text[:len(text)-5]
	state := bytes.TrimRight(before, " ")
	if len(state) == len(before) {
		return nil
	}
	state = bytes.TrimSuffix(state, []byte(","))
	n := len(state)
	if n < 2 || !isUpper(state[n-1]) || !isUpper(state[n-2]) || n > 2 && state[n-3] != ' ' && state[n-3] != ',' {
		return nil
	}
	return state[n-2:]
}

// canadianCode says that a postal code of Canada stands in text, as a word.
func canadianCode(text []byte) bool {
	for i := 0; i+6 <= len(text); i++ {
		c := text[i:]
		if !strings.ContainsRune("ABCEGHJKLMNPRSTVXY", rune(c[0])) || !isDigit(c[1]) || !isUpper(c[2]) || i > 0 && isWord(text[i-1]) {
			continue
		}
		if c = c[3:]; c[0] == ' ' {
			c = c[1:]
		}
		if len(c) >= 3 && isDigit(c[0]) && isUpper(c[1]) && isDigit(c[2]) && (len(c) == 3 || !isWord(c[3])) {
			return true
		}
	}
	return false
}

// oriental reads addresses that begin with the prefecture or province.
func oriental(text []byte) (string, bool) {
	if (isDigit(text[0]) || text[0] == 0xE3) && japaneseCode.Match(text) {
		return "JP", true
	}
	if text[0] < 0xE3 {
		return "", false
	}
	for _, s := range stateNames().cjk {
		if bytes.HasPrefix(text, []byte(s.name)) {
			return s.region, true
		}
	}
	return "", false
}
