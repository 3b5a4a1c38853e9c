package objects

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

// Members says which objects of a store a dataset is made of, without listing
// them. Keys are in clear: they never leave the connector unredacted.
type Members struct {
	Key     string // of the only object; "" where there are several
	Pattern string // that the keys of several share: * stands for the part that varies
	Prefix  string // that all keys begin with

	folder bool
	except []string
}

// MembersOf reads the members of d from its plan; false where that is damaged.
func MembersOf(d connectors.Dataset) (m Members, ok bool) {
	var op opaque
	if json.Unmarshal(d.Opaque, &op) != nil || op.Object == nil && op.Pattern == "" {
		return m, false
	}
	if op.Object != nil {
		return Members{Key: op.Object.Key, Prefix: op.Object.Key}, true
	}
	return Members{Pattern: op.Pattern, Prefix: op.Prefix, folder: op.Folder, except: op.Except}, true
}

// Contains says whether key is the key of a member, or of the archive that
// members lie in.
func (m Members) Contains(key string) bool {
	if archive, _, ok := strings.Cut(m.Key+m.Pattern, format.Inside); ok && m.Key != "" {
		return key == archive
	} else if ok {
		return format.NamePattern(key) == archive
	}
	switch {
	case m.Key != "":
		return key == m.Key
	case m.folder:
		return format.FolderPattern(key) == m.Pattern && !slices.Contains(m.except, format.NamePattern(key))
	}
	return format.NamePattern(key) == m.Pattern
}
