package format

import (
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"golang.org/x/text/encoding/charmap"

	"github.com/dialmap/dialmap/connectors"
)

// The limits of an archive.
const (
	maxEntries   = 100_000
	maxDirectory = 256 << 20 // bytes of its directory
)

// Archive is a zip archive that is read by its directory, at the end of the file.
type Archive struct {
	Files []ZipFile // in the order of the directory, without folders
	More  int       // files beyond those that are listed
	named map[string]int
}

// ZipFile is a file of an archive.
type ZipFile struct {
	Name      string // with slashes
	Size      int64  // unpacked, as the directory says
	Packed    int64
	Modified  time.Time
	Encrypted bool
	method    uint16
	header    int64 // where its local header is
}

var errNotZip = errors.New("not a zip archive, or cut short")

// OpenZip reads the directory of an archive.
func OpenZip(r io.ReaderAt, size int64) (*Archive, error) {
	dir, entries, offset, err := zipDirectory(r, size)
	if err != nil {
		return nil, err
	}
	z := &Archive{named: map[string]int{}}
	packed := int64(0)
	for range entries {
		f, rest, ok := zipEntry(dir)
		if !ok {
			break
		}
		dir = rest
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		if len(z.Files) >= maxEntries {
			z.More++
			continue
		}
		f.header += offset
		packed += f.Packed
		z.named[f.Name] = len(z.Files)
		z.Files = append(z.Files, f)
	}
	if len(z.Files) == 0 && entries > 0 && len(dir) > 0 {
		return nil, errNotZip
	}
	if packed > size {
		return nil, errOverlap
	}
	return z, nil
}

var errOverlap = errors.New("files overlap")

// zipDirectory finds the directory. offset is what was put before the archive,
// such as a program that unpacks it.
func zipDirectory(r io.ReaderAt, size int64) (dir []byte, entries uint64, offset int64, err error) {
	tail := make([]byte, min(size, 65536+22+20))
	if n, err := r.ReadAt(tail, size-int64(len(tail))); n < len(tail) {
		if err == nil || errors.Is(err, io.EOF) {
			err = errNotZip
		}
		return nil, 0, 0, err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+22 > len(tail) {
		return nil, 0, 0, errNotZip
	}
	end := tail[at:]
	entries = uint64(binary.LittleEndian.Uint16(end[10:]))
	length, from := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	endAt := size - int64(len(tail)-at)
	if at >= 20 && bytes.HasPrefix(tail[at-20:], []byte("PK\x06\x07")) {
		big := make([]byte, 56)
		at64 := int64(binary.LittleEndian.Uint64(tail[at-20+8:]))
		if at64 < 0 || at64 > size-56 {
			return nil, 0, 0, errNotZip
		}
		if _, err := r.ReadAt(big, at64); err != nil {
			return nil, 0, 0, err
		}
		if bytes.HasPrefix(big, []byte("PK\x06\x06")) {
			entries = binary.LittleEndian.Uint64(big[32:])
			length, from = int64(binary.LittleEndian.Uint64(big[40:])), int64(binary.LittleEndian.Uint64(big[48:]))
			endAt = at64
		}
	}
	if length < 0 || length > endAt || from < 0 || from > size || length > maxDirectory {
		return nil, 0, 0, errNotZip
	}
	if begin := endAt - length; begin > from {
		offset = begin - from
	}
	dir = make([]byte, length)
	if n, err := r.ReadAt(dir, from+offset); n < len(dir) {
		if err == nil || errors.Is(err, io.EOF) {
			err = errNotZip
		}
		return nil, 0, 0, err
	}
	return dir, entries, offset, nil
}

// zipEntry reads the first entry of a directory.
func zipEntry(dir []byte) (f ZipFile, rest []byte, ok bool) {
	if len(dir) < 46 || !bytes.HasPrefix(dir, []byte("PK\x01\x02")) {
		return f, nil, false
	}
	u16 := func(i int) int { return int(binary.LittleEndian.Uint16(dir[i:])) }
	u32 := func(i int) int64 { return int64(binary.LittleEndian.Uint32(dir[i:])) }
	name, extra, comment := u16(28), u16(30), u16(32)
	if 46+name+extra+comment > len(dir) {
		return f, nil, false
	}
	flags := u16(8)
	f = ZipFile{
		Packed: u32(20), Size: u32(24), header: u32(42), method: uint16(u16(10)),
		Encrypted: flags&1 != 0, Modified: dosTime(u16(14), u16(12)),
	}
	f.Name = zipName(dir[46:46+name], flags&0x800 != 0)
	f.zip64(dir[46+name : 46+name+extra])
	if f.Packed < 0 || f.Size < 0 || f.header < 0 {
		return f, nil, false
	}
	return f, dir[46+name+extra+comment:], true
}

// zip64 reads sizes that are too large for 32 bits.
func (f *ZipFile) zip64(extra []byte) {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; n > len(extra) {
			return
		}
		if id == 1 {
			b := extra[:n]
			for _, v := range []*int64{&f.Size, &f.Packed, &f.header} {
				if *v == 0xffffffff && len(b) >= 8 {
					*v = int64(binary.LittleEndian.Uint64(b))
					b = b[8:]
				}
			}
		}
		extra = extra[n:]
	}
}

// zipName is the name of a file: in UTF-8, or in the encoding of the one who
// made the archive.
func zipName(raw []byte, utf8 bool) string {
	name := string(raw)
	if !utf8 && !isMostlyUTF8(raw) {
		c, ok := charsetOf(append(bytes.Clone(raw), '\n'))
		if !ok || strings.HasPrefix(c.name, "windows-125") {
			c = &charset{enc: charmap.CodePage437}
		}
		if s, err := c.enc.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), "\uFFFD"), "\x00", "")
}

// dosTime is a time as DOS kept it: local to whoever made it.
func dosTime(date, clock int) time.Time {
	if date == 0 {
		return time.Time{}
	}
	return time.Date(date>>9+1980, time.Month(date>>5&15), date&31, clock>>11, clock>>5&63, clock&31*2, 0, time.UTC)
}

// Open unpacks a file of the archive that r holds.
func (f ZipFile) Open(r io.ReaderAt) (io.ReadCloser, error) {
	if f.Encrypted {
		return nil, &connectors.Error{Reason: connectors.Encrypted, Text: "encrypted with a password; unpack it to have it scanned"}
	}
	packed, err := f.packed(r)
	if err != nil {
		return nil, err
	}
	var z io.Reader
	switch f.method {
	case 0:
		z = packed
	case 8:
		z = flate.NewReader(packed)
	case 12:
		z = bzip2.NewReader(packed)
	case 93:
		d, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, damagedEntry(err)
		}
		return &unzipped{r: d, packed: f.Packed, close: d.Close}, nil
	case 95:
		if z, err = xz.NewReader(packed); err != nil {
			return nil, damagedEntry(err)
		}
	default:
		return nil, &connectors.Error{Reason: connectors.Unsupported, Text: fmt.Sprintf("packed by method %d, which is not read; pack it again with deflate", f.method)}
	}
	return &unzipped{r: z, packed: f.Packed, close: func() {}}, nil
}

// packed are the bytes of a file as they are stored.
func (f ZipFile) packed(r io.ReaderAt) (*io.SectionReader, error) {
	var h [30]byte
	if _, err := r.ReadAt(h[:], f.header); err != nil {
		if errors.Is(err, io.EOF) {
			err = damagedEntry(err)
		}
		return nil, err
	}
	if !bytes.HasPrefix(h[:], []byte("PK\x03\x04")) {
		return nil, damagedEntry(errNotZip)
	}
	at := f.header + 30 + int64(binary.LittleEndian.Uint16(h[26:])) + int64(binary.LittleEndian.Uint16(h[28:]))
	return io.NewSectionReader(r, at, f.Packed), nil
}

// Section are the bytes of a file that is stored without compression; ok is
// false for others.
func (f ZipFile) Section(r io.ReaderAt) (s *io.SectionReader, ok bool) {
	if f.method != 0 || f.Encrypted {
		return nil, false
	}
	s, err := f.packed(r)
	return s, err == nil
}

func damagedEntry(err error) error {
	return &connectors.Error{Reason: connectors.Malformed, Text: "its packed data are damaged or cut short; what came before was read", Cause: err}
}

// unzipped is a file that is being unpacked. It ends with an error of ours where
// its data are damaged, or swell like a bomb.
type unzipped struct {
	r      io.Reader
	packed int64
	out    int64
	close  func()
}

func (u *unzipped) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.out += int64(n)
	if u.out > bombBytes && u.out/bombRatio > u.packed {
		return 0, &connectors.Error{Reason: connectors.Limit, Text: bombText}
	}
	if err != nil && err != io.EOF {
		if _, ours := errors.AsType[*connectors.Error](err); !ours && isDamage(err) {
			err = damagedEntry(err)
		}
	}
	return n, err
}

// isDamage says whether an error is of the packed data rather than of what they
// are read from.
func isDamage(err error) bool {
	_, inFlate := errors.AsType[flate.CorruptInputError](err)
	_, inBzip2 := errors.AsType[bzip2.StructuralError](err)
	return inFlate || inBzip2 || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zstd.ErrMagicMismatch) || errors.Is(err, zstd.ErrCRCMismatch)
}

func (u *unzipped) Close() error {
	u.close()
	return nil
}

// isZip says whether head begins as an archive does.
func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) || bytes.HasPrefix(head, []byte("PK00PK\x03\x04"))
}

// file is the file of an archive called name, whatever its case.
func (z *Archive) file(name string) (f ZipFile, ok bool) {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	for _, f := range z.Files {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return f, false
}
