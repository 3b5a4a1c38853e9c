package region

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Speak adds to said what a text tells of the country it was written in: its
// script, the country or state it names, the endings of its web and mail
// addresses, and words of streets and companies. The weights are those of
// witnesses: 1 for one that speaks of a single country, less for one that
// speaks of several.
func Speak(said map[string]float64, text []byte) {
	if len(text) > 1000 {
		text = text[:1000]
	}
	domains(said, text)
	scripts(said, text)
	if len(text) > 120 {
		return
	}
	if r, ok := account(text); ok {
		said[r]++
		return
	}
	switch r, ok := Country(text); {
	case ok && len(text) > 3:
		said[r]++
		return
	case ok:
		return // a code may be anything: the roles of columns say which are countries
	}
	if r, ok := State(text); ok && len(text) > 3 {
		said[r]++
		return
	}
	if r, ok := Address(text); ok {
		said[r]++
	}
	words(said, text)
}

// account reads the country of a bank account in the form of ISO 13616.
func account(text []byte) (string, bool) {
	if len(text) < 15 || len(text) > 42 || text[0]-'A' > 'Z'-'A' || text[1]-'A' > 'Z'-'A' || text[2]-'0' > 9 || text[3]-'0' > 9 {
		return "", false
	}
	digits := 0
	for _, c := range text {
		switch {
		case c-'0' <= 9:
			digits++
		case c-'A' <= 'Z'-'A', c == ' ':
		default:
			return "", false
		}
	}
	_, ok := names().codes[string(text[:2])]
	return string(text[:2]), ok && digits >= 10
}

// scripts of one country, or of a few.
var scriptRegions = []struct {
	script  *unicode.RangeTable
	regions string
}{
	{unicode.Hiragana, "JP"}, {unicode.Katakana, "JP"}, {unicode.Hangul, "KR"}, {unicode.Thai, "TH"}, {unicode.Hebrew, "IL"}, {unicode.Greek, "GR"}, {unicode.Armenian, "AM"}, {unicode.Georgian, "GE"},
	{unicode.Devanagari, "IN NP"}, {unicode.Bengali, "BD IN"}, {unicode.Tamil, "IN LK"}, {unicode.Telugu, "IN"}, {unicode.Gujarati, "IN"}, {unicode.Sinhala, "LK"}, {unicode.Khmer, "KH"}, {unicode.Lao, "LA"}, {unicode.Myanmar, "MM"}, {unicode.Ethiopic, "ET"},
	{unicode.Arabic, "EG SA AE IQ MA DZ IR PK JO SY TN KW QA LB YE LY SD"}, {unicode.Cyrillic, "RU UA BG KZ BY RS MK UZ KG"}, {unicode.Han, "CN TW HK JP"},
}

func scripts(said map[string]float64, text []byte) {
	var seen [21]int
	han, kana := 0, 0
	for i := 0; i < len(text); {
		if text[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		i += n
		for k := range scriptRegions {
			if unicode.Is(scriptRegions[k].script, r) {
				seen[k]++
				switch {
				case k < 2:
					kana++
				case k == len(seen)-1:
					han++
				}
				break
			}
		}
		special(said, r)
	}
	for k, n := range seen {
		if n < 2 && !(n == 1 && kana > 0) || k == len(seen)-1 && kana > 0 {
			continue
		}
		list := strings.Fields(scriptRegions[k].regions)
		for _, r := range list {
			said[r] += 1 / float64(len(list))
		}
	}
}

// special letters are of one language.
func special(said map[string]float64, r rune) {
	switch r {
	case 'ř', 'ě', 'ů':
		said["CZ"] += 0.5
	case 'ł', 'ą', 'ę', 'ż', 'ś', 'ź':
		said["PL"] += 0.5
	case 'ő', 'ű':
		said["HU"] += 0.5
	case 'ğ', 'ı', 'İ':
		said["TR"] += 0.5
	case 'ß':
		said["DE"] += 0.4
		said["AT"] += 0.1
	case 'ã', 'õ':
		said["BR"] += 0.2
		said["PT"] += 0.2
	case 'ț', 'ș', 'ă':
		said["RO"] += 0.5
	case 'ї', 'є', 'ґ':
		said["UA"]++
	case 'ơ', 'ư', 'ế', 'ạ', 'ộ':
		said["VN"] += 0.5
	case 'å':
		said["SE"] += 0.2
		said["NO"] += 0.15
		said["DK"] += 0.15
	}
}

// generic are endings of two letters that the world uses, whatever country has
// them.
var generic = map[string]bool{"IO": true, "CO": true, "ME": true, "TV": true, "AI": true, "CC": true, "FM": true, "AM": true, "LY": true, "TO": true, "SH": true, "GG": true, "VC": true, "WS": true, "NU": true, "ST": true, "IS": true, "LA": true, "PW": true, "ML": true, "GA": true, "CF": true, "TK": true, "SO": true, "ID": true, "BZ": true, "EU": true, "AC": true}

// domains reads the endings of web and mail addresses.
func domains(said map[string]float64, text []byte) {
	for i := 0; i < len(text); i++ {
		if text[i] != '@' && !(text[i] == '/' && i+1 < len(text) && text[i+1] == '/') && !(text[i] == 'w' && bytes.HasPrefix(text[i:], []byte("www."))) {
			continue
		}
		j := i + 1
		for j < len(text) && text[j] == '/' {
			j++
		}
		k := j
		for k < len(text) && (text[k] == '.' || text[k] == '-' || text[k]|0x20 >= 'a' && text[k]|0x20 <= 'z' || text[k]-'0' <= 9) {
			k++
		}
		host := bytes.TrimRight(text[j:k], ".")
		dot := bytes.LastIndexByte(host, '.')
		if dot < 0 || len(host)-dot != 3 {
			i = max(i, k-1)
			continue
		}
		tld := strings.ToUpper(string(host[dot+1:]))
		if tld == "UK" {
			tld = "GB"
		}
		if _, ok := names().codes[tld]; ok && !generic[tld] {
			said[tld]++
		}
		i = max(i, k-1)
	}
}

// tongues are words of addresses, companies and column names, by the countries
// where they are written.
var tongues = func() map[string][]string {
	t := map[string][]string{}
	for regions, list := range map[string]string{
		"DE AT CH":             "straße strasse gmbh hausnummer ort vorname nachname anschrift plz kunde rufnummer telefonnummer handy handynummer festnetz mobilfunknummer durchwahl kundennummer geburtsdatum",
		"PT":                   "telemóvel telemovel morada apelido concelho freguesia nif",
		"FR BE CH":             "rue avenue boulevard sarl prénom ville adresse societe société téléphone portable",
		"ES MX AR CO CL PE VE": "calle avenida avda nombre apellido apellidos ciudad direccion dirección localidad telefono teléfono correo provincia",
		"AR":                   "localidad altura partido cuit",
		"BR PT":                "rua nome cidade endereço endereco telefone celular bairro",
		"BR":                   "cpf cnpj bairro ltda cep",
		"IT":                   "via piazza srl cognome nome indirizzo città citta comune cellulare telefono",
		"NL BE":                "straat naam plaats achternaam voornaam telefoon telefoonnummer woonplaats bv",
		"PL":                   "ulica ul imie imię nazwisko miasto telefon",
		"CZ":                   "ulice jmeno jméno prijmeni příjmení mesto město",
		"TR":                   "sokak cadde mahallesi adi soyadi sehir telefon",
		"SE":                   "gatan vägen förnamn efternamn ort",
		"DK NO":                "vej veien fornavn etternavn efternavn",
		"FI":                   "katu tie etunimi sukunimi puhelin",
		"HU":                   "utca kft vezeteknev keresztnev",
		"ID":                   "jalan jl nama alamat kota nomor",
		"VN":                   "duong phuong quan hoten diachi",
		"JP":                   "chome ku shi",
		"GB":                   "ltd county postcode",
		"AU":                   "pty suburb",
		"US":                   "zip zipcode ssn inc",
	} {
		for w := range strings.FieldsSeq(list) {
			t[w] = append(t[w], strings.Fields(regions)...)
		}
	}
	return t
}()

func words(said map[string]float64, text []byte) {
	var buf [32]byte
	w := buf[:0]
	flush := func() {
		if regions := tongues[string(w)]; regions != nil {
			for _, r := range regions {
				said[r] += 0.5 / float64(len(regions))
			}
		}
		w = buf[:0]
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		i += n
		if unicode.IsLetter(r) {
			if len(w) < len(buf)-4 {
				w = utf8.AppendRune(w, unicode.ToLower(r))
			}
			continue
		}
		flush()
	}
	flush()
}
