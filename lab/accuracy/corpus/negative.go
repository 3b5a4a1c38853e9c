package corpus

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// class is one kind of look-alike: what data is full of besides phone numbers.
type class struct {
	name    string
	typ     string   // as a database stores it
	headers []string // of columns that hold it
	text    []string // how it stands in running text; {} is the value
	alike   bool     // only the words beside it tell it from a phone number
	held    bool     // in the test set alone
	draw    func(d *drawer) string
}

// Classes names the classes of look-alikes.
func Classes() (names []string) {
	for i := range classes {
		names = append(names, classes[i].name)
	}
	return names
}

var when = []string{"on {}", "since {}", "updated {}", "({})", "{}", "as of {},", "vom {}", "le {}", "del {}", "от {}"}
var plain = []string{"{}", "({})", "[{}]", "{}", ": {}", "= {}"}

var classes = []class{
	{"epoch seconds", "integer", []string{"created_at", "ts", "timestamp", "last_seen", "mtime"}, []string{"ts={}", "timestamp {}", "at {}", "{}", "exp: {}"}, false, false,
		func(d *drawer) string { return strconv.Itoa(1400000000 + d.IntN(4e8)) }},
	{"epoch milliseconds", "integer", []string{"createdAt", "event_time", "time_ms", "updated"}, []string{"t={}", "{}", "\"ts\":{}", "at {} ms"}, false, false,
		func(d *drawer) string { return strconv.FormatInt(1400000000000+d.Int64N(4e11), 10) }},
	{"epoch microseconds", "integer", []string{"ts_us", "event_micros", "trace_start"}, []string{"start={}", "{}", "us:{}"}, false, false,
		func(d *drawer) string { return strconv.FormatInt(1400000000000000+d.Int64N(4e14), 10) }},
	{"ISO date", "text", []string{"date", "birthday", "dob", "valid_from"}, when, false, false, func(d *drawer) string { return d.day().Format("2006-01-02") }},
	{"date dd.mm.yyyy", "text", []string{"datum", "geburtsdatum", "data", "paivays"}, when, false, false, func(d *drawer) string { return d.day().Format("02.01.2006") }},
	{"date dd/mm/yyyy", "text", []string{"fecha", "date_naissance", "data_nascimento"}, when, false, false, func(d *drawer) string { return d.day().Format("02/01/2006") }},
	{"date mm/dd/yyyy", "text", []string{"order_date", "DOB", "hire_date"}, when, false, false, func(d *drawer) string { return d.day().Format("1/2/2006") }},
	{"date yyyy/mm/dd", "text", []string{"日付", "登録日", "date_jp"}, when, false, false, func(d *drawer) string { return d.day().Format("2006/01/02") }},
	{"date dd-mm-yyyy", "text", []string{"datum_nl", "txn_date", "doj"}, when, false, false, func(d *drawer) string { return d.day().Format("02-01-2006") }},
	{"compact date", "integer", []string{"yyyymmdd", "posting_date", "BUDAT"}, []string{"{}", "backup_{}", "dated {}"}, false, false, func(d *drawer) string { return d.day().Format("20060102") }},
	{"compact timestamp", "integer", []string{"ts14", "run_id", "batch"}, []string{"{}", "run {}", "backup-{}.tar"}, false, false, func(d *drawer) string { return d.day().Format("20060102150405") }},
	{"date and time", "text", []string{"created", "modified", "logged_at"}, []string{"{}", "[{}]", "at {}"}, false, false, func(d *drawer) string { return d.day().Format("2006-01-02 15:04:05") }},
	{"RFC 3339", "text", []string{"created_at_utc", "time", "@timestamp"}, []string{"{}", "time={}"}, false, false, func(d *drawer) string { return d.day().Format("2006-01-02T15:04:05.000000Z07:00") }},
	{"date and time, US", "text", []string{"appt", "start_time"}, []string{"{}", "at {}"}, false, true, func(d *drawer) string { return d.day().Format("01/02/2006 03:04 PM") }},
	{"dates from to", "text", []string{"period", "semester", "zeitraum"}, []string{"({})", "{}"}, false, false,
		func(d *drawer) string {
			return d.day().Format("02.01.2006") + pick(d, []string{" - ", "-", " – ", " bis "}) + d.day().Format("02.01.2006")
		}},
	{"years from to", "text", []string{"years", "season", "schuljahr"}, []string{"in {}", "({})"}, false, false,
		func(d *drawer) string { y := 1900 + d.IntN(120); return fmt.Sprintf("%d-%d", y, y+1+d.IntN(12)) }},

	{"amount", "float", []string{"amount", "total", "price", "balance", "saldo"}, []string{"{}", "$ {}", "${}", "{} EUR", "total {}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d.%02d", d.IntN(pick(d, []int{1e3, 1e6, 1e9})), d.IntN(100))
		}},
	{"amount, 1,234,567.89", "text", []string{"Amount", "Total", "net_value"}, []string{"{}", "${}", "USD {}", "{} total"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d,%03d,%03d.%02d", 1+d.IntN(999), d.IntN(1000), d.IntN(1000), d.IntN(100))
		}},
	{"amount, 1.234.567,89", "text", []string{"Betrag", "importe", "valor"}, []string{"{}", "{} €", "EUR {}", "R$ {}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d.%03d.%03d,%02d", 1+d.IntN(999), d.IntN(1000), d.IntN(1000), d.IntN(100))
		}},
	{"amount, 1 234 567", "text", []string{"montant", "kwota", "belopp", "сумма"}, []string{"{} EUR", "{} kr", "{} zł", "{} руб.", "{} €"}, false, false,
		func(d *drawer) string { return fmt.Sprintf("%d %03d %03d", 1+d.IntN(999), d.IntN(1000), d.IntN(1000)) }},
	{"amount, lakh", "text", []string{"amount_inr", "package"}, []string{"Rs. {}", "₹{}", "INR {}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d,%02d,%02d,%03d", 1+d.IntN(99), d.IntN(100), d.IntN(100), d.IntN(1000))
		}},
	{"amount, apostrophes", "text", []string{"betrag_chf"}, []string{"CHF {}", "{}.-", "Fr. {}"}, false, true,
		func(d *drawer) string {
			return fmt.Sprintf("%d'%03d'%03d.%02d", 1+d.IntN(99), d.IntN(1000), d.IntN(1000), d.IntN(100))
		}},
	{"whole amount", "integer", []string{"revenue", "umsatz", "cents", "population", "einwohner"}, []string{"{}", "${}", "{} people", "{} cents"}, false, false,
		func(d *drawer) string { return strconv.Itoa(1e5 + d.IntN(pick(d, []int{1e6, 1e8, 2e9}))) }},
	{"percentage", "text", []string{"share", "rate", "pct"}, []string{"{}", "by {}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%.4f %%", 100*d.Float64()) }},
	{"measurement", "float", []string{"temperature", "weight_kg", "reading", "value_mg"}, []string{"{} kg", "{} °C", "{}"}, false, false,
		func(d *drawer) string { return fmt.Sprintf("%.6f", d.NormFloat64()*1000) }},
	{"scientific float", "float", []string{"flux", "score_raw", "p_value"}, []string{"{}", "p={}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%.9e", d.Float64()*1e12) }},
	{"size in bytes", "integer", []string{"size", "bytes", "content_length"}, []string{"{} bytes", "size={}", "{}"}, false, false, func(d *drawer) string { return strconv.FormatInt(d.Int64N(1e11), 10) }},
	{"dimensions", "text", []string{"dimensions", "masse", "resolution"}, []string{"{}", "{} mm"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%dx%dx%d", 10+d.IntN(4000), 10+d.IntN(4000), 10+d.IntN(4000))
		}},

	{"version", "text", []string{"version", "build", "app_version"}, []string{"v{}", "version {}", "{}", "Chrome/{}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d.%d.%d.%d", d.IntN(130), d.IntN(20), d.IntN(30000), d.IntN(5000))
		}},
	{"latitude", "float", []string{"lat", "latitude", "y", "breite"}, []string{"lat {}", "{}", "lat={}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%.7f", d.Float64()*180-90) }},
	{"longitude", "float", []string{"lon", "lng", "longitude", "x"}, []string{"lon {}", "{}", "lng={}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%.6f", d.Float64()*360-180) }},
	{"coordinates", "text", []string{"geo", "location", "latlon", "koordinaten"}, []string{"({})", "@{}", "{}", "POINT({})"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%.6f%s%.6f", d.Float64()*180-90, pick(d, []string{", ", ",", " "}), d.Float64()*360-180)
		}},
	{"coordinates, degrees", "text", []string{"position", "gps_dms"}, plain, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d°%02d'%05.2f\"N %d°%02d'%05.2f\"E", d.IntN(90), d.IntN(60), 60*d.Float64(), d.IntN(180), d.IntN(60), 60*d.Float64())
		}},
	{"coordinates, signed ISO 6709", "text", []string{"iso6709"}, []string{"{}"}, false, true,
		func(d *drawer) string { return fmt.Sprintf("%+08.4f%+09.4f/", d.Float64()*180-90, d.Float64()*360-180) }},
	{"grid reference", "integer", []string{"easting", "northing", "rechtswert", "hochwert"}, []string{"E {}", "N {}", "{}"}, false, false, func(d *drawer) string { return d.digits(6 + d.IntN(2)) }},

	{"score", "text", []string{"score", "result", "ergebnis"}, []string{"{}", "won {}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d-%d, %d-%d, %d-%d", d.IntN(8), d.IntN(8), d.IntN(8), d.IntN(8), d.IntN(8), d.IntN(8))
		}},
	{"IPv4 address", "text", []string{"ip", "remote_addr", "client_ip", "host"}, []string{"{}", "from {}", "ip={}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d.%d.%d.%d", 1+d.IntN(223), d.IntN(256), d.IntN(256), d.IntN(256))
		}},
	{"IPv4 address and port", "text", []string{"peer", "endpoint", "listen"}, []string{"{}", "http://{}/"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d.%d.%d.%d:%d", 100+d.IntN(123), 100+d.IntN(156), 100+d.IntN(156), 100+d.IntN(156), 1024+d.IntN(60000))
		}},
	{"IPv6 address", "text", []string{"ipv6", "addr6"}, plain, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("2001:%04d:%04d:%04d::%d", d.IntN(1e4), d.IntN(1e4), d.IntN(1e4), d.IntN(1e4))
		}},
	{"MAC address", "text", []string{"mac", "hwaddr", "bssid"}, plain, false, false,
		func(d *drawer) string {
			sep := pick(d, []string{":", "-"})
			return group(d.hex(12), sep, 2, 2, 2, 2, 2, 2)
		}},
	{"MAC address of digits", "text", []string{"mac_addr", "device_mac"}, plain, false, false,
		func(d *drawer) string { return group(d.digits(12), pick(d, []string{":", "-"}), 2, 2, 2, 2, 2, 2) }},
	{"UUID", "text", []string{"uuid", "id", "guid", "session"}, plain, false, false,
		func(d *drawer) string { return group(d.hex(32), "-", 8, 4, 4, 4, 12) }},
	{"UUID of digits", "text", []string{"uid", "device_uuid"}, plain, false, false,
		func(d *drawer) string { return group(d.digits(32), "-", 8, 4, 4, 4, 12) }},
	{"MD5", "text", []string{"etag", "checksum", "md5"}, plain, false, false, func(d *drawer) string { return d.hex(32) }},
	{"SHA-1", "text", []string{"commit", "sha", "revision"}, plain, false, false, func(d *drawer) string { return d.hex(40) }},
	{"SHA-256", "text", []string{"digest", "image_digest", "password_hash"}, plain, false, false, func(d *drawer) string { return d.hex(64) }},
	{"short hash", "text", []string{"short_sha", "etag_short"}, plain, false, false, func(d *drawer) string { return d.hex(7 + d.IntN(6)) }},
	{"base64", "text", []string{"token", "signature", "cookie"}, plain, false, false,
		func(d *drawer) string {
			b := make([]byte, 18+d.IntN(30))
			for i := range b {
				b[i] = byte(d.IntN(256))
			}
			return base64.StdEncoding.EncodeToString(b)
		}},
	{"trace id", "text", []string{"trace_id", "span", "request_id"}, plain, false, false, func(d *drawer) string { return d.hex(16) }},
	{"snowflake id", "integer", []string{"tweet_id", "message_id", "snowflake"}, []string{"{}", "id {}", "/status/{}"}, false, false, func(d *drawer) string { return d.digits(18 + d.IntN(2)) }},
	{"hex number", "text", []string{"address", "ptr", "flags"}, plain, false, false, func(d *drawer) string { return "0x" + d.hex(8+8*d.IntN(2)) }},

	{"card number", "text", []string{"card", "pan", "cc_number", "kreditkarte"}, []string{"card {}", "{}", "Visa {}"}, false, false, func(d *drawer) string { return d.luhn(pick(d, []string{"4", "51", "55", "2221", "6011"}), 16) }},
	{"card number in fours", "text", []string{"card_no", "ccnum"}, []string{"card {}", "{}", "Visa {}"}, false, false,
		func(d *drawer) string {
			return group(d.luhn(pick(d, []string{"4", "51", "55", "6011"}), 16), pick(d, []string{" ", "-"}), 4, 4, 4, 4)
		}},
	{"card number, Amex", "text", []string{"amex"}, []string{"card {}", "Amex {}"}, false, false, func(d *drawer) string { return group(d.luhn(pick(d, []string{"34", "37"}), 15), " ", 4, 6, 5) }},
	{"IMEI", "text", []string{"imei", "device_imei"}, []string{"IMEI {}", "IMEI: {}", "{}"}, false, false, func(d *drawer) string { return d.luhn("35", 15) }},
	{"IMEI in groups", "text", []string{"IMEI"}, []string{"IMEI {}", "IMEI: {}"}, false, true, func(d *drawer) string { return group(d.luhn("35", 15), "-", 2, 6, 6, 1) }},
	{"IMSI", "text", []string{"imsi", "subscriber"}, []string{"IMSI {}", "imsi={}"}, false, false, func(d *drawer) string { return pick(d, []string{"26201", "310410", "23415", "20801"}) + d.digits(9) }},
	{"ICCID", "text", []string{"iccid", "sim_serial", "sim"}, []string{"ICCID {}", "SIM {}"}, false, false, func(d *drawer) string { return d.luhn("89"+pick(d, []string{"49", "44", "01", "33"}), 19) }},
	{"IBAN", "text", []string{"iban", "konto", "compte"}, []string{"IBAN {}", "{}", "auf {}"}, false, false, func(d *drawer) string { return d.iban(false) }},
	{"IBAN in fours", "text", []string{"IBAN", "bankverbindung"}, []string{"IBAN {}", "IBAN: {}", "{}"}, false, false, func(d *drawer) string { return d.iban(true) }},
	{"account number", "text", []string{"account_no", "kontonummer", "acct"}, []string{"account {}", "Konto {}", "a/c {}", "Kontonr. {}"}, true, false, func(d *drawer) string { return d.digits(8 + d.IntN(5)) }},
	{"routing number", "text", []string{"routing", "aba"}, []string{"ABA {}", "routing {}"}, true, false, func(d *drawer) string { return "0" + d.digits(8) }},
	{"sort code and account", "text", []string{"sort_code_account"}, []string{"sort code {}"}, false, true, func(d *drawer) string { return group(d.digits(6), "-", 2, 2, 2) + " " + d.digits(8) }},
	{"BLZ", "text", []string{"blz", "bankleitzahl"}, []string{"BLZ {}", "Bankleitzahl {}"}, false, false, func(d *drawer) string { return group(d.digits(8), " ", 3, 3, 2) }},

	{"ISBN-13", "text", []string{"isbn", "ISBN13"}, []string{"ISBN {}", "ISBN: {}", "ISBN-13 {}"}, false, false,
		func(d *drawer) string {
			s := ean(pick(d, []string{"978", "979"}) + d.digits(9))
			k := 2 + d.IntN(5)
			return group(s, pick(d, []string{"-", " "}), 3, 1, k, 8-k, 1)
		}},
	{"ISBN-10", "text", []string{"isbn10"}, []string{"ISBN {}", "ISBN-10: {}"}, false, false,
		func(d *drawer) string {
			s := d.digits(9)
			sum := 0
			for i := range s {
				sum += int(s[i]-'0') * (10 - i)
			}
			return group(s, "-", 1, 4, 4) + "-" + string("0123456789X"[(11-sum%11)%11])
		}},
	{"ISSN", "text", []string{"issn"}, []string{"ISSN {}"}, false, false, func(d *drawer) string { return group(d.digits(8), "-", 4, 4) }},
	{"EAN", "text", []string{"ean", "gtin", "barcode"}, []string{"EAN {}", "{}", "GTIN: {}"}, false, false, func(d *drawer) string { return ean(d.digits(12)) }},
	{"UPC", "text", []string{"upc", "sku_code"}, []string{"UPC {}", "UPC: {}"}, false, false, func(d *drawer) string { return ean("0" + d.digits(11))[1:] }},
	{"DOI", "text", []string{"doi"}, plain, false, false, func(d *drawer) string {
		return fmt.Sprintf("10.%d/j.%s.%d.%d", 1000+d.IntN(9000), strings.ToLower(d.letters(4)), 2000+d.IntN(25), d.IntN(1e7))
	}},
	{"PMID", "integer", []string{"pmid", "pubmed"}, []string{"PMID {}", "PMID: {}"}, false, false, func(d *drawer) string { return d.digits(8) }},
	{"CAS number", "text", []string{"cas", "cas_no"}, []string{"CAS {}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%d-%02d-%d", 50+d.IntN(1e6), d.IntN(100), d.IntN(10)) }},

	{"VAT id", "text", []string{"vat", "ust_id", "tva"}, []string{"VAT {}", "USt-IdNr. {}", "{}"}, false, false,
		func(d *drawer) string {
			return pick(d, []string{"DE" + d.digits(9), "FR" + d.digits(11), "GB" + d.digits(9), "ATU" + d.digits(8), "IT" + d.digits(11), "NL" + d.digits(9) + "B01", "PL" + d.digits(10), "ES" + d.letters(1) + d.digits(8)})
		}},
	{"VAT number of digits", "text", []string{"nip", "partita_iva", "steuernummer", "inn", "nit"}, []string{"P.IVA {}", "NIP {}", "ИНН {}", "Steuernr. {}"}, true, false,
		func(d *drawer) string { return d.digits(10 + d.IntN(2)) }},
	{"NIP in groups", "text", []string{"NIP"}, []string{"NIP {}", "NIP: {}"}, false, false, func(d *drawer) string { return group(d.digits(10), "-", 3, 3, 2, 2) }},
	{"German tax number", "text", []string{"steuernr"}, []string{"Steuernummer {}", "St.-Nr. {}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%02d/%03d/%05d", 10+d.IntN(90), d.IntN(1000), d.IntN(1e5)) }},
	{"SSN", "text", []string{"ssn", "social_security"}, []string{"SSN {}", "{}", "SSN: {}"}, false, false, func(d *drawer) string {
		return fmt.Sprintf("%03d-%02d-%04d", 1+d.IntN(898), 1+d.IntN(99), 1+d.IntN(9999))
	}},
	{"EIN", "text", []string{"ein", "fein"}, []string{"EIN {}", "Tax ID {}"}, false, false, func(d *drawer) string { return group(d.digits(9), "-", 2, 7) }},
	{"NHS number", "text", []string{"nhs_no", "nhs_number"}, []string{"NHS no. {}", "NHS number: {}"}, true, false, func(d *drawer) string { return group(d.digits(10), " ", 3, 3, 4) }},
	{"SIN", "text", []string{"sin", "sin_no"}, []string{"SIN {}"}, true, false, func(d *drawer) string { return group(d.luhn("4", 9), " ", 3, 3, 3) }},
	{"CPF", "text", []string{"cpf", "cpf_cliente"}, []string{"CPF {}", "{}"}, false, false, func(d *drawer) string { s := d.digits(11); return s[:3] + "." + s[3:6] + "." + s[6:9] + "-" + s[9:] }},
	{"CNPJ", "text", []string{"cnpj"}, []string{"CNPJ {}", "{}"}, false, false, func(d *drawer) string {
		s := d.digits(8)
		return s[:2] + "." + s[2:5] + "." + s[5:] + "/0001-" + d.digits(2)
	}},
	{"CPF digits", "text", []string{"nr_cpf", "documento"}, []string{"CPF {}", "CPF: {}"}, true, false, func(d *drawer) string { return d.digits(11) }},
	{"Aadhaar", "text", []string{"aadhaar", "uidai"}, []string{"Aadhaar {}", "Aadhaar no. {}"}, false, false, func(d *drawer) string { return group(d.digits(12), " ", 4, 4, 4) }},
	{"PESEL", "text", []string{"pesel"}, []string{"PESEL {}", "PESEL: {}"}, true, false, func(d *drawer) string { return d.day().Format("060102") + d.digits(5) }},
	{"INSEE number", "text", []string{"nir", "secu", "insee"}, []string{"NIR {}", "n° sécu {}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%d %02d %02d %02d %03d %03d %02d", 1+d.IntN(2), d.IntN(100), 1+d.IntN(12), 1+d.IntN(95), d.IntN(1000), d.IntN(1000), 1+d.IntN(97))
		}},
	{"personnummer", "text", []string{"personnummer", "cpr", "fodselsnummer", "hetu"}, []string{"personnummer {}", "CPR {}"}, false, false, func(d *drawer) string { return d.day().Format("060102") + "-" + d.digits(4) }},
	{"RUT", "text", []string{"rut", "run"}, []string{"RUT {}", "RUT: {}"}, false, false, func(d *drawer) string {
		s := d.digits(8)
		return s[:2] + "." + s[2:5] + "." + s[5:] + "-" + string("0123456789K"[d.IntN(11)])
	}},
	{"DNI", "text", []string{"dni", "nif", "cedula"}, []string{"DNI {}", "C.C. {}"}, false, false, func(d *drawer) string { return d.digits(8) + pick(d, []string{"", d.letters(1)}) }},
	{"resident number, Korea", "text", []string{"jumin", "주민번호"}, []string{"주민등록번호 {}", "{}"}, false, false, func(d *drawer) string {
		return d.day().Format("060102") + "-" + pick(d, []string{"1", "2", "3", "4"}) + d.digits(6)
	}},
	{"resident id, China", "text", []string{"id_card", "身份证", "sfz"}, []string{"身份证 {}", "身份证号：{}"}, false, false, func(d *drawer) string {
		return d.digits(6) + d.day().Format("20060102") + d.digits(3) + string("0123456789X"[d.IntN(11)])
	}},
	{"My Number, Japan", "text", []string{"my_number", "個人番号"}, []string{"マイナンバー {}", "個人番号：{}"}, false, false, func(d *drawer) string { return group(d.digits(12), pick(d, []string{" ", "-"}), 4, 4, 4) }},
	{"ABN", "text", []string{"abn"}, []string{"ABN {}", "ABN: {}"}, false, false, func(d *drawer) string { return group(d.digits(11), " ", 2, 3, 3, 3) }},
	{"SIRET", "text", []string{"siret", "siren"}, []string{"SIRET {}", "SIRET : {}"}, false, false, func(d *drawer) string { return pick(d, []string{group(d.digits(14), " ", 3, 3, 3, 5), d.digits(14)}) }},
	{"SIREN", "text", []string{"siren_no", "rcs"}, []string{"RCS Paris {}", "SIREN {}"}, false, false, func(d *drawer) string { return group(d.digits(9), " ", 3, 3, 3) }},
	{"passport number", "text", []string{"passport", "reisepass"}, []string{"passport {}", "Pass Nr. {}"}, false, false, func(d *drawer) string { return d.letters(1) + d.digits(8) }},
	{"commercial register", "text", []string{"hrb", "kvk", "ico"}, []string{"HRB {}", "KvK {}", "IČO {}"}, false, false, func(d *drawer) string { return d.digits(5 + d.IntN(4)) }},

	{"tracking number, UPS", "text", []string{"tracking", "shipment"}, []string{"UPS {}", "{}"}, false, false, func(d *drawer) string { return "1Z" + d.letters(1) + d.hex(2) + d.digits(13) }},
	{"tracking number, digits", "text", []string{"tracking_no", "awb", "sendungsnummer"}, []string{"tracking {}", "FedEx {}", "DHL {}", "Sendungsnr. {}"}, true, false, func(d *drawer) string { return d.digits(pick(d, []int{10, 12, 14, 20})) }},
	{"tracking number in groups", "text", []string{"usps"}, []string{"USPS {}", "FedEx {}", "tracking number {}"}, false, false, func(d *drawer) string {
		return pick(d, []string{group(d.digits(12), " ", 4, 4, 4), group(d.digits(22), " ", 4, 4, 4, 4, 4, 2)})
	}},
	{"tracking number, UPU", "text", []string{"parcel", "colis"}, plain, false, false, func(d *drawer) string { return d.letters(2) + d.digits(9) + pick(d, []string{"GB", "DE", "CN", "FR"}) }},
	{"order number", "text", []string{"order_no", "bestellnummer", "pedido"}, []string{"order #{}", "order no. {}", "Bestellnummer {}", "pedido {}", "commande n° {}"}, true, false, func(d *drawer) string { return d.digits(7 + d.IntN(6)) }},
	{"order number, 3-7-7", "text", []string{"amazon_order", "order_id"}, []string{"order {}", "{}", "Order # {}"}, false, false, func(d *drawer) string { return group(d.digits(17), "-", 3, 7, 7) }},
	{"invoice number", "text", []string{"invoice", "rechnungsnr", "facture"}, []string{"invoice {}", "Rechnung Nr. {}", "facture {}", "Invoice No: {}"}, false, false,
		func(d *drawer) string { return fmt.Sprintf("%d-%06d", 2010+d.IntN(17), d.IntN(1e6)) }},
	{"customer number", "integer", []string{"customer_no", "kundennr", "kunnr", "cust_id"}, []string{"customer {}", "Kundennr. {}", "client {}"}, true, false, func(d *drawer) string { return d.digits(8 + d.IntN(3)) }},
	{"zero-padded id", "text", []string{"KUNNR", "matnr", "document_no"}, []string{"{}", "doc {}", "material {}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%010d", d.IntN(1e7)) }},
	{"ascending id", "integer", []string{"id", "rowid", "seq", "pk"}, []string{"id={}", "#{}"}, false, false, func(d *drawer) string { d.ids += 1 + int64(d.IntN(3)); return strconv.FormatInt(3000000000+d.ids, 10) }},
	{"random id, 10 digits", "integer", []string{"user_id", "ref", "object_id"}, []string{"id={}", "user {}", "ref {}", "/item/{}"}, true, false, func(d *drawer) string { return d.digits(10) }},
	{"random id, 11 digits", "integer", []string{"fb_id", "vk_id"}, []string{"id={}", "?id={}", "uid:{}"}, true, false, func(d *drawer) string { return d.digits(11) }},
	{"random id, 9 digits", "integer", []string{"steam_id", "member"}, []string{"id={}", "member {}"}, true, false, func(d *drawer) string { return d.digits(9) }},
	{"flight number", "text", []string{"flight", "vol"}, []string{"flight {}", "{}"}, false, false, func(d *drawer) string { return d.letters(2) + " " + d.digits(3+d.IntN(2)) }},
	{"airline ticket", "text", []string{"ticket", "eticket"}, []string{"e-ticket {}", "ticket {}"}, false, false, func(d *drawer) string { return group(d.digits(13), pick(d, []string{" ", "-"}), 3, 10) }},
	{"part number", "text", []string{"part_no", "mpn", "artikelnr"}, []string{"P/N {}", "part {}", "Art.-Nr. {}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%05d-%03d-%02d", d.IntN(1e5), d.IntN(1000), d.IntN(100)) }},
	{"part number, 3-3-4", "text", []string{"part", "item_no"}, []string{"P/N {}", "part no. {}", "model {}", "item {}"}, true, true, func(d *drawer) string { return group(d.digits(10), "-", 3, 3, 4) }},
	{"serial number", "text", []string{"serial", "sn", "seriennummer"}, []string{"S/N {}", "serial {}"}, false, false, func(d *drawer) string { return d.letters(2) + d.digits(8) }},
	{"OEM number", "text", []string{"oem", "oe_nummer"}, []string{"OE {}", "OEM {}"}, false, false, func(d *drawer) string { return group(d.digits(11), " ", 2, 2, 1, 3, 3) }},
	{"case number", "text", []string{"case_no", "aktenzeichen"}, []string{"case {}", "Az. {}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%d:%02d-cv-%05d", 1+d.IntN(9), d.IntN(30), d.IntN(1e5)) }},
	{"log id", "text", []string{"log_id", "msg_id"}, []string{"[{}]", "msgid={}", "id:{}"}, false, false, func(d *drawer) string { return d.day().Format("20060102150405") + "." + d.digits(6) }},
	{"OSM id", "text", []string{"osm", "@id"}, []string{"{}", "osm {}"}, false, false, func(d *drawer) string { return pick(d, []string{"node/", "way/", "relation/"}) + d.digits(8+d.IntN(3)) }},
	{"URL with an id", "text", []string{"url", "link", "href"}, plain, false, false,
		func(d *drawer) string {
			return pick(d, []string{
				"https://example.com/item/" + d.digits(10), "https://example.org/a-" + d.digits(9) + ".html", "https://example.net/?id=" + d.digits(11) + "&p=2",
				"https://example.com/p/" + group(d.digits(10), "-", 3, 3, 4) + "/view", "https://www.example.de/artikel/" + d.digits(7) + "," + d.digits(6),
			})
		}},
	{"file name", "text", []string{"file", "filename", "path"}, plain, false, false,
		func(d *drawer) string {
			return pick(d, []string{"IMG_" + d.day().Format("20060102_150405") + ".jpg", "scan" + d.digits(10) + ".pdf", "DSC_" + d.digits(8) + ".NEF", "backup-" + d.day().Format("2006-01-02-150405") + ".sql.gz"})
		}},
	{"range", "text", []string{"range", "von_bis"}, []string{"{}", "pages {}"}, false, false,
		func(d *drawer) string { a := d.IntN(1e5); return fmt.Sprintf("%d-%d", a, a+d.IntN(1e5)) }},
	{"pages", "text", []string{"pages", "pp", "seiten"}, []string{"pp. {}", "S. {}", "pages {}"}, false, false, func(d *drawer) string { a := 100 + d.IntN(1e4); return fmt.Sprintf("%d–%d", a, a+d.IntN(40)) }},
	{"volume and pages", "text", []string{"citation"}, plain, false, false, func(d *drawer) string {
		return fmt.Sprintf("%d(%d):%d-%d", 1+d.IntN(300), 1+d.IntN(12), 1000+d.IntN(9000), 1000+d.IntN(9000))
	}},
	{"street address", "text", []string{"address", "adresse", "street"}, plain, false, false,
		func(d *drawer) string {
			return pick(d, []string{
				fmt.Sprintf("%d %s St, Apt %d, %05d", 100+d.IntN(9900), pick(d, surnames), 1+d.IntN(900), d.IntN(1e5)),
				fmt.Sprintf("%sstr. %d, %05d %s", pick(d, surnames), 1+d.IntN(200), 1000+d.IntN(98000), pick(d, surnames)),
				fmt.Sprintf("PO Box %d, %05d-%04d", d.IntN(1e5), d.IntN(1e5), d.IntN(1e4)),
				fmt.Sprintf("〒%03d-%04d 東京都%d-%d-%d", 100+d.IntN(899), d.IntN(1e4), 1+d.IntN(9), 1+d.IntN(30), 1+d.IntN(30)),
				fmt.Sprintf("%d, rue de %s, %05d", 1+d.IntN(200), pick(d, surnames), 1000+d.IntN(94000)),
			})
		}},
	{"ZIP+4", "text", []string{"zip", "zip4"}, []string{"CA {}", "{}"}, false, false, func(d *drawer) string { return fmt.Sprintf("%05d-%04d", d.IntN(1e5), d.IntN(1e4)) }},
	{"postcode", "integer", []string{"plz", "cp", "postal_code", "pin_code"}, plain, false, false, func(d *drawer) string { return d.digits(5 + d.IntN(2)) }},
	{"eight-digit CEP", "text", []string{"cep"}, []string{"CEP {}", "{}"}, false, true, func(d *drawer) string { return group(d.digits(8), "-", 5, 3) }},
	{"licence plate", "text", []string{"plate", "kennzeichen"}, plain, false, false, func(d *drawer) string { return d.letters(2) + "-" + d.letters(2) + " " + d.digits(4) }},
	{"time of day", "text", []string{"opening_hours", "hours"}, []string{"{}", "open {}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("Mo-Fr %02d:%02d-%02d:%02d; Sa %02d:00-%02d:00", 6+d.IntN(4), 15*d.IntN(4), 16+d.IntN(6), 15*d.IntN(4), 8+d.IntN(3), 12+d.IntN(5))
		}},
	{"duration", "text", []string{"duration", "elapsed"}, plain, false, false, func(d *drawer) string {
		return fmt.Sprintf("%02d:%02d:%02d.%06d", d.IntN(24), d.IntN(60), d.IntN(60), d.IntN(1e6))
	}},
	{"time zone offset", "text", []string{"local_time"}, plain, false, false, func(d *drawer) string {
		return d.day().Format("02/Jan/2006:15:04:05") + pick(d, []string{" +0100", " -0700", " +0530"})
	}},
	{"sum", "text", []string{"formula", "expr"}, []string{"{}", "= {}"}, false, false, func(d *drawer) string {
		return d.digits(6+d.IntN(4)) + pick(d, []string{" + ", "+", " - "}) + d.digits(6+d.IntN(4))
	}},
	{"list of numbers", "text", []string{"vector", "histogram", "samples"}, []string{"[{}]", "{}"}, false, false,
		func(d *drawer) string {
			var s []string
			for range 4 + d.IntN(8) {
				s = append(s, strconv.Itoa(d.IntN(pick(d, []int{100, 1000, 100000}))))
			}
			return strings.Join(s, pick(d, []string{", ", " ", ",", "\t", "; "}))
		}},
	{"table of floats", "text", []string{"row", "embedding"}, []string{"[{}]", "{}"}, false, false,
		func(d *drawer) string {
			var s []string
			for range 3 + d.IntN(5) {
				s = append(s, fmt.Sprintf("%.*f", 2+d.IntN(6), d.NormFloat64()*100))
			}
			return strings.Join(s, pick(d, []string{", ", " ", ",", "\t"}))
		}},
	{"meter reading", "integer", []string{"meter", "zaehlerstand", "odometer"}, []string{"{} km", "{} kWh"}, false, false, func(d *drawer) string { return d.digits(6 + d.IntN(2)) }},
	{"hex dump", "text", []string{"dump", "payload"}, []string{"{}"}, false, false, func(d *drawer) string { return group(d.hex(32), " ", 4, 4, 4, 4, 4, 4, 4, 4) }},
	{"digits in fives", "text", []string{"pi", "otp_list"}, []string{"{}"}, false, true, func(d *drawer) string { return group(d.digits(30), " ", 5, 5, 5, 5, 5, 5) }},
	{"lottery numbers", "text", []string{"lotto", "draw"}, []string{"{}", "won: {}"}, false, false,
		func(d *drawer) string {
			return fmt.Sprintf("%02d %02d %02d %02d %02d %02d", 1+d.IntN(49), 1+d.IntN(49), 1+d.IntN(49), 1+d.IntN(49), 1+d.IntN(49), 1+d.IntN(49))
		}},
	{"chess rating", "integer", []string{"elo", "rating", "rank"}, plain, false, false, func(d *drawer) string { return strconv.Itoa(1000 + d.IntN(1900)) }},
	{"FIDE or player id", "integer", []string{"fide_id", "player_id"}, []string{"FIDE {}", "player {}"}, true, true, func(d *drawer) string { return d.digits(7 + d.IntN(2)) }},
	{"cell id", "integer", []string{"cell", "cell_id", "lac"}, []string{"cell {}", "cid={}"}, true, false, func(d *drawer) string { return strconv.Itoa(1e6 + d.IntN(2e8)) }},
	{"yes or no", "boolean", []string{"active", "opt_in", "verified"}, plain, false, false, func(d *drawer) string { return pick(d, []string{"true", "false"}) }},
	{"code", "text", []string{"code", "sku", "status"}, plain, false, false, func(d *drawer) string { return d.letters(2) + "-" + d.digits(5) }},
	{"word", "text", []string{"category", "kind", "note", "city"}, plain, false, false, func(d *drawer) string { return pick(d, surnames) }},
	{"e-mail", "text", []string{"email", "mail", "correo"}, []string{"{}", "<{}>"}, false, false, func(d *drawer) string { return d.email() }},
	{"e-mail of digits", "text", []string{"login", "email"}, []string{"{}", "<{}>"}, false, false, func(d *drawer) string {
		return d.digits(9+d.IntN(2)) + "@" + pick(d, []string{"qq.com", "163.com", "example.com"})
	}},
}

// classNamed finds a class.
func classNamed(name string) *class {
	for i := range classes {
		if classes[i].name == name {
			return &classes[i]
		}
	}
	panic("corpus: no class " + name)
}

// class draws one for the split.
func (d *drawer) class() *class {
	for {
		if c := &classes[d.IntN(len(classes))]; !c.held || d.split == Test {
			return c
		}
	}
}

// day draws a time between 1940 and 2026.
func (d *drawer) day() time.Time {
	from := time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC)
	if !d.one(4) {
		from = time.Date(2008, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	to := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	return from.Add(time.Duration(d.Int64N(int64(to.Sub(from)/time.Microsecond))) * time.Microsecond)
}

// luhn draws n digits behind a prefix, with a right check digit.
func (d *drawer) luhn(prefix string, n int) string {
	s := prefix + d.digits(n - len(prefix))[:n-len(prefix)-1]
	sum := 0
	for i := range s {
		v := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return s + strconv.Itoa((10-sum%10)%10)
}

// ean appends the check digit of an EAN to twelve digits.
func ean(s string) string {
	sum := 0
	for i := range s {
		v := int(s[i] - '0')
		if i%2 == 1 {
			v *= 3
		}
		sum += v
	}
	return s + strconv.Itoa((10-sum%10)%10)
}

// iban draws one with right check digits.
func (d *drawer) iban(grouped bool) string {
	country, account := "DE", d.digits(18)
	switch d.IntN(4) {
	case 0:
		country, account = "AT", d.digits(16)
	case 1:
		country, account = "ES", d.digits(20)
	case 2:
		country, account = "PL", d.digits(24)
	}
	rest := 0
	for _, c := range account + strconv.Itoa(int(country[0]-'A')+10) + strconv.Itoa(int(country[1]-'A')+10) + "00" {
		rest = (rest*10 + int(c-'0')) % 97
	}
	s := fmt.Sprintf("%s%02d%s", country, 98-rest, account)
	if grouped {
		return group(s, " ", 4, 4, 4, 4, 4, 4, 4)
	}
	return s
}
