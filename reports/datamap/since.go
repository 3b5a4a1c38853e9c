package datamap

import (
	"time"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Since is what changed since an earlier scan. Nil on a map says that nobody
// looked for one; without Scan there is none to compare with, and Because says
// why.
type Since struct {
	Scan      string        `json:"scan"`
	Started   *time.Time    `json:"started"`
	Because   string        `json:"because"`
	Warnings  []string      `json:"warnings"` // what a reader must know before believing the rest
	Fields    ChangedFields `json:"fields"`
	Numbers   Then          `json:"numbers"`
	Transfers Came          `json:"transfers"` // pairs of regions that need something
	Gaps      Came          `json:"gaps"`
	Findings  Came          `json:"findings"`
	Changes   []Change      `json:"changes"` // every one, in the order of the page
}

// ChangedFields counts fields with phones that differ; derived datasets are
// left out. More and fewer are beyond the intervals of both scans.
type ChangedFields struct {
	New        int `json:"new"`
	Gone       int `json:"gone"`
	More       int `json:"more"`
	Fewer      int `json:"fewer"`
	Other      int `json:"other"` // as many numbers, but another verdict, protection or country
	CannotTell int `json:"cannot_tell"`
}

// Then is a quantity in the earlier scan, beside that of the headline.
type Then struct {
	Old    profile.Estimate `json:"old"`
	Change string           `json:"change"` // more, fewer, same, cannot_tell
}

// Came counts what is new, and what is there no more.
type Came struct {
	New  int `json:"new"`
	Gone int `json:"gone"`
}

// Change is one thing that differs, in words.
type Change struct {
	About   string `json:"about"` // source, dataset, field, stored, transfer, finding, gap
	Source  string `json:"source"`
	Dataset string `json:"dataset"`
	Field   string `json:"field"`
	Change  string `json:"change"` // new, gone, more, fewer, same, moved, closed, cannot_tell
	Name    string `json:"name"`
	Text    string `json:"text"`
}
