package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// trap is a column, how its value in a record is made, and what it truly is.
type trap struct {
	name   string
	value  func(r *rand.Rand, i int) string
	want   string // verdict, with the protection behind a slash
	region string // of at least nine in ten of its numbers; "" is not asked
	why    string // what the reasons must speak of
}

var countriesOf = []string{"US", "Vereinigtes Königreich", "DEU", "Australia", "France"}

// national writes a number from a range for fiction in its country's form.
func national(r *rand.Rand, i int) string {
	switch i % 5 {
	case 0:
		return fmt.Sprintf("(%d) 555-01%02d", []int{212, 415, 305, 312, 617, 206}[r.IntN(6)], r.IntN(100))
	case 1:
		return fmt.Sprintf("020 7946 0%03d", r.IntN(1000))
	case 2:
		return fmt.Sprintf("0171 39200%02d", r.IntN(100))
	case 3:
		return fmt.Sprintf("0491 570 %03d", r.IntN(1000))
	}
	return fmt.Sprintf("01 99 00 %02d %02d", r.IntN(100), r.IntN(100))
}

func american(r *rand.Rand, form string) string {
	return fmt.Sprintf(form, []int{212, 415, 305, 312, 617, 206, 702, 503, 602, 214, 713, 404}[r.IntN(12)], r.IntN(100))
}

func figuresOf(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(r.IntN(10))
	}
	b[0] = '1' + byte(r.IntN(9))
	return string(b)
}

// checked appends the check digit of a card (weights 2 and 1) or an article (3
// and 1).
func checked(d string, weight int) string {
	sum := 0
	for i := range d {
		x := int(d[len(d)-1-i] - '0')
		if i%2 == 0 {
			if x *= weight; weight == 2 && x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return d + fmt.Sprint((10-sum%10)%10)
}

var traps = map[string][]trap{
	"people": {
		{"country", func(_ *rand.Rand, i int) string { return countriesOf[i%5] }, "none", "", ""},
		{"country_of_birth", func(r *rand.Rand, _ int) string { return countriesOf[r.IntN(5)] }, "none", "", ""},
		{"phone", national, "phone", "", "the record's own country"},
		{"电话", func(r *rand.Rand, i int) string {
			return strings.NewReplacer(" ", "", "(", "", ")", "", "-", "").Replace(national(r, i))
		}, "phone", "", "the record's own country"},
		{"data1", func(r *rand.Rand, _ int) string { return fmt.Sprintf("+49 171 39200%02d", r.IntN(100)) }, "phone", "DE", "international"},
		{"mobile", func(r *rand.Rand, _ int) string { return []string{"true", "false"}[r.IntN(2)] }, "none", "", ""},
		{"handy", func(r *rand.Rand, _ int) string {
			return []string{"iPhone 14", "Pixel 7a", "Galaxy S21", "Nokia 3310"}[r.IntN(4)]
		}, "none", "", ""},
		{"cell", func(r *rand.Rand, _ int) string { return string(rune('A'+r.IntN(26))) + fmt.Sprint(r.IntN(900)) }, "none", "", ""},
		{"tel", func(r *rand.Rand, _ int) string { return fmt.Sprintf("%d.99", 10+r.IntN(900)) }, "none", "", "fractions"},
		{"phone_code", func(r *rand.Rand, _ int) string { return "XK-" + figuresOf(r, 4) }, "none", "", ""},
		{"cell_phone", func(r *rand.Rand, _ int) string { return fmt.Sprint(1 + r.IntN(5)) }, "none", "", "fewer than seven digits"},
		{"telefon", func(_ *rand.Rand, i int) string { return fmt.Sprint(1_640_000_000 + 991*i) }, "none", "", "times since 1970"},
		{"phone_hash", func(_ *rand.Rand, i int) string {
			s := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
			return hex.EncodeToString(s[:])
		}, "protected/hashed", "", "hash"},
		{"msisdn_masked", func(r *rand.Rand, _ int) string { return "***-" + figuresOf(r, 4) }, "protected/masked", "", "mask"},
		{"mobile_encrypted", func(_ *rand.Rand, i int) string {
			s := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
			return base64.StdEncoding.EncodeToString(append(s[:], s[:16]...))
		}, "protected/encrypted", "", "encrypted"},
		{"phone_token", func(_ *rand.Rand, i int) string {
			s := sha256.Sum256([]byte{byte(i), byte(i >> 8), 1})
			return "tok_" + hex.EncodeToString(s[:8])
		}, "protected/tokenised", "", "tokens"},
		{"password_hash", func(_ *rand.Rand, i int) string {
			s := sha256.Sum256([]byte{byte(i), byte(i >> 8), 2})
			return hex.EncodeToString(s[:])
		}, "none", "", ""},
		{"contact", func(_ *rand.Rand, i int) string { return fmt.Sprintf("person%d@example.org", i) }, "none", "", ""},
		{"contact_2", func(r *rand.Rand, i int) string {
			if i%5 != 0 {
				return ""
			}
			return american(r, "%d55501%02d")
		}, "phone", "US", ""},
		{"notes", func(_ *rand.Rand, i int) string {
			if i == 777 {
				return "asked to be called back, Tel. +44 20 7946 0123, after lunch"
			}
			return fmt.Sprintf("order %d was late by %d days, refund of %d.50 sent", 100000+7*i, i%9, i%80)
		}, "contains", "GB", "1 of 1000 values"},
	},
	"orders": {
		{"id", func(_ *rand.Rand, i int) string { return fmt.Sprint(4150000001 + i) }, "none", "", ""},
		{"number", func(r *rand.Rand, _ int) string { return figuresOf(r, 10) }, "none", "", ""},
		{"created", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_500_000_000 + r.IntN(250_000_000)) }, "none", "", "times since 1970"},
		{"event_ms", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_500_000_000_000 + r.Int64N(250_000_000_000)) }, "none", "", "times since 1970"},
		{"order_date", func(r *rand.Rand, _ int) string {
			return fmt.Sprintf("%02d.%02d.%d", 1+r.IntN(28), 1+r.IntN(12), 2010+r.IntN(16))
		}, "none", "", "dates"},
		{"day", func(r *rand.Rand, _ int) string {
			return fmt.Sprintf("%d%02d%02d", 2010+r.IntN(16), 1+r.IntN(12), 1+r.IntN(28))
		}, "none", "", "dates"},
		{"imei", func(r *rand.Rand, _ int) string { return checked("35"+figuresOf(r, 12), 2) }, "none", "", "check digit"},
		{"card", func(r *rand.Rand, _ int) string { return checked("4"+figuresOf(r, 14), 2) }, "none", "", "check digit"},
		{"ean", func(r *rand.Rand, _ int) string { return checked("40"+figuresOf(r, 10), 3) }, "none", "", "check digit"},
		{"part_number", func(r *rand.Rand, _ int) string {
			return figuresOf(r, 3) + "-" + figuresOf(r, 3) + "-" + figuresOf(r, 4)
		}, "none", "", ""},
		{"client", func(r *rand.Rand, _ int) string {
			return fmt.Sprintf("%d.%d.%d.%d", 1+r.IntN(220), r.IntN(256), r.IntN(256), r.IntN(256))
		}, "none", "", ""},
		{"lat", func(r *rand.Rand, _ int) string { return fmt.Sprintf("%.7f", r.Float64()*180-90) }, "none", "", ""},
		{"zip", func(r *rand.Rand, _ int) string { return figuresOf(r, 5) + "-" + figuresOf(r, 4) }, "none", "", ""},
		{"tracking", func(r *rand.Rand, _ int) string { return "9400" + figuresOf(r, 18) }, "none", "", ""},
		{"ssn", func(r *rand.Rand, _ int) string {
			return figuresOf(r, 3) + "-" + figuresOf(r, 2) + "-" + figuresOf(r, 4)
		}, "none", "", ""},
		{"amount", func(r *rand.Rand, _ int) string { return figuresOf(r, 7) + "." + figuresOf(r, 2) }, "none", "", ""},
		{"payload", func(r *rand.Rand, _ int) string {
			return fmt.Sprintf(`{"ref":%s,"ts":%d}`, figuresOf(r, 10), 1_500_000_000+r.IntN(250_000_000))
		}, "none", "", ""},
	},
	"split": {
		{"area_code", func(r *rand.Rand, _ int) string { return []string{"212", "415", "305", "312", "617", "206"}[r.IntN(6)] }, "none", "", ""},
		{"phone_no", func(r *rand.Rand, _ int) string { return fmt.Sprintf("555-01%02d", r.IntN(100)) }, "phone", "US", ""},
	},
	"abroad": {
		{"dial_code", func(_ *rand.Rand, i int) string { return []string{"+49", "+61"}[i%2] }, "none", "", ""},
		{"mobile_number", func(r *rand.Rand, i int) string {
			if i%2 == 0 {
				return fmt.Sprintf("171 39200%02d", r.IntN(100))
			}
			return fmt.Sprintf("491 570 %03d", r.IntN(1000))
		}, "phone", "", "the record's own calling code"},
	},
	"parts": {
		{"country_code", func(_ *rand.Rand, i int) string { return []string{"49", "44"}[i%2] }, "none", "", "calling codes"},
		{"area_code", func(_ *rand.Rand, i int) string { return []string{"171", "20"}[i%2] }, "none", "", "area codes"},
		{"subscriber", func(r *rand.Rand, i int) string {
			if i%2 == 0 {
				return fmt.Sprintf("39200%02d", r.IntN(100))
			}
			return fmt.Sprintf("7946 0%03d", r.IntN(1000))
		}, "phone", "", "the record's own calling code"},
	},
	"calls": {
		{"phone_ts", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_500_000_000 + r.IntN(250_000_000)) }, "none", "", "times since 1970"},
		{"phone_verified_at", func(r *rand.Rand, _ int) string { return fmt.Sprint(1_500_000_000 + r.IntN(250_000_000)) }, "none", "", "times since 1970"},
		{"phone_type_id", func(r *rand.Rand, _ int) string { return fmt.Sprint(1 + r.IntN(4)) }, "none", "", "fewer than seven digits"},
		{"phone_count", func(r *rand.Rand, _ int) string { return fmt.Sprint(r.IntN(2000)) }, "none", "", ""},
		{"phone_ref", func(r *rand.Rand, _ int) string { return figuresOf(r, 10) }, "none", "", "something else"},
		{"phone", func(r *rand.Rand, _ int) string {
			return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", r.Uint32(), r.IntN(65536), r.IntN(4096), r.IntN(4096), r.Int64N(1<<48))
		}, "none", "", "UUIDs"},
		{"invoice_no", func(_ *rand.Rand, i int) string { return fmt.Sprintf("03%08d", 12345678+137*i) }, "none", "", ""},
		{"e_mail", func(_ *rand.Rand, i int) string { return fmt.Sprintf("person%d@example.org", i) }, "none", "", "e-mail addresses"},
	},
	"shops": {
		{"address", func(r *rand.Rand, i int) string {
			return fmt.Sprintf("%d Main Street, %s", 1+r.IntN(200), []string{"Austin, TX 78701", "London SW1A 2AA"}[i%2])
		}, "none", "", "addresses"},
		{"hotline", func(r *rand.Rand, i int) string {
			if i%2 == 0 {
				return american(r, "(%d) 555-01%02d")
			}
			return fmt.Sprintf("020 7946 0%03d", r.IntN(1000))
		}, "phone", "", "the record's own address"},
	},
}

// trapFiles writes the tables as CSV files, with a wide one of 300 columns in
// which one holds numbers.
func trapFiles(t testing.TB, dir string, rows int) map[string][]trap {
	t.Helper()
	all := map[string][]trap{}
	for name, list := range traps {
		all[name] = list
	}
	for k := range 300 {
		c := trap{fmt.Sprintf("attr_%03d", k), func(r *rand.Rand, _ int) string { return figuresOf(r, 3+k%9) }, "none", "", ""}
		switch {
		case k == 217:
			c = trap{c.name, func(r *rand.Rand, _ int) string { return american(r, "(%d) 555-01%02d") }, "phone", "US", "written as phone numbers are"}
		case k%4 == 1:
			c.value = func(r *rand.Rand, _ int) string { return fmt.Sprintf("%.3f", r.Float64()*1000) }
		}
		all["wide"] = append(all["wide"], c)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for name, list := range all {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		var row []string
		for _, c := range list {
			row = append(row, c.name)
		}
		_ = w.Write(row)
		for i := range rows {
			row = row[:0]
			for _, c := range list {
				row = append(row, c.value(r, i))
			}
			_ = w.Write(row)
		}
		w.Flush()
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// More than thirty columns that are not what they seem are all seen for what
// they are, with reasons.
func TestTraps(t *testing.T) {
	dir := t.TempDir()
	all := trapFiles(t, dir, 1000)
	m := scanTraps(t, dir, "US")
	seen := 0
	for name, list := range all {
		for _, c := range list {
			f, ok := m[name+".csv/"+c.name]
			if !ok {
				t.Errorf("%s.%s is not in the report", name, c.name)
				continue
			}
			seen++
			got := f.Verdict
			if got == "protected" {
				got += "/" + f.Protection
			}
			if got != c.want {
				t.Errorf("%s.%s is %s (%.2f), want %s: %s", name, c.name, got, *f.Confidence, c.want, strings.Join(f.Why, "; "))
			}
			if c.why != "" && !strings.Contains(strings.Join(f.Why, "; "), c.why) {
				t.Errorf("%s.%s: no reason speaks of %q: %s", name, c.name, c.why, strings.Join(f.Why, "; "))
			}
			if c.region != "" {
				right, sum := 0.0, 0.0
				for _, x := range f.Regions {
					sum += x.Numbers.Value()
					if x.Region != nil && *x.Region == c.region {
						right += x.Numbers.Value()
					}
				}
				if sum == 0 || right < 0.9*sum {
					t.Errorf("%s.%s: %.0f of %.0f numbers are of %s", name, c.name, right, sum, c.region)
				}
			}
		}
	}
	if seen < 330 {
		t.Errorf("%d fields seen", seen)
	}
}

// A file whose records name no country is placed by their addresses, and where
// it has none by what it speaks of: hospitals with Japanese names, and numbers
// made when the test runs.
func TestFileIsPlacedByWhatItSpeaksOf(t *testing.T) {
	for _, tc := range []struct{ name, head, record, how string }{
		{"by addresses", "name,address,telephone\n", "高松医療センター,香川県高松市新田町,087-8%s-%s\n", "row"},
		{"by names", "name,telephone\n", "高松医療センター,087-8%s-%s\n", "column"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			r := rand.New(rand.NewPCG(5, 6))
			var b strings.Builder
			b.WriteString(tc.head)
			for range 200 {
				fmt.Fprintf(&b, tc.record, figuresOf(r, 2), figuresOf(r, 4))
			}
			if err := os.WriteFile(filepath.Join(dir, "hospitals.csv"), []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			f := scanTraps(t, dir, "")["hospitals.csv/telephone"]
			if len(f.Regions) == 0 || f.Regions[0].Region == nil || *f.Regions[0].Region != "JP" || f.Regions[0].How != tc.how {
				t.Errorf("telephone: %s, %+v: %s", f.Verdict, f.Regions, strings.Join(f.Why, "; "))
			}
		})
	}
}

// The numbers of a document's contacts are each of their own contact's country.
func TestElementsHaveTheirOwnCountry(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(7, 8))
	var side, inner strings.Builder
	for range 300 {
		a, b := 1+r.IntN(99), 1+r.IntN(999)
		fmt.Fprintf(&side, `{"contacts":[{"country":"GB","phone":"020 7946 0%03d"},{"country":"DE"},{"country":"DE","phone":"0171 39200%02d"}]}`+"\n", b, a)
		fmt.Fprintf(&side, `{"contacts":[{"country":"DE","phone":"0171 39200%02d"},{"country":"GB","phone":"020 7946 0%03d"}]}`+"\n", a, b)
		fmt.Fprintf(&inner, `{"offices":[{"country":"AU","phones":["0491 570 %03d"]},{"country":"GB","phones":["020 7946 0%03d","020 7946 0%03d"]}]}`+"\n", b, b, a)
	}
	for name, text := range map[string]string{"side": side.String(), "inner": inner.String()} {
		if err := os.WriteFile(filepath.Join(dir, name+".ndjson"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := scanTraps(t, dir, "")
	for _, tc := range []struct {
		field string
		want  map[string]float64
	}{
		{"side.ndjson/contacts[].phone", map[string]float64{"GB": 600, "DE": 600}},
		{"inner.ndjson/offices[].phones[]", map[string]float64{"AU": 300, "GB": 600}},
	} {
		f, got := m[tc.field], map[string]float64{}
		for _, x := range f.Regions {
			if x.Region != nil {
				got[*x.Region] += x.Numbers.Value()
			}
		}
		if !maps.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v: %s", tc.field, got, tc.want, strings.Join(f.Why, "; "))
		}
	}
}

// No column of look-alikes is called one of phones, whatever region the source
// is said to be of.
func TestDigitsAreNoPhones(t *testing.T) {
	for seed := range uint64(3) {
		dir := t.TempDir()
		d, err := corpus.Digits(seed, 300)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.WriteCSV(filepath.Join(dir, "digits.csv")); err != nil {
			t.Fatal(err)
		}
		noise, _ := corpus.Noise(seed, 100_000)
		if err := os.WriteFile(filepath.Join(dir, "noise.log"), []byte(noise), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, home := range []string{"", "US", "DE", "GB", "FR", "IN"} {
			fields := scanTraps(t, dir, home)
			if len(fields) < 140 {
				t.Fatalf("%d fields", len(fields))
			}
			for name, f := range fields {
				if f.Verdict == "phone" {
					t.Errorf("seed %d, region %q: %s is called phone (%.2f): %s", seed, home, name, *f.Confidence, strings.Join(f.Why, "; "))
				}
			}
		}
	}
}

func scanTraps(t testing.TB, dir, home string) map[string]inventory.Field {
	t.Helper()
	args := []string{"scan", dir, "--full", "--format", "json", "--all-fields", "--state", filepath.Join(t.TempDir(), "state")}
	if home != "" {
		args = append(args, "--default-region", home)
	}
	tmp := t.TempDir()
	var out, errs bytes.Buffer
	env := func(k string) string { return map[string]string{"HOME": tmp}[k] }
	if err := run(context.Background(), args, env, strings.NewReader(""), &out, &errs); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	var m datamap.Map
	if err := json.Unmarshal(out.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	fields := map[string]inventory.Field{}
	for _, f := range m.Fields {
		fields[f.Dataset+"/"+f.Field] = f
	}
	return fields
}

// The user CPU of verdicts and attribution, as a share of what is spent on a
// value between its connector and its profile (of-detection), and beside the
// phone detector alone (beside-detector):
//
//	go test ./cmd/dialmap -run '^$' -bench Traps -benchtime 8x
func BenchmarkTraps(b *testing.B) {
	dir := b.TempDir()
	trapFiles(b, dir, 40_000)
	if err := os.Remove(filepath.Join(dir, "wide.csv")); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "cpu")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	profiled := pprof.StartCPUProfile(f) == nil // not where -cpuprofile is at it
	for b.Loop() {
		scanTraps(b, dir, "US")
	}
	if !profiled {
		return
	}
	pprof.StopCPUProfile()
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	const verdicts = `sample..decide|tally..countries|tally..hintsOf|verdict\.`
	spent := cpuOf(b, path, verdicts, "")
	b.ReportMetric(100*spent/cpuOf(b, path, `tally..add|`+verdicts, ""), "%of-detection")
	b.ReportMetric(100*spent/cpuOf(b, path, `phone\.\(\*Detector\)\.Detect`, `sample..decide`), "%beside-detector")
}

// cpuOf sums what a profile spends below functions.
func cpuOf(b *testing.B, profile, focus, ignore string) float64 {
	b.Helper()
	out, err := exec.Command("go", "tool", "pprof", "-top", "-cum", "-nodefraction", "0", "-nodecount", "1000000", "-unit", "ms", "-focus", focus, "-ignore", ignore, profile).Output()
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(out), "accounting for ")
	ms, err := strconv.ParseFloat(rest[:strings.Index(rest, "ms")], 64)
	if err != nil {
		b.Fatal(err)
	}
	return ms
}
