package place_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/place"
)

func ExampleFromHost() {
	l := place.FromHost("crm.c9akciq32.eu-central-1.rds.amazonaws.com")
	fmt.Println(l.Region, l.ProviderRegion, l.Evidence)
	// Output: DE eu-central-1 inferred
}

func TestFromHost(t *testing.T) {
	inferred := func(country, region string) connectors.Location {
		return connectors.Location{Region: country, ProviderRegion: region, Evidence: place.Inferred}
	}
	unknown := connectors.Location{Evidence: place.Unknown}
	for _, c := range []struct {
		name, host string
		want       connectors.Location
	}{
		{"RDS instance", "crm.c9akciq32.eu-west-2.rds.amazonaws.com", inferred("GB", "eu-west-2")},
		{"RDS with a port", "crm.c9akciq32.eu-west-2.rds.amazonaws.com:5432", inferred("GB", "eu-west-2")},
		{"RDS in upper case with the root's dot", "CRM.X.EU-WEST-2.RDS.AMAZONAWS.COM.", inferred("GB", "eu-west-2")},
		{"Aurora cluster's reader", "crm.cluster-ro-c9akciq32.us-east-1.rds.amazonaws.com", inferred("US", "us-east-1")},
		{"RDS in China puts the region behind the service", "crm.x.rds.cn-north-1.amazonaws.com.cn", inferred("CN", "cn-north-1")},
		{"bucket at a regional endpoint", "exports.s3.ap-south-1.amazonaws.com", inferred("IN", "ap-south-1")},
		{"bucket at an old endpoint with a dash", "s3-sa-east-1.amazonaws.com", inferred("BR", "sa-east-1")},
		{"global S3 endpoint", "s3.amazonaws.com", unknown},
		{"Cloud SQL name", "1a2b.3c4d.europe-west3.sql.goog", inferred("DE", "europe-west3")},
		{"Neon on AWS", "ep-cool-night-1.ap-southeast-1.aws.neon.tech", inferred("SG", "ap-southeast-1")},
		{"Supabase pooler", "aws-0-eu-central-2.pooler.supabase.com", inferred("CH", "eu-central-2")},
		{"Azure Database does not tell", "crm.postgres.database.azure.com", unknown},
		{"Azure virtual machine", "crm.westeurope.cloudapp.azure.com", inferred("NL", "westeurope")},
		{"same label, other provider, other country", "s3.eu-central-1.wasabisys.com", inferred("NL", "eu-central-1")},
		{"region in somebody's own name is no evidence", "eu-central-1.rds.example.com", unknown},
		{"domain without the dot before it", "eu-central-1.fakeamazonaws.com", unknown},
		{"address", "192.0.2.7", unknown},
		{"address of IP 6 with a port", "[2001:db8::1]:5432", unknown},
		{"nothing", "", unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, place.FromHost(c.host)); diff != "" {
				t.Errorf("FromHost(%q), -want +got:\n%s", c.host, diff)
			}
		})
	}
}

func TestAWSRegion(t *testing.T) {
	if got, ok := place.AWSRegion("eu-north-1"); got != "SE" || !ok {
		t.Errorf(`AWSRegion("eu-north-1") = %q, %v; want "SE", true`, got, ok)
	}
	if got, ok := place.AWSRegion("default"); got != "" || ok {
		t.Errorf(`AWSRegion("default") = %q, %v; want none`, got, ok)
	}
}
