package main

import (
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// validation is what asking for one number costs, by how it is written.
type validation struct {
	Numbers int    `json:"numbers"` // of each form
	Forms   []form `json:"forms"`
	Differ  int    `json:"differ"` // answers that are not the library's
}

// form is one way to write numbers. Times are ns of user CPU a number, the
// median of the rounds.
type form struct {
	Name     string  `json:"name"`
	Ours     float64 `json:"ours"`    // validity, region and type
	Library  float64 `json:"library"` // validity
	All      float64 `json:"all"`     // validity, region and type
	OursHeap float64 `json:"ours_heap"`
	LibHeap  float64 `json:"library_heap"`
	Times    float64 `json:"times"` // Library by Ours
	AllTimes float64 `json:"all_times"`

	write func(d *drawer, n *phonenumbers.PhoneNumber, region string) string
}

func forms() []form {
	as := func(f phonenumbers.PhoneNumberFormat) func(*drawer, *phonenumbers.PhoneNumber, string) string {
		return func(_ *drawer, n *phonenumbers.PhoneNumber, _ string) string { return phonenumbers.Format(n, f) }
	}
	return []form{
		{Name: "E.164", write: as(phonenumbers.E164)},
		{Name: "international", write: as(phonenumbers.INTERNATIONAL)},
		{Name: "national", write: as(phonenumbers.NATIONAL)},
		{Name: "national digits", write: func(_ *drawer, n *phonenumbers.PhoneNumber, _ string) string {
			return phonenumbers.GetNationalSignificantNumber(n)
		}},
		{Name: "all of them, and from abroad", write: func(d *drawer, _ *phonenumbers.PhoneNumber, region string) string { return d.any(region) }},
	}
}

// question is a number as it is asked for.
type question struct {
	text   string
	bytes  []byte
	region string
}

// validate compares the time for a number, and every answer.
func validate(seed uint64, numbers int) (v validation, err error) {
	d, err := newDrawer(seed)
	if err != nil {
		return v, err
	}
	v.Numbers, v.Forms = numbers, forms()
	for i := range v.Forms {
		f := &v.Forms[i]
		list := make([]question, numbers)
		column := make([]byte, 0, numbers*32) // side by side, as the cells of a batch are
		for k := range list {
			region := d.Regions[d.IntN(len(d.Regions))]
			text := f.write(d, d.number(region), region)
			at := len(column)
			column = append(column, text...)
			list[k] = question{text, column[at:len(column):len(column)], region}
			if !same(text, region) {
				v.Differ++
			}
		}
		f.measure(list)
	}
	return v, nil
}

// measure asks in turns, so that what else the machine does meets all alike.
func (f *form) measure(list []question) {
	const rounds = 7
	var ours, library, all []float64
	for range rounds {
		ours = append(ours, rate(20, len(list), &f.OursHeap, func() {
			for _, q := range list {
				if n, ok := plan.Parse(q.bytes, q.region); ok && n.Valid() {
					sunk.Add(int64(len(n.Region()) + int(n.Type())))
				}
			}
		}))
		library = append(library, rate(1, len(list), &f.LibHeap, func() {
			for _, q := range list {
				if n, err := phonenumbers.Parse(q.text, q.region); err == nil && phonenumbers.IsValidNumber(n) {
					sunk.Add(1)
				}
			}
		}))
		all = append(all, rate(1, len(list), new(float64), func() {
			for _, q := range list {
				if n, err := phonenumbers.Parse(q.text, q.region); err == nil && phonenumbers.IsValidNumber(n) {
					sunk.Add(int64(len(phonenumbers.GetRegionCodeForNumber(n)) + int(phonenumbers.GetNumberType(n))))
				}
			}
		}))
	}
	f.Times, f.AllTimes = median(ratios(library, ours)), median(ratios(all, ours))
	f.Ours, f.Library, f.All = median(ours), median(library), median(all)
}

func ratios(a, b []float64) (r []float64) {
	for i := range a {
		r = append(r, a[i]/b[i])
	}
	return r
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

func (v validation) print() {
	fmt.Printf("\n**Validation** of %d numbers of all countries in each form; ns of user CPU a number, median of seven rounds\n\n", v.Numbers)
	fmt.Println("| | dialmap: valid, region, type | allocations | phonenumbers: Parse, IsValidNumber | allocations | times | with region and type | times |\n|---|--:|--:|--:|--:|--:|--:|--:|")
	for _, f := range v.Forms {
		fmt.Printf("| %s | %.0f | %.2f | %.0f | %.1f | %.0f | %.0f | %.0f |\n", f.Name, f.Ours, f.OursHeap, f.Library, f.LibHeap, f.Times, f.All, f.AllTimes)
	}
	fmt.Printf("\nValidity, region, type or E.164 differ from the library's for %d of %d.\n", v.Differ, v.Numbers*len(v.Forms))
}

// sunk keeps the work from being left out.
var sunk atomic.Int64

// rate is the time for one of count, in ns, and its allocations.
func rate(passes, count int, heap *float64, pass func()) (ns float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := userSeconds()
	for range passes {
		pass()
	}
	ns = (userSeconds() - start) * 1e9 / float64(passes*count)
	runtime.ReadMemStats(&after)
	*heap = float64(after.Mallocs-before.Mallocs) / float64(passes*count)
	return ns
}

// same asks both whether a number is valid, and for its region, type and E.164.
func same(text, region string) bool {
	n, ok := plan.Parse([]byte(text), region)
	l, err := phonenumbers.Parse(text, region)
	if ok != (err == nil) {
		return false
	}
	if !ok {
		return true
	}
	if n.Valid() != phonenumbers.IsValidNumber(l) || n.Region() != phonenumbers.GetRegionCodeForNumber(l) {
		return false
	}
	return n.Type() == types[phonenumbers.GetNumberType(l)] && "+"+string(n.AppendE164(nil)) == phonenumbers.Format(l, phonenumbers.E164)
}

// types of the library by our names.
var types = map[phonenumbers.PhoneNumberType]detectors.Type{
	phonenumbers.FIXED_LINE: detectors.FixedLine, phonenumbers.MOBILE: detectors.Mobile, phonenumbers.FIXED_LINE_OR_MOBILE: detectors.FixedLineOrMobile,
	phonenumbers.TOLL_FREE: detectors.TollFree, phonenumbers.PREMIUM_RATE: detectors.PremiumRate, phonenumbers.SHARED_COST: detectors.SharedCost,
	phonenumbers.VOIP: detectors.VoIP, phonenumbers.PERSONAL_NUMBER: detectors.PersonalNumber, phonenumbers.PAGER: detectors.Pager,
	phonenumbers.UAN: detectors.UAN, phonenumbers.VOICEMAIL: detectors.Voicemail, phonenumbers.UNKNOWN: detectors.UnknownType,
}
