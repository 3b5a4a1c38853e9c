// Package compile turns libphonenumber's metadata into the tables of package
// plan. It runs in go generate and in the test that holds the two equal.
package compile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/metadata"
)

// types are the kinds of numbers in the order in which libphonenumber asks, by
// their place in detectors.Type.
const (
	unknown = iota
	fixedLine
	mobile
	fixedLineOrMobile
	tollFree
	premiumRate
	sharedCost
	voip
	personal
	pager
	uan
	voicemail
)

// territory is one entry of the metadata with the places of its patterns in an
// automaton.
type territory struct {
	*phonenumbers.PhoneMetadata
	id      string
	general desc
	types   []desc // in the order of kinds
	fixed   desc
	mobile  desc
	leading int // pattern of the leading digits, -1: none
}

// desc is one description: its pattern in the automaton and its lengths.
type desc struct {
	pattern int
	lengths []int32
}

func (d desc) has(length int, accepts func(int) bool) bool {
	return accepts(d.pattern) && (len(d.lengths) == 0 || slices.Contains(d.lengths, int32(length)))
}

// kinds are asked before fixed line and mobile.
var kinds = [...]uint16{premiumRate, tollFree, sharedCost, voip, personal, pager, uan, voicemail}

// kind is libphonenumber's getNumberTypeHelper.
func (t *territory) kind(length int, accepts func(int) bool) uint16 {
	if !t.general.has(length, accepts) {
		return unknown
	}
	for i, d := range t.types {
		if d.has(length, accepts) {
			return kinds[i]
		}
	}
	same := t.GetSameMobileAndFixedLinePattern()
	if t.fixed.has(length, accepts) {
		if same || t.mobile.has(length, accepts) {
			return fixedLineOrMobile
		}
		return fixedLine
	}
	if !same && t.mobile.has(length, accepts) {
		return mobile
	}
	return unknown
}

// Version is the version of the metadata, as the library states it.
func Version() string { return metadata.Version }

// compiler holds what all automata share.
type compiler struct {
	dag     *dag
	regions []*phonenumbers.PhoneMetadata // by the place of the region in the tables
	place   map[string]int                // of a region
	labels  []uint32                      // region | type<<16 | required<<24 | area<<25, by label
	label   map[uint32]uint16
}

// Tables compiles the metadata of the linked library.
func Tables() ([]byte, error) {
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil, fmt.Errorf("read the metadata: %w", err)
	}
	c := &compiler{dag: newDAG(), place: make(map[string]int), labels: []uint32{0}, label: map[uint32]uint16{0: 0}}
	byCode := make(map[int32][]*phonenumbers.PhoneMetadata)
	for _, m := range collection.GetMetadata() {
		name := m.GetId()
		if name == "001" {
			name = fmt.Sprintf("001%d", m.GetCountryCode())
		}
		c.place[name] = len(c.regions)
		c.regions = append(c.regions, m)
		byCode[m.GetCountryCode()] = append(byCode[m.GetCountryCode()], m)
	}
	out := newWriter()
	out.str(Version())
	out.u32(uint32(len(c.regions)))
	for _, m := range c.regions {
		if err := c.region(out, m); err != nil {
			return nil, err
		}
	}
	codes := make([]int, 0, len(byCode))
	for code := range byCode {
		codes = append(codes, int(code))
	}
	slices.Sort(codes)
	out.u32(uint32(len(codes)))
	for _, code := range codes {
		if err := c.code(out, code); err != nil {
			return nil, err
		}
	}
	out.u32(uint32(len(c.labels)))
	for _, l := range c.labels {
		out.u32(l)
	}
	if len(c.dag.nodes) > 1<<16 {
		return nil, fmt.Errorf("%d states do not fit 16 bits", len(c.dag.nodes))
	}
	out.nodes(c.dag.nodes)
	return out.Bytes(), nil
}

// region writes what parsing a number of a default region needs.
func (c *compiler) region(out *writer, m *phonenumbers.PhoneMetadata) error {
	p, err := compilePattern(m.GetGeneralDesc().GetNationalNumberPattern(), false)
	if err != nil {
		return err
	}
	b := builder{dag: c.dag, patterns: []pattern{p}, label: func(_ int, accepts func(int) bool) uint16 {
		return uint16(bit(accepts(0)))
	}}
	root, err := b.build()
	if err != nil {
		return err
	}
	out.str(m.GetId())
	out.u32(uint32(m.GetCountryCode()))
	out.u32(root)
	kinds, err := c.kinds(m)
	if err != nil {
		return err
	}
	out.u32(kinds)
	lengths, local := m.GetGeneralDesc().GetPossibleLength(), m.GetGeneralDesc().GetPossibleLengthLocalOnly()
	var usable, longest uint32
	for n := range 32 {
		if stripped(int32(n), lengths, local) {
			usable |= 1 << n
		}
	}
	if len(lengths) > 0 && lengths[0] != -1 {
		longest = uint32(lengths[len(lengths)-1])
	}
	var locals uint32
	for _, n := range local {
		locals |= 1 << n
	}
	out.u32(usable)
	out.u32(longest)
	out.u32(locals)
	out.str(m.GetNationalPrefixForParsing())
	out.str(m.GetNationalPrefixTransformRule())
	out.str(m.GetInternationalPrefix())
	return nil
}

// kinds builds the automaton of the types of one region alone.
func (c *compiler) kinds(m *phonenumbers.PhoneMetadata) (root uint32, err error) {
	b := builder{dag: c.dag}
	t := &territory{PhoneMetadata: m, leading: -1}
	if err := b.territory(t); err != nil {
		return 0, err
	}
	b.label = func(length int, accepts func(int) bool) uint16 {
		if k := t.kind(length, accepts); k != unknown {
			return c.labelOf(uint32(k) << 16)
		}
		return 0
	}
	return b.build()
}

// stripped reports whether a number of n digits may stand without its national
// prefix: libphonenumber's testNumberLength is neither too short, nor local,
// nor a length in a gap.
func stripped(n int32, lengths, local []int32) bool {
	if len(lengths) == 0 || lengths[0] == -1 || slices.Contains(local, n) {
		return false
	}
	return slices.Contains(lengths, n) || n > lengths[len(lengths)-1]
}

// code writes the automaton of a calling code: what its numbers are.
func (c *compiler) code(out *writer, code int) error {
	names := phonenumbers.GetRegionCodesForCountryCode(code)
	b := builder{dag: c.dag}
	var all []*territory
	for _, name := range names {
		key := name
		if name == "001" {
			key = fmt.Sprintf("001%d", code)
		}
		place, ok := c.place[key]
		if !ok {
			return fmt.Errorf("no metadata of %s", key)
		}
		t := &territory{PhoneMetadata: c.regions[place], id: key, leading: -1}
		if err := b.territory(t); err != nil {
			return err
		}
		all = append(all, t)
	}
	formats, err := b.formats(all[0].GetNumberFormat())
	if err != nil {
		return err
	}
	abroad := formats
	if intl := all[0].GetIntlNumberFormat(); len(intl) > 0 {
		if abroad, err = b.formats(intl); err != nil {
			return err
		}
	}
	if all[0].GetId() == "001" {
		formats = nil // libphonenumber asks for the prefix of a region only
	}
	b.label = func(length int, accepts func(int) bool) uint16 {
		for _, t := range all {
			kind := t.kind(length, accepts)
			switch {
			case len(all) == 1:
			case t.leading >= 0 && !accepts(t.leading), t.leading < 0 && kind == unknown:
				continue
			}
			l := uint32(c.place[t.id]+1) | uint32(kind)<<16
			if kind != unknown && formats.required(accepts) {
				l |= 1 << 24
			}
			if kind != unknown {
				l |= abroad.area(length, kind, code, accepts) << 25
			}
			return c.labelOf(l)
		}
		return 0
	}
	root, err := b.build()
	if err != nil {
		return err
	}
	out.u32(uint32(code))
	out.u32(uint32(c.place[all[0].id]))
	only := uint32(0)
	if len(all) == 1 {
		only = 1
	}
	out.u32(only)
	out.u32(root)
	out.u32(uint32(c.shortest(root)))
	return nil
}

// shortest returns the length of the shortest valid number of an automaton.
func (c *compiler) shortest(root uint32) int {
	level := map[uint32]bool{root: true}
	for length := 0; length <= maxNational; length++ {
		following := make(map[uint32]bool)
		for i := range level {
			n := c.dag.nodes[i]
			if c.labels[n.label]>>16&0xFF != unknown {
				return length
			}
			for _, next := range n.next {
				if next != 0 {
					following[next] = true
				}
			}
		}
		level = following
	}
	return maxNational
}

func (c *compiler) labelOf(v uint32) uint16 {
	if l, ok := c.label[v]; ok {
		return l
	}
	l := uint16(len(c.labels))
	c.labels = append(c.labels, v)
	c.label[v] = l
	return l
}

// territory adds a territory's patterns.
func (b *builder) territory(t *territory) (err error) {
	d := func(p *phonenumbers.PhoneNumberDesc) (out desc) {
		out.pattern, out.lengths = len(b.patterns), p.GetPossibleLength()
		q, e := compilePattern(p.GetNationalNumberPattern(), false)
		if e != nil {
			err = e
		}
		b.patterns = append(b.patterns, q)
		return out
	}
	t.general = d(t.GetGeneralDesc())
	for _, p := range []*phonenumbers.PhoneNumberDesc{
		t.GetPremiumRate(), t.GetTollFree(), t.GetSharedCost(), t.GetVoip(), t.GetPersonalNumber(), t.GetPager(), t.GetUan(), t.GetVoicemail(),
	} {
		t.types = append(t.types, d(p))
	}
	t.fixed, t.mobile = d(t.GetFixedLine()), d(t.GetMobile())
	if lead := t.GetLeadingDigits(); lead != "" {
		q, e := compilePattern(lead, true)
		if e != nil {
			return e
		}
		t.leading = len(b.patterns)
		b.patterns = append(b.patterns, q)
	}
	return err
}

// formats are the ways in which the main region of a calling code writes its
// numbers, in order.
type formats []format

type format struct {
	leading, whole int // patterns; leading -1: none
	required       bool
	groups         []group
}

// formats adds the patterns of a territory's formats.
func (b *builder) formats(all []*phonenumbers.NumberFormat) (fs formats, err error) {
	for _, nf := range all {
		f := format{leading: -1, whole: len(b.patterns), required: required(nf)}
		p, err := compilePattern(nf.GetPattern(), false)
		if err != nil {
			return nil, err
		}
		f.groups = groups(nf)
		b.patterns = append(b.patterns, p)
		if l := nf.GetLeadingDigitsPattern(); len(l) > 0 {
			if p, err = compilePattern(l[len(l)-1], true); err != nil {
				return nil, err
			}
			f.leading = len(b.patterns)
			b.patterns = append(b.patterns, p)
		}
		fs = append(fs, f)
	}
	return fs, nil
}

// group is how many digits a group of a format has.
type group struct{ least, most int }

// groups are those of a format that is written in the order of its pattern;
// none where it is not, or in one block.
func groups(nf *phonenumbers.NumberFormat) (out []group) {
	re, err := syntax.Parse(nf.GetPattern(), syntax.Perl)
	if err != nil || !strings.HasPrefix(nf.GetFormat(), "$1") || !strings.Contains(nf.GetFormat(), "$2") || strings.HasPrefix(nf.GetFormat(), "$1$") {
		return nil
	}
	subs := []*syntax.Regexp{re}
	if re.Op == syntax.OpConcat {
		subs = re.Sub
	}
	for _, sub := range subs {
		if sub.Op != syntax.OpCapture {
			return nil
		}
		least, most := span(sub)
		out = append(out, group{least, most})
	}
	return out
}

// span is how many digits an expression matches.
func span(re *syntax.Regexp) (least, most int) {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune), len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyCharNotNL, syntax.OpAnyChar:
		return 1, 1
	case syntax.OpCapture:
		return span(re.Sub[0])
	case syntax.OpQuest:
		_, most = span(re.Sub[0])
		return 0, most
	case syntax.OpRepeat:
		least, most = span(re.Sub[0])
		return least * re.Min, most * re.Max
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			a, b := span(sub)
			least, most = least+a, most+b
		}
	case syntax.OpAlternate:
		least = maxNational
		for _, sub := range re.Sub {
			a, b := span(sub)
			least, most = min(least, a), max(most, b)
		}
	}
	return least, most
}

// area is how many digits of a number of that length are its area code as it is
// written abroad: its first group, and in Argentina the one behind the mobile
// token too.
func (fs formats) area(length int, kind uint16, code int, accepts func(int) bool) uint32 {
	for _, f := range fs {
		if !accepts(f.whole) || f.leading >= 0 && !accepts(f.leading) {
			continue
		}
		n := 1
		if code == 54 && kind == mobile {
			n = 2
		}
		if len(f.groups) <= n {
			return 0
		}
		area := 0
		for i := range n {
			rest := 0
			for _, g := range f.groups[i+1:] {
				rest += g.least
			}
			area += min(f.groups[i].most, length-area-rest)
		}
		return uint32(max(area, 0))
	}
	return 0
}

// required reports whether a number must be written with its national prefix.
func required(nf *phonenumbers.NumberFormat) bool {
	rule := nf.GetNationalPrefixFormattingRule()
	if rule == "" || nf.GetNationalPrefixOptionalWhenFormatting() {
		return false
	}
	switch rule {
	case "$1", "($1", "$1)", "($1)":
		return false
	}
	return true
}

// required is decided by the first format that fits.
func (fs formats) required(accepts func(int) bool) bool {
	for _, f := range fs {
		if accepts(f.whole) && (f.leading < 0 || accepts(f.leading)) {
			return f.required
		}
	}
	return false
}

// writer writes the tables: little-endian integers and strings behind their
// lengths.
type writer struct{ bytes.Buffer }

func newWriter() *writer { return &writer{} }

func (w *writer) u32(v uint32) { w.Write(binary.LittleEndian.AppendUint32(nil, v)) }

func (w *writer) u16(v uint16) { w.Write(binary.LittleEndian.AppendUint16(nil, v)) }

func (w *writer) str(s string) {
	w.u32(uint32(len(s)))
	w.WriteString(s)
}

func (w *writer) nodes(nodes []node) {
	w.u32(uint32(len(nodes)))
	for _, n := range nodes {
		for _, next := range n.next {
			w.u16(uint16(next))
		}
		w.u16(n.label)
	}
}
