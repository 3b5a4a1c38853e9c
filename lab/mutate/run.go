package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// result is what became of the mutants of a file.
type result struct {
	mutants   int
	tried     int
	killed    int
	unreached int // of those tried: no test runs the code
	survived  []string
}

func (r result) share() float64 {
	if r.tried == 0 {
		return 0
	}
	return 100 * float64(r.killed) / float64(r.tried)
}

// tryFile builds the tests of a file's package with the mutants of the file,
// and runs them once for each that is drawn.
func tryFile(ctx context.Context, file string, o options) (result, error) {
	var r result
	work, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(work)
	p, err := loadPackage(ctx, filepath.Dir(file))
	if err != nil {
		return r, err
	}
	code, mutants, err := p.instrument(filepath.Base(file))
	if err != nil {
		return r, err
	}
	r.mutants = len(mutants)
	if len(mutants) == 0 {
		return r, nil
	}
	binary, err := buildTests(ctx, p, filepath.Base(file), code, work)
	if err != nil {
		return r, err
	}
	t := testRun{binary: binary, dir: p.Dir, limit: 5 * time.Minute}
	begin := time.Now()
	reached, err := t.findReached(ctx, filepath.Join(work, "reached"))
	if err != nil {
		return r, fmt.Errorf("the tests fail without a mutant: %w", err)
	}
	t.limit = 3*time.Since(begin) + 5*time.Second
	deadline := time.Now().Add(o.budget)
	for _, m := range drawMutants(mutants, o.sample, o.seed) {
		if time.Now().After(deadline) {
			break
		}
		killed := false
		if reached[m.id] {
			if killed, err = t.kills(ctx, m.id); err != nil {
				return r, err
			}
		} else {
			r.unreached++
		}
		r.tried++
		if killed {
			r.killed++
			continue
		}
		at := fmt.Sprintf("%s:%d: %s", file, m.line, m.change)
		if !reached[m.id] {
			at += " (no test runs it)"
		}
		r.survived = append(r.survived, at)
	}
	return r, nil
}

// drawMutants draws n of the mutants, all where n is 0, in the order of the file.
func drawMutants(mutants []mutant, n int, seed uint64) []mutant {
	if n <= 0 || n >= len(mutants) {
		return mutants
	}
	random := rand.New(rand.NewPCG(seed, 0))
	drawn := make([]mutant, 0, n)
	for _, i := range random.Perm(len(mutants))[:n] {
		drawn = append(drawn, mutants[i])
	}
	slices.SortFunc(drawn, func(a, b mutant) int { return a.id - b.id })
	return drawn
}

// buildTests compiles the tests of p with code in the place of a file.
func buildTests(ctx context.Context, p *goPackage, file string, code []byte, work string) (binary string, err error) {
	replace := map[string]string{}
	for name, text := range map[string][]byte{file: code, "mutants_gen.go": []byte(strings.Replace(helperCode, "PACKAGE", p.Name, 1))} {
		at := filepath.Join(work, name)
		if err := os.WriteFile(at, text, 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(p.Dir, name)] = at
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	listed := filepath.Join(work, "overlay.json")
	if err := os.WriteFile(listed, overlay, 0o600); err != nil {
		return "", err
	}
	binary = filepath.Join(work, "package.test")
	_, err = output(ctx, p.Dir, "go", "test", "-c", "-vet=off", "-overlay", listed, "-o", binary, ".")
	return binary, err
}

// testRun runs a compiled test binary where go test would.
type testRun struct {
	binary, dir string
	limit       time.Duration
}

// findReached runs the tests with no mutant active, and says which they come by.
func (t testRun) findReached(ctx context.Context, into string) (map[int]bool, error) {
	if err := t.run(ctx, "MUTANTS_REACHED="+into); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(into)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	reached := map[int]bool{}
	for _, field := range strings.Fields(string(text)) {
		id, err := strconv.Atoi(field)
		if err != nil {
			return nil, err
		}
		reached[id] = true
	}
	return reached, nil
}

// kills tells whether the tests fail, or do not end, with a mutant active.
func (t testRun) kills(ctx context.Context, id int) (bool, error) {
	err := t.run(ctx, "MUTANT="+strconv.Itoa(id))
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return err != nil, nil
}

func (t testRun) run(ctx context.Context, variable string) error {
	ctx, stop := context.WithTimeout(ctx, t.limit)
	defer stop()
	cmd := exec.CommandContext(ctx, t.binary, "-test.failfast", "-test.short")
	cmd.Dir = t.dir
	cmd.Env = append(os.Environ(), variable)
	cmd.WaitDelay = time.Second
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w\n%s", err, lastLines(said.String(), 20))
	}
	return nil
}

// output runs a command, and puts what it complains about in the error.
func output(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, args[0], err, lastLines(said.String(), 20))
	}
	return out, nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
