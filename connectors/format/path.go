package format

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dialmap/dialmap/connectors"
	"golang.org/x/text/encoding/charmap"
)

// The limits of an object's paths: what is beyond them is read under {}.
const (
	maxPaths    = 10000
	maxSiblings = 1000
	maxKey      = 512  // bytes of a key that becomes part of a path
	maxPath     = 8192 // bytes of a path that gets children
)

// node is one path of an object. Nodes form a tree, so that a path is built
// once and found by its key afterwards.
type node struct {
	path   string
	col    int // of the writer's columns; -1: no value yet
	wanted bool
	kids   map[string]*node // by key; keys are in clear, so a node never outlives its object
	hidden map[string]*node // by redacted key, where redacting changed it
	known  map[string]*node // the hidden child of a key, for the first of them
	elem   *node            // of an array
	name   *node            // of a hidden node: what the keys themselves are values of

	alike map[string]*siblings // children by what their keys share
	pairs *pairs               // children that name each other
	moved *node                // what this node became part of, when its parent turned out to be a map
}

// siblings are children whose keys differ in digits alone.
type siblings struct {
	keys []string
	into *node // what they share, once they are too many to be fields
}

// From so many keys on that differ in digits alone an object is a map keyed by
// ids, and its keys are data: fewer where the values are objects, as fields are
// often numbered (phone1, phone2) and records seldom.
const (
	maxNumberedObjects = 20
	maxNumbered        = 200
	maxObjects         = 200 // of any keys
)

// end is the node that n stands for now.
func (n *node) end() *node {
	for n.moved != nil {
		n = n.moved
	}
	return n
}

func (n *node) isObject() bool { return len(n.kids)+len(n.hidden) > 0 }

func (w *writer) newNode(path string) *node {
	w.paths++
	return &node{path: path, col: -1, wanted: w.wants(path)}
}

// field is the node of a field that the format names, not the object: below the
// path of what is read.
func (w *writer) field(name string) *node {
	if n, ok := w.root.kids[name]; ok {
		return n
	}
	if w.root.path != "" {
		return w.newChild(w.root, name, name)
	}
	return w.newNode(name)
}

// key is the child of n called k. Where the name itself has to be looked at it
// is added to the record.
func (w *writer) key(n *node, k []byte) *node {
	n = n.end()
	if c, ok := n.kids[string(k)]; ok {
		return c
	}
	c, ok := n.known[string(k)]
	if !ok {
		var look bool
		if c, look = w.child(n, string(k)); !look {
			return c
		}
	}
	w.add(c.name, connectors.Name, k, 0)
	return c
}

// child finds or makes the child of n called k. look says that the name has to
// be looked at, since it is not part of the path.
func (w *writer) child(n *node, k string) (c *node, look bool) {
	if len(k) > maxKey {
		return w.hide(n, "{}"), true
	}
	name := utf(k)
	clean := w.redact(name)
	if clean != name {
		c = w.hide(n, clean)
		if len(n.known) < maxSiblings {
			if n.known == nil {
				n.known = map[string]*node{}
			}
			n.known[k] = c
		}
		return c, true
	}
	if c = w.mapped(n, k); c != nil {
		return c, false
	}
	if len(n.kids) >= maxSiblings || w.crowded(n) {
		w.overflow = true
		return w.hide(n, "{}"), false
	}
	return w.newChild(n, k, clean), false
}

func (w *writer) newChild(n *node, k, clean string) *node {
	if n.kids == nil {
		n.kids = map[string]*node{}
	}
	c := w.newNode(join(n.path, clean))
	n.kids[k] = c
	n.notePair(c, k)
	return c
}

// mapped is the node that a new key of n shares with others, where n is a map
// keyed by ids; nil where it is not. What was read of the map before moves
// there.
func (w *writer) mapped(n *node, k string) *node {
	if !w.maps {
		return nil
	}
	like := digits.ReplaceAllString(k, "*")
	if n.alike == nil {
		n.alike = map[string]*siblings{}
	}
	all := n.alike[""]
	if all != nil && all.into != nil {
		return all.into
	}
	if len(n.kids) == maxObjects && countObjects(n) >= maxObjects*9/10 {
		return w.collapse(n, "", slices.Collect(maps.Keys(n.kids)))
	}
	if like == k {
		return nil
	}
	s := n.alike[like]
	if s == nil {
		if len(n.alike) >= maxSiblings {
			return nil
		}
		s = &siblings{}
		n.alike[like] = s
	}
	if s.into != nil {
		return s.into
	}
	numbered := len(s.keys) >= maxNumbered
	if len(s.keys) >= maxNumberedObjects && !numbered {
		c := n.kids[s.keys[0]]
		numbered = c != nil && c.isObject()
	}
	if numbered {
		return w.collapse(n, like, s.keys)
	}
	s.keys = append(s.keys, k)
	return nil
}

var digits = regexp.MustCompile(`[0-9]+`)

func countObjects(n *node) (objects int) {
	for _, c := range n.kids {
		if c.isObject() {
			objects++
		}
	}
	return objects
}

// collapse makes one node of the children called keys.
func (w *writer) collapse(n *node, like string, keys []string) *node {
	into := w.hide(n, "{}")
	n.alike[like] = &siblings{into: into}
	slices.Sort(keys)
	for _, k := range keys {
		if c := n.kids[k]; c != nil {
			w.move(c, into)
			delete(n.kids, k)
		}
	}
	return into
}

// move makes from, with all below it, a part of into.
func (w *writer) move(from, into *node) {
	if from == into {
		return
	}
	from.moved = into
	w.paths--
	for _, k := range slices.Sorted(maps.Keys(from.kids)) {
		to := into.kids[k]
		if to == nil {
			to = w.newChild(into, k, utf(k))
		}
		w.move(from.kids[k], to)
	}
	for _, k := range slices.Sorted(maps.Keys(from.hidden)) {
		to := w.hide(into, k)
		w.move(from.hidden[k].name, to.name)
		w.move(from.hidden[k], to)
	}
	if from.elem != nil && from.elem != from {
		w.move(from.elem, w.element(into))
	}
}

// crowded says that no more paths should be made below n.
func (w *writer) crowded(n *node) bool { return w.paths >= maxPaths || len(n.path) > maxPath }

// hide is the child of n that all keys share which redact to clean.
func (w *writer) hide(n *node, clean string) *node {
	if c, ok := n.hidden[clean]; ok {
		return c
	}
	if w.crowded(n) && n != w.root {
		w.overflow = true
		return w.hide(w.root, "{}")
	}
	if n.hidden == nil {
		n.hidden = map[string]*node{}
	}
	c := w.newNode(join(n.path, clean))
	c.name = w.newNode(c.path + "#key")
	n.hidden[clean] = c
	return c
}

// element is the node of the elements of array n.
func (w *writer) element(n *node) *node {
	if n.elem == nil {
		if w.crowded(n) && n != w.root {
			return n
		}
		n.elem = w.newNode(n.path + "[]")
	}
	return n.elem
}

func join(parent, key string) string {
	if key == "" {
		key = `""`
	}
	if parent == "" {
		return key
	}
	return parent + "." + key
}

// utf makes a name valid UTF-8: names of an unknown encoding are most often of
// Windows' western one.
func utf(name string) string {
	if utf8.ValidString(name) {
		return strings.ReplaceAll(name, "\x00", "")
	}
	s, err := charmap.Windows1252.NewDecoder().String(name)
	if err != nil {
		return strings.ToValidUTF8(name, "\uFFFD")
	}
	return s
}

// joinType is the type of a path that holds values of types a and b.
func joinType(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	case (a == connectors.Integer && b == connectors.Float) || (a == connectors.Float && b == connectors.Integer):
		return connectors.Float
	}
	return connectors.Mixed
}
