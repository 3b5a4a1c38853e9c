package config

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Secret refers to a secret kept elsewhere: at most one of its fields is set.
type Secret struct {
	Env     string   `json:"env,omitempty"`     // environment variable
	File    string   `json:"file,omitempty"`    // its contents, without the line break at the end
	Command []string `json:"command,omitempty"` // its output, without the line break at the end
	Pgpass  string   `json:"pgpass,omitempty"`  // a PostgreSQL password file
	Profile string   `json:"profile,omitempty"` // of AWS; resolved by its SDK

	At Position `json:"-"`
}

// IsZero says that nothing is referred to.
func (s Secret) IsZero() bool {
	return s.Env == "" && s.File == "" && len(s.Command) == 0 && s.Pgpass == "" && s.Profile == ""
}

// secret reads a reference, one of the ways in allowed.
func (r *reader) secret(n ast.Node, what string, allowed ...string) (s Secret) {
	s.At = r.at(n)
	all := fields{
		"env":         r.text(&s.Env, what+".env"),
		"file":        r.path(&s.File, what+".file"),
		"command":     func(n ast.Node) { s.Command = r.command(n, what+".command") },
		"pgpass":      func(n ast.Node) { s.Pgpass = r.pgpass(n, what+".pgpass") },
		"aws_profile": r.text(&s.Profile, what+".aws_profile"),
	}
	var used []string
	f := fields{}
	for _, k := range allowed {
		f[k] = func(n ast.Node) {
			used = append(used, k)
			all[k](n)
		}
	}
	if r.object(n, what, f) && len(used) != 1 {
		r.fail(n, "%s: want exactly one of %s", what, strings.Join(allowed, ", "))
	}
	return s
}

// command reads "pass show db", split at blanks, or [pass, show, db].
func (r *reader) command(n ast.Node, what string) []string {
	var words []string
	if _, ok := r.plain(n).(*ast.SequenceNode); ok {
		r.texts(&words, what)(n)
	} else if s, ok := r.str(n, what); ok {
		words = strings.Fields(s)
	}
	if len(words) == 0 {
		r.fail(n, "%s: want a command, such as [pass, show, crm]", what)
	}
	return words
}

// pgpass reads a path, or true for the user's own file.
func (r *reader) pgpass(n ast.Node, what string) string {
	if b, ok := r.plain(n).(*ast.BoolNode); ok {
		if !b.Value {
			r.fail(n, "%s: want true or a path", what)
		}
		return "~/.pgpass"
	}
	var path string
	r.path(&path, what)(n)
	return path
}

// commandTimeout bounds a command that asks for something nobody types.
const commandTimeout = 30 * time.Second

// Resolve fetches the secret. Its errors say where it should have been and
// never what was there.
func (s Secret) Resolve(ctx context.Context, env func(string) string) (string, error) {
	v, err := s.resolve(ctx, env)
	if err != nil && s.At.File != "" {
		return "", fmt.Errorf("%s: %w", s.At, err)
	}
	return v, err
}

func (s Secret) resolve(ctx context.Context, env func(string) string) (string, error) {
	switch {
	case s.Env != "":
		if v := env(s.Env); v != "" {
			return v, nil
		}
		return "", fmt.Errorf("environment variable %s is not set; export it and run again", s.Env)
	case s.File != "":
		b, err := os.ReadFile(s.File)
		if err != nil {
			return "", fmt.Errorf("read secret file %s: %w", s.File, cause(err))
		}
		return firstLine(b, "secret file "+s.File)
	case len(s.Command) > 0:
		return s.run(ctx)
	}
	return "", nil
}

func (s Secret) run(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.Command[0], s.Command[1:]...)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return "", fmt.Errorf("command %s gave no secret within %s; run it by hand to see what it waits for", s.Command[0], commandTimeout)
	}
	if err != nil {
		return "", fmt.Errorf("command %s gave no secret: %s; run it by hand to see why", s.Command[0], exitOf(err))
	}
	return firstLine(out, "the output of command "+s.Command[0])
}

func exitOf(err error) string {
	if e, ok := err.(*exec.ExitError); ok {
		return e.ProcessState.String()
	}
	return "it cannot be started"
}

// firstLine takes the line break off; more lines are no password.
func firstLine(b []byte, what string) (string, error) {
	b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
	if len(b) == 0 {
		return "", fmt.Errorf("%s is empty", what)
	}
	if bytes.ContainsAny(b, "\n\r") {
		return "", fmt.Errorf("%s has more than one line; keep the secret alone in it", what)
	}
	return string(b), nil
}

// Login fetches the password of a source, wherever it is kept. "" leaves it
// to the driver's own ways.
func (s Source) Login(ctx context.Context, env func(string) string) (string, error) {
	switch {
	case s.Credentials.Pgpass != "":
		password, err := s.lookUp(within("", s.Credentials.Pgpass))
		if err != nil {
			return "", fmt.Errorf("%s: %w", s.Credentials.At, err)
		}
		return password, nil
	case !s.Credentials.IsZero() && s.Credentials.Profile == "":
		return s.Credentials.Resolve(ctx, env)
	}
	return s.Password, nil
}

// lookUp finds the source's line in a PostgreSQL password file.
func (s Source) lookUp(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read password file %s: %w", file, cause(err))
	}
	want := s.pgpassKey()
	for sc := bufio.NewScanner(bytes.NewReader(b)); sc.Scan(); {
		if f := pgpassFields(sc.Text()); len(f) == 5 && matches(f[:4], want) {
			return f[4], nil
		}
	}
	return "", fmt.Errorf("password file %s has no line for %s; add host:port:database:user:password", filepath.Base(file), s.DefaultName())
}

func (s Source) pgpassKey() []string {
	key := []string{"localhost", "5432", "postgres", s.User}
	u, err := url.Parse(s.URL)
	if err != nil {
		return key
	}
	if s.User == "" && u.User != nil {
		key[3] = u.User.Username()
	}
	for i, v := range []string{u.Hostname(), u.Port(), strings.TrimPrefix(u.Path, "/")} {
		if v != "" {
			key[i] = v
		}
	}
	return key
}

func matches(pattern, key []string) bool {
	for i, p := range pattern {
		if p != "*" && p != key[i] {
			return false
		}
	}
	return true
}

// pgpassFields splits a line at colons that no backslash stands before.
func pgpassFields(line string) []string {
	if strings.HasPrefix(line, "#") {
		return nil
	}
	f := []string{""}
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line):
			i++
			f[len(f)-1] += line[i : i+1]
		case line[i] == ':' && len(f) < 5:
			f = append(f, "")
		default:
			f[len(f)-1] += line[i : i+1]
		}
	}
	return f
}
