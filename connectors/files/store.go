package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/objects"
)

// store is a folder, or one file in it, as a store of objects. Keys are paths
// below the folder, with slashes.
type store struct {
	path   string
	only   string // the one file; "": all
	root   *os.Root
	redact func(string) string
}

// machinery are folders of version control: packed copies of what lies beside
// them.
var machinery = map[string]bool{".git": true, ".hg": true, ".svn": true, ".bzr": true}

// List walks the folder in the order of names.
func (s *store) List(ctx context.Context) iter.Seq2[objects.Object, error] {
	return s.ListUnder(ctx, "")
}

// ListUnder walks only the folders that can hold a key beginning with prefix.
func (s *store) ListUnder(ctx context.Context, prefix string) iter.Seq2[objects.Object, error] {
	return func(yield func(objects.Object, error) bool) {
		stopped := false // by whoever ranges over the listing
		w := &walk{s: s, prefix: prefix, yield: func(o objects.Object, err error) bool {
			stopped = !yield(o, err)
			return !stopped
		}}
		if s.only != "" {
			w.file(escape(s.only))
			return
		}
		w.entries(ctx, ".")
		if ctx.Err() != nil && !stopped {
			yield(objects.Object{}, &connectors.Error{Reason: connectors.Interrupted, Text: "the listing was stopped", Cause: ctx.Err()})
		}
	}
}

// walk is one listing.
type walk struct {
	s      *store
	prefix string
	yield  func(objects.Object, error) bool
}

// entries walks folder key. It is false where the walk ends.
func (w *walk) entries(ctx context.Context, key string) bool {
	list, err := w.read(key)
	if err != nil && !w.gap(explain(err, w.part(key))) {
		return false
	}
	for _, e := range list.entries {
		if ctx.Err() != nil {
			return false
		}
		below := escape(string(list.name(e)))
		if key != "." {
			below = key + "/" + below
		}
		if !w.visit(ctx, below, e.kind) {
			return false
		}
	}
	return true
}

// names are those of a folder, in little memory: there may be millions.
type names struct {
	bytes   []byte
	entries []entry
}

// entry is one of a folder.
type entry struct {
	at   int // of the name
	size uint32
	kind fs.FileMode
}

func (n *names) name(e entry) []byte { return n.bytes[e.at : e.at+int(e.size)] }

// read lists a folder by name, and what it could before an error.
func (w *walk) read(key string) (list names, err error) {
	f, err := w.s.root.Open(local(key))
	if err != nil {
		return list, err
	}
	defer f.Close()
	for err == nil {
		var some []fs.DirEntry
		some, err = f.ReadDir(1024)
		for _, d := range some {
			list.entries = append(list.entries, entry{len(list.bytes), uint32(len(d.Name())), d.Type()})
			list.bytes = append(list.bytes, d.Name()...)
		}
	}
	slices.SortFunc(list.entries, func(a, b entry) int { return bytes.Compare(list.name(a), list.name(b)) })
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return list, err
}

// visit decides on one entry of a folder.
func (w *walk) visit(ctx context.Context, key string, kind fs.FileMode) bool {
	switch {
	case kind.IsDir():
		return w.folder(ctx, key)
	case !strings.HasPrefix(key, w.prefix):
		return true
	case kind&fs.ModeSymlink != 0:
		return w.link(key)
	case !kind.IsRegular():
		return w.gap(w.error(key, connectors.Unsupported, kindOf(kind)+": not a file; not opened"))
	}
	return w.file(key)
}

func (w *walk) part(key string) connectors.Part {
	if key == "." {
		return connectors.Part{}
	}
	return connectors.Part{Object: w.s.redact(key)}
}

func (w *walk) error(key string, r connectors.Reason, text string) *connectors.Error {
	return &connectors.Error{Part: w.part(key), Reason: r, Text: text}
}

func (w *walk) gap(e *connectors.Error) bool { return w.yield(objects.Object{}, e) }

func (w *walk) folder(ctx context.Context, key string) bool {
	dir := key + "/"
	if !strings.HasPrefix(dir, w.prefix) && !strings.HasPrefix(w.prefix, dir) {
		return true
	}
	if machinery[path.Base(key)] {
		return w.gap(w.error(key, connectors.Skipped, "a folder of version control; name it as a source to have it scanned"))
	}
	return w.entries(ctx, key)
}

// link passes a symbolic link by: what it leads to is read where it lies, or
// not at all.
func (w *walk) link(key string) bool {
	target, err := filepath.EvalSymlinks(filepath.Join(w.s.path, local(key)))
	switch {
	case errors.Is(err, syscall.ELOOP) || err != nil && strings.Contains(err.Error(), "too many links"):
		return w.gap(w.error(key, connectors.Skipped, "symbolic links that lead in a circle"))
	case errors.Is(err, fs.ErrNotExist):
		return w.gap(w.error(key, connectors.Skipped, "a symbolic link to something that is not there"))
	case err != nil:
		return w.gap(explain(err, w.part(key)))
	}
	here := filepath.Join(w.s.path, local(path.Dir(key)))
	switch {
	case within(here, target):
		return w.gap(w.error(key, connectors.Skipped, "a symbolic link to a folder around it: a loop"))
	case !within(target, w.s.path):
		return w.gap(w.error(key, connectors.Skipped, "a symbolic link out of the source; name what it leads to as a source of its own"))
	}
	return true
}

// within says whether p is folder or below it.
func within(p, folder string) bool {
	rel, err := filepath.Rel(folder, p)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func kindOf(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}

func (w *walk) file(key string) bool {
	info, err := w.s.root.Lstat(local(key))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return true // gone since its folder was read
		}
		return w.gap(explain(err, w.part(key)))
	}
	if !info.Mode().IsRegular() {
		return w.gap(w.error(key, connectors.Unsupported, kindOf(info.Mode())+": not a file; not opened"))
	}
	return w.yield(object(key, info), nil)
}

func object(key string, info fs.FileInfo) objects.Object {
	return objects.Object{Key: key, Size: info.Size(), Modified: info.ModTime().UTC()}
}

// Open opens a regular file.
func (s *store) Open(_ context.Context, o objects.Object, offset, length int64) (io.ReadCloser, error) {
	f, err := s.open(o)
	if err != nil {
		return nil, err
	}
	if offset > 0 {
		if _, err := f.f.Seek(offset, io.SeekStart); err != nil {
			f.Close()
			return nil, explain(err, f.part)
		}
	}
	f.left = length
	return f, nil
}

// At opens a regular file.
func (s *store) At(_ context.Context, o objects.Object) (objects.ReaderAt, error) {
	f, err := s.open(o)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// open does not wait for anybody at the other end of what has become a pipe
// meanwhile.
func (s *store) open(o objects.Object) (*file, error) {
	p := connectors.Part{Object: s.redact(o.Key)}
	f, err := s.root.OpenFile(local(o.Key), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		e := explain(err, p)
		if errors.Is(err, fs.ErrNotExist) {
			e.Reason, e.Text = connectors.Changed, "was there when the folder was listed and is gone"
		}
		return nil, e
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		f.Close()
		return nil, &connectors.Error{Part: p, Reason: connectors.Changed, Text: "was a file when the folder was listed and is none"}
	}
	if err != nil {
		f.Close()
		return nil, explain(err, p)
	}
	return &file{f: f, key: o.Key, part: p, left: -1}, nil
}

// escaped is the first of 128 private runes that stand for bytes in names that
// are no UTF-8: a key has to survive JSON.
const escaped = 0xF780

// escape turns a name of the file system into a part of a key.
func escape(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		r, n := utf8.DecodeRuneInString(name[i:])
		if r == utf8.RuneError && n == 1 {
			r = escaped + rune(name[i]-0x80)
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// local is the path of a key on the file system.
func local(key string) string {
	if strings.IndexFunc(key, isEscaped) >= 0 {
		var b []byte
		for _, r := range key {
			if isEscaped(r) {
				b = append(b, byte(r-escaped+0x80))
			} else {
				b = utf8.AppendRune(b, r)
			}
		}
		key = string(b)
	}
	return filepath.FromSlash(key)
}

func isEscaped(r rune) bool { return r >= escaped && r < escaped+0x80 }

// Close lets go of the folder.
func (s *store) Close() error { return s.root.Close() }

// file is an opened one.
type file struct {
	f    *os.File
	key  string
	part connectors.Part
	left int64 // bytes to read; -1: all
}

func (f *file) Read(b []byte) (int, error) {
	if f.left == 0 {
		return 0, io.EOF
	}
	if f.left > 0 {
		b = b[:min(int64(len(b)), f.left)]
	}
	n, err := f.f.Read(b)
	if f.left > 0 {
		f.left -= int64(n)
	}
	return n, f.explain(err)
}

func (f *file) ReadAt(b []byte, off int64) (int, error) {
	n, err := f.f.ReadAt(b, off)
	return n, f.explain(err)
}

func (f *file) explain(err error) error {
	if err != nil && err != io.EOF {
		return explain(err, f.part)
	}
	return err
}

func (f *file) Close() error { return f.f.Close() }

// Stat is the file as it is now.
func (f *file) Stat() (objects.Object, error) {
	info, err := f.f.Stat()
	if err != nil {
		return objects.Object{}, err
	}
	return object(f.key, info), nil
}
