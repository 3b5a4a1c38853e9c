// Package rights says what a law gives the person whose number it is: to know
// what is kept (access), and to have it deleted (erasure), and by when the
// controller answers. The table holds the laws that were looked up; of any other
// it says so, and never that there is no right.
package rights

import (
	"slices"
	"strconv"
	"time"

	"github.com/dialmap/dialmap/reports/laws"
)

// Right is one right under one law.
type Right struct {
	Law     string `json:"law"` // id in the catalogue
	Short   string `json:"short"`
	Status  string `json:"status"`  // likely, if
	Because string `json:"because"` // why the law applies

	Right    string `json:"right"`    // access, erasure; not_researched where the table has neither
	Article  string `json:"article"`  // "" not researched
	Deadline string `json:"deadline"` // in words, counted from the request; "" the law names none
	Due      string `json:"due"`      // the day, for a request of the day asked about; "" where no fixed period is set
	Basis    string `json:"basis"`    // general: from general knowledge, to be verified; "" not researched
}

// Kinds of rights.
const (
	Access        = "access"
	Erasure       = "erasure"
	NotResearched = "not_researched"
)

// period is a deadline that a day can be counted for. Business days are Monday to
// Friday: holidays are not known.
type period struct {
	days, months, business int
}

func (p period) isZero() bool { return p == period{} }

// due is the last day for a request of a day.
func (p period) due(from time.Time) string {
	if p.isZero() {
		return ""
	}
	to := from.AddDate(0, p.months, p.days)
	if p.months > 0 && to.Day() < from.Day() { // the 31st and a month is the end of the next one
		to = to.AddDate(0, 0, -to.Day())
	}
	for n := p.business; n > 0; {
		if to = to.AddDate(0, 0, 1); to.Weekday() != time.Saturday && to.Weekday() != time.Sunday {
			n--
		}
	}
	return to.Format(time.DateOnly)
}

func (p period) String() string {
	words := func(n int, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return strconv.Itoa(n) + " " + unit + "s"
	}
	switch {
	case p.months > 0:
		return words(p.months, "month")
	case p.business > 0:
		return words(p.business, "business day")
	}
	return words(p.days, "day")
}

// lawRights is what one law gives.
type lawRights struct {
	law             string
	access, erasure string // articles; "" the law has no such right
	within          period // zero: no fixed period
	note            string // on the period
}

// rows are those that were looked up. Those of the states of the US that follow
// Virginia's model have 45 days, and 45 more on notice.
var rows = []lawRights{
	{"eu-gdpr", "Art. 15", "Art. 17", period{months: 1}, "Art. 12(3); 2 months more for complex requests, told within the first"},
	{"gb-uk-gdpr", "Art. 15", "Art. 17", period{months: 1}, "Art. 12(3); 2 months more for complex requests, told within the first"},
	{"ch-fadp", "Art. 25", "Art. 32(2)(c)", period{days: 30}, "Art. 25(7)"},
	{"us-ca-ccpa", "Cal. Civ. Code 1798.110", "Cal. Civ. Code 1798.105", period{days: 45}, "1798.130(a)(2); 45 days more on notice; receipt is confirmed within 10 business days"},
	{"us-va-vcdpa", "Va. Code 59.1-577(A)(1)", "Va. Code 59.1-577(A)(3)", period{days: 45}, usMore},
	{"us-co-cpa", "C.R.S. 6-1-1306(1)(b)", "C.R.S. 6-1-1306(1)(d)", period{days: 45}, usMore},
	{"us-ct-ctdpa", "Conn. Gen. Stat. 42-518(a)(1)", "Conn. Gen. Stat. 42-518(a)(3)", period{days: 45}, usMore},
	{"us-tx-tdpsa", "Tex. Bus. & Com. Code 541.051(b)(1)", "Tex. Bus. & Com. Code 541.051(b)(3)", period{days: 45}, usMore},
	{"us-ut-ucpa", "Utah Code 13-61-201(1)", "Utah Code 13-61-201(2)", period{days: 45}, usMore},
	{"ca-pipeda", "Sched. 1 cl. 4.9", "", period{days: 30}, "s. 8(3); deletion only of what is no longer needed: cl. 4.5.3"},
	{"ca-qc-law-25", "s. 27", "s. 28.1", period{days: 30}, "s. 32"},
	{"br-lgpd", "Art. 18(II)", "Art. 18(IV), (VI)", period{days: 15}, "Art. 19(II), of a full answer on access"},
	{"in-dpdp", "s. 11", "s. 12(3)", period{}, "the period that the fiduciary publishes"},
	{"cn-pipl", "Art. 45", "Art. 47", period{}, "without delay: Art. 45, 50"},
	{"jp-appi", "Art. 33", "Art. 35", period{}, "without delay"},
	{"kr-pipa", "Art. 35", "Art. 36", period{days: 10}, "Enforcement Decree Art. 41, 43"},
	{"sg-pdpa", "s. 21", "", period{days: 30}, "PDP Regulations 2021 reg. 5; what is no longer needed is not kept: s. 25"},
	{"th-pdpa", "s. 30", "s. 33", period{days: 30}, "s. 30, of access"},
	{"au-privacy-act", "APP 12", "", period{days: 30}, "APP 12.4; what is no longer needed is destroyed: APP 11.2"},
	{"nz-privacy-act-2020", "IPP 6", "", period{business: 20}, "s. 44; correction: IPP 7"},
	{"za-popia", "s. 23", "s. 24", period{}, "within a reasonable time"},
	{"tr-kvkk", "Art. 11(1)(b)", "Art. 11(1)(e)", period{days: 30}, "Art. 13(2)"},
	{"ar-ley-25326", "Art. 14", "Art. 16", period{}, "10 calendar days for access (Art. 14(2)), 5 business days for erasure (Art. 16(2))"},
	{"il-ppl", "s. 13", "s. 14", period{days: 30}, "regulations of 1981"},
	{"hk-pdpo", "s. 18", "", period{days: 40}, "s. 19; what is no longer needed is erased: s. 26"},
	{"tw-pdpa", "Art. 10", "Art. 11", period{days: 15}, "Art. 13, of access; 30 days for erasure"},
	{"ke-dpa", "s. 26(b)", "s. 40", period{}, ""},
	{"ng-ndpa", "s. 34(1)(a)", "s. 34(1)(d)", period{}, "without undue delay"},
	{"ph-dpa", "s. 16(c)", "s. 16(e)", period{}, ""},
	{"my-pdpa", "s. 30", "", period{days: 21}, "s. 31"},
	{"id-uu-pdp", "Art. 7", "Art. 8", period{}, "3 times 24 hours for access (Art. 32)"},
	{"ru-152-fz", "Art. 14", "Art. 14(1), 21", period{business: 10}, "Art. 20(1)"},
}

const usMore = "45 days more on notice within the first 45"

// Of lists what the laws that reach a number give its owner, on a day. A general
// law that the table lacks has one line that says so. Nil: no law is known to
// reach it.
func Of(c *laws.Catalog, s laws.Subject, org laws.Organisation, on time.Time) (list []Right) {
	_, applies := c.Evaluate(s, "", org, on)
	for _, a := range applies {
		entry, ok := c.Describe(a.ID, on)
		if !ok || entry.Kind != "general" {
			continue
		}
		base := Right{Law: a.ID, Short: entry.Short, Status: a.Status, Because: a.Because}
		i := slices.IndexFunc(rows, func(r lawRights) bool { return r.law == a.ID })
		if i < 0 {
			base.Right = NotResearched
			list = append(list, base)
			continue
		}
		list = append(list, rows[i].rights(base, on)...)
	}
	return list
}

func (r *lawRights) rights(base Right, on time.Time) (list []Right) {
	base.Basis, base.Due, base.Deadline = "general", r.within.due(on), r.note
	if !r.within.isZero() {
		base.Deadline = r.within.String()
		if r.note != "" {
			base.Deadline += " (" + r.note + ")"
		}
	}
	for _, k := range []struct{ right, article string }{{Access, r.access}, {Erasure, r.erasure}} {
		if k.article != "" {
			x := base
			x.Right, x.Article = k.right, k.article
			list = append(list, x)
		}
	}
	return list
}
