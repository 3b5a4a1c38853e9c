package words

import (
	"testing"

	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestHowADatasetIsKept(t *testing.T) {
	reader := func(name string) inventory.Reader { return inventory.Reader{Name: name, By: "table"} }
	volume := "LUKS volume"
	for _, c := range []struct {
		name string
		d    inventory.Dataset
		want string
	}{
		{"nobody asked", inventory.Dataset{}, "readers: not known (not asked) · anybody: not known (not asked) · on disk: not known (not asked)"},
		{"nobody let us see", inventory.Dataset{Posture: &inventory.DatasetPosture{
			Facts: []inventory.Fact{{Name: "open.everyone", Is: "unknown", Why: "denied"}, {Name: "rest.encrypted", Is: "unknown", Why: "unsupported"}}, Readers: inventory.Readers{Why: "denied"},
		}}, "readers: not known (denied) · anybody: not known (denied) · on disk: not known (the source does not tell)"},
		{"everything is known", inventory.Dataset{Declared: &inventory.Declared{Readers: []string{"app_*"}}, Posture: &inventory.DatasetPosture{
			Facts: []inventory.Fact{{Name: "open.everyone", Is: "no"}, {Name: "rest.encrypted", Is: "yes"}}, Readers: inventory.Readers{Whole: true, Logins: 2, List: []inventory.Reader{reader("app_api"), reader("job")}},
		}}, "read by 2 logins (1 not declared) · anybody: no · on disk: encrypted"},
		{"what was declared is not called measured", inventory.Dataset{Declared: &inventory.Declared{Encryption: &volume}, Posture: &inventory.DatasetPosture{
			Facts: []inventory.Fact{{Name: "open.anonymous", Is: "yes"}}, Readers: inventory.Readers{Logins: 1, List: []inventory.Reader{reader("a")}},
		}}, "read by at least 1 login · anybody: yes, on the internet · on disk: declared encrypted, not measured: LUKS volume"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Kept(&c.d, nil); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
