// Command bench measures how fast phone numbers are found in text and
// validated, side by side with the libraries whose answers are the yardstick:
//
//	go run ./lab/bench
//
// It makes four corpora from a seed, outside of the repository, with numbers
// drawn from libphonenumber's metadata and written by its format functions.
// Every engine runs in a process of its own, on one core. Where C++
// libphonenumber or npm are missing their rows are, too.
//
// With --library the matches must be those of the Go library: where one
// differs, the benchmark fails.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/dialmap/dialmap/detectors/phone/plan"
)

func main() {
	var b bench
	flag.Float64Var(&b.size, "size", 8, "`MB` of each corpus")
	flag.Float64Var(&b.slice, "slice", 2, "`MB` of each that the slow peers read")
	flag.Uint64Var(&b.seed, "seed", 1, "of the corpora")
	flag.IntVar(&b.numbers, "numbers", 10_000, "how many of each form are validated")
	flag.StringVar(&b.dir, "dir", "", "where the corpora are made and kept (default a temporary directory)")
	child := flag.String("child", "", "what to do in a process of its own; used by the benchmark itself")
	flag.Parse()
	b.home = "lab/bench"
	var err error
	if *child != "" {
		err = b.child(*child, flag.Args())
	} else {
		err = b.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type bench struct {
	size, slice float64
	seed        uint64
	numbers     int
	dir, home   string
}

// child does one thing in a process of its own.
func (b *bench) child(what string, args []string) error {
	switch what {
	case "corpora":
		for i, c := range corpora {
			if err := c.write(b.file(c), int(b.size*1e6), b.seed+uint64(i)); err != nil {
				return err
			}
			if err := head(b.file(c), b.part(c), int64(b.slice*1e6)); err != nil {
				return err
			}
		}
		return nil
	case "validate":
		v, err := validate(b.seed, b.numbers)
		return errors.Join(err, say(v))
	}
	least := 0.8
	if what == "phonenumbers" {
		least = 0
	}
	r, err := measure(what, args[0], args[1], args[2], least)
	return errors.Join(err, say(r))
}

func (b *bench) file(c corpus) string { return filepath.Join(b.dir, c.name+".txt") }
func (b *bench) part(c corpus) string { return filepath.Join(b.dir, c.name+".part.txt") }

// head copies the first lines of a file.
func head(from, to string, size int64) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if int64(len(text)) > size {
		text = text[:strings.LastIndexByte(string(text[:size]), '\n')+1]
	}
	return os.WriteFile(to, text, 0o600)
}

// peer is an engine and how to run it.
type peer struct {
	name  string
	slow  bool // reads the first part only
	args  func(region, file, out string) []string
	about string
}

func (b *bench) peers() (list []peer) {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	own := func(name, about string) peer {
		return peer{name: name, about: about, args: func(region, file, out string) []string {
			return []string{self, "-child", name, region, file, out}
		}}
	}
	list = append(list,
		own("dialmap", "detect, everything it finds"),
		own("dialmap --library", "detect --library"),
		own("phonenumbers", "Go: FindNumbersWithLeniency(VALID)"),
	)
	if bin, version, err := b.buildCpp(); err != nil {
		fmt.Fprintln(os.Stderr, "bench: without C++ libphonenumber:", err)
	} else {
		list = append(list, peer{name: "libphonenumber", slow: true, about: "C++: PhoneNumberMatcher(VALID), " + version, args: func(region, file, out string) []string {
			return []string{bin, file, region, out}
		}})
	}
	if script, version, err := b.installJS(); err != nil {
		fmt.Fprintln(os.Stderr, "bench: without libphonenumber-js:", err)
	} else {
		list = append(list, peer{name: "libphonenumber-js", slow: true, about: "JavaScript: findPhoneNumbersInText, isValid, " + version, args: func(region, file, out string) []string {
			return []string{"node", script, file, region, out}
		}})
	}
	return list
}

// buildCpp compiles the C++ program.
func (b *bench) buildCpp() (bin, version string, err error) {
	bin = filepath.Join(b.dir, "find-cpp")
	if err := quietly("g++", "-O2", "-o", bin, filepath.Join(b.home, "cpp/find.cc"), "-lphonenumber", "-lprotobuf", "-lpthread"); err != nil {
		return "", "", err
	}
	out, _ := exec.Command("dpkg-query", "-W", "-f", "${Version}", "libphonenumber-dev").Output()
	return bin, "libphonenumber-dev " + strings.TrimSpace(string(out)), nil
}

const jsVersion = "1.12.0"

// installJS gets the package, into the directory of the corpora.
func (b *bench) installJS() (script, version string, err error) {
	dir := filepath.Join(b.dir, "js")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", err
	}
	text, err := os.ReadFile(filepath.Join(b.home, "js/find.mjs"))
	if err != nil {
		return "", "", err
	}
	script = filepath.Join(dir, "find.mjs")
	if err := os.WriteFile(script, text, 0o600); err != nil {
		return "", "", err
	}
	if err := quietly("npm", "install", "--prefix", dir, "--no-audit", "--no-fund", "--silent", "libphonenumber-js@"+jsVersion); err != nil {
		return "", "", err
	}
	return script, "libphonenumber-js " + jsVersion + "/max", nil
}

// quietly runs a command and shows what it said if it fails.
func quietly(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

func (b *bench) run() error {
	if b.dir == "" {
		dir, err := os.MkdirTemp("", "dialmap-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		b.dir = dir
	}
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	self := func(what string, v any) error {
		args := []string{os.Args[0], "-child", what, "-dir", b.dir, "-size", fmt.Sprint(b.size), "-slice", fmt.Sprint(b.slice), "-seed", fmt.Sprint(b.seed), "-numbers", fmt.Sprint(b.numbers)}
		_, err := oneCore(args, v)
		return err
	}
	fmt.Fprintln(os.Stderr, "bench: making the corpora")
	if err := self("corpora", nil); err != nil {
		return err
	}
	peers := b.peers()
	b.header(peers)
	for _, c := range corpora {
		if err := b.compare(c, peers); err != nil {
			return err
		}
	}
	fmt.Fprintln(os.Stderr, "bench: validation")
	var v validation
	if err := self("validate", &v); err != nil {
		return err
	}
	v.print()
	if v.Differ > 0 {
		return fmt.Errorf("%d of %d numbers are judged otherwise than by the library", v.Differ, v.Numbers)
	}
	return nil
}

// header says what is measured, and where.
func (b *bench) header(peers []peer) {
	load, _, _ := strings.Cut(read("/proc/loadavg"), " ")
	fmt.Printf("%s, %d cores (one used), %s, load %s; seed %d, %g MB each\n\n", cpu(), runtime.NumCPU(), runtime.Version(), load, b.seed, b.size)
	for _, p := range peers {
		part := ""
		if p.slow && b.slice < b.size {
			part = fmt.Sprintf("; reads the first %g MB", b.slice)
		}
		fmt.Printf("- `%s`: %s%s\n", p.name, p.about, part)
	}
	fmt.Printf("- `grep`: `grep -aohE '[0-9]{7,}'` in the C locale, the floor\n\nMetadata: dialmap %s; phonenumbers %s.\n", plan.Version(), libraryVersion())
}

func read(path string) string {
	b, _ := os.ReadFile(path)
	return string(b)
}

func cpu() string {
	_, rest, _ := strings.Cut(read("/proc/cpuinfo"), "model name")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), ":"))
}

func libraryVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, m := range info.Deps {
		if strings.HasPrefix(m.Path, "github.com/nyaruka/phonenumbers") {
			return m.Version
		}
	}
	return "unknown"
}

// rounds are how often each engine reads a corpus. They take turns, and the
// fastest round of each counts: what else the machine does slows all, at times.
const rounds = 3

// compare prints the table of one corpus.
func (b *bench) compare(c corpus, peers []peer) error {
	fmt.Fprintln(os.Stderr, "bench:", c.name)
	fmt.Printf("\n**%s** (%s; region %s)\n\n", c.name, c.what, c.region)
	fmt.Println("| | MB/s of user CPU | `--library` is faster | peak MB | matches | allocations a match | as the Go library | planted found | others |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|")
	results, spans := make([]result, len(peers)), make([][]span, len(peers))
	planted, err := readSpans(b.file(c) + ".planted")
	if err != nil {
		return err
	}
	for k := range rounds * len(peers) {
		i := k % len(peers)
		p, file := peers[i], b.file(c)
		if p.slow {
			file = b.part(c)
		}
		out := filepath.Join(b.dir, "spans")
		var r result
		if _, err := oneCore(p.args(c.region, file, out), &r); err != nil {
			return fmt.Errorf("%s on %s: %w", p.name, c.name, err)
		}
		if k < len(peers) {
			if spans[i], err = readSpans(out); err != nil {
				return err
			}
		} else if r.Seconds > results[i].Seconds {
			continue
		}
		results[i] = r
	}
	base := results[1]
	for i, p := range peers {
		r := results[i]
		heap := "–"
		if engines[p.name] != nil {
			heap = fmt.Sprintf("%.2f", r.Mallocs/float64(max(1, r.Matches)))
		}
		found, others := recall(spans[i], planted, r.Bytes)
		fmt.Printf("| %s | %.*f | %.*f | %d | %d | %s | %.2f %% | %.1f %% | %d |\n", p.name, digits(r.speed()), r.speed(), digits(base.speed()/r.speed()), base.speed()/r.speed(),
			r.Peak/1000, r.Matches, heap, agreement(spans[i], spans[2], r.Bytes), found, others)
	}
	speed, err := b.grep(c, base.Bytes)
	if err != nil {
		return err
	}
	fmt.Printf("| grep | %.*f | %.2f | | | | | | |\n", digits(speed), speed, base.speed()/speed)
	if missing, more := differ(spans[1], spans[2]); missing+more > 0 {
		return fmt.Errorf("%s: --library misses %d matches of the Go library and has %d that it has not", c.name, missing, more)
	}
	return nil
}

// grep is how fast a run of digits is found, in MB/s. It reads the corpus
// several times, so that there is something to measure.
func (b *bench) grep(c corpus, size int) (float64, error) {
	const times = 8
	args := []string{"grep", "-aohE", "[0-9]{7,}"}
	for range times {
		args = append(args, b.file(c))
	}
	seconds, err := oneCore(args, nil)
	return times * float64(size) / 1e6 / max(seconds, 1e-3), err
}

func (r result) speed() float64 { return float64(r.Bytes) / 1e6 / r.Seconds }

// digits behind the point that say something.
func digits(x float64) int {
	switch {
	case x < 10:
		return 2
	case x < 100:
		return 1
	}
	return 0
}

// oneCore runs a program on one core and reads its answer into v. It returns
// the user CPU it took.
func oneCore(args []string, v any) (seconds float64, err error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "LC_ALL=C")
	cmd.Stderr = os.Stderr
	var out bytes.Buffer
	// A pipe also where nobody reads: grep stops early when it writes to nowhere.
	cmd.Stdout = &out
	if v == nil {
		cmd.Stdout = struct{ io.Writer }{io.Discard}
	}
	if err = cmd.Run(); err == nil && v != nil {
		err = json.Unmarshal(out.Bytes(), v)
	}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		seconds = float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6
	}
	return seconds, err
}

func readSpans(path string) (all []span, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(b)) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		var s span
		s.from, err = strconv.Atoi(from)
		if err != nil {
			return nil, err
		}
		if s.to, err = strconv.Atoi(to); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// agreement is how many of the matches that one of the two has in the first
// bytes the other has too, in per cent.
func agreement(got, want []span, size int) float64 {
	want = before(want, size)
	missing, more := differ(got, want)
	both := len(want) - missing
	return 100 * float64(both) / float64(max(1, both+missing+more))
}

// before are the spans in the first bytes of a text.
func before(list []span, size int) []span {
	for len(list) > 0 && list[len(list)-1].to > size {
		list = list[:len(list)-1]
	}
	return list
}

// differ counts the spans that got has not of want, and those it has besides.
func differ(got, want []span) (missing, more int) {
	has := func(list []span) map[span]bool {
		m := map[span]bool{}
		for _, s := range list {
			m[s] = true
		}
		return m
	}
	g, w := has(got), has(want)
	for s := range w {
		if !g[s] {
			missing++
		}
	}
	for s := range g {
		if !w[s] {
			more++
		}
	}
	return missing, more
}

// recall is how many of the planted numbers a match touches, in per cent, and
// how many matches touch none of them.
func recall(got, planted []span, size int) (found float64, others int) {
	planted = before(planted, size)
	touched := make([]bool, len(planted))
	k := 0
	for _, s := range got {
		for k < len(planted) && planted[k].to <= s.from {
			k++
		}
		hit := false
		for i := k; i < len(planted) && planted[i].from < s.to; i++ {
			touched[i], hit = true, true
		}
		if !hit {
			others++
		}
	}
	n := 0
	for _, t := range touched {
		if t {
			n++
		}
	}
	return 100 * float64(n) / float64(max(1, len(planted))), others
}
