package phone_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// TestAlike are texts with something that is valid as a number of the region:
// what stands around it, or how it is grouped, says that it is none.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		name, region, text string
		want               []string
	}{
		{"a social security number", "PL", "of " + example("PL", "-", 3, 2, 4) + " and", nil},
		{"a postal code of nine digits", "DE", "Somerville 02143-1234 and", nil},
		{"a Brazilian postal code in a program that is not Turkish", "", `{"cep":"54149-257"}`, nil},
		{"a mobile in Turkish", "", "Cep: 0" + example("TR", " ", 3, 3, 2, 2), []string{"0" + example("TR", " ", 3, 3, 2, 2)}},
		{"the id of a cell", "", `{"cell":149542459}`, nil},
		{"a cell phone", "US", `{"cell":4155550123}`, []string{"4155550123"}},
		{"a label holds for the figure behind it", "US", "cell=5542 154.17.65.51 2408533 4155550123", nil},
		{"a label goes on behind a phone number", "US", "Tel. 4155550123, 4155550124", []string{"4155550123", "4155550124"}},
		{"a health service number", "US", "NHS number: 415 555 0123", nil},
		{"a clause", "US", "in Clause 252.227-7013 (c)", nil},
		{"an amount in groups of three", "PL", "total " + example("PL", " ", 3, 3, 3) + " for", nil},
		{"the same behind a word of contact", "PL", "kontakt: " + example("PL", " ", 3, 3, 3) + ", do", []string{example("PL", " ", 3, 3, 3)}},
		{"thousands of an international text", "ES", "of " + example("ES", " ", 3, 3, 3) + " people", nil},
		{"a page range", "NO", "to " + example("NO", "-", 4, 4) + ".", nil},
		{"what is said behind it", "US", "6502530000 is my mobile; 6502530001 is where I can be reached; 6502530002 ist meine Handynummer.", []string{"6502530000", "6502530001", "6502530002"}},
		{"emphasis", "GB", "Reception: **020 7946 0123**, *020 7946 0124*, __020 7946 0125__ and 3*020 7946 0126", []string{"020 7946 0123", "020 7946 0124", "020 7946 0125"}},
		{"components of a message", "US", "PID|1||4711||(303)555-0123^PRN^PH|212-555-0123^WPN", []string{"(303)555-0123", "212-555-0123"}},
		{"marks of a bank statement", "DE", "EREF+4930209460123 MREF+4930209460124, Tel+4930209460125, ann+4930209460126@example.org", []string{"+4930209460125"}},
		{"a Chinese mobile is not one of Florida", "", "手机:13865551234", []string{"13865551234"}},
		{"numbers of customers", "DE", "Kd.-Nr. 0302345678, Auftragsnummer 0302345679, P.IVA 06081234947", nil},
		{"what is said of others", "US", "6502530000 is my order number; 6502530001 is the total, call us; 6502530002 is nice", nil},
		{"a range behind a volume", "NO", "153(6):" + example("NO", "-", 4, 4), nil},
		{"a tax number with slashes", "BR", example("BR", "/", 2, 5, 4), nil},
		{"a tax number in Poland", "MX", "for " + example("MX", "-", 3, 3, 2, 2) + " of", nil},
		{"a person's number in the north", "DE", "080408-2200", nil},
		{"a sum", "", "5047058 + 44 20 7946 0123", nil},
		{"a place on earth", "", "at +4953-09709 there", nil},
		{"a place on earth with decimals", "", "+49.7331-058.0430/", nil},
		{"a domain registry's number before an id", "", "a;+44.2079460123;9781057", []string{"+44.2079460123"}},
		{"a hexadecimal dump", "FR", "16 03 01 99 00 12 34 01 00 00", nil},
		{"a dump behind it", "FR", "x 01 99 00 12 34 5f 4e", nil},
		{"an hour behind it", "FR", "le 01 99 00 12 34 de 9h", []string{"01 99 00 12 34"}},
		{"code points", "DE", "1FBC; 0391 0399; #", nil},
		{"the digits of a keyboard", "FR", "characters 0123456789 are", nil},
		{"the second half of a ticket", "DE", "859 0171392001 is", nil},
		{"a fraction of a second", "DE", "18:28:03.622355", nil},
		{"a date behind a label", "DE", "sms-voice/2018-09-05", nil},
		{"an abbreviation that is a verb in Danish", "", "Pakken kom 1904 1717 1450", nil},
		{"the abbreviation with its full stop", "PL", "kom. " + example("PL", "", 9), []string{example("PL", "", 9)}},

		{"a calling code in brackets", "", "at (+44) 20 7946 0123 now", []string{"(+44) 20 7946 0123"}},
		{"a calling code in brackets, with the region", "GB", "a;(+44) 20 7946 0123;7", []string{"(+44) 20 7946 0123"}},
		{"a card's parameters", "", "TEL;TYPE=WORK,VOICE:442079460123", []string{"442079460123"}},
		{"a messenger's id behind a colon", "", "TEL;TYPE=CELL:442079460123@s.whatsapp.net", []string{"442079460123"}},
		{"a letter in a signature", "GB", "T: 02079460123 | F: 02079460124", []string{"02079460123", "02079460124"}},
		{"a time in a program", "GB", `{"t": 02079460123}`, nil},
		{"011 set apart where it is an area code too", "IN", "Tel 011 44 20 7946 0123", []string{"011 44 20 7946 0123"}},
		{"dots twice are no decimal", "US", "Smith,415.555.0123,http", []string{"415.555.0123"}},
		{"Czech for call", "GB", "zavolejte na 02079460123", []string{"02079460123"}},
		{"a contact in German", "DE", "erreichbar unter 0171 3920012", []string{"0171 3920012"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ms, _ := phone.New().Detect(nil, detectors.Value{Text: []byte(c.text), Hints: detectors.Hints{Source: c.region}})
			var got []string
			for _, m := range ms {
				got = append(got, c.text[m.Start:m.End])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// example writes the digits of the library's own example of a mobile in groups
// of the lengths given: numbers of regions without a range for fiction.
func example(region, sep string, lengths ...int) string {
	n := phonenumbers.GetExampleNumberForTypeInRegion(region, phonenumbers.MOBILE)
	rest := phonenumbers.GetNationalSignificantNumber(n)
	var groups []string
	for _, k := range lengths {
		groups, rest = append(groups, rest[:k]), rest[k:]
	}
	return strings.Join(groups, sep)
}
