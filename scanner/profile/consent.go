package profile

import (
	"errors"
	"strings"
)

// Consent is what a ledger says of some numbers of a field.
type Consent struct {
	Ledger, By, Purpose, Region, Subdivision, State string
}

// Held counts numbers, and the records that hold at least one of them.
type Held struct {
	Numbers uint64 `json:"n"`
	Records uint64 `json:"r"`
}

// HeldMoments are the moments of both, where draws found them.
type HeldMoments struct {
	Numbers Moments `json:"n"`
	Records Moments `json:"r"`
}

// Consented adds to what a ledger says of f's numbers.
func (f *Field) Consented(c Consent, n Held) {
	if f.Consents == nil {
		f.Consents = map[Consent]Held{}
	}
	sum := f.Consents[c]
	sum.Numbers += n.Numbers
	sum.Records += n.Records
	f.Consents[c] = sum
}

// DrawnConsents adds what one draw found, from a record of that many slots; see
// Drawn. It empties found for the next one.
func (f *Field) DrawnConsents(found map[Consent]Held, size int64) {
	if len(found) == 0 {
		return
	}
	if f.Draws == nil {
		f.Draws = &Draws{}
	}
	for c, n := range found {
		var m HeldMoments
		m.Numbers.add(n.Numbers, size)
		m.Records.add(n.Records, size)
		f.Draws.consent(c, m)
	}
	clear(found)
}

func (d *Draws) consent(c Consent, m HeldMoments) {
	if d.Consents == nil {
		d.Consents = map[Consent]HeldMoments{}
	}
	sum := d.Consents[c]
	sum.Numbers.merge(m.Numbers)
	sum.Records.merge(m.Records)
	d.Consents[c] = sum
}

var errConsent = errors.New("profile: malformed consent")

var (
	escape   = strings.NewReplacer("%", "%25", "|", "%7C")
	unescape = strings.NewReplacer("%25", "%", "%7C", "|")
)

// MarshalText makes a Consent a key of a JSON object.
func (c Consent) MarshalText() ([]byte, error) {
	return []byte(strings.Join([]string{escape.Replace(c.Ledger), escape.Replace(c.By), escape.Replace(c.Purpose), c.Region, c.Subdivision, c.State}, "|")), nil
}

// UnmarshalText reads what MarshalText wrote.
func (c *Consent) UnmarshalText(b []byte) error {
	p := strings.Split(string(b), "|")
	if len(p) != 6 {
		return errConsent
	}
	*c = Consent{unescape.Replace(p[0]), unescape.Replace(p[1]), unescape.Replace(p[2]), p[3], p[4], p[5]}
	return nil
}
