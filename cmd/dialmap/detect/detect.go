// Package detect finds phone numbers in files of any size: text as it streams
// by, in constant memory, on all cores.
//
// A [Scanner] is given [Input]s and writes what it finds in their order.
// Files are read side by side, and a large one in ranges that are cut at line
// breaks, where no number goes on. However the work is cut, the result is the
// one of reading from the beginning to the end.
package detect

import (
	"context"
	"io"
	"iter"
	"runtime"
	"sync"

	"github.com/dialmap/dialmap/detectors"
	"github.com/dialmap/dialmap/detectors/phone"
)

// Options say what counts and how the work is cut.
type Options struct {
	Regions       []string // candidates for numbers in national format; the first that makes one valid wins
	Library       bool     // exactly libphonenumber's valid matches; at most one region
	MinConfidence float32  // matches below it are left out

	Workers int   // default GOMAXPROCS
	Cut     int64 // bytes of a range; default 4 MiB
	Window  int   // bytes read at a time; default 256 KiB
}

// Encode appends the written form of the matches of a piece of a file, in
// order. It is called by many goroutines at once and does not keep found.
type Encode func(dst []byte, f *File, found []detectors.Match) []byte

// Failed is told of a file that could not be read, or only in part. It is
// called by one goroutine at a time, in the order of the files.
type Failed func(f *File, err error)

// Scanner finds numbers in files. The zero value is not usable; see [New].
type Scanner struct {
	o       Options
	looks   []look
	encode  Encode
	failed  Failed
	windows sync.Pool
}

// New returns a scanner.
func New(o Options, encode Encode, failed Failed) *Scanner {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Cut <= 0 {
		o.Cut = 4 << 20
	}
	if o.Window <= 0 {
		o.Window = 256 << 10
	}
	return &Scanner{o: o, looks: looks(o), encode: encode, failed: failed}
}

// looks makes one look at the text for each candidate region.
func looks(o Options) (list []look) {
	var d detectors.Detector = phone.New()
	regions := o.Regions
	if len(regions) == 0 {
		regions = []string{""}
	}
	for _, r := range regions {
		if o.Library {
			d = phone.NewExact(r)
		}
		list = append(list, look{d, detectors.Hints{Source: r}})
	}
	return list
}

// block is how much output is handed over at a time, in bytes, and blocks how
// much may wait for its turn.
const (
	block  = 64 << 10
	blocks = 16
)

// job is a range of a file, or all of it from front to back.
type job struct {
	file *File
	from int64
	to   int64 // -1: to the end
	out  chan []byte
	err  error // after out is closed
}

// Run writes what is found in the inputs to w, in their order. An error is w's
// or ctx's: what is wrong with a file is told to Failed.
func (s *Scanner) Run(ctx context.Context, inputs iter.Seq[Input], w io.Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan *job)
	order := make(chan *job, 2*s.o.Workers)
	var all sync.WaitGroup
	all.Go(func() {
		defer close(order)
		defer close(todo)
		s.plan(ctx, inputs, func(j *job) {
			order <- j
			todo <- j
		})
	})
	for range s.o.Workers {
		all.Go(func() {
			for j := range todo {
				j.err = s.work(ctx, j)
				close(j.out)
			}
		})
	}
	for j := range order {
		s.print(ctx, cancel, j, w)
	}
	all.Wait()
	return context.Cause(ctx)
}

// print writes the output of a job as it comes, and after an error nothing.
func (s *Scanner) print(ctx context.Context, cancel context.CancelCauseFunc, j *job, w io.Writer) {
	for b := range j.out {
		if ctx.Err() == nil {
			if _, err := w.Write(b); err != nil {
				cancel(err)
			}
		}
	}
	if j.err != nil && ctx.Err() == nil {
		s.failed(j.file, j.err)
	}
}

// plan cuts the inputs into jobs.
func (s *Scanner) plan(ctx context.Context, inputs iter.Seq[Input], add func(*job)) {
	for in := range inputs {
		if ctx.Err() != nil {
			return
		}
		f := &File{Input: in}
		f.hold()
		s.cut(ctx, f, add)
		f.release()
	}
}

// cut cuts a large file at line breaks. A small one, and one that has to be
// decoded, is read as it comes.
func (s *Scanner) cut(ctx context.Context, f *File, add func(*job)) {
	give := func(from, to int64) {
		f.hold()
		add(&job{file: f, from: from, to: to, out: make(chan []byte, blocks)})
	}
	size, ok := f.plain(s.o.Cut)
	if !ok {
		give(0, -1)
		return
	}
	for from := int64(0); from < size && ctx.Err() == nil; {
		to := lineEnd(f.at, from+s.o.Cut, size)
		give(from, to)
		from = to
	}
}

// work does one job.
func (s *Scanner) work(ctx context.Context, j *job) error {
	defer j.file.release()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var r io.Reader
	if j.to >= 0 {
		r = io.NewSectionReader(j.file.at, j.from, j.to-j.from)
	} else {
		var err error
		if r, err = j.file.text(); err != nil || r == nil {
			return err
		}
	}
	t := s.stream()
	defer s.windows.Put(t)
	var out []byte
	err := t.run(ctx, r, j.from, func(found []detectors.Match) {
		out = s.encode(out, j.file, s.sure(found))
		if len(out) > 0 && (len(out) >= block || j.to < 0) {
			j.out <- out
			out = make([]byte, 0, block+block/4)
		}
	})
	if len(out) > 0 {
		j.out <- out
	}
	return err
}

// sure leaves out, in place, what is below the confidence asked for.
func (s *Scanner) sure(found []detectors.Match) []detectors.Match {
	if s.o.MinConfidence <= 0 {
		return found
	}
	kept := found[:0]
	for _, m := range found {
		if m.Confidence >= s.o.MinConfidence {
			kept = append(kept, m)
		}
	}
	return kept
}

func (s *Scanner) stream() *stream {
	if t, ok := s.windows.Get().(*stream); ok {
		return t
	}
	return &stream{looks: s.looks, window: s.o.Window, at: make([]int, len(s.looks)), found: make([][]detectors.Match, len(s.looks))}
}
