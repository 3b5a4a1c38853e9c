// Package terms is what people call a phone, in their languages: the words that
// name a column of numbers and that stand before a number in a text. Words that
// mean something else as well are not here: whoever meets one knows what stands
// beside it.
//
// Words are folded as [Fold] does: lower case, Latin letters without diacritics.
package terms

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words are whole words.
var Words = []string{
	// English, and what is short in many languages
	"tel", "tels", "telno", "telnr", "telnum", "telnumber", "telnummer", "telp", "telfax", "ph", "phno", "mob", "mobil", "mobile", "mobiles", "mobileno", "cellno", "gsm", "gsmno", "gsmnr", "fax", "faxno", "faks", "faksu", "landline", "landlines", "msisdn", "sms", "cellular", "hotline", "facsimile",
	// German, Dutch, Afrikaans, the languages of the north
	"fon", "handy", "handys", "natel", "mobiel", "landlyn", "tlf", "tlfn", "tlfnr", "simi", "farsimi", "brefsimi", "simanumer", "faksnommer",
	// Romance languages
	"telf", "tfno", "numtel", "telecopie", "tlfno", "fono", "fonos", "fone", "fones", "movil", "moviles", "cellulare", "cellulari", "cellulaire", "cellulaires", "telemoveis",
	// languages of central and eastern Europe, the Baltic, Finland
	"komorka", "komorkowy", "komorkowa", "mobilni", "mobilny", "mobitel", "mobilusis", "mobilais", "mobiil", "faxa", "fakss", "puh", "kannykka", "ceptel", "mowbajl",
	// Wales and Ireland
	"ffon", "ffacs", "facs", "symudol", "guthan", "teileafon",
	// Africa, the Pacific
	"simu", "rununu", "taleefan", "taleefanka", "foonu", "ekwenti", "umnxeba", "ucingo", "yocingo", "fowuni", "yefowuni", "yefoni", "mohala", "runhare", "finday", "bilbilaa", "essimu", "kelepona", "waea", "pumbyry",
	// south-east Asia
	"sdt", "thoai", "dienthoai", "telpon", "telepon", "telepono", "ponsel", "seluler", "bimbit", "selpon", "nohp", "notelp",
	// other scripts in Latin letters
	"dianhua", "shouji", "shoujihao", "denwa", "denwabango", "keitai", "jeonhwa", "jeonhwabeonho", "tholaipesi", "doorbhash", "herakhosahamar", "hatif", "alhatif", "jawal", "jawwal", "tilefono", "kinito", "thlefwno", "kinhto", "sotovyj", "sotovyi", "mobilnyj", "mobilnyi",
	// Cyrillic and Greek
	"тел", "моб", "мобил", "факс", "сот", "сотовый", "мобилен", "мобилни", "гсм", "утас", "утасны", "ұялы",
	"ტელ", "τηλ", "κιν", "κινητο", "κινητό", "κινητου", "κινητού", "φαξ",
}

// Stems are parts of Latin words: phoneNumber, telefonnummer, mobilszam.
var Stems = []string{
	"phone", "telef", "telephon", "telemovel", "puhelin", "rufnum", "rufnr", "festnetz", "fernsprech", "handynr", "handynum",
	"mobilnum", "mobilnr", "mobilenum", "mobilenr", "mobiletel", "mobiltel", "mobilszam", "mobielnum", "cellnum", "celltel", "selfoon", "celular",
	"faxnum", "faxnr", "gsmnum", "smsnum", "talrun", "whatsapp",
}

// Signs are parts of words in other scripts, many of which put no space between
// words.
var Signs = []string{
	"телефон", "тэлефон", "мобильн", "мобільн", "τηλεφων", "τηλέφων",
	"電話", "电话", "携帯", "携带", "手机", "手機", "座机", "固话", "主叫", "被叫", "热线", "熱線", "联系方式", "傳真", "传真", "でんわ", "ケータイ", "ファックス", "ファクス", "モバイル",
	"전화", "휴대폰", "핸드폰", "연락처", "팩스", "모바일",
	"هاتف", "جوال", "موبايل", "محمول", "فاكس", "تلفن", "موبایل", "همراه", "فون", "موبائل", "دورنگار", "نمابر", "تەلەفۆن", "مۆبایل",
	"טלפון", "נייד", "פלאפון", "פקס",
	"फ़ोन", "फोन", "मोबाइल", "मोबाईल", "दूरभाष", "दूरध्वनी", "भ्रमणध्वनी", "फैक्स", "ফোন", "মোবাইল", "ফ্যাক্স", "தொலைபேசி", "கைபேசி", "அலைபேசி", "ఫోన్", "దూరవాణి", "మొబైల్", "ફોન", "મોબાઇલ", "ਫ਼ੋਨ", "ਫੋਨ", "ਮੋਬਾਈਲ", "ഫോൺ", "മൊബൈൽ", "ಫೋನ್", "ಮೊಬೈಲ್", "ದೂರವಾಣಿ", "ଫୋନ", "ମୋବାଇଲ", "දුරකථන", "ජංගම",
	"โทร", "มือถือ", "แฟกซ์", "ဖုန်း", "ទូរស័ព្ទ", "ទូរសព្ទ", "ໂທ", "ມືຖື", "ტელეფონ", "მობილურ", "հեռախոս", "բջջային", "ስልክ", "ስልኪ", "ފޯނު", "ཁ་པར", "טעלעפ",
}

// Other reports whether a folded word names another kind of number.
func Other(word string) bool { return others[word] }

var others = set(Others)

// Others are what other numbers are called: of orders, persons, devices, times.
var Others = []string{
	"order", "invoice", "ticket", "id", "ids", "uid", "uuid", "guid", "isbn", "issn", "ean", "sku", "asin", "serial", "imei", "imsi", "iccid", "version", "ver", "build",
	"port", "ip", "mac", "lat", "lon", "lng", "latitude", "longitude", "price", "amount", "total", "usd", "eur", "gbp", "account", "acct", "iban", "bic", "swift",
	"card", "vat", "ust", "ssn", "tax", "tracking", "parcel", "case", "ref", "reference", "rechnung", "rechnungsnummer", "bestellnummer", "kundennummer", "auftrag",
	"konto", "kontonummer", "date", "time", "timestamp", "epoch", "hash", "sha", "md", "commit", "pid", "tid", "size", "bytes", "width", "height", "zip", "postcode", "plz",
	"siret", "siren", "nip", "pesel", "cpf", "cnpj", "rfc", "curp", "nuss", "nif", "cif", "dni", "rut", "passport", "license", "licence", "osm", "node", "way", "changeset",
	"pn", "sn", "mpn", "part", "item", "lot", "batch", "barcode", "gtin", "upc", "nhs", "abn", "acn", "regon", "steuernummer", "steuernr", "personnummer", "fodselsnummer", "cpr", "hetu", "blz", "bankleitzahl", "rcs", "nir", "insee",
	"aadhaar", "uidai", "cas", "routing", "aba", "eticket", "awb", "usps", "sendungsnummer", "lotto", "fide", "kd", "kdnr", "kundennr", "auftragsnummer", "auftragsnr", "vertragsnummer", "vertragsnr", "vorgangsnummer", "artnr", "bestnr", "kto", "ktonr", "lieferschein", "versichertennummer", "hrb", "hra", "facture", "commande", "dossier", "iva", "piva", "fiscale",
	"pages", "seiten", "инн", "снилс", "огрн", "article", "artikel", "model", "policy", "claim", "po", "rma", "lsid", "doi", "pmid", "fedex", "ups", "dhl",
}

// things are what holds one of these and is no phone of anybody.
var things = []string{
	"iphone", "microphone", "headphone", "earphone", "saxophone", "gramophone", "xylophone", "megaphone", "phoneme", "phonetic", "francophone", "anglophone", "telefilm", "telefunken", "telefrance", "автомобил", "автомобіл", "โทรทัศน์", "ໂທລະພາບ",
}

// Says reports whether a folded word is one for a phone, or holds one.
func Says(word string) bool {
	in := func(part string) bool { return strings.Contains(word, part) }
	return words[word] || (slices.ContainsFunc(Stems, in) || slices.ContainsFunc(Signs, in)) && !Thing([]byte(word))
}

var words = set(Words)

// Beside reports whether a folded word in the cell of a number says that it is a
// phone's: a label, an extension, where people are called.
func Beside(word string) bool { return beside[word] || Says(word) }

var beside = set(append(slices.Clone(Places),
	"ext", "extn", "extension", "xtn", "poste", "durchwahl", "dw", "nebenstelle", "toestel", "anexo", "ramal", "interno", "int", "anknytning", "доб", "вн", "内线", "内線", "내선"))

func set(words []string) map[string]bool {
	t := make(map[string]bool, len(words))
	for _, w := range words {
		t[w] = true
	}
	return t
}

// Places are where people are called.
var Places = []string{
	"home", "work", "office", "private", "privat", "prive", "gesch", "buro", "business", "main", "direct", "desk", "reception", "front", "switchboard",
	"bureau", "domicile", "oficina", "casa", "trabajo", "despacho", "ufficio", "escritorio", "trabalho", "kantoor", "thuis", "biuro", "dom", "praca", "kancelar",
	"hemma", "arbete", "kontor", "kontoret", "koti", "tyo", "toimisto", "iroda", "otthon", "birou", "ev", "ofis", "ured", "kuca", "офис", "рабочий", "домашний", "γραφειο", "γραφείο",
}

// Thing reports whether a folded word that holds a stem or a sign is about
// something else: a microphone, a car.
func Thing(word []byte) bool {
	return slices.ContainsFunc(things, func(t string) bool { return bytes.Contains(word, []byte(t)) })
}

// Fold appends a word in lower case, Latin letters without diacritics.
func Fold(dst, word []byte) []byte {
	for len(word) > 0 {
		if c := word[0]; c < utf8.RuneSelf {
			if c-'A' <= 'Z'-'A' {
				c |= 0x20
			}
			dst, word = append(dst, c), word[1:]
			continue
		}
		r, n := utf8.DecodeRune(word)
		word = word[n:]
		switch r = unicode.ToLower(r); {
		case r < utf8.RuneSelf:
			dst = append(dst, byte(r))
		case r >= 0x300 && r <= 0x36F:
		default:
			if plain, ok := plainLetters[r]; ok {
				dst = append(dst, plain)
			} else {
				dst = utf8.AppendRune(dst, r)
			}
		}
	}
	return dst
}

var plainLetters = func() map[rune]byte {
	t := make(map[rune]byte)
	for plain, letters := range map[byte]string{
		'a': "àáâãäåāăąạảấầẩẫậ", 'c': "çćč", 'd': "ďđ", 'e': "èéêëēėęěẹẻẽếềểễệ", 'g': "ğ", 'i': "ìíîïīįıịỉĩ", 'l': "łľ",
		'n': "ñńň", 'o': "òóôõöøőơọỏốồổỗộ", 'r': "ř", 's': "śšşș", 't': "ťţț", 'u': "ùúûüūůűưụủ", 'y': "ýÿ", 'z': "źžż",
	} {
		for _, r := range letters {
			t[r] = plain
		}
	}
	return t
}()
