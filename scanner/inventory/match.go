package inventory

import "strings"

// Matches says that a glob names a dataset, by its own name, by source/dataset
// or as NameOf writes it: * stands for any run of characters, ? for one.
func Matches(glob, source, dataset string) bool {
	return matches(glob, dataset) || matches(glob, source+"/"+dataset) || matches(glob, NameOf(source, dataset))
}

// matches says that name matches the glob: * stands for any run of characters,
// ? for one, everything else for itself.
func matches(glob, name string) bool {
	for {
		star := strings.IndexAny(glob, "*?")
		if star < 0 {
			return glob == name
		}
		if !strings.HasPrefix(name, glob[:star]) {
			return false
		}
		name = name[star:]
		if glob[star] == '?' {
			if name == "" {
				return false
			}
			glob, name = glob[star+1:], name[1:]
			continue
		}
		glob = glob[star+1:]
		for i := 0; i <= len(name); i++ {
			if matches(glob, name[i:]) {
				return true
			}
		}
		return false
	}
}
