package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// phrase is a turn that is not English, or a private word for which the field
// has one.
type phrase struct {
	pattern *regexp.Regexp
	instead string
	allowed *regexp.Regexp // what is English all the same; nil: nothing
}

func newPhrase(pattern, instead string) phrase {
	return phrase{pattern: regexp.MustCompile(pattern), instead: instead}
}

// firstIn is the first place of the phrase in a line, "" where there is none.
func (p phrase) firstIn(line string) string {
	for _, found := range p.pattern.FindAllString(line, -1) {
		if p.allowed == nil || !p.allowed.MatchString(found) {
			return strings.TrimSpace(found)
		}
	}
	return ""
}

var phrases = []phrase{
	{
		pattern: regexp.MustCompile(`(?:\w+ )?\b[Ii]s none\b`),
		instead: "is not one",
		allowed: regexp.MustCompile(`^[Tt]here `),
	},
	{
		pattern: regexp.MustCompile(`(?:\w+ )?\b(?:is|are) no \w+`),
		instead: "is not a …",
		allowed: regexp.MustCompile(`^[Tt]here (?:is|are) |no (?:longer|more|less|better|fewer|worse)$`),
	},
	newPhrase(`\bcalled so\b`, "has this name"),
	newPhrase(`\bso many\b`, "that many, or the figure"),
	newPhrase(`\bof nothing\b`, "empty"),
	newPhrase(`\bto be had\b`, "available"),
	newPhrase(`\bnothing of\b`, "no …, none of"),
	newPhrase(`\b(?:by|of|to|for) who\b`, "by whoever, or name the role"),
	newPhrase(`\bmistake of its own\b`, "internal error"),
	newPhrase(`\bNot looked at\b`, "Not scanned"),
	newPhrase(`\bWhere they (?:belong|lie)\b`, "Country of the number, country of storage"),
	newPhrase(`\bthat need something\b`, "that need a safeguard"),
	newPhrase(`\b[Ll]ucky\b`, "valid by chance"),
	newPhrase(`\b[Tt]oss(?:es)?\b`, "null trials"),
	newPhrase(`\bheld one\b`, "hit"),
	newPhrase(`\bgiven out\b`, "requested"),
	newPhrase(`\bpeople (?:who )?said no\b`, "consent withdrawn or refused"),
	newPhrase(`\bgo(?:es)? on from\b`, "resume from"),
	newPhrase(`\b(?:is|are) told apart\b|\btells? \w+ apart\b`, "distinguish"),
	newPhrase(`\bor ends early\b`, "or truncated"),
}

//go:embed exceptions.txt
var exceptionsText string

// readExceptions reads lines of a path and the text of a line that may stay.
func readExceptions(text string) (map[string][]string, error) {
	kept := map[string][]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		file, part, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("exceptions.txt: %q: want PATH: PART OF THE LINE", line)
		}
		kept[file] = append(kept[file], part)
	}
	return kept, nil
}

// hasProse reports whether people read a file: code with its comments and
// messages, documents, pages and their templates, and schemas with their
// descriptions.
func hasProse(file string) bool {
	if strings.HasPrefix(file, "lab/houselint/") || strings.HasSuffix(file, "_test.go") {
		return false
	}
	switch path.Ext(file) {
	case ".go", ".md", ".html", ".tmpl", ".txtar", ".sh", ".js":
		return true
	}
	return strings.HasSuffix(file, ".schema.json")
}

// findPhrases looks for phrases line by line.
func findPhrases(repo fs.FS, exceptions map[string][]string) (measure, error) {
	f := measure{name: "phrases", brief: 12}
	err := walkFiles(repo, func(file string, text []byte) error {
		if !hasProse(file) || bytes.HasPrefix(text, []byte("// Code generated")) {
			return nil
		}
		number := 0
		for line := range strings.Lines(string(text)) {
			number++
			if slices.ContainsFunc(exceptions[file], func(part string) bool { return strings.Contains(line, part) }) {
				continue
			}
			for _, p := range phrases {
				if found := p.firstIn(line); found != "" {
					f.parts = append(f.parts, fmt.Sprintf("%s:%d: %q: say %s", file, number, found, p.instead))
				}
			}
		}
		return nil
	})
	f.value = float64(len(f.parts))
	f.summary = fmt.Sprintf("%d lines hold a phrase that is not plain English", len(f.parts))
	return f, err
}
