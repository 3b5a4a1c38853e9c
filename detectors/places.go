package detectors

// Places knows what words and numbers say of countries: the part of a detector
// that a scan asks when it decides whose numbers a column holds. It may be used
// by many goroutines at once.
type Places interface {
	// Region reads a value that names a place in one way, such as the value of
	// a country column, and returns the ISO 3166-1 alpha-2 code of the country.
	Region(kind Place, text []byte) (region string, ok bool)

	// Speak adds to said what a text tells of where it was written: its script,
	// the countries, cities' states and web addresses it names.
	Speak(said map[string]float64, text []byte)

	// Fit finds the regions whose national numbers a column holds. said are the
	// places that its surroundings speak of, by weight.
	Fit(values [][]byte, said map[string]float64) Fit
}

// Place is a way to name a country.
type Place uint8

// The ways.
const (
	CountryName  Place = iota // ISO 3166-1 codes and names
	CallingCode               // +49, 0049, 49
	StateName                 // of a state or province: its country
	LocaleTag                 // de_AT
	AddressText               // an address with its country, or its state and postal code
	CurrencyCode              // of a currency that one country has
	CityName                  // of a large city: its country
)

// Fit is what a column's values say of whose they are.
type Fit struct {
	Regions []string // that explain them together; nil where none can be told
	Sure    float64  // that these are the ones
	Valid   float64  // share of the values that are valid in one of Regions
	Chance  float64  // the same share for random digits of the same lengths and beginnings
	Maybe   []string // the likeliest regions, where Regions is nil
}
