package main

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// maker makes columns. Numbers are drawn when it runs; none is kept.
type maker struct {
	*rand.Rand
	test bool // draws names from the other half of the lists
}

func (m *maker) pick(list ...string) string { return list[m.IntN(len(list))] }

// half picks from the half of a list that is for fitting or for testing.
func (m *maker) half(list string) string {
	all := strings.Fields(list)
	i := m.IntN((len(all)+1)/2) * 2
	if m.test && i+1 < len(all) {
		i++
	}
	return all[i]
}

var large = strings.Fields("US US US DE DE GB GB FR FR IT ES JP BR IN AU MX AR NL BE PL CZ SE CH AT TR ZA CN KR ID RU UA GR PT HU RO DK NO FI IE NZ SG TH VN MY PH EG NG KE SA AE IL CL CO PE PK BD CA CA HR BG SK LT")

// number draws a valid number of a region.
func (m *maker) number(region string) *phonenumbers.PhoneNumber {
	for {
		kind := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.MOBILE}[m.IntN(3)]
		p := phonenumbers.GetExampleNumberForTypeInRegion(region, kind)
		if p == nil {
			continue
		}
		d := []byte(phonenumbers.GetNationalSignificantNumber(p))
		for i := m.IntN(3); i < len(d); i++ {
			d[i] = '0' + byte(m.IntN(10))
		}
		n, err := phonenumbers.Parse(fmt.Sprintf("+%d%s", p.GetCountryCode(), d), "")
		if err == nil && phonenumbers.IsValidNumberForRegion(n, region) {
			return n
		}
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
}

// write writes a number in one of the ways that columns have.
func (m *maker) write(n *phonenumbers.PhoneNumber, style string) string {
	national := phonenumbers.Format(n, phonenumbers.NATIONAL)
	switch style {
	case "e164":
		return phonenumbers.Format(n, phonenumbers.E164)
	case "intl":
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	case "00":
		return "00" + phonenumbers.Format(n, phonenumbers.E164)[1:]
	case "bare164":
		return phonenumbers.Format(n, phonenumbers.E164)[1:]
	case "bare":
		return onlyDigits(national)
	case "integer":
		return strings.TrimLeft(onlyDigits(national), "0")
	case "float":
		return strings.TrimLeft(onlyDigits(national), "0") + ".0"
	case "dots":
		return strings.NewReplacer(" ", ".", "-", ".").Replace(national)
	case "ext":
		return national + " ext. " + m.digits(3)
	case "tel":
		return phonenumbers.Format(n, phonenumbers.RFC3966)
	}
	return national
}

func (m *maker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(m.IntN(10))
	}
	if n > 0 && b[0] == '0' {
		b[0] = '1' + byte(m.IntN(9))
	}
	return string(b)
}

func (m *maker) letters(n int, from string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[m.IntN(len(from))]
	}
	return string(b)
}

// luhn appends the check digit of cards and devices.
func luhn(d string) string {
	sum := 0
	for i := range d {
		x := int(d[len(d)-1-i] - '0')
		if i%2 == 0 {
			if x *= 2; x > 9 {
				x -= 9
			}
		}
		sum += x
	}
	return d + string('0'+byte((10-sum%10)%10))
}

func ean(d string) string {
	sum := 0
	for i := range d {
		x := int(d[len(d)-1-i] - '0')
		if i%2 == 0 {
			x *= 3
		}
		sum += x
	}
	return d + string('0'+byte((10-sum%10)%10))
}

const (
	phoneNames = `phone tel telephone mobile msisdn ph_no cell_phone phone_number contact_phone c_tel home_phone lieferant_fon work_phone telefon telefono handy téléphone telefone celular rufnummer mobil movil fax fax_number
		电话 手机 電話番号 전화번호 телефон هاتف फ़ोन โทรศัพท์ gsm cellphone phone1 phone2 whatsapp tel_nr mobile_no billing_phone shipping_phone emergency.phone contact.tel customerPhone phones[] tlf puhelin contact_number caller_id sms_number kunde_telefon TEL PHONE_NUM HomePhone`
	maybeNames  = `contact number kontakt contacto caller recipient sender destination number1 contact_1 reach hotline`
	silentNames = `data1 data2 c7 col_b field_3 value attr12 x1 column5 f4 info extra1 custom_2 str1 v3 a b1 feld7`
	noteNames   = `notes comment remarks description body message text bio details memo bemerkung notiz observaciones commentaire summary content log history feedback`
	hiddenNames = `phone_hash msisdn_hash mobile phone tel_enc phone_encrypted phone_sha256 hashed_phone telefon_hash phone_masked handy cell_phone msisdn contact_phone phone_token telephone_md5`
)

// phones makes a column of phone numbers.
func (m *maker) phones(n int, regions []string, told bool) *column {
	c := &column{typ: "text", truth: "phone", class: "phone", places: map[string]int{}, told: told}
	switch p := m.IntN(20); {
	case p < 15:
		c.name = m.half(phoneNames)
	case p < 17:
		c.name = m.half(maybeNames)
	default:
		c.name = m.half(silentNames)
		c.class = "phone under a silent name"
	}
	styles := []string{"e164", "intl", "national", "national", "bare", "bare", "integer", "float", "dots", "ext", "00", "bare164", "tel"}
	style, second := styles[m.IntN(len(styles))], ""
	switch {
	case style == "integer":
		c.typ = "integer"
	case style == "float":
		c.typ = "float"
	case style == "tel" && m.IntN(3) > 0:
		style = "intl"
	case m.IntN(5) == 0:
		second = styles[m.IntN(6)]
	}
	c.class += " " + style
	block := 0
	if m.IntN(8) == 0 && !strings.HasPrefix(c.class, "phone under") { // a block of numbers, in order
		block = 1 + m.IntN(3)
		c.class += " in a block"
	}
	var last *phonenumbers.PhoneNumber
	dirty, missing := 0, m.IntN(3)*15
	if c.typ == "text" && m.IntN(4) == 0 {
		dirty = 1 + m.IntN(12)
	}
	for i := range n {
		if m.IntN(100) < missing {
			c.values = append(c.values, "")
			continue
		}
		if m.IntN(100) < dirty {
			c.values = append(c.values, m.pick("n/a", "unknown", "-", "none", "0", "000000", "see notes", "x", "TBD"))
			continue
		}
		s := style
		if second != "" && m.IntN(3) == 0 {
			s = second
		}
		number := m.number(regions[i])
		if block > 0 && last != nil {
			next, err := phonenumbers.Parse(fmt.Sprintf("+%d", uint64(last.GetCountryCode())*pow10(len(phonenumbers.GetNationalSignificantNumber(last)))+last.GetNationalNumber()+uint64(block)), "")
			if err == nil && phonenumbers.IsValidNumberForRegion(next, regions[i]) {
				number = next
			}
		}
		last = number
		c.places[strings.Join(corpus.ValidIn(number), "/")]++
		c.values = append(c.values, m.write(number, s))
	}
	return c
}

func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// notes makes free text, in which share of the records hold a number.
func (m *maker) notes(n int, regions []string, share float64) *column {
	c := &column{name: m.half(noteNames), typ: "text", truth: "none", class: "text"}
	if share > 0 {
		c.class = "text with numbers"
	}
	words := strings.Fields("customer asked about the delivery of order and wants refund please send invoice again next week shipment late call back after lunch returned item damaged box updated address confirmed payment received thanks meeting moved to Monday")
	for i := range n {
		var b strings.Builder
		for range 4 + m.IntN(14) {
			b.WriteString(words[m.IntN(len(words))] + " ")
		}
		switch m.IntN(7) {
		case 0:
			fmt.Fprintf(&b, "order %s ", m.digits(5+m.IntN(6)))
		case 1:
			fmt.Fprintf(&b, "on %s ", m.date().Format(m.pick("2006-01-02", "02.01.2006", "01/02/2006")))
		case 2:
			fmt.Fprintf(&b, "total %s.%s EUR ", m.digits(3), m.digits(2))
		case 3:
			fmt.Fprintf(&b, "ref %s-%s ", m.letters(3, "ABCDEFGH"), m.digits(7))
		}
		if m.Float64() < share {
			c.truth = "contains"
			num := m.number(regions[i])
			if m.IntN(2) == 0 {
				b.WriteString(m.pick("Tel. ", "phone: ", "call ", "mobile ", "Tel: ", "ph. "))
				b.WriteString(m.write(num, m.pick("intl", "national", "e164")))
			} else {
				b.WriteString(m.write(num, m.pick("intl", "e164")))
			}
			for range m.IntN(5) {
				b.WriteString(" " + words[m.IntN(len(words))])
			}
		}
		c.values = append(c.values, strings.TrimSpace(b.String()))
	}
	return c
}

func (m *maker) date() time.Time {
	return time.Date(2005+m.IntN(21), time.Month(1+m.IntN(12)), 1+m.IntN(28), m.IntN(24), m.IntN(60), m.IntN(60), 0, time.UTC)
}

// hide makes a column of hidden numbers, or of other hidden things under other
// names.
func (m *maker) hide(n int) *column {
	c := &column{typ: "text", truth: "protected", class: "hidden"}
	form := m.pick("md5", "sha1", "sha256", "sha256b64", "aes", "mask", "mask2", "mask3", "tok", "uuid", "envelope", "upper")
	c.name = m.half(hiddenNames)
	if m.IntN(3) == 0 {
		c.truth, c.class = "none", "hidden other"
		c.name = m.half("password_hash email_sha256 checksum etag token session_id api_key md5 file_hash commit avatar_key secret public_key")
	}
	if form == "uuid" && c.truth == "protected" && !strings.ContainsAny(c.name, "_") {
		c.truth, c.class = "none", "key" // nothing says that it stands for a number
	}
	c.class += " " + form
	region := large[m.IntN(len(large))]
	for range n {
		d := m.digits(11)
		if c.truth == "protected" {
			d = phonenumbers.Format(m.number(region), phonenumbers.E164)
		}
		raw := make([]byte, 16*(1+m.IntN(2)))
		for i := range raw {
			raw[i] = byte(m.IntN(256))
		}
		var v string
		switch form {
		case "md5":
			s := md5.Sum([]byte(d))
			v = hex.EncodeToString(s[:])
		case "sha1":
			s := sha1.Sum([]byte(d))
			v = hex.EncodeToString(s[:])
		case "sha256":
			s := sha256.Sum256([]byte(d))
			v = hex.EncodeToString(s[:])
		case "upper":
			s := sha256.Sum256([]byte(d))
			v = strings.ToUpper(hex.EncodeToString(s[:]))
		case "sha256b64":
			s := sha256.Sum256([]byte(d))
			v = base64.StdEncoding.EncodeToString(s[:])
		case "aes":
			v = base64.StdEncoding.EncodeToString(append(raw, raw[:16]...))
		case "envelope":
			v = "vault:v1:" + base64.StdEncoding.EncodeToString(raw)
		case "mask":
			v = strings.Repeat("*", 6) + d[len(d)-4:]
		case "mask2":
			v = d[:3] + " *** " + d[len(d)-2:]
		case "mask3":
			v = "(***) ***-" + d[len(d)-4:]
		case "tok":
			v = "tok_" + m.letters(16, "abcdefgh0123456789")
		case "uuid":
			v = fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:16])
		}
		c.values = append(c.values, v)
	}
	return c
}

// group writes 32 digits as a UUID is written.
func group(d string) string {
	return d[:8] + "-" + d[8:12] + "-" + d[12:16] + "-" + d[16:20] + "-" + d[20:]
}

// other is a kind of column without phones.
type other struct {
	names, typ string
	make       func(m *maker, i int) string
}

func epochBase(i int) int64 { return 1_600_000_000 + int64(i)*977 }

var others = map[string]other{
	"counter":      {"id row_id seq pk record_no", "integer", func(_ *maker, i int) string { return fmt.Sprint(1000001 + i) }},
	"long counter": {"id order_id ticket_id line_no", "integer", func(_ *maker, i int) string { return fmt.Sprint(4150000001 + i*3) }},
	"random id 10": {"id customer_id user_id ref external_id data3 key value2 number", "integer", func(m *maker, _ int) string { return m.digits(10) }},
	"random id 9":  {"id account_no member_id c3 oid number", "integer", func(m *maker, _ int) string { return m.digits(9) }},
	"random id 11": {"id osm_id node_id col_c entity", "text", func(m *maker, _ int) string { return m.digits(11) }},
	"random id 12": {"external_ref gid f9 key", "text", func(m *maker, _ int) string { return m.digits(12) }},
	"random id 7":  {"code order_no item field_8 number", "text", func(m *maker, _ int) string { return m.digits(7) }},
	"random id 8":  {"customer_no kundennummer data5 ref", "integer", func(m *maker, _ int) string { return m.digits(8) }},
	"prefixed id":  {"order_number booking c12 reference contract", "text", func(m *maker, _ int) string { return "20" + m.pick("23", "24", "25") + m.digits(6) }},
	"padded id":    {"account customer_number sap_no debitor", "text", func(m *maker, _ int) string { return "000" + m.digits(7) }},
	"uuid": {"uuid id guid key", "text", func(m *maker, _ int) string {
		return group(m.letters(32, "0123456789abcdef"))
	}},
	"epoch s":      {"created ts updated_at data4 time", "integer", func(m *maker, i int) string { return fmt.Sprint(epochBase(i) + int64(m.IntN(900))) }},
	"epoch random": {"last_seen ts c5 modified", "integer", func(m *maker, _ int) string { return fmt.Sprint(1_300_000_000 + m.IntN(450_000_000)) }},
	"epoch ms":     {"event_ms timestamp c9 at", "integer", func(m *maker, i int) string { return fmt.Sprint(epochBase(i)*1000 + int64(m.IntN(1000))) }},
	"date iso":     {"date birthday created_at d1", "text", func(m *maker, _ int) string { return m.date().Format("2006-01-02") }},
	"date dots":    {"datum geburtsdatum stand feld2", "text", func(m *maker, _ int) string { return m.date().Format("02.01.2006") }},
	"date slashes": {"order_date shipped when x3", "text", func(m *maker, _ int) string { return m.date().Format("01/02/2006") }},
	"date compact": {"day buchungstag dt c2", "integer", func(m *maker, _ int) string { return m.date().Format("20060102") }},
	"date time 14": {"stamp import_ts c8 ts14", "text", func(m *maker, _ int) string { return m.date().Format("20060102150405") }},
	"rfc3339":      {"updated_at logged x5", "text", func(m *maker, _ int) string { return m.date().Format(time.RFC3339) }},
	"price":        {"price amount total data7", "decimal", func(m *maker, _ int) string { return m.digits(1+m.IntN(4)) + "." + m.digits(2) }},
	"big amount":   {"revenue balance umsatz c6", "decimal", func(m *maker, _ int) string { return m.digits(7+m.IntN(3)) + "." + m.digits(2) }},
	"latitude":     {"lat latitude geo_y c4", "float", func(m *maker, _ int) string { return fmt.Sprintf("%.7f", m.Float64()*180-90) }},
	"longitude":    {"lon lng longitude c5", "text", func(m *maker, _ int) string { return fmt.Sprintf("%.14f", m.Float64()*360-180) }},
	"zip":          {"zip plz postal_code cp", "text", func(m *maker, _ int) string { return m.digits(5) }},
	"zip+4":        {"zip postcode zip4 cap", "text", func(m *maker, _ int) string { return m.digits(5) + "-" + m.digits(4) }},
	"imei":         {"imei device_id c11 serial", "text", func(m *maker, _ int) string { return luhn("35" + m.digits(12)) }},
	"card":         {"card_number pan c10 kartennummer", "text", func(m *maker, _ int) string { return luhn("4" + m.digits(14)) }},
	"ean":          {"ean gtin barcode c13", "text", func(m *maker, _ int) string { return ean("40" + m.digits(10)) }},
	"isbn":         {"isbn book data9", "text", func(m *maker, _ int) string { return ean("978" + m.digits(9)) }},
	"isbn dashes": {"isbn13 title_no c14", "text", func(m *maker, _ int) string {
		d := ean("978" + m.digits(9))
		return d[:3] + "-" + d[3:4] + "-" + d[4:7] + "-" + d[7:12] + "-" + d[12:]
	}},
	"upc":          {"upc item_upc c15", "integer", func(m *maker, _ int) string { return ean(m.digits(11)) }},
	"iban":         {"iban konto bank_account c16", "text", func(m *maker, _ int) string { return iban(m.digits(18)) }},
	"ssn":          {"ssn social tax_id c17", "text", func(m *maker, _ int) string { return m.digits(3) + "-" + m.digits(2) + "-" + m.digits(4) }},
	"vat":          {"vat ust_id nif c18", "text", func(m *maker, _ int) string { return m.pick("DE", "ATU", "FR") + m.digits(9) }},
	"tracking":     {"tracking awb shipment c19", "text", func(m *maker, _ int) string { return m.pick("1Z", "JD") + m.letters(3, "0123456789ABC") + m.digits(11) }},
	"tracking fig": {"tracking_no parcel c20", "text", func(m *maker, _ int) string { return "9400" + m.digits(18) }},
	"order ref":    {"order_ref bestellnummer c21 beleg", "text", func(m *maker, i int) string { return fmt.Sprintf("ORD-%d-%06d", 2020+m.IntN(6), i*7) }},
	"part":         {"part_no artikelnummer c22 sku", "text", func(m *maker, _ int) string { return m.digits(3) + "-" + m.digits(4) + "-" + m.digits(2) }},
	"part 334":     {"part_number model_no item_code", "text", func(m *maker, _ int) string { return m.digits(3) + "-" + m.digits(3) + "-" + m.digits(4) }},
	"version": {"version build release c23", "text", func(m *maker, _ int) string {
		return fmt.Sprintf("%d.%d.%d.%d", m.IntN(20), m.IntN(100), m.IntN(10000), m.IntN(100))
	}},
	"ip": {"ip client_ip addr c24", "text", func(m *maker, _ int) string {
		return fmt.Sprintf("%d.%d.%d.%d", 1+m.IntN(220), m.IntN(256), m.IntN(256), m.IntN(256))
	}},
	"mac": {"mac hw_addr c25", "text", func(m *maker, _ int) string {
		return strings.TrimSuffix(strings.Repeat(m.letters(2, "0123456789abcdef")+":", 6), ":")
	}},
	"rating":       {"rating score stars c26", "integer", func(m *maker, _ int) string { return fmt.Sprint(1 + m.IntN(5)) }},
	"rating phone": {"phone mobile phone_rating cell", "integer", func(m *maker, _ int) string { return fmt.Sprint(1 + m.IntN(5)) }},
	"device phone": {"phone mobile phone_model handy", "text", func(m *maker, _ int) string {
		return m.pick("iPhone 12", "iPhone 14 Pro", "Pixel 7", "Galaxy S21", "Nokia 3310", "Xperia 5", "Moto G"+m.digits(2))
	}},
	"price phone":      {"phone handy mobile telefon", "decimal", func(m *maker, _ int) string { return m.digits(3) + ".99" }},
	"code phone":       {"phone tel phone_code mobile", "text", func(m *maker, _ int) string { return m.letters(2, "ABCDEFGH") + "-" + m.digits(4) }},
	"epoch phone":      {"phone mobile tel phone_ts", "integer", func(m *maker, i int) string { return fmt.Sprint(epochBase(i)) }},
	"time of phone":    {"phone_ts tel_ts mobile_changed phone_updated phone_last_seen handy_zeit", "integer", func(m *maker, _ int) string { return fmt.Sprint(1_400_000_000 + m.IntN(400_000_000)) }},
	"count of phones":  {"phone_count tel_cnt mobile_calls handy_anzahl phone_minutes phone_usage", "integer", func(m *maker, _ int) string { return m.digits(1 + m.IntN(7)) }},
	"kind of phone":    {"phone_type_id tel_type_id mobile_kind_id phone_status_id", "integer", func(m *maker, _ int) string { return fmt.Sprint(1 + m.IntN(9)) }},
	"record of phone":  {"phone_id phone_ref tel_ref_id phone_row_id mobile_key phone_source_id", "integer", func(m *maker, _ int) string { return m.digits(10) }},
	"owner of phone":   {"phone_uuid phone_guid tel_uuid mobile_uuid", "text", func(m *maker, _ int) string { return group(m.letters(32, "0123456789abcdef")) }},
	"invoice":          {"invoice_no rechnungsnummer invoice_number facture invoice doc_no", "text", func(m *maker, i int) string { return fmt.Sprintf("20%d%06d", 20+m.IntN(6), 1000+7*i+m.IntN(7)) }},
	"padded invoice":   {"invoice_no invoice_number rechnung beleg_nr doc_no facture_no", "text", func(m *maker, _ int) string { return fmt.Sprintf("0%d%08d", 1+m.IntN(9), m.IntN(100_000_000)) }},
	"invoice in parts": {"invoice_no rechnungsnummer invoice_number facture invoice doc_no", "text", func(m *maker, i int) string { return fmt.Sprintf("20%d-%04d-%02d", 20+m.IntN(6), i%10000, m.IntN(100)) }},
	"counter phone":    {"phone tel phone_id mobile", "integer", func(_ *maker, i int) string { return fmt.Sprint(1000001 + i) }},
	"flag phone":       {"mobile phone has_phone whatsapp", "text", func(m *maker, _ int) string { return m.pick("true", "false") }},
	"type phone":       {"phone phone_type tel mobile", "text", func(m *maker, _ int) string { return m.pick("home", "work", "mobile", "other") }},
	"date phone":       {"phone phone_verified_at mobile tel", "text", func(m *maker, _ int) string { return m.date().Format("2006-01-02") }},
	"imei phone":       {"phone mobile handy cell_phone", "text", func(m *maker, _ int) string { return luhn("35" + m.digits(12)) }},
	"email contact":    {"contact kontakt contact_1 contacto", "text", func(m *maker, _ int) string { return m.letters(7, "abcdefgh") + "@example.org" }},
	"name contact": {"contact recipient caller kontakt", "text", func(m *maker, _ int) string {
		return m.pick("Ada", "Grace", "Alan", "Edsger", "Barbara") + " " + m.pick("Smith", "Jones", "Meyer", "Rossi", "Novak")
	}},
	"number order": {"number number1 no nummer", "text", func(m *maker, _ int) string { return m.pick("A", "B", "R") + m.digits(6) }},
	"name": {"name full_name first_name nachname", "text", func(m *maker, _ int) string {
		return m.pick("Ada", "Grace", "Alan", "Edsger", "Barbara") + " " + m.pick("Smith", "Jones", "Meyer", "Rossi", "Novak")
	}},
	"email": {"email mail e_mail correo", "text", func(m *maker, _ int) string { return m.letters(7, "abcdefgh") + "@example.org" }},
	"street": {"street address strasse addr1", "text", func(m *maker, _ int) string {
		return fmt.Sprintf("%s %d", m.pick("Main Street", "Friesener Straße", "Rue Haute", "Topeka St"), 1+m.IntN(2000))
	}},
	"city": {"city ort town ciudad", "text", func(m *maker, _ int) string { return m.pick("Springfield", "Norman", "Mol", "Lyon", "Kronach") }},
	"flag": {"active opt_in deleted is_admin", "boolean", func(m *maker, _ int) string { return m.pick("true", "false") }},
	"word": {"status category type kind", "text", func(m *maker, _ int) string { return m.pick("open", "closed", "pending", "won", "lost") }},
	"log": {"log line raw message", "text", func(m *maker, _ int) string {
		return fmt.Sprintf("%s INFO [%s] request %s took %sms status=200 bytes=%s", m.date().Format(time.RFC3339), m.digits(5), m.letters(12, "0123456789abcdef"), m.digits(3), m.digits(6))
	}},
	"url":  {"url website link homepage", "text", func(m *maker, _ int) string { return "https://example.org/p/" + m.digits(8) + "?id=" + m.digits(10) }},
	"file": {"file filename path image", "text", func(m *maker, _ int) string { return "/data/IMG_" + m.date().Format("20060102_150405") + ".jpg" }},
	"json": {"payload meta json props", "text", func(m *maker, i int) string {
		return fmt.Sprintf(`{"id":%s,"ts":%d,"amount":%s.50,"ok":true}`, m.digits(9), epochBase(i), m.digits(3))
	}},
	"hex":        {"hash commit trace_id c27", "text", func(m *maker, _ int) string { return m.letters(16, "0123456789abcdef") }},
	"measure":    {"reading sensor weight c28", "float", func(m *maker, _ int) string { return fmt.Sprintf("%.4f", m.Float64()*1000) }},
	"population": {"population count views c29", "integer", func(m *maker, _ int) string { return m.digits(3 + m.IntN(6)) }},
	"flight":     {"flight room seat c30", "text", func(m *maker, _ int) string { return m.pick("LH", "BA", "AF") + m.digits(3+m.IntN(2)) }},
	"year":       {"year jahr baujahr c31", "integer", func(m *maker, _ int) string { return fmt.Sprint(1950 + m.IntN(75)) }},
	"range":      {"range hours opening c32", "text", func(m *maker, _ int) string { return fmt.Sprintf("%02d:00-%02d:00", 7+m.IntN(4), 16+m.IntN(6)) }},
	"case no":    {"case_no aktenzeichen docket c33", "text", func(m *maker, _ int) string { return m.digits(2) + "/" + m.digits(5) + "-" + m.digits(2) }},
	"cpf": {"cpf document rg c34", "text", func(m *maker, _ int) string {
		return m.digits(3) + "." + m.digits(3) + "." + m.digits(3) + "-" + m.digits(2)
	}},
	"siret": {"siret siren c35 rna", "text", func(m *maker, _ int) string {
		return m.digits(3) + " " + m.digits(3) + " " + m.digits(3) + " " + m.digits(5)
	}},
	"account": {"account_no sort_code c36 konto_nr", "text", func(m *maker, _ int) string {
		return m.digits(2) + "-" + m.digits(2) + "-" + m.digits(2) + " " + m.digits(8)
	}},
	"coordinates": {"coords latlon geo location", "text", func(m *maker, _ int) string {
		return fmt.Sprintf("%.6f, %.6f", m.Float64()*180-90, m.Float64()*360-180)
	}},
	"empty": {"phone mobile tel fax", "text", func(*maker, int) string { return "" }},
}

// iban gives German digits the check digits of ISO 13616.
func iban(bban string) string {
	rest := 0
	for _, c := range bban + "131400" {
		rest = (rest*10 + int(c-'0')) % 97
	}
	return fmt.Sprintf("DE%02d%s", 98-rest, bban)
}
