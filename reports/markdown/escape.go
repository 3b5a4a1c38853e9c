package markdown

import (
	"strings"
	"unicode"
)

// Text is s as plain text: nothing in it is markup, neither CommonMark's nor
// that of tables, and it stays on its line.
func Text(s string) string {
	var b strings.Builder
	for _, r := range oneLine(s) {
		if strings.ContainsRune("\\`*_{}[]<>#|~!&$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	t := b.String()
	if t != "" && strings.ContainsRune("+-=:", rune(t[0])) {
		t = `\` + t // a list, a heading or the rule of a table
	}
	return t
}

// Code is s as a code span, in which nothing is markup, no name is called and
// no issue is linked. It can stand in a table.
func Code(s string) string {
	if s = oneLine(s); strings.TrimSpace(s) == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if s[0] == '`' || s[len(s)-1] == '`' {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}

// oneLine drops what would end a row, move the cursor or turn the line around.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return '·'
		}
		return r
	}, s)
}
