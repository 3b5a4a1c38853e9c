// Package place tells in which country the bytes of a managed service lie, as
// far as the name of its host or of its provider's region gives it away.
//
// A host name is evidence, not proof: the answer is marked inferred. Where a
// name tells nothing (Azure Database, a name of one's own, an address) the
// answer is unknown, never a guess.
package place

import (
	"net"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// The words of connectors.Location.Evidence.
const (
	Read     = "read"     // the provider said so
	Inferred = "inferred" // from a host name
	Unknown  = "unknown"
)

// FromHost reads the region out of a host name such as
// crm.abc.eu-central-1.rds.amazonaws.com. A port behind it is ignored.
func FromHost(host string) connectors.Location {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, p := range providers {
		rest, ok := strings.CutSuffix(host, p.domain)
		if !ok {
			continue
		}
		for label := range strings.SplitSeq(rest, ".") {
			region := p.label(label)
			if country, ok := p.regions[region]; ok {
				return connectors.Location{Region: country, ProviderRegion: region, Evidence: Inferred}
			}
		}
	}
	return connectors.Location{Evidence: Unknown}
}

// AWSRegion is the country (ISO 3166-1) of an AWS region such as eu-central-1.
func AWSRegion(region string) (country string, ok bool) {
	country, ok = aws[strings.ToLower(region)]
	return country, ok
}

// provider is a domain below which one label of a host name is a region. The
// same label means different places to different providers (eu-central-1 is
// Frankfurt to AWS and Amsterdam to Wasabi), so a label counts only there.
type provider struct {
	domain  string
	regions map[string]string
	label   func(string) string
}

func plain(label string) string { return label }

// prefixed labels carry the region behind one of the prefixes: s3-eu-west-1.
func prefixed(prefixes ...string) func(string) string {
	return func(label string) string {
		for _, p := range prefixes {
			if r, ok := strings.CutPrefix(label, p); ok {
				return r
			}
		}
		return label
	}
}

var awsLabel = prefixed("s3-website-", "s3-")

// providers in the order they are tried.
var providers = []provider{
	{".amazonaws.com", aws, awsLabel},
	{".amazonaws.com.cn", aws, awsLabel},
	{".amazonaws.eu", aws, awsLabel},
	{".on.aws", aws, plain},
	{".api.aws", aws, plain},
	{".aws.neon.tech", aws, plain},
	{".azure.neon.tech", azure, plain},
	{".pooler.supabase.com", aws, prefixed("aws-0-", "aws-1-")},
	{".cockroachlabs.cloud", aws, prefixed("aws-")},
	{".cockroachlabs.cloud", gcp, prefixed("gcp-")},
	{".sql.goog", gcp, plain},
	{".alloydb.goog", gcp, plain},
	{".rep.googleapis.com", gcp, plain},
	{".cloudapp.azure.com", azure, plain},
	{".digitaloceanspaces.com", digitalOcean, plain},
	{".scw.cloud", scaleway, plain},
	{".your-objectstorage.com", hetzner, plain},
	{".cloud.ovh.net", ovh, plain},
	{".wasabisys.com", wasabi, plain},
	{".backblazeb2.com", backblaze, plain},
}

// The regions of each provider, as they publish them.
var (
	aws = map[string]string{
		"af-south-1":     "ZA",
		"ap-east-1":      "HK",
		"ap-east-2":      "TW",
		"ap-northeast-1": "JP",
		"ap-northeast-2": "KR",
		"ap-northeast-3": "JP",
		"ap-south-1":     "IN",
		"ap-south-2":     "IN",
		"ap-southeast-1": "SG",
		"ap-southeast-2": "AU",
		"ap-southeast-3": "ID",
		"ap-southeast-4": "AU",
		"ap-southeast-5": "MY",
		"ap-southeast-6": "NZ",
		"ap-southeast-7": "TH",
		"ca-central-1":   "CA",
		"ca-west-1":      "CA",
		"cn-north-1":     "CN",
		"cn-northwest-1": "CN",
		"eu-central-1":   "DE",
		"eu-central-2":   "CH",
		"eu-north-1":     "SE",
		"eu-south-1":     "IT",
		"eu-south-2":     "ES",
		"eu-west-1":      "IE",
		"eu-west-2":      "GB",
		"eu-west-3":      "FR",
		"eusc-de-east-1": "DE",
		"il-central-1":   "IL",
		"me-central-1":   "AE",
		"me-south-1":     "BH",
		"mx-central-1":   "MX",
		"sa-east-1":      "BR",
		"us-east-1":      "US",
		"us-east-2":      "US",
		"us-gov-east-1":  "US",
		"us-gov-west-1":  "US",
		"us-west-1":      "US",
		"us-west-2":      "US",
	}
	gcp = map[string]string{
		"africa-south1":           "ZA",
		"asia-east1":              "TW",
		"asia-east2":              "HK",
		"asia-northeast1":         "JP",
		"asia-northeast2":         "JP",
		"asia-northeast3":         "KR",
		"asia-south1":             "IN",
		"asia-south2":             "IN",
		"asia-southeast1":         "SG",
		"asia-southeast2":         "ID",
		"australia-southeast1":    "AU",
		"australia-southeast2":    "AU",
		"europe-central2":         "PL",
		"europe-north1":           "FI",
		"europe-north2":           "SE",
		"europe-southwest1":       "ES",
		"europe-west1":            "BE",
		"europe-west10":           "DE",
		"europe-west12":           "IT",
		"europe-west2":            "GB",
		"europe-west3":            "DE",
		"europe-west4":            "NL",
		"europe-west6":            "CH",
		"europe-west8":            "IT",
		"europe-west9":            "FR",
		"me-central1":             "QA",
		"me-central2":             "SA",
		"me-west1":                "IL",
		"northamerica-northeast1": "CA",
		"northamerica-northeast2": "CA",
		"northamerica-south1":     "MX",
		"southamerica-east1":      "BR",
		"southamerica-west1":      "CL",
		"us-central1":             "US",
		"us-east1":                "US",
		"us-east4":                "US",
		"us-east5":                "US",
		"us-south1":               "US",
		"us-west1":                "US",
		"us-west2":                "US",
		"us-west3":                "US",
		"us-west4":                "US",
	}
	azure = map[string]string{
		"australiacentral":   "AU",
		"australiaeast":      "AU",
		"australiasoutheast": "AU",
		"brazilsouth":        "BR",
		"canadacentral":      "CA",
		"canadaeast":         "CA",
		"centralindia":       "IN",
		"centralus":          "US",
		"eastasia":           "HK",
		"eastus":             "US",
		"eastus2":            "US",
		"francecentral":      "FR",
		"germanywestcentral": "DE",
		"israelcentral":      "IL",
		"italynorth":         "IT",
		"japaneast":          "JP",
		"japanwest":          "JP",
		"koreacentral":       "KR",
		"koreasouth":         "KR",
		"mexicocentral":      "MX",
		"newzealandnorth":    "NZ",
		"northcentralus":     "US",
		"northeurope":        "IE",
		"norwayeast":         "NO",
		"polandcentral":      "PL",
		"qatarcentral":       "QA",
		"southafricanorth":   "ZA",
		"southcentralus":     "US",
		"southeastasia":      "SG",
		"southindia":         "IN",
		"spaincentral":       "ES",
		"swedencentral":      "SE",
		"switzerlandnorth":   "CH",
		"uaenorth":           "AE",
		"uksouth":            "GB",
		"ukwest":             "GB",
		"westcentralus":      "US",
		"westeurope":         "NL",
		"westindia":          "IN",
		"westus":             "US",
		"westus2":            "US",
		"westus3":            "US",
	}
	digitalOcean = map[string]string{
		"ams3": "NL", "atl1": "US", "blr1": "IN", "fra1": "DE", "lon1": "GB", "nyc3": "US",
		"sfo2": "US", "sfo3": "US", "sgp1": "SG", "syd1": "AU", "tor1": "CA",
	}
	scaleway = map[string]string{"fr-par": "FR", "it-mil": "IT", "nl-ams": "NL", "pl-waw": "PL"}
	hetzner  = map[string]string{"fsn1": "DE", "hel1": "FI", "nbg1": "DE"}
	ovh      = map[string]string{
		"bhs": "CA", "de": "DE", "gra": "FR", "rbx": "FR", "sbg": "FR", "sgp": "SG", "syd": "AU",
		"uk": "GB", "waw": "PL",
	}
	wasabi = map[string]string{
		"ap-northeast-1": "JP", "ap-northeast-2": "JP", "ap-southeast-1": "SG", "ap-southeast-2": "AU",
		"ca-central-1": "CA", "eu-central-1": "NL", "eu-central-2": "DE", "eu-south-1": "IT",
		"eu-west-1": "GB", "eu-west-2": "FR", "us-central-1": "US", "us-east-1": "US",
		"us-east-2": "US", "us-west-1": "US",
	}
	backblaze = map[string]string{
		"ca-east-006": "CA", "eu-central-003": "NL", "us-east-005": "US", "us-west-000": "US",
		"us-west-001": "US", "us-west-002": "US", "us-west-004": "US",
	}
)
