package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// The forms of values; the published schema states the same ones.
var (
	nameForm     = regexp.MustCompile(`^[^*?\[\]\x00-\x1f]+$`)
	dayForm      = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)
	languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	periodForm   = regexp.MustCompile(`^[1-9][0-9]*(d|w|mo|y)$`)
	graceForm    = regexp.MustCompile(`^[1-9][0-9]*(h|d|bd)$`)
	durationForm = regexp.MustCompile(`^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`)
	sizeForm     = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$`)
	windowForm   = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)( [A-Za-z][A-Za-z0-9_+/-]*)?$`)
)

var units = map[string]float64{
	"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
	"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
}

// Size reads a count of bytes: 64MiB, 1.5GB or a bare number.
func Size(s string) (bytes int64, ok bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, n >= 0
	}
	if !sizeForm.MatchString(s) {
		return 0, false
	}
	unit := strings.TrimLeft(s, "0123456789.")
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, unit), 64)
	if err != nil || f*units[unit] >= 1<<62 {
		return 0, false
	}
	return int64(f * units[unit]), true
}

func (r *reader) size(dst *int64, what string) func(ast.Node) {
	return func(n ast.Node) {
		if _, ok := r.plain(n).(*ast.IntegerNode); ok {
			r.number(dst, what, 1, 1<<50)(n)
			return
		}
		s, ok := r.str(n, what)
		if !ok {
			return
		}
		b, ok := Size(s)
		if !ok || !sizeForm.MatchString(s) {
			r.fail(n, "%s: want bytes, such as 64MiB or 500000", what)
			return
		}
		*dst = b
	}
}

func (r *reader) duration(dst *time.Duration, what string) func(ast.Node) {
	return func(n ast.Node) {
		s, ok := r.str(n, what)
		if !ok {
			return
		}
		d, err := time.ParseDuration(s)
		if err != nil || !durationForm.MatchString(s) {
			r.fail(n, "%s: want a duration with its unit, such as 30s or 5m", what)
			return
		}
		*dst = d
	}
}

// window reads "22:00-06:00 Europe/Berlin"; without a zone it is this
// machine's.
func (r *reader) window(n ast.Node) (string, bool) {
	const what = "sources.pace.windows"
	s, ok := r.str(n, what)
	if !ok {
		return "", false
	}
	if !windowForm.MatchString(s) {
		r.fail(n, `%s: want a time of day and its zone, such as "22:00-06:00 Europe/Berlin"`, what)
		return "", false
	}
	if s[:5] == s[6:11] {
		r.fail(n, "%s: the window has no length; for the whole day leave windows out", what)
		return "", false
	}
	if _, zone, ok := strings.Cut(s, " "); ok {
		if _, err := time.LoadLocation(zone); err != nil {
			r.fail(n, "%s: %s is not a time zone; name it as in Europe/Berlin or UTC", what, shown(zone))
			return "", false
		}
	}
	return s, true
}
