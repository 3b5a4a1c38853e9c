package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/dialmap/dialmap/scanner/state"
)

// childDir makes the test binary a scan that locks this directory and commits
// until it is killed.
const childDir = "DIALMAP_TEST_COMMIT_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		fmt.Fprintln(os.Stderr, commitUntilKilled(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// commitUntilKilled prints the number of each shard after its commit returned.
func commitUntilKilled(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	if _, err := s.Lock(); err != nil {
		return err
	}
	from := 0
	for _, err := range s.Results(context.Background(), "killed") {
		if err != nil {
			return err
		}
		from++
	}
	for i := from; ; i++ {
		if _, err := s.Commit(context.Background(), "killed", result(i, 100+i%5000)); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// A scan is killed at random moments and resumed: every result that was
// returned from Commit is there, whole and once.
func TestCommittedResultsSurviveAKill(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	begin(t, s, "killed")
	for range 6 {
		told := runAndKill(t, dir, 1+rand.IntN(30))
		got := 0
		for r, err := range s.Results(t.Context(), "killed") {
			if err != nil {
				t.Fatal(err)
			}
			if r.Step.Shard != fmt.Sprintf("%06d", got) || len(r.Data) != 100+got%5000 {
				t.Fatalf("result %d is shard %s with %d bytes", got, r.Step.Shard, len(r.Data))
			}
			got++
		}
		if got <= told {
			t.Fatalf("the child committed %d and %d are there", told+1, got)
		}
		unlock, err := s.Lock()
		if err != nil {
			t.Fatalf("a killed scan still holds the lock: %v", err)
		}
		unlock()
	}
	var integrity string
	if err := s.read.QueryRow("PRAGMA integrity_check").Scan(&integrity); err != nil || integrity != "ok" {
		t.Errorf("integrity: %v, %v", integrity, err)
	}
}

// runAndKill starts a child, reads n of its lines, sees that it holds the lock
// and that lists work beside it, kills it, and returns the last number it told.
func runAndKill(t *testing.T, dir string, n int) (told int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(out)
	for i := 0; i < n && lines.Scan(); i++ {
		told = number(t, lines.Text())
	}
	beside(t, dir)
	cmd.Process.Kill()
	for lines.Scan() { // what it told before it died
		if i, err := strconv.Atoi(lines.Text()); err == nil {
			told = max(told, i)
		}
	}
	return told
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// beside uses the directory while a child scans.
func beside(t *testing.T, dir string) {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Lock(); !errors.Is(err, state.ErrLocked) {
		t.Errorf("a second scan beside a running one: %v", err)
	}
	if scans, err := s.Scans(t.Context()); err != nil || len(scans) != 1 {
		t.Errorf("a list beside a running scan: %v, %v", scans, err)
	}
}
