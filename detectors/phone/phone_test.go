package phone_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/detectortest"
	"github.com/dialmap/dialmap/detectors/phone"
)

func Example() {
	d := phone.New()
	text := []byte("Call +1 415 555 0123 or (0)20 7946 0123, order 4155550199.")
	matches, _ := d.Detect(nil, detectors.Value{Text: text, Hints: detectors.Hints{Source: "GB"}})
	for _, m := range matches {
		fmt.Printf("%s %s %s %v\n", text[m.Start:m.End], m.Region, m.Subdivision, m.How)
	}
	// Output:
	// +1 415 555 0123 US US-CA international
	// (0)20 7946 0123 GB  source
}

// show writes matches as text|region|how|format, so that a table can be read.
func show(text string, ms []detectors.Match) (out []string) {
	for _, m := range ms {
		region := m.Region
		if m.Subdivision != "" {
			region = m.Subdivision
		}
		if m.Status != detectors.Known {
			region = strings.TrimSpace(region + " " + m.Status.String())
		}
		out = append(out, fmt.Sprintf("%s|%s|%v|%v", text[m.Start:m.End], region, m.How, m.Format))
	}
	return out
}

func TestText(t *testing.T) {
	d := phone.New()
	swiss := strings.ReplaceAll(phonenumbers.Format(phonenumbers.GetExampleNumber("CH"), phonenumbers.NATIONAL), " ", ".")
	for _, c := range []struct {
		name, hint, text string
		want             []string
	}{
		{"international format needs no hint", "", "call +49 171 3920012 now", []string{"+49 171 3920012|DE|international|plus"}},
		{"with dots", "", "+1.415.555.0123", []string{"+1.415.555.0123|US-CA|international|plus"}},
		{"with a bracketed trunk zero", "", "+44 (0)20 7946 0123", []string{"+44 (0)20 7946 0123|GB|international|plus"}},
		{"full-width digits and plus", "", "＋４４ ２０ ７９４６ ０１２３", []string{"＋４４ ２０ ７９４６ ０１２３|GB|international|plus"}},
		{"behind a Japanese label", "", "電話：+44 20 7946 0123まで", []string{"+44 20 7946 0123|GB|international|plus"}},
		{"with an extension", "", "+1 415 555 0123 ext. 45", []string{"+1 415 555 0123 ext. 45|US-CA|international|plus"}},
		{"00 needs no hint when set apart", "", "Tel. 0049 171 3920012", []string{"0049 171 3920012|DE|international|prefixed"}},
		{"00 without a label", "", "from 0044 20 7946 0123 he said", []string{"0044 20 7946 0123|GB|international|prefixed"}},
		{"011 before the text's own calling code", "GB", "from 011 44 20 7946 0123 he said", []string{"011 44 20 7946 0123|GB|international|prefixed"}},
		{"other figures behind a number with a plus", "", "Phone: +44 20 7946 0123 58383-5", []string{"+44 20 7946 0123|GB|international|plus"}},
		{"a date behind a labelled number", "GB", "Tel. 020 7946 0123. [1992-10-12]", []string{"020 7946 0123|GB|source|formatted"}},
		{"other figures behind a national number", "GB", "on 020 7946 0123 12345678", nil},
		{"other figures behind a link", "", "https://wa.me/442079460123 2010-11-29", []string{"442079460123|GB|international|link"}},
		{"the end of a hash is no word", "DE", "c2WA== 40.138.251.229 8318533 3836601109", nil},
		{"nor is the end of a code", "DE", "plate=NN-WA 8935 33.167.68.33 7513032", nil},
		{"a short extension tells", "GB", "to 020 7946 0123 x181,", []string{"020 7946 0123 x181|GB|source|formatted"}},
		{"the verb is behind", "GB", "明日02079460123までお電話ください", []string{"02079460123|GB|source|formatted"}},
		{"a verb before bare digits", "US", "send a text to 4155550123 when", []string{"4155550123|US-CA|source|bare"}},
		{"a place where people are called", "US", "at the office 415 555 0123", []string{"415 555 0123|US-CA|source|formatted"}},
		{"011 set apart", "", "dial 011 44 20 7946 0123", []string{"011 44 20 7946 0123|GB|international|prefixed"}},
		{"national format without a hint", "", "we are at (415) 555-0123 today", nil},
		{"national format with a hint", "US", "we are at (415) 555-0123 today", []string{"(415) 555-0123|US-CA|source|formatted"}},
		{"a bare run of digits is no phone", "US", "we have 4155550123 of them", nil},
		{"a bare run right behind a label is", "US", "phone: 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"a label in JSON", "US", `{"phoneNumber": "4155550123"}`, []string{"4155550123|US-CA|source|bare"}},
		{"a labelled number without a region is unknown", "", "Tel. 020 7946 0123", []string{"020 7946 0123|unknown|none|formatted"}},
		{"a labelled bare number without a region", "", "mobile 4155550123", []string{"4155550123|unknown|none|bare"}},
		{"a German label and a trunk prefix", "DE", "Ruf mich an unter 01713920012!", []string{"01713920012|DE|source|formatted"}},
		{"one label for several numbers", "GB", "Tel: 02079460123 / 02079460124", []string{"02079460123|GB|source|formatted", "02079460124|GB|source|formatted"}},
		{"Russian label", "US", "тел. 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"Chinese label", "US", "联系电话：4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"Korean label", "US", "전화번호 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"Arabic label", "US", "رقم الهاتف: 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"Hindi label", "US", "फ़ोन 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"Vietnamese label", "US", "Điện thoại: 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"Spanish label with an accent", "US", "Móvil 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"an iPhone is no label", "US", "iphone 4155550123", nil},
		{"an order behind a phone word", "US", "phone order id 4155550123", nil},
		{"tel link", "", `<a href="tel:+442079460123">`, []string{"+442079460123|GB|international|link"}},
		{"percent-encoded tel link", "", `tel:%2B44%2020%207946%200123&x`, []string{"%2B44%2020%207946%200123|GB|international|link"}},
		{"national tel link with a hint", "GB", `href="tel:02079460123"`, []string{"02079460123|GB|source|link"}},
		{"national tel link without one", "", `href="tel:02079460123"`, []string{"02079460123|unknown|none|link"}},
		{"wa.me", "", "https://wa.me/442079460123?text=hi", []string{"442079460123|GB|international|link"}},
		{"WhatsApp API", "", "https://api.whatsapp.com/send?phone=442079460123", []string{"442079460123|GB|international|link"}},
		{"messenger id", "", "442079460123@s.whatsapp.net", []string{"442079460123|GB|international|link"}},
		{"percent-encoded plus", "", "POST /Calls?To=%2B442079460123&x=1", []string{"442079460123|GB|international|plus"}},
		{"HTML-encoded plus", "", "<p>&#43;44 20 7946 0123</p>", []string{"44 20 7946 0123|GB|international|plus"}},
		{"JSON-encoded plus", "", `{"to":"\u002B442079460123"}`, []string{"442079460123|GB|international|plus"}},
		{"0011 set apart", "", "dial 0011 44 20 7946 0123", []string{"0011 44 20 7946 0123|GB|international|prefixed"}},
		{"8~10 set apart", "", "dial 8~10 44 20 7946 0123", []string{"8~10 44 20 7946 0123|GB|international|prefixed"}},
		{"810 in a region that does not dial it", "GB", "810 44 20 7946 0123", nil},
		{"SIP", "", "sip:+442079460123@voip.example", []string{"+442079460123|GB|international|plus"}},
		{"a labelled number with its calling code", "", "msisdn=442079460123", []string{"442079460123|GB|international|bare"}},
		{"a numbered label", "US", "Phone 2: 4155550123", []string{"4155550123|US-CA|source|bare"}},
		{"toll-free has no country", "US", "call 1-800-555-0199 free", []string{"1-800-555-0199|nongeographic|source|formatted"}},
		{"shared by two provinces", "", "+1 902 555 0123", []string{"+1 902 555 0123|CA shared|international|plus"}},
		{"a fictional number the plan rejects", "", "+44 7700 900123", []string{"+44 7700 900123|GB|international|plus"}},
		{"a fictional national number", "GB", "07700 900123", []string{"07700 900123|GB|source|formatted"}},
		{"a sentence around two", "GB", "020 7946 0123 or +1 415 555 0123", []string{"020 7946 0123|GB|source|formatted", "+1 415 555 0123|US-CA|international|plus"}},

		{"a latitude", "DE", "52.5588977", nil},
		{"a coordinate with a plus", "", "+48.85661400, +2.3522219", nil},
		{"an ISO date", "DE", "2026-11-23", nil},
		{"a timestamp", "DE", "2026-11-23 10:15:00", nil},
		{"a RFC 3339 timestamp", "US", "2026-11-23T10:15:00.123456789+01:00", nil},
		{"a German date", "DE", "am 23.11.2026 um", nil},
		{"an IP address", "US", "from 192.168.100.200:8080", nil},
		{"a version", "DE", "version 10.0.19041.1234", nil},
		{"a UUID", "US", "550e8400-e29b-41d4-a716-446655440000", nil},
		{"a hex id", "US", "4155550123ab 0x4155550123", nil},
		{"a card number", "DE", "4111 1111 1111 1111", nil},
		{"an IBAN", "DE", "DE89 3704 0044 0532 0130 00", nil},
		{"an amount", "FR", "01 99 00 12 34 €", nil},
		{"a decimal that begins as a number does", "US", "1,415-555.0123", nil},
		{"a cell of a CSV row", "US", "17,(415) 555-0123,94103,x", []string{"(415) 555-0123|US-CA|source|formatted"}},
		{"cells side by side", "GB", "a,020 7946 0123,020 7946 0999,7", []string{"020 7946 0123|GB|source|formatted", "020 7946 0999|GB|source|formatted"}},
		{"a value behind its key", "US", "to=415-555-0123 size=7", []string{"415-555-0123|US-CA|source|formatted"}},
		{"bare digits of a cell say nothing", "US", "17,4155550123,94103", nil},
		{"a path of a URL", "US", "https://example.com/415-555-0123/x", nil},
		{"a query of a URL", "US", "https://example.com/?id=415-555-0123", nil},
		{"an identifier with an underscore", "US", "user_415-555-0123", nil},
		{"an epoch", "US", "1763892000 1763892000123", nil},
		{"an ISBN", "US", "ISBN 978-3-16-148410-0", nil},
		{"a sum", "", "12+442079460123", nil},
		{"a float with an exponent", "", "1.5e+442079460123", nil},
		{"wrong groups", "US", "41 5555 0123", nil},
		{"a Swiss number with dots", "CH", swiss, []string{swiss + "|CH|source|formatted"}},
		{"the calling code without a plus", "GB", "44 20 7946 0123", nil},
		{"a part number", "DE", "P/N 0171-3920012", nil},
		{"an order number", "GB", "order: 020 7946 0123", nil},
		{"00 of a padded identifier", "", "id 00352-9900", nil},
		{"groups that cut the area code", "DE", "01 71 39 20 01 2", nil},
		{"a British number as people write it", "GB", "0207 946 0123", []string{"0207 946 0123|GB|source|formatted"}},
		{"groups of two", "FR", "01 99 00 12 34", []string{"01 99 00 12 34|FR|source|formatted"}},
		{"dots between groups of two", "FR", "01.99.00.12.34", []string{"01.99.00.12.34|FR|source|formatted"}},
		{"a slash behind the area code", "DE", "0171/3920012", []string{"0171/3920012|DE|source|formatted"}},
		{"bracketed area code", "DE", "(0171) 39200-12", []string{"(0171) 39200-12|DE|source|formatted"}},
		{"Australian mobile", "AU", "0491 570 156", []string{"0491 570 156|AU|source|formatted"}},
		{"empty", "US", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := detectors.Value{Text: []byte(c.text), Type: "text", Hints: detectors.Hints{Source: c.hint}}
			ms, done := d.Detect(nil, v)
			if diff := cmp.Diff(c.want, show(c.text, ms)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if done != len(c.text) {
				t.Errorf("done = %d of %d", done, len(c.text))
			}
		})
	}
}

// TestLabels puts a bare run of digits behind labels of many languages: nothing
// else says that it is a number.
func TestLabels(t *testing.T) {
	d := phone.New()
	for language, labels := range map[string]string{
		"English":    "Tel.|Phone|Telephone no.|Mobile:|Cell|Ph:|Fax|Landline|WhatsApp|phone_number|mobilePhone|CELL_PHONE|Phone (home):|Call us at",
		"German":     "Telefon|Tel|Handy|Mobil:|Rufnummer|Telefonnummer:|Durchwahl|Mobiltelefon|Festnetz|Fon:|Telefon privat:",
		"French":     "Tél.|Téléphone :|Portable|Tél. fixe :|Télécopie / Fax",
		"Spanish":    "Teléfono|Móvil:|Celular|Tfno.|Teléfono fijo:",
		"Portuguese": "Telefone|Telemóvel|Celular:|Fone",
		"Italian":    "Telefono|Cellulare|Cell.|Numero di telefono:",
		"Dutch":      "Telefoon|Mobiel|Telefoonnummer:|Mobiel nr.",
		"Polish":     "Telefon|Tel. kom.|Komórka|Numer telefonu:",
		"Czech":      "Telefon:|Mobil|Telefonní číslo:",
		"Danish":     "Tlf.|Mobil|Telefonnummer",
		"Swedish":    "Telefon|Mobil:|Tfn|Mobiltelefon",
		"Finnish":    "Puh.|Puhelin|Matkapuhelin|Puhelinnumero:",
		"Hungarian":  "Telefon|Telefonszám:|Mobil",
		"Romanian":   "Telefon|Mobil|Număr de telefon:",
		"Turkish":    "Telefon|Cep|Tel No:|Cep telefonu:|GSM",
		"Greek":      "Τηλ.|Τηλέφωνο|Κινητό:",
		"Russian":    "Тел.|Телефон:|Моб.|Мобильный|Номер телефона:",
		"Ukrainian":  "Телефон|Мобільний",
		"Bulgarian":  "Телефон|Моб.|Мобилен",
		"Hebrew":     "טלפון:|נייד",
		"Arabic":     "هاتف|رقم الهاتف:|جوال|موبايل|تلفون",
		"Persian":    "تلفن|موبایل:|تلفن همراه",
		"Hindi":      "फ़ोन|मोबाइल|दूरभाष|फ़ोन नंबर:",
		"Bengali":    "ফোন|মোবাইল",
		"Tamil":      "தொலைபேசி",
		"Thai":       "โทร|โทรศัพท์|มือถือ",
		"Vietnamese": "Điện thoại|SĐT|Số điện thoại:",
		"Indonesian": "Telepon|Telp.|No. HP:|Ponsel",
		"Swahili":    "Simu",
		"Chinese":    "电话|電話：|手机|联系电话：|手機號碼",
		"Japanese":   "電話|電話番号|携帯電話：|TEL",
		"Korean":     "전화|전화번호:|휴대폰|연락처",
	} {
		for label := range strings.SplitSeq(labels, "|") {
			text := label + " 4155550123"
			ms, _ := d.Detect(nil, detectors.Value{Text: []byte(text), Hints: detectors.Hints{Source: "US"}})
			if len(ms) != 1 {
				t.Errorf("%s: %d matches in %q", language, len(ms), text)
			}
		}
	}
}

func TestCells(t *testing.T) {
	d := phone.New()
	for _, c := range []struct {
		name, hint, text string
		want             []string
	}{
		{"national digits", "US", "4155550123", []string{"4155550123|US-CA|row|bare"}},
		{"float without a fraction", "US", "4155550123.0", []string{"4155550123|US-CA|row|bare"}},
		{"float with an exponent", "US", "4.155550123e+09", []string{"4.155550123e+09|US-CA|row|bare"}},
		{"a fraction is no phone", "US", "4155550123.5", nil},
		{"lost trunk zero", "DE", "1713920012", []string{"1713920012|DE|row|bare"}},
		{"trunk prefix", "DE", "01713920012", []string{"01713920012|DE|row|formatted"}},
		{"E.164 without its plus", "DE", "14155550123", []string{"14155550123|US-CA|international|bare"}},
		{"E.164 of the hint without its plus", "DE", "491713920012", []string{"491713920012|DE|international|bare"}},
		{"a percent-encoded plus", "", "%2B442079460123", []string{"442079460123|GB|international|plus"}},
		{"two with a percent-encoded plus", "", "%2B442079460123 / %2B442079460124", []string{"442079460123|GB|international|plus", "442079460124|GB|international|plus"}},
		{"pairs set apart by dots", "DK", "32.12.34.56", []string{"32.12.34.56|DK|row|formatted"}},
		{"four groups that are no address", "GB", "020.79.46.0123", []string{"020.79.46.0123|GB|row|formatted"}},
		{"two behind 00", "", "0044 20 7946 0123 / 0044 20 7946 0124", []string{"0044 20 7946 0123|GB|international|prefixed", "0044 20 7946 0124|GB|international|prefixed"}},
		{"a slash behind the area code", "DE", "030 / 23125 123", []string{"030 / 23125 123|DE|row|formatted"}},
		{"00 before the own calling code, where 005 is a prefix too", "CO", "0057 301 2345678", []string{"0057 301 2345678|CO|international|prefixed"}},
		{"E.164 without plus and hint", "", "442079460123", []string{"442079460123|GB|international|bare"}},
		{"ten digits without a hint", "", "4155550123", []string{"4155550123|unknown|none|bare"}},
		{"formatted without a hint", "", "(415) 555-0123", []string{"(415) 555-0123|unknown|none|formatted"}},
		{"plus", "", "+442079460123", []string{"+442079460123|GB|international|plus"}},
		{"00", "DE", "0044 20 7946 0123", []string{"0044 20 7946 0123|GB|international|prefixed"}},
		{"00 without a hint", "", "00442079460123", []string{"00442079460123|GB|international|prefixed"}},
		{"label", "GB", "tel. 020 7946 0123", []string{"020 7946 0123|GB|row|formatted"}},
		{"two with a slash", "GB", "020 7946 0123 / 020 7946 0124", []string{"020 7946 0123|GB|row|formatted", "020 7946 0124|GB|row|formatted"}},
		{"two with a semicolon", "GB", "02079460123;02079460124", []string{"02079460123|GB|row|formatted", "02079460124|GB|row|formatted"}},
		{"two with a pipe and a comma", "GB", "02079460123|02079460124,02079460125", []string{"02079460123|GB|row|formatted", "02079460124|GB|row|formatted", "02079460125|GB|row|formatted"}},
		{"two with a space", "GB", "020 7946 0123 020 7946 0124", []string{"020 7946 0123|GB|row|formatted", "020 7946 0124|GB|row|formatted"}},
		{"slash behind the area code", "DE", "0171/3920012", []string{"0171/3920012|DE|row|formatted"}},
		{"a word in a toll-free number", "US", "1-800-555-FILM", []string{"1-800-555-FILM|nongeographic|row|formatted"}},
		{"a word that is none", "US", "1600 MAIN ST", nil},
		{"wrong hint", "XX", "4155550123", []string{"4155550123|unknown|none|bare"}},
		{"quotes around", "US", `"4155550123"`, []string{"4155550123|US-CA|row|bare"}},
		{"a date", "DE", "2026-11-23", nil},
		{"a compact date without a hint", "", "20261123", nil},
		{"one digit over and over", "", "1111111111", nil},
		{"an e-mail address", "DE", "a@1713920012.example", nil},
		{"a decimal", "DE", "52.5588977", nil},
		{"a negative number", "US", "-4155550123", nil},
		{"an IPv4 address", "DE", "192.168.100.200", nil},
		{"words", "US", "ask Ada", nil},
		{"a short number", "US", "911", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := detectors.Value{Text: []byte(c.text), Type: "text", Hints: detectors.Hints{Row: c.hint}, National: detectors.On}
			ms, _ := d.Detect(nil, v)
			if diff := cmp.Diff(c.want, show(c.text, ms)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestOff(t *testing.T) {
	text := "020 7946 0123, Tel. 020 7946 0123, +44 20 7946 0123, tel:+442079460124, 0044 20 7946 0125"
	v := detectors.Value{Text: []byte(text), Hints: detectors.Hints{Row: "GB"}, National: detectors.Off}
	ms, _ := phone.New().Detect(nil, v)
	want := []string{
		"+44 20 7946 0123|GB|international|plus", "+442079460124|GB|international|link",
		"0044 20 7946 0125|GB|international|prefixed",
	}
	if diff := cmp.Diff(want, show(text, ms)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestFictional(t *testing.T) {
	d := phone.New()
	for text, want := range map[string]bool{
		"+1 415 555 0123": true, "+44 20 7946 0123": true, "+44 7700 900123": true, "+61 491 570 156": true,
		"+33 1 99 00 12 34": true, "+33 6 39 98 12 34": true, "+353 20 91 12345": true, "+49 171 3920012": true,
		"+46 8 465 004 12": true,
		phonenumbers.Format(phonenumbers.GetExampleNumber("GB"), phonenumbers.INTERNATIONAL): false,
		phonenumbers.Format(phonenumbers.GetExampleNumber("CH"), phonenumbers.INTERNATIONAL): false,
	} {
		ms, _ := d.Detect(nil, detectors.Value{Text: []byte(text)})
		if len(ms) != 1 || ms[0].Fictional != want {
			t.Errorf("%s: %d matches, want one, fictional %v", text, len(ms), want)
		}
	}
}

// TestExamples are numbers of ranges that nobody published for tests: the
// library's own examples.
func TestExamples(t *testing.T) {
	d := phone.New()
	shared := phonenumbers.Format(phonenumbers.GetExampleNumberForTypeInRegion("GP", phonenumbers.MOBILE), phonenumbers.E164)
	ms, _ := d.Detect(nil, detectors.Value{Text: []byte(shared)})
	if len(ms) != 1 || ms[0].Status != detectors.Shared || ms[0].Region != "GP" || len(ms[0].Candidates) != 3 {
		t.Errorf("a mobile number of Guadeloupe: %+v", ms)
	}
	italian := phonenumbers.Format(phonenumbers.GetExampleNumber("IT"), phonenumbers.E164)
	ms, _ = d.Detect(nil, detectors.Value{Text: []byte(italian[4:]), Type: "integer", Hints: detectors.Hints{Row: "IT"}, National: detectors.On})
	if digits, _ := ms[0].Number.Digits(); len(ms) != 1 || "+"+digits != italian {
		t.Errorf("an Italian number without its zero: %+v", ms)
	}
}

// TestBeforeSecondExtension: what libphonenumber cuts off as a second number's
// extension may be all the digits of a candidate.
func TestBeforeSecondExtension(t *testing.T) {
	d := phone.New()
	text := []byte("(/x12 +44 20 7946 0123")
	for _, policy := range []detectors.National{detectors.Labelled, detectors.On} {
		ms, _ := d.Detect(nil, detectors.Value{Text: text, National: policy, Hints: detectors.Hints{Source: "GB"}})
		if diff := cmp.Diff([]string{"+44 20 7946 0123|GB|international|plus"}, show(string(text), ms)); diff != "" {
			t.Errorf("policy %d: -want +got\n%s", policy, diff)
		}
	}
}

func TestChunksAreTheWhole(t *testing.T) {
	d := phone.New()
	piece := "Tel. 020 7946 0123 / 020 7946 0124, mobile: 4155550123, +1 415 555 0123 ext 12; tel:%2B442079460123 Y2FsbCArNDQgMjAgNzk0NiAwMTIzIG5vdw== http://x.example/12345678 2026-11-23 ?To=%2B442079460124 &#43;44 20 7946 0125 "
	for _, sep := range []string{"", "\n", strings.Repeat(" ", 100), strings.Repeat("x", 200), "日本電話", strings.Repeat(" ", 60) + "ext 5 "} {
		text := strings.Repeat(piece+sep, 5)
		v := detectors.Value{Text: []byte(text), Hints: detectors.Hints{Source: "GB"}}
		whole, _ := d.Detect(nil, v)
		for _, size := range []int{1, 7, 64, 100, 333, 1000} {
			if diff := cmp.Diff(show(text, whole), show(text, detectortest.Chunked(d, v, size))); diff != "" {
				t.Fatalf("separator %.10q, size %d: -whole +chunks\n%s", sep, size, diff)
			}
		}
	}
}

// TestLongLines holds that memory stays flat: what is kept of a line without
// breaks is less than a thousand bytes.
func TestLongLines(t *testing.T) {
	d := phone.New()
	for _, unit := range []string{"1", "a", "1-", "+", "(", "+1 415 555 0123 ", "tel ", "1234567,", " ", "０"} {
		text := []byte(strings.Repeat(unit, 64<<10/len(unit)))
		_, done := d.Detect(nil, detectors.Value{Text: text, More: true, Hints: detectors.Hints{Source: "US"}})
		if len(text)-done > 3000 {
			t.Errorf("a line of %q: %d bytes are not decided", unit, len(text)-done)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	d := phone.New()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				ms, _ := d.Detect(nil, detectors.Value{Text: []byte("+44 20 7946 0123")})
				if len(ms) != 1 {
					t.Error("the number is not found")
				}
			}
		})
	}
	wg.Wait()
}

func FuzzDetect(f *testing.F) {
	for _, s := range []string{
		"+44 20 7946 0123", "Tel. 020 7946 0123 / 0124", "tel:%2B442079460123", "((+1 415 555 0123", "1.5e+10", "\xff+１２", "0 0 4 4 207946 0123",
		"415-555-0123 x1 / x2", "12345678901234567890123456789012345678901234567890", "+44(0)20-7946-0123;ext=55", "電話+44 20 7946 0123",
	} {
		f.Add(s, uint8(0), uint8(7))
		f.Add(s, uint8(2), uint8(1))
	}
	d := phone.New()
	f.Fuzz(func(t *testing.T, s string, national, size uint8) {
		v := detectors.Value{Text: []byte(s), Hints: detectors.Hints{Row: "GB"}, National: detectors.National(national % 3)}
		whole, done := d.Detect(nil, v)
		if done != len(s) {
			t.Fatalf("done = %d of %d", done, len(s))
		}
		last := 0
		for _, m := range whole {
			if m.Start < last || m.End <= m.Start || m.End > len(s) {
				t.Fatalf("match [%d, %d) behind %d in %d bytes", m.Start, m.End, last, len(s))
			}
			last = m.End
		}
		if diff := cmp.Diff(show(s, whole), show(s, detectortest.Chunked(d, v, 1+int(size)))); diff != "" {
			t.Fatalf("-whole +chunks\n%s", diff)
		}
	})
}

func BenchmarkProse(b *testing.B) {
	bench(b, strings.Repeat("The quick brown fox jumps over the lazy dog, twelve times a day. ", 1000), "US")
}

func BenchmarkRows(b *testing.B) {
	bench(b, strings.Repeat("4711;Ada Lovelace;ada@example.org;+44 20 7946 0123;(415) 555-0123;2026-11-23\n", 500), "US")
}

func BenchmarkLogs(b *testing.B) {
	bench(b, strings.Repeat("2026-11-23T10:15:00.123Z INFO 1763892000123 192.168.10.11 id=550e8400-e29b-41d4-a716-446655440000 took 1234567 us\n", 500), "US")
}

func bench(b *testing.B, text, region string) {
	d := phone.New()
	v := detectors.Value{Text: []byte(text), Hints: detectors.Hints{Source: region}}
	var ms []detectors.Match
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		ms, _ = d.Detect(ms[:0], v)
	}
}

func BenchmarkCells(b *testing.B) {
	d := phone.New()
	var values []detectors.Value
	for _, c := range []struct{ text, hint string }{
		{"4155550123", "US"}, {"(415) 555-0123", "US"}, {"+44 20 7946 0123", ""}, {"020 7946 0123", "GB"}, {"4155550123.0", "US"}, {"Ada Lovelace", "US"}, {"1713920012", "DE"}, {"4155550123", ""},
	} {
		values = append(values, detectors.Value{Text: []byte(c.text), Type: "text", Hints: detectors.Hints{Row: c.hint}, National: detectors.On})
	}
	var ms []detectors.Match
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range values {
			ms, _ = d.Detect(ms[:0], v)
		}
	}
}
