package format

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/dialmap/dialmap/connectors"
)

// legacyTables are tables of three columns as programs of their countries write
// them: the header and some values.
var legacyTables = []struct {
	language, header string
	values           []string
	encodings        map[string]encoding.Encoding
}{
	{"Japanese", "氏名,電話番号,備考", []string{"表 太郎,NUM,ソフト能力", "佐藤 花子,NUM,東京都", "鈴木 一郎,NUM,ポスト"}, map[string]encoding.Encoding{"shift_jis": japanese.ShiftJIS, "euc-jp": japanese.EUCJP, "iso-2022-jp": japanese.ISO2022JP}},
	{"Chinese of Taiwan", "編號,姓名,手機", []string{"王小明,林,NUM", "陳大文,高雄,NUM", "功許蓋,台北,NUM"}, map[string]encoding.Encoding{"big5": traditionalchinese.Big5}},
	{"Chinese", "姓名,手机号码,城市", []string{"王小明,NUM,北京", "李华,NUM,上海市", "张伟,NUM,广州"}, map[string]encoding.Encoding{"gb18030": simplifiedchinese.GB18030, "gbk": simplifiedchinese.GBK}},
	{"Korean", "이름,전화번호,주소", []string{"김철수,NUM,서울특별시", "이영희,NUM,부산", "박민수,NUM,대구"}, map[string]encoding.Encoding{"euc-kr": korean.EUCKR}},
	{"Russian", "имя,телефон,город", []string{"Иван Петров,NUM,Москва", "Ольга Смирнова,NUM,Казань", "Сергей,NUM,Тверь"}, map[string]encoding.Encoding{"windows-1251": charmap.Windows1251, "koi8-r": charmap.KOI8R, "ibm866": charmap.CodePage866}},
	{"Greek", "όνομα,τηλέφωνο,πόλη", []string{"Γιώργος,NUM,Αθήνα", "Μαρία,NUM,Θεσσαλονίκη"}, map[string]encoding.Encoding{"windows-1253": charmap.Windows1253}},
	{"Hebrew", "שם,טלפון,עיר", []string{"דוד,NUM,תל אביב", "שרה,NUM,ירושלים"}, map[string]encoding.Encoding{"windows-1255": charmap.Windows1255}},
	{"Arabic", "الاسم,رقم الهاتف,المدينة", []string{"محمد,NUM,القاهرة", "فاطمة,NUM,الرياض"}, map[string]encoding.Encoding{"windows-1256": charmap.Windows1256}},
	{"Thai", "ชื่อ,โทรศัพท์,จังหวัด", []string{"สมชาย,NUM,กรุงเทพ", "สมหญิง,NUM,เชียงใหม่"}, map[string]encoding.Encoding{"windows-874": charmap.Windows874}},
	{"Polish", "imię,telefon komórkowy,miasto", []string{"Łukasz,NUM,Łódź", "Małgorzata,NUM,Kraków", "Święta,NUM,Gdańsk"}, map[string]encoding.Encoding{"windows-1250": charmap.Windows1250, "iso-8859-2": charmap.ISO8859_2}},
	{"Czech", "jméno,mobilní telefon,město", []string{"Jiří,NUM,Plzeň", "Šárka,NUM,České Budějovice"}, map[string]encoding.Encoding{"windows-1250": charmap.Windows1250}},
	{"Turkish", "adı,telefon,şehir", []string{"Ayşe Çağlar,NUM,İzmir", "Işık,NUM,Muğla", "Gökçe,NUM,Eskişehir"}, map[string]encoding.Encoding{"windows-1254": charmap.Windows1254}},
	{"German", "Name,Rückrufnummer,Straße", []string{"Jörg Müller,NUM,Königsallee", "Käthe,NUM,Größe"}, map[string]encoding.Encoding{"windows-1252": charmap.Windows1252, "ibm850": charmap.CodePage850}},
	{"French", "prénom,téléphone,adresse", []string{"Élodie,NUM,à côté", "François,NUM,Orléans"}, map[string]encoding.Encoding{"windows-1252": charmap.Windows1252, "macintosh": charmap.Macintosh}},
	{"Spanish", "nombre,teléfono,dirección", []string{"José Núñez,NUM,Málaga", "Íñigo,NUM,Cádiz"}, map[string]encoding.Encoding{"windows-1252": charmap.Windows1252}},
}

func TestNamesInLegacyEncodingsAreRead(t *testing.T) {
	for _, c := range legacyTables {
		for name, e := range c.encodings {
			for _, rows := range []int{12, 300} {
				t.Run(fmt.Sprint(c.language, " in ", name, " of ", rows, " rows"), func(t *testing.T) {
					var text strings.Builder
					text.WriteString(c.header + "\n")
					for i := range rows {
						text.WriteString(strings.Replace(c.values[i%len(c.values)], "NUM", fmt.Sprintf("+1 415 555 01%02d", i%100), 1) + "\n")
					}
					raw, err := e.NewEncoder().String(text.String())
					if err != nil {
						t.Fatal(err)
					}
					want := readAll(t, strings.NewReader(text.String()), Options{Name: "a.csv"}).String()
					if got := readAll(t, strings.NewReader(raw), Options{Name: "a.csv"}).String(); got != want {
						t.Errorf("got  %.300s\nwant %.300s", got, want)
					}
					piped := strings.ReplaceAll(text.String(), ",", "|")
					if raw, err = e.NewEncoder().String(piped); err != nil {
						t.Fatal(err)
					}
					if got := readAll(t, strings.NewReader(raw), Options{Name: "a.csv"}).String(); got != want {
						t.Errorf("with pipes: got  %.300s\nwant %.300s", got, want)
					}
					if l, ok := Look("a.csv", []byte(raw)); ok {
						lines := result{types: map[string]string{}}
						open := map[string]bool{}
						for b, err := range l.ReadLines(t.Context(), strings.NewReader(raw[l.Start:]), l.Start, Options{}) {
							if err != nil {
								t.Fatal(err)
							}
							open = lines.add(b, open)
						}
						if got := lines.String(); got != want {
							t.Errorf("by lines: got  %.300s\nwant %.300s", got, want)
						}
					}
				})
			}
		}
	}
}

func TestJSONInLegacyEncodingsIsRead(t *testing.T) {
	text := strings.Repeat("{\"名前\": \"表ソ能\", \"電話\": \"03-5555-0100\"}\n", 20)
	raw, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := readAll(t, strings.NewReader(text), Options{Name: "a.ndjson"}).String()
	if got := readAll(t, strings.NewReader(raw), Options{Name: "a.ndjson"}); got.String() != want || len(got.gaps) > 0 {
		t.Errorf("got %.200s and gaps %v", got, got.gaps)
	}
}

func TestEBCDICIsReadOrSaid(t *testing.T) {
	text := "NAME      PHONE\nSMITH     +1 415 555 0123\nJONES     +1 415 555 0124\n"
	raw, err := charmap.CodePage037.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, strings.NewReader(strings.ReplaceAll(raw, "\x25", "\x15")), Options{Name: "a.txt"})
	if len(got.gaps) > 0 || !strings.Contains(got.String(), sampleNumber) {
		t.Errorf("with line ends: %v, gaps %v", got, got.gaps)
	}
	got = readAll(t, strings.NewReader(strings.ReplaceAll(raw, "\x25", "\x40")), Options{Name: "a.dat"})
	if len(got.docs) > 0 || len(got.gaps) != 1 || got.gaps[0].Reason != connectors.Unsupported || !strings.Contains(got.gaps[0].Text, "EBCDIC") {
		t.Errorf("without: %v, gaps %v", got, got.gaps)
	}
}

func TestTextIsASCIIForLongBeforeItsEncodingShows(t *testing.T) {
	raw, err := charmap.Windows1252.NewEncoder().String(strings.Repeat("plain text\n", 10000) + strings.Repeat("Téléphone de José: é\n", 10))
	if err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, strings.NewReader(raw), Options{Name: "a.txt"}); got.docs[10001]["text"][0] != "Téléphone de José: é" {
		t.Errorf("got %q", got.docs[10001])
	}
}

func TestSegmentsAndQuotedLinesAreRecords(t *testing.T) {
	for _, c := range []struct {
		name, file, in string
		want           []string
	}{
		{"X12 of one line", "a.edi", "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261201*1200*^*00501*000000001*0*P*:~PER*IC**TE*2125550100~N1*PE*A~SE*1~", []string{"PER*IC**TE*2125550100"}},
		{"EDIFACT of one line", "a.edi", "UNB+UNOC:3+A+B+261201:1200+1'COM+?+12125550100:TE'COM+x:EM'UNZ+1'", []string{"COM++12125550100:TE"}},
		{"quoted-printable", "a.txt", "Call 020 79=\n46 0001\nor 020=C2=A07946=200002\n", []string{"Call 020 7946 0001", "or 020\u00a07946 0002"}},
		{"carriage returns alone", "a.txt", "one\rtwo\rthree", []string{"one", "two", "three"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, strings.NewReader(c.in), Options{Name: c.file})
			for _, want := range c.want {
				found := false
				for _, d := range got.docs {
					found = found || len(d["text"]) == 1 && d["text"][0] == want
				}
				if !found {
					t.Errorf("no record %q in %q", want, got.docs)
				}
			}
		})
	}
}
