package region

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// table is what Country looks values up in. The keys of exact are names as
// they are usually written, so that most values need no folding.
type table struct {
	codes     map[string]string // alpha-2, alpha-3, numeric
	exact     map[string]string
	folded    map[string]string
	languages map[string]bool
}

// locales are the languages whose names of countries are known; where two
// disagree about a name the earlier one is right.
const locales = `en de fr es it pt nl pl cs sk sl hr sr bs mk bg ru uk be ro hu fi et lv lt sv da nb nn is ga cy
	el tr sq mt ca eu gl ar he fa ur hi bn ta te ml kn mr gu pa ne si th vi id ms fil ja ko zh zh-Hant km lo my ka hy az
	kk ky uz mn sw am af lb fo`

// aliases are names that the locales do not have, as data holds them.
const aliases = `US: USA; U.S.; U.S.A.; United States; United States of America; The United States; Estados Unidos de América; Etats-Unis d'Amérique; Vereinigte Staaten von Amerika; EEUU; EE.UU.; America; 미합중국; アメリカ合衆国
GB: UK; U.K.; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; United Kingdom of Great Britain and Northern Ireland; Großbritannien; Grande-Bretagne; Gran Bretaña; Gran Bretagna; Groot-Brittannië; Royaume-Uni; Inghilterra; Inglaterra; Angleterre; イギリス; 英国
DE: Federal Republic of Germany; Bundesrepublik Deutschland; BRD; Allemagne; Duitsland
KR: South Korea; S. Korea; Korea South; Korea (South); Korea, Rep.; Korea Rep; Korea; Korea, South; Korea, Republic of; Republic of Korea; Korea (Republic of); Südkorea; Corée du Sud; Corea del Sur; 韓国; 한국; 남한
KP: North Korea; N. Korea; Korea (North); Korea, Dem. Rep.; Korea, North; Korea, Democratic People's Republic of; Democratic People's Republic of Korea; DPRK
RU: Russia; Russian Federation; Российская Федерация; РФ
CZ: Czech Republic; Czech Rep.; Czech Rep; Czechia; Česko; Česká republika; Tschechische Republik; Tchéquie; République tchèque; República Checa; Cechia
SK: Slovak Republic; Slovenská republika
NL: Holland; The Netherlands; Netherlands (the); Hollande; Holanda; Olanda; Kingdom of the Netherlands
CH: Swiss Confederation; Helvetia; Schweiz; Suisse; Svizzera; Svizra
CN: PRC; China (Mainland); China, mainland; P.R. China; PR China; People's Republic of China; China, People's Republic of; Mainland China; 中华人民共和国
TW: Taiwan; Taiwan, Province of China; Taiwan, R.O.C.; Taiwan (R.O.C.); Taiwan, China; Republic of China; Chinese Taipei; 臺灣; 台湾
HK: Hong Kong; Hong Kong, China; Hong Kong S.A.R.; Hong Kong (China); Hong Kong (SAR); Hong Kong SAR; Hongkong; Hong Kong SAR China; 香港
MO: Macau; Macao, China; Macau, China; Macao; Macao SAR; 澳門
VN: Viet Nam; Vietnam
IR: Iran; Iran, Islamic Republic of; Islamic Republic of Iran; Iran (Islamic Republic of)
SY: Syria; Syrian Arab Republic
VE: Venezuela; Venezuela, Bolivarian Republic of; Venezuela (Bolivarian Republic of)
BO: Bolivia; Bolivia, Plurinational State of; Bolivia (Plurinational State of)
TZ: Tanzania; Tanzania, United Republic of; United Republic of Tanzania
MD: Moldova; Moldova, Republic of; Republic of Moldova
MK: Macedonia; FYR Macedonia; F.Y.R. Macedonia; Macedonia (FYROM); The former Yugoslav Republic of Macedonia; North Macedonia; FYROM; Macedonia, the former Yugoslav Republic of; Republic of North Macedonia
LA: Laos; Lao PDR; Lao People's Democratic Republic
BN: Brunei; Brunei Darussalam
CI: Ivory Coast; Côte d'Ivoire; Cote d Ivoire; Elfenbeinküste; Costa de Marfil
CD: DR Congo; D.R. Congo; Congo DR; Congo, Dem. Rep.; Zaire; DRC; Democratic Republic of the Congo; Congo, Democratic Republic of the; Congo, The Democratic Republic of the; Congo-Kinshasa; Congo (Kinshasa)
CG: Congo; Congo, Rep.; Republic of the Congo; Congo-Brazzaville; Congo (Brazzaville)
CV: Cape Verde; Cabo Verde
SZ: Swaziland; Eswatini
TL: East Timor; Timor-Leste
MM: Burma; Myanmar
PS: Palestine; Palestinian Territory; Palestinian Territories; State of Palestine; Palestine, State of; Palestinian Territory, Occupied
VA: Vatican; Vatican City; Holy See; Holy See (Vatican City State)
TR: Turkey; Türkiye; Turkiye; Republic of Türkiye
AE: UAE; U.A.E.; United Arab Emirates; Emirates; VAE
SA: Saudi Arabia; KSA; Kingdom of Saudi Arabia
NZ: New Zealand; N.Z.; Aotearoa
IE: Ireland; Ireland (Republic); Ireland, Republic; Rep. of Ireland; Southern Ireland; Republic of Ireland; Éire; Eire; Irish Republic
GR: Greece; Hellas; Hellenic Republic; EL; Ελλάς
ES: Spain; España; Kingdom of Spain; Espanya; Espainia
JP: Japan; 日本国; Nippon; Nihon
BR: Brasil; República Federativa do Brasil; Brazil
AT: Austria; Österreich; Oesterreich
BE: Belgium; België; Belgique; Belgien
DK: Denmark; Danmark
FI: Finland; Suomi
NO: Norway; Norge; Noreg
SE: Sweden; Sverige
PL: Poland; Polska
HU: Hungary; Magyarország
HR: Croatia; Hrvatska
AL: Shqipëria; Shqiperia
XK: Kosovo; Kosova
GE: Georgia; Sakartvelo
AM: Armenia; Hayastan
FM: Micronesia; Micronesia, Federated States of; Federated States of Micronesia
BS: Bahamas; The Bahamas
GM: Gambia; The Gambia
PH: Philippines; The Philippines; Republic of the Philippines; Pilipinas
LY: Libya; Libyan Arab Jamahiriya
KN: St Kitts and Nevis; Saint Kitts and Nevis
LC: St Lucia; Saint Lucia
VC: St Vincent and the Grenadines; Saint Vincent and the Grenadines
VI: US Virgin Islands; Virgin Islands, U.S.; United States Virgin Islands
VG: British Virgin Islands; Virgin Islands, British
RE: Reunion; La Réunion
MF: Saint Martin; Saint-Martin
SX: Sint Maarten
CW: Curaçao; Curacao
BQ: Bonaire; Bonaire, Sint Eustatius and Saba; Caribbean Netherlands
TT: Trinidad; Trinidad and Tobago; Trinidad & Tobago
ZA: South Africa; Republic of South Africa; RSA; Suid-Afrika; Mzansi
IN: India; Bharat; Republic of India
LK: Sri Lanka; Ceylon
MX: Mexico; México; Méjico; Estados Unidos Mexicanos
FR: République française; Rép. française; French Republic
IT: Repubblica Italiana; Italian Republic
LA: Lao P.D.R.; Lao, PDR; Lao People's Dem. Rep.
EG: Arab Republic of Egypt; Egypt, Arab Rep.
BA: Bosnia; Bosnia-Herzegovina; Bosnia & Herzegovina; BiH
AG: Antigua
BD: People's Republic of Bangladesh
DZ: People's Democratic Republic of Algeria
KG: Kyrgyz Republic
YE: Yemen, Rep.; Republic of Yemen
PT: República Portuguesa; Portuguese Republic
SG: S'pore; Singapore, Republic of
DO: Dominican Republic; Dominican Rep.; República Dominicana; Rep. Dominicana; RD`

// build fills the table. Codes come first: "GB" and "UK" are codes, and no
// name may be as short as they are but in scripts of few signs.
func build() *table {
	t := &table{
		codes:     make(map[string]string, 1600),
		exact:     make(map[string]string, 16000),
		folded:    make(map[string]string, 12000),
		languages: make(map[string]bool, 200),
	}
	regions := countries()
	for _, r := range regions {
		t.addCodes(r)
	}
	for _, extra := range [][2]string{{"UK", "GB"}, {"EL", "GR"}, {"KOS", "XK"}, {"AC", "AC"}, {"TA", "TA"}} {
		t.codes[extra[0]], t.codes[strings.ToLower(extra[0])] = extra[1], extra[1]
	}
	for line := range strings.Lines(aliases) {
		code, list, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for name := range strings.SplitSeq(list, "; ") {
			t.addName(name, code)
		}
	}
	for name := range strings.FieldsSeq(locales) {
		tag := language.MustParse(name)
		namer := display.Regions(tag)
		if namer == nil {
			continue
		}
		for _, r := range regions {
			t.addName(namer.Name(r), r.String())
		}
	}
	for a := byte('a'); a <= 'z'; a++ {
		for b := byte('a'); b <= 'z'; b++ {
			if _, err := language.ParseBase(string([]byte{a, b})); err == nil {
				t.languages[string([]byte{a, b})] = true
			}
		}
	}
	return t
}

// countries are the regions with an ISO 3166-1 code, and Kosovo.
func countries() (regions []language.Region) {
	for a := byte('A'); a <= 'Z'; a++ {
		for b := byte('A'); b <= 'Z'; b++ {
			r, err := language.ParseRegion(string([]byte{a, b}))
			if err != nil || !r.IsCountry() || r.String() != string([]byte{a, b}) || historic[r.String()] {
				continue
			}
			regions = append(regions, r)
		}
	}
	return regions
}

// historic are codes of states that are no more, and private ones, which the
// language registry still knows as countries.
var historic = map[string]bool{
	"AN": true, "BU": true, "CS": true, "DD": true, "FX": true, "NT": true, "SU": true, "TP": true,
	"YD": true, "YU": true, "ZR": true, "ZZ": true, "CP": true, "CQ": true, "DG": true, "EA": true, "IC": true, "QU": true, "QO": true, "XA": true, "XB": true,
	"CT": true, "DY": true, "EZ": true, "FQ": true, "HV": true, "JT": true, "MI": true, "NH": true, "NQ": true, "PC": true,
	"PU": true, "PZ": true, "RH": true, "UK": true, "UN": true, "VD": true, "WK": true,
}

// addCodes adds the alpha-2, alpha-3 and numeric codes of r.
func (t *table) addCodes(r language.Region) {
	code := r.String()
	for _, c := range []string{code, r.ISO3()} {
		if strings.HasPrefix(c, "Z") && len(c) == 3 && code[0] != 'Z' {
			continue // a stand-in for a region without one
		}
		t.codes[c], t.codes[strings.ToLower(c)] = code, code
	}
	if n := r.M49(); n > 0 {
		digits := []byte{'0' + byte(n/100), '0' + byte(n/10%10), '0' + byte(n%10)}
		if _, taken := t.codes[string(digits)]; !taken {
			t.codes[string(digits)] = code
		}
	}
}

// addName adds a country's name unless it is another country's, or reads like
// a code.
func (t *table) addName(name, code string) {
	folded := string(fold(nil, []byte(name)))
	if len(folded) < 3 && folded == strings.ToLower(code) || len(folded) < 2 {
		return
	}
	if len(folded) < 3 && folded[0] < 0x80 {
		return // such as UK: codes decide
	}
	if owner, taken := t.folded[folded]; taken {
		if owner == code {
			t.exact[name] = code
		}
		return
	}
	t.folded[folded] = code
	t.exact[name] = code
}
