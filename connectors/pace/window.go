package pace

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // windows name time zones, and small systems have none
)

// Window is a part of each day in which a source may be read.
type Window struct {
	from, to int // minutes after midnight; to may be on the next day
	zone     *time.Location
	text     string
}

// ParseWindows is [ParseWindow] of each text.
func ParseWindows(texts []string) ([]Window, error) {
	var ws []Window
	for _, s := range texts {
		w, err := ParseWindow(s)
		if err != nil {
			return nil, err
		}
		ws = append(ws, w)
	}
	return ws, nil
}

// ParseWindow reads "22:00-06:00 Europe/Berlin". Without a zone it is UTC; a
// window that ends before it begins ends on the next day.
func ParseWindow(s string) (Window, error) {
	hours, zone, _ := strings.Cut(strings.TrimSpace(s), " ")
	from, to, ok := strings.Cut(hours, "-")
	w := Window{zone: time.UTC, text: s}
	var err error
	if w.from, err = minutes(from); err == nil {
		w.to, err = minutes(to)
	}
	if !ok || err != nil {
		return Window{}, fmt.Errorf("window %q: write it as 22:00-06:00 Europe/Berlin", s)
	}
	if w.from == w.to || w.from == 24*60 {
		return Window{}, fmt.Errorf("window %q: it has no length; for the whole day leave windows out", s)
	}
	if zone = strings.TrimSpace(zone); zone != "" {
		if w.zone, err = time.LoadLocation(zone); err != nil {
			return Window{}, fmt.Errorf("window %q: no time zone is called %q; write one such as Europe/Berlin or UTC", s, zone)
		}
	}
	return w, nil
}

// minutes after midnight of "06:30"; "24:00" is the end of the day.
func minutes(s string) (int, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err
}

func (w Window) String() string { return w.text }

// on is the window that begins on the day of t plus days. Clock times decide:
// a night on which clocks change is an hour longer or shorter.
func (w Window) on(t time.Time, days int) (from, to time.Time) {
	y, m, d := t.In(w.zone).Date()
	at := func(days, minutes int) time.Time { return time.Date(y, m, d+days, 0, minutes, 0, 0, w.zone) }
	if w.to > w.from {
		return at(days, w.from), at(days, w.to)
	}
	return at(days, w.from), at(days+1, w.to)
}

// untilOpen is how long it takes until one of ws is open, 0 when one is.
func untilOpen(ws []Window, now time.Time) time.Duration {
	var least time.Duration
	for i, w := range ws {
		d := w.untilOpen(now)
		if i == 0 || d < least {
			least = d
		}
	}
	return least
}

func (w Window) untilOpen(now time.Time) time.Duration {
	for days := -1; ; days++ { // yesterday's may still be open; tomorrow's begins later than now
		from, to := w.on(now, days)
		switch {
		case now.Before(from):
			return from.Sub(now)
		case now.Before(to):
			return 0
		}
	}
}
