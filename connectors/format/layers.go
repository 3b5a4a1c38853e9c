package format

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// maxWindow is how much memory a zstd stream may ask for.
const maxWindow = 128 << 20

// A layer is a compression around the content of an object. It is found by its
// first bytes, whatever the name.
type layer struct {
	name      string
	extension string
	magic     string
	open      func(r io.Reader) (io.Reader, error)
}

var layers = []layer{
	{"gzip", ".gz", "\x1f\x8b\x08", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
	{"bzip2", ".bz2", "BZh", func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
	{"zstd", ".zst", "\x28\xb5\x2f\xfd", func(r io.Reader) (io.Reader, error) {
		return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	}},
	{"xz", ".xz", "\xfd7zXZ\x00", func(r io.Reader) (io.Reader, error) { return xz.NewReader(r) }},
	{"lz4", ".lz4", "\x04\x22\x4d\x18", func(r io.Reader) (io.Reader, error) { return lz4.NewReader(r), nil }},
}

// bzip2Blocks are what follows the header of bzip2, behind its size: a block,
// or the end. Three letters are met in any text.
var bzip2Blocks = []string{"1AY&SY", "\x17\x72\x45\x38\x50\x90"}

// layerOf is the compression that head begins with.
func layerOf(head []byte) (l layer, ok bool) {
	for _, l := range layers {
		if !bytes.HasPrefix(head, []byte(l.magic)) {
			continue
		}
		if l.name == "bzip2" && (len(head) < 10 || !slices.Contains(bzip2Blocks, string(head[4:10]))) {
			continue
		}
		return l, true
	}
	return l, false
}

// Unpack undoes one layer of compression around the bytes that head begins: its
// name and what is inside. The name is "" where there is none.
func Unpack(head []byte, r io.Reader) (name string, inside io.Reader, err error) {
	l, ok := layerOf(head)
	if !ok {
		return "", r, nil
	}
	inside, err = l.open(r)
	return l.name, inside, err
}

// IsCompressed says whether head begins with a layer of compression.
func IsCompressed(head []byte) bool {
	_, ok := layerOf(head)
	return ok
}

// IsLayerExtension says whether an extension names a compression, so that the
// one before it tells what is inside.
func IsLayerExtension(ext string) bool {
	return slices.ContainsFunc(layers, func(l layer) bool { return strings.EqualFold(ext, l.extension) })
}

// withoutLayer is a name without the extension of a compression.
func withoutLayer(name string) string {
	if ext := path.Ext(name); IsLayerExtension(ext) {
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// packed are kinds of content whose text does not stand in its bytes as a
// reader sees it, with what lies below them.
var packed = []string{
	"application/zip", "application/x-tar", "application/x-7z-compressed", "application/x-rar-compressed", "application/pdf",
	"application/x-ole-storage", "application/vnd.sqlite3", "application/vnd.apache.parquet", "application/x-archive",
}

// Packed names the content that head begins, where its bytes hold its text in
// another form: archives, office files, databases.
func Packed(head []byte) (what string, ok bool) {
	for i := range registry {
		if r := &registry[i]; r.magic != nil && r.magic(head) {
			return string(r.kind), true
		}
	}
	for m := mimetype.Detect(head); m != nil; m = m.Parent() {
		if slices.ContainsFunc(packed, m.Is) {
			return mime(head), true
		}
	}
	return "", false
}
