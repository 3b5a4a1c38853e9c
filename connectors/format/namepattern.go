package format

import (
	"path"
	"regexp"
	"strings"
)

// NamePattern is the name of an object with everything replaced by * that tells one object of a
// group from the others: dates, numbers, UUIDs, hashes. The extension stays.
func NamePattern(key string) string {
	dir, file := path.Split(key)
	ext := extension(file)
	return varying.ReplaceAllString(dir, "*") + varying.ReplaceAllString(strings.TrimSuffix(file, ext), "*") + ext
}

// varying matches a UUID, a hash or time of at least eight hex digits with a
// digit in it, or numbers with date and time separators between them.
var varying = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}` +
	`|\b(?:[a-fA-F]*[0-9][0-9a-fA-F]{7,}|[a-fA-F]{2,}[0-9][0-9a-fA-F]{5,})\b` +
	`|[0-9]+(?:[-_.:T][0-9]+)*Z?`)

// extension is the file's, with that before the one of a compression.
func extension(file string) string {
	ext := path.Ext(file)
	if IsLayerExtension(ext) {
		ext = path.Ext(strings.TrimSuffix(file, ext)) + ext
	}
	if len(ext) > 16 || ext == file || strings.IndexFunc(ext, notLetter) < 0 && !anyLetter.MatchString(ext) {
		return ""
	}
	if !anyLetter.MatchString(ext) {
		return "" // part.00001 has no extension
	}
	return ext
}

var anyLetter = regexp.MustCompile(`[a-zA-Z]`)

func notLetter(r rune) bool { return r != '.' && (r < '0' || r > '9') }

// FolderPattern is the pattern of all objects of key's folder that have its
// extension: where names vary in ways no rule foresees.
func FolderPattern(key string) string {
	dir, file := path.Split(key)
	return varying.ReplaceAllString(dir, "*") + "*" + extension(file)
}

// Fixed is what all keys begin with whose folder has the pattern of key's: the
// folder, up to what varies.
func Fixed(key string) string {
	dir, _ := path.Split(key)
	if at := varying.FindStringIndex(dir); at != nil {
		return dir[:at[0]]
	}
	return dir
}
