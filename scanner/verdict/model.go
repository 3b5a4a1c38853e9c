package verdict

import (
	"math"
	"slices"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// The model is two logistic ones over the same few features: whether a field is
// one of phone numbers, asked in the pilot, and which of four things it is,
// asked after the scan, when what was found in all of it is known too. Their
// weights are fitted by lab/verdict on columns that it makes; weights.go
// holds them, by feature.

//go:generate go run ../../lab/verdict -fit -o weights.go

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
		return e.isWritten() || e.isTold() && 10*e.ByChanceHead <= 7*e.Tried
	case e.Ordered:
		return e.isWritten() || e.isTold() || e.isFitting()
	}
	return true
}

// isMostlyPossible says that a field is named for phones and that at least half of
// its values could be numbers of somebody's, that hardly any comes twice, and that
// no order, check digit, date or fraction explains them: people write what they know into
// a form, and a note where they know no number.
func (e *Evidence) isMostlyPossible() bool {
	return e.IsPromised() && e.Detected >= 5 && 2*(e.Plain+e.Valid) >= e.Detected && 10*e.Distinct >= 6*e.Values &&
		!e.Ordered && !e.Counter && checked(e) == 0 && e.Decimal+e.Dotted+e.Dates+e.Banked+e.Epoch == 0
}

// isWritten says that nearly every value is written as counters and times are not:
// with separators, with a plus or with a 0 in front.
func (e *Evidence) isWritten() bool { return 20*max(e.Written, e.Zero, e.Plus) >= 17*e.Values }

// isTold says that nearly every value is valid in the region that is told for it,
// where fewer random digits would be.
func (e *Evidence) isTold() bool {
	return e.Tried > 0 && 20*e.Valid >= 19*e.Detected && 10*e.ByChance <= 7*e.Tried
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
// such as addresses of mail in some records and in all others numbers: such as are
// valid where fewer random digits would be or, where the name promises phones,
// such as somebody may have.
func (e *Evidence) isEither() bool {
	switch {
	case !e.says(role.Maybe) || e.Tried == 0 || 10*e.Worded < e.Values || e.Codes < 10 || 20*(e.Codes+e.Worded) < 19*e.Values:
		return false
	case e.Ordered || checked(e) != 0 || e.Dates+e.Epoch+e.Decimal > 0:
		return false
	}
	return 20*e.Valid >= 19*e.Tried && 10*e.ByChance <= 7*e.Tried || e.IsPromised() && 20*(e.Valid+e.Plain) >= 19*e.Tried
}

// explained is how much better the plan of the likeliest region explains the
// values than it does random ones, of which a share of chance is valid: from 0
// to 1.
func explained(e *Evidence, chance float64) float64 {
	v, c := min(e.FitValid, 0.98), max(chance, 0.02)
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
	return min(1, rest/20) * lift(min(1, float64(e.Valid)/rest), float64(e.ByChanceHead)/float64(e.Tried), e.Tried)
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

// odds is the probability that a field is one of phone numbers, after the pilot.
func odds(e *Evidence) float64 {
	v := newView(e, nil)
	sum := 0.0
	for i := range pilotFeatures {
		sum += pilotWeightOf[i] * pilotFeatures[i].value(v)
	}
	return 1 / (1 + math.Exp(-sum))
}

// The weights in the order of the features: the pilot's, then those of the whole
// field.
var pilotWeightOf, weightsOf = func() (pilot []float64, all [][3]float64) {
	for i := range pilotFeatures {
		pilot = append(pilot, pilotWeights[pilotFeatures[i].name])
		all = append(all, weights[pilotFeatures[i].name])
	}
	for i := range wholeFeatures {
		all = append(all, weights[wholeFeatures[i].name])
	}
	return pilot, all
}()

// The classes, in the order of the weights; none has no weights of its own.
var classes = [4]string{Phone, Contains, Protected, None}

// judgement is what the model makes of a field.
type judgement struct {
	p    [4]float64               // probability of each class
	best int                      // the likeliest of those that can be
	by   [4][subjectCount]float64 // what each subject contributes to the log-odds of a class
}

// judge is the probability of each class, and which of those that can be is the
// likeliest: a field without a number holds none, and one with nothing hidden
// hides none. What the model gives to a class that cannot be stays doubt.
func judge(e *Evidence, f *profile.Field) (j judgement) {
	may := [4]bool{f.Numbers > 0 && f.Seen != profile.TypeOf(connectors.Name) && !e.isMeasure() && !e.isKey(), f.Numbers > 0, hides(e, f), true}
	v := newView(e, f)
	all := weightsOf
	for _, features := range [2][]feature{pilotFeatures, wholeFeatures} {
		for i := range features {
			x := features[i].value(v)
			for k, w := range all[i] {
				j.p[k] += w * x
				j.by[k][features[i].subject] += w * x
			}
		}
		all = all[len(features):]
	}
	top := max(j.p[0], j.p[1], j.p[2], 0)
	sum := 0.0
	for k := range j.p {
		j.p[k] = math.Exp(j.p[k] - top)
		sum += j.p[k]
	}
	j.best = len(classes) - 1
	for k := range j.p {
		j.p[k] /= sum
		if may[k] && j.p[k] > j.p[j.best] {
			j.best = k
		}
	}
	return j
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

// Vector is the features of a field in the order of [Features], for those who fit
// the weights.
func Vector(e *Evidence, f *profile.Field) (x []float64) {
	v := newView(e, shaped(e, f))
	for _, features := range [2][]feature{pilotFeatures, wholeFeatures} {
		for i := range features {
			x = append(x, features[i].value(v))
		}
	}
	return x
}

// Features names the features; the first pilot of them are the pilot's.
func Features() (names []string, pilot int) {
	for i := range pilotFeatures {
		names = append(names, pilotFeatures[i].name)
	}
	for i := range wholeFeatures {
		names = append(names, wholeFeatures[i].name)
	}
	return names, len(pilotFeatures)
}

// Weights are those of the features, in the order of [Features]: for a field of
// phone numbers in the pilot, and for phone, contains and protected.
func Weights() (pilot []float64, all [3][]float64) {
	for _, w := range weightsOf {
		for k := range all {
			all[k] = append(all[k], w[k])
		}
	}
	return slices.Clone(pilotWeightOf), all
}
