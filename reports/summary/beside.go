package summary

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dialmap/dialmap/scanner/inventory"
)

// Beside is a kind of personal data that lies in the same dataset as phone
// numbers, as far as the names of fields tell. Their values were not looked at
// for it.
type Beside struct {
	Kind   string   // email
	Fields []string // the fields so named
}

// Besides lists the kinds of data in the fields of one dataset, in the order in
// which a reader would ask for them.
func Besides(fields []inventory.Field) []Beside {
	var out []Beside
	for _, k := range kinds {
		b := Beside{Kind: k.name}
		for _, f := range fields {
			if w := wordsIn(f.Field); k.names(w) && !technical.names(w) {
				b.Fields = append(b.Fields, f.Field)
			}
		}
		if b.Fields != nil {
			out = append(out, b)
		}
	}
	return out
}

// kind is a kind of data with the words that fields of it are called by. A word
// of two parts, "first name", is looked for as both "first name" and "firstname".
type kind struct {
	name  string
	words []string
}

var kinds = []kind{
	{"name", []string{"name", "firstname", "lastname", "fullname", "surname", "forename", "givenname", "familyname", "vorname", "nachname", "nom", "prenom", "nombre", "apellido", "apellidos", "nome", "cognome", "sobrenome"}},
	{"email", []string{"email", "mail", "correo", "courriel"}},
	{"address", []string{"address", "street", "city", "town", "postcode", "postalcode", "zip", "zipcode", "adresse", "strasse", "plz", "ort", "rue", "ville", "direccion", "calle", "domicilio", "localidad", "indirizzo", "comune", "endereco"}},
	{"position", []string{"latitude", "longitude", "lat", "lon", "lng", "coordinates", "gps"}},
	{"date of birth", []string{"birth", "birthday", "birthdate", "dob", "dateofbirth", "geburtsdatum", "naissance", "nacimiento", "nascita", "nascimento"}},
	{"gender", []string{"gender", "sex", "geschlecht", "sexe", "sexo", "sesso"}},
	{"identity document", []string{"ssn", "passport", "nationalid", "taxid", "nif", "dni", "cpf", "curp", "nino", "aadhaar", "socialsecurity", "driverlicense"}},
	{"payment", []string{"iban", "bic", "creditcard", "cardnumber", "accountnumber", "bankaccount"}},
	{"health", []string{"diagnosis", "patient", "medication", "allergy", "allergies", "blood", "disability"}},
	{"device", []string{"ip", "ipaddress", "useragent", "deviceid", "imei", "imsi", "mac"}},
	{"account", []string{"username", "login", "userid", "customerid", "password", "passwd"}},
}

// technical words make a name that of a thing.
var technical = kind{words: []string{"file", "host", "table", "column", "event", "domain", "product", "schema"}}

func (k kind) names(words []string) bool {
	for i, w := range words {
		if slices.Contains(k.words, w) || i > 0 && slices.Contains(k.words, words[i-1]+w) {
			return true
		}
	}
	return false
}

// wordsIn are the words of a field's name, small, without digits: those of
// "homeAddress_1" are home and address.
func wordsIn(name string) []string {
	var out []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			out = append(out, string(word))
		}
		word = nil
	}
	small := false
	for _, r := range name {
		if !unicode.IsLetter(r) || small && unicode.IsUpper(r) {
			end()
		}
		if small = unicode.IsLower(r); unicode.IsLetter(r) {
			word = append(word, unicode.ToLower(plain(r)))
		}
	}
	end()
	return out
}

// plain is a letter without its accent, as far as the words above need it.
func plain(r rune) rune {
	if i := strings.IndexRune("áàâãäéèêëíìîïóòôõöúùûüçñ", unicode.ToLower(r)); i >= 0 {
		return rune("aaaaaeeeeiiiiooooouuuucn"[len([]rune("áàâãäéèêëíìîïóòôõöúùûüçñ"[:i]))])
	}
	return r
}
