package assess

import (
	"strings"
	"unicode"

	"github.com/dialmap/dialmap/reports/laws"
)

// use is what a purpose in free text is about.
type use struct {
	marketing bool
	call, sms bool // the channels it names
	calls     bool // people are called, whatever for
}

// useOf reads a purpose by its words, in the major languages.
func useOf(purpose string) use {
	words := strings.FieldsFunc(strings.ToLower(purpose), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	var u use
	for _, w := range words {
		u.marketing = u.marketing || begins(w, marketingWords)
		u.call = u.call || begins(w, callWords) || begins(w, lineWords)
		u.calls = u.calls || begins(w, callWords)
		u.sms = u.sms || begins(w, textWords)
	}
	return u
}

// begins says that w begins with one of the words; one that ends with a full
// stop is the whole word, one with a hyphen before it, and a sign that is not
// spaced, may stand anywhere.
func begins(w string, list []string) bool {
	for _, x := range list {
		whole, exact := strings.CutSuffix(x, ".")
		switch {
		case x[0] == '-' && strings.Contains(w, x[1:]), exact && w == whole, !exact && strings.HasPrefix(w, x), x[0] >= 0xE3 && strings.Contains(w, x):
			return true
		}
	}
	return false
}

// The words are beginnings, so that one stands for its forms; see begins.
var (
	marketingWords = strings.Fields(`
		market telemarket promo advert newsletter mailing campaign sales. selling. upsell crosssell prospect lead. leads. leadgen acquisition
		outreach retarget remarket offers. deals. loyalty. winback reactivation
		-werbung -marketing -akquise werbe vertrieb akquisition kampagne angebote. rundbrief kundengewinnung rückgewinnung
		publicit prospection démarchage demarchage vente. ventes. commercial campagne offres. infolettre
		mercad publicid campaña campana ventas. ofertas. boletín boletin captación captacion
		pubblicit vendit offerte. campagna. campagne. promozion marketingow
		vendas. campanha ofertas. divulgação divulgacao propaganda
		reclame. verkoop aanbieding nieuwsbrief reklam kampan sprzedaż sprzedaz oferty. prodej obchodní nabídk
		markedsf marknadsf markkinoin myynti. salg. försälj mainon
		pazarlama tanıtım satış kampanya pemasaran promosi penjualan
		маркетинг реклам рассылк продаж акци
		営業 販促 宣伝 広告 マーケティング 营销 營銷 推广 推廣 促销 促銷 广告 廣告 마케팅 광고 홍보
		تسويق إعلان विपणन मार्केटिंग การตลาด`)
	callWords = strings.Fields(`
		call. calls. calling. callback. callcenter callcentre telemarket teleprospect outbound. dialer. dialler. robocall
		anruf telefonakquise telefonwerbung telefonmarketing kaltakquise
		llamada appel. appels. chiamat ligaç ligac chamada bellen. połącz telefonowan volání ring. ringning puhelut
		arama. panggilan звон обзвон 架電 电话营销 電話営業 外呼 텔레마케팅 مكالم कॉल`)
	lineWords = strings.Fields(`phone. telephone. telefon telefono. teléfono. téléphone. voice. ivr. телефон 電話 电话 전화 هاتف फोन`)
	textWords = strings.Fields(`
		sms smsmarketing text. texts. texting. mms. whatsapp messag mensaj kurznachricht nachricht messaggi mensage berichten. wiadomoś
		смс сообщен 短信 簡訊 ショートメッセージ 문자 رسائل संदेश`)
)

// about says whether a purpose needs what laws ask of calls and messages.
func (u use) about() (duties []string) {
	if !u.marketing {
		return nil
	}
	if u.call || !u.sms {
		duties = append(duties, "marketing_call")
	}
	if u.sms || !u.call {
		duties = append(duties, "marketing_sms")
	}
	return duties
}

// optIn says whether the law described by e asks for consent before marketing by
// the channels of u; without a channel, by either.
func (u use) optIn(e laws.Entry) bool {
	if !u.marketing {
		return false
	}
	call, sms := e.Marketing.Call == "opt-in", e.Marketing.SMS == "opt-in"
	switch {
	case u.call && !u.sms:
		return call
	case u.sms && !u.call:
		return sms
	}
	return call || sms
}
