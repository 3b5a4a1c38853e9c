package role

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// names are the words by which people call columns, role by role; the first
// role that fits is taken. A word with a space is a sequence of words, one with
// a hyphen at its end a beginning, one with a hyphen before it any part.
var names = []struct {
	role  Role
	words []string
}{
	{Withdrawn, []string{
		"withdrawn", "revoked", "unsubscribed at", "unsubscribe date", "opt out at", "opt out date", "optout at", "optout date", "widerrufen", "widerruf", "retiro consentimiento", "revoqué",
		"revogado", "withdrawal-", "withdrew", "revocac-", "revocat-", "revoca", "отзыв-", "отозван-", "odvol-", "відклик-", "відмова-", "unsub time", "unsub date", "unsub at", "unsubscribed on",
		"unsubscribed date", "unsubscribe time", "unsubscribe at", "opt out time", "opt out ts", "opted out at", "opted out on", "afgemeld-", "abgemeldet-", "desinscri-", "配信停止", "取消订阅", "退订",
		"fecha baja", "geri cekme", "cofnięc-", "cofniec-", "visszavon-", "återkall-", "tilbagetrukket-", "trukket-",
	}},
	{Contacted, []string{
		"last contact", "last contacted", "last call", "last called", "last seen", "last login", "last activity", "last active", "last order", "last purchase", "last visit", "last interaction",
		"letzter kontakt", "letzte bestellung", "dernier contact", "ultimo contacto", "último contacto", "ultimo contatto", "último contato", "laatste contact", "最后联系", "最終連絡", "lastaccess",
		"last access", "lastlogon", "last logon", "lastlogin", "last signin", "last sign in", "last appointment", "last sms", "last email", "last message", "last sale", "last transaction",
		"last payment", "last session", "last response", "last reply", "letzter login", "letzter besuch", "letzte aktivität", "letzter einkauf", "ultimo acceso", "ultima compra", "ultimo pedido",
		"ultimo acquisto", "ultimo accesso", "ultimo ordine", "ultima visita", "derniere connexion", "dernier achat", "derniere commande", "derniere visite", "laatste bestelling", "laatste login",
		"laatste bezoek", "последний визит", "последний вход", "последний заказ", "последний контакт", "последнее обращение", "останній візит", "останній контакт", "ostatni kontakt",
		"ostatnie logowanie", "ostatnie zamówienie", "posledni kontakt", "posledni přihlášení", "zadnji kontakt", "zadnja prijava", "son giriş", "son sipariş", "son görüşme", "son ziyaret",
		"utolsó belépés", "utolsó kapcsolat", "utolsó rendelés", "senaste kontakt", "senast inloggad", "siste kontakt", "sidste kontakt", "viimeisin kirjautuminen", "viimeisin tilaus", "viimeisin yhteydenotto", "ultimul contact", "ultima comanda",
		"τελευταια επαφη", "τελευταια επισκεψη", "最終ログイン", "最終購入", "最終来店", "最近登录", "最后登录", "上次登录", "最近联系", "마지막로그인", "마지막접속", "마지막주문", "마지막연락", "최근접속", "최종접속", "آخرین ورود", "آخرین تماس", "آخر اتصال", "آخر دخول",
		"התחברות אחרונה", "अंतिम संपर्क", "शेवटचा संपर्क", "শেষ যোগাযোগ", "เข้าใช้งานล่าสุด", "ติดต่อล่าสุด", "สั่งซื้อล่าสุด", "đăng nhập lần cuối", "liên hệ lần cuối", "login terakhir", "kontak terakhir", "terakhir login", "terakhir dihubungi",
	}},
	{Expires, []string{
		"expires", "expiry", "expiration", "valid until", "valid to", "gültig bis", "gueltig bis", "expira", "scadenza", "retention", "delete after", "purge", "effective to", "endda", "valid thru",
		"valid till", "validto", "validuntil", "membership end", "subscription end", "contract end", "conservation", "aufbewahrung-", "löschdatum", "löschung-", "loesch-", "失效日期", "到期", "有効期限",
		"保存期限", "만료", "보유기간", "λήξη", "λήξης", "kuisha", "মেয়াদ", "انقضا", "انتهاء", "תפוגה", "verval-", "bewaartermijn", "ważny do", "wygaśnięcia", "platnost do", "platné do", "lejár-",
		"son kullanma", "bitiş tarihi", "срок действия", "действует до", "срок хранения", "термін дії", "vencimiento", "caduca-", "caducidad", "vencimento", "validade", "échéance", "expirat-",
		"kadaluarsa", "berlaku sampai", "hết hạn", "หมดอายุ", "समाप्ति", "utløp-", "udløb-", "utgår", "vanhenee",
	}},
	{Purpose, []string{
		"purpose-", "zweck-", "verarbeitungszweck", "finalidad", "finalité", "finalite", "finalità", "finalita", "finalidade", "doel", "cel przetwarzania", "campaign type", "usage purpose", "目的",
		"用途", "tujuan-", "účel-", "ucel", "-célja", "amaç", "amacı", "scopo", "propósito", "doeleinde", "formål-", "syfte", "tarkoitus-", "scopul", "σκοπός", "цель", "мета", "목적", "利用目的", "उद्देश्य",
		"উদ্দেশ্য", "วัตถุประสงค์", "mục đích", "الغرض", "غرض", "هدف", "מטרה",
	}},
	{Consent, []string{
		"consent-", "opt in", "optin", "opt out", "optout", "gdpr", "dsgvo", "do not call", "dnc", "donotcall", "do not contact", "einwilligung-", "zustimmung-", "newsletter", "subscribed",
		"unsubscribed", "subscription status", "marketing permission", "permission", "allow sms", "allow calls", "allow marketing", "accepts marketing", "consentimiento", "consentement", "consenso",
		"consentimento", "toestemming", "zgoda", "souhlas", "samtycke", "samtykke", "согласие", "同意", "opted in", "opted out", "-einwilligung", "-zustimmung", "수신동의", "동의", "aceita", "aceite",
		"acepta-", "accetta", "onay-", "rıza-", "izin", "acord", "acordul", "can call", "can contact", "can email", "can sms", "may call", "may contact", "ok to call", "ok to contact", "ok to text",
		"allow phone", "allow contact", "allow email", "suostumus-", "hozzájárul-", "súhlas-", "privola", "pristanak", "soglasje", "saglasnost", "nõusolek-", "piekrišana", "sutikimas", "συγκατάθεση",
		"συναίνεση", "موافقة", "الموافقة", "رضایت", "הסכמה", "सहमति", "সম্মতি", "ஒப்புதல்", "ยินยอม", "đồng ý", "persetujuan", "setuju", "idhini", "згода",
	}},
	{Created, []string{
		"created-", "create date", "create time", "creation", "createdat", "date added", "added at", "added on", "registered", "registration date", "registered at", "signup", "sign up", "joined",
		"inserted", "insert date", "erstellt-", "angelegt-", "erfasst-", "creado", "fecha alta", "fecha creacion", "fecha creación", "date creation", "date création", "creato", "data creazione",
		"criado", "data criacao", "data cadastro", "aangemaakt", "utworzono", "vytvořeno", "создан-", "дата создания", "创建时间", "作成日", "登録日", "granted at", "granted on", "timestamp", "datum", "erdat",
		"date entered", "dateentered", "insert ts", "insert time", "inserttime", "timecreated", "time created", "date add", "datecreated", "createdon", "createdate", "ctime", "regdate", "reg date",
		"date registered", "date joined", "member since", "customer since", "kunde seit", "anlagedatum", "registrierungsdatum", "fecha registro", "fecha de registro", "data registo",
		"date inscription", "date enregistrement", "aanmaakdatum", "inschrijfdatum", "дата регистрации", "дата створення", "дата реєстрації", "data utworzenia", "data rejestracji", "datum vytvoření",
		"vytvoreno", "luotu", "skapad-", "oprettet-", "opprettet-", "létrehoz-", "regisztráció dátuma", "kayıt tarihi", "oluşturma tarihi", "oluşturulma", "inregistrarii", "data inregistrare",
		"data inregistrari", "datum registracije", "ημερομηνία εγγραφής", "ημερομηνία δημιουργίας", "注册时间", "注册日期", "创建日期", "登録日時", "作成日時", "등록일", "가입일", "생성일", "تاريخ التسجيل", "تاريخ الإنشاء",
		"تاریخ ثبت", "תאריך יצירה", "תאריך הרשמה", "पंजीकरण", "नोंदणी", "निर्माण तिथि", "নিবন্ধন", "નોંધણી", "నమోదు", "பதிவு", "วันที่สร้าง", "วันที่สมัคร", "ngày tạo", "ngày đăng ký",
		"tanggal dibuat", "tanggal daftar", "dibuat", "tarehe ya kujiunga",
	}},
	{Updated, []string{
		"updated-", "update date", "modified-", "last modified", "changed", "edited", "last change", "mtime", "geändert-", "geaendert-", "aktualisiert-", "actualizado", "modificado", "modifié",
		"mis à jour", "aggiornato", "modificato", "atualizado", "gewijzigd", "zmieniono", "обновлен-", "изменен-", "更新时间", "更新日", "aedat", "laeda", "modstamp", "timemodified", "time modified",
		"date upd", "upd ts", "upd date", "upd time", "updatedon", "modifiedon", "lastmodified", "dernière modification", "date modification", "date maj", "alteração", "atualização", "güncelleme",
		"güncellenme", "修改时间", "修改日期", "更新日時", "дата изменения", "дата обновления", "дата зміни", "дата оновлення", "data modyfikacji", "zmodyfikowano", "změněno", "módosítás-", "módosítva", "แก้ไข",
		"diubah", "diperbarui", "ngày sửa", "ngày cập nhật", "수정일", "변경일", "עודכן", "עדכון", "تحديث", "تعديل", "ویرایش", "अद्यतन", "পরিবর্তন", "புதுப்பித்த", "ενημέρωση", "τροποποίηση",
		"última actualización", "fecha actualización", "fecha modificación", "data modifica", "ultima modifica", "wijzigingsdatum", "-änderung", "änderungsdatum", "aenderungsdatum", "endret-",
		"ændret-", "muokattu", "päivitetty", "uppdaterad-", "opdateret-", "actualizarii", "modificarii",
	}},
	{CallingCode, []string{
		"calling code", "dial code", "dialing code", "dialling code", "country calling", "phone country code", "phone code", "tel country code", "mobile country code", "phone cc", "tel cc",
		"phone prefix", "phone country", "isd", "isd code", "ddi", "landesvorwahl", "ländervorwahl", "laendervorwahl", "indicatif", "indicatif pays", "codigo pais", "prefisso internazionale",
		"international prefix", "intl prefix", "country prefix", "国番号", "国际区号", "mobile cc", "tel ctry cd", "tel ctry", "prefijo internacional", "ülke telefon kodu", "kode negara telepon",
		"kod kraju telefonu", "код страны телефона",
	}},
	{AreaCode, []string{
		"area code", "areacode", "area cd", "std code", "npa", "vorwahl-", "ortsvorwahl", "ddd", "codigo area", "código área", "prefisso", "netnummer", "city code phone", "phone area", "tel area",
		"area or city code", "area city code", "city area code", "code area", "lada", "clave lada", "prefijo", "prefijo area", "indicativo", "riktnummer", "suuntanumero", "kengetal", "předvolba", "predvolba", "cod area", "codarea", "std", "市外局番", "区号", "지역번호", "körzetszám", "код города", "kierunkowy", "kod kierunkowy", "alan kodu", "kode area", "mã vùng", "קידומת", "رمز المنطقة",
	}},
	{Locale, []string{
		"locale", "lang", "language", "sprache", "langue", "idioma", "lingua", "taal", "culture", "язык", "语言", "言語", "spras", "-sprache", "dil", "tercih edilen dil", "ভাষা", "भाषा", "மொழி", "limba",
		"limba preferată", "jazyk", "jezik", "język", "nyelv", "kieli", "språk", "sprog", "γλώσσα", "لغة", "اللغة", "زبان", "שפה", "ngôn ngữ", "bahasa", "ภาษา", "언어",
	}},
	{Currency, []string{
		"currency-", "currencies", "curr", "waehrung-", "währung-", "devise", "moneda", "valuta", "moeda", "waluta", "měna", "валюта", "币种", "通貨", "waers", "ccy", "para birimi", "mata uang",
		"transactioncurrency-", "ચલણ", "मुद्रा", "মুদ্রা", "நாணயம்", "สกุลเงิน", "tiền tệ", "loại tiền", "통화", "عملة", "العملة", "ارز", "מטבע", "νόμισμα", "valiuta", "валюти", "pénznem", "monnaie",
		"divisa",
	}},
	{Email, []string{
		"email-", "e mail", "mail", "mailaddress", "emailaddress", "correo-", "courriel", "posta elettronica", "почта", "邮箱", "メール", "이메일", "smtp addr", "البريد", "بريد", "ایمیل", "e posta",
		"eposta", "ईमेल", "ইমেইল", "barua pepe", "மின்னஞ்சல்", "อีเมล", "דואל", "имейл", "эл почта", "e pasts", "el paštas", "sähköposti", "epost", "e post",
	}},
	{State, []string{
		"state", "province", "prov", "provincia", "provinz", "bundesland", "kanton", "canton", "estado", "uf", "region", "région", "regione", "prefecture", "pref", "county", "state province",
		"voivodeship", "województwo", "wojewodztwo", "kraj state", "область", "省", "省份", "都道府県", "regio", "st abbr", "administrative area", "admin area", "stateorprov-", "استان", "محافظة",
		"المحافظة", "ولاية", "الولاية", "จังหวัด", "tỉnh thành", "tỉnh", "राज्य", "রাজ্য", "প্রদেশ", "மாநிலம்", "vilayet", "județ", "megye", "vármegye", "νομός", "περιφέρεια", "край", "provinsi",
		"negeri", "시도", "maakunta", "län", "fylke", "departamento", "département",
	}},
	{City, []string{
		"city", "town", "municipality", "locality", "ort", "wohnort", "stadt", "ville", "commune", "ciudad", "localidad", "municipio", "città", "citta", "comune", "cidade", "plaats", "woonplaats",
		"miasto", "město", "mesto", "kota", "şehir", "sehir", "város", "varos", "oraș", "oras", "stad", "город", "місто", "град", "πόλη", "城市", "市区町村", "도시", "مدينة", "المدينة", "שם עיר", "शहर",
		"เมือง", "شہر", "شهر", "শহর", "település", "నగరం", "நகரம்", "thành phố", "qytet", "miestas", "pilsēta", "linn", "kaupunki", "paikkakunta", "poststed", "postort", "localité", "località",
	}},
	{Address, []string{
		"address-", "addr", "street-", "adresse", "anschrift", "strasse", "straße", "direccion", "dirección", "domicilio", "indirizzo", "endereco", "endereço", "logradouro", "adres", "adresa", "rue",
		"calle", "via", "адрес", "地址", "住所", "주소", "العنوان", "stras", "முகவரி", "διεύθυνση", "anwani", "સરનામું", "पता", "ঠিকানা", "ที่อยู่", "địa chỉ", "alamat", "cím", "lakcím", "osoite", "gata",
		"gade", "ulica", "ulice", "utca", "sokak", "cadde", "mahalle", "כתובת", "آدرس", "نشانی", "улица", "вулиця", "οδός", "straat", "-adress", "adresas",
	}},
	{Person, []string{
		"customer id", "customer no", "customer number", "customer key", "cust id", "custid", "custno", "customerid", "user id", "userid", "person id", "personid", "contact id", "client id",
		"member id", "patient id", "subscriber id", "account id", "kundennummer", "kunden nr", "kundennr", "kdnr", "kunde id", "personen id", "id cliente", "cliente id", "id client", "klant id",
		"klantnummer", "id usuario", "codigo cliente", "顾客编号", "客户编号", "顧客番号", "cust no", "custnr", "kunnr", "pernr", "employee number", "employee no", "employee id", "emp id", "empno", "staff id",
		"party id", "member uuid", "member no", "member number", "data subject id", "subject id", "subscriber key", "guest id", "donor id", "student id", "profile id", "lead id", "contact key",
		"person key", "patient no", "mrn", "numero client", "num client", "no client", "müşteri no", "müşteri id", "회원번호", "고객번호", "mã khách hàng", "会员号", "会员编号", "用户编号", "会員番号", "klantnr",
		"klant nr", "asiakasnumero", "kundenummer", "kundnummer", "kundnr", "číslo zákazníka", "numer klienta", "nr klienta", "ügyfélszám", "κωδικός πελάτη", "номер клиента", "код клиента",
		"رقم العميل", "کد مشتری", "מספר לקוח", "id pelanggan", "no pelanggan", "nomor pelanggan", "matricule", "legajo", "codice cliente", "código do cliente",
	}},
	{Name, []string{
		"name", "names", "firstname", "lastname", "fullname", "surname", "nachname", "vorname", "nom", "prenom", "prénom", "nombre", "apellido", "apellidos", "cognome", "nome", "sobrenome", "naam",
		"achternaam", "nazwisko", "imie", "imię", "jmeno", "jméno", "příjmení", "имя", "фамилия", "фио", "company", "firma", "customer", "kunde", "cliente", "姓名", "名前", "氏名", "名称", "이름", "اسم",
		"cust nm", "raison sociale", "ragione sociale", "razón social", "razão social", "ф и о", "الاسم", "نام", "họ tên", "họ và tên", "성명", "ονοματεπώνυμο", "όνομα", "επώνυμο", "आडनाव", "नाव",
		"नाम", "নাম", "பெயர்", "పేరు", "ชื่อ", "ad soyad", "adı soyadı", "soyadı", "név", "vezetéknév", "keresztnév", "nimi", "sukunimi", "etunimi", "navn", "fornavn", "etternavn", "efternavn",
		"förnamn", "efternamn", "namn", "nama", "ime", "prezime", "priimek", "nume", "prenume", "vārds", "uzvārds", "vardas", "pavardė", "eesnimi", "jina", "שם", "ім я", "прізвище",
	}},
}

// rules are the names, folded. Those that are one word are found by it.
var rules = sync.OnceValues(func() (whole map[string][]int, all []rule) {
	whole = map[string][]int{}
	for _, n := range names {
		for _, w := range n.words {
			r := rule{role: n.role, word: folded(w)}
			if strings.Contains(r.word, " ") {
				r.parts = strings.Fields(r.word)
			}
			if !r.part() {
				whole[r.word] = append(whole[r.word], len(all))
			}
			all = append(all, r)
		}
	}
	return whole, all
})

type rule struct {
	role  Role
	word  string
	parts []string // of a sequence of words
}

// part says that a rule is more, or less, than one word.
func (r *rule) part() bool {
	return r.parts != nil || r.word[0] == '-' || r.word[len(r.word)-1] == '-' || len(r.word) >= 6 && unspaced(r.word)
}

// named finds the role that words say.
func named(words []string) Role {
	if slices.ContainsFunc(words, aside) {
		return Other
	}
	whole, all := rules()
	plain := make([]string, len(words))
	var found []int
	for i, w := range words {
		plain[i] = folded(w)
		found = append(found, whole[plain[i]]...)
	}
	for i := range all {
		r := &all[i]
		if (r.part() && r.says(plain) || slices.Contains(found, i)) && !denied(r.role, words) {
			return r.role
		}
	}
	return Other
}

// denied reports whether other words say that a column is not for the role that
// one names.
func denied(r Role, words []string) bool {
	switch r {
	case Name:
		return slices.ContainsFunc(words, notPerson)
	case State:
		return slices.ContainsFunc(words, notPlace)
	case Email:
		return slices.ContainsFunc(words, notAddress)
	case Created, Updated, Contacted:
		return slices.ContainsFunc(words, notDay)
	}
	return false
}

// aside is a word beside which a column is for none of the roles.
func aside(w string) bool {
	switch w {
	case "url", "link", "href", "version", "programming", "population", "amount", "rate", "wallet", "ip", "mac", "tax", "level", "template":
		return true
	}
	return false
}

// notDay is a word beside which what was created is who did it.
func notDay(w string) bool {
	switch w {
	case "by", "von", "par", "da", "por", "kem", "durch", "id":
		return true
	}
	return false
}

// notPerson is a word beside which a name is not a person's or a company's.
func notPerson(w string) bool {
	switch w {
	case "file", "table", "host", "domain", "column", "product", "item", "event", "class", "module", "package", "device", "city", "street", "id", "path":
		return true
	}
	return false
}

// notPlace is a word beside which a state is not a part of a country.
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

// says reports whether words have the rule's in them.
func (r *rule) says(words []string) bool {
	if head, ok := strings.CutSuffix(r.word, "-"); ok {
		return slices.ContainsFunc(words, func(x string) bool { return strings.HasPrefix(x, head) })
	}
	if part, ok := strings.CutPrefix(r.word, "-"); ok || r.parts == nil {
		return slices.ContainsFunc(words, func(x string) bool { return strings.Contains(x, part) })
	}
	for i := range len(words) - len(r.parts) + 1 {
		if slices.Equal(words[i:i+len(r.parts)], r.parts) {
			return true
		}
	}
	return false
}

// unspaced reports whether w is of a script that puts no space between words:
// Thai, Lao, Chinese, Japanese, and Korean, which does so in names of columns.
func unspaced(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return r >= 0x3040 || r >= 0xE00 && r <= 0xEFF
}
