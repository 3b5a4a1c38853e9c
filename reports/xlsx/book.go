package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
)

// Styles of a cell, by their place in the cellXfs of styles.
const (
	styleText = iota
	styleHeader
	styleFigure // with separators of thousands
)

const styles = head + `<styleSheet xmlns="` + main + `">` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF5"/><bgColor indexed="64"/></patternFill></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top"/></xf>` +
	`<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

// Names of ECMA-376.
const (
	head          = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	main          = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
	documentRel   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	spreadsheetML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
)

// packed is the time of every part: the first that the format can tell, since
// some readers refuse none.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// write writes a workbook of sheets, and their texts to texts, a row a line.
// Its list of contents goes first, as readers that do not seek expect.
func write(w io.Writer, texts *bytes.Buffer, sheets []sheet, scan string, made time.Time) error {
	b := book{out: zip.NewWriter(w)}
	b.part("[Content_Types].xml", contentTypes(len(sheets)))
	b.part("_rels/.rels", head+`<Relationships xmlns="`+relationships+`">`+
		`<Relationship Id="rId1" Type="`+documentRel+`/officeDocument" Target="xl/workbook.xml"/>`+
		`<Relationship Id="rId2" Type="`+relationships+`/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`)
	b.part("docProps/core.xml", properties(scan, made))
	b.part("xl/_rels/workbook.xml.rels", workbookRels(len(sheets)))
	b.part("xl/styles.xml", styles)
	rows := make([]int, len(sheets))
	for i, s := range sheets {
		var xml bytes.Buffer
		rows[i] = page{&xml, texts}.write(s)
		b.part(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), xml.String())
	}
	b.part("xl/workbook.xml", workbook(sheets, rows))
	if b.err != nil {
		return b.err
	}
	return b.out.Close()
}

// book is the archive, and the first error of writing to it.
type book struct {
	out *zip.Writer
	err error
}

func (b *book) part(name, text string) {
	if b.err != nil {
		return
	}
	w, err := b.out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: packed})
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	b.err = err
}

func contentTypes(sheets int) string {
	var b strings.Builder
	b.WriteString(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + spreadsheetML + `.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + spreadsheetML + `.styles+xml"/>`)
	for i := range sheets {
		fmt.Fprintf(&b, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%s.worksheet+xml"/>`, i+1, spreadsheetML)
	}
	b.WriteString(`</Types>`)
	return b.String()
}

func workbookRels(sheets int) string {
	var b strings.Builder
	b.WriteString(head + `<Relationships xmlns="` + relationships + `">`)
	for i := range sheets {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%[1]d.xml"/>`, i+1, documentRel)
	}
	fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, sheets+1, documentRel)
	return b.String()
}

// workbook names the sheets. A filter is a name too, which a sheet's own
// element alone does not tell every reader.
func workbook(sheets []sheet, rows []int) string {
	var list, names strings.Builder
	for i, s := range sheets {
		name := escape.Replace(s.name)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%[2]d"/>`, name, i+1)
		fmt.Fprintf(&names, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">%s!$A$1:$%s$%d</definedName>`,
			i, name, column(len(s.header)), rows[i])
	}
	return head + `<workbook xmlns="` + main + `" xmlns:r="` + documentRel + `"><bookViews><workbookView activeTab="0"/></bookViews>` +
		`<sheets>` + list.String() + `</sheets><definedNames>` + names.String() + `</definedNames></workbook>`
}

func properties(scan string, made time.Time) string {
	at := made.UTC().Format(time.RFC3339)
	return head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>Phone number data map</dc:title><dc:creator>dialmap</dc:creator><dc:description>scan ` + escape.Replace(scan) + `</dc:description>` +
		`<cp:lastModifiedBy>dialmap</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created>` +
		`<dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified><dc:language>en</dc:language></cp:coreProperties>`
}
