package phone_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// TestEverydayText holds what people write around a number in notes, chats,
// signatures and exports.
func TestEverydayText(t *testing.T) {
	for _, c := range []struct {
		name, region, text string
		want               []string
	}{
		{"a letter glued to a plus", "", "T+49 171 3920012 M+44 20 7946 0123", []string{"+49 171 3920012|DE|international|plus", "+44 20 7946 0123|GB|international|plus"}},
		{"a letter and a colon before a plus", "", "F:+49 171 3920012", []string{"+49 171 3920012|DE|international|plus"}},
		{"a word glued to a plus is part of an identifier", "", "EREF+4930209460123", nil},
		{"a letter before a national number in a signature", "DE", "T 0171 3920012 | D: 0171 3920013", []string{"0171 3920012|DE|source|formatted", "0171 3920013|DE|source|formatted"}},
		{"a letter before a national number, no country told", "", "T 020 7946 0123 · M. 0171 3920012", []string{"020 7946 0123|unknown|none|formatted", "0171 3920012|unknown|none|formatted"}},
		{"a letter before a quantity", "", "T 1234567 and M 250 000 000", nil},
		{"a label glued to digits", "DE", "Tel01713920012, Mobil01713920013", []string{"01713920012|DE|source|formatted", "01713920013|DE|source|formatted"}},
		{"a label glued to digits, no country told", "", "mob4155550123", []string{"4155550123|unknown|none|bare"}},
		{"a word that only ends as a label does", "", "hotel4155550123 rev_tel4155550123", nil},
		{"a telephone as a sign", "FR", "Ada ☎ 01 99 00 12 34 📱01 99 00 12 35", []string{"01 99 00 12 34|FR|source|formatted", "01 99 00 12 35|FR|source|formatted"}},
		{"a telephone as a sign, no country told", "", "Ada ☎️ 01 99 00 12 34 📞: 01 99 00 12 35", []string{"01 99 00 12 34|unknown|none|formatted", "01 99 00 12 35|unknown|none|formatted"}},
		{"a caller", "", `callerid="Ada" <4155550123>`, []string{"4155550123|unknown|none|bare"}},
		{"a caller of a cell with quotes", "US", `"ADA" <4155550123>`, []string{"4155550123|US-CA|source|bare"}},
		{"an object of a PDF", "", "<4155550123> Tj", nil},
		{"an element of an enrolment file", "", "PER*IP**HP*4155550123*WP*4155550124~", []string{"4155550123|unknown|none|bare", "4155550124|unknown|none|bare"}},
		{"another element", "", "REF*0F*415555012~N4*TE4155550123*99~", nil},
		{"the tag of a genealogy", "", "1 PHON 4155550123", []string{"4155550123|unknown|none|bare"}},
		{"my number in India", "", "my no is 4155550123", []string{"4155550123|unknown|none|bare"}},
		{"a contact's number", "", "Contact No:-4155550123 alt no 4155550124", []string{"4155550123|unknown|none|bare", "4155550124|unknown|none|bare"}},
		{"my other number", "", "my order no is 4155550123, my account number is 4155550124", nil},
		{"a context", "", "tel:01713920012;phone-context=+49", []string{"01713920012|DE|international|link"}},
		{"a context that is a domain", "", "tel:01713920012;phone-context=example.com", []string{"01713920012|unknown|none|link"}},
		{"SIP with a national number", "DE", "sip:01713920012@voip.example", []string{"01713920012|DE|source|link"}},
		{"SIP with a number without its plus", "", "<sip:442079460123@voip.example;user=phone>", []string{"442079460123|GB|international|link"}},
		{"SIP with an extension", "", "sip:1001@voip.example", nil},
		{"spaces as entities", "", "+44&nbsp;20&nbsp;7946&#160;0123", []string{"+44&nbsp;20&nbsp;7946&#160;0123|GB|international|plus"}},
		{"a pair with a slash behind a label", "", "Tel: 4155550123/4155550124", []string{"4155550123|unknown|none|bare", "4155550124|unknown|none|bare"}},
		{"a pair with hyphens and a slash", "US", "Tel: 415-555-0123/415-555-0124", []string{"415-555-0123|US-CA|source|formatted", "415-555-0124|US-CA|source|formatted"}},
		{"00 in one piece behind a label", "DE", "Tel.: 00442079460123", []string{"00442079460123|GB|international|prefixed"}},
		{"00 in one piece behind a label, no country told", "", "Mobile 00442079460123", []string{"00442079460123|GB|international|prefixed"}},
		{"a word for a number", "", "call 1-800-FLOWERS or 1-888-GO-BIKES now", []string{"1-800-FLOWERS|nongeographic|international|formatted", "1-888-GO-BIKES|nongeographic|international|formatted"}},
		{"a word for a number with its area code in brackets", "US", "(800) FLOWERS", []string{"(800) FLOWERS|nongeographic|source|formatted"}},
		{"a placeholder for a number", "", "1-800-XXX-XXXX and 1-800-NUMBER", nil},
		{"a place before a number", "", "Office: 020 7946 0123", []string{"020 7946 0123|unknown|none|formatted"}},
		{"places glued to their numbers", "", "Work:415-555-0123, Mobile:415-555-0124", []string{"415-555-0123|unknown|none|formatted", "415-555-0124|unknown|none|formatted"}},
		{"a label before tags", "", "<td>Tel</td><td>020 7946 0123</td>", []string{"020 7946 0123|unknown|none|formatted"}},
		{"a label in tags and a colon", "", "<strong>Phone</strong>: 4155550123", []string{"4155550123|unknown|none|bare"}},
		{"an element in one for a phone", "", "<Phone><Number>4155550123</Number></Phone>", []string{"4155550123|unknown|none|bare"}},
		{"a label in the cell before", "", "| Phone | 020 7946 0123 |", []string{"020 7946 0123|unknown|none|formatted"}},
		{"a label in the cell before, with semicolons", "", "Ada;home phone;020 7946 0123;x", []string{"020 7946 0123|unknown|none|formatted"}},
		{"a channel before a time", "", "web,mobile,1712345678,42", nil},
		{"an entry of a list of contacts", "", `[{"type": "mobile", "value": "+4915112345678"}, {"type": "home", "value": "074476343"}]`, []string{"+4915112345678|DE|international|plus", "074476343|unknown|none|formatted"}},
		{"an entry that says behind its value what it is", "", `{"value": "4155550123", "use": "work"}`, []string{"4155550123|unknown|none|bare"}},
		{"an entry of FHIR", "", `{"system":"phone","value":"(03) 5550 6473","use":"work"}`, []string{"(03) 5550 6473|unknown|none|formatted"}},
		{"an entry that is no contact", "", `{"type": "order", "value": "4155550123"}`, nil},
		{"a list that is named for phones", "", `{"phones":[{"number":"0171 3920012"}]}`, []string{"0171 3920012|unknown|none|formatted"}},
		{"a country beside a phone", "", `{"telephone": "020 7946 0123", "addressCountry": "GB"}`, []string{"020 7946 0123|GB|row|formatted"}},
		{"a country in the address beside", "", `{"address":{"@type":"PostalAddress","addressCountry":"FR"},"telephone":"01 99 00 12 34"}`, []string{"01 99 00 12 34|FR|row|formatted"}},
		{"a country beside nested phones", "", `{"country":"DE","phones":[{"number":"0171 3920012"}]}`, []string{"0171 3920012|DE|row|formatted"}},
		{"a letter in brackets before", "", "(o) 020 7946 0123 (m) 07700 900123", []string{"020 7946 0123|unknown|none|formatted", "07700 900123|unknown|none|formatted"}},
		{"a letter in brackets behind", "", "020 7946 0123 (o), 07700 900123 (m)", []string{"020 7946 0123|unknown|none|formatted", "07700 900123|unknown|none|formatted"}},
		{"the letter of a clause", "", "252.227-7013 (c)", nil},
		{"letters in a signature with full stops", "", "O 415.555.0123 C 415.555.0124", []string{"415.555.0123|unknown|none|formatted", "415.555.0124|unknown|none|formatted"}},
		{"a note behind", "", "020 7946 0123 (mobile) / 07700 900123 - mobile", []string{"020 7946 0123|unknown|none|formatted", "07700 900123|unknown|none|formatted"}},
		{"a caller without quotes", "", "Ada Example <4155550123>", []string{"4155550123|unknown|none|bare"}},
		{"caller ID", "", "Caller ID: 415-555-0123", []string{"415-555-0123|unknown|none|formatted"}},
		{"00 in one piece behind a place", "", "Mobil 00491713920012, Büro 00442079460123", []string{"00491713920012|DE|international|prefixed", "00442079460123|GB|international|prefixed"}},
		{"011 in one piece behind a label", "", "phone 011442079460123", []string{"011442079460123|GB|international|prefixed"}},
		{"a number of a town whose area code is 011", "", "phone 01155550123", []string{"01155550123|unknown|none|formatted"}},
		{"a calling code set apart without its plus", "", "phone: 44-20-7946-0123, wa 44 7700 900123", []string{"44-20-7946-0123|GB|international|formatted", "44 7700 900123|GB|international|formatted"}},
		{"two last digits behind a slash", "", "Tel 020 7946 0123/4", []string{"020 7946 0123|unknown|none|formatted"}},
		{"a local context", "", "tel:555-0123;phone-context=+1-415", []string{"555-0123|US-CA|international|link"}},
		{"a quoted plus", "", "TEL;WORK;ENCODING=QUOTED-PRINTABLE:=2B442079460123", []string{"442079460123|GB|international|plus"}},
		{"a call by video", "", "facetime-audio://4155550123", []string{"4155550123|unknown|none|link"}},
		{"a digit for an outside line and a hyphen", "DE", "Tel: 0-0171-3920012", []string{"0171-3920012|DE|source|formatted"}},
		{"a word for a number behind a verb", "", "call 800-CALL-ATT", []string{"800-CALL-ATT|nongeographic|international|formatted"}},
		{"a word for a number in small letters", "", "1-800-Flowers.com", []string{"1-800-Flowers|nongeographic|international|formatted"}},
		{"what numbers are called", "", "1-800-numbers and 1-800-ABCDEFG and 1-800-flowerpots", nil},
		{"recipients of several countries", "", "447700900123,4917139200123,33639980012", nil},
		{"two numbers of ten digits", "", "4155550123,4155550124,4155550125", nil},
		{"times in a list", "", "1712345678901,1712345678902,1712345678903", nil},
		{"parts that are no person's", "", "491713920012:12:34:56:78", nil},
		{"a time before parts", "", "1712345678901:Ada:Example:x", nil},
		{"an amount with thousands and no number", "", "123,1234567", nil},
		{"a payment's structured message", "", "+++584/2159/34785+++ and ***090/9337/55493***", nil},
		{"a country named before a number", "", "Our branch in France: 01 99 00 12 34", []string{"01 99 00 12 34|FR|row|formatted"}},
		{"a country named before a labelled number", "", "Germany, Tel. 0171 3920012", []string{"0171 3920012|DE|row|formatted"}},
		{"a country named that the number is not of", "", "From France, Tel. 415-555-0123", []string{"415-555-0123|unknown|none|formatted"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ms, _ := phone.New().Detect(nil, detectors.Value{Text: []byte(c.text), Hints: detectors.Hints{Source: c.region}})
			if diff := cmp.Diff(c.want, show(c.text, ms)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestCallMe puts a number behind what people write before theirs in a chat;
// nothing else tells that it is one, nor whose.
func TestCallMe(t *testing.T) {
	for _, c := range []struct{ language, words string }{
		{"English", "call me at|ring me on|text me at|my number is|my no is|reach me at|give me a call at|hit me up at|you can call me on|my cell is|ph no"},
		{"Spanish", "llámame al|llamame al|mi número es|mi numero es|mi cel es|escríbeme al|márcame al|este es mi número:"},
		{"French", "appelle-moi au|appelez-moi au|mon numéro est le|mon numéro c'est le|rappelle-moi au|mon num :|joignable au"},
		{"Italian", "chiamami al|il mio numero è|il mio numero e|scrivimi al|richiamami al|mio cell:"},
		{"Portuguese", "me liga no|meu zap é|meu número é|me chama no|meu whats:|liga-me para o|o meu número é"},
		{"German", "ruf mich an unter|meine Nummer ist|meine Nummer:|ruf mich an:|du erreichst mich unter|melde dich unter|schreib mir unter"},
		{"Dutch", "bel me op|mijn nummer is|app me op|je kunt me bereiken op"},
		{"Swedish", "ring mig på|mitt nummer är|sms:a mig på"},
		{"Danish", "ring til mig på|mit nummer er|skriv til mig på"},
		{"Norwegian", "ring meg på|nummeret mitt er|mitt nummer er"},
		{"Finnish", "soita minulle numeroon|numeroni on"},
		{"Polish", "zadzwoń do mnie|mój numer to|mój numer:|dzwoń pod|mój nr to"},
		{"Czech", "zavolej mi na|moje číslo je|volej na"},
		{"Slovak", "zavolaj mi na|moje číslo je"},
		{"Hungarian", "hívj a|a számom|hívjon a következő számon"},
		{"Romanian", "sună-mă la|numărul meu este|numarul meu e"},
		{"Bulgarian", "обади ми се на|моят номер е|номерът ми е"},
		{"Russian", "позвони мне|мой номер|звони на|набери меня|пиши на"},
		{"Ukrainian", "подзвони мені|мій номер|зателефонуй на|дзвони на"},
		{"Serbian", "pozovi me na|moj broj je|zovi me na"},
		{"Greek", "πάρε με στο|το νούμερό μου είναι|κάλεσέ με στο"},
		{"Turkish", "beni ara|numaram|beni şu numaradan ara:"},
		{"Arabic", "اتصل بي على|رقمي|رقمي هو|كلمني على"},
		{"Hebrew", "תתקשר אליי|המספר שלי|המספר שלי הוא|תתקשרו ל"},
		{"Persian", "شماره من|شماره\u200cام|به من زنگ بزن"},
		{"Hindi", "मेरा नंबर|मेरा नंबर है|mera number|mera no hai|mera number hai"},
		{"Indonesian", "hubungi saya di|nomor saya|telpon aku di|WA aku di|no saya"},
		{"Malay", "nombor saya|call saya di"},
		{"Vietnamese", "gọi cho tôi số|số của tôi là|số tôi là"},
		{"Tagalog", "tawagan mo ako sa|number ko|text mo ko sa|ang number ko ay"},
		{"Swahili", "nipigie|namba yangu ni|nambari yangu ni"},
		{"Chinese", "打给我|我的号码是|我的电话是"},
		{"Japanese", "私の番号は|私の電話番号は"},
		{"Korean", "내 번호는|제 번호는"},
		{"Thai", "เบอร์ผม|เบอร์ฉัน|เบอร์โทร|โทรหาฉันที่"},
	} {
		t.Run(c.language, func(t *testing.T) {
			for _, words := range strings.Split(c.words, "|") {
				text := "Ada: " + words + " 785 550 12 34"
				ms, _ := phone.New().Detect(nil, detectors.Value{Text: []byte(text)})
				if diff := cmp.Diff([]string{"785 550 12 34|unknown|none|formatted"}, show(text, ms)); diff != "" {
					t.Errorf("%s: -want +got\n%s", text, diff)
				}
			}
		})
	}
}

// TestEverydayLabels puts a number behind and before what makes it a phone's, and behind
// words for other numbers.
func TestEverydayLabels(t *testing.T) {
	table, err := os.ReadFile("testdata/labels.txt")
	if err != nil {
		t.Fatal(err)
	}
	labels := 0
	for line := range strings.Lines(string(table)) {
		label, digits, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if line[0] == '#' {
			continue
		}
		labels++
		numbers := []string{"785 550 12 34"}
		if digits != "" {
			numbers = append(numbers, "7855501234")
		}
		for _, number := range numbers {
			text := strings.ReplaceAll(label, "{}", number)
			ms, _ := phone.New().Detect(nil, detectors.Value{Text: []byte(text)})
			if len(ms) != 1 || !strings.HasPrefix(text[ms[0].Start:ms[0].End], number) {
				t.Errorf("%q: %v", text, show(text, ms))
			}
		}
	}
	if labels < 500 {
		t.Errorf("%d labels", labels)
	}
	for _, text := range []string{
		"message 7855501234 not found", "get 785 550 12 34", "office 250 000 000", "home 1,234,567", "Work: 10 000 000", "my order number is 7855501234", "7855501234 is my order number", "Main 20240101120000",
		"ping 192.168.1.1", "dial tcp 10.0.12.133", "fax: 255.255.255.0", "0x0065030F: 0x00000205", "250 000 000 mobile users", "7855501234 mobile users", "invoice 785 550 12 34 (office)", "Sales 2023 2024 2025", "service 123456789",
		"in line 7855501234", "from 785 550 12 34", "new 785 550 12 34", "p. 785 550 12 34", "c 785 550 12 34", "Ada's order number is 7855501234", "id 785 550 12 34, caller 12",
	} {
		if ms, _ := phone.New().Detect(nil, detectors.Value{Text: []byte(text)}); len(ms) > 0 {
			t.Errorf("%q: %v", text, show(text, ms))
		}
	}
}

// TestEverydayCells are values of a column of phone numbers as people and
// programs fill it.
func TestEverydayCells(t *testing.T) {
	for _, c := range []struct {
		name, region, text string
		want               []string
	}{
		{"a pair with a slash", "", "4155550123/4155550124", []string{"4155550123|unknown|none|bare", "4155550124|unknown|none|bare"}},
		{"a pair with a slash and hyphens", "US", "415-555-0123/415-555-0124", []string{"415-555-0123|US-CA|row|formatted", "415-555-0124|US-CA|row|formatted"}},
		{"a pair with a slash and hyphens, no country told", "", "415-555-0123/415-555-0124", []string{"415-555-0123|unknown|none|formatted", "415-555-0124|unknown|none|formatted"}},
		{"a pair with a hyphen", "", "4155550123-4155550124", []string{"4155550123|unknown|none|bare", "4155550124|unknown|none|bare"}},
		{"a pair with a hyphen between spaces", "GB", "020 7946 0123 - 020 7946 0124", []string{"020 7946 0123|GB|row|formatted", "020 7946 0124|GB|row|formatted"}},
		{"a slash behind the area code stays", "DE", "0171/3920012", []string{"0171/3920012|DE|row|formatted"}},
		{"a label each", "", "Work:415-555-0123, Mobile:415-555-0124", []string{"415-555-0123|unknown|none|formatted", "415-555-0124|unknown|none|formatted"}},
		{"a label each, glued", "US", "W415-555-0123 M4155550124", []string{"415-555-0123|US-CA|row|formatted", "4155550124|US-CA|row|bare"}},
		{"a plus before a zero", "DE", "+01713920012", []string{"+01713920012|DE|row|formatted"}},
		{"a plus before a zero, no country told", "", "+01713920012", []string{"+01713920012|unknown|none|formatted"}},
		{"a hash for the plus", "", "#49 171 3920012", []string{"#49 171 3920012|DE|international|plus"}},
		{"a hash before an id", "", "#4711", nil},
		{"spaces as entities", "", "+44&nbsp;20&nbsp;7946&nbsp;0123", []string{"+44&nbsp;20&nbsp;7946&nbsp;0123|GB|international|plus"}},
		{"a context", "", "tel:01713920012;phone-context=+49", []string{"01713920012|DE|international|link"}},
		{"recipients in one string", "", "442079460123,442079460124", []string{"442079460123|GB|international|bare", "442079460124|GB|international|bare"}},
		{"a digit for an outside line", "US", "9,14155550123", []string{"14155550123|US-CA|row|bare"}},
		{"a digit for an outside line and a space", "US", "9 1 (415) 555-0123", []string{"(415) 555-0123|US-CA|row|formatted"}},
		{"numbers in a list as JSON", "", `[{"type": "home", "value": "01713920012"}]`, []string{"01713920012|unknown|none|formatted"}},
		{"a payment's structured message", "BE", "+++090/9337/55493+++", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := detectors.Value{Text: []byte(c.text), Type: "text", Hints: detectors.Hints{Row: c.region}, National: detectors.On}
			ms, _ := phone.New().Detect(nil, v)
			if diff := cmp.Diff(c.want, show(c.text, ms)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
