package disk

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/dialmap/dialmap/connectors"
)

// plain hides nothing of a name.
func plain(name string) string { return name }

// folder makes one below a folder that others can pass, with modes as given.
func folder(t testing.TB, mode os.FileMode) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "disk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t testing.TB, path string, mode os.FileMode) string {
	t.Helper()
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func find(facts []connectors.Fact, name string) connectors.Fact {
	i := slices.IndexFunc(facts, func(f connectors.Fact) bool { return f.Name == name })
	return facts[i]
}

func TestEverybodyReadsWhatModesOfAllFoldersAllow(t *testing.T) {
	for _, c := range []struct {
		name         string
		folder, file os.FileMode
		want         string
		whole        bool
	}{
		{"open file in an open folder", 0o755, 0o644, connectors.Yes, false},
		{"open file in a folder that can be passed and not listed", 0o711, 0o644, connectors.Yes, false},
		{"open file in a closed folder", 0o700, 0o644, connectors.No, false},
		{"file of a group", 0o755, 0o640, connectors.No, false},
		{"closed file", 0o755, 0o600, connectors.No, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s Survey
			s.Add(write(t, filepath.Join(folder(t, c.folder), "a.csv"), c.file))
			if f := find(s.Facts(), "open.everyone"); f.Is != c.want || f.Of != 1 {
				t.Errorf("everybody reads: %+v, want %s of 1", f, c.want)
			}
			if r := s.Readers(plain); r.Whole != c.whole {
				t.Errorf("readers %+v, want whole %v", r, c.whole)
			}
		})
	}
}

func TestAnAccessListIsMoreThanAMode(t *testing.T) {
	path := write(t, filepath.Join(folder(t, 0o755), "a.csv"), 0o600)
	acl := []byte{2, 0, 0, 0, // version; then tag, rights and id of each entry
		1, 0, 6, 0, 0xff, 0xff, 0xff, 0xff, 2, 0, 4, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
		0x10, 0, 4, 0, 0xff, 0xff, 0xff, 0xff, 0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}
	if err := unix.Setxattr(path, "system.posix_acl_access", acl, 0); err != nil {
		t.Skipf("the file system keeps no access control lists: %v", err)
	}
	var s Survey
	s.Add(path)
	if f := find(s.Facts(), "open.acl"); f.Is != connectors.Yes || f.N != 1 {
		t.Errorf("access list: %+v, want yes", f)
	}
	if s.Readers(plain).Whole {
		t.Error("the readers count as whole, though a list names others")
	}
}

func TestNothingIsKnownOfFilesThatAreGone(t *testing.T) {
	var s Survey
	s.Add(filepath.Join(folder(t, 0o755), "gone.csv"))
	for _, f := range s.Facts() {
		if f.Is != connectors.Unknown || f.Why == "" {
			t.Errorf("%+v, want unknown with a reason", f)
		}
	}
	if s.Readers(plain).Whole {
		t.Error("the readers of nothing count as whole")
	}
}

func TestMountsAreRead(t *testing.T) {
	for line, want := range map[string][3]string{
		"36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue": {"/mnt2", "ext3", "98:0"},
		`40 35 0:44 / /media/my\040files rw shared:5 - nfs4 host:/x rw`:                  {"/media/my files", "nfs4", "0:44"},
	} {
		point, kind, device, ok := parseMount(line)
		if got := [3]string{point, kind, device}; !ok || got != want {
			t.Errorf("%q: %v %v, want %v", line, got, ok, want)
		}
	}
	if kind, _ := mountOf("/proc/self/status"); kind != "proc" {
		t.Errorf("/proc lies on %q", kind)
	}
}

func TestADeviceIsEncryptedWhereAllBelowItAre(t *testing.T) {
	dir := t.TempDir()
	device := func(name, id string, below ...string) {
		for _, d := range append(below, "") {
			if err := os.MkdirAll(filepath.Join(dir, name, "slaves"), 0o755); err != nil {
				t.Fatal(err)
			}
			if d != "" {
				if err := os.Symlink(filepath.Join(dir, d), filepath.Join(dir, name, "slaves", d)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if id != "" {
			if err := os.MkdirAll(filepath.Join(dir, name, "dm"), 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, name, "dm", "uuid"), 0o644)
			if err := os.WriteFile(filepath.Join(dir, name, "dm", "uuid"), []byte(id), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	device("disk", "")
	device("crypt", "CRYPT-LUKS2-abc", "disk")
	device("lvm", "LVM-abc", "crypt")
	device("mixed", "LVM-def", "crypt", "disk")
	for name, want := range map[string]bool{"disk": false, "crypt": true, "lvm": true, "mixed": false} {
		if got := isEncryptedDevice(filepath.Join(dir, name), 0); got != want {
			t.Errorf("%s is encrypted: %v, want %v", name, got, want)
		}
	}
}
