package format

import (
	"encoding/base64"
	"strings"
	"testing"
)

const mailHead = "From: =?utf-8?q?Ada_=C3=96?= <ada@example.org>\r\nTo: ben@example.org\r\nSubject: call\r\n me\r\nMIME-Version: 1.0\r\nX-Phone: +1 415 555 0199\r\n"

func init() {
	message := "From: a@example.org\nTo: b@example.org\nSubject: +1 415 555 0123\n\nhello\n"
	samples[Mbox] = sample{"From a Mon Jan  1 00:00:00 2024\n" + message + "\nFrom b Mon Jan  1 00:00:00 2024\n" + strings.Replace(message, sampleNumber, "x", 1), "subject"}
	attached := "From: a@example.org\nSubject: +1 415 555 0123\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Disposition: attachment; filename=a.txt\n\nmore\n--b--\n"
	samples[Mail] = sample{attached, "subject"}
}

func TestAMessageIsARecord(t *testing.T) {
	csv := base64.StdEncoding.EncodeToString([]byte("id,phone\n1,020 7946 0001\n2,020 7946 0002\n"))
	head := "from=Ada Ö <ada@example.org> subject=call me "
	for _, c := range []struct{ name, in, want string }{
		{"plain", mailHead + "\r\nRing 020 7946 0001\r\n", head + "text=Ring 020 7946 0001 to=ben@example.org x-phone=+1 415 555 0199"},
		{"quoted-printable in Latin", mailHead + "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nT=E9l=E9phone 01 99=\r\n 00 12=20\r\n", head + "text=Téléphone 01 99 00 12 to=ben@example.org x-phone=+1 415 555 0199"},
		{"two forms of a text, and a table in base64", mailHead + "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n" +
			"--a\r\nContent-Type: text/plain\r\n\r\nRing 020 7946 0001, please, please\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>Ring 020 7946 0001\r\n--a--\r\n" +
			"--m\r\nContent-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"list.csv\"\r\n\r\n" + csv[:20] + "\r\n" + csv[20:] + "\r\n--m--\r\n",
			head + "text=Ring 020 7946 0001, please, please to=ben@example.org x-phone=+1 415 555 0199 | list.csv.id=1 list.csv.phone=020 7946 0001 | list.csv.id=2 list.csv.phone=020 7946 0002"},
		{"a page alone", mailHead + "Content-Type: text/html\r\n\r\n<style>x</style><p>Ring <b>020</b> 7946&nbsp;0001<p>x", "from=Ada Ö <ada@example.org> html=Ring 020 7946 0001\nx subject=call me to=ben@example.org x-phone=+1 415 555 0199"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, strings.NewReader(c.in), Options{Name: "a.eml"})
			if got.String() != c.want || len(got.gaps) > 0 {
				t.Errorf("got  %q\nwant %q\ngaps %v", got.String(), c.want, got.gaps)
			}
		})
	}
}

func FuzzMail(f *testing.F) {
	f.Add([]byte(samples[Mbox].content))
	f.Add([]byte(samples[Mail].content))
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) < 1<<16 {
			readAll(t, strings.NewReader(string(in)), Options{Kind: Mbox})
			readAll(t, strings.NewReader(string(in)), Options{Kind: Mail})
		}
	})
}
