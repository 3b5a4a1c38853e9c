package connectortest

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers/v2"
)

func TestRecordsAreTheSameEveryTime(t *testing.T) {
	if d := cmp.Diff(Records(), Records()); d != "" {
		t.Error(d)
	}
}

func TestNDJSONRoundTrip(t *testing.T) {
	var got []Record
	for line := range bytes.Lines(NDJSON(Records())) {
		var r Record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	if d := cmp.Diff(Records(), got); d != "" {
		t.Error(d)
	}
}

func TestEveryNumberIsValid(t *testing.T) {
	for _, r := range Records() {
		valid(t, r.ID, r.Phone, r.Country)
		for _, p := range r.Contact.Phones {
			valid(t, r.ID, p, "ZZ")
		}
	}
}

func valid(t *testing.T, id int64, text, region string) {
	t.Helper()
	n, err := phonenumbers.Parse(text, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		t.Errorf("record %d holds a number that is not valid", id)
	}
}

func TestPathsNamesEveryPath(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Records() {
		for p := range r.Values() {
			seen[p] = true
			if !slices.Contains(Paths(), p) {
				t.Errorf("path %s is not listed", p)
			}
		}
	}
	if len(seen) != len(Paths()) {
		t.Errorf("%d paths have values, %d are listed", len(seen), len(Paths()))
	}
}
