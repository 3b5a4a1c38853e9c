package main

import (
	"io"
	"sync"
)

// sink is stderr: log lines, progress and messages share it, and while bars
// are drawn lines must pass above them.
type sink struct {
	w io.Writer // stderr itself

	mu  sync.Mutex
	now io.Writer
}

func newSink(w io.Writer) *sink { return &sink{w: w, now: w} }

// Write writes to where lines go at the moment.
func (s *sink) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.Write(b)
}

// redirect sends lines to w until back is called.
func (s *sink) redirect(w io.Writer) (back func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = w
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.now = s.w
	}
}
