package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEverydayRecords scans files whose numbers stand in records without a word for
// phone, in parts, or in a text of which other numbers tell the country.
func TestEverydayRecords(t *testing.T) {
	const records = 60
	for _, c := range []struct {
		name, file, head string
		record           func(i int) string
		foot             string
		field            string
		want             map[string]float64
	}{
		{
			"a chat in which most numbers are of one country", "chat.txt", "",
			func(i int) string {
				return fmt.Sprintf("%d/2/24, 1:%02d PM - +44 7700 900%03d: call 020 7946 0%03d\n", 1+i%28, i, i, i)
			},
			"", "chat.txt/text", map[string]float64{"GB": 2 * records},
		},
		{
			"a chat in which numbers are of two countries", "chat.txt", "",
			func(i int) string {
				if i%2 == 0 {
					return fmt.Sprintf("%d/2/24, 1:%02d PM - +44 7700 900%03d: call 020 7946 0%03d\n", 1+i%28, i, i, i)
				}
				return fmt.Sprintf("%d/2/24, 1:%02d PM - +49 171 39200%02d: ok\n", 1+i%28, i, i)
			},
			"", "chat.txt/text", map[string]float64{"GB": records / 2, "DE": records / 2, "": records / 2},
		},
		{
			"callers of a switchboard", "calls.csv", "",
			func(i int) string {
				return fmt.Sprintf("1%d,in,\"\"\"ADA %d\"\" <41555501%02d>\",SIP/12-%08x,ANSWERED\n", i, i, i, i*7919)
			},
			"", "calls.csv/c3", map[string]float64{"": records},
		},
		{
			"recipients of a message in one string", "sends.ndjson", "",
			func(i int) string {
				return fmt.Sprintf(`{"id": %d, "to": "4917139200%02d;4917139200%02d;4917139200%02d", "text": "hello"}`+"\n", i, i, i+1, i+2)
			},
			"", "sends.ndjson/to", map[string]float64{"DE": 3 * records},
		},
		{
			"the number is the first of several parts", "people.txt", "",
			func(i int) string {
				return fmt.Sprintf("4917139200%02d:1000%011d:Ada:Example:female:Berlin, Germany::1/1/0001 12:00:00 AM::\n", i, 7919*i)
			},
			"", "people.txt/text", map[string]float64{"DE": records},
		},
		{
			"a register of area codes and numbers", "registry.txt", "",
			func(i int) string { return fmt.Sprintf("%d,55501%02d\n", 212+i/50*203, 10+i%50) },
			"", "registry.txt/text", map[string]float64{"US": records},
		},
		{
			"a number in elements of its own", "orders.xml", "<orders>\n",
			func(i int) string {
				return fmt.Sprintf("<Contact><Name>Ada</Name><Tel><CountryCode iso=\"GB\">44</CountryCode><AreaOrCityCode>20</AreaOrCityCode><Number>7946 0%03d</Number></Tel></Contact>\n", i)
			},
			"</orders>\n", "orders.xml/Contact.Tel.Number", map[string]float64{"GB": records},
		},
		{
			"a list of contacts in a cell", "people.csv", "name,phones\n",
			func(i int) string {
				return fmt.Sprintf("Ada,\"[{\"\"kind\"\": \"\"mobile\"\", \"\"number\"\": \"\"+49 171 39200%02d\"\"}, {\"\"kind\"\": \"\"work\"\", \"\"number\"\": \"\"030 2309 3%03d\"\"}]\"\n", i, i)
			},
			"", "people.csv/phones", map[string]float64{"DE": 2 * records},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			var b strings.Builder
			b.WriteString(c.head)
			for i := range records {
				b.WriteString(c.record(i))
			}
			b.WriteString(c.foot)
			if err := os.WriteFile(filepath.Join(dir, c.file), []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			f, got := scanTraps(t, dir, "")[c.field], map[string]float64{}
			for _, x := range f.Regions {
				r := ""
				if x.Region != nil {
					r = *x.Region
				}
				got[r] += x.Numbers.Value()
			}
			if f.Verdict != "phone" && f.Verdict != "contains" || !maps.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v: %s", f.Verdict, got, c.want, strings.Join(f.Why, "; "))
			}
		})
	}
}
