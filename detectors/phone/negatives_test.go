package phone_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// negatives are what data is full of besides phone numbers, each drawn anew.
var negatives = []struct {
	name string
	draw func(r *rand.Rand) string
}{
	{"epoch seconds", func(r *rand.Rand) string { return fmt.Sprint(1600000000 + r.IntN(2e8)) }},
	{"epoch milliseconds", func(r *rand.Rand) string { return fmt.Sprint(1600000000000 + r.Int64N(2e11)) }},
	{"RFC 3339", func(r *rand.Rand) string {
		return fmt.Sprintf("2026-%02d-%02dT%02d:%02d:%02d.%06dZ", 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1e6))
	}},
	{"ISO date and time", func(r *rand.Rand) string {
		return fmt.Sprintf("20%02d-%02d-%02d %02d:%02d:%02d", r.IntN(27), 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60))
	}},
	{"German date", func(r *rand.Rand) string {
		return fmt.Sprintf("%02d.%02d.%d", 1+r.IntN(28), 1+r.IntN(12), 1950+r.IntN(80))
	}},
	{"slashed date", func(r *rand.Rand) string {
		return fmt.Sprintf("%d/%d/%d", 1+r.IntN(12), 1+r.IntN(28), 1950+r.IntN(80))
	}},
	{"hyphened date", func(r *rand.Rand) string {
		return fmt.Sprintf("%02d-%02d-%d", 1+r.IntN(28), 1+r.IntN(12), 1950+r.IntN(80))
	}},
	{"amount", func(r *rand.Rand) string { return fmt.Sprintf("%d.%02d", r.IntN(1e9), r.IntN(100)) }},
	{"grouped amount", func(r *rand.Rand) string {
		return fmt.Sprintf("%d,%03d,%03d.%02d", 1+r.IntN(999), r.IntN(1000), r.IntN(1000), r.IntN(100))
	}},
	{"grouped amount with dots", func(r *rand.Rand) string {
		return fmt.Sprintf("%d.%03d.%03d,%02d", 1+r.IntN(999), r.IntN(1000), r.IntN(1000), r.IntN(100))
	}},
	{"amount in euros", func(r *rand.Rand) string {
		return fmt.Sprintf("%d %03d %03d EUR", 1+r.IntN(999), r.IntN(1000), r.IntN(1000))
	}},
	{"version", func(r *rand.Rand) string {
		return fmt.Sprintf("%d.%d.%d.%d", r.IntN(20), r.IntN(20), r.IntN(30000), r.IntN(5000))
	}},
	{"coordinates", func(r *rand.Rand) string {
		return fmt.Sprintf("%.6f, %.6f", r.Float64()*180-90, r.Float64()*360-180)
	}},
	{"IP address", func(r *rand.Rand) string {
		return fmt.Sprintf("%d.%d.%d.%d:%d", r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(65536))
	}},
	{"MAC address", func(r *rand.Rand) string {
		return fmt.Sprintf("%02x-%02x-%02x-%02x-%02x-%02x", r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(256))
	}},
	{"UUID", func(r *rand.Rand) string {
		return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", r.Uint32(), r.IntN(65536), r.IntN(4096), r.IntN(4096), r.Uint64N(1<<48))
	}},
	{"hash", func(r *rand.Rand) string {
		return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64())
	}},
	{"IMEI", func(r *rand.Rand) string { return "35" + fmt.Sprintf("%013d", r.Int64N(1e13)) }},
	{"card number", func(r *rand.Rand) string {
		return fmt.Sprintf("4%03d %04d %04d %04d", r.IntN(1000), r.IntN(10000), r.IntN(10000), r.IntN(10000))
	}},
	{"IBAN", func(r *rand.Rand) string {
		return fmt.Sprintf("DE%02d %04d %04d %04d %04d %02d", r.IntN(100), r.IntN(10000), r.IntN(10000), r.IntN(10000), r.IntN(10000), r.IntN(100))
	}},
	{"ISBN", func(r *rand.Rand) string {
		return fmt.Sprintf("978-%d-%04d-%04d-%d", r.IntN(10), r.IntN(10000), r.IntN(10000), r.IntN(10))
	}},
	{"EAN", func(r *rand.Rand) string { return fmt.Sprintf("%013d", r.Int64N(1e13)) }},
	{"order number", func(r *rand.Rand) string { return fmt.Sprintf("order #%d", r.Int64N(1e11)) }},
	{"order number in groups", func(r *rand.Rand) string {
		return fmt.Sprintf("%03d-%07d-%07d", r.IntN(1000), r.IntN(1e7), r.IntN(1e7))
	}},
	{"tracking number", func(r *rand.Rand) string { return fmt.Sprintf("1Z%06X%d", r.IntN(1<<24), r.Int64N(1e10)) }},
	{"ten digit id", func(r *rand.Rand) string { return fmt.Sprintf("id=%010d", r.Int64N(1e10)) }},
	{"bare ten digits", func(r *rand.Rand) string { return fmt.Sprint(1e9 + r.Int64N(9e9)) }},
	{"zero-padded id", func(r *rand.Rand) string { return fmt.Sprintf("%012d", r.Int64N(1e9)) }},
	{"SSN", func(r *rand.Rand) string {
		return fmt.Sprintf("%03d-%02d-%04d", r.IntN(1000), r.IntN(100), r.IntN(10000))
	}},
	{"ZIP+4", func(r *rand.Rand) string { return fmt.Sprintf("%05d-%04d", r.IntN(1e5), r.IntN(10000)) }},
	{"range", func(r *rand.Rand) string { a := r.IntN(1e6); return fmt.Sprintf("%d-%d", a, a+r.IntN(1e6)) }},
	{"URL path", func(r *rand.Rand) string {
		return fmt.Sprintf("https://example.com/item/%d/%d", r.Int64N(1e10), r.IntN(1e6))
	}},
	{"OSM id", func(r *rand.Rand) string { return fmt.Sprintf("node/%d", r.Int64N(1e10)) }},
	{"scientific float", func(r *rand.Rand) string { return fmt.Sprintf("%.9e", r.Float64()*1e12) }},
	{"VAT id", func(r *rand.Rand) string {
		return fmt.Sprintf("DE%09d, FR %02d %09d", r.IntN(1e9), r.IntN(100), r.IntN(1e9))
	}},
	{"score", func(r *rand.Rand) string {
		return fmt.Sprintf("%d:%d (%d:%d)", r.IntN(9), r.IntN(9), r.IntN(9), r.IntN(9))
	}},
	{"part number", func(r *rand.Rand) string {
		return fmt.Sprintf("P/N %05d-%03d-%02d", r.IntN(1e5), r.IntN(1000), r.IntN(100))
	}},
	{"time zone offset", func(r *rand.Rand) string { return fmt.Sprintf("2026-11-23 10:15:%02d+%02d00", r.IntN(60), r.IntN(12)) }},
}

// alike are what nobody could tell from a number of the region: nine digits of a
// ZIP code behind a zero are a number in some German town too.
var alike = map[string]bool{"SSN in DE": true, "ZIP+4 in DE": true, "range in IN": true}

// TestNegatives draws a megabyte and a half of them, equally many of each, and
// counts what is taken for a phone number with and without a region: less than
// one in a megabyte.
func TestNegatives(t *testing.T) {
	d := phone.New()
	const size = 40 << 10
	found := make(map[string]int)
	for _, c := range negatives {
		r := rand.New(rand.NewPCG(1, 2))
		var b strings.Builder
		for b.Len() < size {
			b.WriteString(c.draw(r))
			b.WriteString([]string{"\n", " ", ", ", ";", "\t", " and "}[r.IntN(6)])
		}
		text := []byte(b.String())
		for _, region := range []string{"", "US", "DE", "GB", "FR", "IN"} {
			ms, _ := d.Detect(nil, detectors.Value{Text: text, Hints: detectors.Hints{Source: region}})
			if len(ms) == 0 || alike[c.name+" in "+region] {
				continue
			}
			found[region] += len(ms)
			m := ms[0]
			t.Logf("%s, region %q: %d matches, such as %q in %q", c.name, region, len(ms), text[m.Start:m.End], text[max(0, m.Start-12):min(len(text), m.End+12)])
		}
	}
	for region, n := range found {
		if mib := float64(size*len(negatives)) / (1 << 20); float64(n) >= mib {
			t.Errorf("region %q: %d matches in %.1f MiB without a phone number", region, n, mib)
		}
	}
}
