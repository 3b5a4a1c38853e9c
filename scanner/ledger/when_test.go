package ledger

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimesAreReadAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		value, want string // RFC 3339; a day; "absent", "undated"
		zoned       bool
	}{
		{"2026-10-30T10:00:00Z", "2026-10-30T10:00:00Z", true},
		{"2026-10-30T10:00:00.123456+02:00", "2026-10-30T08:00:00Z", true},
		{"2026-10-30 10:00:00.5+02", "2026-10-30T08:00:00Z", true},
		{"2026-10-30 10:00:00 UTC", "2026-10-30T10:00:00Z", true},
		{"2026-10-30 10:00:00 -0730", "2026-10-30T17:30:00Z", true},
		{"2026-10-30T10:00:00", "2026-10-30T10:00:00Z", false},
		{"2026-10-30 10:00", "2026-10-30T10:00:00Z", false},
		{" 2026-10-30 ", "2026-10-30", false},
		{"2026/10/30", "2026-10-30", false},
		{"30.10.2026", "2026-10-30", false},
		{"30.10.2026 10:15", "2026-10-30T10:15:00Z", false},
		{"1761818400", "2025-10-30T10:00:00Z", true},
		{"1761818400123", "2025-10-30T10:00:00Z", true},
		{"1761818400.75", "2025-10-30T10:00:00Z", true},
		{"1969-12-31", "1969-12-31", false},
		{"2024-02-29", "2024-02-29", false},
		{"2025-02-29", "undated", false},
		{"2026-13-01", "undated", false},
		{"10/11/2026", "undated", false},
		{"2026-10-30T25:00:00Z", "undated", false},
		{"2026-10-30 whenever", "undated", false},
		{"20261030", "undated", false},
		{"12345", "undated", false},
		{"yes", "undated", false},
		{"Europe", "undated", false},
		{"", "absent", false},
		{"  ", "absent", false},
		{"NULL", "absent", false},
		{`\N`, "absent", false},
		{"0000-00-00 00:00:00", "absent", false},
		{"0001-01-01T00:00:00Z", "absent", false},
		{"9999-12-31", "absent", false},
	} {
		at, when := ParseTime([]byte(c.value))
		got := map[When]string{Absent: "absent", Undated: "undated"}[when]
		if when == Dated {
			form := time.RFC3339
			if at.Day {
				form = time.DateOnly
			}
			got = time.Unix(at.Unix, 0).UTC().Format(form)
		}
		if got != c.want || at.Zoned != c.zoned {
			t.Errorf("%q: got %s (zoned %v), want %s (%v)", c.value, got, at.Zoned, c.want, c.zoned)
		}
	}
}

func TestTimesAreThoseOfTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.Int64Range(-2_000_000_000, 7_000_000_000).Draw(t, "seconds")
		at := time.Unix(want, 0).In(time.FixedZone("", 60*rapid.IntRange(-12*60, 12*60).Draw(t, "offset")))
		if got, when := ParseTime([]byte(at.Format(time.RFC3339))); when != Dated || got.Unix != want {
			t.Fatalf("%s: got %d, want %d", at.Format(time.RFC3339), got.Unix, want)
		}
		day := at.Format(time.DateOnly)
		got, _ := ParseTime([]byte(day))
		if got := time.Unix(int64(got.Date())*86400, 0).UTC().Format(time.DateOnly); got != day {
			t.Fatalf("day %s is taken as %s", day, got)
		}
	})
}

func FuzzParseTime(f *testing.F) {
	f.Add([]byte("2026-10-30T10:00:00Z"))
	f.Add([]byte("1761818400.5"))
	f.Fuzz(func(t *testing.T, v []byte) {
		if at, when := ParseTime(v); when != Dated && at != (Time{}) {
			t.Errorf("undated, and %v", at)
		}
	})
}
