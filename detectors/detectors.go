// Package detectors is the contract between dialmap and what it looks for.
//
// A [Detector] reads one [Value] at a time and appends the [Match]es it finds.
// It knows nothing of sources: what surrounds a value reaches it as [Hints]
// and as the [National] policy that the pilot froze for the value's field.
package detectors

// Detector finds phone numbers. It may be used by many goroutines at once.
type Detector interface {
	// Detect appends the matches of v to dst and returns how much of v.Text it
	// is done with: len(v.Text) unless v.More. The caller shows the rest again
	// at the head of the next Value (bufio.SplitFunc's rule), with the offsets
	// of its matches starting anew.
	Detect(dst []Match, v Value) (out []Match, done int)
}

// Value is one value to look into. It is not kept after Detect returns.
type Value struct {
	Text []byte
	Type string // a connectors type: text, integer, float, ...
	Prev rune   // the character before Text, 0 at the start
	More bool   // Text goes on in the next Value
	Hints
	National National
}

// Hints name the region (ISO 3166-1 alpha-2) of a number in national format,
// strongest first. Empty: no hint.
type Hints struct {
	Row, Field, Dataset, Source, Org string

	// Column is the region that the pilot found the whole column to be of, or
	// several, separated by spaces: a number valid in one of them only is of
	// that one, and any other is unknown.
	Column string
}

// Region is the strongest hint and where it came from.
func (h Hints) Region() (region string, how How) {
	switch {
	case h.Row != "":
		return h.Row, Row
	case h.Field != "":
		return h.Field, FieldHint
	case h.Dataset != "":
		return h.Dataset, Dataset
	case h.Source != "":
		return h.Source, Source
	case h.Org != "":
		return h.Org, Organisation
	case len(h.Column) == 2:
		return h.Column, ColumnFit
	}
	return "", None
}

// Hinted says that something more than the column itself names a region.
func (h *Hints) Hinted() bool {
	return h.Row != "" || h.Field != "" || h.Dataset != "" || h.Source != "" || h.Org != ""
}

// National says which numbers in national format count in a field.
type National uint8

// The policies.
const (
	// Labelled: in text, where a hint gives the region or a label before the
	// number says phone ("Tel. 030 1234567"); a bare run of digits only with
	// such a label. A labelled number without a region is unknown.
	Labelled National = iota
	// Off: international format and links (tel:) only. For fields that hold
	// other numbers.
	Off
	// On: the field holds phone numbers. Every value in national format counts,
	// digits only, integers and repaired floats included; without a hint its
	// region is unknown.
	On
)

// Match is one number found in a value.
type Match struct {
	Start, End  int // bytes of Value.Text
	Number      Number
	Region      string // ISO 3166-1 alpha-2; "" where the number has no country or none is known. A shared number keeps the country its candidates are in, or the main one
	Subdivision string // ISO 3166-2 where the plan tells: US states, Canadian provinces
	Status      Status
	Candidates  []string // of a shared number; shared slice, not to be written
	How         How
	Type        Type
	Format      Format
	Confidence  float32 // 0 to 1
	Fictional   bool    // from a range published for fiction and tests
}

// Number is a number as 16 bytes, ready for one AES block: the E.164 digits in
// ASCII without the plus, padded with zero bytes; or '?' and the national
// digits where the region is unknown. It does not print itself.
type Number [16]byte

// NewNumber packs E.164 digits, or national ones where known is false.
func NewNumber(digits string, known bool) (n Number) {
	if !known {
		n[0] = '?'
		copy(n[1:], digits)
		return n
	}
	copy(n[:15], digits)
	return n
}

// Digits returns the number's digits: of E.164 where known.
func (n Number) Digits() (digits string, known bool) {
	b := n[:]
	known = b[0] != '?'
	if !known {
		b = b[1:]
	}
	for i, c := range b {
		if c == 0 {
			b = b[:i]
			break
		}
	}
	return string(b), known
}

// String hides the number, so that no log or error can show it.
func (n Number) String() string { return "[number]" }

// GoString hides the number too.
func (n Number) GoString() string { return "[number]" }

// Status says how far the plan can tell whose number it is.
type Status uint8

// The statuses.
const (
	Known         Status = iota // one region
	Shared                      // several regions or states; see Candidates
	Nongeographic               // +800, +870, ...: no country
	Unknown                     // national format and no hint
)

func (s Status) String() string {
	return [...]string{"known", "shared", "nongeographic", "unknown"}[s]
}

// How says what the region of a match rests on.
type How uint8

// The bases of a region, strongest first.
const (
	International How = iota // calling code in the number itself
	Row                      // the record's own country column
	FieldHint                // declared for the field
	Dataset                  // declared for the dataset
	Source                   // declared for the source
	Organisation             // declared for the organisation
	ColumnFit                // inferred from the whole column
	None
)

func (h How) String() string {
	return [...]string{"international", "row", "field", "dataset", "source", "organisation", "column", "none"}[h]
}

// Type is libphonenumber's number type.
type Type uint8

// The types.
const (
	UnknownType Type = iota
	FixedLine
	Mobile
	FixedLineOrMobile
	TollFree
	PremiumRate
	SharedCost
	VoIP
	PersonalNumber
	Pager
	UAN
	Voicemail
)

func (t Type) String() string {
	return [...]string{
		"unknown", "fixed_line", "mobile", "fixed_line_or_mobile", "toll_free", "premium_rate",
		"shared_cost", "voip", "personal_number", "pager", "uan", "voicemail",
	}[t]
}

// Format says how a match was written.
type Format uint8

// The formats.
const (
	Plus      Format = iota // +49 30 1234567
	Prefixed                // 0049 30 1234567, 011 49 ...
	Link                    // tel:, wa.me, ...
	Formatted               // national, with separators or a trunk prefix
	Bare                    // national, digits only
)

func (f Format) String() string {
	return [...]string{"plus", "prefixed", "link", "formatted", "bare"}[f]
}
