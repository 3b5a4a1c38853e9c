package html

import "bytes"

// A list is a table that a reader filters, searches, groups and downloads. Its
// rows are rendered here, once: the page shows the first of them without
// scripts, and the script shows and hides the same rows. So it computes no
// figure and knows no column but those that it filters by.
type list struct {
	columns []string // of the download, and of what filters look at
	rows    []listRow
}

// listRow is a row as markup and as the cells of a download.
type listRow struct {
	html  []byte
	cells []string
}

// rendered is a row as the template of a list shows it.
func rendered(template string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := body.ExecuteTemplate(&b, template, data); err != nil {
		return nil, err
	}
	return bytes.Map(printable, b.Bytes()), nil
}
