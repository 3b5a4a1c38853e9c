package files

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
	"github.com/dialmap/dialmap/connectors/objects"
)

// maxOpen is how many databases stay open between calls.
const maxOpen = 16

// Nesting is [Open] for folders that may hold SQLite databases: open reads
// them, and their tables are datasets of the folder, shop.db/customers. Without
// it a database is a gap.
func Nesting(open connectors.Open) connectors.Open {
	return func(_ context.Context, s connectors.Source) (connectors.Connector, error) {
		st, err := newStore(s)
		if err != nil {
			return nil, err
		}
		s.Redact = st.redact
		n := &nest{store: st, source: s, open: open, found: map[string]bool{}, kept: map[string]connectors.Connector{}}
		n.files = objects.New(st, objects.Options{Redact: st.redact, Peek: true, Take: n.take})
		return &connector{Connector: n, store: st}, nil
	}
}

// nest is a folder with the databases in it.
type nest struct {
	files  connectors.Connector
	store  *store
	source connectors.Source
	open   connectors.Open

	mu    sync.Mutex
	found map[string]bool // keys of databases
	kept  map[string]connectors.Connector
}

// inner is a part of a database, in the folder's words.
type inner struct {
	DB      string          `json:"db"` // key of the file
	Dataset string          `json:"dataset"`
	ID      string          `json:"id,omitempty"`
	Opaque  []byte          `json:"opaque,omitempty"`
	Spec    json.RawMessage `json:"spec,omitempty"`
}

// take claims databases, and the logs that lie beside them.
func (n *nest) take(o objects.Object, k format.Kind) bool {
	if k == format.SQLite {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.found[o.Key] = true
		return true
	}
	for _, log := range []string{"-wal", "-shm", "-journal"} {
		if db, ok := strings.CutSuffix(o.Key, log); ok {
			info, err := n.store.root.Lstat(local(db))
			return err == nil && info.Mode().IsRegular()
		}
	}
	return false
}

// Datasets lists the files, then the tables of the databases among them.
func (n *nest) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		for d, err := range n.files.Datasets(ctx) {
			if !yield(d, err) {
				return
			}
		}
		for _, key := range n.databases() {
			if !n.tables(ctx, key, yield) {
				return
			}
		}
	}
}

func (n *nest) databases() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	keys := make([]string, 0, len(n.found))
	for k := range n.found {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (n *nest) tables(ctx context.Context, key string, yield func(connectors.Dataset, error) bool) bool {
	ok := true
	err := n.with(ctx, key, func(c connectors.Connector) {
		for d, err := range c.Datasets(ctx) {
			if err != nil {
				ok = yield(connectors.Dataset{}, n.within(key, err))
			} else {
				d.Opaque, _ = json.Marshal(inner{DB: key, Dataset: d.Name, Opaque: d.Opaque})
				d.Name = n.name(key, d.Name)
				ok = yield(d, nil)
			}
			if !ok {
				return
			}
		}
	})
	if err != nil {
		return yield(connectors.Dataset{}, n.within(key, err))
	}
	return ok
}

// name is a table's name in the folder.
func (n *nest) name(key, table string) string { return n.store.redact(key) + "/" + table }

// within puts a database's error into the folder's words.
func (n *nest) within(key string, err error) error {
	var e *connectors.Error
	if !errors.As(err, &e) {
		e = explain(err, connectors.Part{})
	}
	out := *e
	if out.Part.Dataset != "" {
		out.Part.Dataset = n.name(key, out.Part.Dataset)
	} else {
		out.Part.Object = n.store.redact(key)
	}
	return &out
}

// with calls f with the database opened.
func (n *nest) with(ctx context.Context, key string, f func(connectors.Connector)) error {
	n.mu.Lock()
	c, ok := n.kept[key]
	n.mu.Unlock()
	if ok {
		f(c)
		return nil
	}
	path, err := filepath.Abs(filepath.Join(n.folder(), local(key)))
	if err != nil {
		return err
	}
	s := n.source
	s.URL = path
	if c, err = n.open(ctx, s); err != nil {
		return err
	}
	if kept := n.keep(key, c); kept != c {
		defer c.Close()
	}
	f(c)
	return nil
}

func (n *nest) folder() string {
	if n.store.only != "" {
		return filepath.Dir(n.store.path)
	}
	return n.store.path
}

// keep keeps c open, if there is room for it. It is nil or another where c has
// to be closed.
func (n *nest) keep(key string, c connectors.Connector) connectors.Connector {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.kept[key]; !ok && len(n.kept) < maxOpen {
		n.kept[key] = c
	}
	return n.kept[key]
}

// Shards cuts a file group, or a table.
func (n *nest) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	var in inner
	if json.Unmarshal(d.Opaque, &in) != nil || in.DB == "" {
		return n.files.Shards(ctx, d)
	}
	return func(yield func(connectors.Shard, error) bool) {
		name := d.Name
		d.Name, d.Opaque = in.Dataset, in.Opaque
		err := n.with(ctx, in.DB, func(c connectors.Connector) {
			for s, err := range c.Shards(ctx, d) {
				if err == nil {
					s.Spec, err = json.Marshal(inner{DB: in.DB, Dataset: s.Dataset, ID: s.ID, Spec: s.Spec})
					s.ID, s.Dataset = in.DB+"/"+s.ID, name
				}
				if err != nil {
					s, err = connectors.Shard{}, n.within(in.DB, err)
				}
				if !yield(s, err) {
					return
				}
			}
		})
		if err != nil {
			yield(connectors.Shard{}, n.within(in.DB, err))
		}
	}
}

// Read reads a shard of either.
func (n *nest) Read(ctx context.Context, s connectors.Shard, w connectors.Want) iter.Seq2[*connectors.Batch, error] {
	var in inner
	if json.Unmarshal(s.Spec, &in) != nil || in.DB == "" {
		return n.files.Read(ctx, s, w)
	}
	return func(yield func(*connectors.Batch, error) bool) {
		s.ID, s.Dataset, s.Spec = in.ID, in.Dataset, in.Spec
		err := n.with(ctx, in.DB, func(c connectors.Connector) {
			for b, err := range c.Read(ctx, s, w) {
				if err != nil {
					err = n.within(in.DB, err)
				}
				if !yield(b, err) {
					return
				}
			}
		})
		if err != nil {
			yield(nil, n.within(in.DB, err))
		}
	}
}

// Close closes the databases and the folder.
func (n *nest) Close() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	var errs []error
	for _, c := range n.kept {
		errs = append(errs, c.Close())
	}
	return errors.Join(append(errs, n.files.Close())...)
}
