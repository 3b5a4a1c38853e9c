package detectors

// Kind is a kind of personal data that can stand beside a phone number.
type Kind uint8

// The kinds, in the order of their tiers.
const (
	NoKind Kind = iota
	Email
	PersonName
	PostalAddress
	Postcode
	Handle // a user name, an account of a social network
	BirthDate
	Minor // born less than 18 years before the scan
	NationalID
	Passport
	DrivingLicence
	Nationality
	Gender
	PaymentCard
	BankAccount
	CryptoAddress
	Credential
	IPAddress
	MACAddress
	DeviceID
	Geolocation
	Vehicle
	Health
	BeliefsOrigin
	Biometric
	kinds
)

// KindCount is the number of kinds; they are numbered from 1 to it.
const KindCount = int(kinds) - 1

var kindTable = [kinds]struct {
	name string
	tier int
}{
	Email: {"email", 1}, PersonName: {"name", 1}, PostalAddress: {"postal_address", 1}, Postcode: {"postcode", 1}, Handle: {"handle", 1},
	BirthDate: {"birth_date", 2}, Minor: {"minor", 2}, NationalID: {"national_id", 2}, Passport: {"passport", 2}, DrivingLicence: {"driving_licence", 2}, Nationality: {"nationality", 2}, Gender: {"gender", 2},
	PaymentCard: {"payment_card", 2}, BankAccount: {"bank_account", 2}, CryptoAddress: {"crypto_address", 2}, Credential: {"credential", 2},
	IPAddress: {"ip_address", 3}, MACAddress: {"mac_address", 3}, DeviceID: {"device_id", 3}, Geolocation: {"geolocation", 3}, Vehicle: {"vehicle", 3},
	Health: {"health", 4}, BeliefsOrigin: {"beliefs_origin", 4}, Biometric: {"biometric", 4},
}

func (k Kind) String() string { return kindTable[k].name }

// Tier is how much a kind adds to what a phone number tells: 1 contact,
// 2 identity and money, 3 traces, 4 special categories (GDPR Arts 9 and 10).
func (k Kind) Tier() int { return kindTable[k].tier }

// KindNamed returns the kind of that name, NoKind where there is none.
func KindNamed(name string) Kind {
	for k := NoKind + 1; k < kinds; k++ {
		if kindTable[k].name == name {
			return k
		}
	}
	return NoKind
}

// Kinds is a set of kinds.
type Kinds uint64

// With is s and k.
func (s Kinds) With(k Kind) Kinds { return s | 1<<k }

// Has says that k is in s.
func (s Kinds) Has(k Kind) bool { return s>>k&1 == 1 }

// Trait is other personal data found in a text.
type Trait struct {
	Start, End int // bytes of the text
	Kind       Kind
	Scheme     string // of an identity number: de.idnr; else ""
	Fictional  bool   // published for tests and documentation
}

// Column is what a companion is told of a column.
type Column struct {
	Words  []string // of its name, in lower case
	Role   string   // what its name and values say it is for: email, name, address, ...; "" unknown
	Type   string   // a connectors type
	Phone  bool     // it is read as phone numbers
	Values [][]byte // some of them
}

// ColumnTrait is what a column holds beside phones.
type ColumnTrait struct {
	Kind       Kind    `json:"kind"`
	Scheme     string  `json:"scheme,omitempty"` // of an identity number; several that fit alike, separated by spaces
	By         string  `json:"by"`               // name, values, both
	Share      float64 `json:"share"`            // of the values looked at that have its form
	Confidence float64 `json:"confidence"`
	Why        string  `json:"why"`
}

// Companion finds the personal data that lies beside phone numbers. It may be
// used by many goroutines at once.
type Companion interface {
	// Column decides what a column holds; Kind is NoKind where it is nothing
	// of the kinds.
	Column(c Column) ColumnTrait

	// Traits appends what stands in a text to dst: the kinds whose form alone
	// tells.
	Traits(dst []Trait, text []byte) []Trait

	// KindsOf are the kinds that one value of a decided column is of: that of
	// the column, a minor's too where it is their day of birth; none where the
	// value stands for nothing.
	KindsOf(t *ColumnTrait, value []byte) Kinds
}
