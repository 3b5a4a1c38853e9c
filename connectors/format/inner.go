package format

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// maxContainers is how deep archives may lie in each other.
const maxContainers = 3

// MaxInMemory is how large an object may be that has to be read at any place and
// comes as a stream, such as an archive inside of another.
const MaxInMemory = 64 << 20

// Inside stands between the name of a container and that of what is in it.
const Inside = "!/"

// placed is an object that is read at any place.
type placed struct {
	ctx  context.Context
	r    io.ReaderAt
	size int64
	part string // the only part that is wanted: a sheet; "" all
}

// placedReader reads an object that is not a stream.
type placedReader func(p *placed, w *writer)

// ReadAt yields the records of an object that is read at any place, or those of
// one part of it. Of other kinds it reads the stream.
func ReadAt(ctx context.Context, r io.ReaderAt, size int64, part string, o Options) iter.Seq2[*connectors.Batch, error] {
	head := make([]byte, min(size, headSize))
	n, err := r.ReadAt(head, 0)
	head = head[:n]
	kind := o.Kind
	if kind == Unknown {
		kind = Sniff(o.Name, head)
	}
	row, ok := rowOf(kind)
	if err != nil && !errors.Is(err, io.EOF) || !ok || row.placed == nil {
		return Read(ctx, io.NewSectionReader(r, 0, size), o)
	}
	return func(yield func(*connectors.Batch, error) bool) {
		src := &source{ctx: ctx}
		w := newWriter(o, yield)
		w.ctx, w.inner = ctx, readInner
		w.failed = func() bool { return src.err != nil }
		w.lost = w.failed
		p := &placed{ctx: ctx, r: &watchedAt{r: r, src: src}, size: size, part: part}
		if src.err = ctx.Err(); src.err == nil {
			row.placed(p, w)
		}
		w.finish()
		for _, e := range src.gaps(o.Part) {
			w.yieldError(e)
		}
	}
}

// IsPlaced says whether objects of kind k are best read at any place, by
// [ReadAt].
func (k Kind) IsPlaced() bool {
	r, ok := rowOf(k)
	return ok && r.placed != nil
}

// watchedAt minds the context, and keeps what goes wrong below the format.
type watchedAt struct {
	r   io.ReaderAt
	src *source
}

func (a *watchedAt) ReadAt(p []byte, off int64) (int, error) {
	if a.src.err == nil {
		a.src.err = a.src.ctx.Err()
	}
	if a.src.err != nil {
		return 0, a.src.err
	}
	n, err := a.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		a.src.err = err
	}
	return n, err
}

// inMemory makes a stream reader of one that reads at any place.
func inMemory(read placedReader) streamReader {
	return func(in *input, _ []byte, w *writer) {
		b, err := io.ReadAll(io.LimitReader(&reader{in}, MaxInMemory+1))
		switch {
		case w.failed() || err != nil:
			return
		case len(b) > MaxInMemory:
			w.gap(connectors.Limit, "larger than 64 MiB and packed, or in an archive, so that it cannot be read at any place; unpack it to have it scanned")
			return
		}
		read(&placed{ctx: w.ctx, r: bytes.NewReader(b), size: int64(len(b))}, w)
	}
}

// innerReader is [readInner]. The readers of containers have it from the writer,
// as the registry, by which it goes, names them.
type innerReader func(w *writer, ctx context.Context, name string, r io.Reader)

// readInner reads an object inside of another one: its fields are below the
// path of its name. Its gaps name it.
func readInner(w *writer, ctx context.Context, name string, r io.Reader) {
	if w.stopped {
		return
	}
	outer := *w
	if w.depth++; w.depth > maxContainers {
		w.gap(connectors.Limit, "archives lie in each other deeper than 3 levels; the innermost were not read")
		w.depth--
		return
	}
	w.o.Part.Object = w.redact(utf(strings.TrimPrefix(outer.o.Part.Object+Inside, Inside) + name))
	w.o.Name = name
	w.root = w.key(w.root, []byte(NamePattern(name)))
	w.tables = nil
	src := &source{ctx: ctx, r: r}
	w.failed = func() bool { return outer.failed() || src.failed() }
	w.lost = w.failed
	in, head := src.open()
	if kind := Sniff(name, head); len(head) > 0 {
		if row, ok := rowOf(kind); ok && row.stream != nil {
			row.read(in, head, w)
			if len(w.cur.vals) > 0 || w.cur.open {
				w.end()
			}
		} else if src.err == nil {
			w.gap(connectors.Unsupported, unsupported(kind, head))
		}
	}
	for _, e := range src.gaps(w.o.Part) {
		w.yieldError(e)
	}
	w.o, w.root, w.depth, w.tables, w.failed, w.lost, w.maps, w.cur = outer.o, outer.root, outer.depth, outer.tables, outer.failed, outer.lost, outer.maps, outer.cur
}

// Member is a part of a container that is read by itself: a file of an archive,
// a sheet of a workbook.
type Member struct {
	Name     string
	Size     int64 // unpacked; of a sheet, of what it is written in
	Modified time.Time
	Hidden   bool // a sheet that is not shown
}

// Members lists the parts of an archive or office file, which r holds. There
// are none where its kind is read as a whole.
func (z *Archive) Members(r io.ReaderAt) (kind Kind, members []Member, err error) {
	kind = z.kind()
	switch kind {
	case XLSX:
		members, err = sheetsOf(z, r)
	case ODS:
		members, err = tablesOf(z, r)
	case Zip:
		for _, f := range z.Files {
			members = append(members, Member{Name: f.Name, Size: f.Size, Modified: f.Modified})
		}
	}
	return kind, members, err
}

// OpenFile unpacks the file called name of the archive that r holds; of several
// the last one.
func (z *Archive) OpenFile(r io.ReaderAt, name string) (io.ReadCloser, error) {
	if i, ok := z.named[name]; ok {
		return z.Files[i].Open(r)
	}
	return nil, &connectors.Error{Reason: connectors.Changed, Text: "changed since it was listed; scan again"}
}

// containerError is what is wrong with an archive, in our words.
func containerError(err error) error {
	switch {
	case errors.Is(err, errOverlap):
		return &connectors.Error{Reason: connectors.Limit, Text: "its files overlap, as those of a bomb do; it was not read"}
	case errors.Is(err, errNotZip):
		return &connectors.Error{Reason: connectors.Malformed, Text: "not a whole archive: its directory is missing or damaged; get a whole copy"}
	}
	return err
}

// kind tells office files from other archives by what is in them.
func (z *Archive) kind() Kind {
	has := func(name string) bool { _, ok := z.file(name); return ok }
	switch {
	case has("[Content_Types].xml") && has("xl/workbook.xml"):
		return XLSX
	case has("[Content_Types].xml") && has("word/document.xml"):
		return DOCX
	case has("[Content_Types].xml") && has("ppt/presentation.xml"):
		return PPTX
	case has("content.xml") && (has("META-INF/manifest.xml") || has("mimetype")):
		return ODS // which of them says its content
	}
	return Zip
}

// kindOfZip guesses the same by the beginning.
func kindOfZip(head []byte) Kind {
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	switch {
	case !isZip(head):
		return Unknown
	case has("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"):
		return ODS
	case has("mimetypeapplication/vnd.oasis.opendocument."):
		return ODT
	case has("[Content_Types].xml") && has("xl/"):
		return XLSX
	case has("[Content_Types].xml") && has("word/"):
		return DOCX
	case has("[Content_Types].xml") && has("ppt/"):
		return PPTX
	}
	return Zip
}

func isKindOfZip(k Kind) func(head []byte) bool {
	return func(head []byte) bool { return kindOfZip(head) == k }
}

// readPackage reads an archive or an office file by its directory.
func readPackage(p *placed, w *writer) {
	z, err := OpenZip(p.r, p.size)
	if err != nil {
		if err = containerError(err); !w.failed() {
			w.yieldError(wrap(err, w.o.Part))
		}
		return
	}
	switch z.kind() {
	case XLSX:
		readXLSX(p, z, w)
	case DOCX:
		readDOCX(p, z, w)
	case PPTX:
		readPPTX(p, z, w)
	case ODS:
		readODF(p, z, w)
	default:
		readZipFiles(p, z, w)
	}
	if z.More > 0 {
		w.gap(connectors.Limit, "holds more than 100,000 files; the others were not read")
	}
}

// readZipFiles reads every file of an archive.
func readZipFiles(p *placed, z *Archive, w *writer) {
	for _, f := range z.Files {
		if w.stopped || p.ctx.Err() != nil {
			return
		}
		r, err := f.Open(p.r)
		if err != nil {
			e := wrap(err, w.o.Part)
			e.Part.Object = w.redact(strings.TrimPrefix(w.o.Part.Object+Inside, Inside) + f.Name)
			w.yieldError(e)
			continue
		}
		w.inner(w, p.ctx, f.Name, r)
		r.Close()
	}
}

func isTar(head []byte) bool {
	return len(head) > 512 && (bytes.HasPrefix(head[257:], []byte("ustar")))
}

// readTar reads every file of an archive, one after the other.
func readTar(in *input, _ []byte, w *writer) {
	t := tar.NewReader(&reader{in})
	for n := 0; !w.stopped; n++ {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			w.malformed("its archive is damaged or cut short; what came before was read")
			return
		}
		if n >= maxEntries {
			w.gap(connectors.Limit, "holds more than 100,000 files; the others were not read")
			return
		}
		if h.Typeflag == tar.TypeReg {
			w.inner(w, w.ctx, strings.TrimPrefix(h.Name, "./"), &quietReader{t})
		}
	}
}

// quietReader ends where what it is read from is damaged: whoever reads on says
// so.
type quietReader struct{ r io.Reader }

func (q *quietReader) Read(p []byte) (int, error) {
	n, err := q.r.Read(p)
	if err != nil {
		err = io.EOF
	}
	return n, err
}
