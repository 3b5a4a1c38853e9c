package main

import (
	"bytes"
	"context"
	"iter"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/scanner"
)

// three is a connector with one shard of 100 bytes that yields three batches
// of ten bytes.
type three struct{ connectors.Connector }

func (three) Read(context.Context, connectors.Shard, connectors.Want) iter.Seq2[*connectors.Batch, error] {
	return func(yield func(*connectors.Batch, error) bool) {
		for range 3 {
			b := &connectors.Batch{Rows: 1, Cols: []connectors.Column{{Data: make([]byte, 10)}}}
			if !yield(b, nil) {
				return
			}
		}
	}
}

func TestShareIsInStoredBytes(t *testing.T) {
	for _, c := range []struct {
		name    string
		want    connectors.Want
		stop    int // batches taken
		planned int64
		done    int64
	}{
		{"a shard read to its end counts as a whole", connectors.Want{}, 3, 200, 100},
		{"a shard that was left counts for nothing", connectors.Want{}, 2, 200, 0},
		{"a look into a shard counts for nothing", connectors.Want{Draw: connectors.Head, N: 1}, 3, 200, 0},
		{"never more than was planned", connectors.Want{}, 3, 50, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &progress{meters: map[string]*meter{"a": {}}}
			p.Planned("a", 1, -1, c.planned)
			w := &watched{three{}, p.meters["a"]}
			n := 0
			for range w.Read(context.Background(), connectors.Shard{Bytes: 100}, c.want) {
				if n++; n == c.stop && c.stop < 3 {
					break
				}
			}
			if done, total := p.meters["a"].share(); done != c.done || total != c.planned {
				t.Errorf("got %d of %d, want %d of %d", done, total, c.done, c.planned)
			}
		})
	}
}

func TestLinesEveryFewSecondsWhileSomethingMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		a := &app{stderr: newSink(&out), log: slog.New(slog.NewTextHandler(&out, nil))}
		p := a.newProgress([]scanner.Source{{Source: connectors.Source{Name: "crm"}}}, false)
		p.Planned("crm", 2, 1000, -1)
		p.Read("crm", 250, 4000, 7)
		time.Sleep(2 * every)
		p.Finished("crm")
		p.stop()
		if n := strings.Count(out.String(), "msg=reading"); n != 1 {
			t.Errorf("got %d lines, want one: nothing moved after the first\n%s", n, out.String())
		}
		if want := "source=crm datasets=2 records=250 bytes=4000 found=7 eta=15s"; !strings.Contains(out.String(), want) {
			t.Errorf("got %s, want %s in it", out.String(), want)
		}
	})
}

func TestQuietSaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		a := &app{stderr: newSink(&out), log: slog.New(slog.NewTextHandler(&out, nil))}
		p := a.newProgress([]scanner.Source{{Source: connectors.Source{Name: "crm"}}}, true)
		p.Read("crm", 1, 1, 1)
		time.Sleep(2 * every)
		p.stop()
		if out.Len() > 0 {
			t.Errorf("got %s", out.String())
		}
	})
}
