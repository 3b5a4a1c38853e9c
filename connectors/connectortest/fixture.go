// Package connectortest holds what every connector is tested with: one fixture
// that each kind of store is loaded with, and one conformance suite, [Run],
// that reads it back through the contract.
//
// The fixture's paths are the same wherever it lies: id, name, phone, mobile,
// country, notes, contact.phones[], contact.emergency.tel, score, active,
// created. Stores of documents hold them as they are, SQL stores keep contact
// as a column of JSON. So five copies give equal profiles.
//
// Every number in it is from a range kept free for fiction that libphonenumber
// holds valid.
package connectortest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Record is one record of the fixture.
type Record struct {
	ID      int64     `json:"id"`
	Name    string    `json:"name"`
	Phone   string    `json:"phone"`   // national format mostly: Country is the hint
	Mobile  *int64    `json:"mobile"`  // bare E.164 digits, sometimes null
	Country string    `json:"country"` // ISO 3166-1 alpha-2
	Notes   string    `json:"notes"`   // free text; no NUL, valid UTF-8, else as awkward as it gets
	Contact Contact   `json:"contact"`
	Score   float64   `json:"score"` // never a whole number in disguise, but for one with an exponent
	Active  bool      `json:"active"`
	Created time.Time `json:"created"` // UTC, at most milliseconds
}

// Contact is the nested part of a record.
type Contact struct {
	Phones    []string   `json:"phones"`
	Emergency *Emergency `json:"emergency,omitempty"`
}

// Emergency is nested deeper.
type Emergency struct {
	Tel string `json:"tel"`
}

// JSON is c as a document, for a column that holds one.
func (c Contact) JSON() []byte { return marshal(c) }

// Paths lists the canonical paths in the order of the record.
func Paths() []string {
	return []string{
		"id", "name", "phone", "mobile", "country", "notes", "contact.phones[]",
		"contact.emergency.tel", "score", "active", "created",
	}
}

// Value is one value in canonical text.
type Value struct {
	Text string
	Null bool
}

// Values returns the canonical text of every value of r by path. A path
// without values is absent.
func (r Record) Values() map[string][]Value {
	v := map[string][]Value{
		"id":      {{Text: strconv.FormatInt(r.ID, 10)}},
		"name":    {{Text: r.Name}},
		"phone":   {{Text: r.Phone}},
		"mobile":  {{Null: true}},
		"country": {{Text: r.Country}},
		"notes":   {{Text: r.Notes}},
		"score":   {{Text: strconv.FormatFloat(r.Score, 'f', -1, 64)}},
		"active":  {{Text: strconv.FormatBool(r.Active)}},
		"created": {{Text: r.Created.UTC().Format(time.RFC3339Nano)}},
	}
	if r.Mobile != nil {
		v["mobile"] = []Value{{Text: strconv.FormatInt(*r.Mobile, 10)}}
	}
	for _, p := range r.Contact.Phones {
		v["contact.phones[]"] = append(v["contact.phones[]"], Value{Text: p})
	}
	if e := r.Contact.Emergency; e != nil {
		v["contact.emergency.tel"] = []Value{{Text: e.Tel}}
	}
	return v
}

// size of the fixture.
const size = 500

// Records returns the fixture, the same every time.
func Records() []Record {
	rs := make([]Record, size)
	for i := range rs {
		rs[i] = record(i)
	}
	return rs
}

// NDJSON writes one document a line.
func NDJSON(rs []Record) []byte {
	var b bytes.Buffer
	for _, r := range rs {
		b.Write(marshal(r))
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func marshal(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // the fixture's types cannot fail
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

func record(i int) Record {
	c := countries[i%len(countries)]
	n := c.number(i)
	r := Record{
		ID:      int64(1000 + i),
		Name:    names[i%len(names)] + " " + strconv.Itoa(i),
		Phone:   n.national,
		Country: c.region,
		Notes:   note(i),
		Contact: Contact{Phones: []string{}},
		Score:   score(i),
		Active:  i%3 != 0,
		Created: created(i),
	}
	if i%10 == 7 {
		r.Phone = n.international
	}
	if i%4 != 1 {
		d := c.number(i + 31).digits
		r.Mobile = &d
	}
	for j := range i % 4 {
		r.Contact.Phones = append(r.Contact.Phones, c.number(i+7*j).international)
	}
	if i%5 == 2 {
		r.Contact.Emergency = &Emergency{Tel: countries[(i+1)%len(countries)].number(i + 3).international}
	}
	return r
}

// number is one fictional number in three forms.
type number struct {
	national, international string
	digits                  int64
}

type country struct {
	region string
	number func(i int) number
}

var countries = []country{
	{"US", func(i int) number { return nanp(usAreas[i%len(usAreas)], i) }},
	{"GB", func(i int) number {
		l := fmt.Sprintf("%04d", i%1000)
		return form("020 7946 "+l, "44", "20 7946 "+l)
	}},
	{"AU", func(i int) number {
		l := auLines[i%len(auLines)]
		return form("0491 570 "+l, "61", "491 570 "+l)
	}},
	{"FR", func(i int) number {
		l := fmt.Sprintf("%02d %02d", i/100%100, i%100)
		return form("01 99 00 "+l, "33", "1 99 00 "+l)
	}},
	{"DE", func(i int) number {
		l := fmt.Sprintf("39200%02d", i%100)
		return form("0171 "+l, "49", "171 "+l)
	}},
	{"CA", func(i int) number { return nanp(caAreas[i%len(caAreas)], i) }},
	{"US", func(i int) number { return nanp(usAreas[(i+3)%len(usAreas)], i+50) }},
}

var (
	usAreas = []string{"415", "212", "312", "303", "617", "206", "512", "305", "702", "503", "202"}
	caAreas = []string{"416", "604", "514", "403"}
	auLines = []string{"006", "156", "157", "158", "159", "110", "313", "737"}
)

func nanp(area string, i int) number {
	l := fmt.Sprintf("555-01%02d", i%100)
	return form("("+area+") "+l, "1", area+"-"+l)
}

func form(national, code, rest string) number {
	n := number{national: national, international: "+" + code + " " + rest}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, code+rest)
	n.digits, _ = strconv.ParseInt(digits, 10, 64)
	return n
}

var names = []string{
	"Ada Example", "Zoë Bäcker", "O'Neil, Pat", `Quote "Q" Person`, "山田 花子",
	"Нина Пример", "back\\slash", "tab\tname", "مثال", "e\u0301 decomposed", "emoji 😀",
}

// note is the free text of record i.
func note(i int) string {
	n := countries[(i+2)%len(countries)].number(i + 11)
	switch i % 17 {
	case 0:
		return ""
	case 1:
		return "call " + n.international + " after 18:00"
	case 2:
		return `<a href="tel:+` + strconv.FormatInt(n.digits, 10) + `">call</a>`
	case 3:
		return "two lines\nsecond: " + n.international + "\n"
	case 4:
		return `said "` + n.international + `", then hung up; it's fine`
	case 5:
		return "order 2026-000" + strconv.Itoa(i) + ", no number here"
	case 6:
		return "carriage\r\nreturn, tab\there, backslash \\N \\n, comma, semicolon; pipe |"
	case 7:
		return "replacement \uFFFD, separator \u2028, zero\u200Bwidth, bom \uFEFF, bell \a"
	case 8:
		return "full width " + strings.Map(fullWidth, n.international)
	case 9:
		if i > 9+17*4 {
			return "short"
		}
		return strings.Repeat("lorem ipsum dolor sit amet ", 80) + n.international
	case 10:
		return "null"
	case 11:
		return "{\"tel\": \"" + n.international + "\"}"
	case 12:
		return " leading and trailing space "
	}
	return "nothing of note"
}

func fullWidth(r rune) rune {
	if r >= '0' && r <= '9' {
		return r - '0' + '０'
	}
	return r
}

func score(i int) float64 {
	switch i {
	case 13:
		return 1.5e-7
	case 14:
		return 1.25e21
	case 15:
		return -0.1
	}
	return float64(i) + 0.25
}

func created(i int) time.Time {
	t := time.Date(2021, 2, 27, 22, 30, 0, 0, time.UTC).Add(time.Duration(i) * 37 * time.Hour)
	if i%9 == 4 {
		t = t.Add(250 * time.Millisecond)
	}
	return t
}
