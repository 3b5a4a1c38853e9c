// Package place names regions for readers: the 245 regions that have phone
// numbers, the US states and the Canadian provinces.
package place

//go:generate go run ./gen -o names.go

// Name is the English name of an ISO 3166-1 or -2 code that dialmap uses, and
// the code itself where it has no name for it.
func Name(code string) string {
	if n, ok := regions[code]; ok {
		return n
	}
	if n, ok := subdivisions[code]; ok {
		return n
	}
	return code
}

// Known says whether code has a name.
func Known(code string) bool {
	_, region := regions[code]
	_, sub := subdivisions[code]
	return region || sub
}

// subdivisions are those that the North American plan can tell apart.
var subdivisions = map[string]string{
	"US-AL": "Alabama", "US-AK": "Alaska", "US-AZ": "Arizona", "US-AR": "Arkansas", "US-CA": "California",
	"US-CO": "Colorado", "US-CT": "Connecticut", "US-DE": "Delaware", "US-DC": "District of Columbia",
	"US-FL": "Florida", "US-GA": "Georgia", "US-HI": "Hawaii", "US-ID": "Idaho", "US-IL": "Illinois",
	"US-IN": "Indiana", "US-IA": "Iowa", "US-KS": "Kansas", "US-KY": "Kentucky", "US-LA": "Louisiana",
	"US-ME": "Maine", "US-MD": "Maryland", "US-MA": "Massachusetts", "US-MI": "Michigan", "US-MN": "Minnesota",
	"US-MS": "Mississippi", "US-MO": "Missouri", "US-MT": "Montana", "US-NE": "Nebraska", "US-NV": "Nevada",
	"US-NH": "New Hampshire", "US-NJ": "New Jersey", "US-NM": "New Mexico", "US-NY": "New York",
	"US-NC": "North Carolina", "US-ND": "North Dakota", "US-OH": "Ohio", "US-OK": "Oklahoma", "US-OR": "Oregon",
	"US-PA": "Pennsylvania", "US-RI": "Rhode Island", "US-SC": "South Carolina", "US-SD": "South Dakota",
	"US-TN": "Tennessee", "US-TX": "Texas", "US-UT": "Utah", "US-VT": "Vermont", "US-VA": "Virginia",
	"US-WA": "Washington", "US-WV": "West Virginia", "US-WI": "Wisconsin", "US-WY": "Wyoming",
	"CA-AB": "Alberta", "CA-BC": "British Columbia", "CA-MB": "Manitoba", "CA-NB": "New Brunswick",
	"CA-NL": "Newfoundland and Labrador", "CA-NT": "Northwest Territories", "CA-NS": "Nova Scotia",
	"CA-NU": "Nunavut", "CA-ON": "Ontario", "CA-PE": "Prince Edward Island", "CA-QC": "Quebec",
	"CA-SK": "Saskatchewan", "CA-YT": "Yukon",
}
