package verdict

import (
	"math"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// The model is two logistic ones over the same few features: whether a field is
// one of phone numbers, asked in the pilot, and which of four things it is,
// asked after the scan, when what was found in all of it is known too. Their
// weights are fitted by lab/verdict on columns that it makes; weights.go
// holds them.

//go:generate go run ../../lab/verdict -fit -o weights.go

// features of the pilot's evidence. Every one lies between about -1 and 3.
func features(e *Evidence) []float64 {
	e = e.trusted()
	n := float64(max(e.Values, 1))
	of := func(k int) float64 { return float64(k) / n }
	in := func(k, all int) float64 {
		if all == 0 {
			return 0
		}
		return float64(k) / float64(all)
	}
	valid, plain := in(e.Valid, e.Detected), in(e.Plain, e.Detected)
	weight := min(1, math.Sqrt(float64(e.Detected)/20))
	check := checked(e)
	yes := is(e.says(role.Yes))
	fits, unsure := 0.0, 0.0
	if more := max(0, e.FitValid-e.FitChance); e.Fit != "" {
		fits = more
	} else { // some region's plan explains the column, and nothing tells which one's
		unsure = more * min(1, float64(e.Distinct)/15) * min(1, max(0, float64(e.Heads)-3)/5)
	}
	figures := is(e.Type == connectors.Integer || e.Type == connectors.Decimal || e.Type == connectors.Float)
	return []float64{
		1,
		yes,
		is(e.Named == role.Maybe),
		is(e.Named == role.No),
		is(e.Noted == role.No),
		is(e.Other),
		min(1, float64(e.People)/2),
		valid,
		plain,
		in(e.Among, e.Detected),
		weight * lift(valid, in(e.Lucky, e.Tried), e.Tried),
		weight * lift(valid, in(e.LuckyHead, e.Tried), e.Tried),
		in(e.Marked, e.Detected),
		in(e.International, e.Detected),
		of(e.Plus),
		of(e.Zero),
		of(e.Written),
		in(e.Distinct, e.Values),
		of(e.Digits),
		of(e.Decimal),
		of(e.Short),
		of(e.Long),
		of(e.Epoch),
		of(e.Dates),
		of(e.Dotted),
		check,
		is(e.Counter),
		is(e.Ordered && e.Values > 5),
		fits,
		fits * min(1, e.Spoken/5),
		figures,
		is(e.Values < 10),
		yes * (valid + plain),
		yes * (1 - valid - plain) * is(e.Detected > 0),
		figures * (1 - yes) * is(e.Named != role.Maybe),
		math.Log10(n) / 3,
		of(e.Codes),
		is(10*e.Dates >= 9*e.Values && e.Dates > 3),
		is(10*e.Epoch >= 9*e.Values && e.Epoch > 3),
		is(e.Plain+e.Valid > 0 && e.Widths <= 3),
		yes * is(e.Counter) * (valid + plain),
		weight * misses(valid, in(e.Lucky, e.Tried), e.Tried),
		weight * misses(valid, in(e.LuckyHead, e.Tried), e.Tried),
		of(e.Worded),
		of(e.Spelt),
		is(10*e.Worded >= 2*e.Values),
		unsure,
		unsure * yes,
		unsure * in(e.Marked, e.Detected),
		is(unsure > 0 && e.FitValid >= 0.97),
		cells(e),
		yes * (valid + plain) * of(e.Short),
		in(e.Among, e.Detected) * is(e.Valid+e.Plain > e.Among),
		of(e.Single),
		yes * is(e.Counter) * valid,
		yes * (valid + plain) * is(valid+plain > 0.9 && e.Heads > 20 && !e.Ordered),
		is(e.says(role.Maybe)) * plain * is(e.Widths > 3),
		min(1, 4*of(e.Worded)) * max(0, 1-5*(1-in(e.Distinct, e.Values))),
		explained(e),
		explained(e) * yes,
		is(e.isPlausible()),
		of(e.Told),
		of(e.Told) * (valid + plain),
		mixed(e),
		is(e.isEither()),
	}
}

// checked is how much more often a check digit is right than it would be by
// chance.
func checked(e *Evidence) float64 {
	if 2*e.Checked <= e.Values {
		return 0
	}
	return max(0, float64(max(e.Luhn, e.EAN))/float64(e.Checked)-0.25) + float64(e.Banked)/float64(e.Checked)
}

// isPlausible says that a field is named for phones and that its values keep the
// promise: nearly every one could be a number of somebody's, and no check digit,
// date or fraction explains them. Values in order, or such as could be times since
// 1970, have to be more than possible. Of fewer than five, every one has to be
// possible.
func (e *Evidence) isPlausible() bool {
	whole := e.Plain + e.Valid
	switch {
	case !e.says(role.Yes) || e.Detected == 0 || e.Decimal+e.Dotted+e.Dates+e.Banked > 0:
		return false
	case e.Values < 5:
		return whole == e.Values && e.Short+e.Long == 0 && (!e.mayBeTimes() || e.isTold())
	case 20*whole < 17*e.Detected || 10*e.Distinct < 8*e.Values || checked(e) != 0 || 6*(e.Short+e.Long) > e.Values:
		return false
	case 6*(e.Short+e.Long+e.Epoch) > e.Values:
		return e.isTold() || e.isFitting() && e.Patchy
	case e.Counter: // a plan that explains one number explains those beside it
		return e.isWritten() || e.isTold() && 10*e.LuckyHead <= 7*e.Tried
	case e.Ordered:
		return e.isWritten() || e.isTold() || e.isFitting()
	}
	return true
}

// isWritten says that nearly every value is written as counters and times are not:
// with separators, with a plus or with a 0 in front.
func (e *Evidence) isWritten() bool { return 20*max(e.Written, e.Zero, e.Plus) >= 17*e.Values }

// isTold says that nearly every value is valid in the region that is told for it,
// where fewer random digits would be.
func (e *Evidence) isTold() bool {
	return e.Tried > 0 && 20*e.Valid >= 19*e.Detected && 10*e.Lucky <= 7*e.Tried
}

// isFitting says that the plan of one region explains the column, and random digits
// much less.
func (e *Evidence) isFitting() bool { return e.FitValid >= 0.95 && e.FitValid-e.FitChance >= 0.25 }

// trusted is e as it weighs: where a name promises phones and the values keep the
// promise, that they are in order or could be times says nothing.
func (e *Evidence) trusted() *Evidence {
	if !e.Ordered && !e.Counter && e.Epoch == 0 || !e.isPlausible() {
		return e
	}
	t := *e
	t.Ordered, t.Counter, t.Epoch = false, false, 0
	return &t
}

// isEither says that a field is named for ways to reach somebody, and holds words
// such as addresses of mail in some records and in all others numbers that are
// valid where fewer random digits would be.
func (e *Evidence) isEither() bool {
	return e.says(role.Maybe) && 10*e.Worded >= e.Values && e.Codes >= 10 && 20*(e.Codes+e.Worded) >= 19*e.Values &&
		20*e.Valid >= 19*e.Tried && 10*e.Lucky <= 7*e.Tried && e.Tried > 0 && !e.Ordered && checked(e) == 0 && e.Dates+e.Epoch+e.Decimal == 0
}

// explained is how much better the plan of the likeliest region explains the
// values than it does random digits behind their beginnings, from 0 to 1.
func explained(e *Evidence) float64 {
	v, c := min(e.FitValid, 0.98), max(e.FitBehind, 0.02)
	if v <= c || c >= 0.98 {
		return 0
	}
	each := v*math.Log(v/c) + (1-v)*math.Log((1-v)/(1-c))
	return min(1, each*float64(min(e.Distinct, 60))/10)
}

// mixed is how much more of the values that are not words are valid numbers than
// random digits would be, in a column where many are words.
func mixed(e *Evidence) float64 {
	rest := float64(e.Values-e.Worded) * float64(e.Detected) / float64(max(e.Values, 1))
	if 10*e.Worded < e.Values || rest < 5 || e.Tried == 0 {
		return 0
	}
	return min(1, rest/20) * lift(min(1, float64(e.Valid)/rest), float64(e.LuckyHead)/float64(e.Tried), e.Tried)
}

// cells is how far the values that are not words are written as numbers, in a
// column where some are words: names of people, their mail.
func cells(e *Evidence) float64 {
	rest := e.Values - e.Worded - e.Spelt
	if e.Worded == 0 || rest <= 0 || e.Detected == 0 {
		return 0
	}
	return min(1, float64(e.Written+e.Plus)/float64(rest)) * min(1, float64(e.Valid+e.Plain)/float64(e.Detected)*float64(e.Values)/float64(rest))
}

// lift is how much more numbers are valid than random digits would be.
func lift(valid, chance float64, tried int) float64 {
	if tried == 0 {
		return 0
	}
	return max(-1, min(2, math.Log((valid+0.03)/(chance+0.03))))
}

// misses is how much rarer it is that a value is not valid than it would be for
// random digits: of a thousand numbers none, of a thousand identifiers many.
func misses(valid, chance float64, tried int) float64 {
	if tried == 0 {
		return 0
	}
	return max(-1, min(2, math.Log((1-chance+0.02)/(1-valid+0.02))/2))
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// found are the features of what the scan found in the whole field.
func found(e *Evidence, f *profile.Field) []float64 {
	x := features(e)
	numbers := float64(f.Numbers)
	shapes := f.Shapes
	shapes.Token = tokens(e, f)
	hidden := ratio(shapes.Hex+shapes.Digest+shapes.Base64+shapes.Cipher+shapes.Token, f.Values)
	named := x[1] + x[2]
	return append(x,
		is(f.Numbers > 0),
		ratio(f.Whole, f.Values),
		ratio(f.Holding, f.Values),
		math.Log10(numbers+1)/4,
		some(f)/4,
		ratio(f.Sure[9], f.Numbers),
		ratio(f.Sure[5]+f.Sure[4], f.Numbers),
		ratio(f.Formats[0]+f.Formats[1]+f.Formats[2], f.Numbers),
		ratio(shapes.Long, f.Values),
		hidden,
		ratio(shapes.Masked, f.Values),
		named*hidden,
		named*ratio(shapes.Masked, f.Values),
		is(f.Seen == profile.TypeOf(connectors.Name)),
		is(e.Hidden)*named*hidden,
		named*ratio(shapes.Token, f.Values),
		ratio(shapes.Masked, f.Values)*ratio(uint64(e.Plus), uint64(max(e.Values, 1))),
		is(f.Numbers > 0)*max(0, 1-ratio(f.Whole, f.Values)-0.15),
	)
}

// some is the log-odds that at least one of a field's numbers is one, were the
// confidences of the matches chances of their own; cut at 8.
func some(f *profile.Field) float64 {
	none := 0.0 // log of the chance that none is
	for i, n := range f.Sure {
		none += math.Log(1-(float64(i)+0.5)/10) * float64(n)
	}
	if none == 0 {
		return -8
	}
	p := math.Exp(max(none, -20))
	return max(-8, min(8, math.Log((1-p)/p)))
}

// phoneFeatures is how many features the pilot's model has.
var phoneFeatures = len(features(&Evidence{}))

// odds is the probability that a field is one of phone numbers, after the pilot.
func odds(e *Evidence) float64 {
	x := features(e)
	sum := 0.0
	for i, w := range pilotWeights {
		sum += w * x[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// The classes, in the order of the weights; none has no weights of its own.
var classes = [4]string{Phone, Contains, Protected, None}

// judge is the probability of each class, and which of those that can be is the
// likeliest: a field without a number holds none, and one with nothing hidden
// hides none. What the model gives to a class that cannot be stays doubt.
func judge(e *Evidence, f *profile.Field) (p [4]float64, best int) {
	x := found(e, f)
	may := [4]bool{f.Numbers > 0 && f.Seen != profile.TypeOf(connectors.Name) && !e.isMeasure() && !e.isKey(), f.Numbers > 0, hides(e, f), true}
	top := 0.0
	for k := range weights {
		for i, w := range weights[k] {
			p[k] += w * x[i]
		}
		top = max(top, p[k])
	}
	sum := 0.0
	for k := range p {
		p[k] = math.Exp(p[k] - top)
		sum += p[k]
	}
	best = 3
	for k := range p {
		p[k] /= sum
		if may[k] && p[k] > p[best] {
			best = k
		}
	}
	return p, best
}

// hides says that a field can be one of hidden numbers: enough of its values
// have the form of something hidden, and it is named for phones, or the mask
// leaves digits and the name says of nothing else.
func hides(e *Evidence, f *profile.Field) bool {
	s := f.Shapes
	s.Token = tokens(e, f)
	if e.Named >= role.Nothing && 2*s.Masked >= f.Values && s.Masked > 0 {
		return true
	}
	return e.says(role.Maybe) && ratio(s.Masked+s.Hex+s.Digest+s.Base64+s.Cipher+s.Token, f.Values) >= 0.2
}

// tokens counts the values that may stand for a number kept elsewhere. A UUID is
// a key like any other, unless the name says that it is more.
func tokens(e *Evidence, f *profile.Field) uint64 {
	if e.Hidden || e.UUIDs == 0 {
		return f.Shapes.Token
	}
	return f.Shapes.Token - min(f.Shapes.Token, uint64(math.Ceil(share(e.UUIDs, e.Values)*float64(f.Values))))
}

// Vector is the features of a field, for those who fit the weights: the first
// Pilot of them are the pilot's.
func Vector(e *Evidence, f *profile.Field) (x []float64, pilot int) {
	return found(e, shaped(e, f)), phoneFeatures
}
