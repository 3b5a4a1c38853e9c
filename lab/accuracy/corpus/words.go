package corpus

import (
	"fmt"
	"strings"
)

var surnames = strings.Fields(`Smith Garcia Müller Rossi Dubois Novak Tanaka Kim Nguyen Silva Ivanov Papadopoulos Cohen Haddad Singh Jansen Nielsen Virtanen
Kowalski Horvat Yilmaz Andersson Okafor Mensah Santos Fernandez Brown Schneider Moreau Bianchi Petrov Sato Lee Tran Costa Andersen Korhonen Wojcik Kovacs Demir`)

var givenNames = strings.Fields(`Ada Liam Noah Emma Mia Lena Paul Anna Juan Maria Luca Giulia Jan Eva Yuki Min Linh Ana Ivan Eleni David Omar Priya Sanne Lars Aino Piotr Marko
Elif Erik Chidi Ama Paulo Carmen Jack Greta Hugo Chiara Olga Ken`)

func (d *drawer) person() string { return pick(d, givenNames) + " " + pick(d, surnames) }

func (d *drawer) email() string {
	return fmt.Sprintf("%s.%s%d@example.%s", strings.ToLower(pick(d, givenNames)), strings.ToLower(pick(d, givenNames)), d.IntN(100), pick(d, []string{"com", "org", "net"}))
}

// phoneHeaders name columns of phone numbers in many languages and habits.
var phoneHeaders = []string{
	"phone", "Phone", "mobile", "phone_number", "phoneNumber", "tel", "Telephone", "mobile_no", "cell_phone", "contact_no", "PHONE_NBR", "msisdn", "MSISDN",
	"ph_no", "c_tel", "tel1", "phone_2", "home_phone", "workPhone", "work_tel", "fax", "fax_no", "emergency_contact_phone", "whatsapp", "wa_number", "sms_number",
	"caller_number", "callee", "from_number", "to_number", "TELF1", "TEL_NUMBER", "TELNR_LONG", "MobilePhone", "HomePhone__c", "billing_phone", "ship_to_phone", "CustPhone",
	"dialed_number", "ani", "a_number", "b_party_number", "recipient_phone", "primary_contact_number", "landline", "cellphone", "gsm", "gsm_no", "mob", "handphone",
	"telefon", "Telefonnummer", "handy", "handynummer", "rufnummer", "mobilnummer", "lieferant_fon", "festnetz", "tel_privat", "tel_gesch", "Mobiltelefon",
	"téléphone", "telephone_portable", "tel_fixe", "portable", "num_tel", "numero_mobile", "teléfono", "telefono", "celular", "movil", "tlf", "tfno_contacto",
	"cellulare", "telefono_casa", "recapito_telefonico", "telefone", "telemovel", "fone", "celular_1", "telefoonnummer", "mobiel", "tel_nr", "telefon_komorkowy", "nr_tel",
	"tel_kom", "mobil", "telefonni_cislo", "mobiltelefon", "telefonnr", "puhelin", "puhelinnumero", "matkapuhelin", "telefonszam", "mobilszam", "nr_telefon",
	"cep_telefonu", "tel_no", "телефон", "моб_телефон", "Телефон клиента", "мобильный", "номер_телефона", "τηλέφωνο", "κινητό", "هاتف", "جوال", "رقم_الهاتف", "טלפון", "נייד",
	"फ़ोन", "मोबाइल", "电话", "手机号", "联系电话", "電話番号", "携帯", "連絡先電話", "전화번호", "휴대폰", "โทรศัพท์", "เบอร์มือถือ", "so_dien_thoai", "sdt", "no_hp", "no_telp", "telepon",
}

// opaqueHeaders say nothing.
var opaqueHeaders = []string{
	"data1", "col_7", "field12", "value", "x3", "attr_5", "custom_field_3", "F4", "c0", "Unnamed: 3", "spalte5", "misc", "info", "extra1", "field_a", "v", "text1", "column9",
	"attribute8", "zzz", "udf_2", "string_4", "param", "feld_17", "champ2", "campo_6", "列3", "val_b", "other", "Z_USER1",
}

// misleading are columns whose name says phone and that hold something else.
var misleading = []struct {
	class   string
	typ     string
	headers []string
	draw    func(d *drawer) string
}{
	{"phone models", "text", []string{"phone", "mobile", "handset", "Phone", "cell_phone"}, func(d *drawer) string {
		return pick(d, []string{"iPhone 13 Pro", "Galaxy S22", "Pixel 7a", "Nokia 3310", "SM-G991B", "Redmi Note 12", "moto g(60)", "iPhone14,5", "Xperia 1 IV", "OnePlus 9"})
	}},
	{"ratings of phones", "float", []string{"phone", "phone_rating", "mobile", "telephone"}, func(d *drawer) string { return fmt.Sprintf("%.1f", 1+4*d.Float64()) }},
	{"codes of phones", "text", []string{"phone", "phone_code", "tel", "mobile"}, func(d *drawer) string { return "PH-" + d.digits(5) }},
	{"prices of phones", "float", []string{"phone", "mobile", "handy", "phone_price"}, func(d *drawer) string { return fmt.Sprintf("%d.%02d", 80+d.IntN(1500), d.IntN(100)) }},
	{"ids of phones", "integer", []string{"phone", "phone_id", "tel_id", "mobile_ref"}, func(d *drawer) string { return d.digits(4 + d.IntN(3)) }},
	{"times of calls", "integer", []string{"phone", "tel", "phone_ts", "phone_verified_at"}, func(d *drawer) string { return fmt.Sprint(1500000000 + d.IntN(3e8)) }},
	{"flags", "boolean", []string{"phone", "mobile", "has_phone", "phone_verified"}, func(d *drawer) string { return pick(d, []string{"true", "false"}) }},
	{"yes and no", "text", []string{"phone", "handy", "fax", "tel"}, func(d *drawer) string { return pick(d, []string{"yes", "no", "Y", "N", "1", "0"}) }},
	{"types of phones", "text", []string{"phone", "phone_type", "tel_type"}, func(d *drawer) string { return pick(d, []string{"home", "work", "mobile", "fax", "other"}) }},
	{"counts", "integer", []string{"phone_count", "phones", "calls", "mobile_count"}, func(d *drawer) string { return fmt.Sprint(d.IntN(400)) }},
	{"screen sizes", "float", []string{"phone", "mobile_screen", "display_phone"}, func(d *drawer) string { return fmt.Sprintf("%.2f", 4+3*d.Float64()) }},
	{"people", "text", []string{"contact", "phone_contact", "call"}, func(d *drawer) string { return d.person() }},
	{"e-mails", "text", []string{"phone", "contact", "tel"}, func(d *drawer) string { return d.email() }},
	{"IMEIs", "text", []string{"phone", "phone_imei", "handset_id", "mobile"}, func(d *drawer) string { return d.luhn("35", 15) }},
	{"UUIDs", "text", []string{"phone", "phone_uuid", "contact_phone_id"}, func(d *drawer) string { return group(d.hex(32), "-", 8, 4, 4, 4, 12) }},
	{"dates", "text", []string{"phone", "last_call", "tel_date"}, func(d *drawer) string { return d.day().Format("2006-01-02") }},
	{"dates with dots", "text", []string{"telefon", "anruf", "tel"}, func(d *drawer) string { return d.day().Format("02.01.2006") }},
	{"lengths of calls", "integer", []string{"call", "phone_duration", "tel_seconds"}, func(d *drawer) string { return fmt.Sprint(d.IntN(7200)) }},
	{"plans", "text", []string{"mobile", "phone", "gsm"}, func(d *drawer) string {
		return pick(d, []string{"Unlimited 5G", "Basic", "20 GB", "Family L", "Prepaid 10"})
	}},
	{"ascending ids", "integer", []string{"phone", "tel", "mobile"}, func(d *drawer) string { d.ids += 1 + int64(d.IntN(2)); return fmt.Sprint(2000000000 + d.ids) }},
	{"coordinates", "float", []string{"cell", "tel", "mobile"}, func(d *drawer) string { return fmt.Sprintf("%.6f", d.Float64()*180-90) }},
	{"IP addresses of phones", "text", []string{"phone", "voip_phone", "sip_phone"}, func(d *drawer) string { return fmt.Sprintf("10.%d.%d.%d", d.IntN(256), d.IntN(256), d.IntN(256)) }},
	{"calling codes", "text", []string{"phone_prefix", "tel_prefix", "phone"}, func(d *drawer) string { return "+" + pick(d, []string{"1", "44", "49", "33", "81", "91", "55"}) }},
	{"extensions", "text", []string{"phone", "ext", "durchwahl"}, func(d *drawer) string { return d.digits(3 + d.IntN(2)) }},
}

// place is where people of a region are.
type place struct {
	region string
	cities []string
	states []string // codes in use in a column of their own
}

var places = []place{
	{"US", []string{"Austin", "Boston", "Denver", "Seattle"}, []string{"TX", "MA", "CO", "WA", "CA", "NY", "FL"}},
	{"CA", []string{"Toronto", "Montréal", "Calgary"}, []string{"ON", "QC", "AB", "BC"}},
	{"AU", []string{"Sydney", "Brisbane", "Perth"}, []string{"NSW", "QLD", "VIC", "WA"}},
	{"BR", []string{"São Paulo", "Recife", "Curitiba"}, []string{"SP", "RJ", "PE", "PR", "MG"}},
	{"IN", []string{"Mumbai", "Chennai", "Pune"}, []string{"Maharashtra", "Tamil Nadu", "Kerala", "Gujarat"}},
	{"DE", []string{"Berlin", "München", "Köln", "Hamburg"}, []string{"Bayern", "Hessen", "Sachsen", "NRW"}},
	{"GB", []string{"London", "Leeds", "Cardiff", "Glasgow"}, nil}, {"FR", []string{"Paris", "Lyon", "Toulouse", "Nantes"}, nil},
	{"ES", []string{"Madrid", "Sevilla", "Valencia"}, nil}, {"IT", []string{"Roma", "Milano", "Torino", "Bologna"}, nil},
	{"NL", []string{"Utrecht", "Rotterdam", "Eindhoven"}, nil}, {"PL", []string{"Kraków", "Gdańsk", "Łódź"}, nil},
	{"JP", []string{"大阪市", "横浜市", "札幌市"}, []string{"大阪府", "神奈川県", "北海道", "東京都"}}, {"KR", []string{"부산", "인천", "대구"}, nil},
	{"CN", []string{"上海", "广州", "成都"}, []string{"广东省", "四川省", "浙江省"}}, {"MX", []string{"Guadalajara", "Monterrey", "Puebla"}, []string{"JAL", "NL", "PUE", "CDMX"}},
	{"AR", []string{"Rosario", "Mendoza", "Córdoba"}, nil}, {"TR", []string{"Ankara", "İzmir", "Bursa"}, nil}, {"SE", []string{"Göteborg", "Malmö", "Uppsala"}, nil},
	{"CZ", []string{"Praha", "Brno", "Ostrava"}, nil}, {"GR", []string{"Αθήνα", "Θεσσαλονίκη", "Πάτρα"}, nil}, {"ZA", []string{"Durban", "Pretoria", "Cape Town"}, nil},
	{"NG", []string{"Lagos", "Ibadan", "Kano"}, nil}, {"EG", []string{"القاهرة", "الإسكندرية"}, nil}, {"IL", []string{"תל אביב", "חיפה"}, nil}, {"TH", []string{"กรุงเทพ", "เชียงใหม่"}, nil},
}

// countryAliases are names of countries as ISO 3166, the United Nations, forms
// and exports write them, beside those of the locales.
var countryAliases = map[string]string{
	"US": "USA; U.S.A.; United States of America; UNITED STATES; United States of America (the); Estados Unidos; Etats-Unis", "GB": "UK; U.K.; Great Britain; England; Scotland; United Kingdom of Great Britain and Northern Ireland (the); GREAT BRITAIN",
	"DE": "Deutschland; BRD; Federal Republic of Germany; Allemagne; Alemania", "KR": "South Korea; Korea (the Republic of); Korea, Republic of; Republic of Korea; KOREA, SOUTH", "RU": "Russia; Russian Federation (the); Россия",
	"NL": "The Netherlands; Holland; Netherlands (Kingdom of the); Nederland", "CZ": "Czech Republic; Czechia; Česká republika; Czech Rep.", "CH": "Schweiz; Suisse; Svizzera; Switzerland; CH-Switzerland", "CN": "P.R. China; People's Republic of China; PR China; China (Mainland); 中国",
	"TW": "Taiwan; Taiwan (Province of China); Taiwan, R.O.C.; 臺灣", "HK": "Hong Kong; Hong Kong SAR; Hong Kong, China; HONG KONG S.A.R.", "TR": "Türkiye; Turkey; Turkiye", "AE": "UAE; U.A.E.; United Arab Emirates (the); Emirates", "VN": "Viet Nam; Vietnam; Việt Nam",
	"IR": "Iran; Iran (Islamic Republic of)", "BO": "Bolivia; Bolivia (Plurinational State of)", "VE": "Venezuela; Venezuela (Bolivarian Republic of)", "TZ": "Tanzania; Tanzania, the United Republic of; United Republic of Tanzania", "MD": "Moldova; Moldova (the Republic of)",
	"SY": "Syria; Syrian Arab Republic (the)", "LA": "Laos; Lao People's Democratic Republic (the); Lao PDR", "CD": "DR Congo; Congo (the Democratic Republic of the); Democratic Republic of the Congo; DRC", "CG": "Congo (the); Republic of the Congo; Congo-Brazzaville", "CI": "Ivory Coast; Côte d'Ivoire; Cote D'Ivoire",
	"MK": "Macedonia; North Macedonia; Republic of North Macedonia; FYR Macedonia", "SZ": "Swaziland; Eswatini", "CV": "Cape Verde; Cabo Verde", "MM": "Burma; Myanmar; Myanmar (Burma)", "TL": "East Timor; Timor-Leste", "BR": "Brasil; Brazil; BRASIL", "ES": "España; Spain; Espagne", "MX": "México; Mexico; Méjico; MEXICO",
	"IT": "Italia; Italy; Italien; ITALIA", "AT": "Österreich; Oesterreich; Austria; AUTRICHE", "PL": "Polska; Poland; Polen", "SE": "Sverige; Sweden; Schweden", "NO": "Norge; Norway; Norwegen", "DK": "Danmark; Denmark; Dänemark", "FI": "Suomi; Finland; Finnland", "BE": "België; Belgique; Belgium; Belgien", "JP": "Japan; Nippon; 日本; JAPAN",
	"IE": "Ireland; Republic of Ireland; Éire; Ireland (Republic)", "ZA": "South Africa; RSA; Republic of South Africa; Südafrika", "IN": "India; Bharat; INDIA", "GR": "Greece; Hellas; Ελλάδα; Griechenland", "SK": "Slovak Republic; Slovakia; Slovensko", "PH": "Philippines (the); The Philippines; Pilipinas", "SA": "Saudi Arabia; KSA; Kingdom of Saudi Arabia",
	"DO": "Dominican Republic (the); República Dominicana; Rep. Dominicana", "BS": "Bahamas (the); The Bahamas; Bahamas", "GM": "Gambia (the); The Gambia", "PS": "Palestine; Palestine, State of; Palestinian Territories", "VA": "Holy See (the); Vatican City; Vatican", "BN": "Brunei; Brunei Darussalam", "FM": "Micronesia; Micronesia (Federated States of)",
	"NG": "Nigeria; Federal Republic of Nigeria", "AU": "Australia; AUSTRALIA; Commonwealth of Australia", "CA": "Canada; CANADA", "ID": "Indonesia; Republic of Indonesia", "FR": "France; FRANCE; République française; Frankreich",
}

func placeOf(region string) *place {
	for i := range places {
		if places[i].region == region {
			return &places[i]
		}
	}
	return nil
}

// speech is how a language speaks of phone numbers. {} in a sentence is the
// number; labels stand before one.
type speech struct {
	code    string
	region  string   // whose language it is
	own     bool     // hardly anyone else's: it tells the region
	labels  []string // with what stands between
	phrases []string // say phone
	vague   []string // do not: only the form of the number tells
	filler  []string
	order   []string // a number that is none, digits in {}
}

var speeches = []speech{
	{"en", "US", false, []string{"Tel.: ", "Phone: ", "Mobile: ", "Cell: ", "Ph. ", "Fax ", "Call ", "phone number is ", "WhatsApp: ", "T: "},
		[]string{"please call me back on {} after five.", "you can phone us at {}, we are open until six.", "send a text to {} when you arrive.", "his mobile number is {}.", "dial {} for support."},
		[]string{"reach me under {} any time.", "{} is where I can be found.", "ask for Anna, {}, she knows."},
		[]string{"The meeting was moved to Tuesday.", "Customer was not amused about the delay.", "Thanks for your message.", "Parcel left with the neighbour.", "Please see the attached file."},
		[]string{"your order no. {} has been shipped.", "invoice {} is overdue.", "ticket {} was closed.", "customer id {} was merged.", "tracking number {} is not known."}},
	{"de", "DE", false, []string{"Tel.: ", "Telefon ", "Mobil: ", "Handy: ", "Fax: ", "Rufnummer: ", "Tel. ", "Telefonnummer "},
		[]string{"bitte rufen Sie unter {} zurück.", "ich bin telefonisch unter {} erreichbar.", "meine Handynummer ist {}.", "Rückruf erbeten: {}."},
		[]string{"erreichbar unter {} ab acht Uhr.", "Frau Weber, {}, weiß Bescheid."},
		[]string{"Der Termin wurde verschoben.", "Vielen Dank für Ihre Nachricht.", "Ware noch nicht eingetroffen.", "Mit freundlichen Grüßen"},
		[]string{"Ihre Bestellnummer {} ist unterwegs.", "Rechnung Nr. {} ist offen.", "Kundennummer {} bitte angeben.", "Sendungsnummer {} fehlt."}},
	{"fr", "FR", false, []string{"Tél. : ", "Tél ", "Téléphone : ", "Portable : ", "Mobile : ", "Fax : ", "tél. "},
		[]string{"merci de rappeler au {} demain.", "vous pouvez me joindre par téléphone au {}.", "mon numéro de portable est le {}."},
		[]string{"contactez-nous au {} avant midi.", "Mme Moreau, {}, est prévenue."},
		[]string{"Le rendez-vous est reporté.", "Merci pour votre message.", "Colis non reçu.", "Cordialement"},
		[]string{"votre commande n° {} est expédiée.", "la facture {} est en retard.", "dossier {} classé."}},
	{"es", "ES", false, []string{"Tel.: ", "Teléfono: ", "Tfno. ", "Móvil: ", "Celular: ", "Telf. ", "Fax: "},
		[]string{"por favor llame al {} mañana.", "mi número de teléfono es el {}.", "escríbeme un WhatsApp al {}."},
		[]string{"contacte con nosotros en el {} por la tarde.", "la señora Costa, {}, lo sabe."},
		[]string{"La reunión se ha aplazado.", "Gracias por su mensaje.", "El paquete no ha llegado.", "Un saludo"},
		[]string{"su pedido {} ha salido.", "la factura {} está pendiente.", "número de cliente {}."}},
	{"it", "IT", true, []string{"Tel. ", "Telefono: ", "Cell. ", "Cellulare: ", "Fax ", "tel: "},
		[]string{"può chiamare il {} dopo le nove.", "il mio numero di cellulare è {}.", "telefonare al {} per informazioni."},
		[]string{"contattare il {} entro venerdì.", "la signora Bianchi, {}, è informata."},
		[]string{"La riunione è rinviata.", "Grazie per il messaggio.", "Il pacco non è arrivato.", "Cordiali saluti"},
		[]string{"il suo ordine n. {} è partito.", "fattura {} scaduta."}},
	{"pt", "BR", false, []string{"Tel.: ", "Telefone: ", "Celular: ", "Fone: ", "WhatsApp ", "Cel. "},
		[]string{"favor ligar para {} amanhã.", "meu telefone é {}.", "me chama no WhatsApp {}."},
		[]string{"entre em contato pelo {} até sexta.", "a senhora Silva, {}, já sabe."},
		[]string{"A reunião foi adiada.", "Obrigado pela mensagem.", "O pacote não chegou.", "Abraço"},
		[]string{"seu pedido {} foi enviado.", "nota fiscal {} vencida.", "protocolo {}."}},
	{"nl", "NL", false, []string{"Tel. ", "Telefoon: ", "Mobiel: ", "Gsm: ", "Fax: "},
		[]string{"bel mij terug op {} na vijf uur.", "mijn telefoonnummer is {}."}, []string{"bereikbaar via {} tot zes uur."},
		[]string{"De afspraak is verzet.", "Bedankt voor uw bericht.", "Pakket niet ontvangen."}, []string{"uw bestelnummer {} is verzonden.", "factuur {} staat open."}},
	{"pl", "PL", true, []string{"tel. ", "Telefon: ", "kom. ", "tel. kom.: ", "Fax: "},
		[]string{"proszę zadzwonić pod numer {} jutro.", "mój numer telefonu to {}."}, []string{"kontakt: {}, do szóstej."},
		[]string{"Spotkanie zostało przełożone.", "Dziękuję za wiadomość.", "Paczka nie dotarła."}, []string{"zamówienie nr {} wysłano.", "faktura {} po terminie."}},
	{"cs", "CZ", true, []string{"tel.: ", "Telefon: ", "mobil: ", "mob. "},
		[]string{"prosím zavolejte na {} zítra.", "moje telefonní číslo je {}."}, []string{"jsem k zastižení na {} do šesti."},
		[]string{"Schůzka byla přesunuta.", "Děkuji za zprávu.", "Balík nedorazil."}, []string{"objednávka č. {} odeslána.", "faktura {} po splatnosti."}},
	{"sv", "SE", true, []string{"Tel: ", "Telefon: ", "Mobil: ", "tfn "},
		[]string{"ring mig på {} efter fem.", "mitt telefonnummer är {}."}, []string{"jag nås på {} hela dagen."},
		[]string{"Mötet är flyttat.", "Tack för ditt meddelande.", "Paketet kom inte."}, []string{"ordernummer {} är skickat.", "faktura {} är obetald."}},
	{"da", "DK", true, []string{"Tlf.: ", "Telefon: ", "Mobil: "},
		[]string{"ring venligst på {} i morgen.", "mit telefonnummer er {}."}, []string{"jeg kan nås på {} hele dagen."},
		[]string{"Mødet er udsat.", "Tak for din besked.", "Pakken kom ikke."}, []string{"ordrenummer {} er afsendt.", "faktura {} er forfalden."}},
	{"nb", "NO", true, []string{"Tlf. ", "Telefon: ", "Mobil: ", "mob. "},
		[]string{"ring meg på {} etter fem.", "telefonnummeret mitt er {}."}, []string{"jeg kan nås på {} hele dagen."},
		[]string{"Møtet er utsatt.", "Takk for meldingen.", "Pakken kom ikke frem."}, []string{"ordrenummer {} er sendt.", "faktura {} er forfalt."}},
	{"fi", "FI", true, []string{"puh. ", "Puhelin: ", "Matkapuhelin: ", "p. ", "gsm "},
		[]string{"soita minulle numeroon {} huomenna.", "puhelinnumeroni on {}."}, []string{"tavoitettavissa {} kuuteen asti."},
		[]string{"Kokous on siirretty.", "Kiitos viestistä.", "Paketti ei saapunut."}, []string{"tilausnumero {} on lähetetty.", "lasku {} on maksamatta."}},
	{"hu", "HU", true, []string{"Tel.: ", "Telefon: ", "Mobil: ", "telefonszám: "},
		[]string{"kérem, hívjon a {} számon holnap.", "a telefonszámom {}."}, []string{"elérhető: {}, hatig."},
		[]string{"A megbeszélést elhalasztották.", "Köszönöm az üzenetet.", "A csomag nem érkezett meg."}, []string{"a {} számú rendelés elküldve.", "számla: {}."}},
	{"ro", "RO", true, []string{"Tel. ", "Telefon: ", "Mobil: "},
		[]string{"vă rog să sunați la {} mâine.", "numărul meu de telefon este {}."}, []string{"mă găsiți la {} până la șase."},
		[]string{"Întâlnirea a fost amânată.", "Mulțumesc pentru mesaj.", "Coletul nu a sosit."}, []string{"comanda nr. {} a fost expediată."}},
	{"tr", "TR", true, []string{"Tel: ", "Telefon: ", "Cep: ", "GSM: "},
		[]string{"lütfen yarın {} numarasını arayın.", "telefon numaram {}."}, []string{"bana {} üzerinden ulaşabilirsiniz."},
		[]string{"Toplantı ertelendi.", "Mesajınız için teşekkürler.", "Paket gelmedi."}, []string{"sipariş no {} kargoda.", "fatura no {} ödenmedi."}},
	{"hr", "HR", true, []string{"Tel. ", "Telefon: ", "Mob. ", "Mobitel: "},
		[]string{"molim nazovite {} sutra.", "moj broj telefona je {}."}, []string{"dostupan sam na {} do šest."},
		[]string{"Sastanak je odgođen.", "Hvala na poruci."}, []string{"narudžba br. {} je poslana."}},
	{"ru", "RU", false, []string{"тел. ", "Тел.: ", "Телефон: ", "моб. ", "сот. ", "Факс: "},
		[]string{"перезвоните, пожалуйста, по номеру {} завтра.", "мой телефон {}.", "звоните {} до шести."}, []string{"связаться со мной можно по {} вечером."},
		[]string{"Встреча перенесена.", "Спасибо за сообщение.", "Посылка не пришла."}, []string{"заказ № {} отправлен.", "счёт {} не оплачен.", "ИНН {}."}},
	{"uk", "UA", true, []string{"тел. ", "Телефон: ", "моб. "},
		[]string{"зателефонуйте, будь ласка, {} завтра.", "мій номер телефону {}."}, []string{"зі мною можна зв'язатися {} до шостої."},
		[]string{"Зустріч перенесено.", "Дякую за повідомлення."}, []string{"замовлення № {} відправлено."}},
	{"el", "GR", true, []string{"Τηλ. ", "Τηλ.: ", "Τηλέφωνο: ", "Κιν. ", "Κινητό: "},
		[]string{"παρακαλώ καλέστε στο {} αύριο.", "το τηλέφωνό μου είναι {}."}, []string{"θα με βρείτε στο {} ως τις έξι."},
		[]string{"Η συνάντηση αναβλήθηκε.", "Ευχαριστώ για το μήνυμα."}, []string{"η παραγγελία {} στάλθηκε."}},
	{"ar", "EG", false, []string{"هاتف: ", "تليفون ", "جوال: ", "موبايل ", "رقم الهاتف: "},
		[]string{"يرجى الاتصال على الهاتف {} غدا.", "رقم هاتفي {}."}, []string{"يمكنكم الوصول إلي على {} مساء."},
		[]string{"تم تأجيل الاجتماع.", "شكرا على رسالتك."}, []string{"رقم الطلب {} قيد الشحن."}},
	{"he", "IL", true, []string{"טל: ", "טלפון: ", "נייד: ", "טל' "},
		[]string{"נא להתקשר לטלפון {} מחר.", "מספר הטלפון שלי {}."}, []string{"אפשר להשיג אותי ב {} עד שש."},
		[]string{"הפגישה נדחתה.", "תודה על ההודעה."}, []string{"הזמנה מספר {} נשלחה."}},
	{"fa", "IR", true, []string{"تلفن: ", "موبایل: ", "همراه: "},
		[]string{"لطفا با شماره تلفن {} تماس بگیرید.", "شماره همراه من {} است."}, []string{"من را در {} پیدا می\u200cکنید."},
		[]string{"جلسه به تعویق افتاد."}, []string{"سفارش {} ارسال شد."}},
	{"hi", "IN", true, []string{"फ़ोन: ", "मोबाइल: ", "दूरभाष: "},
		[]string{"कृपया मोबाइल {} पर कॉल करें.", "मेरा फ़ोन नंबर {} है."}, []string{"मुझसे {} पर संपर्क करें."},
		[]string{"बैठक टल गई है.", "संदेश के लिए धन्यवाद."}, []string{"ऑर्डर संख्या {} भेजा गया."}},
	{"th", "TH", true, []string{"โทร. ", "โทรศัพท์ ", "มือถือ ", "เบอร์โทร: "},
		[]string{"กรุณาโทร {} พรุ่งนี้", "เบอร์มือถือของฉันคือ {} ค่ะ"}, []string{"ติดต่อได้ที่ {} ทุกวัน"},
		[]string{"การประชุมถูกเลื่อน", "ขอบคุณสำหรับข้อความ"}, []string{"หมายเลขคำสั่งซื้อ {} จัดส่งแล้ว"}},
	{"vi", "VN", true, []string{"ĐT: ", "SĐT: ", "Điện thoại: ", "Di động: "},
		[]string{"vui lòng gọi {} vào ngày mai.", "số điện thoại của tôi là {}."}, []string{"liên hệ {} trước sáu giờ."},
		[]string{"Cuộc họp bị hoãn.", "Cảm ơn tin nhắn của bạn."}, []string{"đơn hàng {} đã gửi."}},
	{"id", "ID", true, []string{"Telp. ", "Telepon: ", "HP: ", "No. HP: "},
		[]string{"silakan telepon ke {} besok.", "nomor HP saya {}."}, []string{"hubungi {} sebelum jam enam."},
		[]string{"Rapat ditunda.", "Terima kasih atas pesannya."}, []string{"nomor pesanan {} sudah dikirim."}},
	{"zh", "CN", false, []string{"电话：", "手机：", "联系电话: ", "传真：", "手机号"},
		[]string{"请明天打电话{}联系我。", "我的手机号是{}。"}, []string{"有事请找{}，谢谢。"},
		[]string{"会议推迟了。", "谢谢您的留言。"}, []string{"订单号{}已发货。", "发票号{}。"}},
	{"zh-Hant", "TW", false, []string{"電話：", "手機：", "傳真: "},
		[]string{"請明天打電話{}聯絡我。", "我的手機是{}。"}, []string{"有事請找{}，謝謝。"},
		[]string{"會議延期了。"}, []string{"訂單編號{}已出貨。"}},
	{"ja", "JP", true, []string{"電話：", "TEL ", "TEL：", "携帯：", "電話番号: ", "FAX "},
		[]string{"明日{}までお電話ください。", "私の携帯番号は{}です。"}, []string{"ご用の方は{}へ。"},
		[]string{"会議は延期になりました。", "ご連絡ありがとうございます。"}, []string{"注文番号{}は発送済みです。", "請求書番号{}。"}},
	{"ko", "KR", true, []string{"전화: ", "전화번호: ", "휴대폰: ", "연락처 ", "팩스: "},
		[]string{"내일 전화 {} 주세요.", "제 휴대폰 번호는 {} 입니다."}, []string{"문의는 {} 부탁드립니다."},
		[]string{"회의가 연기되었습니다.", "메시지 감사합니다."}, []string{"주문번호 {} 발송되었습니다."}},
}

// Languages are those that texts are written in.
func Languages() (codes []string) {
	for i := range speeches {
		codes = append(codes, speeches[i].code)
	}
	return codes
}
