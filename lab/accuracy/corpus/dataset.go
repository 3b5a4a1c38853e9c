package corpus

import (
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // data holds such hashes
	"crypto/sha1" //nolint:gosec // the same
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// build draws the datasets: one for each region, some that mix them, and a few
// of unusual shape.
func (c *Corpus) build() {
	d := c.d
	kinds := c.kinds()
	if c.Options.Datasets < len(kinds) {
		d.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
		kinds = kinds[:c.Options.Datasets]
	}
	for i, k := range kinds {
		b := &builder{drawer: d, c: c, kind: k.kind, regions: k.regions}
		c.Datasets = append(c.Datasets, b.dataset(i))
	}
}

type kind struct {
	kind    string
	regions []string
}

func (c *Corpus) kinds() (list []kind) {
	d := c.d
	for _, r := range d.Regions {
		list = append(list, kind{"one country", []string{r}})
	}
	big := []string{"US", "DE", "GB", "FR", "IN", "BR", "JP", "IT", "ES", "CN", "MX", "AU", "CA", "NL", "PL", "TR", "KR", "ZA", "SE", "CH", "AT", "BE", "RU", "ID", "NG"}
	for i := 0; len(list) < max(c.Options.Datasets, len(d.Regions)+20); i++ {
		switch i % 11 {
		case 0, 5:
			list = append(list, kind{"some countries", []string{pick(d, big), pick(d, big), pick(d, d.Regions)}})
		case 1:
			list = append(list, kind{"world", d.Regions})
		case 2:
			list = append(list, kind{"one in a thousand", []string{pick(d, big)}})
		case 3:
			list = append(list, kind{"no phones", []string{pick(d, big)}})
		case 4:
			list = append(list, kind{"protected", []string{pick(d, big)}})
		case 6:
			list = append(list, kind{"nested", []string{pick(d, big), pick(d, big)}})
		case 7:
			list = append(list, kind{"one country", []string{pick(d, big)}})
		case 9:
			list = append(list, kind{"split", [][]string{{pick(d, big)}, {pick(d, big), pick(d, big), pick(d, big)}}[d.IntN(2)]})
		case 10:
			list = append(list, kind{"elements", []string{pick(d, big), pick(d, big), pick(d, big), pick(d, d.Regions)}})
		case 8:
			if i == 8 {
				list = append(list, kind{"wide", []string{pick(d, big)}})
			} else {
				list = append(list, kind{"traps", []string{pick(d, big)}})
			}
		}
	}
	return list
}

// builder makes one dataset.
type builder struct {
	*drawer
	c       *Corpus
	kind    string
	regions []string
	form    Form
	rows    int
	home    []string // region of each record
	tells   string   // what tells the region of a record
	fields  []Field
	used    map[string]bool
	prefix  string // of the path of what comes next
}

func (b *builder) dataset(i int) Dataset {
	b.rows = b.c.Rows/2 + b.IntN(b.c.Rows)
	b.form = pick(b.drawer, []Form{CSV, CSV, CSV, NDJSON, NDJSON, SQLite, SQLite})
	switch b.kind {
	case "one in a thousand":
		b.rows = 2000
	case "nested", "elements":
		b.form = NDJSON
	case "wide":
		b.rows = 60
	}
	b.used = map[string]bool{}
	for range b.rows {
		b.home = append(b.home, pick(b.drawer, b.regions))
	}
	// Letters tell the files apart: files whose names differ in digits only are
	// parts of one dataset.
	suffix := string([]byte{'a' + byte(i/26/26%26), 'a' + byte(i/26%26), 'a' + byte(i%26)})
	name := fmt.Sprintf("%s_%s", pick(b.drawer, []string{"customers", "contacts", "export", "users", "crm", "t", "people", "leads", "orders", "members"}), suffix)
	b.ids()
	if b.kind != "no phones" && b.kind != "traps" && b.kind != "elements" {
		b.country()
	}
	if b.tells == ByNothing && len(b.regions) == 1 && b.one(4) {
		name, b.tells = fmt.Sprintf("%s_%s_%s", pick(b.drawer, []string{"customers", "contacts", "kunden", "clientes"}), strings.ToLower(b.regions[0]), suffix), ByDataset
	}
	b.contents()
	b.Shuffle(len(b.fields)-1, func(i, j int) { b.fields[i+1], b.fields[j+1] = b.fields[j+1], b.fields[i+1] })
	d := Dataset{Name: name, Form: b.form, Rows: b.rows, Fields: b.fields, Kind: b.kind}
	if len(b.regions) < 10 {
		d.Regions = slices.Compact(slices.Sorted(slices.Values(b.regions)))
	}
	return d
}

// contents adds the fields of a kind.
func (b *builder) contents() {
	switch b.kind {
	case "no phones":
		for range 10 {
			b.negative()
		}
	case "traps":
		for range 8 {
			b.misleading()
		}
		b.negative()
	case "protected":
		for range 7 {
			b.protected()
		}
		b.phones("")
		b.negative()
	case "one in a thousand":
		b.notes(2, 1000)
		b.notes(0, 1)
		b.phones("")
		b.negative()
	case "wide":
		b.phones("")
		for range 298 {
			b.negative()
		}
	case "split":
		b.parts()
		b.phones("")
		for range 4 {
			b.negative()
		}
	case "elements":
		b.elements()
		for range 4 {
			b.negative()
		}
	case "nested":
		b.nested()
		b.phones("contact.")
		b.phones("")
		for range 4 {
			b.negative()
		}
		b.notes(30, 100)
	default:
		for range 2 + b.IntN(3) {
			b.phones("")
		}
		for range 3 + b.IntN(3) {
			b.negative()
		}
		if b.one(2) {
			b.misleading()
		}
		if b.one(6) {
			b.protected()
		}
		if b.one(4) {
			b.mixed()
		}
		switch b.IntN(4) {
		case 0:
			b.notes(100, 100)
		case 1:
			b.notes(5+b.IntN(50), 100)
		case 2:
			b.notes(0, 100)
		}
	}
}

// path is a name that this dataset has not used.
func (b *builder) path(name string) string {
	if b.form == SQLite || b.form == CSV {
		name = strings.NewReplacer("@", "at_", ":", " ").Replace(name)
	}
	path := b.prefix + name
	for i := 2; b.used[strings.ToLower(path)]; i++ {
		path = fmt.Sprintf("%s%s_%d", b.prefix, name, i)
	}
	b.used[strings.ToLower(path)] = true
	return path
}

// add draws a value for each record; "" is none.
func (b *builder) add(f Field, value func(row int) Value) {
	f.Path = b.path(f.Path)
	for row := range b.rows {
		v := value(row)
		if v.Text == "" {
			continue
		}
		v.Row = row
		f.Values = append(f.Values, v)
	}
	b.fields = append(b.fields, f)
}

func (b *builder) ids() {
	from := 1000 * (1 + b.IntN(90000))
	b.add(Field{Path: "id", Type: "integer", Verdict: None, Evident: true, Class: "key", Header: "honest", Context: "cell"}, func(row int) Value {
		return Value{Text: fmt.Sprint(from + row)}
	})
	b.add(Field{Path: "name", Type: "text", Verdict: None, Evident: true, Class: "name", Header: "honest", Context: "cell"}, func(int) Value {
		return Value{Text: b.person()}
	})
}

// country adds the columns that tell a record's region, or none.
func (b *builder) country() {
	world := len(b.regions) > 1
	none := func(path, class string, value func(region string) string) {
		b.add(Field{Path: path, Type: "text", Verdict: None, Evident: true, Class: class, Header: "honest", Context: "cell"}, func(row int) Value {
			return Value{Text: value(b.home[row])}
		})
	}
	switch k := b.IntN(10); {
	case k < 2 || world && k < 3:
		none(pick(b.drawer, []string{"country", "country_code", "iso2", "land", "pays", "addr_country", "BillingCountryCode"}), "country, ISO 2", func(r string) string { return r })
		b.tells = ByRow
	case k == 3:
		if iso3(b.regions) {
			none(pick(b.drawer, []string{"country", "iso3", "country_iso"}), "country, ISO 3", func(r string) string { return language.MustParseRegion(r).ISO3() })
			b.tells = ByRow
		}
	case k < 6:
		tag := pick(b.drawer, []language.Tag{language.English, language.German, language.French, language.Spanish, language.Italian, language.Polish, language.Russian, language.Japanese, language.Chinese, language.Turkish, language.Dutch, language.Portuguese, language.English, language.English})
		namer := display.Regions(tag)
		none(pick(b.drawer, []string{"country", "Country", "country_name", "land", "pais", "nation", "страна", "国"}), "country, name", func(r string) string { return namer.Name(language.MustParseRegion(r)) })
		b.tells = ByRow
	case k == 6:
		b.hint(none)
	case k == 7:
		b.unusual(none)
	}
}

// unusual adds a column of countries as forms, exports and standards write them.
func (b *builder) unusual(none func(path, class string, value func(region string) string)) {
	english := display.Regions(language.English)
	name := func(r string) string { return english.Name(language.MustParseRegion(r)) }
	switch k := b.IntN(5); {
	case k == 0 && iso3(b.regions):
		none(pick(b.drawer, []string{"country", "country_num", "iso_numeric", "country_code"}), "country, ISO numeric", func(r string) string {
			return fmt.Sprintf("%03d", language.MustParseRegion(r).M49())
		})
	case k == 1:
		form := pick(b.drawer, []string{"%[1]s - %[2]s", "%[2]s (%[1]s)"})
		none(pick(b.drawer, []string{"country", "Country/Region", "land"}), "country, code and name", func(r string) string { return fmt.Sprintf(form, r, name(r)) })
	case k == 2:
		none(pick(b.drawer, []string{"address", "full_address", "mailing_address"}), "address", func(r string) string {
			return fmt.Sprintf("%d %s, %s, %s", 1+b.IntN(200), pick(b.drawer, []string{"Main Street", "Station Road", "High Street"}), pick(b.drawer, surnames)+"ville", name(r))
		})
		b.tells = ByHint
		return
	default:
		none(pick(b.drawer, []string{"country", "Country", "ship_country", "nation"}), "country, alias", func(r string) string {
			if list := countryAliases[r]; list != "" && !b.one(4) {
				return b.name(strings.Split(list, "; "))
			}
			return strings.ToUpper(name(r))
		})
	}
	b.tells = ByRow
}

// iso3 reports whether all regions have a code of three letters.
func iso3(regions []string) bool {
	return !slices.ContainsFunc(regions, func(r string) bool {
		c := language.MustParseRegion(r).ISO3()
		return c == "" || c[0] == 'Z' && r[0] != 'Z'
	})
}

// hint adds columns that tell the region to those who think.
func (b *builder) hint(none func(path, class string, value func(region string) string)) {
	all := func(ok func(r string) bool) bool {
		return !slices.ContainsFunc(b.regions, func(r string) bool { return !ok(r) })
	}
	cities := all(func(r string) bool { return placeOf(r) != nil })
	states := all(func(r string) bool { p := placeOf(r); return p != nil && p.states != nil })
	switch {
	case states && b.one(2):
		none(pick(b.drawer, []string{"state", "province", "region", "estado"}), "state", func(r string) string { return pick(b.drawer, placeOf(r).states) })
		b.tells = ByHint
	case cities:
		none(pick(b.drawer, []string{"city", "ort", "ville", "ciudad"}), "city", func(r string) string { return pick(b.drawer, placeOf(r).cities) })
		b.tells = ByHint
	case all(func(r string) bool {
		u, ok := currency.FromRegion(language.MustParseRegion(r))
		return ok && !strings.Contains("EUR USD XOF XAF XCD AUD NZD DKK NOK GBP CHF", u.String())
	}):
		none("currency", "currency", func(r string) string { u, _ := currency.FromRegion(language.MustParseRegion(r)); return u.String() })
		b.tells = ByHint
	default:
		none("locale", "locale", func(r string) string {
			base, _ := language.Make("und-" + r).Base()
			return base.String() + "_" + r
		})
		b.tells = ByHint
	}
}

// honest or opaque, mostly honest.
func (b *builder) header() (name, kind string) {
	if b.one(5) {
		return b.name(opaqueHeaders), "opaque"
	}
	return b.name(phoneHeaders), "honest"
}

// phones adds a column of phone numbers: of one format, or of several.
func (b *builder) phones(prefix string) {
	name, header := b.header()
	b.prefix = prefix
	defer func() { b.prefix = "" }()
	var fs []*format
	for range pick(b.drawer, []int{1, 1, 1, 1, 3, 5}) {
		f := &formats[b.IntN(len(formats))]
		for len(b.regions) > 5 && f.name == "national, native digits" {
			f = &formats[b.IntN(len(formats))]
		}
		fs = append(fs, f)
	}
	class := fs[0].name
	if len(fs) > 1 {
		class = "several formats"
	}
	field := Field{Path: name, Type: b.typeOf(fs), Verdict: Phone, Evident: true, Class: class, Header: header, Context: "cell"}
	if prefix != "" {
		field.Context = "nested"
	}
	gaps := pick(b.drawer, []int{0, 0, 10, 50})
	written, bare := 0, 0
	b.add(field, func(row int) Value {
		if b.IntN(100) < gaps {
			return Value{}
		}
		f := pick(b.drawer, fs)
		s, n, ok := b.written(f, b.home[row])
		if !ok {
			if s, n, ok = b.written(formatNamed("E.164"), b.home[row]); !ok || field.Type != "text" {
				return Value{}
			}
			f = formatNamed("E.164")
		}
		written++
		if f.bare && (!f.international || s[0] != '0') {
			bare++
		}
		t := f.truth(n, s, 0, b.tells)
		if b.one(25) && field.Type == "text" && !f.bare { // two in a cell
			if s2, n2, ok := b.written(f, b.home[row]); ok {
				sep := pick(b.drawer, []string{" / ", "; ", ", ", " or "})
				t2 := f.truth(n2, s2, len(s)+len(sep), b.tells)
				return Value{Text: s + sep + s2, Numbers: []Number{t, t2}}
			}
		}
		return Value{Text: s, Numbers: []Number{t}}
	})
	last := &b.fields[len(b.fields)-1]
	if header == "opaque" && 2*bare > written && b.tells != ByRow {
		last.Evident = false // digits without a name
	}
	if header == "opaque" && len(last.Values) > 0 && len(last.Values[0].Numbers[0].E164) < 9 {
		last.Evident = false
	}
	if len(last.Values) == 0 {
		last.Verdict = None // the format suits no number of these regions
		last.Class = "empty"
	}
}

// typeOf is how a database stores these formats.
func (b *builder) typeOf(fs []*format) string {
	if b.form == CSV || len(fs) > 1 {
		return "text"
	}
	switch fs[0].name {
	case "float", "float of E.164", "exponent":
		return "float"
	case "E.164 without plus", "national, trunk prefix dropped":
		if b.one(2) {
			return "integer"
		}
	}
	return "text"
}

// negative adds a column of look-alikes with a fitting name, or one that says
// nothing.
func (b *builder) negative() {
	c := b.class()
	name, header := b.name(c.headers), "honest"
	if b.one(6) {
		name, header = b.name(opaqueHeaders), "opaque"
	}
	b.add(Field{Path: name, Type: c.typ, Verdict: None, Evident: header == "honest" || !c.alike, Class: c.name, Header: header, Context: "cell"}, func(int) Value {
		if b.one(20) {
			return Value{}
		}
		return Value{Text: c.draw(b.drawer)}
	})
}

// misleading adds a column whose name says phone and that holds none.
func (b *builder) misleading() {
	m := pick(b.drawer, misleading)
	b.add(Field{Path: pick(b.drawer, m.headers), Type: m.typ, Verdict: None, Evident: true, Class: m.class, Header: "misleading", Context: "cell"}, func(int) Value {
		return Value{Text: m.draw(b.drawer)}
	})
}

// mixed adds a column of phone numbers and other things.
func (b *builder) mixed() {
	f := formatNamed(pick(b.drawer, []string{"E.164", "international", "international, hyphens", "national"}))
	other := pick(b.drawer, []func() string{b.email, b.person, func() string { return "@" + strings.ToLower(pick(b.drawer, givenNames)) }})
	share := 20 + b.IntN(60)
	b.add(Field{Path: pick(b.drawer, []string{"contact", "reach_at", "login", "kontakt", "channel"}), Type: "text", Verdict: Contains, Evident: true, Class: "numbers and others", Header: "opaque", Context: "mixed"}, func(row int) Value {
		if b.IntN(100) < share {
			if s, n, ok := b.written(f, b.home[row]); ok {
				return Value{Text: s, Numbers: []Number{f.truth(n, s, 0, b.tells)}}
			}
		}
		return Value{Text: other()}
	})
	last := &b.fields[len(b.fields)-1]
	if !slices.ContainsFunc(last.Values, func(v Value) bool { return len(v.Numbers) > 0 }) {
		last.Verdict = None
	}
}

// notes adds free text in which share of so many records have a number.
func (b *builder) notes(share, of int) {
	sp := speechOf(b.regions[0])
	if len(b.regions) > 1 || b.one(4) {
		sp = &speeches[0]
	}
	verdict := None
	b.add(Field{Path: pick(b.drawer, []string{"notes", "comment", "message", "bemerkung", "body", "remarks", "description", "data2"}), Type: "text", Evident: true, Class: "free text", Header: "honest", Context: "text " + sp.code}, func(row int) Value {
		var p page
		numbers := 0
		if b.IntN(of) < share {
			numbers = 1
		}
		tells := b.tells
		if tells == ByNothing || tells == ByDataset {
			if t := textTells(sp, b.home[row]); t != ByNothing {
				tells = t
			}
		}
		b.sentences(&p, sp, b.home[row], tells, numbers, b.IntN(2))
		if len(p.numbers) > 0 {
			verdict = Contains
		}
		text := p.String()
		if b.form != NDJSON {
			text = strings.ReplaceAll(text, "\n", " ")
		}
		return Value{Text: text, Numbers: p.numbers}
	})
	last := &b.fields[len(b.fields)-1]
	last.Verdict = verdict
	last.Evident = verdict == None || slices.ContainsFunc(last.Values, func(v Value) bool { return slices.ContainsFunc(v.Numbers, func(n Number) bool { return n.Evident }) })
}

// nested adds a list of phones in each document.
func (b *builder) nested() {
	f := formatNamed(pick(b.drawer, []string{"E.164", "international", "national", "E.164 without plus"}))
	name := pick(b.drawer, []string{"phones[].number", "contact.phones[].value", "telecom[].value", "tels[]", "addresses[].phone"})
	path := b.path(name)
	field := Field{Path: path, Type: "text", Verdict: Phone, Evident: true, Class: f.name, Header: "honest", Context: "nested"}
	kinds := Field{Path: strings.TrimSuffix(path, name[strings.LastIndex(name, "[]")+2:]) + ".kind", Type: "text", Verdict: None, Evident: true, Class: "types of phones", Header: "misleading", Context: "nested"}
	for row := range b.rows {
		for range b.IntN(4) {
			if s, n, ok := b.written(f, b.home[row]); ok {
				field.Values = append(field.Values, Value{Row: row, Text: s, Numbers: []Number{f.truth(n, s, 0, b.tells)}})
				kinds.Values = append(kinds.Values, Value{Row: row, Text: pick(b.drawer, []string{"home", "work", "mobile"})})
			}
		}
	}
	b.fields = append(b.fields, field)
	if !strings.HasSuffix(path, "[]") && !b.used[kinds.Path] {
		b.used[kinds.Path] = true
		b.fields = append(b.fields, kinds)
	}
}

// parts adds the columns of a number that is kept in two parts, or with its
// calling code in three.
func (b *builder) parts() {
	three := b.one(2)
	codes := Field{Path: b.name([]string{"country_code", "dial_code", "calling_code", "phone_country_code", "intl_prefix", "isd_code"}), Type: "text", Verdict: None, Evident: true, Class: "calling codes", Header: "honest", Context: "cell"}
	areas := Field{Path: b.name([]string{"area_code", "phone_area", "vorwahl", "area", "std_code", "ddd"}), Type: "text", Verdict: None, Evident: true, Class: "area codes", Header: "honest", Context: "cell"}
	numbers := Field{Path: b.name([]string{"phone", "phone_number", "local_number", "rufnummer", "subscriber_number", "tel"}), Type: "text", Verdict: Phone, Evident: three || b.tells == ByRow, Class: "two parts", Header: "honest", Context: "cell"}
	tells, trunk, form := b.tells, b.one(2) && !three, pick(b.drawer, []string{"%s", "+%s", "00%s"})
	if three {
		tells, numbers.Class = ByNumber, "three parts"
	}
	drawn := make([]*number, b.rows)
	split := func(n *number) (area, rest string, ok bool) {
		area, rest, ok = strings.Cut(strings.NewReplacer("(", "", ")", "").Replace(n.intl[len(n.code)+2:]), " ")
		if !ok {
			area, rest, ok = strings.Cut(area, "-")
		}
		if trunk {
			area = n.trunk() + area
		}
		return area, rest, ok && len(area) < 6 && len(digits(rest)) >= 4
	}
	for row := range drawn {
		for range 20 {
			n := b.number(b.home[row])
			if _, _, ok := split(n); ok {
				drawn[row] = n
				break
			}
		}
	}
	of := func(value func(n *number) Value) func(row int) Value {
		return func(row int) Value {
			if drawn[row] == nil {
				return Value{}
			}
			return value(drawn[row])
		}
	}
	if three {
		b.add(codes, of(func(n *number) Value { return Value{Text: fmt.Sprintf(form, n.code)} }))
	}
	b.add(areas, of(func(n *number) Value { area, _, _ := split(n); return Value{Text: area} }))
	plain := b.one(2)
	b.add(numbers, of(func(n *number) Value {
		_, rest, _ := split(n)
		if plain {
			rest = digits(rest)
		}
		return Value{Text: rest, Numbers: []Number{{End: len(rest), E164: n.e164(), Region: n.region, Regions: n.valid, Format: numbers.Class, Evident: true, Tells: tells}}}
	}))
	if last := &b.fields[len(b.fields)-1]; len(last.Values) == 0 {
		last.Verdict = None
	}
}

// elements adds a list of contacts in each document, each of its own country.
func (b *builder) elements() {
	list := pick(b.drawer, []string{"contacts", "addresses", "branches", "people"})
	form := pick(b.drawer, []string{"national", "national", "national, digits", "international"})
	f := formatNamed(form)
	countries := Field{Path: list + "[]." + b.name([]string{"country", "country_code", "iso2"}), Type: "text", Verdict: None, Evident: true, Class: "country, ISO 2", Header: "honest", Context: "nested"}
	phones := Field{Path: list + "[]." + b.name([]string{"phone", "tel", "mobile"}), Type: "text", Verdict: Phone, Evident: true, Class: f.name, Header: "honest", Context: "elements"}
	for row := range b.rows {
		for range b.IntN(4) {
			home := pick(b.drawer, b.regions)
			text := Value{Row: row}
			if s, n, ok := b.written(f, home); ok && !b.one(10) {
				text.Text, text.Numbers = s, []Number{f.truth(n, s, 0, ByRow)}
			}
			countries.Values = append(countries.Values, Value{Row: row, Text: home})
			phones.Values = append(phones.Values, text)
		}
	}
	b.fields = append(b.fields, countries, phones)
}

// protected adds a column of phone numbers that nobody can read.
func (b *builder) protected() {
	p := &protections[b.IntN(len(protections))]
	for p.held && b.split != Test {
		p = &protections[b.IntN(len(protections))]
	}
	key := []byte(b.hex(32))
	header := "honest"
	name := b.name(p.headers)
	if p.evident && b.one(4) {
		name, header = b.name(opaqueHeaders), "opaque"
	}
	b.add(Field{Path: name, Type: "text", Verdict: Protected, Evident: true, Class: p.name, Header: header, Context: "cell"}, func(row int) Value {
		return Value{Text: p.hide(b.drawer, key, b.number(b.home[row]))}
	})
}

// protection is a way to hide a number.
type protection struct {
	name    string // the first word is the report's
	headers []string
	evident bool // the values show what it was
	held    bool
	hide    func(d *drawer, key []byte, n *number) string
}

var hashHeaders = []string{"phone_hash", "hashed_phone", "tel_sha256", "mobile_hash", "phone", "msisdn_hash", "hash_telefon", "phone_number_hashed", "telefone_hash"}

var protections = []protection{
	{"hashed: SHA-256, hex", hashHeaders, false, false, func(_ *drawer, _ []byte, n *number) string {
		s := sha256.Sum256([]byte("+" + n.e164()))
		return hex.EncodeToString(s[:])
	}},
	{"hashed: SHA-1, hex", hashHeaders, false, false, func(_ *drawer, _ []byte, n *number) string {
		s := sha1.Sum([]byte("+" + n.e164())) //nolint:gosec // as above
		return hex.EncodeToString(s[:])
	}},
	{"hashed: MD5, hex", hashHeaders, false, false, func(_ *drawer, _ []byte, n *number) string {
		s := md5.Sum([]byte(n.e164())) //nolint:gosec // as above
		return hex.EncodeToString(s[:])
	}},
	{"hashed: SHA-256, capitals", hashHeaders, false, true, func(_ *drawer, _ []byte, n *number) string {
		s := sha256.Sum256([]byte(n.e164()))
		return strings.ToUpper(hex.EncodeToString(s[:]))
	}},
	{"hashed: HMAC, base64", hashHeaders, false, false, func(_ *drawer, key []byte, n *number) string {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(n.e164()))
		return base64.StdEncoding.EncodeToString(m.Sum(nil))
	}},
	{"encrypted: base64", []string{"phone_enc", "encrypted_phone", "phone", "tel_cipher", "mobile_encrypted", "phone_ciphertext"}, false, false, func(d *drawer, _ []byte, n *number) string {
		return base64.StdEncoding.EncodeToString(d.bytes(12 + 16 + len(n.nsn)))
	}},
	{"encrypted: Fernet", []string{"phone_enc", "encrypted_mobile", "telefon_enc"}, false, false, func(d *drawer, _ []byte, _ *number) string {
		return base64.URLEncoding.EncodeToString(append([]byte{0x80, 0, 0, 0, 0, 0x65}, d.bytes(67)...))
	}},
	{"encrypted: hex", []string{"phone_enc", "enc_phone", "tel_encrypted", "phone_aes"}, false, false, func(d *drawer, _ []byte, _ *number) string { return hex.EncodeToString(d.bytes(48)) }},
	{"encrypted: vault", []string{"phone", "phone_enc", "mobile"}, false, true, func(d *drawer, _ []byte, n *number) string {
		return "vault:v1:" + base64.StdEncoding.EncodeToString(d.bytes(28+len(n.nsn)))
	}},
	{"masked: last four", []string{"phone", "phone_masked", "mobile", "tel_masked", "telefon"}, false, false, func(_ *drawer, _ []byte, n *number) string { return "***-***-" + last(n.nsn, 4) }},
	{"masked: last four, X", []string{"phone", "masked_phone", "mobile", "contact_no"}, false, false, func(_ *drawer, _ []byte, n *number) string {
		return strings.Repeat("X", max(len(n.nsn)-4, 3)) + last(n.nsn, 4)
	}},
	{"masked: code and last two", []string{"phone", "tel", "mobile_masked", "handy"}, true, false, func(_ *drawer, _ []byte, n *number) string { return "+" + n.code + " *** *** " + last(n.nsn, 2) }},
	{"masked: middle", []string{"phone", "mobile", "phone_display"}, true, false, func(_ *drawer, _ []byte, n *number) string {
		k := max(len(n.nsn)-4, 2)
		return "+" + n.code + n.nsn[:2] + strings.Repeat("*", k-2) + last(n.nsn, 2)
	}},
	{"masked: dots", []string{"phone", "tel", "telefono"}, true, false, func(_ *drawer, _ []byte, n *number) string {
		return "+" + n.code + " " + strings.Repeat("•", 6) + last(n.nsn, 2)
	}},
	{"masked: China", []string{"手机号", "mobile", "phone"}, false, true, func(_ *drawer, _ []byte, n *number) string { return first(n.nsn, 3) + "****" + last(n.nsn, 4) }},
	{"tokenised: prefix", []string{"phone_token", "tokenized_phone", "phone", "tel_token"}, false, false, func(d *drawer, _ []byte, _ *number) string { return "tok_" + d.hex(24) }},
	{"tokenised: UUID", []string{"phone_token", "phone_tok", "mobile_token"}, false, false, func(d *drawer, _ []byte, _ *number) string { return group(d.hex(32), "-", 8, 4, 4, 4, 12) }},
}

func first(s string, n int) string { return s[:min(n, len(s))] }

func last(s string, n int) string { return s[max(0, len(s)-n):] }

func (d *drawer) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(d.IntN(256))
	}
	return b
}
