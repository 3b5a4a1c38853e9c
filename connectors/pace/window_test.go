package pace

import (
	"strings"
	"testing"
	"time"
)

func TestParseWindow(t *testing.T) {
	for _, c := range []struct{ name, text, wrong string }{
		{"a night in a zone", "22:00-06:00 Europe/Berlin", ""},
		{"without a zone", "00:00-24:00", ""},
		{"no hours", "at night", "write it as"},
		{"an hour that is none", "25:00-26:00", "write it as"},
		{"one end only", "22:00", "write it as"},
		{"no length", "06:00-06:00 UTC", "no length"},
		{"an unknown zone", "22:00-06:00 Mars/Base", "no time zone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := ParseWindow(c.text)
			if c.wrong == "" && (err != nil || w.String() != c.text) {
				t.Errorf("got %v, %v", w, err)
			}
			if c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("got %v, want %q", err, c.wrong)
			}
		})
	}
}

func TestUntilOpen(t *testing.T) {
	for _, c := range []struct {
		name, windows, now, want string
	}{
		{"without a zone it is UTC", "22:00-06:00", "2026-11-23T23:30:00+02:00", "30m0s"},
		{"inside", "22:00-06:00 Europe/Berlin", "2026-11-23T23:00:00+01:00", "0s"},
		{"inside, after midnight", "22:00-06:00 Europe/Berlin", "2026-11-24T05:59:59+01:00", "0s"},
		{"at the beginning", "22:00-06:00 Europe/Berlin", "2026-11-23T22:00:00+01:00", "0s"},
		{"at the end", "22:00-06:00 Europe/Berlin", "2026-11-24T06:00:00+01:00", "16h0m0s"},
		{"before", "22:00-06:00 Europe/Berlin", "2026-11-23T20:30:00+00:00", "30m0s"},
		{"until the end of the day", "18:00-24:00 UTC", "2026-11-23T23:59:00Z", "0s"},
		{"after the end of the day", "18:00-24:00 UTC", "2026-11-24T00:00:00Z", "18h0m0s"},
		{"the next of two", "22:00-23:00 UTC,12:00-13:00 UTC", "2026-11-23T10:00:00Z", "2h0m0s"},
		{"one of two is open", "22:00-23:00 UTC,12:00-13:00 UTC", "2026-11-23T12:10:00Z", "0s"},
		{"the night on which clocks go forward is short", "22:00-06:00 Europe/Berlin", "2026-03-29T05:30:00+02:00", "0s"},
		{"the day on which clocks go back is long", "22:00-06:00 Europe/Berlin", "2026-10-25T01:00:00+02:00", "0s"},
		{"after clocks went back", "06:00-07:00 Europe/Berlin", "2026-10-25T00:00:00+02:00", "7h0m0s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ws, err := ParseWindows(strings.Split(c.windows, ","))
			if err != nil {
				t.Fatal(err)
			}
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if got := untilOpen(ws, now).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
