package traits

import (
	"crypto/sha256"
	"math/big"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/dialmap/dialmap/detectors"
)

// cellForm is what the values of a column that is named for a kind look like.
type cellForm struct {
	least  float64 // share of the values that must
	most   int     // different values there may be; 0: any number
	byName bool    // the form tells little: the name decided
	is     func(v string) bool
}

var cellForms = map[detectors.Kind]cellForm{
	detectors.Email:          {0.5, 0, false, isEmailCell},
	detectors.PersonName:     {0.6, 0, false, isNameCell},
	detectors.PostalAddress:  {0.6, 0, false, isAddressCell},
	detectors.Postcode:       {0.7, 0, false, isPostcodeCell},
	detectors.Handle:         {0.7, 0, true, isHandleCell},
	detectors.BirthDate:      {0.6, 0, false, isBirthCell},
	detectors.Passport:       {0.7, 0, true, isIdentifier},
	detectors.DrivingLicence: {0.7, 0, true, isIdentifier},
	detectors.Nationality:    {0.7, 260, false, isShortWord},
	detectors.Gender:         {0.9, 12, false, isGenderCell},
	detectors.PaymentCard:    {0.5, 0, false, func(v string) bool { s := compactForm([]byte(v)); return digitsOnly(s) && isCard(s) || isMaskedCard(v) }},
	detectors.BankAccount:    {0.5, 0, true, func(v string) bool { s := compactForm([]byte(v)); return isIBAN(s) || isIdentifier(v) }},
	detectors.CryptoAddress:  {0.5, 0, false, isCryptoAddress},
	detectors.Credential:     {0.7, 0, true, isSecretCell},
	detectors.IPAddress:      {0.5, 0, false, isIPCell},
	detectors.MACAddress:     {0.5, 0, false, func(v string) bool { return isMAC([]byte(v)) || len(v) == 12 && isHexText(v) }},
	detectors.DeviceID:       {0.6, 0, false, isDeviceCell},
	detectors.Geolocation:    {0.8, 0, false, isCoordinate},
	detectors.Vehicle:        {0.6, 0, true, isVehicleCell},
	detectors.Health:         {0.7, 0, true, isFinding},
	detectors.BeliefsOrigin:  {0.7, 260, true, isShortWord},
	detectors.Biometric:      {0.7, 0, true, func(v string) bool { return len(v) >= 16 }},
}

// KindsOf are the kinds that a value of a column that was decided is of.
func (Finder) KindsOf(t *detectors.ColumnTrait, value []byte) (k detectors.Kinds) {
	if t.Kind == detectors.NoKind || isPlaceholder(value) {
		return 0
	}
	k = k.With(t.Kind)
	if t.Kind == detectors.BirthDate {
		if born, ok := birthOf(strings.TrimSpace(string(value[:min(len(value), 40)]))); ok && born.AddDate(18, 0, 0).After(time.Now()) {
			k = k.With(detectors.Minor)
		}
	}
	return k
}

func isEmailCell(v string) bool {
	v = strings.TrimSuffix(strings.TrimPrefix(v, "mailto:"), ">")
	if i := strings.LastIndexByte(v, '<'); i >= 0 {
		v = v[i+1:]
	}
	at := strings.LastIndexByte(v, '@')
	if at <= 0 || strings.ContainsAny(v[:at], " \t,;@") {
		return false
	}
	return isEmail([]byte(v[:at]), []byte(v[at+1:]))
}

func isIPCell(v string) bool {
	a, err := netip.ParseAddr(v)
	if err != nil {
		p, err := netip.ParseAddrPort(v)
		return err == nil && p.IsValid()
	}
	return !a.IsUnspecified()
}

// countLetters counts the letters, digits and other signs of a value; spaces and what
// joins the parts of a name count as nothing.
func countLetters(v string) (letters, digits, others int) {
	for _, r := range v {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case r == ' ' || r == '-' || r == '\'' || r == '’' || r == '.' || r == ',':
		default:
			others++
		}
	}
	return letters, digits, others
}

func isNameCell(v string) bool {
	l, d, o := countLetters(v)
	return l > 0 && d == 0 && o <= 1 && len(v) <= 80 && len(strings.Fields(v)) <= 6
}

func isShortWord(v string) bool {
	l, d, _ := countLetters(v)
	return l > 0 && d == 0 && len(v) <= 60
}

func isGenderCell(v string) bool {
	l, d, o := countLetters(v)
	return len(v) <= 24 && o == 0 && (l > 0 && d == 0 || l == 0 && d == 1)
}

func isAddressCell(v string) bool {
	l, _, _ := countLetters(v)
	return l >= 2 && len(v) >= 4 && len(v) <= 200 && !strings.Contains(v, "@") && !strings.Contains(v, "://")
}

func isPostcodeCell(v string) bool {
	l, d, o := countLetters(v)
	return o == 0 && d >= 2 && d <= 9 && l <= 5 && len(v) <= 12
}

func isHandleCell(v string) bool {
	return len(v) >= 2 && len(v) <= 80 && !strings.Contains(v, " ") && strings.IndexFunc(v, unicode.IsLetter) >= 0
}

// isIdentifier says that a value can be a number that somebody was given:
// digits, perhaps with letters, without words.
func isIdentifier(v string) bool {
	s := compactForm([]byte(v))
	d := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			d++
		} else if !isLetter(s[i]) && s[i] != '*' {
			return false
		}
	}
	return len(s) >= 5 && len(s) <= 24 && d >= 3
}

func isMaskedCard(v string) bool {
	s := compactForm([]byte(v))
	return len(s) >= 15 && len(s) <= 19 && strings.Count(s, "*")+strings.Count(s, "X") >= 5 && digitsOnly(s[len(s)-4:])
}

// layouts of dates, the day first where that is not plain.
var layouts = []string{"2006-01-02", "2006-1-2", "2006/01/02", "2006/1/2", "2006.01.02", "02.01.2006", "2.1.2006", "02/01/2006", "2/1/2006", "01/02/2006", "1/2/2006", "02-01-2006", "01-02-2006", "20060102", "2 Jan 2006", "Jan 2, 2006", "2 January 2006", "January 2, 2006", "02-Jan-2006", "2006年1月2日"}

// birthOf reads a day: as text, as a figure of year, month and day, as the count
// of days of a spreadsheet, as seconds or milliseconds since 1970.
func birthOf(v string) (t time.Time, ok bool) {
	if i := strings.IndexAny(v, "T"); i == 10 || len(v) > 11 && v[10] == ' ' {
		v = v[:10]
	}
	for _, l := range layouts {
		if len(v) < 6 {
			break
		}
		if t, err := time.Parse(l, v); err == nil {
			return t, isBirth(t)
		}
	}
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case err != nil:
		return t, false
	case n > 366 && n < 60_000 && len(v) == 5:
		t = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n))
	case n > -2_300_000_000 && n < 2_000_000_000 && (n < -1_000_000 || n > 1_000_000):
		t = time.Unix(n, 0)
	case n > -2_300_000_000_000 && n < 2_000_000_000_000:
		t = time.UnixMilli(n)
	default:
		return t, false
	}
	return t, isBirth(t)
}

func isBirth(t time.Time) bool { return t.Year() >= 1900 && !t.After(time.Now()) }

func isBirthCell(v string) bool { _, ok := birthOf(v); return ok }

func isSecretCell(v string) bool {
	return len(v) >= 4 && !strings.EqualFold(v, "true") && !strings.EqualFold(v, "false")
}

// isPasswordHash says that a value has the form in which systems keep passwords.
func isPasswordHash(v string) bool {
	for _, p := range []string{"$2a$", "$2b$", "$2y$", "$argon2", "$pbkdf2", "$scrypt$", "$1$", "$5$", "$6$", "pbkdf2_sha", "bcrypt$", "{SSHA}", "{BCRYPT}", "SCRAM-SHA-256$", "-----BEGIN PRIVATE", "-----BEGIN RSA PRIVATE", "-----BEGIN OPENSSH PRIVATE"} {
		if strings.HasPrefix(v, p) {
			return true
		}
	}
	return false
}

func isHexText(v string) bool {
	for i := range len(v) {
		if !isHex(v[i]) {
			return false
		}
	}
	return len(v) > 0
}

// isDeviceCell says that a value names a device: an IMEI, IMSI, ICCID or UUID.
func isDeviceCell(v string) bool {
	s := compactForm([]byte(v))
	switch {
	case len(v) == 36 && strings.Count(v, "-") == 4:
		return isHexText(strings.ReplaceAll(v, "-", ""))
	case len(s) == 15 && digitsOnly(s), len(s) == 16 && (digitsOnly(s) || isHexText(s)):
		return true
	case (len(s) == 19 || len(s) == 20) && strings.HasPrefix(s, "89"):
		return digitsOnly(s)
	case len(s) == 14:
		return isHexText(s)
	}
	return false
}

func isCoordinate(v string) bool {
	v = strings.Trim(v, "()[] ")
	for part := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		f, err := strconv.ParseFloat(part, 64)
		dot := strings.IndexByte(part, '.')
		if err != nil || f < -180 || f > 180 || dot < 0 || len(part)-dot-1 < 3 {
			return len(v) >= 5 && len(v) <= 12 && isGeohash(v)
		}
	}
	return v != ""
}

func isGeohash(v string) bool {
	for _, r := range v {
		if !strings.ContainsRune("0123456789bcdefghjkmnpqrstuvwxyz", r) {
			return false
		}
	}
	return strings.ContainsAny(v, "0123456789")
}

// isVehicleCell says that a value can be the number of a vehicle or of its
// plate.
func isVehicleCell(v string) bool {
	s := compactForm([]byte(v))
	if len(s) == 17 {
		return !strings.ContainsAny(s, "IOQ") && isIdentifier(v)
	}
	l, d, o := countLetters(v)
	return o == 0 && d >= 1 && d <= 8 && l >= 1 && l <= 8 && len(v) <= 24
}

// isFinding says that a value can be a diagnosis: a code or words.
func isFinding(v string) bool {
	l, d, _ := countLetters(v)
	return l >= 1 && (d <= 6 || l > d) || len(v) == 2 && d == 1 // 0+, a group of blood
}

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// isCryptoAddress says that a value is an address of Bitcoin, by its check, or
// of Ethereum, by its form.
func isCryptoAddress(v string) bool {
	switch {
	case len(v) == 42 && strings.HasPrefix(v, "0x"):
		return isHexText(v[2:])
	case strings.HasPrefix(v, "bc1") && len(v) >= 42 && len(v) <= 62:
		return passesBech32(v)
	case len(v) < 26 || len(v) > 35 || v[0] != '1' && v[0] != '3':
		return false
	}
	n := new(big.Int)
	for i := range len(v) {
		k := strings.IndexByte(base58, v[i])
		if k < 0 {
			return false
		}
		n.Mul(n, big.NewInt(58)).Add(n, big.NewInt(int64(k)))
	}
	var b [25]byte
	if n.BitLen() > 200 {
		return false
	}
	n.FillBytes(b[:])
	sum := sha256.Sum256(b[:21])
	sum = sha256.Sum256(sum[:])
	return (b[0] == 0 || b[0] == 5) && string(sum[:4]) == string(b[21:])
}

// passesBech32 says that an address ends with the right check (BIP 173 and 350).
func passesBech32(v string) bool {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	chk := uint32(1)
	step := func(x uint32) {
		top := chk >> 25
		chk = chk&0x1ffffff<<5 ^ x
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	for _, c := range []byte("bc") {
		step(uint32(c) >> 5)
	}
	step(0)
	for _, c := range []byte("bc") {
		step(uint32(c) & 31)
	}
	for i := 3; i < len(v); i++ {
		k := strings.IndexByte(letters, v[i])
		if k < 0 {
			return false
		}
		step(uint32(k))
	}
	return chk == 1 || chk == 0x2bc830a3
}
