package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// limits of what is copied and counted, and sizes of what is cut.
type limits struct {
	copy  int64  // bytes of a database and its logs
	dir   string // where copies are made; "": the system's temporary directory
	tries int    // a file that changes while it is copied is copied again

	count int64 // rows of a table that are counted; a bigger one is estimated
	pages int64 // pages of a table that are counted
	rows  int64 // of a shard, about
	bytes int64 // of a shard, about
}

var defaultLimits = limits{copy: 10 << 30, tries: 3, count: 1 << 20, pages: 1 << 15, rows: 50_000, bytes: 32 << 20}

// file is a database and the logs beside it, as they were at one moment.
type file struct {
	path          string // without symbolic links: the logs lie beside the file itself
	main          state
	wal, journal  state
	changeCounter uint32 // of the header: goes up with each transaction outside a log
}

// state is what tells that a file is another one now.
type state struct {
	size, modified int64
}

// inspect looks at the file at path, without SQLite.
func inspect(path string) (file, error) {
	path, err := filepath.EvalSymlinks(path)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return file{}, fileFault(err)
	}
	f := file{path: path}
	if err := f.header(); err != nil {
		return file{}, err
	}
	f.wal = look(path + "-wal")
	f.journal = look(path + "-journal")
	if f.journal.size > 0 && !hot(path+"-journal") {
		f.journal = state{}
	}
	return f, nil
}

// header reads the first page and says what is wrong with it.
func (f *file) header() error {
	info, err := os.Stat(f.path)
	if err != nil {
		return fileFault(err)
	}
	if !info.Mode().IsRegular() { // before it is opened: opening a pipe would wait for a writer
		return &connectors.Error{Reason: connectors.Unsupported, Text: "it is not a regular file; name the database file itself"}
	}
	f.main = state{info.Size(), info.ModTime().UnixNano()}
	r, err := os.Open(f.path)
	if err != nil {
		return fileFault(err)
	}
	defer r.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fileFault(err)
	}
	head = head[:n]
	switch {
	case n == 0 && look(f.path+"-wal").size == 0:
		return nil
	case n > 0 && (n < 100 || string(head[:len(Magic)]) != Magic):
		return noDatabase(head, f.main.size)
	case n >= 28:
		f.changeCounter = binary.BigEndian.Uint32(head[24:28])
	}
	return nil
}

// noDatabase tells an encrypted database from something else: its pages are
// whole, and its bytes are as good as random.
func noDatabase(head []byte, size int64) error {
	if size%512 == 0 && len(head) >= 1024 && entropy(head) > 7.5 {
		return &connectors.Error{Reason: connectors.Encrypted, Text: "it looks like an encrypted database (SQLCipher or alike); " +
			"make a decrypted copy with its own application and name that"}
	}
	return &connectors.Error{Reason: connectors.Malformed, Text: "it is not a SQLite database; check the path, or name the file without sqlite: to read it by its format"}
}

// entropy of b in bits per byte. Random bytes have about 7.8 in 1,024 of them.
func entropy(b []byte) (bits float64) {
	var count [256]int
	for _, c := range b {
		count[c]++
	}
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(b))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

// look is the state of a file that need not be there.
func look(path string) state {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return state{}
	}
	return state{info.Size(), info.ModTime().UnixNano()}
}

// hot tells whether a journal belongs to an unfinished transaction: one that
// is over leaves the file behind with zeros at its head, or not at all.
func hot(journal string) bool {
	f, err := os.Open(journal)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	defer f.Close()
	head := make([]byte, 8)
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
}

// logged tells whether some of the contents lie beside the file.
func (f file) logged() bool { return f.wal.size > 0 || f.journal.size > 0 }

// stamp changes when the contents change.
func (f file) stamp() string {
	h := sha256.Sum256(fmt.Appendf(nil, "%v %v %v %d", f.main, f.wal, f.journal, f.changeCounter))
	return hex.EncodeToString(h[:8])
}

// changed tells whether the file or its logs are others now.
func (f file) changed() bool {
	now, err := inspect(f.path)
	return err != nil || now != f
}

// readable is the name under which SQLite may open the database: the file
// itself, or a copy of it and its logs where there are any.
func (c *Connector) readable(ctx context.Context) (string, error) {
	l := c.limits
	if c.file.main.size == 0 && !c.file.logged() {
		c.gap(connectors.Malformed, "the file is empty, so it holds no table; check that the path names the right file")
	}
	if !c.file.logged() {
		return dsn(c.file.path, true), nil
	}
	if n := c.file.main.size + c.file.wal.size + c.file.journal.size; n > l.copy {
		c.gap(connectors.Stale, fmt.Sprintf("its newest changes lie in a log beside it, which was left out: both are bigger than the %d GiB that are copied; "+
			"close the application that uses it, or scan a backup made with VACUUM INTO", l.copy>>30))
		return dsn(c.file.path, true), nil
	}
	path, err := c.copyLogged(ctx)
	if err == nil {
		return dsn(path, false), nil
	}
	_ = c.forget() // the error before it is the one to tell
	if ctx.Err() != nil {
		return "", fault(connectors.Part{}, ctx.Err())
	}
	remedy := "which could not be copied to the temporary directory; make room there, or set TMPDIR to a directory with more"
	if p, ok := errors.AsType[*fs.PathError](err); ok && strings.HasPrefix(p.Path, c.file.path) {
		remedy = "which could not be read; grant the user who scans read permission on it too"
	}
	c.gap(connectors.Stale, "its newest changes lie in a log beside it, "+remedy)
	return dsn(c.file.path, true), nil
}

func (c *Connector) gap(r connectors.Reason, text string) {
	c.gaps = append(c.gaps, &connectors.Error{Reason: r, Text: text})
}

// copyLogged copies the database and its logs to a private directory. A copy
// during which the application wrote may be torn: it is made again.
func (c *Connector) copyLogged(ctx context.Context) (path string, err error) {
	l := c.limits
	if c.copy, c.unlock, err = private(l.dir); err != nil {
		return "", err
	}
	path = filepath.Join(c.copy, "copy.db")
	for try := 1; ; try++ {
		for _, part := range []struct {
			suffix string
			state
		}{{"-wal", c.file.wal}, {"-journal", c.file.journal}, {"", c.file.main}} {
			if part.size == 0 && part.suffix != "" {
				if err := remove(path + part.suffix); err != nil {
					return "", err
				}
			} else if err := copyFile(ctx, path+part.suffix, c.file.path+part.suffix, l.copy); err != nil {
				return "", err
			}
		}
		now, err := inspect(c.file.path)
		if err != nil {
			return "", err
		}
		if now == c.file {
			return path, nil
		}
		if try == l.tries {
			c.gap(connectors.Changed, "it was written while it was copied, so that rows may be missing or old; scan it again when it is quiet")
			return path, nil
		}
		c.file, c.stamp = now, now.stamp()
	}
}

// forget removes the private copy.
func (c *Connector) forget() error {
	if c.copy == "" {
		return nil
	}
	c.unlock() // first: where it cannot be locked, it cannot be removed while it is open
	err := remove(c.copy)
	c.copy = ""
	return err
}

// copyFile copies at most limit bytes.
func copyFile(ctx context.Context, to, from string, limit int64) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(w, io.LimitReader(reader{ctx, r}, limit+1))
	if err == nil && n > limit {
		err = errors.New("too big")
	}
	return errors.Join(err, w.Close())
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// remove deletes a file or directory of ours.
func remove(path string) error { return os.RemoveAll(path) }
