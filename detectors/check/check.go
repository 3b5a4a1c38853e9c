// Package check knows the check digits of numbers that people and things are
// given. They speak for an identity number, a card or an account, and against a
// phone. Digits are ASCII; nothing else is looked at.
package check

// Digits are how a caller holds a number.
type Digits interface{ ~string | ~[]byte }

// Luhn says that digits end with the check digit of ISO/IEC 7812-1, of cards and
// devices.
func Luhn[T Digits](d T) bool {
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
	return sum%10 == 0
}

// EAN says that digits end with the check digit of GS1, of articles; ISBN-13 has
// it too.
func EAN[T Digits](d T) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			n *= 3
		}
		sum += n
	}
	return sum%10 == 0
}

// IBAN says that an account's number, without spaces and in upper case, leaves 1
// when divided by 97 (ISO 13616): its first four characters go to the end, and
// letters count from 10.
func IBAN[T Digits](v T) bool {
	rest := 0
	for i := range len(v) {
		switch c := v[(i+4)%len(v)]; {
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		case c-'0' <= 9:
			rest = (rest*10 + int(c-'0')) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// Mod1110 says that digits end with the check digit of ISO 7064 MOD 11,10.
func Mod1110[T Digits](d T) bool {
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

// Verhoeff says that digits end with Verhoeff's check digit.
func Verhoeff[T Digits](d T) bool {
	c := byte(0)
	for i := range len(d) {
		c = verhoeffTimes[c][verhoeffPlaces[i%8][d[len(d)-1-i]-'0']]
	}
	return c == 0
}
