// Package html writes a data map as one page: a single file that needs no
// network, no server and, but for the filters, no scripts. The same map gives
// the same bytes.
//
// The page is put together from parts that never change (style, script, the
// shapes of the maps), whose hashes are all that its content security policy
// lets through, and from the rendered map. What is rendered is checked for
// phone numbers in clear before anything is written.
package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"

	"github.com/dialmap/dialmap/reports"
	"github.com/dialmap/dialmap/reports/datamap"
)

// Format writes the page.
type Format struct{}

// Name is html.
func (Format) Name() string { return "html" }

// Render writes m. Its texts are what is made of the map: the style, the script
// and the shapes never change, and the table of fields is compressed.
func (Format) Render(m *datamap.Map, o reports.Options) (reports.Page, error) {
	v, err := look(m)
	if err != nil {
		return reports.Page{}, err
	}
	v.Checked = o.Check != nil
	var rendered bytes.Buffer
	if err := writeBody(&rendered, v); err != nil {
		return reports.Page{}, err
	}
	readable := bytes.Map(printable, rendered.Bytes())
	packed, err := pack(v, o.AllFields)
	if err != nil {
		return reports.Page{}, err
	}
	var page bytes.Buffer
	sheet := style + pageMargins(m)
	fmt.Fprintf(&page, head, policy(sheet), template.HTMLEscapeString(v.Title), sheet)
	page.Write(readable)
	page.WriteString(shapes(v))
	page.WriteString(`<script type="text/plain" id="pack">`)
	if err := compress(&page, packed); err != nil {
		return reports.Page{}, err
	}
	fmt.Fprintf(&page, "</script>\n<script>%s</script>\n</body>\n</html>\n", script)
	return reports.Page{Bytes: page.Bytes(), Texts: [][]byte{readable, packed}}, nil
}

const head = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="%s">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="dialmap">
<title>%s</title>
<style>%s</style>
</head>
<body>
`

// policy lets this page's own style and script run, by their hashes, and
// nothing be loaded from anywhere.
func policy(sheet string) string {
	return "default-src 'none'; style-src " + hash(sheet) + "; script-src " + hash(script) +
		"; img-src 'none'; base-uri 'none'; form-action 'none'"
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
