package fold

import (
	"slices"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/inventory"
	"github.com/dialmap/dialmap/scanner/profile"
)

// modifiedBy stands for the day of an object, where its records have none of
// their own.
const modifiedBy = "{modified}"

// duties adds the facts that duties are measured by to those of a field.
func (x *facts) duties(y *inventory.Field, f *profile.Field) {
	if y.Verdict != "phone" && y.Verdict != "contains" {
		return
	}
	draws := f.Draws
	if draws == nil {
		draws = &profile.Draws{}
	}
	if f.Type() == connectors.Name && f.Draws == nil && x.sampled() {
		x = &facts{plan: x.plan, prof: profile.New()} // see field
	}
	for c, n := range f.Consents {
		m := draws.Consents[c]
		y.Consents = append(y.Consents, inventory.Consent{
			Ledger: c.Ledger, By: c.By, Purpose: c.Purpose, Region: known(c.Region), Subdivision: c.Subdivision, State: c.State,
			Numbers: x.total(n.Numbers, m.Numbers, profile.Quantity{Most: draws.Most}), Records: x.total(n.Records, m.Records, profile.Quantity{Once: true}),
		})
	}
	slices.SortFunc(y.Consents, func(a, b inventory.Consent) int {
		return strings.Compare(consentOrder(a), consentOrder(b))
	})
	by := x.plan.Reading.Dated
	if by == "" {
		by = modifiedBy
	}
	var all profile.Ages
	for s, a := range f.Ages {
		age := inventory.Age{By: by, Region: known(s.Region), Subdivision: s.Subdivision, Days: []inventory.Day{}, Undated: a.Undated}
		span := 0
		if a.Joined > 0 {
			span = 1 << a.Joined
		}
		a.Each(func(day int32, n profile.Held) {
			age.Days = append(age.Days, inventory.Day{Day: dayOf(day), Span: span, Numbers: n.Numbers, Records: n.Records})
		})
		y.Ages = append(y.Ages, age)
		all.Merge(a)
	}
	slices.SortFunc(y.Ages, func(a, b inventory.Age) int {
		return strings.Compare(str(a.Region)+"|"+a.Subdivision, str(b.Region)+"|"+b.Subdivision)
	})
	if all.Any() {
		oldest, newest, utc := dayOf(all.First), dayOf(all.Last), "UTC"
		y.Oldest, y.Newest = &oldest, &newest
		if !all.Naive {
			y.TimeZone = &utc
		}
	}
}

func consentOrder(c inventory.Consent) string {
	return strings.Join([]string{c.Ledger, c.By, c.Purpose, str(c.Region), c.Subdivision, c.State}, "\x00")
}

// known is nil for the region of no country.
func known(region string) *string {
	if region == "" {
		return nil
	}
	return &region
}

func dayOf(day int32) string {
	return time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly)
}

// use of a dataset by days.
func use(u *connectors.Use) *inventory.Use {
	if u == nil {
		return nil
	}
	return &inventory.Use{Read: inventory.Date(u.Read), Written: inventory.Date(u.Written), Since: inventory.Date(u.Since)}
}

// maxPartitions are kept by name.
const maxPartitions = 200

func partitions(p *connectors.Partitions) *inventory.Partitions {
	if p == nil {
		return nil
	}
	out := &inventory.Partitions{By: p.By, Count: len(p.Ranges), Ranges: []inventory.Partition{}}
	for _, r := range p.Ranges[:min(len(p.Ranges), maxPartitions)] {
		to := r.To
		if t := to.Truncate(24 * time.Hour); t.Before(to) {
			to = t.Add(24 * time.Hour) // it holds some of that day
		}
		out.Ranges = append(out.Ranges, inventory.Partition{Name: r.Name, From: inventory.Date(r.From), To: inventory.Date(to)})
	}
	return out
}
