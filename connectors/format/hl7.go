package format

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

func beginsHL7(body []byte) bool {
	return len(body) > 8 && (bytes.HasPrefix(body, []byte("MSH")) || bytes.HasPrefix(body, []byte("FHS")) || bytes.HasPrefix(body, []byte("BHS"))) &&
		bytes.IndexByte([]byte("|^~!#$"), body[3]) >= 0
}

// telecomFields are the fields of HL7 v2 that hold telecommunication numbers
// (data type XTN): segment and place, as chapters 3 to 15 of the standard give
// them.
var telecomFields = func() map[string]bool {
	m := map[string]bool{}
	for f := range strings.FieldsSeq(`PID-13 PID-14 PID-40 NK1-5 NK1-6 NK1-7 NK1-31 NK1-40 NK1-41 GT1-6 GT1-7 GT1-18 GT1-46 IN1-7 IN1-63 IN2-58 IN2-62 IN2-63 IN2-64
		ORC-14 ORC-23 OBR-17 STF-10 PRD-5 CTD-5 ACC-11 AIP-8 FT1-28 LCH-5 LOC-6 OM1-17 OM1-29 ORG-12 PRA-10 RXE-33 RXO-33 ARQ-16 ARQ-21 SCH-13 SCH-17 SCH-21 TXA-21 UB2-2 VAR-2 PES-7 PEO-5 AFF-3 ROL-12 PV1-53`) {
		m[f] = true
	}
	return m
}()

// readHL7 makes a record of every message of HL7 v2. Fields are SEGMENT-PLACE;
// those that hold telecommunication numbers are SEGMENT-PLACE{phone}.
func readHL7(in *input, _ []byte, w *writer) {
	h := &hl7{w: w, field: '|', component: '^', repeat: '~', escape: '\\'}
	f := &folded{in: in, limit: w.maxValue}
	for !w.stopped && f.line() {
		line := bytes.Trim(f.buf, "\x0b\x1c \r")
		if len(line) < 4 {
			continue
		}
		if string(line[:3]) == "MSH" {
			h.end()
			h.separators(line)
		}
		h.segment(line)
	}
	h.end()
}

// hl7 is one message with its separators.
type hl7 struct {
	w                                *writer
	field, component, repeat, escape byte
}

func (h *hl7) end() {
	if len(h.w.cur.vals) > 0 || h.w.cur.open {
		h.w.end()
	}
}

// separators are told by the header of a message.
func (h *hl7) separators(line []byte) {
	h.field = line[3]
	if len(line) > 6 {
		h.component, h.repeat, h.escape = line[4], line[5], line[6]
	}
}

// segment adds the fields of a segment.
func (h *hl7) segment(line []byte) {
	fields := bytes.Split(line, []byte{h.field})
	id := string(fields[0])
	for i, value := range fields[1:] {
		n := i + 1
		if id == "MSH" {
			if n++; n == 2 {
				continue // the separators themselves
			}
		}
		name := id + "-" + strconv.Itoa(n)
		isPhone := telecomFields[name]
		if isPhone {
			name += "{phone}"
		}
		for part := range bytes.SplitSeq(value, []byte{h.repeat}) {
			if len(part) == 0 {
				continue
			}
			v := h.text(part)
			if isPhone {
				v = h.telecom(part)
			}
			h.w.add(h.w.key(h.w.root, []byte(name)), connectors.Text, v, 0)
		}
	}
}

// text is a field with its components apart.
func (h *hl7) text(part []byte) []byte {
	return h.unescape(bytes.ReplaceAll(bytes.Trim(part, string(h.component)), []byte{h.component}, []byte{' '}))
}

// telecom is the number of a field: the first component, or those that hold
// calling code, area code and number.
func (h *hl7) telecom(part []byte) []byte {
	c := bytes.Split(part, []byte{h.component})
	at := func(i int) []byte {
		if i > len(c) {
			return nil
		}
		return h.unescape(bytes.TrimSpace(c[i-1]))
	}
	switch {
	case len(at(1)) > 0:
		return at(1)
	case len(at(12)) > 0:
		return at(12)
	case len(at(7)) == 0:
		return at(4) // an address of mail
	}
	var number []byte
	if code := bytes.TrimLeft(at(5), "+0"); len(code) > 0 {
		number = append(append([]byte{'+'}, code...), ' ')
	}
	if area := at(6); len(area) > 0 {
		number = append(append(number, area...), ' ')
	}
	return append(number, at(7)...)
}

// unescape resolves what stands for separators.
func (h *hl7) unescape(v []byte) []byte {
	if bytes.IndexByte(v, h.escape) < 0 {
		return v
	}
	e := string(h.escape)
	return []byte(strings.NewReplacer(e+"F"+e, string(h.field), e+"S"+e, string(h.component), e+"R"+e, string(h.repeat), e+"T"+e, "&", e+"E"+e, e, e+".br"+e, "\n").Replace(string(v)))
}
