package xlsx

import (
	"archive/zip"
	"cmp"
	"io"
	"slices"
	"time"
)

const contents = "[Content_Types].xml"

func inOrder(parts []*zip.File) []*zip.File {
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b *zip.File) int {
		if (a.Name == contents) != (b.Name == contents) {
			return map[bool]int{true: -1, false: 1}[a.Name == contents]
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return parts
}

// packed is the time of every part: the first that the format can tell, since
// some readers refuse none.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// copyPart packs a part anew.
func copyPart(out *zip.Writer, part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := out.CreateHeader(&zip.FileHeader{Name: part.Name, Method: zip.Deflate, Modified: packed})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}
