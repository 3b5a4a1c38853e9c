// Package objects turns any store of named byte streams into a connector:
// directories and buckets alike. It groups objects that share a path pattern
// and a format into datasets, cuts them into shards and reads them through
// package format.
//
// How records can be drawn depends on what a dataset is made of: lines by their
// bytes, rows of Parquet by their number, anything else an object at a time, if
// there are several. Which of these it is shows a look at the beginning of its
// first object. What turns out otherwise when it is read asks to be cut again.
package objects

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// Store is what a directory, a bucket or an archive has in common. It may be
// used by many goroutines at once.
type Store interface {
	// List yields every object once, in a stable order in which all keys with
	// the same beginning follow each other. A *connectors.Error is a part that
	// could not be listed; the listing goes on.
	List(ctx context.Context) iter.Seq2[Object, error]

	// Open reads length bytes of the object from offset on, fewer at its end;
	// length -1: to its end. Errors are *connectors.Error.
	Open(ctx context.Context, o Object, offset, length int64) (io.ReadCloser, error)

	// At reads the object here and there, as long as it is the one that was
	// listed. It is used by one goroutine; errors are *connectors.Error or
	// io.EOF.
	At(ctx context.Context, o Object) (ReaderAt, error)

	Close() error
}

// ReaderAt is an object that is read here and there.
type ReaderAt interface {
	io.ReaderAt
	io.Closer
}

// Object is one file or key.
type Object struct {
	Key      string    // as the store knows it, in clear: never leaves the package unredacted
	Size     int64     // bytes as stored
	Modified time.Time // zero: unknown
	Tag      string    // ETag, or "" where the store has none
	Archived string    // why it cannot be read without restoring it (storage class); ""
}

// Lister is a Store that can list the objects below a prefix without walking
// through all the others. The prefix need not end at a slash. The order is
// that of List.
type Lister interface {
	ListUnder(ctx context.Context, prefix string) iter.Seq2[Object, error]
}

// Tagger is a Store that keeps tags with its objects.
type Tagger interface {
	Tags(ctx context.Context, o Object) (map[string]string, error)
}

// Expirer is a Store that may remove objects by rules of its own.
type Expirer interface {
	Expiry(ctx context.Context, prefix string) *connectors.Expiry // of all objects whose keys begin with prefix
}

// Stater may be implemented by what Open returns: the object as it is now (a
// file) or as it was when this reading of it began (the headers of a GET).
// Where size, time or tag are not those of the listing, the dataset changed
// under the scan, and that is said beside what was read.
type Stater interface {
	Stat() (Object, error)
}

// changedSince says whether what is being read is not the object that was listed.
func changedSince(s Stater, o Object) bool {
	now, err := s.Stat()
	if err != nil {
		return false // reading says what is wrong
	}
	return now.Size != o.Size ||
		now.Tag != "" && o.Tag != "" && now.Tag != o.Tag ||
		(now.Tag == "" || o.Tag == "") && !now.Modified.IsZero() && !o.Modified.IsZero() && !now.Modified.Equal(o.Modified)
}
