package corpus

import "github.com/nyaruka/phonenumbers/v2"

// Numbers draws valid numbers for data that is made elsewhere.
type Numbers struct{ d *drawer }

// Drawn is a valid number and how libphonenumber writes it.
type Drawn struct {
	Region        string
	Code, NSN     string // digits: calling code, national significant number
	National      string // with the trunk prefix where there is one
	International string // with the plus
}

// E164 with the plus.
func (n Drawn) E164() string { return "+" + n.Code + n.NSN }

// NewNumbers draws by a seed, for a purpose.
func NewNumbers(seed uint64, purpose string) (*Numbers, error) {
	m, err := library()
	if err != nil {
		return nil, err
	}
	return &Numbers{&drawer{Rand: source(seed, purpose), Metadata: m}}, nil
}

// Draw draws a mobile or fixed-line number that is valid in region and nowhere
// else. With heads it begins with one of them: area codes.
func (n *Numbers) Draw(region string, heads ...string) Drawn {
	for {
		x := n.d.number(region)
		if len(heads) > 0 {
			head := pick(n.d, heads)
			var ok bool
			if x, ok = valid(region, phonenumbers.GetCountryCodeForRegion(region), head+x.nsn[len(head):]); !ok {
				continue
			}
		}
		switch phonenumbers.GetNumberType(x.p) {
		case phonenumbers.MOBILE, phonenumbers.FIXED_LINE, phonenumbers.FIXED_LINE_OR_MOBILE:
		default:
			continue
		}
		if len(x.valid) == 1 && x.valid[0] == region {
			return Drawn{Region: region, Code: x.code, NSN: x.nsn, National: x.national, International: x.intl}
		}
	}
}
