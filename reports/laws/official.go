package laws

import (
	_ "embed"
	"net/url"
	"strings"
)

// SourceAddress is where a fact was read.
type SourceAddress struct {
	Address  string `json:"address"`
	Official bool   `json:"official"` // a gazette, parliament, government, regulator or court
}

// officialHosts names hosts of gazettes, parliaments, regulators and courts
// whose names do not say so by themselves.
//
//go:embed official.txt
var officialHosts string

// governmentLabels mark hosts of public bodies by a label of their own, as in
// legislation.gov.uk, gouv.qc.ca or go.jp.
var governmentLabels = map[string]bool{
	"gov": true, "gob": true, "gouv": true, "gub": true, "gouvernement": true, "go": true, "govt": true, "gv": true,
	"parliament": true, "parlament": true, "leg": true, "jus": true, "mil": true,
}

// IsOfficial says whether an address is one of a gazette, parliament,
// government, regulator or court. Who is not known to be one is not.
func IsOfficial(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	labels := strings.Split(host, ".")
	for i, label := range labels {
		if governmentLabels[label] && i > 0 {
			return true
		}
	}
	if strings.HasSuffix(host, ".europa.eu") || strings.HasSuffix(host, ".int") || strings.HasSuffix(host, ".gc.ca") {
		return true
	}
	for _, known := range strings.Fields(officialHosts) {
		if host == known || strings.HasSuffix(host, "."+known) {
			return true
		}
	}
	return false
}

// addresses are addresses without repetition, each with whether it is official.
func addresses(list ...string) []SourceAddress {
	out := []SourceAddress{}
	seen := map[string]bool{"": true}
	for _, a := range list {
		if !seen[a] {
			seen[a] = true
			out = append(out, SourceAddress{a, IsOfficial(a)})
		}
	}
	return out
}

// sources are the addresses of the entry, each once.
func (e Entry) sources() []SourceAddress {
	list := []string{e.Source}
	for _, f := range e.Facts {
		list = append(list, f.Source)
	}
	for _, o := range e.Obligations {
		list = append(list, o.Source)
	}
	return addresses(list...)
}
