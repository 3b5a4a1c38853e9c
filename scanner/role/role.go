// Package role tells what a column is for: whether it says that it holds phone
// numbers, the country that the record belongs to, the person's name or key, a
// consent, the day when something happened.
//
// [Of] reads the name alone. A name is evidence only: [Values] counts
// what the values look like, and [Decide] weighs both, so that a column
// called country that holds music is none, and one called c7 that holds e-mail
// addresses is known for what it is.
package role

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dialmap/dialmap/detectors/lexicon"
)

// Role is what a field's name says it is for.
type Role uint8

// The roles. Those from Locale to Address, and City, say whose record it is
// where no country does.
const (
	Other       Role = iota
	Phone            // phone, msisdn, lieferant_fon, 电话
	Country          // country, addr:country, iso2
	CallingCode      // country_code with +49 in it, dial_code, ddi
	AreaCode         // area_code, Vorwahl, ddd: the head of a split number
	Locale           // locale, de_AT
	Currency         // currency, EUR
	State            // state, province, Bundesland
	Address          // street address with a place in it
	Email            // email, correo
	Name             // of a person or an organisation
	Person           // the key of a person: customer_id, user_id
	Consent          // opt_in, consent, unsubscribed
	Purpose          // what a consent or a record is for
	Created          // when the record was made
	Updated          // when it was last changed
	Contacted        // when there was last anything to do with the person
	Withdrawn        // when a consent ended
	Expires          // when the record or consent ends by itself
	City             // city, ort, ville
)

func (r Role) String() string {
	return [...]string{"other", "phone", "country", "calling_code", "area_code", "locale", "currency", "state", "address", "email", "name", "person", "consent", "purpose", "created", "updated", "contacted", "withdrawn", "expires", "city"}[r]
}

// Of reads the role from a field's path. It looks at the last segment, and at
// the one before where the last says nothing of its own (phone.number).
func Of(path string) Role {
	words := wordsOf(path)
	r := named(words)
	switch {
	case r == CallingCode, r == AreaCode, r == Consent, r == Currency && !phone(words):
		return r
	case phone(words):
		return Phone
	case country(words):
		return Country
	}
	return r
}

// wordsOf returns the words that say what a path is: those of its last segment,
// and of the one before where they say nothing of their own.
func wordsOf(path string) []string {
	segments := Segments(strings.ReplaceAll(path, "[]", ""))
	var words []string
	for i, joined := len(segments)-1, false; i >= 0; i-- {
		words = append(Words(segments[i]), words...)
		if joined || slices.ContainsFunc(words, informative) {
			break
		}
		joined = true
	}
	return words
}

// Segments splits a path at the full stops that lead into an object. One at its
// end, or before a space or a sign, is part of a name: Tel.-Nr., Ph. no.
func Segments(path string) (segments []string) {
	from := 0
	for i := 0; i+1 < len(path); i++ {
		if path[i] == '.' && i > from && strings.IndexByte(" -/.(", path[i+1]) < 0 {
			segments = append(segments, path[from:i])
			from = i + 1
		}
	}
	return append(segments, path[from:])
}

// Words splits a name at punctuation, spaces and changes of case, in lower
// case: contactPhoneNo -> contact phone no.
func Words(name string) []string {
	var words []string
	var w strings.Builder
	flush := func() {
		if w.Len() > 0 {
			words = append(words, w.String())
			w.Reset()
		}
	}
	var prev rune
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			flush()
		case unicode.IsUpper(r) && unicode.IsLower(prev), prev < 0x2E80 != (r < 0x2E80): // FAX番号
			flush()
			fallthrough
		default:
			w.WriteRune(unicode.ToLower(r))
		}
		prev = r
	}
	flush()
	return words
}

func informative(word string) bool {
	switch word {
	case "number", "numbers", "no", "nr", "num", "value", "values", "text", "raw", "formatted", "full", "e", "primary", "national", "international", "display", "work", "home", "main", "default", "content", "item", "items":
		return false
	}
	return true
}

func phone(words []string) bool {
	for i, w := range words {
		rest := words[i+1:]
		switch {
		case phoneWord(w):
		case len(rest) > 0 && slices.Contains(phonePairs, folded(w+" "+rest[0])):
			rest = rest[1:]
		default:
			continue
		}
		if w == "ph" && i > 0 && len(rest) == 0 && otherNumber(words[i-1]) {
			continue // of the Philippines: tin_ph
		}
		return !slices.ContainsFunc(words[:i], ahead) && !slices.ContainsFunc(rest, behind)
	}
	return false
}

// ahead is a word that says, in front of one for phones, that the column holds
// something else of them: is_phone, tipo_telefono. Others say whose phone it is:
// user_phone, provider_fax.
func ahead(w string) bool {
	switch w {
	case "is", "has", "not", "valid", "allowed", "id", "verified", "confirmed", "count", "cnt", "total", "without", "households",
		"type", "tipo", "tipe", "typ", "kind", "art", "tip", "тип", "jenis", "loai", "loại", "aina", "nooca", "uri", "نوع", "סוג",
		"model", "modelo", "modello", "modell", "modèle", "модель", "модел", "brand", "marca", "marque", "marke", "merk", "merek", "марка", "μοντέλο", "דגם", "hang", "hãng",
		"cost", "gasto", "coste", "kosten", "rachunek", "قبض", "pulsa", "forfait", "ordinateur", "operatore", "operador", "operadora", "operateur", "opérateur", "abonnement", "abonament", "compania", "compañia", "оператор", "jumlah", "количество", "label":
		return true
	}
	return false
}

func phoneWord(w string) bool {
	if w == "đt" { // điện thoại; dt is a date
		return true
	}
	w = folded(w)
	if slices.Contains(phoneWords, w) {
		return true
	}
	return lexicon.Says(w) && !slices.ContainsFunc(ofPhones, func(other string) bool { return strings.Contains(w, other) })
}

// ofPhones are parts of words that hold one for phones and say what of them it
// is: their model, their kind.
var ofPhones = []string{
	"smartphone", "telephony", "telefonia", "telefonie", "mobilenet", "telefontyp", "telefonart", "telefonkost", "telefoonmerk", "telefonmodel", "puhelinmalli", "puhelinkulu", "phonetype", "phonemodel", "telephonetype",
	"型号", "型號", "机型", "機種", "類型", "类型", "種別", "携帯性", "归属地", "运营商", "银行", "套餐", "品牌", "费", "料金", "기종", "유형", "인증", "상담", "ประเภท", "รุ่น", "ค่าโทร", "เครือข่าย",
}

func folded(w string) string { return string(lexicon.Fold(nil, []byte(w))) }

// Whole words that say phone of a column, and something else in a text.
var phoneWords = []string{"cell", "did", "dids", "portable", "hp", "phn", "callerid", "msisdns", "durchwahl", "tlm", "ani", "telfx", "mobilfunknummer", "mobilfunknr", "mobilfunk", "sitetel", "mbtlnum", "lxdh", "sjhm", "sjh"}

// Pairs of words that say phone together, folded.
var phonePairs = []string{
	"contact number", "contact no", "contact num", "calling number", "called number", "caller number", "caller id", "whatsapp number", "whats app", "dien thoai", "di dong", "no hp", "no telp", "so may", "so dt", "lambar waya", "cep telefonu", "cep tel", "cep no", "cep numarasi",
	"a number", "b number", "a party", "b party", "other party", "call to", "calling party", "called party", "linha fixa", "linea fija", "ligne fixe", "linea fissa", "pevna linka", "vaste lijn",
}

func country(words []string) bool {
	for _, w := range words {
		switch w {
		case "phone", "tel", "calling", "dial", "dialling", "name", "names", "id":
			if w != "name" && w != "names" {
				return false
			}
		}
	}
	return slices.ContainsFunc(words, func(w string) bool {
		if slices.Contains(countryWords, w) {
			return true
		}
		return slices.ContainsFunc(countryParts, func(p string) bool { return strings.Contains(w, p) })
	})
}

var countryWords = []string{
	"land", "pays", "pais", "país", "paese", "nazione", "nation", "nationality", "ctry", "cntry", "cc", "iso", "kraj", "země", "zeme", "krajina", "ország", "orszag", "țară", "tara",
	"maa", "riik", "valsts", "šalis", "salis", "država", "drzava", "држава", "страна", "країна", "държава", "χώρα", "ülke", "ulke", "negara", "国", "國", "国名", "국가", "나라", "دولة", "البلد", "کشور", "देश", "ประเทศ", "ארץ", "מדינה",
}

var countryParts = []string{"country", "länder", "laender", "landcode", "国家", "國家", "国コード"}
