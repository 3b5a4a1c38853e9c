package reading

import (
	"bytes"
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/scanner/plan"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
	"github.com/dialmap/dialmap/scanner/verdict"
)

// How much of the pilot is weighed.
const (
	weighed    = 300 // values of a field that are detected in
	trials     = 150 // of those, how many are compared with random digits
	leastDraws = 40  // numbers between those of a field, about, that are drawn at least
	asked      = 100 // values of a field that tell what it is for
	hope       = 40  // of those, how many before nothing is expected any more
	spoken     = 60  // values of a field that tell which country the dataset speaks of
	speakers   = 48  // fields that are asked
	joined     = 100 // values that a split number is tried on
)

// decision is the pilot of one dataset while it decides.
type decision struct {
	*sample
	o       *Tools
	r       *plan.Reading
	hints   detectors.Hints
	paths   []string
	roles   map[string]role.Role
	rows    []Placing          // of each row source, by record
	said    map[string]float64 // which countries the dataset speaks of; nil: not asked yet
	matches []detectors.Match

	phonesIn map[string]bool // arrays, and "" for the rest, with a column that is named for phones
	people   int             // columns that say who a record is about
}

// isPerson says that a column of r says who a record is about.
func isPerson(r role.Role) bool {
	return r == role.Name || r == role.Email || r == role.Address || r == role.Person
}

// decide fills in how a dataset is read: the columns that say whose a record
// is, what every field is for, and how its numbers are read.
func (p *sample) decide(o *Tools, dataset string, r *plan.Reading, hints detectors.Hints) {
	d := &decision{sample: p, o: o, r: r, hints: hints, roles: map[string]role.Role{}, phonesIn: map[string]bool{}}
	for path := range p.fields {
		d.paths = append(d.paths, path)
	}
	slices.Sort(d.paths)
	counted := map[string]role.Values{}
	for _, path := range d.paths {
		counted[path] = d.values(p.fields[path])
		d.roles[path], _ = role.Decide(path, counted[path])
		if role.Phones(path) == role.Yes {
			d.phonesIn[ArrayOf(path)] = true
		}
		if isPerson(d.roles[path]) {
			d.people++
		}
	}
	d.sources(counted)
	for _, path := range d.paths {
		r.Fields[path] = d.field(dataset, path)
	}
}

// values counts what the values of a field look like.
func (d *decision) values(f *fieldSample) (s role.Values) {
	distinct := map[string]struct{}{}
	regions := map[string]struct{}{}
	kinds := []struct {
		kind detectors.Place
		n    *int
	}{{detectors.StateName, &s.States}, {detectors.CityName, &s.Cities}, {detectors.LocaleTag, &s.Locales}, {detectors.CurrencyCode, &s.Currency}, {detectors.CallingCode, &s.Codes}}
	for i, v := range f.values[:min(len(f.values), asked)] {
		s.Add(v)
		distinct[string(v)] = struct{}{}
		hopeless := i >= hope // what none was until then, few will be
		if len(v) > 96 || hopeless && s.Countries+s.States+s.Cities+s.Locales+s.Currency+s.Codes == 0 {
			continue
		}
		if region, ok := d.o.CountryOf(v); ok {
			s.Countries++
			regions[region] = struct{}{}
		}
		if d.o.Places == nil || len(v) > 64 {
			continue
		}
		for _, k := range kinds {
			if hopeless && *k.n == 0 {
				continue
			}
			if _, ok := d.o.Places.Region(k.kind, v); ok {
				*k.n++
			}
		}
		if len(v) == 3 && (string(v) == "USD" || string(v) == "EUR") {
			s.Currency++
		}
	}
	s.Distinct, s.Regions = len(distinct), len(regions)
	return s
}

// placed are the roles that say whose a record is, strongest first.
var placed = []struct {
	role role.Role
	kind detectors.Place
	name string
}{
	{role.Country, detectors.CountryName, "country"}, {role.CallingCode, detectors.CallingCode, "calling code"}, {role.State, detectors.StateName, "state"}, {role.Locale, detectors.LocaleTag, "locale"},
	{role.Address, detectors.AddressText, "address"}, {role.City, detectors.CityName, "city"}, {role.Currency, detectors.CurrencyCode, "currency"},
}

// placedBy counts which of the row sources place a field's values, strongest
// first.
func (d *decision) placedBy(path string, f *fieldSample, rows []int) (by []verdict.Placed) {
	counts := make([]int, len(rows))
	for i := 0; i < len(f.values) && len(rows) > 0; i += max(1, len(f.values)/weighed) {
		for n, k := range rows {
			if region := d.rows[k].At(f.record[i], f.elem[i], Beside(path, d.r.Rows[k].Path)); region != "" && region != Unreadable {
				counts[n]++
				break
			}
		}
	}
	for n, k := range rows {
		for _, p := range placed {
			if p.kind == d.r.Rows[k].Kind && counts[n] > 0 {
				by = append(by, verdict.Placed{By: p.name, Values: counts[n]})
			}
		}
	}
	return by
}

// sources lists the columns that say whose a record is.
func (d *decision) sources(counted map[string]role.Values) {
	for _, p := range placed {
		if p.kind != detectors.CountryName && d.o.Places == nil {
			break
		}
		if p.role == role.City && d.r.Country != "" {
			continue // names of cities are not unique: one does not fill in what the country's own column leaves open
		}
		var paths []string
		for _, path := range d.paths {
			if d.roles[path] == p.role {
				paths = append(paths, path)
			}
		}
		slices.SortFunc(paths, func(a, b string) int { // the fullest, the one with the shortest name
			return cmp.Or(-cmp.Compare(counted[a].Countries, counted[b].Countries), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
		})
		for _, path := range paths {
			if len(d.r.Rows) == maxRows {
				return
			}
			d.r.Rows = append(d.r.Rows, plan.RowSource{Path: path, Kind: p.kind})
			if p.kind == detectors.CountryName && d.r.Country == "" {
				d.r.Country = path
			}
			d.rows = append(d.rows, d.placing(p.kind, path))
		}
	}
}

// placing reads a column that says whose a record is.
func (d *decision) placing(kind detectors.Place, path string) (p Placing) {
	p.Reset(d.records+1, ArrayOf(path) != "")
	f := d.fields[path]
	for i, v := range f.values {
		switch row := f.record[i]; {
		case row > d.records:
		case p.Each == nil:
			p.Rows[row] = d.o.RowRegion(kind, v)
		default:
			for len(p.Each[row]) < f.elem[i].Of {
				p.Each[row] = append(p.Each[row], "")
			}
			p.Each[row][f.elem[i].Nth] = d.o.RowRegion(kind, v)
		}
	}
	return p
}

// maxRows is how many columns of a dataset may say whose a record is.
const maxRows = 8

// field decides how one field is read.
func (d *decision) field(dataset, path string) plan.FieldReading {
	f := d.fields[path]
	fr := plan.FieldReading{Hint: d.r.Hints[path], Role: d.roles[path].String()}
	e := verdict.Evidence{Path: path, Type: f.seen.String(), Named: role.Phones(path), Hidden: role.Hidden(path), Values: len(f.values)}
	if f.comment != "" {
		e.Noted = role.Phones(f.comment)
	}
	e.Role = d.roles[path]
	e.Other = e.Role != role.Other && e.Role != role.Phone
	if e.People = d.people; isPerson(e.Role) {
		e.People-- // the others
	}
	first := f.first
	if first == nil {
		first = f.values
	}
	verdict.Look(&e, f.values, first)
	fr.Rows = d.rowsOf(path, f)
	if e.MayHold() {
		e.Placed = d.placedBy(path, f, fr.Rows)
		fr.Prefix = d.split(path, f, fr)
		d.weigh(path, f, fr, &e, d.place(dataset, path, f, &fr, &e))
	}
	fr.National = verdict.Policy(e)
	d.placeText(f, &fr)
	fr.Evidence = &e
	d.beside(path, f, &fr)
	return fr
}

// hintsOf are the hints of value i of a field.
func (d *decision) hintsOf(path string, f *fieldSample, fr plan.FieldReading, i int) detectors.Hints {
	return PlacedBy(fr.From(d.hints), fr.Rows, func(k int) string { return d.rows[k].At(f.record[i], f.elem[i], Beside(path, d.r.Rows[k].Path)) })
}

// text is value i as it is read: with the area code of its record before it.
func (d *decision) text(f *fieldSample, fr plan.FieldReading, i int) []byte {
	if fr.Prefix == "" {
		return f.values[i]
	}
	if code := d.area(f, fr.Prefix, i); code != nil {
		return Join(nil, code, f.values[i])
	}
	return f.values[i]
}

// area is the area code in the record of value i, and in its element.
func (d *decision) area(f *fieldSample, path string, i int) []byte {
	a := d.fields[path]
	k, ok := slices.BinarySearch(a.record, f.record[i])
	if !ok || a.elem[k].Of != f.elem[i].Of {
		return nil
	}
	for ; k < len(a.record) && a.record[k] == f.record[i]; k++ {
		if a.elem[k].Nth == f.elem[i].Nth {
			return a.values[k]
		}
	}
	return nil
}

// detect looks into value i as a number of a phone field.
func (d *decision) detect(path, typ string, f *fieldSample, fr plan.FieldReading, i int) []detectors.Match {
	v := detectors.Value{Text: d.text(f, fr, i), Type: typ, Hints: d.hintsOf(path, f, fr, i), National: detectors.On}
	d.matches, _ = d.o.Detector.Detect(d.matches[:0], v)
	return d.matches
}

// rowsOf picks the columns that say whose the numbers of a field are: of each
// kind the one that is named like the field, and none that its numbers speak
// against, such as a country of birth.
func (d *decision) rowsOf(path string, f *fieldSample) (rows []int) {
	for k := 0; k < len(d.r.Rows); {
		kind := d.r.Rows[k].Kind
		best, score := -1, -1.0
		for ; k < len(d.r.Rows) && d.r.Rows[k].Kind == kind; k++ {
			s := affinity(path, d.r.Rows[k].Path)
			if s < 0 || d.against(path, f, k) {
				continue
			}
			if s > score {
				best, score = k, s
			}
		}
		if best >= 0 {
			rows = append(rows, best)
		}
	}
	return rows
}

// affinity is how much two columns' names belong together: those of one object
// and those that begin alike, such as billing_phone and billing_country. What a
// product comes from, and where a person was born, belongs to no number.
func affinity(a, b string) float64 {
	wa, wb := role.Words(a), role.Words(b)
	for _, w := range wb {
		switch w {
		case "birth", "born", "origin", "nationality", "citizenship", "geburt", "herkunft", "manufacture", "passport", "nacimiento", "naissance", "ip", "roaming", "visited":
			return -1
		}
	}
	s := 0.0
	if n := numbered(a); n != "" && n == numbered(b) {
		s++ // phone2 and country2
	}
	for i := 0; i < min(len(wa), len(wb))-1 && wa[i] == wb[i]; i++ {
		s++
	}
	if strings.LastIndexByte(a, '.') > 0 && strings.HasPrefix(b, a[:strings.LastIndexByte(a, '.')+1]) {
		s++
	}
	return s
}

// numbered is the figure in the last part of a name: 2 of phone_2.
func numbered(path string) string {
	segments := role.Segments(path)
	last := segments[len(segments)-1]
	return last[len(strings.TrimRight(last, "0123456789")):]
}

// against says that the numbers of a field speak against a row source: those in
// international form are of other countries, or those in national form are not
// valid in the ones it names.
func (d *decision) against(path string, f *fieldSample, k int) bool {
	kind, codes := d.r.Rows[k].Kind, d.codesBefore(path)
	agree, differ, valid, invalid := 0, 0, 0, 0
	step := max(1, len(f.values)/joined)
	for i := 0; i < len(f.values); i += step {
		v := f.values[i]
		region := d.rows[k].At(f.record[i], f.elem[i], Beside(path, d.r.Rows[k].Path))
		if len(region) != 2 || len(v) > 40 || !verdict.Digits(v, 6) && codes == nil {
			continue
		}
		in := detectors.Value{Text: v, Type: f.seen.String(), Hints: detectors.Hints{Row: region}, National: detectors.On}
		d.matches, _ = d.o.Detector.Detect(d.matches[:0], in)
		for _, other := range codes {
			if len(d.matches) > 0 {
				break
			}
			in.Text = d.text(f, plan.FieldReading{Prefix: other}, i)
			d.matches, _ = d.o.Detector.Detect(d.matches[:0], in)
		}
		switch {
		case len(d.matches) == 0:
			invalid++
		case d.matches[0].How == detectors.International && d.matches[0].Format != detectors.Bare:
			if d.matches[0].Region == region {
				agree++
			} else {
				differ++
			}
		default:
			valid++
		}
	}
	if agree+differ >= 8 && differ > agree {
		return true
	}
	if 2*valid >= valid+invalid && agree >= differ && d.explains(f, path, k, valid+invalid, valid) {
		return false // some values are not numbers, and chance does not explain the others
	}
	switch kind {
	case detectors.CountryName:
		return valid+invalid >= 10 && 10*valid < 5*(valid+invalid) && agree == 0
	case detectors.CallingCode: // it is of this number, or of none here
		return valid+invalid >= 10 && 10*valid < 6*(valid+invalid) && agree == 0
	}
	return valid+invalid >= 5 && 10*valid < 8*(valid+invalid) || agree+differ >= 4 && 4*differ > agree
}

// explains says that fewer random digits than values of a field, of which valid
// among n are, would be valid in the region that a row source says.
func (d *decision) explains(f *fieldSample, path string, k, n, valid int) bool {
	if n < 10 || role.Phones(path) < role.Maybe {
		return false
	}
	rng := rand.New(rand.NewPCG(d.o.Seed, uint64(len(f.values))))
	byChance, step := 0, max(1, len(f.values)/joined)
	for i := 0; i < len(f.values); i += step {
		v := f.values[i]
		region := d.rows[k].At(f.record[i], f.elem[i], Beside(path, d.r.Rows[k].Path))
		if len(region) == 2 && len(v) <= 40 && verdict.Digits(v, 6) && d.isNumber(verdict.Scramble(bytes.Clone(v), 0, rng), f.seen.String(), detectors.Hints{Row: region}) {
			byChance++
		}
	}
	return 10*byChance < 6*valid
}

// codesBefore are the columns of area codes that may belong to a field: those
// that are named for them, and beside one that is named for phones what may be.
func (d *decision) codesBefore(path string) (codes []string) {
	named := role.Phones(path) >= role.Maybe || role.Phones(d.fields[path].comment) >= role.Maybe
	for _, other := range d.paths {
		if d.areas(path, other) || named && d.mayBeAreas(path, other) {
			codes = append(codes, other)
		}
	}
	return codes
}

// areas says that other holds area codes, and lies beside path.
func (d *decision) areas(path, other string) bool {
	return other != path && d.roles[other] == role.AreaCode && ArrayOf(other) == ArrayOf(path) && affinity(path, other) >= 0
}

// mayBeAreas says that other holds a few digits in each record, and is named for
// nothing else: where they make numbers of what is none, they are area codes.
func (d *decision) mayBeAreas(path, other string) bool {
	if other == path || d.roles[other] != role.Other || ArrayOf(other) != ArrayOf(path) || affinity(path, other) < 0 || role.Phones(other) == role.No {
		return false
	}
	short := 0
	values := d.fields[other].values[:min(len(d.fields[other].values), hope)]
	for _, v := range values {
		if len(v) <= 6 && verdict.Digits(v, len(v)) {
			short++
		}
	}
	return 10*short >= 9*len(values)
}

// split looks for the column of area codes that makes whole numbers of short
// ones, and where it is not named for them, more than random digits in its place
// would, or is the only one that can.
func (d *decision) split(path string, f *fieldSample, fr plan.FieldReading) string {
	rng := rand.New(rand.NewPCG(d.o.Seed, uint64(len(f.values))))
	codes := d.codesBefore(path)
	says := role.Phones(path)
	if says < role.Maybe && d.phonesIn[ArrayOf(path)] {
		return "" // the area codes are those of the column that is named for phones
	}
	for _, other := range codes {
		with := fr
		with.Prefix = other
		alone, together, byChance, n := 0, 0, 0, 0
		named := says >= role.Maybe && d.areas(path, other) // no country need tell whose area codes they are
		for i := range f.values[:min(len(f.values), joined)] {
			if d.area(f, other, i) == nil || len(f.values[i]) > 14 || !verdict.Digits(f.values[i], 4) {
				continue
			}
			n++
			m := d.detect(path, f.seen.String(), f, fr, i)
			unplaced := len(m) == 0 || m[0].Status == detectors.Unknown
			if one(m, d.text(f, fr, i)) {
				alone++
			}
			text := d.text(f, with, i)
			m = d.detect(path, f.seen.String(), f, with, i)
			if one(m, text) || named && unplaced && len(m) == 1 && StandsAlone(text, &m[0]) {
				together++
			}
			if !d.areas(path, other) && d.byChance(path, f, fr, i, d.area(f, other, i), rng) {
				byChance++
			}
		}
		if 10*byChance > 7*together && (len(codes) > 1 || 10*alone > n || 20*together < 19*n) {
			continue
		}
		if n >= 5 && (10*together >= 7*n && 2*alone < n || 10*together >= 9*n && 10*alone <= 7*n) {
			return other
		}
	}
	return ""
}

// byChance says that random digits in the place of an area code make a number of
// value i too.
func (d *decision) byChance(path string, f *fieldSample, fr plan.FieldReading, i int, area []byte, rng *rand.Rand) bool {
	return d.isNumber(Join(nil, verdict.Scramble(bytes.Clone(area), 0, rng), f.values[i]), f.seen.String(), d.hintsOf(path, f, fr, i))
}

// one says that a value is one number of a known region and nothing else.
func one(m []detectors.Match, text []byte) bool {
	return len(m) == 1 && m[0].Status != detectors.Unknown && StandsAlone(text, &m[0])
}

// place asks which regions explain the numbers that nothing else places, or
// that the source's region does not explain. likely is the one that explains them
// best, even where others may as well.
func (d *decision) place(dataset, path string, f *fieldSample, fr *plan.FieldReading, e *verdict.Evidence) (likely string) {
	if d.o.Places == nil || !e.MayBePhone() || fr.Hint != "" || d.hints.Dataset != "" {
		return ""
	}
	var unplaced, unexplained [][]byte
	international := map[string]float64{}
	step := max(1, len(f.values)/weighed)
	hinted, explained := 0, 0
	for i := 0; i < len(f.values); i += step {
		text := d.text(f, *fr, i)
		if len(text) > 40 || !verdict.Digits(text, 5) {
			continue
		}
		h := d.hintsOf(path, f, *fr, i)
		if h.Row != "" {
			continue
		}
		m := d.detect(path, e.Type, f, *fr, i)
		switch {
		case len(m) == 1 && m[0].How == detectors.International && m[0].Format != detectors.Bare:
			if m[0].Region != "" {
				international[m[0].Region]++
			}
		case h.Source != "" || h.Org != "":
			hinted++
			if one(m, text) {
				explained++
			} else {
				unexplained = append(unexplained, text)
			}
		default:
			unplaced = append(unplaced, text)
		}
	}
	values := unplaced
	if hinted > 0 {
		if 10*explained >= 2*hinted {
			return "" // what is configured holds
		}
		values = append(values, unexplained...)
	}
	if len(values) == 0 {
		return ""
	}
	said := map[string]float64{}
	for r, n := range d.speaks(dataset) {
		said[r] = n
	}
	for r, n := range international {
		said[r] += n
	}
	fit := d.fit(values, said, e)
	e.Fit, e.Sure = strings.Join(fit.Regions, " "), fit.Sure
	e.FitValid, e.FitChance = fit.Valid, fit.Chance
	likely = strings.Join(fit.Regions, " ")
	if likely == "" && len(fit.Maybe) > 0 {
		likely = fit.Maybe[0]
	}
	spoken := 0.0
	for _, r := range fit.Regions {
		spoken += said[r]
	}
	if !e.MayBePlaced(spoken) {
		e.Fit = ""
		return likely
	}
	if fit.Regions == nil || hinted > 0 && (fit.Valid < 0.9 || e.Named < role.Yes) {
		if hinted >= leastOverruled && 20*explained < hinted && e.IsPromised() && fit.Valid >= 0.85 && fit.Valid-fit.Chance >= 0.1 {
			fr.Instead = true // they are somebody else's numbers
			e.Overruled, _ = d.hints.Region()
		}
		return likely
	}
	fr.Column, fr.Instead, e.Spoken = e.Fit, hinted > 0, spoken
	if hinted > 0 {
		e.Overruled, _ = d.hints.Region()
	}
	return likely
}

// leastOverruled is how many values must not be valid in the region of the source
// or the organisation, so that it is overruled where another's plan explains them
// and nothing tells which one's.
const leastOverruled = 5

// fit asks which regions explain the values of a field. Where none explains enough
// of them and the name promises phones, those of the commonest length are asked
// alone: the others lack a digit, or are extensions.
func (d *decision) fit(values [][]byte, said map[string]float64, e *verdict.Evidence) detectors.Fit {
	fit := d.o.Places.Fit(values, said)
	if fit.Regions != nil || !e.IsPromised() {
		return fit
	}
	common, rest := byCommonLength(values)
	if 2*len(common) < len(values) || len(common) < 10 || 20*len(rest) < len(values) {
		return fit
	}
	alone := d.o.Places.Fit(common, said)
	if len(alone.Regions) != 1 || alone.Valid < 0.97 {
		return fit
	}
	if other := d.o.Places.Fit(rest, said); 5*len(rest) > len(values) && alone.Chance <= 0.4 && other.Valid >= 0.9 && other.Valid-other.Chance >= 0.4 {
		// Numbers of another country: each is of the one in which it alone is valid.
		alone.Regions = append(alone.Regions, other.Regions...)
		alone.Regions = append(alone.Regions, other.Maybe[:min(len(other.Maybe), maxOthers)]...)
	}
	return alone
}

// maxOthers is how many regions may explain what the commonest one of a field does
// not.
const maxOthers = 3

// byCommonLength parts the values with the commonest count of digits from the
// others. Digits behind a word are an extension.
func byCommonLength(values [][]byte) (common, rest [][]byte) {
	digits := func(v []byte) (n int) {
		for _, c := range v {
			switch {
			case c >= '0' && c <= '9':
				n++
			case n > 0 && (c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80):
				return n
			}
		}
		return n
	}
	var count [41]int
	most := 0
	for _, v := range values {
		n := digits(v)
		if count[n]++; count[n] > count[most] {
			most = n
		}
	}
	for _, v := range values {
		if digits(v) == most {
			common = append(common, v)
		} else {
			rest = append(rest, v)
		}
	}
	return common, rest
}

// speaks tells which countries a dataset speaks of, by weight.
func (d *decision) speaks(dataset string) map[string]float64 {
	if d.said != nil {
		return d.said
	}
	d.said = map[string]float64{}
	d.o.Places.Speak(d.said, []byte(strings.ReplaceAll(dataset, "_", " ")))
	speaking := 0
	for _, path := range d.paths {
		f := d.fields[path]
		d.o.Places.Speak(d.said, []byte(strings.Join(role.Words(path), " ")))
		switch f.seen {
		case profile.TypeOf(connectors.Integer), profile.TypeOf(connectors.Float), profile.TypeOf(connectors.Decimal), profile.TypeOf(connectors.Boolean), profile.TypeOf(connectors.Timestamp), profile.TypeOf(connectors.Date):
			continue
		}
		if speaking++; speaking > speakers {
			break
		}
		step := max(1, len(f.values)/spoken)
		for i := 0; i < len(f.values); i += step {
			if v := f.values[i]; v[0] == '+' && len(v) <= 40 {
				d.matches, _ = d.o.Detector.Detect(d.matches[:0], detectors.Value{Text: v, National: detectors.Off})
				if len(d.matches) == 1 && d.matches[0].Region != "" {
					d.said[d.matches[0].Region] += 0.2
				}
			} else {
				d.o.Places.Speak(d.said, v)
			}
		}
	}
	for k, src := range d.r.Rows { // a dataset of one country's rows speaks of it
		if src.Kind != detectors.CountryName {
			continue
		}
		for _, regions := range append(d.rows[k].Each, d.rows[k].Rows) {
			for _, region := range regions {
				if region != "" && region != Unreadable {
					d.said[region]++
				}
			}
		}
	}
	return d.said
}

// nothingElse says that a value is numbers and what separates them.
func nothingElse(text []byte, m []detectors.Match) bool {
	at := 0
	for i := range m {
		if len(bytes.TrimFunc(text[at:m[i].Start], separates)) > 0 {
			return false
		}
		at = m[i].End
	}
	return len(bytes.TrimFunc(text[at:], separates)) == 0
}

func separates(r rune) bool {
	return r == ' ' || r == '/' || r == ';' || r == ',' || r == '|' || r == '\n'
}

// weigh detects in the values of a field as if they were phone numbers, and in
// random digits of their form. likely is the region that fits the field best,
// whether it is told or not.
func (d *decision) weigh(path string, f *fieldSample, fr plan.FieldReading, e *verdict.Evidence, likely string) {
	step := max(1, len(f.values)/weighed)
	rng := rand.New(rand.NewPCG(d.o.Seed, uint64(len(f.values))))
	neighbours := d.neighbours(f)
	e.Fixed = neighbours.Fixed()
	draws, between := 1+leastDraws/max(1, len(f.values)), 0 // of small columns several for each value
	var random []byte
	for i := 0; i < len(f.values); i += step {
		text := d.text(f, fr, i)
		if verdict.Placeholder(text) {
			continue
		}
		m := d.detect(path, e.Type, f, fr, i)
		e.Detected++
		switch {
		case len(m) == 1 && StandsAlone(text, &m[0]), len(m) > 1 && nothingElse(text, m):
			if m[0].Status != detectors.Unknown {
				e.Valid++
			} else {
				e.Plain++
			}
			if verdict.Marked(text) {
				e.Marked++
			}
		case len(m) > 0:
			e.Among++
		}
		if len(m) > 0 && m[0].How == detectors.International && m[0].Format != detectors.Bare {
			e.International++
		}
		if !verdict.Code(text) && !one(m, text) || e.Tried >= trials {
			continue
		}
		e.Tried++
		h := d.hintsOf(path, f, fr, i)
		for keep, n := range []*int{&e.ByChance, &e.ByChanceHead} {
			random = verdict.Scramble(append(random[:0], text...), keep*2, rng)
			if d.isNumber(random, e.Type, h) {
				*n++
			}
		}
		if h == (detectors.Hints{}) {
			h.Column = likely
		}
		for range draws {
			random = neighbours.Draw(append(random[:0], f.values[i]...), rng)
			if fr.Prefix != "" {
				if code := d.area(f, fr.Prefix, i); code != nil {
					random = Join(nil, code, random)
				}
			}
			if d.isNumber(random, e.Type, h) {
				between++
			}
		}
	}
	e.Between = float64(between) / float64(max(1, draws*e.Tried))
}

// neighbours are the values of a field that are weighed.
func (d *decision) neighbours(f *fieldSample) *verdict.Neighbours {
	step := max(1, len(f.values)/weighed)
	if step == 1 {
		return verdict.NewNeighbours(f.values)
	}
	values := make([][]byte, 0, 2*weighed)
	for i := 0; i < len(f.values); i += step {
		values = append(values, f.values[i])
	}
	return verdict.NewNeighbours(values)
}

// isNumber says that text is one number of a known region.
func (d *decision) isNumber(text []byte, typ string, h detectors.Hints) bool {
	d.matches, _ = d.o.Detector.Detect(d.matches[:0], detectors.Value{Text: text, Type: typ, Hints: h, National: detectors.On})
	return one(d.matches, text)
}
