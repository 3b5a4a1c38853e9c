package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"
)

// corpus is a kind of text, with the region of its numbers in national format.
type corpus struct {
	name, region, what string
	line               func(d *drawer, b *strings.Builder, region string, i int)
}

var corpora = []corpus{
	{"prose", "US", "running text, a number about every 2,000 characters, years and amounts among it", prose},
	{"crm", "DE", "CSV rows with three numbers in each", crm},
	{"logs", "US", "log lines full of times, addresses, ids and sizes, a number in one of 25", logs},
	{"json", "FR", "nested documents, one a line, with ids, amounts, coordinates and two numbers in each", nested},
}

// write makes a corpus of a size, the same for a seed, and beside it the list of
// where its numbers are.
func (c corpus) write(path string, size int, seed uint64) error {
	d, err := newDrawer(seed)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	var b strings.Builder
	var planted []span
	for i, n := 0, 0; n < size; i++ {
		b.Reset()
		d.written = d.written[:0]
		c.line(d, &b, c.region, i)
		b.WriteByte('\n')
		at := 0
		for _, s := range d.written {
			at += strings.Index(b.String()[at:], s)
			planted = append(planted, span{n + at, n + at + len(s)})
			at += len(s)
		}
		n += b.Len()
		if _, err := w.WriteString(b.String()); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return writeSpans(path+".planted", planted)
}

var words = strings.Fields(`the of and to a in that is was he for it with as his on be at by had not are but from or have an they which one you were her all
she there would their we him been has when who will more no if out so said what up its about into than them can only other new some could time these two may then
do first any my now such like our over man me even most made after also did many before must through back years where much your way well down should because each
just those people how too little state good very make world still own see men work long get here between both life being under never day same another know while last
café naïve résumé über might us great old year off come since against go came right used take three letter meeting office project committee market customer`)

func (d *drawer) word() string { return words[d.IntN(len(words))] }

// prose is a paragraph.
func prose(d *drawer, b *strings.Builder, region string, _ int) {
	for range 3 + d.IntN(6) {
		n := 8 + d.IntN(18)
		for k := range n {
			w := d.word()
			if k == 0 {
				w = strings.ToUpper(w[:1]) + w[1:]
			} else {
				b.WriteByte(' ')
			}
			b.WriteString(w)
			switch r := d.IntN(420); {
			case r == 0:
				b.WriteString(", " + d.any(region) + ",")
			case r < 3:
				fmt.Fprintf(b, " in %d", 1900+d.IntN(130))
			case r == 3:
				fmt.Fprintf(b, " $%d,%03d.%02d", 1+d.IntN(99), d.IntN(1000), d.IntN(100))
			case r < 30:
				b.WriteByte(',')
			}
		}
		b.WriteString(". ")
	}
}

func crm(d *drawer, b *strings.Builder, region string, i int) {
	day := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, d.IntN(4000))
	fmt.Fprintf(b, "%d,%s %s,%s%d@example.com,%s,%s,%s,%05d %s,%s", 100000+i, d.word(), d.word(), d.word(), d.IntN(1000),
		d.home(region), d.any(region), d.home(region), d.IntN(100000), d.word(), day.Format(time.DateOnly))
}

func logs(d *drawer, b *strings.Builder, region string, i int) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 137 * time.Millisecond)
	fmt.Fprintf(b, "%s %d.%d.%d.%d - %016x \"GET /api/v2/orders/%d/items/%d HTTP/1.1\" %d %d %d.%03d session=%d", at.Format("2006-01-02T15:04:05.000Z"),
		1+d.IntN(223), d.IntN(256), d.IntN(256), d.IntN(256), d.Uint64(), 1000000000+d.IntN(1000000000), d.IntN(100000),
		200+d.IntN(300), d.IntN(1000000), d.IntN(30), d.IntN(1000), d.Uint64()>>1)
	if i%25 == 0 {
		b.WriteString(" to=" + d.any(region))
	}
}

func nested(d *drawer, b *strings.Builder, region string, i int) {
	fmt.Fprintf(b, `{"_id":"%024x","v":%d,"customer":{"name":"%s %s","contact":{"phones":[{"type":"mobile","value":"%s"},{"type":"work","value":"%s"}],"email":"%s@example.com"}},`,
		d.Uint64(), i, d.word(), d.word(), d.home(region), d.any(region), d.word())
	b.WriteString(`"orders":[`)
	for k := range 2 + d.IntN(3) {
		if k > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, `{"sku":"%08d","qty":%d,"price":%d.%02d,"at":%d,"where":{"lat":%.6f,"lon":%.6f},"note":"%s %s %s"}`, d.IntN(100000000), 1+d.IntN(9),
			d.IntN(1000), d.IntN(100), 1700000000000+d.Int64N(90000000000), 42+8*d.Float64(), 8*d.Float64(), d.word(), d.word(), d.word())
	}
	b.WriteString(`]}`)
}
