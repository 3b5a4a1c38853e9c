package format

import (
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
}

func (w *writer) newNode(path string) *node {
	w.paths++
	return &node{path: path, col: -1, wanted: w.wants(path)}
}

// key is the child of n called k. Where the name itself has to be looked at it
// is added to the record.
func (w *writer) key(n *node, k []byte) *node {
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
	switch {
	case clean != name:
		c = w.hide(n, clean)
		if len(n.known) < maxSiblings {
			if n.known == nil {
				n.known = map[string]*node{}
			}
			n.known[k] = c
		}
		return c, true
	case len(n.kids) >= maxSiblings, w.crowded(n):
		w.overflow = true
		return w.hide(n, "{}"), false
	}
	if n.kids == nil {
		n.kids = map[string]*node{}
	}
	c = w.newNode(join(n.path, clean))
	n.kids[k] = c
	return c, false
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
