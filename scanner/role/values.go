package role

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Values counts what the values of a column look like. It keeps none of them.
type Values struct {
	All       int // present, not empty
	Distinct  int
	Countries int // named by code or name
	Regions   int // different countries among them
	States    int // of the states and provinces that are known
	Cities    int // of the large ones
	Locales   int
	Codes     int // +49, 0049, 49: calling codes
	Dialled   int // up to four digits behind + or 00
	Areas     int // two to six digits, as area codes are
	Currency  int
	Emails    int
	Times     int // dates and times, and epochs
	Flags     int // true, no, 1, opted_in
	Keys      int // integers, UUIDs and codes
	Words     int // letters and spaces only
	Places    int // letters and figures with spaces or commas: addresses
	Longest   int
}

// Add counts v for all that can be told from the value alone; what needs an
// atlas (Countries, Regions, States, Cities, Currency, Codes) the caller counts.
func (s *Values) Add(v []byte) {
	v = bytes.TrimSpace(v)
	if len(v) == 0 {
		return
	}
	s.All++
	s.Longest = max(s.Longest, len(v))
	f := formOf(v)
	if dialled(v) {
		s.Dialled++
	}
	switch {
	case email(v):
		s.Emails++
		return
	case Time(v):
		s.Times++
		return
	}
	if flag(v) {
		s.Flags++
	}
	switch {
	case f.digits == len(v):
		s.Keys++
		if len(v) <= 6 {
			s.Areas++
		}
		if len(v) == 10 && v[0] == '1' || len(v) == 13 && v[0] == '1' {
			s.Times++
		}
	case f.letters > 0 && f.digits == 0 && f.marks == 0:
		s.Words++
	case f.letters > 0 && f.digits > 0 && f.spaces > 0 || f.letters > 8 && f.marks > 0 && f.spaces > 0:
		s.Places++
	case f.spaces == 0 && f.digits > 0 && len(v) <= 40:
		s.Keys++
	case f.letters == 0 && f.digits > 0 && f.digits <= 6:
		s.Areas++
	}
}

// form is what a value is made of.
type form struct{ letters, digits, spaces, marks int }

func formOf(v []byte) (f form) {
	for i := 0; i < len(v); {
		r, n := rune(v[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(v[i:])
		}
		i += n
		switch {
		case r >= '0' && r <= '9':
			f.digits++
		case unicode.IsLetter(r) || unicode.IsMark(r):
			f.letters++
		case r == ' ' || r == '　':
			f.spaces++
		case r == '.' || r == '\'' || r == '’' || r == '-' || r == '&':
		default:
			f.marks++
		}
	}
	return f
}

func email(v []byte) bool {
	at := bytes.IndexByte(v, '@')
	return at > 0 && at == bytes.LastIndexByte(v, '@') && bytes.IndexByte(v[at:], '.') > 1 && bytes.IndexByte(v, ' ') < 0
}

// Time says that v begins with a date: 2026-10-30, 30.10.2026, 2026/10/30, with
// or without a time behind it.
func Time(v []byte) bool {
	if len(v) < 8 || len(v) > 40 {
		return false
	}
	var at [2]int
	n := 0
	for i := 0; i < len(v) && i < 11 && n < 2; i++ {
		switch c := v[i]; {
		case c == '-' || c == '.' || c == '/':
			at[n] = i
			n++
		case c < '0' || c > '9':
			return false
		}
	}
	if n < 2 || v[at[0]] != v[at[1]] {
		return false
	}
	last := at[1] + 1
	for last < len(v) && v[last] >= '0' && v[last] <= '9' {
		last++
	}
	y, m, d := number(v[:at[0]]), number(v[at[0]+1:at[1]]), number(v[at[1]+1:last])
	if at[0] != 4 {
		y, d = d, y
		if m > 12 {
			m, d = d, m
		}
	}
	return y >= 1900 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 && d <= 31 && (last == len(v) || v[last] == ' ' || v[last] == 'T')
}

func number(v []byte) int {
	n := 0
	for _, c := range v {
		n = n*10 + int(c-'0')
		if n > 1e6 {
			return n
		}
	}
	return n
}

// dialled says that v is a calling code as one dials it: +49, 0049.
func dialled(v []byte) bool {
	code, ok := bytes.CutPrefix(v, []byte("+"))
	if !ok {
		code, ok = bytes.CutPrefix(v, []byte("00"))
	}
	f := formOf(code)
	return ok && f.digits > 0 && f.digits == len(code) && f.digits <= 4
}

func flag(v []byte) bool {
	if len(v) > 12 {
		return false
	}
	switch strings.ToLower(string(v)) {
	case "0", "1", "true", "false", "t", "f", "y", "n", "yes", "no", "ja", "nein", "oui", "non", "si", "sí", "sim", "não", "on", "off", "in", "out", "granted", "denied", "opted_in", "opted_out", "opt-in", "opt-out", "subscribed", "unsubscribed", "active", "withdrawn", "refused", "unknown", "pending", "да", "нет", "是", "否":
		return true
	}
	return false
}

// Decide weighs the name of a column and its values. why says what decided, in
// words; it is empty for Other and for Phone, on which package verdict decides.
func Decide(path string, s Values) (r Role, why string) {
	most := func(n int) bool { return s.All > 0 && 10*n >= 8*s.All }
	half := func(n int) bool { return s.All > 0 && 2*n >= s.All }
	named := Of(path)
	if s.All == 0 {
		return named, ""
	}
	holds := false
	switch named {
	case Phone:
		return Phone, ""
	case Country:
		if most(s.Codes) && !half(s.Countries) {
			return CallingCode, "named for the country and holds calling codes"
		}
		holds = half(s.Countries)
	case CallingCode:
		if half(s.Countries) && !half(s.Codes) {
			return Country, "named for the calling code and holds countries"
		}
		holds = half(s.Codes)
	case AreaCode:
		holds = most(s.Areas)
	case Locale:
		holds = half(s.Locales)
	case Currency:
		holds = half(s.Currency)
	case State:
		if half(s.Countries) && !half(s.States) && CountryOfName(path) == "" {
			return Country, "named for a region and holds countries"
		}
		holds = half(s.States) || most(s.Words)
	case City:
		holds = half(s.Words+s.Places) && !half(s.Times)
	case Address:
		holds = half(s.Places + s.Words)
	case Email:
		holds = half(s.Emails)
	case Name:
		if half(s.Emails) {
			return Email, "holds e-mail addresses"
		}
		holds = half(s.Words+s.Places) && !half(s.Times)
	case Person:
		holds = half(s.Keys + s.Emails)
	case Consent:
		if most(s.Times) {
			return Created, "named for a consent and holds times"
		}
		holds = half(s.Flags + s.Words)
	case Purpose:
		holds = half(s.Words + s.Places)
	case Withdrawn:
		if half(s.Flags) && !half(s.Times) {
			return Consent, "named for the end of a consent and holds flags"
		}
		holds = half(s.Times)
	case Created, Updated, Contacted, Expires:
		holds = half(s.Times)
	}
	if holds {
		return named, "named for it, and the values agree"
	}
	return byValues(s)
}

// byValues recognises what only one kind of column looks like.
func byValues(s Values) (Role, string) {
	nearly := func(n int) bool { return s.All >= 10 && 20*n >= 19*s.All }
	switch {
	case nearly(s.Emails):
		return Email, "the values are e-mail addresses"
	case nearly(s.Countries) && s.Regions >= 3 && !(nearly(s.States) && s.Longest <= 3):
		return Country, "the values are countries"
	case nearly(s.Codes) && nearly(s.Dialled):
		return CallingCode, "the values are calling codes as they are dialled"
	case nearly(s.Locales) && s.Distinct >= 2 && s.Longest == 5:
		return Locale, "the values are locales"
	case nearly(s.Cities) && s.Distinct >= 5:
		return City, "the values are cities"
	case nearly(s.States) && s.Distinct >= 5:
		return State, "the values are states"
	}
	return Other, ""
}
