package detect

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"

	"golang.org/x/text/transform"

	"github.com/dialmap/dialmap/connectors/format"
)

// Input is one thing to look into.
type Input struct {
	Name string    // as it is written
	Path string    // to open; "" where there is a Reader
	From io.Reader // read from front to back, such as standard input
	Walk bool      // found in a folder: binary content is passed by
}

// ErrBinary is told of a file in a folder that holds no text.
var ErrBinary = errors.New("binary")

// ErrDamaged is told of a file whose compression breaks off.
var ErrDamaged = errors.New("the compressed data are damaged or cut short; what came before was read. Get a whole copy")

// ErrPacked is told of a file whose bytes hold its text in another form, such as
// an archive.
var ErrPacked = errors.New("its bytes are packed, so they are not searched; unpack or export it to text, or see dialmap scan for what it reads")

// File is an input while it is read. Those who read ranges of it share it; the
// last one closes it.
type File struct {
	Input
	// Encoding is what had to be undone, outermost first and joined by +, such as
	// "gzip" or "gzip+utf-16le"; "" where offsets are those of the file.
	Encoding string

	at    *os.File
	users atomic.Int32
}

func (f *File) hold() { f.users.Add(1) }

func (f *File) release() {
	if f.users.Add(-1) == 0 && f.at != nil {
		f.at.Close()
	}
}

// headSize is how much of a file tells its encoding, and whether it is text: as
// much as a scan looks at. leastHead is what is looked at in a pipe.
const (
	headSize  = 64 << 10
	leastHead = 4 << 10
)

// plain says whether f is larger than least and its bytes are its text, so that
// it can be cut. It stays open then.
func (f *File) plain(least int64) (size int64, ok bool) {
	if f.From != nil {
		return 0, false
	}
	// A pipe would wait here for its writer; it is opened by who reads it.
	info, err := os.Stat(f.Path)
	if err != nil || !info.Mode().IsRegular() || info.Size() <= least {
		return 0, false
	}
	at, err := os.Open(f.Path)
	if err != nil {
		return 0, false
	}
	head := make([]byte, headSize)
	n, err := at.ReadAt(head, 0)
	head = head[:n]
	name, _, _ := format.Encoding(head)
	if err != nil && err != io.EOF || isPacked(head) || name != "" || f.holdsNoText(head) {
		at.Close()
		return 0, false
	}
	f.at = at
	return info.Size(), true
}

// text opens f and undoes its encoding.
func (f *File) text() (io.Reader, error) {
	r := f.From
	if r == nil {
		at, err := os.Open(f.Path)
		if err != nil {
			return nil, err
		}
		f.at, r = at, at
	}
	return f.decode(r)
}

// maxLayers of compression around each other.
const maxLayers = 3

func (f *File) decode(r io.Reader) (io.Reader, error) {
	var layers []string
	b := bufio.NewReaderSize(r, f.headSize())
	for range maxLayers {
		head, _ := f.peek(b)
		layer, z, err := format.Unpack(head, b)
		if err != nil {
			return nil, ErrDamaged
		}
		if layer == "" {
			break
		}
		layers = append(layers, layer)
		b = bufio.NewReaderSize(unzip{z}, headSize)
	}
	head, err := f.peek(b)
	if err != nil {
		return nil, err
	}
	name, e, skip := format.Encoding(head)
	var text io.Reader = b
	switch {
	case name != "":
		_, _ = b.Discard(skip) // as much was looked at
		layers = append(layers, name)
		text = transform.NewReader(b, e.NewDecoder())
	case isPacked(head):
		return nil, ErrPacked
	case f.holdsNoText(head):
		return nil, ErrBinary
	}
	f.Encoding = strings.Join(layers, "+")
	return text, nil
}

// headSize is how much is looked at: no more than a small file holds.
func (f *File) headSize() int {
	if f.at != nil {
		if info, err := f.at.Stat(); err == nil && info.Mode().IsRegular() {
			return int(min(max(info.Size(), leastHead), headSize))
		}
	}
	return leastHead
}

// peek returns the beginning of a file in a folder, and of anything else what
// the first read gives: whoever writes into a pipe line by line is not waited
// for until it wrote more.
func (f *File) peek(b *bufio.Reader) (head []byte, err error) {
	if _, err = b.Peek(1); err == io.EOF {
		return nil, nil
	}
	if f.Walk {
		head, _ = b.Peek(b.Size())
		return head, err
	}
	head, _ = b.Peek(b.Buffered())
	return head, err
}

// unzip says in our words what is wrong with the data.
type unzip struct{ z io.Reader }

func (u unzip) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	var file *fs.PathError // of the bytes below
	if err != nil && err != io.EOF && !errors.As(err, &file) {
		err = ErrDamaged
	}
	return n, err
}

// isPacked says whether head begins something whose bytes are not its text.
func isPacked(head []byte) bool {
	_, packed := format.Packed(head)
	return packed || format.IsCompressed(head)
}

// holdsNoText says whether a file in a folder is one that a scan does not read
// as text.
func (f *File) holdsNoText(head []byte) bool {
	return f.Walk && format.Sniff(f.Name, head) == format.Binary
}

// lineEnd is the end of the line that holds byte at-1 of r, at most size.
func lineEnd(r io.ReaderAt, at, size int64) int64 {
	if at >= size {
		return size
	}
	buf := make([]byte, 64<<10)
	for at--; at < size; {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if i := bytes.IndexByte(buf[:n], '\n'); i >= 0 {
			return at + int64(i) + 1
		}
		at += int64(n)
		if err != nil {
			break
		}
	}
	return size
}
