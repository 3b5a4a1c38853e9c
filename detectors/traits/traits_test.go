package traits

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/check"
)

// Published examples of each scheme, by their issuers or encyclopaedias.
func TestSchemesAcceptPublishedNumbers(t *testing.T) {
	for _, c := range []struct{ scheme, number string }{
		{"us.ssn", "219-09-9998"}, {"br.cpf", "390.533.447-05"}, {"ar.cuit", "20-05536168-2"}, {"cl.rut", "12.531.909-2"}, {"gb.nhs", "943 476 5870"}, {"gb.nino", "AB 12 34 56 C"}, {"ie.pps", "6433435F"}, {"ie.pps", "6433435FT"},
		{"fr.nir", "2 95 10 99 126 111 93"}, {"de.idnr", "36 574 261 809"}, {"at.vnr", "1237 010180"}, {"ch.ssn", "756.9217.0769.85"}, {"it.codicefiscale", "RCCMNL83S18D969H"}, {"es.dni", "54362315-K"}, {"es.nie", "X-2482300W"}, {"pt.nif", "501 964 843"},
		{"nl.bsn", "1112.22.333"}, {"be.nn", "85.07.30-033.28"}, {"dk.cpr", "211062-5629"}, {"se.personnummer", "880320-0016"}, {"no.fodselsnummer", "151086 95088"}, {"fi.hetu", "131052-308T"}, {"is.kennitala", "450401-3150"}, {"ee.ik", "36805280109"},
		{"lt.asmens", "33309240064"}, {"lv.pk", "161175-19997"}, {"pl.pesel", "44051401359"}, {"cz.rc", "710319/2745"}, {"ro.cnp", "1630615123457"}, {"bg.egn", "752316 926 3"}, {"hr.oib", "33392005961"}, {"yu.jmbg", "0101006500006"}, {"gr.amka", "01013099997"},
		{"tr.tckimlik", "17291716060"}, {"il.idnr", "3933742-3"}, {"za.idnr", "7503305044089"}, {"in.aadhaar", "2341 2341 2346"}, {"in.pan", "ACUPA7085R"}, {"cn.ric", "360426199101010071"}, {"kr.rrn", "971013-9019902"}, {"sg.nric", "S1234567D"}, {"my.nric", "770305-02-1234"},
		{"th.pin", "1-2345-45678-78-1"}, {"tw.id", "A123456789"}, {"hk.hkid", "A123456(3)"}, {"au.tfn", "123 456 782"}, {"au.medicare", "2123 45670 1"}, {"nz.ird", "49-091-850"}, {"ru.inn", "500100732259"}, {"ru.snils", "112-233-445 95"}, {"ua.rntrc", "1759013776"},
		{"mx.curp", "BOXW310820HNERXN09"}, {"ca.sin", "123-456-782"},
	} {
		s := schemeOf(c.scheme)
		if s == nil {
			t.Errorf("no scheme %s", c.scheme)
			continue
		}
		if !s.form(compactForm([]byte(c.number))) {
			t.Errorf("%s: %s is refused", c.scheme, c.number)
		}
	}
}

// pass makes numbers that a scheme accepts by trying.
func pass(r *rand.Rand, s *scheme, n int) (out []string) {
	for tries := 0; len(out) < n && tries < 3_000_000; tries++ {
		if v := candidate(r, s.name); s.form(v) {
			out = append(out, v)
		}
	}
	return out
}

func digitsN(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	return b.String()
}

func pick(r *rand.Rand, letters string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(letters[r.IntN(len(letters))])
	}
	return b.String()
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// candidate is a random value of a scheme's outer form.
func candidate(r *rand.Rand, name string) string {
	day := time.Date(1935, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(60*365))
	short := day.Format("060102")
	switch name {
	case "us.itin":
		return "9" + digitsN(r, 8)
	case "mx.curp":
		return pick(r, alphabet, 4) + short + pick(r, "HM", 1) + "DF" + pick(r, "BCDFGH", 3) + digitsN(r, 2)
	case "cl.rut":
		return digitsN(r, 8) + pick(r, "0123456789K", 1)
	case "gb.nino":
		return pick(r, "ABCEHJ", 2) + digitsN(r, 6) + pick(r, "ABCD", 1)
	case "ie.pps":
		return digitsN(r, 7) + pick(r, alphabet, 1)
	case "fr.nir":
		return pick(r, "12", 1) + digitsN(r, 2) + fmt.Sprintf("%02d", 1+r.IntN(12)) + digitsN(r, 10)
	case "de.idnr":
		d := []byte("1234567890")
		r.Shuffle(len(d), func(i, j int) { d[i], d[j] = d[j], d[i] })
		d[r.IntN(10)] = d[r.IntN(10)]
		return string(d) + digitsN(r, 1)
	case "ch.ssn":
		return "756" + digitsN(r, 10)
	case "it.codicefiscale":
		return pick(r, alphabet, 6) + digitsN(r, 2) + pick(r, "ABCDEHLMPRST", 1) + fmt.Sprintf("%02d", 1+r.IntN(28)) + pick(r, alphabet, 1) + digitsN(r, 3) + pick(r, alphabet, 1)
	case "es.dni":
		return digitsN(r, 8) + pick(r, alphabet, 1)
	case "es.nie":
		return pick(r, "XYZ", 1) + digitsN(r, 7) + pick(r, alphabet, 1)
	case "be.nn", "se.personnummer", "pl.pesel", "cz.rc", "bg.egn", "za.idnr", "kr.rrn", "kz.iin", "my.nric":
		n := map[string]int{"be.nn": 5, "se.personnummer": 4, "pl.pesel": 5, "cz.rc": 4, "bg.egn": 4, "za.idnr": 7, "kr.rrn": 7, "kz.iin": 6, "my.nric": 6}[name]
		return short + digitsN(r, n)
	case "dk.cpr", "no.fodselsnummer", "gr.amka", "lv.pk":
		return day.Format("020106") + digitsN(r, map[string]int{"dk.cpr": 4, "no.fodselsnummer": 5, "gr.amka": 5, "lv.pk": 5}[name])
	case "is.kennitala":
		return day.Format("020106") + digitsN(r, 3) + "9"
	case "fi.hetu":
		return day.Format("020106") + "-" + digitsN(r, 3) + pick(r, "0123456789ABCDEFHJKLMNPRSTUVWXY", 1)
	case "ee.ik", "lt.asmens", "ro.cnp":
		if name == "ro.cnp" {
			return "1" + short + fmt.Sprintf("%02d", 1+r.IntN(46)) + digitsN(r, 4)
		}
		return "3" + short + digitsN(r, 4)
	case "yu.jmbg":
		return day.Format("0201") + day.Format("2006")[1:] + "50" + digitsN(r, 4)
	case "in.pan":
		return pick(r, alphabet, 3) + "P" + pick(r, alphabet, 1) + digitsN(r, 4) + pick(r, alphabet, 1)
	case "cn.ric":
		return "110105" + day.Format("20060102") + digitsN(r, 3) + pick(r, "0123456789X", 1)
	case "sg.nric":
		return pick(r, "STFG", 1) + digitsN(r, 7) + pick(r, alphabet, 1)
	case "tw.id":
		return pick(r, alphabet, 1) + pick(r, "12", 1) + digitsN(r, 8)
	case "hk.hkid":
		return pick(r, alphabet, 1) + digitsN(r, 6) + pick(r, "0123456789A", 1)
	case "nz.ird":
		return pick(r, "12345678", 1) + digitsN(r, 7)
	case "ae.id":
		return "784" + digitsN(r, 12)
	}
	n := map[string]int{"us.ssn": 9, "ca.sin": 9, "br.cpf": 11, "ar.cuit": 11, "gb.nhs": 10, "at.vnr": 10, "pt.nif": 9, "nl.bsn": 9, "hr.oib": 11, "tr.tckimlik": 11, "il.idnr": 9, "in.aadhaar": 12, "jp.mynumber": 12, "th.pin": 13, "au.tfn": 9, "au.medicare": 10, "ru.inn": 12, "ru.snils": 11, "ua.rntrc": 10, "sa.id": 10, "pk.cnic": 13}[name]
	return digitsN(r, n)
}

func TestEverySchemeRefusesNearMisses(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for i := range schemes {
		s := &schemes[i]
		good := pass(r, s, 60)
		if len(good) < 60 {
			t.Errorf("%s: only %d numbers of its form pass", s.name, len(good))
			continue
		}
		if s.chance > 0.4 || s.name == "in.pan" {
			continue // no check digit
		}
		passed := 0
		for _, g := range good { // one digit of the last changed
			b := []byte(g)
			k := len(b) - 1
			if isDigit(b[k]) {
				b[k] = byte('0' + (int(b[k]-'0')+1+r.IntN(8))%10)
			} else {
				b[k] = byte('A' + (int(b[k]-'A')+1+r.IntN(24))%26)
			}
			passed += toInt(s.form(string(b)))
		}
		if s.name != "se.personnummer" && s.name != "lv.pk" && s.name != "au.medicare" && passed > 3 && s.name != "is.kennitala" && s.name != "il.idnr" {
			t.Errorf("%s: %d of 60 pass with another last digit", s.name, passed)
		}
	}
}

func column(words string, values []string) detectors.Column {
	c := detectors.Column{Words: strings.Fields(words), Type: "text"}
	for _, v := range values {
		c.Values = append(c.Values, []byte(v))
	}
	return c
}

// TestIdentityNumbersByColumn decides a column of each scheme under an honest
// name and, where values alone may, under one that says nothing.
func TestIdentityNumbersByColumn(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	missed := 0
	for i := range schemes {
		s := &schemes[i]
		values := pass(r, s, 120)
		got := Finder{}.Column(column("national id", values))
		if got.Kind != detectors.NationalID || !strings.Contains(" "+got.Scheme+" ", " "+s.name+" ") && s.name != "lt.asmens" && s.name != "ee.ik" {
			missed++
			t.Errorf("named national id, %s: got %v %q (%s)", s.name, got.Kind, got.Scheme, got.Why)
		}
		if s.chance > 0.11 {
			continue
		}
		if got := (Finder{}).Column(column("c", values)); got.Kind != detectors.NationalID {
			t.Errorf("without a name, %s: got %v", s.name, got.Kind)
		}
	}
}

// TestNumbersThatAreNoPersons holds columns of things to be no trait.
func TestNumbersThatAreNoPersons(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	luhned := func(n int) string {
		for {
			if d := digitsN(r, n); d[0] != '0' && check.Luhn(d) {
				return d
			}
		}
	}
	makers := map[string]func(i int) string{
		"order number": func(int) string { return digitsN(r, 9) }, "invoice": func(i int) string { return fmt.Sprint(2024000000 + i) }, "id": func(i int) string { return fmt.Sprint(1000 + i) }, "sku": func(int) string { return "SKU-" + digitsN(r, 6) },
		"amount": func(int) string { return fmt.Sprintf("%d.%02d", r.IntN(1000), r.IntN(100)) }, "created at": func(i int) string {
			return time.Unix(1700000000+int64(i)*3600, 0).UTC().Format(time.RFC3339)
		},
		"status": func(i int) string { return []string{"open", "closed", "paid"}[i%3] }, "uuid": func(int) string {
			return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", r.Uint32(), r.IntN(65536), r.IntN(65536), r.IntN(65536), r.Int64N(1<<48))
		},
		"quantity": func(int) string { return fmt.Sprint(r.IntN(50)) }, "epoch": func(i int) string { return fmt.Sprint(1700000000 + r.IntN(1e7)) }, "hash": func(int) string { return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()) },
		"order no": func(int) string { return luhned(10) }, "session": func(int) string { return digitsN(r, 19) }, "version": func(i int) string { return fmt.Sprintf("%d.%d.%d", i%5, i%7, i) },
		"c": func(int) string { return digitsN(r, 10) }, "ref": func(int) string { return digitsN(r, 13) }, "temperature": func(int) string { return fmt.Sprintf("%.2f", r.Float64()*40) }, "note": func(i int) string { return "see ticket " + digitsN(r, 5) },
		"product": func(i int) string { return "Widget " + pick(r, alphabet, 2) }, "size": func(i int) string { return []string{"S", "M", "L"}[i%3] }, "batch": func(i int) string { return pick(r, alphabet, 2) + digitsN(r, 8) },
	}
	all, wrong := 0, 0
	for name, f := range makers {
		for range 50 {
			var values []string
			for i := range 40 + r.IntN(200) {
				values = append(values, f(i))
			}
			all++
			if got := (Finder{}).Column(column(name, values)); got.Kind != detectors.NoKind {
				wrong++
				t.Logf("%s: %v %s (%s)", name, got.Kind, got.Scheme, got.Why)
			}
		}
	}
	if wrong > 1 {
		t.Errorf("%d of %d columns of things are called personal data, want at most 1 in 1,000", wrong, all)
	}
}

func TestColumnsByNameAndValues(t *testing.T) {
	day := func(i int) string {
		return time.Date(1950+i%50, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
	}
	first := []string{"Anna", "Jürgen", "Mária", "José", "Olga", "Chen", "Aisha", "Tom", "Søren", "Łukasz"}
	for _, c := range []struct {
		words string
		value func(i int) string
		want  detectors.Kind
	}{
		{"email", func(i int) string { return fmt.Sprintf("user%d@mail.example.com", i) }, detectors.Email},
		{"c", func(i int) string { return fmt.Sprintf("user%d@company.de", i) }, detectors.Email},
		{"contact", func(i int) string { return fmt.Sprintf("user%d@company.co.uk", i) }, detectors.Email},
		{"vorname", func(i int) string { return first[i%10] }, detectors.PersonName},
		{"last name", func(i int) string { return first[i%10] + "son" }, detectors.PersonName},
		{"фамилия", func(i int) string { return "Иванов" }, detectors.PersonName},
		{"street", func(i int) string { return fmt.Sprintf("Main Street %d", i) }, detectors.PostalAddress},
		{"anschrift", func(i int) string { return fmt.Sprintf("Hauptstr. %d, Berlin", i) }, detectors.PostalAddress},
		{"plz", func(i int) string { return fmt.Sprintf("%05d", 10115+i) }, detectors.Postcode},
		{"postcode", func(i int) string { return fmt.Sprintf("SW%dA 1AA", i%9) }, detectors.Postcode},
		{"dob", day, detectors.BirthDate},
		{"geburtsdatum", func(i int) string { return fmt.Sprintf("%02d.%02d.%d", 1+i%28, 1+i%12, 1950+i%50) }, detectors.BirthDate},
		{"fecha de nacimiento", func(i int) string { return fmt.Sprint(19500101 + 10000*(i%50)) }, detectors.BirthDate},
		{"生年月日", day, detectors.BirthDate},
		{"created", day, detectors.NoKind},
		{"gender", func(i int) string { return []string{"m", "f", "d"}[i%3] }, detectors.Gender},
		{"geschlecht", func(i int) string { return []string{"männlich", "weiblich"}[i%2] }, detectors.Gender},
		{"nationality", func(i int) string { return []string{"German", "French", "Polish"}[i%3] }, detectors.Nationality},
		{"passport no", func(i int) string { return fmt.Sprintf("C01X%05d", i) }, detectors.Passport},
		{"driving licence", func(i int) string { return fmt.Sprintf("D%07d", i*37) }, detectors.DrivingLicence},
		{"iban", func(i int) string { return "DE89 3704 0044 0532 0130 00" }, detectors.BankAccount},
		{"card number", func(i int) string { return []string{"4111111111111111", "5555555555554444"}[i%2] }, detectors.PaymentCard},
		{"ip", func(i int) string { return fmt.Sprintf("93.184.%d.%d", i%256, i%13) }, detectors.IPAddress},
		{"c", func(i int) string { return fmt.Sprintf("93.184.%d.%d", i%256, i%13) }, detectors.IPAddress},
		{"mac", func(i int) string { return fmt.Sprintf("3c:5a:b4:00:00:%02x", i%256) }, detectors.MACAddress},
		{"imei", func(i int) string { return fmt.Sprintf("35320911%07d", i) }, detectors.DeviceID},
		{"latitude", func(i int) string { return fmt.Sprintf("52.%05d", 51000+i) }, detectors.Geolocation},
		{"lat", func(i int) string { return fmt.Sprint(i) }, detectors.NoKind},
		{"password", func(i int) string { return fmt.Sprintf("$2b$12$abcdefghijklmnopqrst%02d", i) }, detectors.Credential},
		{"kennzeichen", func(i int) string { return fmt.Sprintf("B-AB %d", 100+i) }, detectors.Vehicle},
		{"diagnosis", func(i int) string { return []string{"J45.9", "E11.9", "I10"}[i%3] }, detectors.Health},
		{"blutgruppe", func(i int) string { return []string{"A+", "0-", "AB+"}[i%3] }, detectors.Health},
		{"religion", func(i int) string { return []string{"none stated", "catholic", "muslim"}[i%3] }, detectors.BeliefsOrigin},
		{"username", func(i int) string { return fmt.Sprintf("anna_%d", i) }, detectors.Handle},
		{"wallet", func(i int) string { return "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa" }, detectors.CryptoAddress},
		{"fingerprint template", func(i int) string { return fmt.Sprintf("%032x", i) }, detectors.Biometric},
	} {
		var values []string
		for i := range 60 {
			values = append(values, c.value(i))
		}
		if got := (Finder{}).Column(column(c.words, values)); got.Kind != c.want {
			t.Errorf("%s (%s): got %v (%s), want %v", c.words, values[1], got.Kind, got.Why, c.want)
		}
	}
}

func TestTextKinds(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // kind text
	}{
		{"write to anna.b+x@mail.example.com, or call", []string{"email anna.b+x@mail.example.com"}},
		{"git@github.com:org/repo.git and mod@v1.2.3", nil},
		{"<bob@company.de>;carl@company.co.uk.", []string{"email bob@company.de", "email carl@company.co.uk"}},
		{"Card 4111 1111 1111 1111 exp 12/29", []string{"payment_card 4111 1111 1111 1111"}},
		{"amex 3782-822463-10005", []string{"payment_card 3782-822463-10005"}},
		{"id 4111111111111111 of a log", nil},
		{"Kreditkarte: 4111111111111111", []string{"payment_card 4111111111111111"}},
		{"IBAN DE89 3704 0044 0532 0130 00 please", []string{"bank_account DE89 3704 0044 0532 0130 00"}},
		{"gb82west12345698765432", []string{"bank_account gb82west12345698765432"}},
		{"DE89 3704 0044 0532 0130 01", nil},
		{"from 93.184.216.34:443 and 10.0.0.1", []string{"ip_address 93.184.216.34"}},
		{"version 1.2.3.4 of it, at 12:34:56", nil},
		{"2a00:1450:4001:81b::200e up", []string{"ip_address 2a00:1450:4001:81b::200e"}},
		{"eth0 3c:5a:b4:12:34:56", []string{"mac_address 3c:5a:b4:12:34:56"}},
		{"ff:ff:ff:ff:ff:ff", nil},
		{"SSN 536-22-1234.", []string{"national_id 536-22-1234"}},
		{"000-12-3456 666-12-3456 900-12-3456", nil},
		{"536-22-12345", nil},
		{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", []string{"passport L898902C36UTO7408122F1204159ZE184226B<<<<<10"}},
		{"call +49 30 901820 at noon", nil},
	} {
		var got []string
		for _, x := range (Finder{}).Traits(nil, []byte(c.text)) {
			got = append(got, x.Kind.String()+" "+c.text[x.Start:x.End])
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.text, d)
		}
	}
}

func TestMinorsAreCountedByTheirBirth(t *testing.T) {
	col := &detectors.ColumnTrait{Kind: detectors.BirthDate}
	now := time.Now()
	for _, c := range []struct {
		value string
		want  bool
	}{{now.AddDate(-17, 0, 0).Format("2006-01-02"), true}, {now.AddDate(-18, 0, -1).Format("2006-01-02"), false}, {"1980-05-05", false}, {"n/a", false}} {
		if got := (Finder{}).KindsOf(col, []byte(c.value)).Has(detectors.Minor); got != c.want {
			t.Errorf("%s: minor %v, want %v", c.value, got, c.want)
		}
	}
}

func TestEveryKindHasANameOrAForm(t *testing.T) {
	for k := detectors.NoKind + 1; int(k) <= detectors.KindCount; k++ {
		if k == detectors.Minor {
			continue // by the day of birth
		}
		named := false
		for _, r := range nameRows {
			named = named || r.kind == k
		}
		if !named {
			t.Errorf("no name of a column says %v", k)
		}
		if _, ok := cellForms[k]; !ok && k != detectors.NationalID {
			t.Errorf("nothing says what values of %v look like", k)
		}
		if k.Tier() == 0 || k.String() == "" {
			t.Errorf("kind %d has no name or tier", k)
		}
	}
	for _, r := range nameRows {
		if r.kind == detectors.NoKind {
			t.Errorf("names.tsv: %q is of no kind", r.text)
		}
	}
}

func FuzzTraits(f *testing.F) {
	f.Add([]byte("a@b.de 4111 1111 1111 1111 DE89 3704 0044 0532 0130 00 ::1 << 1.2.3.4"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, x := range (Finder{}).Traits(nil, text) {
			if x.Start < 0 || x.End > len(text) || x.Start >= x.End || x.Kind == detectors.NoKind {
				t.Fatalf("a trait of bytes %d to %d of %d", x.Start, x.End, len(text))
			}
		}
		Finder{}.Column(detectors.Column{Words: []string{"id"}, Values: [][]byte{text}})
	})
}

func BenchmarkTraits(b *testing.B) {
	text := []byte(strings.Repeat("2026-10-30T10:11:12Z INFO request 8f3a from 93.184.216.34 by anna@company.de took 12.5 ms, order 20260012345\n", 100))
	b.SetBytes(int64(len(text)))
	var dst []detectors.Trait
	for b.Loop() {
		dst = Finder{}.Traits(dst[:0], text)
	}
}
