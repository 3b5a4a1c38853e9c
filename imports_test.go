// Package dialmap_test draws the map of who may import whom, and says why.
package dialmap_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/dialmap/dialmap/"

// room is a part of the house: a folder, or with /... all below it too. A
// folder belongs to the room with the longest path.
type room struct {
	path    string
	may     []string // rooms of the house it may import
	others  bool     // it may import other modules
	because string
}

var rooms = []room{
	{"cmd/...", []string{"..."}, true, "commands put the parts together"},
	{"config", nil, true, "a configuration is read without knowing what is done with it"},

	{"connectors", nil, false, "the contract is what everyone agrees on: it needs nothing but the standard library"},
	{"connectors/all", []string{"connectors/..."}, false, "the list names the kinds and does nothing else"},
	{"connectors/disk", []string{"connectors"}, true, "it looks at files, whoever reads them"},
	{"connectors/files/...", []string{"connectors", "connectors/disk", "connectors/format", "connectors/objects"}, true, kindsApart},
	{"connectors/format/...", []string{"connectors", "detectors/lexicon"}, true, "the bytes of an object are the same wherever they lie; the words for phones judge in which encoding a text is written"},
	{"connectors/mongodb/...", sharedByKinds, true, kindsApart},
	{"connectors/mysql/...", sharedByKinds, true, kindsApart},
	{"connectors/objects/...", []string{"connectors", "connectors/format"}, true, "any store of objects can be behind it"},
	{"connectors/pace", []string{"connectors"}, true, "it wraps any connector"},
	{"connectors/place", []string{"connectors"}, false, "it knows regions, not sources"},
	{"connectors/postgres/...", sharedByKinds, true, kindsApart},
	{"connectors/s3/...", sharedByKinds, true, kindsApart},
	{"connectors/sqlite/...", append([]string{"connectors/disk"}, sharedByKinds...), true, kindsApart},
	{"connectors/transport", []string{"connectors"}, false, "every kind with a network uses it"},
	{"connectors/transport/transporttest", nil, false, "it stands before any server"},
	{"connectors/connectortest/...", []string{"connectors", "connectors/connectortest"}, true, "it holds any connector to the contract"},

	{"detectors", nil, false, "the contract is what everyone agrees on: it needs nothing but the standard library"},
	{"detectors/...", []string{"detectors/..."}, true, "connectors and detectors never meet: what surrounds a value reaches a detector as hints"},

	{"detectors/check", nil, false, "check digits speak for an id and against a phone: whoever weighs digits may ask"},
	{"detectors/lexicon", nil, false, "what people call a phone is the same over a column and before a number: who reads either may ask, and it knows neither"},

	{"scanner", []string{"connectors", "detectors", "scanner/..."}, true, contractsOnly},
	{"scanner/inventory", []string{"scanner/profile"}, false, "facts are read by reports, which know of no source"},
	{"scanner/state/...", []string{"scanner/state"}, true, "a store keeps bytes that others made; which store it is, cmd decides"},
	{"scanner/plan", []string{"connectors", "detectors", "scanner/inventory", "scanner/profile", "scanner/verdict"}, false, "a plan says how datasets are read before any of their records is known"},
	{"scanner/reading", []string{"connectors", "detectors", "scanner/inventory", "scanner/plan", "scanner/profile", "scanner/role", "scanner/verdict"}, false, "a reading is decided on a pilot and frozen in the plan: who counts or folds comes after it"},
	{"scanner/reversal", []string{"connectors", "detectors", "scanner/inventory"}, false, "hashes are compared with numbers that were met: who met them, and when they are read again, is decided elsewhere"},
	{"scanner/consent", []string{"connectors", "detectors", "scanner/inventory", "scanner/ledger", "scanner/profile"}, false, "ledgers are read before the rest, and know nothing of how that is read"},
	{"scanner/observe", []string{"connectors", "detectors", "scanner/consent", "scanner/inventory", "scanner/ledger", "scanner/plan", "scanner/profile", "scanner/reading", "scanner/verdict"}, false, "a shard is observed as its reading says; it is folded elsewhere, and who orders the work is nothing to it"},
	{"scanner/fold", []string{"connectors", "detectors", "scanner/inventory", "scanner/plan", "scanner/profile", "scanner/state", "scanner/verdict"}, false, "what is folded was counted: no record, reading or ledger is read again"},
	{"scanner/search", []string{"connectors", "detectors", "scanner/inventory", "scanner/observe", "scanner/plan", "scanner/profile"}, false, "a search chooses what is read and takes what was counted: who orders the work, and what the numbers are, is nothing to it"},
	{"scanner/scantest", []string{"connectors", "detectors", "scanner/state"}, false, "the scanner is tested in it: it knows the contracts alone"},
	{"scanner/...", []string{"connectors", "detectors", "detectors/check", "detectors/lexicon", "scanner/inventory", "scanner/profile", "scanner/role", "scanner/verdict"}, true, contractsOnly},

	{"reports/...", []string{"reports/...", "scanner/inventory", "scanner/profile"}, true, "judgements stand on facts alone: a report is made again without a source or a scanner"},

	{"e2e/...", []string{"..."}, true, "it tests whole commands"},
	{"lab/...", []string{"..."}, true, "it measures any part of the product, and uses any driver to do so"},
}

const (
	kindsApart    = "a kind of source stands for itself; what several need has a folder of its own"
	contractsOnly = "the scanner knows the contracts; cmd hands it the connectors, the detectors and the store"
)

var sharedByKinds = []string{"connectors", "connectors/format", "connectors/objects", "connectors/place", "connectors/transport"}

// drivers are imported in one place each, so that another can take their place.
var drivers = []struct {
	module string
	only   []string
}{
	{"github.com/jackc/pgx", []string{"connectors/postgres", "scanner/state/postgres"}},
	{"github.com/go-sql-driver/mysql", []string{"connectors/mysql"}},
	{"go.mongodb.org/mongo-driver", []string{"connectors/mongodb"}},
	{"github.com/aws", []string{"connectors/s3"}},
	{"github.com/parquet-go", []string{"connectors/format", "connectors/connectortest/parquettest"}},
	{"modernc.org/sqlite", []string{"connectors/sqlite", "scanner/state/sqlite"}},
	{"github.com/nyaruka/phonenumbers", []string{"detectors"}},
	{"github.com/spf13/cobra", []string{"cmd"}},
	{"github.com/vbauerster/mpb", []string{"cmd"}},
	{"github.com/chromedp", nil}, // drives the browser of tests
}

func TestImports(t *testing.T) {
	said := map[string]bool{}
	for _, i := range imports(t) {
		if why := wrong(i); why != "" && !said[i.folder+why+i.path] {
			said[i.folder+why+i.path] = true
			t.Errorf("%s imports %s: %s", i.file, strings.TrimPrefix(i.path, module), why)
		}
	}
}

// A test of the map: these imports are wrong, and the reason says why.
func TestWrongImportsAreFound(t *testing.T) {
	for _, c := range []struct{ folder, path, why string }{
		{"connectors", "github.com/jackc/pgx/v5", "standard library"},
		{"connectors", module + "detectors", "standard library"},
		{"connectors/mongodb/...", module + "connectors/postgres", "stands for itself"},
		{"connectors/mongodb/...", module + "detectors", "stands for itself"},
		{"connectors/mongodb/...", "github.com/jackc/pgx/v5", "connectors/postgres"},
		{"connectors/format/...", module + "scanner/profile", "the same wherever"},
		{"detectors/phone", module + "connectors", "never meet"},
		{"scanner", module + "connectors/postgres", "contracts"},
		{"scanner", module + "reports/datamap", "contracts"},
		{"scanner/profile", module + "detectors/phone", "contracts"},
		{"scanner/plan", module + "scanner/reading", "before any of their records"},
		{"scanner/reading", module + "scanner/observe", "comes after it"},
		{"scanner/observe", module + "scanner/fold", "folded elsewhere"},
		{"scanner/observe", module + "scanner", "who orders the work"},
		{"scanner/fold", module + "scanner/observe", "no record"},
		{"scanner/consent", module + "scanner/plan", "before the rest"},
		{"detectors/lexicon", module + "detectors", "knows neither"},
		{"scanner/inventory", module + "connectors", "no source"},
		{"scanner/state/sqlite", module + "scanner/profile", "bytes"},
		{"reports/html", module + "scanner", "facts alone"},
		{"reports/html", module + "connectors", "facts alone"},
		{"reports/html", "github.com/nyaruka/phonenumbers/v2", "only detectors"},
		{"reports/html", "github.com/chromedp/chromedp", "tool of tests"},
		{"config", module + "connectors", "without knowing"},
		{"cmd/dialmap", module + "lab/accuracy/corpus", "the lab measures"},
		{"attic", module + "connectors", "no room"},
	} {
		if got := wrong(imported{folder: c.folder, path: c.path}); !strings.Contains(got, c.why) {
			t.Errorf("%s imports %s: got %q, want %q", c.folder, c.path, got, c.why)
		}
	}
	for _, c := range [][2]string{
		{"cmd/dialmap", module + "connectors/all"},
		{"connectors/all", module + "connectors/pace"},
		{"connectors/postgres/...", "github.com/jackc/pgx/v5"},
		{"scanner/verdict", module + "scanner/profile"},
		{"scanner/role", module + "detectors/lexicon"},
		{"reports/html", module + "reports/datamap"},
		{"reports/html", "html/template"},
		{"lab/bench", "github.com/nyaruka/phonenumbers/v2"},
		{"lab/verdict", module + "lab/accuracy/corpus"},
	} {
		if got := wrong(imported{folder: c[0], path: c[1]}); got != "" {
			t.Errorf("%s may import %s: %s", c[0], c[1], got)
		}
	}
}

// Lists are visible: nothing puts itself into one behind the reader's back.
func TestNothingRegistersItself(t *testing.T) {
	each(t, func(file string, f *ast.File) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: func init; name the thing in a list such as connectors/all", file)
			}
		}
	})
}

// imported is one import of one file.
type imported struct{ file, folder, path string }

// wrong says why i should not be, "" where it may.
func wrong(i imported) string {
	r, ok := roomOf(i.folder)
	if !ok {
		return "no room of imports_test.go has this folder; add it there, with what it may import and why"
	}
	to, ours := strings.CutPrefix(i.path, module)
	inLab := covers("lab/...", i.folder)
	if ours && covers("lab/...", to) && !inLab {
		return "the lab measures the product: nothing of it may come into the product"
	}
	may := slices.ContainsFunc(r.may, func(m string) bool { return covers(m, to) })
	if ours && !may || !ours && !r.others && !standard(i.path) {
		return r.because
	}
	if inLab {
		return ""
	}
	for _, d := range drivers {
		here := func(f string) bool { return covers(f+"/...", i.folder) }
		if covers(d.module+"/...", i.path) && !slices.ContainsFunc(d.only, here) && path.Base(i.folder) != "gen" {
			if d.only == nil {
				return "it is a tool of tests: nothing of it may come into the product"
			}
			return "only " + strings.Join(d.only, " and ") + " may, so that another can take its place"
		}
	}
	return ""
}

// roomOf is the room with the longest path that covers folder; one without
// /... goes before the same with it.
func roomOf(folder string) (best room, found bool) {
	longest := 0
	for _, r := range rooms {
		n := 2 * len(strings.TrimSuffix(r.path, "/..."))
		if !strings.HasSuffix(r.path, "...") {
			n++
		}
		if covers(r.path, folder) && n > longest {
			best, longest = r, n
		}
	}
	return best, longest > 0
}

// covers tells whether room is folder, or ends in ... and has it below.
func covers(room, folder string) bool {
	base, below := strings.CutSuffix(room, "...")
	return room == folder || below && strings.HasPrefix(folder+"/", base)
}

// standard tells a package of the standard library: its path begins with no
// host name.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// imports lists what the code imports. Tests may import what they need.
func imports(t *testing.T) (list []imported) {
	t.Helper()
	each(t, func(file string, f *ast.File) {
		for _, s := range f.Imports {
			p, err := strconv.Unquote(s.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, imported{file, path.Dir(file), p})
		}
	})
	if len(list) == 0 {
		t.Fatal("no imports found; is this the root of the module?")
	}
	return list
}

// each parses every file of the product.
func each(t *testing.T, do func(file string, f *ast.File)) {
	t.Helper()
	eachFile(t, func(file string) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		do(file, f)
	})
}

// eachFile names every file of the product.
func eachFile(t *testing.T, do func(file string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && p != "." && (name == "testdata" || name[0] == '.' || name[0] == '_') {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, "_test.go") {
			do(filepath.ToSlash(p))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
