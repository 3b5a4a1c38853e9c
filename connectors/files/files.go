// Package files scans a file or a folder of the local file system. It opens
// for reading only, never leaves the folder it was given, and says of
// everything it passes by why.
package files

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/objects"
)

// Open opens the file or folder that s.URL names: a path, or file:///path.
func Open(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
	st, err := newStore(s)
	if err != nil {
		return nil, err
	}
	o := objects.Options{Redact: st.redact, Peek: true}
	return &connector{Connector: objects.New(st, o), store: st}, nil
}

// connector adds what only a file system can tell.
type connector struct {
	connectors.Connector
	store *store
}

// Unwrap gives what is below to connectors.As.
func (c *connector) Unwrap() connectors.Connector { return c.Connector }

// Rights is what to grant the user that scans.
func (c *connector) Rights(context.Context) []string {
	return []string{"setfacl -R -m u:dialmap:rX '" + c.store.redact(c.store.path) + "'   # read permission, for the user that runs dialmap"}
}

// newStore finds the path.
func newStore(s connectors.Source) (*store, error) {
	st := &store{redact: s.Redact}
	if st.redact == nil {
		st.redact = func(string) string { return "{}" } // better no name than a number
	}
	path, err := pathOf(s.URL)
	if err != nil {
		return nil, err
	}
	if st.path, err = filepath.EvalSymlinks(path); err != nil {
		return nil, explain(err, connectors.Part{})
	}
	info, err := os.Stat(st.path)
	if err != nil {
		return nil, explain(err, connectors.Part{})
	}
	folder := st.path
	if !info.IsDir() {
		folder, st.only = filepath.Split(st.path)
		if folder == "" {
			folder = "."
		}
	}
	if st.root, err = os.OpenRoot(folder); err != nil {
		return nil, explain(err, connectors.Part{})
	}
	return st, nil
}

func pathOf(raw string) (string, error) {
	if rest, ok := strings.CutPrefix(raw, "file://"); ok {
		if u, err := url.PathUnescape(rest); err == nil {
			raw = strings.TrimPrefix(u, "localhost")
		}
	}
	if raw == "" {
		return "", &connectors.Error{Reason: connectors.Unreachable, Text: "no path given; name a file or a folder"}
	}
	return raw, nil
}

// explain puts a system error into our words.
func explain(err error, p connectors.Part) *connectors.Error {
	e := &connectors.Error{Part: p, Cause: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Reason, e.Text = connectors.Unreachable, "no such file or folder; check the path (a relative one starts at the working directory, in a configuration at its file)"
	case errors.Is(err, fs.ErrPermission):
		e.Reason, e.Text = connectors.Denied, "permission denied; let the user that runs dialmap read it (folders: read and search)"
	case errors.Is(err, syscall.ELOOP):
		e.Reason, e.Text = connectors.Unreachable, "symbolic links lead in a circle"
	case errors.Is(err, syscall.ENOTDIR):
		e.Reason, e.Text = connectors.Unreachable, "a part of the path is no folder; check the path"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		e.Reason, e.Text, e.Retry = connectors.Limit, "too many open files; raise ulimit -n or lower --workers", true
	default:
		e.Reason, e.Text, e.Retry = connectors.Unreachable, "could not be read; check the disk or the network drive", true
	}
	return e
}
