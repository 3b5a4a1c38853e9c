package inventory

import "strings"

// NameOf joins the names of a source and of a dataset as people read them. A
// source that is one file has one dataset of the same name, or datasets inside
// that file: its name is written once. Either name may be "".
func NameOf(source, dataset string) string {
	if source == "" || dataset == "" {
		return source + dataset
	}
	file := source[strings.LastIndexByte(source, '/')+1:]
	if dataset == file {
		return source
	}
	if inside, ok := strings.CutPrefix(dataset, file+"/"); ok && strings.LastIndexByte(file, '.') > 0 {
		return source + "/" + inside
	}
	return source + "/" + dataset
}

// NameOfField is NameOf with a field, or with none.
func NameOfField(source, dataset, field string) string {
	return strings.Trim(NameOf(source, dataset)+" "+field, " ")
}
