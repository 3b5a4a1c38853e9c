package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExports scans files as products write them, of numbers that are drawn when
// the test runs. Each was wrong once.
func TestExports(t *testing.T) {
	f := figuresOf
	german := func(r *rand.Rand) string { return "01" + []string{"51", "60", "70", "71", "75"}[r.IntN(5)] + f(r, 8) }
	for _, tc := range []struct {
		name, head string
		record     func(r *rand.Rand, i int) string
		home       string
		want       map[string]string // of each field with phones: how many, and of which regions nearly all
	}{
		{"mobiles with a 0 are not Chinese", "Nachname;Vorname;Telefonnummer", func(r *rand.Rand, i int) string { return "Muster;Max;" + german(r) }, "", map[string]string{"Telefonnummer": "100 ?"}},
		{"an account says where", "Nachname;IBAN;Mobilfunknummer", func(r *rand.Rand, i int) string { return "Muster;DE89370400440532" + f(r, 6) + ";" + german(r) }, "", map[string]string{"Mobilfunknummer": "100 DE"}},
		{"articles have check digits", "商品名,JANコード,数量", func(r *rand.Rand, i int) string { return "茶," + article(r) + ",3" }, "", nil},
		{"postal codes of Brazil", "nome;CEP;cidade", func(r *rand.Rand, i int) string { return "Exemplo;0" + f(r, 4) + "0" + f(r, 2) + ";São Paulo" }, "", nil},
		{"marks of a bank statement", "Buchungstag;Verwendungszweck", func(r *rand.Rand, i int) string {
			return "02.11.2026;SVWZ+Rechnung EREF+4" + f(r, 10) + " MREF+2" + f(r, 8) + " CRED+DE98ZZZ"
		}, "", nil},
		{"numbers that a spreadsheet cut", "Name,Phone,Country", func(r *rand.Rand, i int) string { return "Ann,1.212" + f(r, 2) + "E+10,US" }, "", nil},
		{"two in every cell", "Name,Phone,Country", func(r *rand.Rand, i int) string {
			return fmt.Sprintf("Ann,212-5%s-%s / 415-5%s-%s,US", f(r, 2), f(r, 4), f(r, 2), f(r, 4))
		}, "", map[string]string{"Phone": "200 US"}},
		{"placeholders", "Name,Phone,Country", func(r *rand.Rand, i int) string {
			return "Ann," + []string{"0000000000", "9999999999", "1234567890", "2125" + f(r, 6), "4155" + f(r, 6)}[i%5] + ",US"
		}, "", map[string]string{"Phone": "40 US"}},
		{"half of them say whose all are", "Name;Telefonnummer", func(r *rand.Rand, i int) string { return "Max;" + []string{"+49", "0"}[i%2] + german(r)[1:] }, "", map[string]string{"Telefonnummer": "100 DE"}},
		{"the column beside says whose", "First Name,Phone 1 - Value,Phone 2 - Value", func(r *rand.Rand, i int) string {
			return "Ann,+44 20 7946 0" + f(r, 3) + ",020 7946 0" + f(r, 3)
		}, "", map[string]string{"Phone 1 - Value": "100 GB", "Phone 2 - Value": "100 GB"}},
		{"calling codes without a plus", "id,msisdn", func(r *rand.Rand, i int) string {
			return fmt.Sprint(i*7%1000) + "," + []string{"55119" + f(r, 8), "3519137" + f(r, 5), "3461" + f(r, 7), "1212555" + f(r, 4)}[i%4]
		}, "", map[string]string{"msisdn": "100 BR PT ES US"}},
		{"a country that is not the number's", "id,phone,ip_country", func(r *rand.Rand, i int) string {
			return fmt.Sprintf("%d,07400%s,%s", i*7%1000, f(r, 6), []string{"DE", "US", "FR", "GB", "IN"}[i%5])
		}, "GB", map[string]string{"phone": "100 GB"}},
		{"each number its own country", "id,phone1,phone2,country1,country2", func(r *rand.Rand, i int) string {
			return fmt.Sprintf("%d,0171 39200%s,01 99 00 %s %s,DE,FR", i*7%1000, f(r, 2), f(r, 2), f(r, 2))
		}, "", map[string]string{"phone1": "100 DE", "phone2": "100 FR"}},
		{"a name with full stops", "Name,Tel.-Nr.,Land", func(r *rand.Rand, i int) string { return "Max," + german(r) + ",DE" }, "", map[string]string{"Tel.-Nr.": "100 DE"}},
		{"mail or a number", "name,contact,country", func(r *rand.Rand, i int) string {
			return "Ana," + []string{fmt.Sprintf("ana%d@example.com", i), "61" + f(r, 7)}[i%2] + ",ES"
		}, "", map[string]string{"contact": "50 ES"}},
		{"coordinates of a grid", "id,X Coordinate,Y Coordinate", func(r *rand.Rand, i int) string { return fmt.Sprintf("%d,11%s,18%s", i*7%1000, f(r, 5), f(r, 5)) }, "IT", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(11, 12))
			var b strings.Builder
			b.WriteString(tc.head + "\n")
			for i := range 100 {
				b.WriteString(tc.record(r, i) + "\n")
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "export.csv"), []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			for name, got := range scanTraps(t, dir, tc.home) {
				field := strings.TrimPrefix(name, "export.csv/")
				n, regions, _ := strings.Cut(tc.want[field], " ")
				if phones := got.Verdict == "phone" || got.Verdict == "contains"; !phones || n == "" {
					if phones || n != "" {
						t.Errorf("%s: %s, %v numbers, %s", field, got.Verdict, got.Numbers.Value(), strings.Join(got.Why, "; "))
					}
					continue
				}
				var want, of float64
				fmt.Sscan(n, &want)
				for _, x := range got.Regions {
					region := "?"
					if x.Region != nil {
						region = *x.Region
					}
					if strings.Contains(regions, region) {
						of += x.Numbers.Value()
					}
				}
				if got.Numbers.Value() < 0.85*want || got.Numbers.Value() > want || of < 0.95*got.Numbers.Value() {
					t.Errorf("%s: %v numbers, %v of them of %s; want %s, %s", field, got.Numbers.Value(), of, regions, n, strings.Join(got.Why, "; "))
				}
			}
		})
	}
}

// article draws a number of GS1 Japan with its check digit.
func article(r *rand.Rand) string {
	d := "49" + figuresOf(r, 10)
	sum := 0
	for i, c := range d {
		sum += int(c-'0') * []int{1, 3}[i%2]
	}
	return d + fmt.Sprint((10-sum%10)%10)
}
