package scanner

import (
	"bytes"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner/role"
)

// callingCode reads a value that is a calling code and no more: +49, 0049, 49.
// Whether the code is in use is the detector's to know.
func callingCode(v []byte) (code int, marked, ok bool) {
	v = bytes.Trim(v, " ()")
	digits := bytes.TrimPrefix(bytes.TrimPrefix(v, []byte("+")), []byte("00"))
	if len(digits) == 0 || len(digits) > 3 || digits[0] == '0' {
		return 0, false, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		code = code*10 + int(c-'0')
	}
	return code, len(digits) < len(v), true
}

// namesCode says whether a column's name is that of a calling code, and whether it
// says that of its own: country_code may hold an ISO number.
func namesCode(path string) (named, sure bool) {
	words := role.Words(path[strings.LastIndexByte(path, '.')+1:])
	has := func(list ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	sure = has("calling", "dial", "dialing", "dialling", "isd", "ddi", "idd", "vorwahl", "ländervorwahl", "landesvorwahl", "indicatif", "prefijo", "prefisso", "landnummer", "区号", "国番号") ||
		has("phone", "tel", "telephone", "mobile", "msisdn", "fax") && has("cc", "country", "countrycode")
	named = sure || has("cc", "countrycode", "prefix", "country") || has("phone", "tel", "telephone", "mobile") && has("code")
	return named && !has("area", "city"), sure
}

// codes finds the columns that hold the calling code of a number beside them.
// Where the name leaves it open, the values must say it with a plus.
func (p *sample) codes(country string) (paths []string) {
	for path, f := range p.fields {
		named, sure := namesCode(path)
		if !named || path == country || strings.Contains(path, "[]") {
			continue
		}
		n, marks := 0, 0
		for _, v := range f.values {
			if _, marked, ok := callingCode(v); ok {
				if n++; marked {
					marks++
				}
			}
		}
		if n > 0 && 10*n >= 9*len(f.values) && (sure || 2*marks > n) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// codeOf returns, of the columns with calling codes, the one that belongs to a
// field: it has the same parent, and the most of its name.
func codeOf(codes []string, path string) (best string) {
	most := -1
	parent := path[:strings.LastIndexByte(path, '.')+1]
	for _, code := range codes {
		if code == path || code[:strings.LastIndexByte(code, '.')+1] != parent {
			continue
		}
		n := 0
		for n < len(code) && n < len(path) && code[n] == path[n] {
			n++
		}
		if n > most {
			best, most = code, n
		}
	}
	return best
}

// dialled returns the calling codes in a column of the sample, by record.
func (p *sample) dialled(path string) map[int]int {
	f := p.fields[path]
	if path == "" || f == nil {
		return nil
	}
	codes := make(map[int]int, len(f.values))
	for i, v := range f.values {
		if code, _, ok := callingCode(v); ok {
			codes[f.record[i]] = code
		}
	}
	return codes
}

// dialled holds the calling codes of the records of a batch, by column.
type dialled map[string][]int

// add reads those of b.
func (d *dialled) add(b *connectors.Batch, r *Reading) {
	for _, f := range r.Fields {
		if f.Code != "" && *d == nil {
			*d = dialled{}
		}
		if f.Code != "" && (*d)[f.Code] == nil {
			(*d)[f.Code] = []int{}
		}
	}
	for path, rows := range *d {
		carried := 0
		if b.Cont && len(rows) > 0 {
			carried = rows[len(rows)-1]
		}
		rows = append(rows[:0], make([]int, b.Rows+1)...) // a record may go on from the batch before
		rows[0] = carried
		for i := range b.Cols {
			c := &b.Cols[i]
			if c.Field.Path != path {
				continue
			}
			for j := range c.Len() {
				v, f := c.Value(j)
				if code, _, ok := callingCode(v); ok && f&(connectors.Null|connectors.More) == 0 {
					rows[c.Row[j]] = code
				}
			}
		}
		n := b.Rows
		if b.Cont {
			n++
		}
		(*d)[path] = rows[:n]
	}
}

// of returns the calling code of a record, 0 for none.
func (d dialled) of(path string, row int) int {
	if rows := d[path]; path != "" && row < len(rows) {
		return rows[row]
	}
	return 0
}
