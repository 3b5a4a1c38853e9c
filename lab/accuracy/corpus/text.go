package corpus

import (
	"fmt"
	"strings"
)

// Text is running text with the truth about it.
type Text struct {
	Name     string
	Language string
	Region   string // the place it comes from: what a person who runs a tool on it would say
	Kind     string // letter, notes, log, json, html, csv, vcard, sql
	Body     string
	Numbers  []Number
	Alike    []Span // look-alikes
}

// Span is a look-alike in a text.
type Span struct {
	Start, End int
	Class      string
}

// page is a text while it is written.
type page struct {
	strings.Builder
	numbers []Number
	alike   []Span
}

func (p *page) say(s string) { p.WriteString(s) }

// number writes one that is of format f.
func (p *page) number(f *format, n *number, s, tells, label string, evident bool) {
	t := f.truth(n, s, p.Len(), tells)
	t.Label, t.Evident = strings.TrimSpace(label), evident
	p.numbers = append(p.numbers, t)
	p.say(s)
}

// like writes a look-alike.
func (p *page) like(c *class, s string) {
	p.alike = append(p.alike, Span{p.Len(), p.Len() + len(s), c.name})
	p.say(s)
}

// textFormat draws a format for running text.
func (d *drawer) textFormat() *format {
	for {
		if f := &formats[d.IntN(len(formats))]; f.text {
			return f
		}
	}
}

// speechOf returns a language of a region, English where it has none here.
func speechOf(region string) *speech {
	for i := range speeches {
		if speeches[i].region == region {
			return &speeches[i]
		}
	}
	return &speeches[0]
}

// mention writes a number in a sentence of a language. tells is what tells its
// region apart from the number.
func (d *drawer) mention(p *page, sp *speech, region, tells string) {
	for range 20 {
		f := d.textFormat()
		s, n, ok := d.written(f, region)
		if !ok {
			continue
		}
		var before, behind, label string
		said := true
		switch k := d.IntN(4); {
		case k == 0: // only the form tells
			before, behind, _ = strings.Cut(pick(d, sp.vague), "{}")
			said = false
		case k == 1:
			before, behind, _ = strings.Cut(pick(d, sp.phrases), "{}")
			label = before
		default:
			label = pick(d, sp.labels)
			before = label
		}
		if !said && (f.bare || !f.international && len(n.nsn) < 8) {
			continue // nobody could tell
		}
		// A short number tells nobody but its own people, and a word before it
		// helps only where digits follow.
		evident := said || f.international || n.trunk() != "" || n.code == "1" || strings.Count(n.national, " ") > 1
		p.say(before)
		p.number(f, n, s, tells, label, evident)
		p.say(behind)
		return
	}
}

// digress writes a look-alike, in a sentence that may name it.
func (d *drawer) digress(p *page, sp *speech) {
	if d.one(3) {
		c := classNamed("order number")
		before, behind, _ := strings.Cut(pick(d, sp.order), "{}")
		p.say(before)
		p.like(c, c.draw(d))
		p.say(behind)
		return
	}
	c := d.class()
	before, behind, _ := strings.Cut(pick(d, c.text), "{}")
	p.say(before)
	p.like(c, c.draw(d))
	p.say(behind)
}

// sentences writes some, with numbers and look-alikes among them.
func (d *drawer) sentences(p *page, sp *speech, region, tells string, numbers, alike int) {
	steps := make([]byte, 0, 8)
	steps = append(steps, strings.Repeat("n", numbers)+strings.Repeat("a", alike)+strings.Repeat("f", 1+d.IntN(3))...)
	d.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	for i, step := range steps {
		if i > 0 {
			p.say(pick(d, []string{" ", "\n", " "}))
		}
		switch step {
		case 'n':
			d.mention(p, sp, region, tells)
			p.say(pick(d, []string{"", ".", "", ";"}))
		case 'a':
			d.digress(p, sp)
		default:
			p.say(pick(d, sp.filler))
		}
	}
}

// textTells says what tells the region of national numbers in a language.
func textTells(sp *speech, region string) string {
	if sp.own && sp.region == region {
		return ByText
	}
	return ByNothing
}

// Texts draws n running texts of all kinds and languages.
func (c *Corpus) Texts(n int) []Text {
	d := &drawer{Rand: source(c.Seed, "texts "+string(c.Split)), split: c.Split, Metadata: c.d.Metadata}
	kinds := []func(*drawer, *page, *speech, string){letter, notes, logs, objects, markup, rows, card, statements}
	names := []string{"letter", "notes", "log", "json", "html", "csv", "vcard", "sql"}
	var out []Text
	for i := range n {
		sp := &speeches[i%len(speeches)]
		region := sp.region
		if k := i / len(speeches); k%3 == 2 { // any region, written about in English
			sp, region = &speeches[0], pick(d, d.Regions)
		}
		kind := i / 3 % len(kinds)
		var p page
		kinds[kind](d, &p, sp, region)
		out = append(out, Text{
			Name: fmt.Sprintf("%04d-%s-%s-%s", i, names[kind], sp.code, region), Language: sp.code, Region: region, Kind: names[kind],
			Body: p.String(), Numbers: p.numbers, Alike: p.alike,
		})
	}
	return out
}

func letter(d *drawer, p *page, sp *speech, region string) {
	for range 2 + d.IntN(4) {
		d.sentences(p, sp, region, textTells(sp, region), d.IntN(2), d.IntN(2))
		p.say("\n\n")
	}
	p.say("-- \n" + d.person() + "\n")
	if pl := placeOf(region); pl != nil {
		p.say(fmt.Sprintf("%05d %s\n", 10000+d.IntN(80000), pick(d, pl.cities)))
	}
	d.labelled(p, sp, region)
	p.say("\n" + d.email() + "\n")
}

// labelled writes a label and a number.
func (d *drawer) labelled(p *page, sp *speech, region string) {
	for range 20 {
		f := d.textFormat()
		if s, n, ok := d.written(f, region); ok {
			label := pick(d, sp.labels)
			p.say(label)
			p.number(f, n, s, textTells(sp, region), label, true)
			return
		}
	}
}

func notes(d *drawer, p *page, sp *speech, region string) {
	for range 6 + d.IntN(10) {
		p.say("- ")
		d.sentences(p, sp, region, textTells(sp, region), d.IntN(2), d.IntN(3))
		p.say("\n")
	}
}

// structured writes a number as programs do: E.164 mostly.
func (d *drawer) structured(p *page, region, label string, evident bool) {
	names := []string{"E.164", "E.164", "international", "E.164 without plus", "national, digits"}
	for range 20 {
		f := formatNamed(pick(d, names))
		if s, n, ok := d.written(f, region); ok {
			p.number(f, n, s, ByNothing, label, evident || !f.bare)
			return
		}
	}
}

func logs(d *drawer, p *page, _ *speech, region string) {
	for range 20 + d.IntN(30) {
		p.say(d.day().Format("2006-01-02T15:04:05.000Z") + " ")
		p.say(pick(d, []string{"INFO", "WARN", "DEBUG"}) + fmt.Sprintf(" [%s] ", d.hex(16)))
		switch d.IntN(5) {
		case 0:
			key := pick(d, []string{"to=", "msisdn=", "phone=", "caller=", "recipient: ", "sms to "})
			p.say(pick(d, []string{"sms queued ", "call ended ", "otp sent "}) + key)
			d.structured(p, region, key, key == "msisdn=" || key == "phone=")
			p.say(fmt.Sprintf(" took=%dms", d.IntN(1e4)))
		default:
			c := d.class()
			p.say(pick(d, []string{"job done ", "request ", "cache miss ", "user "}) + c.headers[0] + "=")
			p.like(c, c.draw(d))
			p.say(fmt.Sprintf(" bytes=%d session=%s", d.IntN(1e9), d.digits(18)))
		}
		p.say("\n")
	}
}

func objects(d *drawer, p *page, sp *speech, region string) {
	for range 6 + d.IntN(8) {
		p.say(fmt.Sprintf(`{"id":%s,"created":%d,"name":"%s",`, d.digits(9), 1600000000+d.IntN(2e8), d.person()))
		key := pick(d, []string{"phone", "mobile", "telephone", "phoneNumber", "tel"})
		p.say(`"` + key + `":"`)
		d.structured(p, region, key, true)
		p.say(`","amount":` + fmt.Sprintf("%d.%02d", d.IntN(1e5), d.IntN(100)) + `,"ref":"`)
		c := d.class()
		p.like(c, strings.NewReplacer(`"`, `'`, `\`, "/").Replace(c.draw(d)))
		p.say(`","note":"` + pick(d, sp.filler) + "\"}\n")
	}
}

func markup(d *drawer, p *page, sp *speech, region string) {
	p.say("<html><body>\n")
	for range 4 + d.IntN(5) {
		p.say("<p>" + pick(d, sp.filler) + "</p>\n<td>")
		d.labelled(p, sp, region)
		p.say("</td><td>")
		c := d.class()
		p.like(c, c.draw(d))
		p.say("</td>\n")
	}
	p.say("</body></html>\n")
}

func rows(d *drawer, p *page, _ *speech, region string) {
	f := d.textFormat()
	for f.bare {
		f = d.textFormat()
	}
	sep := pick(d, []string{",", ";", "\t"})
	a, b := d.class(), d.class()
	p.say(strings.Join([]string{"id", "name", "phone", a.headers[0], b.headers[0]}, sep) + "\n")
	for i := range 10 + d.IntN(20) {
		s, n, ok := d.written(f, region)
		if !ok || strings.Contains(s, sep) {
			continue
		}
		p.say(fmt.Sprint(1000+i) + sep + d.person() + sep)
		p.number(f, n, s, ByNothing, "", f.international || len(n.nsn) >= 8)
		for _, c := range []*class{a, b} {
			p.say(sep)
			if v := c.draw(d); strings.Contains(v, sep) {
				p.say(`"`)
				p.like(c, v)
				p.say(`"`)
			} else {
				p.like(c, v)
			}
		}
		p.say("\n")
	}
}

func card(d *drawer, p *page, _ *speech, region string) {
	for range 3 + d.IntN(6) {
		p.say("BEGIN:VCARD\nVERSION:3.0\nFN:" + d.person() + "\nTEL;TYPE=" + pick(d, []string{"CELL", "WORK,VOICE", "HOME", "FAX"}) + ":")
		f := d.textFormat()
		s, n, ok := d.written(f, region)
		for !ok {
			f = d.textFormat()
			s, n, ok = d.written(f, region)
		}
		p.number(f, n, s, ByNothing, "TEL", true)
		p.say(fmt.Sprintf("\nBDAY:%s\nUID:%s\nREV:%s\nEND:VCARD\n", d.day().Format("20060102"), d.digits(12), d.day().Format("20060102T150405Z")))
	}
}

func statements(d *drawer, p *page, _ *speech, region string) {
	a := d.class()
	for range 8 + d.IntN(10) {
		p.say(fmt.Sprintf("INSERT INTO customers (id, name, phone, %s) VALUES (%s, '%s', '", a.headers[0], d.digits(8), d.person()))
		f := formatNamed(pick(d, []string{"E.164", "international", "international, hyphens"}))
		if s, n, ok := d.written(f, region); ok {
			p.number(f, n, s, ByNothing, "", true)
		}
		p.say("', '")
		p.like(a, strings.ReplaceAll(a.draw(d), "'", ""))
		p.say("');\n")
	}
}

// Digits draws a table of look-alikes without a phone number: a column of every
// class, under a name that such columns have.
func Digits(seed uint64, rows int) (*Dataset, error) {
	m, err := library()
	if err != nil {
		return nil, err
	}
	d := &drawer{Rand: source(seed, "digits"), split: Test, Metadata: m}
	b := &builder{drawer: d, rows: rows, form: CSV, used: map[string]bool{}}
	for i := range classes {
		c := &classes[i]
		b.add(Field{Path: pick(d, c.headers), Type: c.typ, Verdict: None, Evident: true, Class: c.name, Header: "honest", Context: "cell"}, func(int) Value {
			return Value{Text: c.draw(d)}
		})
	}
	return &Dataset{Name: "digits", Form: CSV, Rows: rows, Fields: b.fields, Kind: "no phones"}, nil
}

// WriteCSV writes the dataset to a file.
func (d *Dataset) WriteCSV(path string) error { return d.writeTo(path, d.csv) }

// Noise draws size bytes of text full of digits, without a phone number: every
// class of look-alike, in the words that stand around it, in logs, rows, JSON
// and prose. spans say where each class is.
func Noise(seed uint64, size int) (body string, spans []Span) {
	m, err := library()
	if err != nil {
		panic(err)
	}
	d := &drawer{Rand: source(seed, "noise"), split: Test, Metadata: m}
	var p page
	for p.Len() < size {
		switch d.IntN(5) {
		case 0: // a log
			for range 20 {
				c := d.class()
				p.say(d.day().Format("2006-01-02 15:04:05.000") + " " + d.hex(16) + " " + c.headers[d.IntN(len(c.headers))] + "=")
				p.like(c, c.draw(d))
				p.say(fmt.Sprintf(" %d.%d.%d.%d %d %s\n", 1+d.IntN(223), d.IntN(256), d.IntN(256), d.IntN(256), d.IntN(1e7), d.digits(10)))
			}
		case 1: // rows
			var cs []*class
			for len(cs) < 4 {
				if c := d.class(); !c.alike { // of those only the head of the column would tell
					cs = append(cs, c)
				}
			}
			sep := pick(d, []string{",", ";", "\t", "|"})
			for _, c := range cs {
				p.say(c.headers[0] + sep)
			}
			p.say("\n")
			for range 20 {
				for i, c := range cs {
					if i > 0 {
						p.say(sep)
					}
					v := c.draw(d)
					quote := ""
					if strings.Contains(v, sep) {
						quote = `"`
					}
					p.say(quote)
					p.like(c, v)
					p.say(quote)
				}
				p.say("\n")
			}
		case 2: // JSON
			for range 10 {
				p.say("{")
				for i := range 4 {
					c := d.class()
					if i > 0 {
						p.say(",")
					}
					quote := `"`
					if c.typ == "integer" || c.typ == "float" {
						quote = ""
					}
					p.say(`"` + c.headers[d.IntN(len(c.headers))] + `":` + quote)
					p.like(c, strings.NewReplacer(`"`, `'`, `\`, "/").Replace(c.draw(d)))
					p.say(quote)
				}
				p.say("}\n")
			}
		default: // prose
			sp := &speeches[d.IntN(len(speeches))]
			for range 4 {
				p.say(pick(d, sp.filler) + " ")
				d.digress(&p, sp)
				p.say(" ")
			}
			p.say("\n")
		}
	}
	return p.String(), p.alike
}
