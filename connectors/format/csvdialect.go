package format

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dialect is how a table is written.
type dialect struct {
	delim  byte
	escape byte // before a quote inside quotes, where quotes are not doubled; 0: doubled
	cr     bool // rows end in a carriage return alone
	header bool
	skip   int // lines before the table: sep=;

	rows, columns int // seen in the beginning
	alike         float64
}

// delimiters, the likelier first.
var delimiters = []byte{',', ';', '\t', '|'}

// dialectOf finds the dialect from the beginning of a table. delim is 0 where
// the name does not tell.
func dialectOf(head []byte, delim byte) dialect {
	d := dialect{delim: ',', cr: bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0}
	if m := sepLine.FindSubmatch(head); m != nil {
		d.delim, d.skip = m[1][0], 1
		delim = d.delim
		head = head[len(m[0]):]
	}
	if bytes.Contains(head, []byte(`\"`)) && !bytes.Contains(head, []byte(`""`)) {
		d.escape = '\\'
	}
	candidates := delimiters
	if delim != 0 {
		candidates = append([]byte{delim}, delimiters...)
	}
	var first, best [][]string
	most := -1.0
	for _, c := range candidates {
		try := d
		try.delim = c
		rows := sampleRows(head, try)
		columns, alike := shape(rows[:whole(rows, head)])
		score := alike
		if columns < 2 {
			score = 0
		} else if len(rows[0]) != columns {
			score *= 0.7 // a decimal comma in every row is none in the header
		}
		if first == nil || score > most+0.05 {
			first, best, most = rows, rows, score
			d.delim, d.columns, d.alike, d.rows = c, columns, alike, len(rows)
		}
	}
	// A row that does not end in sight may hold anything.
	d.header = hasHeader(best) && (len(best) > 1 || whole(best, head) == 1)
	return d
}

var sepLine = regexp.MustCompile(`\Asep=([^\r\n])\r?\n`)

// sampleRows are the first rows of head.
func sampleRows(head []byte, d dialect) (rows [][]string) {
	c := csvReader{in: newInput(bytes.NewReader(head)), d: d, most: 1 << 12, sample: true}
	for len(rows) < 200 {
		var row []string
		ok := c.row(func(_ int, cell []byte, _ int64) {
			if len(row) < maxPaths {
				row = append(row, string(cell))
			}
		})
		if !ok {
			break
		}
		rows = append(rows, row)
	}
	return rows
}

// whole is how many of the rows of head are whole for certain.
func whole(rows [][]string, head []byte) int {
	if len(head) >= headSize-8 && len(rows) < 200 {
		return max(len(rows)-1, 0)
	}
	return len(rows)
}

// shape is the commonest number of cells and the share of rows that have it.
func shape(rows [][]string) (columns int, alike float64) {
	counts := map[int]int{}
	for _, r := range rows {
		counts[len(r)]++
	}
	for n, c := range counts {
		if c > counts[columns] || c == counts[columns] && n > columns {
			columns = n
		}
	}
	if len(rows) == 0 {
		return 0, 0
	}
	return columns, float64(counts[columns]) / float64(len(rows))
}

// hasHeader says whether the first row names the columns. Where nothing speaks
// for or against it, it does: it reads like names.
func hasHeader(rows [][]string) bool {
	if len(rows) == 0 {
		return false
	}
	head, filled := rows[0], 0
	for _, c := range head {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		filled++
		if !nameLike(c) {
			return false
		}
	}
	if filled*2 < len(head) {
		return false
	}
	return !repeated(rows)
}

// repeated says whether a cell of the first row is a common value of its column
// further down too.
func repeated(rows [][]string) bool {
	for i, c := range rows[0] {
		if c == "" {
			continue
		}
		same := 0
		for _, r := range rows[1:] {
			if i < len(r) && r[i] == c {
				same++
			}
		}
		if same > 0 && same*10 >= len(rows)-1 {
			return true
		}
	}
	return false
}

var (
	addressLike = regexp.MustCompile(`@[\w.-]+\.\w|^https?://|^\d{4}-\d\d-\d\d`)
	yearLike    = regexp.MustCompile(`^(?:19|20)\d\d$`)
)

// nameLike says whether a cell can be a column's name: no number, date,
// address or prose.
func nameLike(c string) bool {
	if len(c) > 200 || addressLike.MatchString(c) || strings.ContainsAny(c, "\n\r") {
		return false
	}
	digits, letters := 0, 0
	for i := 0; i < len(c); {
		r, n := utf8.DecodeRuneInString(c[i:])
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r) || r == utf8.RuneError:
			letters++
		}
		i += n
	}
	switch {
	case letters == 0:
		return digits == 0 || yearLike.MatchString(c)
	case strings.EqualFold(c, "true"), strings.EqualFold(c, "false"), strings.EqualFold(c, "null"):
		return false
	}
	return digits < 7
}
