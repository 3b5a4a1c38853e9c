package verdict_test

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// looked is the evidence of a column of 100 values, before anything is detected
// in it.
func looked(path, typ string, value func(i int) string) verdict.Evidence {
	e := verdict.Evidence{Path: path, Type: typ, Named: role.Phones(path), Hidden: role.Hidden(path), Values: 100}
	var values [][]byte
	for i := range 100 {
		values = append(values, []byte(value(i)))
	}
	verdict.Look(&e, values, values)
	return e
}

// detected adds what a detector made of it: shares of valid numbers, of those
// that random digits would be, and of those written as only phones are.
func detected(e verdict.Evidence, valid, chance, marked float64) verdict.Evidence {
	e.Detected, e.Tried = 100, 100
	e.Valid, e.ByChance, e.ByChanceHead, e.Between, e.Marked = int(100*valid), int(100*chance), int(100*chance), chance, int(100*marked)
	return e
}

func figures(seed uint64, n int) func(i int) string {
	r := rand.New(rand.NewPCG(seed, 1))
	return func(int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = '1' + byte(r.IntN(9))
		}
		return string(b)
	}
}

func TestHowAFieldIsRead(t *testing.T) {
	iso := func(i int) string { return fmt.Sprintf("2026-%02d-%02d", 1+i%12, 1+i%28) }
	for _, tc := range []struct {
		name string
		e    verdict.Evidence
		want detectors.National
	}{
		{"a phone column that nobody has seen", verdict.Evidence{Path: "phone", Type: connectors.Text, Named: role.Yes}, detectors.On},
		{"integers that nobody has seen", verdict.Evidence{Path: "n", Type: connectors.Integer}, detectors.Off},
		{"text that nobody has seen", verdict.Evidence{Path: "notes", Type: connectors.Text}, detectors.Labelled},
		{"a date", verdict.Evidence{Path: "phone", Type: connectors.Date, Named: role.Yes, Values: 9}, detectors.Off},
		{"valid numbers in a phone column", detected(looked("phone", connectors.Text, figures(1, 10)), 1, 0.4, 0), detectors.On},
		{"integers in a phone column", detected(looked("phone", connectors.Integer, figures(2, 10)), 0.98, 0.4, 0), detectors.On},
		{"brackets under a silent name", detected(looked("data1", connectors.Text, func(i int) string { return fmt.Sprintf("(212) 555-01%02d", i) }), 1, 0.4, 1), detectors.On},
		{"a plus under a silent name", detected(looked("c7", connectors.Text, func(i int) string { return fmt.Sprintf("+49 171 39200%02d", i) }), 1, 0.5, 1), detectors.On},
		{"random identifiers, of which many are valid", detected(looked("customer_id", connectors.Integer, figures(3, 10)), 0.5, 0.5, 0), detectors.Off},
		{"identifiers under a silent name that are as valid as chance", detected(looked("value", connectors.Integer, figures(4, 9)), 0.9, 0.9, 0), detectors.Off},
		{"a counter", detected(looked("id", connectors.Integer, func(i int) string { return fmt.Sprint(4150000001 + i) }), 1, 1, 0), detectors.Off},
		{"times since 1970", detected(looked("created", connectors.Integer, func(i int) string { return fmt.Sprint(1_640_000_000 + 991*i) }), 1, 1, 0), detectors.Off},
		{"times since 1970 in a phone column", detected(looked("phone", connectors.Integer, func(i int) string { return fmt.Sprint(1_640_000_000 + 991*i) }), 0, 0, 0), detectors.Off},
		{"dates", detected(looked("c2", connectors.Text, iso), 0, 0, 0), detectors.Off},
		{"prices in a phone column", detected(looked("tel", connectors.Decimal, func(i int) string { return fmt.Sprintf("%d.99", 10+i) }), 0, 0, 0), detectors.Off},
		{"sentences", detected(looked("notes", connectors.Text, func(i int) string { return fmt.Sprintf("order %d was late", i) }), 0, 0, 0), detectors.Labelled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := verdict.Policy(tc.e); got != tc.want {
				t.Errorf("policy %d, want %d", got, tc.want)
			}
		})
	}
}

// field is the profile of 100 values, of which so many hold a number.
func field(whole, holding int, m detectors.Match) *profile.Field {
	f := &profile.Field{Seen: profile.TypeOf(connectors.Text), Values: 100, Holding: uint64(holding), Whole: uint64(whole)}
	for i := range holding {
		f.Add(&m, uint64(i), func() string { return "+•" })
	}
	return f
}

func shaped(value func(i int) string) *profile.Field {
	f := &profile.Field{Seen: profile.TypeOf(connectors.Text), Values: 100}
	for i := range 100 {
		verdict.Shape(&f.Shapes, []byte(value(i)))
	}
	return f
}

func hash(i int) string { return strings.Repeat(fmt.Sprintf("%07xa1b2c3d4e", 0x1234567+i*7), 2) }

func sealed(i int) string {
	r := rand.New(rand.NewPCG(uint64(i), 9))
	b := make([]byte, 48)
	for k := range b {
		b[k] = byte(r.IntN(256))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func TestVerdicts(t *testing.T) {
	plus := detectors.Match{Region: "DE", How: detectors.International, Format: detectors.Plus, Confidence: 0.98}
	bare := detectors.Match{Region: "DE", How: detectors.Source, Format: detectors.Bare, Confidence: 0.75}
	german := func(i int) string { return fmt.Sprintf("+49 171 39200%02d", i) }
	for _, tc := range []struct {
		name string
		e    verdict.Evidence
		f    *profile.Field
		want string // with the protection behind a slash
		why  string
	}{
		{"numbers in a phone column", detected(looked("handy", connectors.Text, german), 0.97, 0.06, 0.97), field(97, 97, plus), "phone/plaintext", "name 'handy'"},
		{"numbers under a silent name", detected(looked("data1", connectors.Text, german), 1, 0.06, 1), field(100, 100, plus), "phone/plaintext", "100 % valid as DE"},
		{"validity stands against chance", detected(looked("phone", connectors.Text, figures(5, 11)), 0.97, 0.06, 0), field(97, 97, bare), "phone/plaintext", "97 % valid as DE against 6 % by chance"},
		{"one number in a hundred notes", detected(looked("notes", connectors.Text, func(i int) string { return fmt.Sprintf("the order %d was late again", i) }), 0, 0, 0), field(0, 1, plus), "contains/plaintext", "1 of 100 values"},
		{"nothing", detected(looked("notes", connectors.Text, func(i int) string { return "nothing at all" }), 0, 0, 0), field(0, 0, plus), "none/unknown", "no value holds a valid number"},
		{"times", looked("created", connectors.Integer, func(i int) string { return fmt.Sprint(1_640_000_000 + 991*i) }), field(0, 0, plus), "none/unknown", "times since 1970"},
		{"hashes under a name that says phone", looked("phone_hash", connectors.Text, hash), shaped(hash), "protected/hashed", "form of a hash"},
		{"the same under another name", looked("password", connectors.Text, hash), shaped(hash), "none/unknown", ""},
		{"masked", looked("phone", connectors.Text, func(i int) string { return fmt.Sprintf("***-%04d", i) }), shaped(func(i int) string { return fmt.Sprintf("***-%04d", i) }), "protected/masked", "behind a mask"},
		{"masked between code and end", looked("mobile", connectors.Text, func(i int) string { return fmt.Sprintf("+49 *** %02d", i) }), shaped(func(i int) string { return fmt.Sprintf("+49 *** %02d", i) }), "protected/masked", "behind a mask"},
		{"encrypted", looked("tel_enc", connectors.Text, sealed), shaped(sealed), "protected/encrypted", "encrypted text"},
		{"tokenised", looked("phone_token", connectors.Text, func(i int) string { return fmt.Sprintf("tok_a%06xb%04d", i*7919, i) }), shaped(func(i int) string { return fmt.Sprintf("tok_a%06xb%04d", i*7919, i) }), "protected/tokenised", "tokens"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := verdict.Of(tc.e.Path, tc.f, &tc.e)
			if got := v.Verdict + "/" + v.Protection; got != tc.want {
				t.Errorf("%s (%.2f), want %s: %s", got, v.Confidence, tc.want, strings.Join(v.Why, "; "))
			}
			if why := strings.Join(v.Why, "; "); !strings.Contains(why, tc.why) {
				t.Errorf("no reason speaks of %q: %s", tc.why, why)
			}
			if !(v.Confidence >= 0.25 && v.Confidence <= 1) || math.IsNaN(v.Confidence) {
				t.Errorf("confidence %v", v.Confidence)
			}
		})
	}
}

// A field that the pilot did not meet is judged by its profile alone.
func TestVerdictWithoutEvidence(t *testing.T) {
	plus := detectors.Match{Region: "DE", How: detectors.International, Format: detectors.Plus, Confidence: 0.98}
	for _, tc := range []struct {
		path string
		f    *profile.Field
		want string
	}{
		{"phone", field(100, 100, plus), verdict.Phone},
		{"notes", field(0, 3, plus), verdict.Contains},
		{"phone", field(0, 0, plus), verdict.None},
		{"nothing", &profile.Field{}, verdict.None},
	} {
		if v := verdict.Of(tc.path, tc.f, nil); v.Verdict != tc.want {
			t.Errorf("%s: %s (%.2f), want %s: %v", tc.path, v.Verdict, v.Confidence, tc.want, v.Why)
		}
	}
}

func TestShapes(t *testing.T) {
	for _, tc := range []struct {
		name, value string
		count       func(s profile.Shapes) uint64
	}{
		{"MD5", "5d41402abc4b2a76b9719d911017c592", func(s profile.Shapes) uint64 { return s.Hex }},
		{"SHA-256 in capitals", strings.ToUpper(strings.Repeat("5d41402abc4b2a76", 4)), func(s profile.Shapes) uint64 { return s.Hex }},
		{"SHA-256 in base64", "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", func(s profile.Shapes) uint64 { return s.Digest }},
		{"bcrypt", "$2b$12$" + strings.Repeat("aB3", 18), func(s profile.Shapes) uint64 { return s.Digest }},
		{"AES in base64", sealed(1), func(s profile.Shapes) uint64 { return s.Base64 }},
		{"an envelope", "vault:v1:8SDd3WHDOjf7mq69CyCqYjBXAiQQAVZRkFM13ok481zoCmHnSeDX9vyf7w==", func(s profile.Shapes) uint64 { return s.Cipher }},
		{"bytes", "\xff\xfe\x9c\x11\x80\x8f\xaa\xde\x01\x99\xc3\xd7\x8b\x9e\xef\xba", func(s profile.Shapes) uint64 { return s.Cipher }},
		{"stars and an end", "***-1234", func(s profile.Shapes) uint64 { return s.Masked }},
		{"code, stars, end", "+49 *** 42", func(s profile.Shapes) uint64 { return s.Masked }},
		{"dots", "•••••• 42", func(s profile.Shapes) uint64 { return s.Masked }},
		{"letters x", "XXX-XXX-1234", func(s profile.Shapes) uint64 { return s.Masked }},
		{"a token", "tok_1a2b3c4d5e6f", func(s profile.Shapes) uint64 { return s.Token }},
		{"a UUID", "123e4567-e89b-12d3-a456-426614174000", func(s profile.Shapes) uint64 { return s.Token }},
		{"digits", "2125550123", func(s profile.Shapes) uint64 { return s.Digits }},
		{"a price", "12.99", func(s profile.Shapes) uint64 { return s.Decimal }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var s profile.Shapes
			verdict.Shape(&s, []byte(tc.value))
			if tc.count(s) != 1 {
				t.Errorf("counted as %+v", s)
			}
		})
	}
	for _, plain := range []string{"2125550123.0", "+49 171 3920012", "a sentence", "Next week", "ORD-2024-000123", ""} {
		var s profile.Shapes
		verdict.Shape(&s, []byte(plain))
		if s.Hex+s.Base64+s.Masked+s.Digest+s.Cipher+s.Token+s.Decimal > 0 {
			t.Errorf("%q counted as %+v", plain, s)
		}
	}
}

func TestFiguresOfEveryScript(t *testing.T) {
	for in, want := range map[string]string{"٠٥٣ ١٠٩": "053 109", "۰۷۵-۳۵": "075-35", "０３": "03", "Tür 5": "Tür 5"} {
		if got := string(verdict.Figures([]byte(in))); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// TestKeysAreNoPhones holds that a column that counts its records is none of
// phone numbers however valid its values are, unless its name says so.
func TestKeysAreNoPhones(t *testing.T) {
	counter := func(i int) string { return fmt.Sprint(4155550100 + i) }
	rising := func(i int) string { return fmt.Sprint(4155550100 + i*i) }
	for _, tc := range []struct {
		path  string
		value func(i int) string
		want  detectors.National
	}{{"id", counter, detectors.Off}, {"data1", counter, detectors.Off}, {"id", rising, detectors.Off}, {"phone", rising, detectors.On}} {
		if got := verdict.Policy(detected(looked(tc.path, connectors.Integer, tc.value), 1, 0.1, 0)); got != tc.want {
			t.Errorf("%s: read with %v, want %v", tc.path, got, tc.want)
		}
	}
}

// Numbers of documents and terms begin with a year; only a name makes phones of
// them.
func TestYearsAreNoPhones(t *testing.T) {
	invoice := func(i int) string { return fmt.Sprintf("%d-%06d", 2015+i%9, 100_000+i*7919%800_000) }
	term := func(i int) string { return fmt.Sprintf("%d/%d", 1950+i*7%60, 1952+i*7%60) }
	long := func(i int) string { return fmt.Sprintf("%d-%06d", 3015+i%9, 100_000+i*7919%800_000) }
	for _, tc := range []struct {
		path  string
		value func(i int) string
		want  detectors.National
	}{{"invoice", invoice, detectors.Off}, {"col_3", invoice, detectors.Off}, {"schuljahr", term, detectors.Off}, {"phone", invoice, detectors.On}, {"col_3", long, detectors.On}} {
		if got := verdict.Policy(detected(looked(tc.path, connectors.Text, tc.value), 1, 0.1, 0)); got != tc.want {
			t.Errorf("%s, %s: read with %v, want %v", tc.path, tc.value(1), got, tc.want)
		}
	}
}

// A field that is named for phones, and whose values could be numbers, is one
// although nothing tells whose and all begin alike; not where they count, where
// chance makes few of them numbers, or where the name may mean something else.
func TestANameIsEnough(t *testing.T) {
	local := func(i int) string { return fmt.Sprintf("721%07d", 5_100_000+i*31337%800_000) }
	rising := func(i int) string { return fmt.Sprintf("721%07d", 5_100_000+i*3) }
	amount := func(i int) string { return fmt.Sprintf("7213%d.%02d", 5_100+i*313%800, i%97+1) }
	for _, tc := range []struct {
		path   string
		value  func(i int) string
		plain  float64 // of the values, what could be numbers
		policy detectors.National
	}{
		{"telefon", local, 1, detectors.On}, {"telefon", local, 0.5, detectors.Off}, {"telefon", rising, 1, detectors.Off}, {"telefon", amount, 1, detectors.Off},
		{"cell", local, 1, detectors.Off}, {"member_no", local, 1, detectors.Off},
	} {
		e := looked(tc.path, connectors.Text, tc.value)
		e.Detected, e.Plain, e.Tried = e.Values, int(tc.plain*float64(e.Values)), e.Values
		e.FitValid, e.FitChance, e.Between = 1, 0.6, 0.99
		if got := verdict.Policy(e); got != tc.policy {
			t.Errorf("%s, %s and the like, %.0f %% of them possible: read with %v, want %v", tc.path, tc.value(1), 100*tc.plain, got, tc.policy)
		}
	}
}

// A word beside the digits says what they are.
func TestACellTellsWhatItHolds(t *testing.T) {
	for v, want := range map[string]int{"0193 596 0690 ext. 358": 1, "0192 043 1942 x36": 1, "tel. 3 362357": 1, "35 72 33 92 (home)": 1, "(06) 584-1584 доб. 12": 1, "電話 03-1234-5678": 1, "120 x 80 x 40": 0, "AB 123456": 0, "PH-123456": 0, "rev 123456": 0, "Musterstrasse 12345": 0} {
		var e verdict.Evidence
		verdict.Look(&e, [][]byte{[]byte(v)}, nil)
		if e.Told != want {
			t.Errorf("%q: told %d, want %d", v, e.Told, want)
		}
	}
}

func TestCheckDigits(t *testing.T) {
	for _, tc := range []struct {
		name, value      string
		luhn, ean, banks int
	}{
		{"a card", "4111111111111111", 1, 0, 0},
		{"a device", "490154203237518", 1, 0, 0},
		{"an article", "4006381333931", 0, 1, 0},
		{"an account", "DE89 3704 0044 0532 0130 00", 0, 0, 1},
		{"a wrong account", "DE88 3704 0044 0532 0130 00", 0, 0, 0},
		{"a wrong card", "4111111111111112", 0, 0, 0},
	} {
		var e verdict.Evidence
		verdict.Look(&e, [][]byte{[]byte(tc.value)}, nil)
		if e.Luhn != tc.luhn || e.EAN != tc.ean || e.Banked != tc.banks {
			t.Errorf("%s: Luhn %d, EAN %d, IBAN %d", tc.name, e.Luhn, e.EAN, e.Banked)
		}
	}
}

func BenchmarkLook(b *testing.B) {
	var values [][]byte
	for i := range 1000 {
		values = append(values, fmt.Appendf(nil, "+49 171 39200%02d", i%100))
	}
	for b.Loop() {
		var e verdict.Evidence
		verdict.Look(&e, values, values)
	}
}
