package role

import (
	"slices"
	"strings"

	"github.com/dialmap/dialmap/detectors/lexicon"
)

// Says is what a name says of phones.
type Says int8

// What a name can say.
const (
	No      Says = iota - 1 // it names something else: an id, a price, a phone's model
	Nothing                 // data1, c7, value
	Maybe                   // contact, number, caller
	Yes                     // phone, msisdn, lieferant_fon, 电话
)

// Phones reads what a field's path, or the catalogue's comment on it, says of
// phones.
func Phones(path string) Says {
	words := wordsOf(path)
	switch r := Of(path); {
	case len(words) == 1 && words[0] == "cell": // of a network, a sheet, a battery too
		return Maybe
	case r == Phone, phonish(words) && slices.ContainsFunc(words, hiding):
		return Yes
	case r == AreaCode && phone(words): // ddd_telefone_1
		return Maybe
	case r != Other && r != Name && r != Locale:
		return No
	case len(words) == 1 && axis(words[0]), slices.ContainsFunc(words, otherNumber):
		return No
	case slices.ContainsFunc(words, mayPhone):
		return Maybe
	case r == Name, phonish(words):
		return No
	}
	return Nothing
}

// phonish says that a name speaks of phones and means something else of them.
func phonish(words []string) bool { return slices.ContainsFunc(words, phoneWord) }

// behind is a word that says, behind one for phones, that the column holds
// something else of them: phone_ts, tel_count, mobile_notes. In front of it the
// same word may say whose phone it is: order_phone.
func behind(w string) bool {
	switch w {
	case "line", "long":
		return false
	case "id", "type", "typ", "kind", "verified", "verification", "confirmed", "status", "state", "model", "brand", "os", "device", "at", "date", "time", "ext", "extension", "cost", "rating", "carrier", "provider", "operator", "plan", "app", "enabled", "consent", "optin", "opt", "label",
		"is", "has", "valid", "allowed", "prefix", "region", "country", "hours", "lang", "language", "user", "users", "agent", "service", "blacklisted", "friendly", "sessions", "park", "expense", "expenses", "subscriptions", "markası", "típusa", "कंपनी", "অপারেটর", "malli", "tipi", "modeli", "modelo", "оператор", "оператора", "тип", "үлгісі", "операторы", "प्रकार", "बिल", "মডেল", "வகை",
		"cnt", "uuid", "guid", "created", "updated", "changed", "modified", "added", "deleted", "removed", "checked", "check", "source", "src", "desc", "description", "note", "notes", "comment", "comments", "remark", "remarks", "reason", "name", "owner", "flag", "pref", "preference",
		"usage", "minutes", "calls", "bill", "format", "len", "digits", "error", "attempts", "tries", "quality", "when", "on", "since", "until", "expires", "expiry", "times", "zeit", "art", "bemerkung", "anbieter", "fecha", "tipo", "hora", "estado", "heure", "data":
		return true
	}
	return otherNumber(w) && !hiding(w)
}

// Hidden says that a name speaks of something hashed, encrypted, masked or
// replaced by a token.
func Hidden(path string) bool { return slices.ContainsFunc(wordsOf(path), hiding) }

func hiding(w string) bool {
	switch w {
	case "hash", "hashed", "sha", "md", "digest", "hmac", "token", "tokenized", "tokenised", "tok", "enc", "encrypted", "cipher", "ciphertext", "crypt", "masked", "mask", "redacted", "anon", "anonymized", "pseudonym", "pseudo", "vault", "verschlüsselt", "maskiert":
		return true
	}
	return false
}

func mayPhone(w string) bool {
	switch w {
	case "contact", "contacts", "contacto", "contato", "kontakt", "kontakte", "contatto", "number", "numbers", "nummer", "nomor", "numero", "número", "numéro", "caller", "callee", "called", "calling", "dialed", "dialled",
		"destination", "recipient", "sender", "dnis", "toll", "helpdesk", "reach", "emergency", "notfallnummer", "irtibat", "رابطہ", "appelé", "chiamato", "sip", "viber", "telegram", "signal", "连络", "联系", "联系方式", "連絡先", "연락", "контакт", "контакты":
		return true
	}
	return false
}

// axis is the name of a coordinate, where it stands alone.
func axis(w string) bool { return w == "x" || w == "y" || w == "z" }

// otherNumber is a word that names another kind of number.
func otherNumber(w string) bool {
	switch w {
	case "booking", "buchungstag", "stand", "beleg", "contract", "vertrag", "debitor", "oid", "key", "checksum", "digest", "token", "session", "code", "codes", "preis", "prix", "precio", "prezzo", "betrag", "sum", "cost",
		"fee", "balance", "saldo", "revenue", "salary", "qty", "quantity", "menge", "count", "cnt", "anzahl", "stock", "datum", "fecha", "ts", "year", "jahr", "month", "day", "dob", "birth", "birthday",
		"geburtsdatum", "duration", "ms", "seconds", "age", "long", "coord", "coords", "coordinate", "coordinates", "easting", "northing", "units", "geo", "elevation", "frequency", "khz", "mhz", "elev", "pan", "cc", "cvv", "steuer", "postal", "postleitzahl", "cp", "cap",
		"inn", "tin", "sss", "nuban", "meid", "seriennummer", "ipv", "revision", "orders", "bestellung", "shipment", "artikelnummer", "product", "weight", "length", "score", "rank", "rating", "percent", "ratio", "page", "row", "line", "seq", "sequence", "index",
		"offset", "counter", "url", "link", "href", "path", "file", "filename", "image", "color", "colour", "flight", "room", "hs", "tariff", "meter", "reading", "sensor", "value2", "sin", "carte", "matricula",
		"matrícula", "matrikel", "pedido", "commande", "ordine", "encomenda", "zaak", "zamówienie", "zamowienie", "objednávka", "objednavka", "sipariş", "siparis", "dossier", "expediente", "auftrag", "voucher", "claim", "policy", "parcel", "waybill", "ticket":
		return true
	}
	return lexicon.NamesOther(folded(w)) || slices.ContainsFunc(invoices, func(head string) bool { return strings.HasPrefix(w, head) })
}

// invoices are the beginnings of what an invoice and its number are called.
var invoices = []string{"invoic", "rechnung", "factur", "fattur", "fatur", "faktur", "számla", "счет", "счёт", "发票", "請求書", "فاتورة"}
