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
	case r == CallingCode, r == AreaCode, r == Consent:
		return r
	case phone(words):
		return Phone
	case country(words):
		return Country
	}
	return r
}

// wordsOf returns the words that say what a path is.
func wordsOf(path string) []string {
	segments := strings.Split(strings.ReplaceAll(path, "[]", ""), ".")
	last := segments[len(segments)-1]
	words := Words(last)
	if len(segments) > 1 && !slices.ContainsFunc(words, informative) {
		words = append(Words(segments[len(segments)-2]), words...)
	}
	return words
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
		case unicode.IsUpper(r) && unicode.IsLower(prev):
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
	case "number", "numbers", "no", "nr", "num", "value", "values", "text", "raw", "formatted", "full", "e", "primary", "work", "home", "main", "default", "content", "item", "items":
		return false
	}
	return true
}

func phone(words []string) bool {
	if slices.ContainsFunc(words, notNumber) {
		return false
	}
	for i, w := range words {
		switch {
		case phoneWord(w):
			return !slices.ContainsFunc(words[i+1:], behind)
		case i+1 < len(words) && slices.Contains(phonePairs, w+" "+words[i+1]):
			return !slices.ContainsFunc(words[i+2:], behind)
		}
	}
	return false
}

// notNumber is a word after which a phone column holds something else about
// the phone: its type, its model, when it was verified.
func notNumber(w string) bool {
	switch w {
	case "id", "type", "typ", "kind", "verified", "verification", "confirmed", "status", "state", "model", "brand", "os", "device", "at", "date", "time",
		"ext", "extension", "count", "cost", "price", "rating", "carrier", "provider", "operator", "plan", "app", "version", "enabled", "consent", "optin", "opt", "label",
		"is", "has", "valid", "allowed", "prefix", "region", "country", "url", "link", "hours", "token", "lang", "language", "size", "width", "height", "color", "colour", "user", "agent":
		return true
	}
	return false
}

func phoneWord(w string) bool {
	if slices.Contains(phoneWords, w) {
		return true
	}
	for _, other := range []string{"iphone", "smartphone", "phonetic", "phoneme", "microphone", "headphone", "saxophone", "telephony", "xylophone", "francophone", "mobilenet", "mobility"} {
		if strings.Contains(w, other) {
			return false
		}
	}
	for _, part := range phoneParts {
		if strings.Contains(w, part) {
			return true
		}
	}
	return false
}

// Whole words that say phone.
var phoneWords = []string{
	"tel", "tels", "tél", "telno", "telnr", "telnum", "ph", "phno", "phn", "fon", "fono", "fone", "mobile", "mobiles", "mobil", "mob", "mobileno", "mobilenr", "handy", "cell", "cellular", "celular", "celulares",
	"cellulare", "movil", "móvil", "gsm", "gsmno", "msisdn", "fax", "telefax", "faxno", "landline", "portable", "whatsapp", "sms", "tlf", "tlfnr", "puh", "puhelin",
	"matkapuhelin", "telp", "nohp", "hp", "dienthoai", "sdt", "tālrunis", "simi", "símanúmer", "farsími", "тел", "моб", "тлф", "ceptel", "gsmnr", "callerid", "msisdns", "nomor",
}

// Pairs of words that say phone together.
var phonePairs = []string{
	"contact number", "contact no", "contact num", "calling number", "called number", "caller number", "caller id", "whatsapp number", "dien thoai", "điện thoại", "no hp", "no telp",
	"a number", "b number", "call to", "calling party", "called party",
}

// Parts of words that say phone, in the scripts and languages where words are
// long or are not spaced.
var phoneParts = []string{
	"phone", "telefon", "téléphon", "telephon", "teléfon", "telefoon", "telefón", "rufnummer", "handynr", "handynum", "mobilnum", "mobilenum", "mobiltel", "mobilnr", "mobilní", "cellno", "celltel", "telnumber", "faxnum", "puhelinn",
	"телефон", "мобил", "τηλ", "κινητ", "电话", "電話", "手机", "手機", "携帯", "电话号码", "전화", "휴대폰", "핸드폰", "연락처", "هاتف", "جوال", "موبايل", "تلفن", "फ़ोन", "फोन", "मोबाइल", "ফোন", "মোবাইল", "โทร", "טלפון", "נייד", "դեռախոս", "ტელეფონ",
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
