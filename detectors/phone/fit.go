package phone

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone/plan"
)

// The column fit asks which regions explain the numbers of a column in national
// format. A number that is valid in a region is evidence for it, and the more so
// the fewer random digits of the same length and beginning would be valid there
// too; so the plan of a region that takes nearly everything explains little. A
// number written in groups that end where a region's area codes end is evidence
// of its own. What the column's surroundings speak of, and how many people have
// a number there, is known before.

const (
	fitValues = 200 // of a column
	fitLeast  = 4   // distinct ones, below which nothing is said
	fitFirst  = 24  // values that every region is tried on
	fitDraws  = 128 // random numbers of each shape
	fitMost   = 4   // regions that explain a column together
	fitEnough = 14  // independent numbers; more make no surer
	fitNoise  = 0.03
)

// fit implements [detectors.Places].
func fit(values [][]byte, said map[string]float64) detectors.Fit {
	c := newFitting(values)
	if len(c.values) < fitLeast {
		return detectors.Fit{}
	}
	said = byCallingCode(said)
	tried := c.candidates(said)
	if len(tried) == 0 {
		return detectors.Fit{}
	}
	scores := make([]score, 0, len(tried))
	for _, r := range tried {
		scores = append(scores, c.score(r, said))
	}
	slices.SortFunc(scores, func(a, b score) int { return cmp.Or(-cmp.Compare(a.sum, b.sum), cmp.Compare(a.region, b.region)) })
	best := scores[0]
	if c.international() > best.sum {
		return detectors.Fit{} // with calling codes and no plus: nothing is to be placed
	}
	f := detectors.Fit{Valid: best.valid, Chance: best.chance}
	var rest float64
	for _, s := range scores[1:] {
		rest += math.Exp(s.sum - best.sum)
	}
	f.Sure = 1 / (1 + rest)
	clear := spoken(said)
	told := best.valid >= 0.9 && clear == best.region || best.fits > 2 && !rivalled(best, scores[1:], said) && (clear == "" || said[best.region] > 0)
	switch {
	case best.valid >= 0.85 && f.Sure >= 0.95 && told:
		f.Regions = []string{best.region}
		return f
	case best.valid < 0.85:
		if m := c.mixed(scores, said); len(m.Regions) > 1 {
			return m
		}
	}
	for i, s := range scores {
		if i < 5 && s.sum > best.sum-6 {
			f.Maybe = append(f.Maybe, s.region)
		}
	}
	return f
}

// byCallingCode counts what is said of every region for the main one of its
// calling code, whose plan stands for them all: Canada speaks for +1, Guernsey
// for +44.
func byCallingCode(said map[string]float64) map[string]float64 {
	main := make(map[string]float64, len(said))
	for r, n := range said {
		if m := plan.MainRegion(plan.CallingCodeOf(r)); m != "" && m != "001" {
			r = m
		}
		main[r] += n
	}
	return main
}

// spoken is the region that the surroundings speak of, where they speak clearly
// of one: a plan that explains a column of another is a coincidence.
func spoken(said map[string]float64) string {
	all, best := 0.0, ""
	for _, r := range slices.Sorted(maps.Keys(said)) {
		all += said[r]
		if best == "" || said[r] > said[best] {
			best = r
		}
	}
	if all < 6 || said[best] < 0.6*all {
		return ""
	}
	return best
}

// fitting is a column while it is fitted.
type fitting struct {
	values [][]byte
	said   map[string]float64 // what the surroundings speak of
	shapes []int              // of each value: into drawn
	weight []float64
	drawn  [][][]byte // by shape
}

func newFitting(values [][]byte) *fitting {
	c := &fitting{}
	seen := map[string]bool{}
	heads := map[string]int{}
	shape := map[string]int{}
	rng := rand.New(rand.NewPCG(uint64(len(values)), 0x666974))
	var keys []string
	for _, v := range values {
		if len(c.values) == fitValues {
			break
		}
		if v = core(v); len(v) == 0 {
			continue
		}
		if len(v) < 5 || len(v) > 32 || v[0] == '+' || seen[string(v)] {
			continue
		}
		key, ok := shapeOf(v)
		if !ok {
			continue
		}
		seen[string(v)] = true
		i, ok := shape[key]
		if !ok {
			i = len(c.drawn)
			shape[key] = i
			c.drawn = append(c.drawn, draws(v, rng))
		}
		head := headOf(v)
		heads[head]++
		c.values, c.shapes, keys = append(c.values, v), append(c.shapes, i), append(keys, head)
	}
	// Numbers of one town are no independent witnesses: those with the same
	// beginning count together, a little more for each.
	var sum float64
	for _, k := range keys {
		n := float64(heads[k])
		c.weight = append(c.weight, (1+math.Log2(n)/2)/n)
		sum += c.weight[len(c.weight)-1]
	}
	if sum > fitEnough { // and a thousand no more than a dozen towns
		for i := range c.weight {
			c.weight[i] *= fitEnough / sum
		}
	}
	return c
}

// core is the number of a cell that holds one: without the label before it, the
// note or extension behind it, and what a float adds.
func core(v []byte) []byte {
	lo, hi := trimmed(v)
	v = v[lo:hi]
	if digits, _, ok := whole(v); ok {
		return digits
	}
	c, ok := plan.NextCandidate(v, 0)
	if !ok || !fewDigits(v[:c.Start], 1) || !fewDigits(v[c.End:], 1) || c.Start > 0 && isASCIILetter(v[c.Start-1]) || c.End < len(v) && isASCIILetter(v[c.End]) {
		return nil
	}
	return v[c.Start:c.Extension]
}

// shapeOf is what random numbers are drawn alike for: how many digits, and
// whether the first is a 0. ok is false for what is not a national number.
func shapeOf(v []byte) (key string, ok bool) {
	var buf [64]byte
	d := plan.AppendDigits(buf[:0], v)
	for _, b := range v {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == ':' || b == ',' || b == '@' {
			return "", false
		}
	}
	if len(d) < 5 || len(d) > 13 || dated(v) || octets(v) || d[0] == '0' && d[1] == '0' {
		return "", false
	}
	zero := byte('n')
	if d[0] == '0' {
		zero = '0'
	}
	return string([]byte{byte(len(d)), zero}), true
}

// headOf is the beginning of a number: what numbers of one place share.
func headOf(v []byte) string {
	var buf [64]byte
	d := plan.AppendDigits(buf[:0], v)
	if d[0] == '0' {
		d = d[1:]
	}
	return string(d[:min(2, len(d))])
}

// draws makes random numbers of v's shape.
func draws(v []byte, rng *rand.Rand) (out [][]byte) {
	var buf [64]byte
	d := plan.AppendDigits(buf[:0], v)
	for range fitDraws {
		r := make([]byte, len(d))
		for i := range r {
			r[i] = '0' + byte(rng.IntN(10))
		}
		if r[0] = '0'; d[0] != '0' {
			r[0] = '1' + byte(rng.IntN(9))
		} else if len(r) > 1 {
			r[1] = '1' + byte(rng.IntN(9))
		}
		out = append(out, r)
	}
	return out
}

// candidates are the regions in which enough of the first values are valid.
func (c *fitting) candidates(said map[string]float64) (out []string) {
	c.said = said
	step := max(1, len(c.values)/fitFirst)
	for _, r := range mainRegions() {
		tried, valid := 0, 0
		for i := 0; i < len(c.values); i += step {
			tried++
			if _, ok := c.validAt(c.values[i], r); ok {
				valid++
			}
		}
		if 5*valid >= tried || said[r] > 0 && valid > 0 {
			out = append(out, r)
		}
	}
	return out
}

// validAt reads v as a national number of r.
func validAt(v []byte, r string) (n plan.Number, ok bool) {
	n, ok = plan.Parse(v, r)
	if ok = ok && n.Valid() && n.CallingCode() == plan.CallingCodeOf(r); !ok {
		if other, is := parseAlike(v, r); is && v[0] == '0' {
			return other, true
		}
	}
	return n, ok
}

// validAt reads v as a national number of r, of today or, where the surroundings
// speak of r, of a form that is out of use.
func (c *fitting) validAt(v []byte, r string) (n plan.Number, ok bool) {
	if n, ok = validAt(v, r); !ok && c.said[r] > 0 {
		n, ok = parseWithPast(v, r)
	}
	return n, ok && n.CallingCode() == plan.CallingCodeOf(r)
}

// score is how well one region explains a column.
type score struct {
	region        string
	fits, sum     float64   // log-likelihood against random digits, and with what was known before
	style         float64   // of it, what the groups say, for one value
	valid, chance float64   // shares
	each          []float64 // log-likelihood of each value
}

func (c *fitting) score(r string, said map[string]float64) score {
	s := score{region: r, each: make([]float64, len(c.values))}
	chance := make([]float64, len(c.drawn))
	for i, drawn := range c.drawn {
		n := 0
		for _, d := range drawn {
			if _, ok := c.validAt(d, r); ok {
				n++
			}
		}
		chance[i] = (float64(n) + 0.5) / float64(len(drawn)+1)
	}
	for i, v := range c.values {
		p := chance[c.shapes[i]]
		s.chance += p
		l := math.Log(fitNoise)
		if n, ok := c.validAt(v, r); ok {
			s.valid++
			l = math.Log((1 - fitNoise) / p)
			w := written(v, &n, r)
			if v[0] == '0' {
				w += trunk(r, n.Type())
			}
			l += w
			s.style += w
		}
		s.each[i] = l
		s.fits += l * c.weight[i]
	}
	s.sum = s.fits + prior(r, said)
	s.style /= float64(len(c.values))
	s.valid /= float64(len(c.values))
	s.chance /= float64(len(c.values))
	return s
}

// international is how well calling codes explain a column of digits without a
// plus, where they explain all of it.
func (c *fitting) international() float64 {
	sum := math.Log(300)
	var buf [32]byte
	valid := func(v []byte) bool {
		d := plan.AppendDigits(append(buf[:0], '+'), v)
		n, ok := plan.Parse(d, "")
		return ok && n.Valid()
	}
	invalid := 0
	chance := make([]float64, len(c.drawn))
	for i, v := range c.values {
		if v[0] == '0' || !valid(v) {
			if invalid++; 20*invalid > len(c.values) {
				return math.Inf(-1)
			}
			sum += math.Log(fitNoise) * c.weight[i]
			continue
		}
		k := c.shapes[i]
		if chance[k] == 0 {
			n := 0
			for _, d := range c.drawn[k] {
				if valid(d) {
					n++
				}
			}
			chance[k] = (float64(n) + 0.5) / float64(len(c.drawn[k])+1)
		}
		sum += math.Log((1-fitNoise)/chance[k]) * c.weight[i]
	}
	return sum
}

// rivalled says that a region whose numbers are met more often would explain
// the column as well. Its plan takes more, so it explains less; but a column of
// one town's numbers looks like that.
func rivalled(best score, others []score, said map[string]float64) bool {
	for _, s := range others {
		if s.valid >= 0.9 && s.style > best.style-0.5 && prior(s.region, said) > prior(best.region, said) {
			return true
		}
	}
	return false
}

// trunk is how much a 0 in front says for numbers of a type in a region.
func trunk(r string, t detectors.Type) float64 {
	if t == detectors.Mobile && slices.Contains(bareMobile, r) || t == detectors.FixedLine && slices.Contains(bareFixed, r) {
		return -2.5
	}
	return 0
}

// Where numbers are dialled with a 0 and written without it, as the library does.
var (
	bareMobile = []string{"BO", "BR", "CN", "CO", "GE", "KI", "LB", "LI", "MN", "NP", "PE", "SO"}
	bareFixed  = []string{"BO", "BR", "CO", "KI", "LI", "MC", "MN", "RW", "SO", "UY"}
)

// written is how much the groups of a number say for a region: those of North
// America, and those that end where the area code does.
func written(v []byte, n *plan.Number, r string) float64 {
	var g grouping
	g.split(v)
	if g.n < 2 {
		return 0
	}
	if g.n == 3 && g.length[0] == 3 && g.length[1] == 3 && g.length[2] == 4 && v[0] != '0' {
		if n.CallingCode() == 1 {
			return 1.5
		}
		return -0.5
	}
	if n.CallingCode() == 1 {
		return -1.5
	}
	if shaped(v, n, r) {
		return 0.4
	}
	return -2
}

// mixed looks for a few regions that explain the column together. It takes only
// those that the surroundings speak of: several plans together explain nearly
// anything.
func (c *fitting) mixed(scores []score, said map[string]float64) detectors.Fit {
	var picked []score
	covered := make([]bool, len(c.values))
	cover := func(s score) (n int) {
		for i, l := range s.each {
			if l > 0 && !covered[i] {
				n++
			}
		}
		return n
	}
	clear := spoken(said)
	total := 0
	for len(picked) < fitMost {
		best, most := -1, 0.0
		for i, s := range scores {
			if said[s.region] <= 0 || clear != "" && 10*said[s.region] < said[clear] {
				continue
			}
			if n := float64(cover(s)); n*(1.1-s.chance) > most {
				best, most = i, n*(1.1-s.chance)
			}
		}
		if best < 0 || cover(scores[best])*20 < len(c.values) {
			break
		}
		s := scores[best]
		total += cover(s)
		for i, l := range s.each {
			covered[i] = covered[i] || l > 0
		}
		picked = append(picked, s)
	}
	f := detectors.Fit{Valid: float64(total) / float64(len(c.values))}
	if len(picked) < 2 || f.Valid < 0.85 {
		return detectors.Fit{}
	}
	for _, s := range picked {
		f.Regions = append(f.Regions, s.region)
		f.Chance = max(f.Chance, s.chance)
	}
	slices.Sort(f.Regions)
	f.Sure = f.Valid
	return f
}

// prior is what is known of a region before a number was seen: how many people
// live there, and what the surroundings speak of.
func prior(r string, said map[string]float64) float64 {
	p := math.Log(populationOf(r))
	var all float64
	for _, n := range said {
		all += n
	}
	if all == 0 {
		return p
	}
	// Its own calling code's other regions speak for it too: the main region
	// stands for them all.
	var own float64
	code := plan.CallingCodeOf(r)
	for k, n := range said {
		if plan.CallingCodeOf(k) == code {
			own += n
		}
	}
	trust := 24 * all / (all + 4)
	return p + trust*(own/all)
}

// mainRegions are the main regions of all calling codes.
var mainRegions = sync.OnceValue(func() (all []string) {
	for code := 1; code < 1000; code++ {
		if r := plan.MainRegion(code); r != "" && r != "001" {
			all = append(all, r)
		}
	}
	return all
})

// populationOf is how many million people live in a region, about; 2 where they
// are few.
func populationOf(r string) float64 {
	if n, ok := populations[r]; ok {
		return n
	}
	return 2
}

// populations after the United Nations' World Population Prospects 2024, those
// over five million.
var populations = map[string]float64{
	"IN": 1450, "CN": 1420, "US": 390, "ID": 283, "PK": 251, "NG": 233, "BR": 212, "BD": 174, "RU": 165, "ET": 132, "MX": 131, "JP": 124, "EG": 117, "PH": 116, "CD": 109, "VN": 101,
	"IR": 92, "TR": 87, "DE": 85, "TH": 72, "GB": 69, "TZ": 69, "FR": 67, "ZA": 64, "IT": 59, "KE": 56, "MM": 54, "CO": 53, "KR": 52, "SD": 50, "UG": 50, "ES": 48, "DZ": 47, "IQ": 46, "AR": 46, "AF": 43,
	"YE": 41, "PL": 39, "MA": 38, "AO": 38, "UA": 38, "UZ": 36, "MY": 36, "MZ": 35, "GH": 34, "PE": 34, "SA": 34, "MG": 32, "CI": 32, "NP": 30, "CM": 29, "VE": 28, "NE": 27, "AU": 27, "KP": 26, "SY": 25, "ML": 24,
	"BF": 24, "TW": 23, "LK": 23, "MW": 22, "ZM": 21, "CL": 20, "TD": 20, "SO": 19, "RO": 19, "SN": 19, "GT": 18, "NL": 18, "EC": 18, "KH": 18, "ZW": 17, "GN": 15, "BJ": 14, "RW": 14, "BI": 14, "BO": 12,
	"TN": 12, "SS": 12, "BE": 12, "HT": 12, "JO": 12, "DO": 11, "AE": 11, "CU": 11, "HN": 11, "CZ": 11, "SE": 11, "TJ": 11, "PG": 11, "PT": 10, "AZ": 10, "GR": 10, "HU": 10, "TG": 10, "IL": 9, "AT": 9, "BY": 9,
	"CH": 9, "SL": 9, "LA": 8, "TM": 7, "HK": 7, "LY": 7, "KG": 7, "PY": 7, "NI": 7, "BG": 7, "RS": 7, "SV": 6, "CG": 6, "DK": 6, "SG": 6, "LB": 6, "FI": 6, "NO": 6, "SK": 5, "PS": 5, "CR": 5, "IE": 5, "NZ": 5,
}
