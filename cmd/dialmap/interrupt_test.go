//go:build !windows

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAnInterruptAtAnyMomentEndsWith130OrWithAReport interrupts a scan at moments
// spread over its whole run, from before it reads to after its last record was
// saved: it has a code of its own, or it is done and its report is whole.
func TestAnInterruptAtAnyMomentEndsWith130OrWithAReport(t *testing.T) {
	const moments = 12
	dir := t.TempDir()
	var rows strings.Builder
	rows.WriteString("name,phone\n")
	for i := range 20_000 {
		fmt.Fprintf(&rows, "n%d,+1 212 555 01%02d\n", i, i%100)
	}
	csv := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(csv, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	scan := func(n int, after time.Duration) (code int, signaled bool, report, said string, took time.Duration) {
		home := filepath.Join(dir, fmt.Sprint("home", n))
		cmd := exec.Command("dialmap", "scan", csv, "--format", "json", "--state", filepath.Join(home, "state"))
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_STATE_HOME="+home)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Signal(syscall.SIGINT) })
		_ = cmd.Wait()
		timer.Stop()
		status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
		return cmd.ProcessState.ExitCode(), status.Signaled(), out.String(), errs.String(), time.Since(began)
	}
	code, _, report, said, whole := scan(0, time.Hour)
	if code != 0 || !strings.HasSuffix(report, "}\n") {
		t.Fatalf("without an interrupt it ends with %d: %s", code, said)
	}
	for i := 1; i <= moments; i++ {
		after := whole * time.Duration(i) / moments
		code, signaled, report, said, _ := scan(i, after)
		switch {
		case signaled, code == codeInterrupted: // before it began to listen, or after
		case code == 0 && strings.HasSuffix(report, "}\n"):
		default:
			t.Errorf("interrupted after %v it ended with %d and a report of %d bytes: %s", after, code, len(report), said)
		}
	}
}
