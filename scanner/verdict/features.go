package verdict

import (
	"math"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/profile"
	"github.com/dialmap/dialmap/scanner/role"
)

// A feature is one thing that is known of a column, as a number between about
// -1 and 3. Its weights are kept under its name, and what it contributes to a
// verdict is counted for its subject, of which a reason can be given.
type feature struct {
	name    string
	subject subject
	value   func(v *view) float64
}

// A subject is what a reason is about.
type subject uint8

const (
	subjectNothing subject = iota // the intercept and the size of a column: no reason
	subjectName
	subjectOtherName
	subjectRole
	subjectPeople
	subjectValid
	subjectPossible
	subjectAmong
	subjectWritten
	subjectLabel
	subjectDistinct
	subjectFigures
	subjectFractions
	subjectShort
	subjectLong
	subjectTimes
	subjectDates
	subjectDotted
	subjectChecked
	subjectCounter
	subjectOrder
	subjectShared
	subjectFit
	subjectWords
	subjectHolding
	subjectHidden
	subjectCount
)

// view is what the features look at, with the shares that several of them use.
type view struct {
	*Evidence
	f *profile.Field // what the scan found in the whole field; nil in the pilot

	values              float64 // present, at least 1
	valid, plain, among float64 // shares of the values that were detected in
	chance, chanceHead  float64 // shares of random digits that are valid, and of those behind the first two; at least as many as of those between the values
	fitting             float64 // share of the values that are valid in the region that is told or fits best
	marked              float64 // share of the values that are written as only phone numbers are
	sample              float64 // how much the values that were detected in can tell, from 0 to 1
	named, silent       float64 // 1 where the name or the comment says phone, and where neither may do so
	speaks              float64 // 1 where the name says phone or may say so
	figures             float64 // 1 where the type is one of numbers
	fits, unsure        float64 // how much better than random digits a region's plan explains the column: one that is told, and one that is not
	explained           float64 // how much better the likeliest region explains the values than numbers like them, from 0 to 1

	shapes         profile.Shapes
	hidden, masked float64 // shares of the values that have the form of something hidden, and of something masked
}

// newView looks at a field: f is nil in the pilot.
func newView(e *Evidence, f *profile.Field) *view {
	e = e.trusted()
	v := &view{Evidence: e, f: f, values: float64(max(e.Values, 1))}
	v.valid, v.plain, v.among = share(e.Valid, e.Detected), share(e.Plain, e.Detected), share(e.Among, e.Detected)
	v.fitting = v.valid
	if !strings.Contains(e.Fit, " ") { // what several regions explain together is not compared
		v.fitting = max(v.valid, e.FitValid)
	}
	v.marked = share(e.Marked, e.Detected)
	between := e.Between * v.unmarked()
	if len(e.Placed) > 0 { // a range of ids falls into the plan of the country that is told as rarely as a number does
		between *= min(1, 5*share(e.ByChance, e.Tried))
	}
	v.chance, v.chanceHead = max(share(e.ByChance, e.Tried), between), max(share(e.ByChanceHead, e.Tried), between)
	v.sample = min(1, math.Sqrt(float64(e.Detected)/20))
	v.named = oneIf(e.says(role.Yes))
	v.speaks = v.named + oneIf(e.Named == role.Maybe)
	v.silent = oneIf(!e.says(role.Maybe))
	v.figures = oneIf(e.Type == connectors.Integer || e.Type == connectors.Decimal || e.Type == connectors.Float)
	more := max(0, e.FitValid-max(e.FitChance, between))
	if e.Fit != "" {
		v.fits = more
	} else { // some region's plan explains the column, and nothing tells which one's
		v.unsure = more * min(1, float64(e.Distinct)/15) * min(1, max(0, float64(e.Heads)-3)/5)
	}
	v.explained = explained(e, max(e.FitChance, between))
	if f != nil {
		v.shapes = f.Shapes
		v.shapes.Token = tokens(e, f)
		v.hidden = ratio(v.shapes.Hex+v.shapes.Digest+v.shapes.Base64+v.shapes.Cipher+v.shapes.Token, f.Values)
		v.masked = ratio(v.shapes.Masked, f.Values)
	}
	return v
}

// of is a share of the values.
func (v *view) of(n int) float64 { return float64(n) / v.values }

// possible is the share of the values that could be numbers of somebody.
func (v *view) possible() float64 { return v.valid + v.plain }

// unmarked is the share of the values that are written as ids are, too.
func (v *view) unmarked() float64 { return max(0, 1-max(v.marked, v.of(v.Written), v.of(v.Told))) }

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// pilotFeatures are what the pilot knows of a column.
var pilotFeatures = []feature{
	{"always", subjectNothing, func(*view) float64 { return 1 }},
	{"name: phone", subjectName, func(v *view) float64 { return v.named }},
	{"name: maybe a phone", subjectName, func(v *view) float64 { return oneIf(v.Named == role.Maybe) }},
	{"name: something else", subjectOtherName, func(v *view) float64 { return oneIf(v.Named == role.No) }},
	{"comment: something else", subjectOtherName, func(v *view) float64 { return oneIf(v.Noted == role.No) }},
	{"role: something else", subjectRole, func(v *view) float64 { return oneIf(v.Other) }},
	{"people beside it", subjectPeople, func(v *view) float64 { return min(1, float64(v.People)/2) }},
	{"valid", subjectValid, func(v *view) float64 { return v.valid }},
	{"possible without a country", subjectPossible, func(v *view) float64 { return v.plain }},
	{"among other text", subjectAmong, func(v *view) float64 { return v.among }},
	{"valid against random digits", subjectValid, func(v *view) float64 { return v.sample * lift(v.valid, v.chance, v.Tried) }},
	{"valid against random digits behind the first two", subjectValid, func(v *view) float64 { return v.sample * lift(v.valid, v.chanceHead, v.Tried) }},
	{"written as phones are", subjectWritten, func(v *view) float64 { return v.marked }},
	{"international", subjectWritten, func(v *view) float64 { return share(v.International, v.Detected) }},
	{"begins with a plus", subjectWritten, func(v *view) float64 { return v.of(v.Plus) }},
	{"begins with a zero", subjectWritten, func(v *view) float64 { return v.of(v.Zero) }},
	{"separators", subjectWritten, func(v *view) float64 { return v.of(v.Written) }},
	{"distinct", subjectDistinct, func(v *view) float64 { return share(v.Distinct, v.Values) }},
	{"digits only", subjectFigures, func(v *view) float64 { return v.of(v.Digits) }},
	{"fractions", subjectFractions, func(v *view) float64 { return v.of(v.Decimal) }},
	{"fewer than seven digits", subjectShort, func(v *view) float64 { return v.of(v.Short) }},
	{"more than fifteen digits", subjectLong, func(v *view) float64 { return v.of(v.Long) }},
	{"like seconds since 1970", subjectTimes, func(v *view) float64 { return v.of(v.Epoch) }},
	{"dates", subjectDates, func(v *view) float64 { return v.of(v.Dates) }},
	{"addresses and versions", subjectDotted, func(v *view) float64 { return v.of(v.Dotted) }},
	{"check digits", subjectChecked, func(v *view) float64 { return checked(v.Evidence) }},
	{"counts", subjectCounter, func(v *view) float64 { return oneIf(v.Counter) }},
	{"in order", subjectOrder, func(v *view) float64 { return oneIf(v.Ordered && v.Values > 5) }},
	{"a region fits", subjectFit, func(v *view) float64 { return v.fits }},
	{"a region fits, and the text speaks of it", subjectFit, func(v *view) float64 { return v.fits * min(1, v.Spoken/5) }},
	{"type of numbers", subjectFigures, func(v *view) float64 { return v.figures }},
	{"fewer than ten values", subjectNothing, func(v *view) float64 { return oneIf(v.Values < 10) }},
	{"named and possible", subjectName, func(v *view) float64 { return v.named * v.possible() }},
	{"named and impossible", subjectPossible, func(v *view) float64 { return v.named * (1 - v.possible()) * oneIf(v.Detected > 0) }},
	{"type of numbers, and no name", subjectFigures, func(v *view) float64 { return v.figures * (1 - v.named) * oneIf(v.Named != role.Maybe) }},
	{"many values", subjectNothing, func(v *view) float64 { return math.Log10(v.values) / 3 }},
	{"figures and codes", subjectFigures, func(v *view) float64 { return v.of(v.Codes) }},
	{"all dates", subjectDates, func(v *view) float64 { return oneIf(10*v.Dates >= 9*v.Values && v.Dates > 3) }},
	{"all like seconds since 1970", subjectTimes, func(v *view) float64 { return oneIf(10*v.Epoch >= 9*v.Values && v.Epoch > 3) }},
	{"possible, in few lengths", subjectPossible, func(v *view) float64 { return oneIf(v.Plain+v.Valid > 0 && v.Widths <= 3) }},
	{"named, possible, counts", subjectCounter, func(v *view) float64 { return v.named * oneIf(v.Counter) * v.possible() }},
	{"hardly invalid against random digits", subjectValid, func(v *view) float64 { return v.sample * misses(v.valid, v.chance, v.Tried) }},
	{"hardly invalid against random digits behind the first two", subjectValid, func(v *view) float64 { return v.sample * misses(v.valid, v.chanceHead, v.Tried) }},
	{"words", subjectWords, func(v *view) float64 { return v.of(v.Worded) }},
	{"words with digits", subjectWords, func(v *view) float64 { return v.of(v.Spelt) }},
	{"a fifth are words", subjectWords, func(v *view) float64 { return oneIf(10*v.Worded >= 2*v.Values) }},
	{"some region fits", subjectFit, func(v *view) float64 { return v.unsure }},
	{"some region fits, under a name for phones", subjectFit, func(v *view) float64 { return v.unsure * v.named }},
	{"some region fits, written as phones are", subjectFit, func(v *view) float64 { return v.unsure * v.marked }},
	{"some region fits nearly all", subjectFit, func(v *view) float64 { return oneIf(v.unsure > 0 && v.FitValid >= 0.97) }},
	{"words beside numbers", subjectWritten, func(v *view) float64 { return cells(v.Evidence) }},
	{"named and possible, fewer than seven digits", subjectShort, func(v *view) float64 { return v.named * v.possible() * v.of(v.Short) }},
	{"among other text, and fewer than alone", subjectAmong, func(v *view) float64 { return v.among * oneIf(v.Valid+v.Plain > v.Among) }},
	{"one stretch of digits", subjectWritten, func(v *view) float64 { return v.of(v.Single) }},
	{"named, valid, counts", subjectCounter, func(v *view) float64 { return v.named * oneIf(v.Counter) * v.valid }},
	{"named, nearly all possible, in no order", subjectName, func(v *view) float64 {
		return v.named * v.possible() * oneIf(v.possible() > 0.9 && v.Heads > 20 && !v.Ordered)
	}},
	{"maybe named, possible, in many lengths", subjectPossible, func(v *view) float64 { return oneIf(v.says(role.Maybe)) * v.plain * oneIf(v.Widths > 3) }},
	{"words that are distinct", subjectWords, func(v *view) float64 { return min(1, 4*v.of(v.Worded)) * max(0, 1-5*(1-share(v.Distinct, v.Values))) }},
	{"the likeliest region explains it", subjectFit, func(v *view) float64 { return v.explained }},
	{"the likeliest region explains it, under a name for phones", subjectFit, func(v *view) float64 { return v.explained * v.named }},
	{"named, and nothing against it", subjectName, func(v *view) float64 { return oneIf(v.isPlausible()) }},
	{"a label in the cell", subjectLabel, func(v *view) float64 { return v.of(v.Told) }},
	{"a label in the cell, and possible", subjectLabel, func(v *view) float64 { return v.of(v.Told) * v.possible() }},
	{"valid numbers beside words", subjectValid, func(v *view) float64 { return mixed(v.Evidence) }},
	{"valid against numbers between", subjectValid, func(v *view) float64 { return v.sample * lift(v.fitting, v.Between, v.Tried) }},
	{"hardly invalid against numbers between", subjectValid, func(v *view) float64 {
		return min(1, float64(v.Tried)*(1-v.Between)/6) * misses(v.fitting, v.Between, v.Tried)
	}},
	{"no more valid than numbers between, no name", subjectShared, func(v *view) float64 {
		return v.silent * v.unmarked() * oneIf(v.Tried > 0) * max(0, 1-4*max(0, v.fitting-v.Between))
	}},
	{"named, and most of it possible", subjectName, func(v *view) float64 { return oneIf(v.isMostlyPossible()) }},
	{"digits that all share, no name", subjectShared, func(v *view) float64 { return v.silent * v.unmarked() * min(1, v.Fixed/5) }},
	{"digits that all share, named for something else", subjectShared, func(v *view) float64 { return oneIf(v.Named == role.No) * min(1, v.Fixed/3) }},
	{"fewer than six values, no name", subjectNothing, func(v *view) float64 { return v.silent * v.unmarked() * oneIf(v.Values < 6) }},
	{"maybe named, words or valid numbers", subjectName, func(v *view) float64 { return oneIf(v.isEither()) }},
}

// wholeFeatures are what the scan found in the whole field: the verdict stands
// on them and on the pilot's.
var wholeFeatures = []feature{
	{"holds numbers", subjectHolding, func(v *view) float64 { return oneIf(v.f.Numbers > 0) }},
	{"values that are one number", subjectHolding, func(v *view) float64 { return ratio(v.f.Whole, v.f.Values) }},
	{"values that hold a number", subjectHolding, func(v *view) float64 { return ratio(v.f.Holding, v.f.Values) }},
	{"how many numbers", subjectHolding, func(v *view) float64 { return math.Log10(float64(v.f.Numbers)+1) / 4 }},
	{"odds that some are numbers", subjectHolding, func(v *view) float64 { return some(v.f) / 4 }},
	{"sure matches", subjectHolding, func(v *view) float64 { return ratio(v.f.Sure[9], v.f.Numbers) }},
	{"unsure matches", subjectHolding, func(v *view) float64 { return ratio(v.f.Sure[5]+v.f.Sure[4], v.f.Numbers) }},
	{"international matches", subjectWritten, func(v *view) float64 { return ratio(v.f.Formats[0]+v.f.Formats[1]+v.f.Formats[2], v.f.Numbers) }},
	{"long values", subjectWords, func(v *view) float64 { return ratio(v.shapes.Long, v.f.Values) }},
	{"hidden", subjectHidden, func(v *view) float64 { return v.hidden }},
	{"masked", subjectHidden, func(v *view) float64 { return v.masked }},
	{"hidden, under a name for phones", subjectHidden, func(v *view) float64 { return v.speaks * v.hidden }},
	{"masked, under a name for phones", subjectHidden, func(v *view) float64 { return v.speaks * v.masked }},
	{"a name of a field", subjectNothing, func(v *view) float64 { return oneIf(v.f.Seen == profile.TypeOf(connectors.Name)) }},
	{"hidden, under a name for hidden phones", subjectHidden, func(v *view) float64 { return oneIf(v.Hidden) * v.speaks * v.hidden }},
	{"tokens, under a name for phones", subjectHidden, func(v *view) float64 { return v.speaks * ratio(v.shapes.Token, v.f.Values) }},
	{"masked behind a plus", subjectHidden, func(v *view) float64 { return v.masked * ratio(uint64(v.Plus), uint64(max(v.Values, 1))) }},
	{"numbers in other text", subjectAmong, func(v *view) float64 { return oneIf(v.f.Numbers > 0) * max(0, 1-ratio(v.f.Whole, v.f.Values)-0.15) }},
}
