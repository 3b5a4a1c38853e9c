package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/dialmap/dialmap/cmd/dialmap/detect"
	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// lines appends one JSON object a match. They are written by hand: there may be
// millions, and only the path can need escaping.
func (w *detectWriter) lines(dst []byte, f *detect.File, found []detectors.Match) []byte {
	path, err := json.Marshal(w.path(f))
	if err != nil {
		path = []byte(`""`) // not reached: a string has a form in JSON
	}
	for i := range found {
		m := &found[i]
		dst = append(append(dst, `{"path":`...), path...)
		if f.Encoding != "" {
			dst = append(append(append(dst, `,"encoding":"`...), f.Encoding...), '"')
		}
		dst = strconv.AppendInt(append(dst, `,"start":`...), int64(m.Start), 10)
		dst = strconv.AppendInt(append(dst, `,"end":`...), int64(m.End), 10)
		dst = w.number(dst, m)
		dst = append(append(dst, `,"region":`...), quoted(m.Region)...)
		dst = pair(dst, "subdivision", m.Subdivision)
		dst = pair(dst, "status", m.Status.String())
		dst = candidates(dst, m.Candidates)
		dst = pair(dst, "type", m.Type.String())
		dst = pair(dst, "format", m.Format.String())
		dst = strconv.AppendFloat(append(dst, `,"confidence":`...), float64(m.Confidence), 'g', 3, 32)
		dst = pair(dst, "how", m.How.String())
		dst = strconv.AppendBool(append(dst, `,"fictional":`...), m.Fictional)
		dst = append(dst, "}\n"...)
	}
	return dst
}

// number appends the number, masked unless it may be shown.
func (w *detectWriter) number(dst []byte, m *detectors.Match) []byte {
	if _, known := m.Number.Digits(); known {
		return pair(dst, "e164", w.shown(m))
	}
	return pair(append(dst, `,"e164":null`...), "national", w.shown(m))
}

func (w *detectWriter) shown(m *detectors.Match) string {
	if !w.reveal {
		return phone.Mask(m.Number, m.Region)
	}
	digits, known := m.Number.Digits()
	if known {
		return "+" + digits
	}
	return digits
}

// path names a file. A name may hold a number too.
func (w *detectWriter) path(f *detect.File) string {
	if w.reveal {
		return f.Name
	}
	return w.clean(f.Name)
}

// pair appends a field whose value needs no escaping.
func pair(dst []byte, name, value string) []byte {
	dst = append(append(append(dst, `,"`...), name...), `":"`...)
	return append(append(dst, value...), '"')
}

func candidates(dst []byte, list []string) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = append(dst, `,"candidates":[`...)
	for i, c := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), c...), '"')
	}
	return append(dst, ']')
}

func quoted(region string) string {
	if region == "" {
		return "null"
	}
	return `"` + region + `"`
}

// detectRow is a line of the table; the path comes last, as it may be long.
const detectRow = "%-24s %-6s %-20s %4s  %-13s  %s\n"

// rows appends the matches as lines of a table.
func (w *detectWriter) rows(dst []byte, f *detect.File, found []detectors.Match) []byte {
	path := printable(w.path(f))
	for i := range found {
		m := &found[i]
		region := m.Region
		switch {
		case m.Subdivision != "":
			region = m.Subdivision
		case region == "":
			region = "-"
		}
		dst = fmt.Appendf(dst, detectRow, w.shown(m), region, m.Type, strconv.FormatFloat(float64(m.Confidence), 'f', 2, 32), m.How, fmt.Sprintf("%s:%d", path, m.Start))
	}
	return dst
}
