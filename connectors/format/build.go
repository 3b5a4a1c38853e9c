package format

import "github.com/dialmap/dialmap/connectors"

// Builder makes batches of records that a connector walks by itself, such as
// documents of a database, by the rules that hold for objects: names are
// redacted, number-like keys are values of path#key, paths and values have
// limits, and a record larger than a batch goes on in the next.
//
// It is used by one goroutine. What is added to a path that is not wanted is
// dropped.
type Builder struct {
	w    *writer
	text input // of JSON
	json jsonReader
}

// Path is one path of the records of a Builder.
type Path struct{ n *node }

// NewBuilder returns a builder that hands its batches, and at the end its
// gaps, to yield. Of o it uses Want, Part, Redact and Name.
func NewBuilder(o Options, yield func(*connectors.Batch, error) bool) *Builder {
	w := newWriter(o, yield)
	w.maps = true
	return &Builder{w: w}
}

// Root is the path of a record itself.
func (b *Builder) Root() Path { return Path{b.w.root} }

// Key is the member of p called key.
func (b *Builder) Key(p Path, key []byte) Path { return Path{b.w.key(p.n, key)} }

// Column is the column of a table called name. A schema names it, so that it is
// never a key of a map, however many columns differ from it in digits alone.
func (b *Builder) Column(name []byte) Path {
	maps := b.w.maps
	b.w.maps = false
	b.w.isTable(b.w.root)
	p := b.Key(b.Root(), name)
	b.w.maps = maps
	return p
}

// Element is the path of the elements of an array at p.
func (b *Builder) Element(p Path) Path { return Path{b.w.element(p.n)} }

// Add adds a value in canonical text to the record. v is copied.
func (b *Builder) Add(p Path, typ string, v []byte) { b.w.add(p.n, typ, v, 0) }

// Null adds a null.
func (b *Builder) Null(p Path) { b.w.null(p.n) }

// End ends the record.
func (b *Builder) End() { b.w.end() }

// Done says that no more records are wanted.
func (b *Builder) Done() bool { return b.w.stopped }

// Finish hands over what is left, and a gap for what was cut or crowded out.
func (b *Builder) Finish() { b.w.finish() }
