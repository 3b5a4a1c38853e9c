package main

import (
	"bytes"
	"context"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"

	"github.com/dialmap/dialmap/cmd/dialmap/detect"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/lab/accuracy/corpus"
)

// hit is what an engine found.
type hit struct {
	start, end int
	e164       string   // "" where the engine does not say
	region     string   // "" where it says none
	among      []string // the regions of a shared number
	confidence float64
}

// engine finds numbers in a text that comes from a region.
type engine struct {
	name, what string
	told       bool // it is told the text's own region
	find       func(text, region string) []hit
}

var engines = []engine{
	{"dialmap", "`detect` without a region", false, func(text, _ string) []hit { return ours(text) }},
	{"dialmap, told", "`detect --region` with the text's own", true, func(text, region string) []hit { return ours(text, region) }},
	{"libphonenumber, US", "Go: FindNumbers, default region US", false, func(text, _ string) []hit { return library(text, "US") }},
	{"libphonenumber, told", "Go: FindNumbers, the text's own region", true, library},
	{"as Presidio", "FindNumbers for US, GB, DE, FR, IL, IN, CA, BR in turn, as Presidio's PhoneRecognizer (2.2.364) does by default", false, func(text, _ string) []hit { return loop(text) }},
	{"as pdscan", "pdscan's regular expression for phones", false, func(text, _ string) []hit { return pdscan(text) }},
}

// ours runs detect as the command does, at its default confidence.
func ours(text string, regions ...string) (hits []hit) { return oursFrom(0.5, text, regions...) }

func oursFrom(confidence float32, text string, regions ...string) (hits []hit) {
	o := detect.Options{Regions: regions, MinConfidence: confidence, Workers: 1, Cut: math.MaxInt64}
	s := detect.New(o, func(dst []byte, _ *detect.File, found []detectors.Match) []byte {
		for _, m := range found {
			h := hit{start: m.Start, end: m.End, region: m.Region, confidence: float64(m.Confidence)}
			if digits, known := m.Number.Digits(); known {
				h.e164 = digits
			}
			switch m.Status {
			case detectors.Shared:
				h.among = m.Candidates
			case detectors.Nongeographic:
				h.region = corpus.Nongeographic
			}
			hits = append(hits, h)
		}
		return dst
	}, func(*detect.File, error) {})
	err := s.Run(context.Background(), slices.Values([]detect.Input{{Name: "-", From: strings.NewReader(text)}}), io.Discard)
	if err != nil {
		panic(err) // a reader in memory and nowhere to write
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.start - b.start })
	return hits
}

// library reads line by line: in long texts it is slower.
func library(text, region string) (hits []hit) {
	at := 0
	for line := range strings.Lines(text) {
		for m := range phonenumbers.FindNumbersWithLeniency(line, region, phonenumbers.VALID, math.MaxInt) {
			hits = append(hits, hit{
				start: at + m.Start(), end: at + m.Start() + len(m.RawString()), confidence: 1,
				e164: phonenumbers.Format(m.Number(), phonenumbers.E164)[1:], region: phonenumbers.GetRegionCodeForNumber(m.Number()),
			})
		}
		at += len(line)
	}
	return hits
}

// presidio are the regions that its recogniser tries by default.
var presidio = []string{"US", "GB", "DE", "FR", "IL", "IN", "CA", "BR"}

// loop tries every region in turn; where results overlap the first stays, as
// all have one score.
func loop(text string) (hits []hit) {
	for _, region := range presidio {
		for _, h := range library(text, region) {
			if !slices.ContainsFunc(hits, func(g hit) bool { return g.start < h.end && h.start < g.end }) {
				hits = append(hits, h)
			}
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.start - b.start })
	return hits
}

// The rule of pdscan for phones: ten digits in North American groups, or a plus
// and seven to fifteen digits.
var pdscanRule = regexp.MustCompile(`(\b(\+\d{1,2}\s)?\(?\d{3}\)?[\s+.-]\d{3}[\s+.-]\d{4}\b)|((?:\+|%2B)[1-9]\d{6,14}\b)`)

func pdscan(text string) (hits []hit) {
	for _, at := range pdscanRule.FindAllStringIndex(text, -1) {
		h := hit{start: at[0], end: at[1], confidence: 1}
		if i := bytes.IndexByte([]byte(text[at[0]:at[1]]), '+'); i == 0 {
			h.e164 = digitsOf(text[at[0]:at[1]])
		}
		hits = append(hits, h)
	}
	return hits
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
