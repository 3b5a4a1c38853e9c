package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/dialmap/dialmap/config"
	"github.com/dialmap/dialmap/scanner"
)

// keyForms is the remedy of a key that is none.
const keyForms = "want 32 bytes, 64 hex digits or 44 base64 characters; make one: openssl rand -hex 32"

// key finds the key that numbers are hashed with: DIALMAP_KEY_FILE, the
// configuration, else the user's own, made on first use. It is never kept
// beside the results it protects.
func (a *app) key(ctx context.Context, from config.Secret, stateDir string) (scanner.Key, error) {
	switch path := a.env("DIALMAP_KEY_FILE"); {
	case path != "":
		return a.keyFile(path, "DIALMAP_KEY_FILE", stateDir)
	case from.File != "":
		return a.keyFile(from.File, from.At.String()+": key.file", stateDir)
	case !from.IsZero():
		text, err := from.Resolve(ctx, a.env)
		if err != nil {
			return scanner.Key{}, exit{codeUnsaved, err}
		}
		return parseKey([]byte(text), from.At.String()+": key")
	}
	return a.ownKey(stateDir)
}

func (a *app) keyFile(path, who, stateDir string) (scanner.Key, error) {
	if inside(stateDir, path) {
		return scanner.Key{}, usage("%s: the key lies in the state directory, beside what it protects; move it elsewhere", who)
	}
	info, err := os.Stat(path)
	if err != nil {
		return scanner.Key{}, unsaved("%s: read key %s: %w; make one: openssl rand -hex 32", who, path, bare(err))
	}
	if info.Size() > 4096 {
		return scanner.Key{}, usage("%s: %s is no key; %s", who, path, keyForms)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 {
		a.log.Warn("every user of this machine can read the key; chmod 600 it", "file", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return scanner.Key{}, unsaved("%s: read key %s: %w", who, path, bare(err))
	}
	return parseKey(b, who+": "+path)
}

// parseKey reads the three forms of a key.
func parseKey(b []byte, who string) (scanner.Key, error) {
	if len(b) == 32 {
		return scanner.NewKey([32]byte(b)), nil
	}
	text := string(bytes.TrimSpace(b))
	for _, decode := range []func(string) ([]byte, error){hex.DecodeString, base64.StdEncoding.DecodeString} {
		if raw, err := decode(text); err == nil && len(raw) == 32 {
			return scanner.NewKey([32]byte(raw)), nil
		}
	}
	return scanner.Key{}, usage("%s: this is no key; %s", who, keyForms)
}

// ownKey is the user's own key, beside the user's configuration.
func (a *app) ownKey(stateDir string) (scanner.Key, error) {
	dir := a.configDir()
	if dir == "" {
		return scanner.Key{}, unsaved("no place for the key: set HOME, or name a key with DIALMAP_KEY_FILE")
	}
	path := filepath.Join(dir, "key")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if inside(stateDir, path) {
			return scanner.Key{}, usage("the key would lie in the state directory, beside what it protects; name one elsewhere with DIALMAP_KEY_FILE, or another --state")
		}
		if err := makeKey(dir, path); err != nil {
			return scanner.Key{}, unsaved("make key %s: %w; name one with DIALMAP_KEY_FILE", path, bare(err))
		}
		a.log.Info("made the key that numbers are hashed with; keep a copy: scans made with another one cannot be compared", "file", path)
	}
	return a.keyFile(path, "the user's key", stateDir)
}

// makeKey writes the key whole or not at all: of two at once the first stands.
func makeKey(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails
	if _, err = f.Write(raw[:]); err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (a *app) configDir() string {
	if dir := a.env("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "dialmap")
	}
	if dir := a.env("APPDATA"); runtime.GOOS == "windows" && dir != "" {
		return filepath.Join(dir, "dialmap")
	}
	if home := a.env("HOME"); home != "" {
		return filepath.Join(home, ".config", "dialmap")
	}
	return ""
}

// inside says that path lies in dir.
func inside(dir, path string) bool {
	if dir == "" {
		return false
	}
	rel, err := filepath.Rel(real(dir), filepath.Join(real(filepath.Dir(path)), filepath.Base(path)))
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// real is the absolute path without links, as far as it is there.
func real(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if r, err := filepath.EvalSymlinks(abs); err == nil {
		return r
	}
	if parent := filepath.Dir(abs); parent != abs {
		return filepath.Join(real(parent), filepath.Base(abs))
	}
	return abs
}

// bare takes the path off an error of package os, which our texts name.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return fmt.Errorf("%w", l.Err)
	}
	return err
}
