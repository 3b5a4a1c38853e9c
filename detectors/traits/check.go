package traits

// passesLuhn says that the digits end with the check digit of ISO/IEC 7812-1.
func passesLuhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0 && len(d) > 1
}

// weightedSum sums digits times weights, from the left.
func weightedSum(d string, weights ...int) (sum int) {
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return sum
}

// remainderOf97 is the number of a string of digits and letters modulo 97,
// countLetters standing for 10 to 35 (ISO 7064 MOD 97-10).
func remainderOf97(s string) int {
	n := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			n = (n*100 + int(c-'A') + 10) % 97
		case isDigit(c):
			n = (n*10 + int(c-'0')) % 97
		default:
			return -1
		}
	}
	return n
}

// passesMod1110 says that the digits end with the check digit of ISO 7064 MOD 11,10.
func passesMod1110(d string) bool {
	p := 10
	for i := range len(d) - 1 {
		s := (p + int(d[i]-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = 2 * s % 11
	}
	return (p+int(d[len(d)-1]-'0'))%10 == 1
}

// passesEAN says that the digits end with the check digit of an EAN.
func passesEAN(d string) bool {
	sum := 0
	for i := range len(d) {
		w := 1
		if (len(d)-1-i)%2 == 1 {
			w = 3
		}
		sum += w * int(d[i]-'0')
	}
	return sum%10 == 0
}

var (
	verhoeffTimes = func() (t [10][10]byte) { // the dihedral group of order ten
		for a := range byte(10) {
			for b := range byte(10) {
				switch {
				case a < 5 && b < 5:
					t[a][b] = (a + b) % 5
				case a < 5:
					t[a][b] = 5 + (a+b-5)%5
				case b < 5:
					t[a][b] = 5 + (a-b)%5
				default:
					t[a][b] = (a + 5 - b) % 5
				}
			}
		}
		return t
	}()
	verhoeffPlaces = func() (p [8][10]byte) {
		p[0] = [10]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
		p[1] = [10]byte{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
		for i := 2; i < 8; i++ {
			for j := range 10 {
				p[i][j] = p[1][p[i-1][j]]
			}
		}
		return p
	}()
)

// passesVerhoeff says that the digits end with Verhoeff's check digit.
func passesVerhoeff(d string) bool {
	c := byte(0)
	for i := range len(d) {
		c = verhoeffTimes[c][verhoeffPlaces[i%8][d[len(d)-1-i]-'0']]
	}
	return c == 0
}

func isDigit(c byte) bool  { return c-'0' <= 9 }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// digitsOnly says that s has digits and nothing else.
func digitsOnly(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return len(s) > 0
}

// allAlike says that one digit is repeated.
func allAlike(d string) bool {
	for i := 1; i < len(d); i++ {
		if d[i] != d[0] {
			return false
		}
	}
	return true
}
