package role

import (
	"slices"
	"strings"
)

// names are the words by which people call columns, role by role; the first
// role that fits is taken. A word with a space is a sequence of words, one with
// a hyphen at its end a beginning, one with a hyphen before it any part.
var names = []struct {
	role  Role
	words []string
}{
	{Withdrawn, []string{"withdrawn", "revoked", "unsubscribed at", "unsubscribe date", "opt out at", "opt out date", "optout at", "optout date", "widerrufen", "widerruf", "retiro consentimiento", "revoqué", "revogado"}},
	{Contacted, []string{"last contact", "last contacted", "last call", "last called", "last seen", "last login", "last activity", "last active", "last order", "last purchase", "last visit", "last interaction", "letzter kontakt", "letzte bestellung", "dernier contact", "ultimo contacto", "último contacto", "ultimo contatto", "último contato", "laatste contact", "最后联系", "最終連絡"}},
	{Expires, []string{"expires", "expiry", "expiration", "valid until", "valid to", "gültig bis", "gueltig bis", "expira", "scadenza", "retention", "delete after", "purge"}},
	{Consent, []string{"consent-", "opt in", "optin", "opt out", "optout", "gdpr", "dsgvo", "do not call", "dnc", "donotcall", "do not contact", "einwilligung-", "zustimmung-", "newsletter", "subscribed", "unsubscribed", "subscription status", "marketing permission", "permission", "allow sms", "allow calls", "allow marketing", "accepts marketing", "consentimiento", "consentement", "consenso", "consentimento", "toestemming", "zgoda", "souhlas", "samtycke", "samtykke", "согласие", "同意"}},
	{Purpose, []string{"purpose-", "zweck-", "verarbeitungszweck", "finalidad", "finalité", "finalite", "finalità", "finalita", "finalidade", "doel", "cel przetwarzania", "campaign type", "usage purpose", "目的", "用途"}},
	{Created, []string{"created-", "create date", "create time", "creation", "createdat", "date added", "added at", "added on", "registered", "registration date", "registered at", "signup", "sign up", "joined", "inserted", "insert date", "erstellt-", "angelegt-", "erfasst-", "creado", "fecha alta", "fecha creacion", "fecha creación", "date creation", "date création", "creato", "data creazione", "criado", "data criacao", "data cadastro", "aangemaakt", "utworzono", "vytvořeno", "создан-", "дата создания", "创建时间", "作成日", "登録日", "granted at", "granted on", "timestamp", "datum"}},
	{Updated, []string{"updated-", "update date", "modified-", "last modified", "changed", "edited", "last change", "mtime", "geändert-", "geaendert-", "aktualisiert-", "actualizado", "modificado", "modifié", "mis à jour", "aggiornato", "modificato", "atualizado", "gewijzigd", "zmieniono", "обновлен-", "изменен-", "更新时间", "更新日"}},
	{CallingCode, []string{"calling code", "dial code", "dialing code", "dialling code", "country calling", "phone country code", "phone code", "tel country code", "mobile country code", "phone cc", "tel cc", "phone prefix", "phone country", "isd", "isd code", "ddi", "landesvorwahl", "ländervorwahl", "laendervorwahl", "indicatif", "indicatif pays", "codigo pais", "prefisso internazionale", "international prefix", "intl prefix", "country prefix", "国番号", "国际区号"}},
	{AreaCode, []string{"area code", "areacode", "area cd", "std code", "npa", "vorwahl-", "ortsvorwahl", "ddd", "codigo area", "código área", "prefisso", "netnummer", "city code phone", "phone area", "tel area", "市外局番", "区号"}},
	{Locale, []string{"locale", "lang", "language", "sprache", "langue", "idioma", "lingua", "taal", "culture", "язык", "语言", "言語"}},
	{Currency, []string{"currency-", "currencies", "curr", "waehrung-", "währung-", "devise", "moneda", "valuta", "moeda", "waluta", "měna", "валюта", "币种", "通貨"}},
	{Email, []string{"email-", "e mail", "mail", "mailaddress", "emailaddress", "correo-", "courriel", "posta elettronica", "почта", "邮箱", "メール", "이메일"}},
	{State, []string{"state", "province", "prov", "provincia", "provinz", "bundesland", "kanton", "canton", "estado", "uf", "region", "région", "regione", "prefecture", "pref", "county", "state province", "voivodeship", "województwo", "wojewodztwo", "kraj state", "область", "省", "省份", "都道府県"}},
	{City, []string{"city", "town", "municipality", "locality", "ort", "wohnort", "stadt", "ville", "commune", "ciudad", "localidad", "municipio", "città", "citta", "comune", "cidade", "plaats", "woonplaats", "miasto", "město", "mesto", "kota", "şehir", "sehir", "város", "varos", "oraș", "oras", "stad", "город", "місто", "град", "πόλη", "城市", "市区町村", "도시", "مدينة", "المدينة", "שם עיר", "शहर", "เมือง"}},
	{Address, []string{"address-", "addr", "street-", "adresse", "anschrift", "strasse", "straße", "direccion", "dirección", "domicilio", "indirizzo", "endereco", "endereço", "logradouro", "adres", "adresa", "rue", "calle", "via", "адрес", "地址", "住所", "주소", "العنوان"}},
	{Person, []string{"customer id", "customer no", "customer number", "customer key", "cust id", "custid", "custno", "customerid", "user id", "userid", "person id", "personid", "contact id", "client id", "member id", "patient id", "subscriber id", "account id", "kundennummer", "kunden nr", "kundennr", "kdnr", "kunde id", "personen id", "id cliente", "cliente id", "id client", "klant id", "klantnummer", "id usuario", "codigo cliente", "顾客编号", "客户编号", "顧客番号"}},
	{Name, []string{"name", "names", "firstname", "lastname", "fullname", "surname", "nachname", "vorname", "nom", "prenom", "prénom", "nombre", "apellido", "apellidos", "cognome", "nome", "sobrenome", "naam", "achternaam", "nazwisko", "imie", "imię", "jmeno", "jméno", "příjmení", "имя", "фамилия", "фио", "company", "firma", "customer", "kunde", "cliente", "姓名", "名前", "氏名", "名称", "이름", "اسم"}},
}

// named finds the role that words say.
func named(words []string) Role {
	for _, n := range names {
		for _, w := range n.words {
			if says(words, w) {
				if n.role == Name && slices.ContainsFunc(words, notPerson) || n.role == State && slices.ContainsFunc(words, notPlace) || n.role == Email && slices.ContainsFunc(words, notAddress) {
					break
				}
				return n.role
			}
		}
	}
	return Other
}

// notPerson is a word beside which a name is not a person's or a company's.
func notPerson(w string) bool {
	switch w {
	case "file", "table", "host", "domain", "column", "product", "item", "event", "class", "module", "package", "device", "city", "street", "id", "path":
		return true
	}
	return false
}

// notPlace is a word beside which a state is no part of a country.
func notPlace(w string) bool {
	switch w {
	case "order", "payment", "ticket", "job", "task", "machine", "status", "old", "new", "from", "to", "charge":
		return true
	}
	return false
}

func notAddress(w string) bool {
	switch w {
	case "verified", "sent", "id", "count", "template", "status", "type", "confirmed", "bounced":
		return true
	}
	return false
}

// says reports whether words have w in them.
func says(words []string, w string) bool {
	if head, ok := strings.CutSuffix(w, "-"); ok {
		return slices.ContainsFunc(words, func(x string) bool { return strings.HasPrefix(x, head) })
	}
	if !strings.Contains(w, " ") {
		if w[0] >= 0x80 && len([]rune(w)) <= 4 && len(w) >= 6 && w[0] >= 0xE3 { // signs that are not spaced
			return slices.ContainsFunc(words, func(x string) bool { return strings.Contains(x, w) })
		}
		return slices.Contains(words, w)
	}
	parts := strings.Fields(w)
	for i := range len(words) - len(parts) + 1 {
		if slices.Equal(words[i:i+len(parts)], parts) {
			return true
		}
	}
	return false
}
