package plan

import "regexp/syntax"

// matcher finds a national or international prefix at the head of a number. It
// prefers as a regular expression does: the first alternative that leads to a
// match. A prefix that is one string of digits needs no expression.
type matcher struct {
	none    bool
	literal string
	heads   uint16 // the digits it may begin with
	insts   []syntax.Inst
	start   uint32
	groups  int
}

// captures are where groups begin and end; -1: not there.
type captures [6]int8

// share compiles an expression once.
func share(known map[string]*matcher, expr string) *matcher {
	if m, ok := known[expr]; ok {
		return m
	}
	m := newMatcher(expr)
	known[expr] = m
	return m
}

// newMatcher compiles expr, which package compile has tried.
func newMatcher(expr string) *matcher {
	if expr == "" {
		return &matcher{none: true}
	}
	literal := true
	for i := range len(expr) {
		literal = literal && expr[i]-'0' <= 9
	}
	if literal {
		return &matcher{literal: expr}
	}
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return &matcher{none: true}
	}
	groups := re.MaxCap()
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return &matcher{none: true}
	}
	m := &matcher{insts: prog.Inst, start: uint32(prog.Start), groups: groups}
	m.heads = m.headsOf(m.start)
	return m
}

// headsOf returns the digits that may come first from pc on, all of them where
// none need to come.
func (m *matcher) headsOf(pc uint32) uint16 {
	switch in := &m.insts[pc]; in.Op {
	case syntax.InstFail:
		return 0
	case syntax.InstMatch, syntax.InstEmptyWidth:
		return 1<<10 - 1
	case syntax.InstAlt, syntax.InstAltMatch:
		return m.headsOf(in.Out) | m.headsOf(in.Arg)
	case syntax.InstCapture, syntax.InstNop:
		return m.headsOf(in.Out)
	default:
		heads := uint16(0)
		for d := range 10 {
			if digitIn(in, '0'+rune(d)) {
				heads |= 1 << d
			}
		}
		return heads
	}
}

// match returns where the prefix of digits ends.
func (m *matcher) match(digits []byte, caps *captures) (end int, ok bool) {
	if m.insts == nil {
		n := len(m.literal)
		return n, !m.none && len(digits) >= n && string(digits[:n]) == m.literal
	}
	if len(digits) > 0 && m.heads>>(digits[0]-'0')&1 == 0 {
		return 0, false
	}
	for i := range caps {
		caps[i] = -1
	}
	end = m.run(m.start, digits, 0, caps)
	return end, end >= 0
}

// run follows the instructions from pc and returns where they match, -1 where
// they don't.
func (m *matcher) run(pc uint32, digits []byte, i int, caps *captures) int {
	for {
		in := &m.insts[pc]
		switch in.Op {
		case syntax.InstMatch:
			return i
		case syntax.InstFail:
			return -1
		case syntax.InstAlt, syntax.InstAltMatch:
			saved := *caps
			if end := m.run(in.Out, digits, i, caps); end >= 0 {
				return end
			}
			*caps = saved
			pc = in.Arg
			continue
		case syntax.InstCapture:
			if int(in.Arg) < len(caps) {
				caps[in.Arg] = int8(i)
			}
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&(syntax.EmptyEndText|syntax.EmptyEndLine) != 0 && i != len(digits) {
				return -1
			}
		case syntax.InstNop:
		default:
			if i == len(digits) || !digitIn(in, rune(digits[i])) {
				return -1
			}
			i++
		}
		pc = in.Out
	}
}

// digitIn is Inst.MatchRune for the ranges that prefixes have.
func digitIn(in *syntax.Inst, r rune) bool {
	switch in.Op {
	case syntax.InstRune1:
		return in.Rune[0] == r
	case syntax.InstRune:
		if len(in.Rune) == 1 {
			return in.Rune[0] == r
		}
		for k := 0; k+1 < len(in.Rune); k += 2 {
			if in.Rune[k] <= r && r <= in.Rune[k+1] {
				return true
			}
		}
		return false
	}
	return true // any character
}

// strip takes the national prefix off digits, or rewrites the number as the
// region's rule says; buf is room for that. ok: there was a prefix that may be
// taken off.
func (t *table) strip(r *region, digits []byte, buf []byte) (out []byte, ok bool) {
	out, ok = t.cut(r, digits, buf)
	if ok && !t.mayCut(r, digits, out) {
		return digits, false
	}
	return out, ok
}

// cut is strip for a prefix that need not be one: the number may be of the
// region's general description as it stands, and not without the prefix.
func (t *table) cut(r *region, digits []byte, buf []byte) (out []byte, ok bool) {
	if len(digits) == 0 || r.prefix.none {
		return digits, false
	}
	var caps captures
	end, ok := r.prefix.match(digits, &caps)
	if !ok {
		return digits, false
	}
	if r.rule != "" && r.prefix.groups > 0 && caps[2*r.prefix.groups] >= 0 {
		return append(r.rewrite(buf[:0], digits, &caps), digits[end:]...), true
	}
	return digits[end:], true
}

// mayCut reports whether out may stand for digits.
func (t *table) mayCut(r *region, digits, out []byte) bool {
	if len(out) == len(digits) && &out[0] == &digits[0] {
		return true
	}
	return t.isGeneral(r, out) || !t.isGeneral(r, digits)
}

// rewrite appends the rule with its groups filled in.
func (r *region) rewrite(dst, digits []byte, caps *captures) []byte {
	for i := 0; i < len(r.rule); i++ {
		if r.rule[i] != '$' {
			dst = append(dst, r.rule[i])
			continue
		}
		i++
		if g := 2 * int(r.rule[i]-'0'); caps[g] >= 0 {
			dst = append(dst, digits[caps[g]:caps[g+1]]...)
		}
	}
	return dst
}
