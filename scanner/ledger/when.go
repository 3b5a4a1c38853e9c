package ledger

import (
	"bytes"
	"strings"
)

const day = 24 * 60 * 60

// Time is a moment as a source writes it.
type Time struct {
	Unix  int64 // seconds; of a day its beginning
	Day   bool  // a day without a time
	Zoned bool  // with an offset or as an epoch; else as a clock somewhere showed it, taken as UTC
}

// seconds fits into 32 bits what is later than 1970, from 1 on.
func (t Time) seconds() uint32 { return uint32(min(max(t.Unix, 1), 1<<32-1)) }

// Date is the day, in days since 1970.
func (t Time) Date() int32 {
	d := t.Unix / day
	if t.Unix%day < 0 {
		d--
	}
	return int32(d)
}

// When says what a value tells of a time.
type When uint8

// What a value can tell.
const (
	Absent  When = iota // nothing is there, or what stands for nothing: NULL, 0000-00-00, 9999-12-31
	Undated             // something that is not a date, or one that can be read in two ways
	Dated
)

// ParseTime reads a time: RFC 3339, as SQL databases write it, a day
// (2026-10-30, 2026/10/30, 30.10.2026), or an epoch of ten digits in seconds or
// thirteen in milliseconds. Nothing is guessed: 10/11/2026 is undated.
func ParseTime(v []byte) (t Time, when When) {
	v = bytes.TrimSpace(v)
	if nothing(v) {
		return t, Absent
	}
	if len(v) < 8 || len(v) > 48 {
		return t, Undated
	}
	y, m, d, rest, ok := date(v)
	if !ok {
		return epoch(v)
	}
	if y <= 1 || y == 9999 {
		return t, Absent
	}
	if y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > daysOf(y, m) {
		return t, Undated
	}
	t.Unix = days(y, m, d) * day
	if len(rest) == 0 {
		t.Day = true
		return t, Dated
	}
	if rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' {
		return Time{}, Undated
	}
	seconds, zoned, ok := clock(rest[1:])
	if !ok {
		return Time{}, Undated
	}
	t.Unix += seconds
	t.Zoned = zoned
	return t, Dated
}

// nothing says that v stands for no value.
func nothing(v []byte) bool {
	switch len(v) {
	case 0:
		return true
	case 1:
		return v[0] == '-'
	case 2:
		return v[0] == '\\' && v[1] == 'N'
	case 3, 4:
		return bytes.EqualFold(v, []byte("null")) || bytes.EqualFold(v, []byte("none")) || bytes.EqualFold(v, []byte("nil")) || bytes.EqualFold(v, []byte("n/a"))
	}
	return false
}

// no says that v is a word for no.
func no(v []byte) bool {
	switch strings.ToLower(string(bytes.TrimSpace(v))) {
	case "0", "f", "n", "false", "no", "off", "denied", "nein", "non", "não", "нет", "否":
		return true
	}
	return false
}

// date splits off the day at the beginning of v.
func date(v []byte) (y, m, d int, rest []byte, ok bool) {
	if sep := v[4]; sep == '-' || sep == '/' {
		if len(v) < 10 || v[7] != sep {
			return 0, 0, 0, nil, false
		}
		y, m, d, rest = digits(v[:4]), digits(v[5:7]), digits(v[8:10]), v[10:]
	} else if len(v) >= 10 && v[2] == '.' && v[5] == '.' {
		y, m, d, rest = digits(v[6:10]), digits(v[3:5]), digits(v[:2]), v[10:]
	} else {
		return 0, 0, 0, nil, false
	}
	return y, m, d, rest, y >= 0 && m >= 0 && d >= 0
}

// clock reads 10:30, 10:30:15.25 and what follows: nothing, Z, +02, +02:00.
func clock(v []byte) (seconds int64, zoned, ok bool) {
	if len(v) < 5 || v[2] != ':' {
		return 0, false, false
	}
	h, m, s := digits(v[:2]), digits(v[3:5]), 0
	v = v[5:]
	if len(v) >= 3 && v[0] == ':' {
		s = digits(v[1:3])
		if v = v[3:]; len(v) > 0 && (v[0] == '.' || v[0] == ',') {
			for v = v[1:]; len(v) > 0 && v[0] >= '0' && v[0] <= '9'; {
				v = v[1:]
			}
		}
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60 {
		return 0, false, false
	}
	offset, zoned, ok := zone(bytes.TrimLeft(v, " "))
	return int64(h)*3600 + int64(m)*60 + int64(s) - offset, zoned, ok
}

func zone(v []byte) (seconds int64, zoned, ok bool) {
	switch {
	case len(v) == 0:
		return 0, false, true
	case len(v) == 1 && (v[0] == 'Z' || v[0] == 'z'), bytes.EqualFold(v, []byte("UTC")), bytes.EqualFold(v, []byte("GMT")):
		return 0, true, true
	case v[0] != '+' && v[0] != '-':
		return 0, false, false
	}
	var h, m int
	switch rest := v[1:]; {
	case len(rest) == 2:
		h = digits(rest)
	case len(rest) == 4:
		h, m = digits(rest[:2]), digits(rest[2:])
	case len(rest) == 5 && rest[2] == ':':
		h, m = digits(rest[:2]), digits(rest[3:])
	default:
		return 0, false, false
	}
	if h < 0 || h > 15 || m < 0 || m > 59 {
		return 0, false, false
	}
	seconds = int64(h)*3600 + int64(m)*60
	if v[0] == '-' {
		seconds = -seconds
	}
	return seconds, true, true
}

// epoch reads ten digits as seconds and thirteen as milliseconds; a fraction
// may follow.
func epoch(v []byte) (t Time, when When) {
	whole, fraction, _ := bytes.Cut(v, []byte{'.'})
	n := int64(0)
	for _, c := range whole {
		if c < '0' || c > '9' {
			return t, Undated
		}
		n = n*10 + int64(c-'0')
	}
	if len(bytes.TrimLeft(fraction, "0123456789")) > 0 {
		return t, Undated
	}
	switch {
	case whole[0] == '0':
		return t, Undated
	case len(whole) == 13:
		n /= 1000
	case len(whole) != 10:
		return t, Undated
	}
	return Time{Unix: n, Zoned: true}, Dated
}

// digits is -1 where v is none.
func digits(v []byte) int {
	n := 0
	for _, c := range v {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func daysOf(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// days since 1970 of a day of the Gregorian calendar, whose years are counted
// from March.
func days(y, m, d int) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	year := y - era*400
	ofYear := (153*(m-3)+2)/5 + d - 1
	return int64(era)*146097 + int64(year*365+year/4-year/100+ofYear) - 719468
}
