package corpus

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
)

// The classes of [Everyday].
const (
	NarrowIDs  = "everyday: ids from a narrow range"
	WideIDs    = "everyday: ids from a wide range"
	Sorted     = "everyday: numbers in order"
	Clustered  = "everyday: numbers of a few offices"
	FewRows    = "everyday: one to three rows"
	Dirty      = "everyday: numbers beside junk"
	Superseded = "everyday: numbers of superseded plans"
	Neighbours = "everyday: numbers of neighbours under one code"
)

// Everyday draws columns as people's tables have them, where [New] draws
// uniformly: ids are given in turn from a narrow range, numbers are sorted or come
// from the blocks of a few offices, tables have one to three rows, up to four in
// ten cells hold something else, plans change and countries share a code. Of ten
// datasets six hold three columns of ids each and four a column of numbers.
// Rows is not used.
func Everyday(o Options) (*Corpus, error) {
	if o.Split == "" {
		o.Split = Train
	}
	if o.Datasets <= 0 {
		o.Datasets = 1000
	}
	d, err := newDrawer(o.Seed, o.Split)
	if err != nil {
		return nil, err
	}
	d.Rand = source(o.Seed, "everyday "+string(o.Split))
	c := &Corpus{Options: o, d: d}
	for i := range o.Datasets {
		b := &builder{drawer: d, c: c, kind: "everyday", form: pick(d, []Form{CSV, NDJSON, SQLite}), used: map[string]bool{}}
		switch k := i % 10; {
		case k < 4:
			b.idColumns(NarrowIDs)
		case k < 6:
			b.idColumns(WideIDs)
		case k < 9:
			b.numberColumn(i / 10 % 4)
		case i/10%2 == 0:
			b.superseded()
		default:
			b.neighbours()
		}
		suffix := string([]byte{'a' + byte(i/26/26%26), 'a' + byte(i/26%26), 'a' + byte(i%26)})
		c.Datasets = append(c.Datasets, Dataset{Name: "every_" + suffix, Form: b.form, Rows: b.rows, Fields: b.fields, Kind: b.kind, Regions: b.regions})
	}
	return c, nil
}

// everydayRegions are forty countries.
var everydayRegions = strings.Fields("US DE GB FR IT ES JP BR IN AU MX AR NL BE PL CZ SE CH AT TR ZA CN KR ID RU UA GR PT HU RO DK NO FI NZ SG TH VN NG EG CO")

// What ids are called: a name that says so, one that says nothing, and one that
// has a word for phones in it and means something else. A name that promises
// phone numbers is not among them.
var (
	honestIDs = strings.Fields(`account claim_no policy_id invoice_id order_id contract ticket_no file_no customer_no member_no case_id booking_ref batch_id parcel job_no permit
		student_id matricula kundennummer vertragsnummer auftrag_nr dossier_no cliente_id pedido_id numero_pedido codigo_cliente code_client zaak_nummer klantnr zamowienie_nr faktura_nr objednavka siparis_no musteri_no
		nomor_pelanggan order_sn uid emp_no staff_id patient_id mrn visit_id encounter_id lot_no serial_no asset_tag device_id sensor_id transaction_id payment_id receipt_no cheque_no voucher loan_no deposit_no card_no
		licence_no registration_no plate_id vin_no shipment_id waybill container_no flight_id ticket_id pnr_no hotel_ref room_ref reservation lead_id opportunity_id campaign_id post_id tweet_id message_id thread_id user_id parent_id`)
	silentIDs = strings.Fields(`ref record object no key code value num n seq_no x2 y2 col1 field2 attr_3 data_4 extra_5 info_6 item entity element reference identifier handle pointer token_no entry position place_no spot val data9 f1 f2 c12
		col_z a1 b2 v4 misc other custom_4 raw_id external src_id dst_id lhs rhs left right node edge leaf unit part subject policy claim record_key claim_ref CO_ENTIDADE COD_ESCOLA nr_docto entity_code`)
	misleadingIDs = strings.Fields(`phone_id tel_ref_id mobile_plan_id phone_row_id call_id cell_id line_id sms_id fax_job_id telephone_order_no phone_model_id handy_vertrag_id contact_id number_id caller_ref_id phone_bill_no mobile_order_id`)
)

// idColumns adds three columns of ids.
func (b *builder) idColumns(class string) {
	b.rows = pick(b.drawer, []int{3, 12, 80, 150})
	if b.one(2) {
		b.everydayHome(pick(b.drawer, everydayRegions))
	}
	for range 3 {
		b.idColumn(class)
	}
}

// idColumn adds a column of ids: in order or not, from one range or from a few,
// one for each year, state or branch.
func (b *builder) idColumn(class string) {
	names, header := honestIDs, "honest"
	switch b.IntN(8) {
	case 0, 1, 2:
		names, header = silentIDs, "opaque"
	case 3:
		names, header = misleadingIDs, "misleading"
	}
	length := 7 + b.IntN(6)
	within := min(pick(b.drawer, []int{500, 4_000, 40_000, 400_000, 1_000_000, 10_000_000}), power10(length-1))
	if class == WideIDs {
		within = power10(length)
	}
	prefix := ""
	if b.one(8) {
		prefix = pick(b.drawer, []string{"0", "00", "20", "2016-", "2024/", "19", "35", "B", "N-"})
	}
	starts := make([]int, pick(b.drawer, []int{1, 1, 1, 2, 3, 5}))
	for i := range starts {
		x, _ := strconv.Atoi(b.digits(length))
		starts[i] = x - x%within
	}
	list := make([]int, b.rows)
	for i := range list {
		list[i] = pick(b.drawer, starts) + b.IntN(within)
		if class == WideIDs {
			list[i], _ = strconv.Atoi(b.digits(length))
		}
	}
	if b.one(3) {
		slices.Sort(list)
	}
	typ := "text"
	if prefix == "" && b.one(2) {
		typ = "integer"
	}
	b.add(Field{Path: b.name(names), Type: typ, Verdict: None, Evident: true, Class: class, Header: header, Context: "cell"}, func(row int) Value {
		return Value{Text: prefix + fmt.Sprintf("%0*d", length, list[row])}
	})
}

func power10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// everydayHome gives every record a home, and names it in a column of its own.
func (b *builder) everydayHome(region string) {
	b.regions, b.home = []string{region}, slices.Repeat([]string{region}, b.rows)
	b.tells = ByRow
	b.add(Field{Path: pick(b.drawer, []string{"country", "country_code", "land", "pais"}), Type: "text", Verdict: None, Evident: true, Class: "country, ISO 2", Header: "honest", Context: "cell"}, func(row int) Value {
		return Value{Text: b.home[row]}
	})
}

// everydayStyles are the formats of everyday columns.
var everydayStyles = []string{"national", "national, digits", "national, digits", "national, trunk prefix dropped", "E.164", "international"}

// numberColumn adds a column of the numbers of one country under a name that says
// so: of four kinds.
func (b *builder) numberColumn(kind int) {
	b.rows = pick(b.drawer, []int{12, 80, 150})
	if kind == 2 {
		b.rows = 1 + b.IntN(3)
	}
	region := pick(b.drawer, everydayRegions)
	b.regions, b.home = []string{region}, slices.Repeat([]string{region}, b.rows)
	if b.one(2) {
		b.everydayHome(region)
	}
	b.add(Field{Path: "name", Type: "text", Verdict: None, Evident: true, Class: "name", Header: "honest", Context: "cell"}, func(int) Value {
		return Value{Text: b.person()}
	})
	style := formatNamed(pick(b.drawer, everydayStyles))
	if n := b.number(region); style.name == "national, trunk prefix dropped" && n.trunk() == "" {
		style = formatNamed("national, digits")
	}
	list := b.drawn(region, b.rows)
	class, junk := []string{Sorted, Clustered, FewRows, Dirty}[kind], 0
	switch class {
	case Clustered:
		list = b.offices(region, b.rows)
	case Dirty:
		junk = 5 + b.IntN(36)
		if b.one(3) {
			list = b.offices(region, b.rows)
		}
	}
	written := func(n *number) string {
		if s, ok := style.write(b.drawer, n); ok {
			return s
		}
		return digits(n.national)
	}
	if class == Sorted || class == Dirty && b.one(3) {
		slices.SortFunc(list, func(x, y *number) int { return strings.Compare(written(x), written(y)) })
	}
	tells := b.tells
	if style.international {
		tells = ByNumber
	}
	b.add(Field{Path: b.name(phoneHeaders), Type: "text", Verdict: Phone, Evident: true, Class: class, Header: "honest", Context: "cell"}, func(row int) Value {
		n := list[row]
		if b.IntN(100) < junk {
			return Value{Text: b.junk(digits(n.national))}
		}
		text := written(n)
		return Value{Text: text, Numbers: []Number{style.truth(n, text, 0, tells)}}
	})
}

func (b *builder) drawn(region string, n int) (list []*number) {
	for range n {
		list = append(list, b.number(region))
	}
	return list
}

// offices are numbers of one to five offices: each is a little after the one
// before, and half of the time they come in no order.
func (b *builder) offices(region string, n int) (list []*number) {
	each := max(1, n/(1+b.IntN(5)))
	step := 1 + b.IntN(9)
	code := phonenumbers.GetCountryCodeForRegion(region)
	for len(list) < n {
		first := b.number(region)
		from, _ := strconv.Atoi(first.nsn)
		for k := range each {
			next, ok := valid(region, code, fmt.Sprintf("%0*d", len(first.nsn), from+k*step))
			if !ok || len(list) == n {
				break
			}
			list = append(list, next)
		}
	}
	if b.one(2) {
		b.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	return list
}

// junk is what people put where they have no number: a word, an extension, a
// number that lacks digits, an address of mail.
func (b *builder) junk(number string) string {
	switch b.IntN(5) {
	case 0:
		return pick(b.drawer, []string{"n/a", "unknown", "-", "none", "see notes", "TBD", "?", "x"})
	case 1:
		return b.digits(3 + b.IntN(3))
	case 2:
		return pick(b.drawer, []string{"ext. ", "x"}) + b.digits(4)
	case 3:
		return number[:max(1, len(number)-3-b.IntN(3))]
	}
	return b.email()
}

// pasts make numbers of today into those of the plan before.
var pasts = []struct {
	region string
	old    func(nsn string) (string, bool)
}{
	{"BJ", func(nsn string) (string, bool) { return strings.CutPrefix(nsn, "01") }}, // 30 November 2024
	{"MX", func(nsn string) (string, bool) { return "1" + nsn, true }},              // 3 August 2019
	{"CI", func(nsn string) (string, bool) { // 31 January 2021: the second digit told the operator
		operators := map[string]string{"01": "0123", "05": "456", "07": "789"}[nsn[:2]]
		return nsn[2:], len(nsn) == 10 && strings.ContainsAny(nsn[2:3], "0456789") && operators != "" && strings.ContainsAny(nsn[3:4], operators)
	}},
	{"BR", func(nsn string) (string, bool) { // 2012 to 2016
		return nsn[:2] + nsn[min(3, len(nsn)):], len(nsn) == 11 && nsn[2] == '9' && nsn[3] >= '8'
	}},
}

// superseded adds a column of numbers in full international form whose plan has
// changed since.
func (b *builder) superseded() {
	b.rows = pick(b.drawer, []int{12, 80})
	past := pick(b.drawer, pasts)
	b.regions = []string{past.region}
	b.add(Field{Path: b.name(phoneHeaders), Type: "text", Verdict: Phone, Evident: true, Class: Superseded, Header: "honest", Context: "cell"}, func(int) Value {
		for {
			n := b.number(past.region)
			if old, ok := past.old(n.nsn); ok && phonenumbers.GetNumberType(n.p) == phonenumbers.MOBILE || ok && past.region == "MX" {
				text := "+" + n.code + pick(b.drawer, []string{"", " "}) + old
				return Value{Text: text, Numbers: []Number{formatNamed("E.164").truth(n, text, 0, ByNumber)}}
			}
		}
	})
}

// shared are countries that share a calling code or dial each other as one.
var shared = [][]string{{"US", "CA"}, {"US", "PR", "DO"}, {"FR", "RE", "GP"}, {"GB", "JE", "IM", "GG"}, {"RU", "KZ"}, {"CA", "US"}}

// neighbours adds a column of one country's numbers among which are those of its
// neighbours, under a name that says phone.
func (b *builder) neighbours() {
	b.rows = pick(b.drawer, []int{12, 80, 150})
	group := pick(b.drawer, shared)
	b.regions = []string{group[0]}
	if b.one(2) {
		b.everydayHome(group[0])
	}
	style := formatNamed(pick(b.drawer, []string{"national", "national, digits"}))
	share := 5 + b.IntN(36)
	b.regions = group
	b.add(Field{Path: b.name(phoneHeaders), Type: "text", Verdict: Phone, Evident: true, Class: Neighbours, Header: "honest", Context: "cell"}, func(int) Value {
		region := group[0]
		if b.IntN(100) < share {
			region = pick(b.drawer, group[1:])
		}
		n := b.number(region)
		text, ok := style.write(b.drawer, n)
		if !ok {
			text = digits(n.national)
		}
		return Value{Text: text, Numbers: []Number{style.truth(n, text, 0, b.tells)}}
	})
}
