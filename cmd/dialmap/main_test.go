package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dialmap": main})
}

// TestScripts runs whole commands; each script has a home of its own.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "home", "state"))
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "home", "config"))
			e.Setenv("ROOT", root)
			e.Setenv("SOON", time.Now().UTC().AddDate(0, 1, 0).Format(time.DateOnly))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":  exits,
			"canary": canary,
			"until":  until,
			"mode":   mode,
			"expand": expand,
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// exits runs a command and wants its exit code: exits 2 dialmap scan.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// canary wants none of the lines of its first file in stdout, stderr, the
// named files and directories: canary planted.txt stdout stderr $HOME.
func canary(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: canary PLANTED stdout|stderr|PATH...")
	}
	planted := strings.Fields(ts.ReadFile(args[0]))
	look := func(where string, text []byte) {
		for i, p := range planted {
			if bytes.Contains(text, []byte(p)) {
				ts.Fatalf("%s shows planted value %d", where, i+1)
			}
		}
	}
	for _, arg := range args[1:] {
		if arg == "stdout" || arg == "stderr" {
			look(arg, []byte(ts.ReadFile(arg)))
			continue
		}
		seen := 0
		ts.Check(filepath.WalkDir(ts.MkAbs(arg), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			look(path, b)
			seen++
			return err
		}))
		if seen == 0 {
			ts.Fatalf("%s holds nothing to look at", arg)
		}
	}
}

// until runs a command again and again until its output holds a text: until
// running dialmap scans list.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until TEXT COMMAND [ARG...]")
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err := ts.Exec(args[1], args[2:]...); err == nil && strings.Contains(ts.ReadFile("stdout"), args[0]) {
			return
		}
	}
	ts.Fatalf("no %q after 30 seconds", args[0])
}

// expand replaces variables in files: expand conf.yaml, for ${SOON} in it.
func expand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: expand FILE...")
	}
	for _, f := range args {
		ts.Check(os.WriteFile(ts.MkAbs(f), []byte(os.Expand(ts.ReadFile(f), ts.Getenv)), 0o600))
	}
}

// mode wants the permissions of files: mode 600 key.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mode OCTAL FILE...")
	}
	for _, f := range args[1:] {
		info, err := os.Stat(ts.MkAbs(f))
		ts.Check(err)
		if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[0] {
			ts.Fatalf("%s has mode %s, want %s", f, got, args[0])
		}
	}
}

func TestEveryCommandTeachesByExample(t *testing.T) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Name() == "help" || c.Name() == "completion" || c.HasParent() && c.Parent().Name() == "completion" {
			return
		}
		if n := strings.Count(c.Example, "dialmap "); n < 2 || n > 5 {
			t.Errorf("%s: %d examples, want 2 to 4", c.CommandPath(), n)
		}
		for _, line := range strings.Split(c.Example, "\n") {
			if !strings.HasPrefix(line, "  ") && line != "" {
				t.Errorf("%s: examples are indented by two: %q", c.CommandPath(), line)
			}
		}
		if c.Short == "" || c.Long == "" {
			t.Errorf("%s: says too little of itself", c.CommandPath())
		}
		if c.Short != strings.ToLower(c.Short[:1])+c.Short[1:] || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: the short help begins in lower case and has no full stop: %q", c.CommandPath(), c.Short)
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRootCmd(newApp(os.Getenv, nil, nil, nil)))
}

func TestPanicsShowNoValue(t *testing.T) {
	func() {
		defer func() {
			err := crashed(recover())
			if strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "main_test.go") {
				t.Errorf("got %v", err)
			}
		}()
		panic(errors.New("a secret value"))
	}()
}
