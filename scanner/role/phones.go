package role

import (
	"slices"
	"strings"
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
	case r == Phone, phonish(words) && slices.ContainsFunc(words, hiding):
		return Yes
	case r != Other && r != Name && r != Locale:
		return No
	case slices.ContainsFunc(words, otherNumber):
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
	case "cnt", "uuid", "guid", "created", "updated", "changed", "modified", "added", "deleted", "removed", "checked", "check", "source", "src", "desc", "description", "note", "notes", "comment", "comments", "remark", "remarks", "reason", "name", "owner", "flag", "pref", "preference",
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
	case "contact", "contacts", "contacto", "contato", "kontakt", "kontakte", "contatto", "number", "numbers", "nummer", "numero", "número", "numéro", "caller", "callee", "called", "calling", "dialed", "dialled",
		"destination", "recipient", "sender", "ani", "dnis", "cep", "hotline", "helpdesk", "reach", "emergency", "sip", "viber", "telegram", "signal", "连络", "联系", "联系方式", "連絡先", "연락", "контакт", "контакты":
		return true
	}
	return false
}

// otherNumber is a word that names another kind of number.
func otherNumber(w string) bool {
	switch w {
	case "booking", "buchungstag", "stand", "beleg", "contract", "vertrag", "debitor", "id", "ids", "uid", "guid", "uuid", "oid", "key", "hash", "checksum", "sha", "md", "digest", "token", "session", "code", "codes", "sku", "ean", "upc", "gtin", "isbn", "issn", "asin", "barcode",
		"price", "preis", "prix", "precio", "prezzo", "amount", "betrag", "total", "sum", "cost", "fee", "balance", "saldo", "revenue", "salary", "qty", "quantity", "menge", "count", "cnt", "anzahl", "stock",
		"date", "datum", "fecha", "time", "timestamp", "ts", "epoch", "year", "jahr", "month", "day", "dob", "birth", "birthday", "geburtsdatum", "duration", "ms", "seconds", "age",
		"lat", "latitude", "lon", "lng", "long", "longitude", "coord", "coords", "geo", "x", "y", "z", "elevation", "frequency", "khz", "mhz", "elev",
		"iban", "bic", "swift", "card", "pan", "cc", "cvv", "account", "konto", "kontonummer", "vat", "ust", "tax", "steuer", "ssn", "nif", "cif", "cpf", "cnpj", "siren", "siret", "rfc", "curp", "dni", "passport", "license", "licence", "policy",
		"zip", "plz", "postal", "postcode", "postleitzahl", "cp", "cap", "imei", "imsi", "iccid", "meid", "serial", "seriennummer", "mac", "ip", "ipv", "port", "version", "build", "revision",
		"order", "orders", "bestellung", "bestellnummer", "auftrag", "invoice", "rechnung", "rechnungsnummer", "ticket", "case", "tracking", "shipment", "parcel", "awb", "ref", "reference", "batch", "lot", "item", "article", "artikel", "artikelnummer", "part", "product", "model",
		"size", "width", "height", "weight", "length", "score", "rank", "rating", "percent", "ratio", "page", "row", "line", "seq", "sequence", "index", "offset", "bytes", "pid", "counter", "url", "link", "href", "path", "file", "filename", "image", "color", "colour", "flight", "room", "hs", "tariff", "meter", "reading", "sensor", "value2":
		return true
	}
	return slices.ContainsFunc(invoices, func(head string) bool { return strings.HasPrefix(w, head) })
}

// invoices are the beginnings of what an invoice and its number are called.
var invoices = []string{"invoic", "rechnung", "factur", "fattur", "fatur", "faktur", "számla", "счет", "счёт", "发票", "請求書", "فاتورة"}
