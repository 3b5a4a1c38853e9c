package datamap

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/scanner/inventory"
)

func TestWhatIsComing(t *testing.T) {
	inv := small()
	inv.Fields = []inventory.Field{
		field("lake", "exports/*.csv", "tel", "phone", region("CL", 1000), region("DE", 9)),
		field("crm", "public.contacts", "phone", "phone", region("CL", 200), region("US-OK", 7)),
		field("crm", "public.orders", "courier", "phone", region("CL", 30)),
		field("crm", "public.v_contacts", "phone", "phone", region("CL", 200)),
	}
	m := Build(inv, declared, catalog(t), today)
	i := slices.IndexFunc(m.Upcoming, func(u Upcoming) bool { return u.ID == "cl-ley-21719" })
	if i < 0 {
		t.Fatal("Chile's law of 2026-12-01 is not coming")
	}
	u := m.Upcoming[i]
	if u.From != "2026-12-01" || u.Numbers.Value() != 1230 || u.Datasets != 3 || u.Short == "" || u.Source == "" || u.Because == "" {
		t.Errorf("got %+v, want 1,230 numbers in 3 datasets from 2026-12-01", u)
	}
	if diff := cmp.Diff([]string{"CL"}, u.Subjects); diff != "" {
		t.Error(diff)
	}
	if !slices.IsSortedFunc(m.Upcoming, func(a, b Upcoming) int { return strings.Compare(a.From, b.From) }) {
		t.Error("the soonest is not first")
	}
	later := Build(inv, declared, catalog(t), today.AddDate(0, 0, 8))
	if slices.ContainsFunc(later.Upcoming, func(u Upcoming) bool { return u.ID == "cl-ley-21719" }) {
		t.Error("what began is still coming")
	}
}
