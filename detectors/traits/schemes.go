package traits

import (
	"strings"
	"time"

	"github.com/dialmap/dialmap/detectors/check"
)

// scheme is how one country writes an identity number. form is told of the
// numberOf without spaces, dots, hyphens and slashes, in upper case.
type scheme struct {
	name   string
	chance float64 // share of random numbers of its form that pass
	form   func(s string) bool
}

// schemes are the national identity numbers, by country. What is not a check here
// stands at the issuer's; where no issuer states it, at the sources named in
// docs/traits.md.
var schemes = []scheme{
	{"us.ssn", 0.89, func(s string) bool {
		return hasDigits(s, 9) && s[:3] != "000" && s[:3] != "666" && s[0] != '9' && s[3:5] != "00" && s[5:] != "0000" && s != "078051120" && s != "219099999" && s != "457555462"
	}},
	{"us.itin", 0.43, func(s string) bool {
		return hasDigits(s, 9) && s[0] == '9' && (isBetween(s[3:5], 50, 65) || isBetween(s[3:5], 70, 88) || isBetween(s[3:5], 90, 92) || isBetween(s[3:5], 94, 99))
	}},
	{"ca.sin", 0.08, func(s string) bool { return hasDigits(s, 9) && s[0] != '0' && s[0] != '8' && check.Luhn(s) }},
	{"mx.curp", 0.02, isCURP},
	{"br.cpf", 0.01, func(s string) bool {
		if !hasDigits(s, 11) || allAlike(s) {
			return false
		}
		first := 10 * weightedSum(s, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11 % 10
		second := 10 * weightedSum(s, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11 % 10
		return int(s[9]-'0') == first && int(s[10]-'0') == second
	}},
	{"ar.cuit", 0.10, func(s string) bool {
		if !hasDigits(s, 11) || !oneOf(s[:2], "20 23 24 27 30 33 34 50 51 55") {
			return false
		}
		c := 11 - weightedSum(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11
		if c == 10 {
			c = 9
		}
		return int(s[10]-'0') == c%11
	}},
	{"cl.rut", 0.09, func(s string) bool {
		if len(s) < 8 || len(s) > 9 || !digitsOnly(s[:len(s)-1]) {
			return false
		}
		sum, w := 0, 2
		for i := len(s) - 2; i >= 0; i-- {
			sum += int(s[i]-'0') * w
			if w++; w > 7 {
				w = 2
			}
		}
		return s[len(s)-1] == "0K987654321"[sum%11]
	}},
	{"gb.nhs", 0.09, func(s string) bool { return hasDigits(s, 10) && weightedSum(s, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }},
	{"gb.nino", 0.55, isNINO},
	{"ie.pps", 0.04, func(s string) bool {
		if len(s) != 8 && len(s) != 9 || !digitsOnly(s[:7]) || !isLetter(s[7]) || len(s) == 9 && strings.IndexByte("ABCDEFGHIWTX", s[8]) < 0 {
			return false
		}
		sum := weightedSum(s, 8, 7, 6, 5, 4, 3, 2)
		if len(s) == 9 && s[8] >= 'A' && s[8] <= 'I' {
			sum += 9 * int(s[8]-'A'+1)
		}
		return s[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum%23]
	}},
	{"fr.nir", 0.01, func(s string) bool {
		if len(s) != 15 {
			return false
		}
		n := strings.NewReplacer("2A", "19", "2B", "18").Replace(s[5:7])
		n = s[:5] + n + s[7:]
		return digitsOnly(n) && strings.IndexByte("123478", n[0]) >= 0 && numberOf(n[13:]) == 97-numberOf(n[:13])%97
	}},
	{"de.idnr", 0.0025, isIdNr},
	{"at.vnr", 0.08, func(s string) bool {
		return hasDigits(s, 10) && s[0] != '0' && (weightedSum(s, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6)%11) == int(s[3]-'0')
	}},
	{"ch.ssn", 0.10, func(s string) bool { return hasDigits(s, 13) && strings.HasPrefix(s, "756") && check.EAN(s) }},
	{"it.codicefiscale", 0.023, isCodiceFiscale},
	{"es.dni", 0.035, func(s string) bool {
		return len(s) == 9 && digitsOnly(s[:8]) && s[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[numberOf(s[:8])%23]
	}},
	{"es.nie", 0.04, func(s string) bool {
		if len(s) != 9 || strings.IndexByte("XYZ", s[0]) < 0 || !digitsOnly(s[1:8]) {
			return false
		}
		return s[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[numberOf(string(s[0]-'X'+'0')+s[1:8])%23]
	}},
	{"pt.nif", 0.09, func(s string) bool {
		if !hasDigits(s, 9) || s[0] == '0' {
			return false
		}
		c := 11 - weightedSum(s, 9, 8, 7, 6, 5, 4, 3, 2)%11
		return int(s[8]-'0') == c*toInt(c < 10)
	}},
	{"nl.bsn", 0.09, func(s string) bool {
		return hasDigits(s, 9) && s != "000000000" && weightedSum(s, 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 == 0
	}},
	{"be.nn", 0.02, func(s string) bool {
		if !hasDigits(s, 11) {
			return false
		}
		c := numberOf(s[9:])
		return c == 97-numberOf(s[:9])%97 && bornIn(1900, s[:2], s[2:4], s[4:6]) || c == 97-numberOf("2"+s[:9])%97 && bornIn(2000, s[:2], s[2:4], s[4:6])
	}},
	{"dk.cpr", 0.98, func(s string) bool { return hasDigits(s, 10) && bornAnyCentury(s[4:6], s[2:4], s[:2]) }},
	{"se.personnummer", 0.09, func(s string) bool {
		if hasDigits(s, 12) && (s[:2] == "19" || s[:2] == "20" || s[:2] == "18") {
			s = s[2:]
		}
		return hasDigits(s, 10) && bornAnyCentury(s[:2], s[2:4], lessThan(s[4:6], 60)) && check.Luhn(s)
	}},
	{"no.fodselsnummer", 0.01, func(s string) bool {
		if !hasDigits(s, 11) || !bornAnyCentury(s[4:6], lessThan(lessThan(s[2:4], 80), 40), lessThan(s[:2], 40)) {
			return false
		}
		first := (11 - weightedSum(s, 3, 7, 6, 1, 8, 9, 4, 5, 2)%11) % 11
		second := (11 - weightedSum(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
		return int(s[9]-'0') == first && int(s[10]-'0') == second
	}},
	{"fi.hetu", 0.023, func(s string) bool {
		if len(s) != 10 && len(s) != 11 { // the sign of the century may have gone with the punctuation
			return false
		}
		date, rest := s[:6], s[6:]
		if len(s) == 11 {
			if strings.IndexByte("+-YXWVUABCDEF", s[6]) < 0 {
				return false
			}
			rest = s[7:]
		}
		return digitsOnly(date+rest[:3]) && numberOf(rest[:3]) >= 2 && bornAnyCentury(date[4:], date[2:4], date[:2]) && rest[3] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[numberOf(date+rest[:3])%31]
	}},
	{"is.kennitala", 0.09, func(s string) bool {
		return hasDigits(s, 10) && strings.IndexByte("890", s[9]) >= 0 && bornAnyCentury(s[4:6], s[2:4], lessThan(s[:2], 40)) && (11-weightedSum(s, 3, 2, 7, 6, 5, 4, 3, 2)%11)%11 == int(s[8]-'0')
	}},
	{"ee.ik", 0.09, isBaltic},
	{"lt.asmens", 0.09, isBaltic},
	{"lv.pk", 0.03, func(s string) bool {
		if !hasDigits(s, 11) {
			return false
		}
		if isBetween(s[:2], 32, 39) {
			return true
		}
		return s[6] <= '2' && bornAnyCentury(s[4:6], s[2:4], s[:2]) && (1+weightedSum(s, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9))%11%10 == int(s[10]-'0')
	}},
	{"pl.pesel", 0.09, func(s string) bool {
		return hasDigits(s, 11) && bornAnyCentury(s[:2], monthBy(s[2:4], 80, 20), s[4:6]) && weightedSum(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)%10 == 0
	}},
	{"cz.rc", 0.09, func(s string) bool {
		if !hasDigits(s, 10) && !hasDigits(s, 9) || !bornAnyCentury(s[:2], lessThan(lessThan(s[2:4], 50), 20), s[4:6]) {
			return false
		}
		if len(s) == 9 {
			return numberOf(s[:2]) < 54 && s[6:] != "000"
		}
		return numberOf(s)%11 == 0 || numberOf(s[:9])%11 == 10 && s[9] == '0' && isBetween(s[:2], 54, 85) // so until 1985
	}},
	{"ro.cnp", 0.05, func(s string) bool {
		if !hasDigits(s, 13) || s[0] == '0' || !bornAnyCentury(s[1:3], s[3:5], s[5:7]) || !isBetween(s[7:9], 1, 52) && s[7:9] != "70" && !isBetween(s[7:9], 80, 83) {
			return false
		}
		c := weightedSum(s, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
		return int(s[12]-'0') == c%10+toInt(c == 10) // ten is written 1
	}},
	{"bg.egn", 0.09, func(s string) bool {
		return hasDigits(s, 10) && bornAnyCentury(s[:2], monthBy(s[2:4], 40, 20), s[4:6]) && weightedSum(s, 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 == int(s[9]-'0')
	}},
	{"hr.oib", 0.10, func(s string) bool { return hasDigits(s, 11) && check.Mod1110(s) }},
	{"yu.jmbg", 0.10, func(s string) bool {
		if !hasDigits(s, 13) || s[4] != '9' && s[4] != '0' || !isDay(1000+numberOf(s[4:7])+1000*toInt(s[4] == '0'), numberOf(s[2:4]), numberOf(s[:2])) {
			return false
		}
		c := 11 - weightedSum(s, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11
		return int(s[12]-'0') == c*toInt(c < 10)
	}},
	{"gr.amka", 0.10, func(s string) bool { return hasDigits(s, 11) && bornAnyCentury(s[4:6], s[2:4], s[:2]) && check.Luhn(s) }},
	{"tr.tckimlik", 0.01, func(s string) bool {
		if !hasDigits(s, 11) || s[0] == '0' {
			return false
		}
		odd, even := 0, 0
		for i := range 9 {
			if i%2 == 0 {
				odd += int(s[i] - '0')
			} else {
				even += int(s[i] - '0')
			}
		}
		tenth := ((7*odd-even)%10 + 10) % 10
		return int(s[9]-'0') == tenth && int(s[10]-'0') == (odd+even+tenth)%10
	}},
	{"il.idnr", 0.10, func(s string) bool { return (hasDigits(s, 9) || hasDigits(s, 8)) && s != "000000000" && check.Luhn(s) }},
	{"za.idnr", 0.10, func(s string) bool {
		return hasDigits(s, 13) && bornAnyCentury(s[:2], s[2:4], s[4:6]) && s[10] <= '1' && check.Luhn(s)
	}},
	{"in.aadhaar", 0.08, func(s string) bool { return hasDigits(s, 12) && s[0] >= '2' && !isPalindrome(s) && check.Verhoeff(s) }},
	{"in.pan", 0.04, func(s string) bool {
		return len(s) == 10 && lettersOnly(s[:5]) && strings.IndexByte("ABCFGHJLPT", s[3]) >= 0 && digitsOnly(s[5:9]) && isLetter(s[9])
	}},
	{"cn.ric", 0.08, func(s string) bool {
		if len(s) != 18 || !digitsOnly(s[:17]) || s[0] == '0' || !isDay(numberOf(s[6:10]), numberOf(s[10:12]), numberOf(s[12:14])) {
			return false
		}
		return s[17] == "10X98765432"[weightedSum(s, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)%11]
	}},
	{"kr.rrn", 0.09, func(s string) bool {
		return hasDigits(s, 13) && bornAnyCentury(s[:2], s[2:4], s[4:6]) && (11-weightedSum(s, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)%11)%10 == int(s[12]-'0')
	}},
	{"jp.mynumber", 0.10, func(s string) bool {
		if !hasDigits(s, 12) {
			return false
		}
		c := 11 - weightedSum(s, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11
		return int(s[11]-'0') == c*toInt(c < 10)
	}},
	{"sg.nric", 0.04, isNRIC},
	{"my.nric", 0.98, func(s string) bool {
		return hasDigits(s, 12) && bornAnyCentury(s[:2], s[2:4], s[4:6]) && (isBetween(s[6:8], 1, 16) || isBetween(s[6:8], 21, 59) || isBetween(s[6:8], 60, 68) || isBetween(s[6:8], 71, 72) || isBetween(s[6:8], 74, 79) || isBetween(s[6:8], 82, 93) || isBetween(s[6:8], 98, 99))
	}},
	{"th.pin", 0.11, func(s string) bool {
		return hasDigits(s, 13) && s[0] >= '1' && s[0] <= '8' && (11-weightedSum(s, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11)%10 == int(s[12]-'0')
	}},
	{"tw.id", 0.10, func(s string) bool {
		if len(s) != 10 || !isLetter(s[0]) || !digitsOnly(s[1:]) || strings.IndexByte("1289", s[1]) < 0 {
			return false
		}
		n := strings.IndexByte("ABCDEFGHJKLMNPQRSTUVXYWZIO", s[0]) + 10
		return (n/10+9*(n%10)+weightedSum(s[1:], 8, 7, 6, 5, 4, 3, 2, 1, 1))%10 == 0
	}},
	{"hk.hkid", 0.09, func(s string) bool {
		if len(s) != 8 && len(s) != 9 {
			return false
		}
		if len(s) == 8 {
			s = " " + s
		}
		sum := 0
		for i := range 8 {
			v := 36
			switch c := s[i]; {
			case c == ' ' && i == 0:
			case isLetter(c) && i < 2:
				v = int(c-'A') + 10
			case isDigit(c) && i >= 2:
				v = int(c - '0')
			default:
				return false
			}
			sum += v * (9 - i)
		}
		switch c := s[8]; {
		case c == 'A':
			sum += 10
		case isDigit(c):
			sum += int(c - '0')
		default:
			return false
		}
		return sum%11 == 0
	}},
	{"au.tfn", 0.095, func(s string) bool { return hasDigits(s, 9) && weightedSum(s, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 == 0 }},
	{"au.medicare", 0.10, func(s string) bool {
		return (hasDigits(s, 10) || hasDigits(s, 11)) && s[0] >= '2' && s[0] <= '6' && weightedSum(s, 1, 3, 7, 9, 1, 3, 7, 9)%10 == int(s[8]-'0')
	}},
	{"nz.ird", 0.015, func(s string) bool {
		if !hasDigits(s, 8) && !hasDigits(s, 9) || numberOf(s) < 10_000_000 || numberOf(s) > 150_000_000 {
			return false
		}
		if len(s) == 8 {
			s = "0" + s
		}
		c := (11 - weightedSum(s, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
		if c == 10 {
			c = (11 - weightedSum(s, 7, 4, 3, 2, 5, 2, 7, 6)%11) % 11
		}
		return c == int(s[8]-'0')
	}},
	{"ru.inn", 0.01, func(s string) bool {
		return hasDigits(s, 12) && weightedSum(s, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == int(s[10]-'0') && weightedSum(s, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == int(s[11]-'0')
	}},
	{"ru.snils", 0.01, func(s string) bool {
		return hasDigits(s, 11) && numberOf(s[:9]) > 1001998 && weightedSum(s, 9, 8, 7, 6, 5, 4, 3, 2, 1)%101%100 == numberOf(s[9:])
	}},
	{"ua.rntrc", 0.10, func(s string) bool {
		return hasDigits(s, 10) && ((weightedSum(s, -1, 5, 7, 9, 4, 6, 10, 5, 7)%11+11)%11)%10 == int(s[9]-'0')
	}},
	{"kz.iin", 0.10, func(s string) bool {
		if !hasDigits(s, 12) || s[6] > '6' || !bornAnyCentury(s[:2], s[2:4], s[4:6]) {
			return false
		}
		c := weightedSum(s, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) % 11
		if c == 10 {
			c = weightedSum(s, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2) % 11
		}
		return c == int(s[11]-'0')
	}},
	{"sa.id", 0.10, func(s string) bool { return hasDigits(s, 10) && (s[0] == '1' || s[0] == '2') && check.Luhn(s) }},
	{"ae.id", 0.10, func(s string) bool { return hasDigits(s, 15) && strings.HasPrefix(s, "784") && check.Luhn(s) }},
	{"pk.cnic", 1, func(s string) bool { return hasDigits(s, 13) && s[0] >= '1' && s[0] <= '7' && s[12] != '0' }},
}

func hasDigits(s string, n int) bool { return len(s) == n && digitsOnly(s) }

func numberOf(d string) (n int) {
	for i := range len(d) {
		n = 10*n + int(d[i]-'0')
	}
	return n
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func isBetween(d string, low, high int) bool { n := numberOf(d); return n >= low && n <= high }

func oneOf(s, list string) bool {
	for f := range strings.FieldsSeq(list) {
		if f == s {
			return true
		}
	}
	return false
}

func lettersOnly(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) {
			return false
		}
	}
	return true
}

func isPalindrome(s string) bool {
	for i := range len(s) / 2 {
		if s[i] != s[len(s)-1-i] {
			return false
		}
	}
	return true
}

// isDay says that there was such a day, and that it is past.
func isDay(y, m, d int) bool {
	if y < 1800 || m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t.Day() == d && !t.After(time.Now())
}

func bornIn(century int, yy, mm, dd string) bool {
	if mm == "00" || dd == "00" { // a birthday that nobody knows
		return numberOf(mm) <= 12 && numberOf(dd) <= 31
	}
	return isDay(century+numberOf(yy), numberOf(mm), numberOf(dd))
}

func bornAnyCentury(yy, mm, dd string) bool {
	return isDay(1900+numberOf(yy), numberOf(mm), numberOf(dd)) || isDay(2000+numberOf(yy), numberOf(mm), numberOf(dd))
}

// lessThan takes what a scheme adds to a day or month away again.
func lessThan(d string, added int) string {
	if n := numberOf(d); n > added {
		return string([]byte{byte((n-added)/10%10) + '0', byte((n-added)%10) + '0'})
	}
	return d
}

// monthBy takes the steps away that a scheme adds to a month, one a century.
func monthBy(mm string, most, step int) string {
	for added := most; added > 0; added -= step {
		if numberOf(mm) > added {
			return lessThan(mm, added)
		}
	}
	return mm
}

func isIdNr(s string) bool {
	if !hasDigits(s, 11) || s[0] == '0' {
		return false
	}
	var count [10]int
	for i := range 10 {
		count[s[i]-'0']++
	}
	more := 0
	for _, n := range count {
		if n > 3 {
			return false
		}
		more += toInt(n > 1)
	}
	return more == 1 && check.Mod1110(s)
}

func isBaltic(s string) bool {
	if !hasDigits(s, 11) || s[0] == '0' || s[0] == '9' || !isDay(1800+100*((int(s[0]-'0')-1)/2)+numberOf(s[1:3]), numberOf(s[3:5]), numberOf(s[5:7])) {
		return false
	}
	c := weightedSum(s, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11
	if c == 10 {
		c = weightedSum(s, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10
	}
	return c == int(s[10]-'0')
}

func isNINO(s string) bool {
	return len(s) == 9 && lettersOnly(s[:2]) && digitsOnly(s[2:8]) && s[8] >= 'A' && s[8] <= 'D' &&
		!strings.ContainsAny(s[:2], "DFIQUV") && s[1] != 'O' && !oneOf(s[:2], "BG GB KN NK NT TN ZZ")
}

func isCURP(s string) bool {
	if len(s) != 18 || !lettersOnly(s[:4]) || !digitsOnly(s[4:10]) || s[10] != 'H' && s[10] != 'M' && s[10] != 'X' || !lettersOnly(s[11:16]) || !isDigit(s[17]) || !bornAnyCentury(s[4:6], s[6:8], s[8:10]) {
		return false
	}
	sum := 0
	for i := range 17 {
		v := 0
		switch c := s[i]; {
		case isDigit(c):
			v = int(c - '0')
		case c >= 'A' && c <= 'N':
			v = int(c-'A') + 10
		case c > 'N' && c <= 'Z':
			v = int(c-'A') + 11 // Ñ lies between
		}
		sum += v * (18 - i)
	}
	return (10-sum%10)%10 == int(s[17]-'0')
}

var fiscalOdd = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

func isCodiceFiscale(s string) bool {
	if len(s) != 16 || !lettersOnly(s[:6]) || !isLetter(s[8]) || !isLetter(s[11]) || !isLetter(s[15]) || strings.IndexByte("ABCDEHLMPRST", s[8]) < 0 {
		return false
	}
	plain := []byte(s)
	for _, i := range []int{6, 7, 9, 10, 12, 13, 14} { // letters stand for digits where two people would share one
		if !isDigit(s[i]) {
			k := strings.IndexByte("LMNPQRSTUV", s[i])
			if k < 0 {
				return false
			}
			plain[i] = byte(k) + '0'
		}
	}
	if d := numberOf(string(plain[9:11])); d < 1 || d > 71 || d > 31 && d < 41 {
		return false
	}
	sum := 0
	for i := range 15 {
		v := int(s[i] - 'A')
		if isDigit(s[i]) {
			v = int(s[i] - '0')
		}
		if i%2 == 0 {
			v = fiscalOdd[v]
		}
		sum += v
	}
	return s[15] == byte(sum%26)+'A'
}

func isNRIC(s string) bool {
	if len(s) != 9 || strings.IndexByte("STFGM", s[0]) < 0 || !digitsOnly(s[1:8]) {
		return false
	}
	sum := weightedSum(s[1:8], 2, 7, 6, 5, 4, 3, 2)
	switch s[0] {
	case 'S', 'T':
		return s[8] == "JZIHGFEDCBA"[(sum+4*toInt(s[0] == 'T'))%11]
	case 'F', 'G':
		return s[8] == "XWUTRQPNMLK"[(sum+4*toInt(s[0] == 'G'))%11]
	}
	return s[8] == "KLJNPQRTUWX"[10-(sum+3)%11]
}
