package ledger

import (
	"strings"
	"sync"
	"unicode"
)

// maxPurposes is how many purposes of one ledger are told apart.
const maxPurposes = 200

// maxPurpose is how long the name of one may be, in bytes.
const maxPurpose = 100

// Purposes numbers the purposes of a ledger. Those that differ in case or in
// used by many goroutines at once.
type Purposes struct {
	mu     sync.RWMutex
	ids    map[string]uint8
	names  []string // by id; 0 is none named
	over   bool
	redact func(string) string
}

// NewPurposes returns none. What goes through redact is what is kept.
func NewPurposes(redact func(string) string) *Purposes {
	return &Purposes{ids: map[string]uint8{}, names: []string{""}, redact: redact}
}

// ID numbers a purpose as a ledger writes it. Where there are too many
// different ones, those that came too late are taken as none, and Over says so.
func (p *Purposes) ID(v []byte) uint8 {
	p.mu.RLock()
	id, known := p.ids[string(v)]
	p.mu.RUnlock()
	if known {
		return id
	}
	return p.add(string(v))
}

func (p *Purposes) add(v string) uint8 {
	name := strings.TrimSpace(v)
	if nothing([]byte(name)) {
		return 0
	}
	name = p.clean(name)
	folded := strings.ToLower(name)
	p.mu.Lock()
	defer p.mu.Unlock()
	id, known := p.ids["\x00"+folded]
	switch {
	case known:
		p.names[id] = min(p.names[id], name)
	case len(p.names) > maxPurposes:
		p.over = true
	default:
		id = uint8(len(p.names))
		p.names = append(p.names, name)
		p.ids["\x00"+folded] = id
	}
	if len(p.ids) < 8*maxPurposes { // remembers spellings, and never grows without end
		p.ids[v] = id
	}
	return id
}

func (p *Purposes) clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
	name = p.redact(name)
	for i := range name {
		if i > maxPurpose {
			return name[:i] + "…"
		}
	}
	return name
}

// Names are the purposes by their number; the first is none named.
func (p *Purposes) Names() []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return append([]string(nil), p.names...)
}

// Over says that there were more than can be told apart.
func (p *Purposes) Over() bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.over
}
