package starter

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// found is a scan of a database with the given tables: a name, then its fields,
// of which those that begin with # hold phones.
func found(tables ...[]string) *inventory.Inventory {
	inv := &inventory.Inventory{Scan: inventory.Scan{ID: "scan-1"}, Sources: []inventory.Source{{Name: "crm", Kind: "postgres"}}}
	region := "DE"
	for i, t := range tables {
		inv.Datasets = append(inv.Datasets, inventory.Dataset{Source: "crm", Dataset: t[0], Kind: "table"})
		for _, name := range t[1:] {
			f := inventory.Field{Source: "crm", Dataset: t[0], Field: name, Verdict: "none"}
			if phone, ok := strings.CutPrefix(name, "#"); ok {
				f.Field, f.Verdict, f.Numbers = phone, "phone", profile.Count(uint64(100-i))
				f.Regions = []inventory.Region{{Region: &region, Status: "known", Numbers: f.Numbers}}
			}
			inv.Fields = append(inv.Fields, f)
		}
	}
	return inv
}

func TestLedgersAreProposed(t *testing.T) {
	for _, c := range []struct {
		name  string
		table []string
		want  string // kind and fields; "" where it is none
	}{
		{"a ledger of consent", []string{"public.consents", "#phone", "customer_id", "purpose", "granted_at", "withdrawn_at", "expires_at", "source", "text_version"},
			"consent number: phone, person: customer_id, purpose: purpose, granted: granted_at, withdrawn: withdrawn_at, expires: expires_at, source: source, wording: text_version"},
		{"by the person alone", []string{"public.opt_ins", "customer_id", "channel", "created_at"}, "consent person: customer_id, purpose: channel, granted: created_at"},
		{"known by its fields", []string{"public.t7", "#msisdn", "zweck", "widerrufen_am", "widerrufen"}, "consent number: msisdn, purpose: zweck, withdrawn: widerrufen_am"},
		{"a list of refusals", []string{"files/do-not-call.csv", "#phone", "added_at"}, "refusal number: phone, granted: added_at"},
		{"contacts are none", []string{"public.contacts", "#phone", "customer_id", "newsletter", "created_at"}, ""},
		{"one without a number or a person", []string{"public.consents", "purpose", "granted_at"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := string(Write(found(c.table), nil).Text)
			kind := regexp.MustCompile(`#     kind: (\w+)`).FindStringSubmatch(text)[1]
			fields := regexp.MustCompile(`#     fields: {(.*)}`).FindStringSubmatch(text)[1]
			got := kind + " " + fields
			if strings.Contains(text, "No dataset looks like one") {
				got = ""
			}
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// What is proposed is valid as soon as its # is taken away, whatever the names.
func TestWhatIsProposedIsValid(t *testing.T) {
	inv := found(
		[]string{"public.contacts", "#phone", "customer_id", "created_at", "on"},
		[]string{"public.consents", "#tel: \"x\", {y}", "no", "granted_at", "withdrawn_at", "purpose"},
		[]string{"dnc/list *.csv", "#phone\nnumber"},
	)
	inv.Datasets[0].Stated = []inventory.Stated{{Text: "support\npurposes: [all]", From: "comment"}}
	f := Write(inv, map[string]Source{"crm": {URL: "postgres://scan@db/crm"}})
	if d := cmp.Diff([]int{1, 3, 2}, []int{f.Sources, f.Datasets, f.Ledgers}); d != "" {
		t.Error(d)
	}
	c, err := config.Parse(f.Text, "dialmap.yaml", ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Datasets) != 3 || len(c.Datasets[0].Purposes) != 0 || c.Datasets[2].Match != "crm/dnc/list *.csv" {
		t.Errorf("read as %+v", c.Datasets)
	}
	text := string(f.Text)
	i, k := strings.Index(text, "# ledgers:"), strings.Index(text, "# Who gets")
	used := strings.ReplaceAll("\n"+text[i:k], "\n# ", "\n")
	if c, err = config.Parse([]byte(text[:i]+used+text[k:]), "dialmap.yaml", "."); err != nil {
		t.Fatalf("%v\n%s", err, used)
	}
	if len(c.Ledgers) != 2 || c.Ledgers[0].Fields["number"] != `tel: "x", {y}` || c.Ledgers[1].Kind != "refusal" {
		t.Errorf("read as %+v", c.Ledgers)
	}
}

func TestNothingFound(t *testing.T) {
	f := Write(found([]string{"public.empty", "id"}), nil)
	if _, err := config.Parse(f.Text, "dialmap.yaml", "."); err != nil {
		t.Error(err)
	}
}
