// Package disk says who may read files and how the volume that they lie on is
// kept: modes with those of all folders above, access control lists, network
// mounts, encryption of the volume. It opens no file. Where the system does not
// tell, and on other systems than Linux, the answer is unknown.
package disk

import (
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Survey sums up the files of one dataset. The zero value is ready.
type Survey struct {
	files, gone int
	everyone    int // that every user of the machine may read
	listed      int // with an access control list beside their mode
	listUnknown int // whose lists could not be asked for
	owners      map[string]bool
	shared      bool // some are open to a group

	closed    map[string]bool // folders that others can, or cannot, pass
	encrypted answerCount     // of the volumes or the files themselves
	network   answerCount
	volumes   map[uint64]volume
}

// answerCount counts answers.
type answerCount struct {
	yes, no, unknown int
	how              string
}

func (t *answerCount) add(is, how string) {
	switch is {
	case connectors.Yes:
		t.yes++
	case connectors.No:
		t.no++
	default:
		t.unknown++
	}
	if how != "" {
		t.how = how
	}
}

// volume is what the system says of where a file lies.
type volume struct {
	encrypted, network       string
	encryptedHow, networkHow string
}

// Add looks at a file; path is absolute. One that is gone is left out.
func (s *Survey) Add(path string) {
	info, err := os.Lstat(path)
	if err != nil {
		s.gone++
		return
	}
	s.files++
	if info.Mode().Perm()&0o004 != 0 && s.othersPass(filepath.Dir(path)) {
		s.everyone++
	}
	switch hasAccessList(path) {
	case connectors.Yes:
		s.listed++
	case connectors.Unknown:
		s.listUnknown++
	}
	if info.Mode().Perm()&0o040 != 0 {
		s.shared = true
	}
	if s.owners == nil {
		s.owners = map[string]bool{}
	}
	s.owners[ownerOf(info)] = true
	v := s.volumeOf(path, info)
	if is, how := fileEncrypted(path); is == connectors.Yes {
		v.encrypted, v.encryptedHow = is, how
	}
	s.encrypted.add(v.encrypted, v.encryptedHow)
	s.network.add(v.network, v.networkHow)
}

// othersPass says whether a folder and all above it let others through.
func (s *Survey) othersPass(dir string) bool {
	if pass, ok := s.closed[dir]; ok {
		return pass
	}
	info, err := os.Stat(dir)
	pass := err == nil && info.Mode().Perm()&0o001 != 0
	if parent := filepath.Dir(dir); pass && parent != dir {
		pass = s.othersPass(parent)
	}
	if s.closed == nil {
		s.closed = map[string]bool{}
	}
	s.closed[dir] = pass
	return pass
}

func (s *Survey) volumeOf(path string, info fs.FileInfo) volume {
	device, ok := deviceOf(info)
	if !ok {
		return volume{}
	}
	if v, ok := s.volumes[device]; ok {
		return v
	}
	if s.volumes == nil {
		s.volumes = map[uint64]volume{}
	}
	s.volumes[device] = lookAtVolume(path, device)
	return s.volumes[device]
}

// Facts are what is known of the files, counted where they differ.
func (s *Survey) Facts() []connectors.Fact {
	everyone := connectors.Fact{Name: "open.everyone", Is: connectors.No, How: "modes of the files and of the folders above them", Of: s.files, N: s.everyone}
	lists := connectors.Fact{Name: "open.acl", Is: connectors.No, How: "system.posix_acl_access", Of: s.files, N: s.listed}
	switch {
	case s.files == 0 || !statxKnown:
		everyone = unknown(everyone)
	case s.everyone > 0:
		everyone.Is = connectors.Yes
	}
	switch {
	case s.files == 0 || s.listUnknown > 0:
		lists = unknown(lists)
	case s.listed > 0:
		lists.Is = connectors.Yes
	}
	return []connectors.Fact{
		lists, everyone,
		s.encrypted.fact("rest.encrypted", "device of the volume: dm-crypt"), s.network.fact("rest.network", "/proc/self/mountinfo"),
	}
}

func unknown(f connectors.Fact) connectors.Fact {
	f.Is, f.Of, f.N, f.Why = connectors.Unknown, 0, 0, connectors.WhyUnsupported
	if statxKnown {
		f.Why = connectors.WhySilent
	}
	return f
}

// fact is yes or no where that holds for all files.
func (t answerCount) fact(name, how string) connectors.Fact {
	f := connectors.Fact{Name: name, Is: connectors.Unknown, How: how, Of: t.yes + t.no + t.unknown, N: t.yes}
	if t.how != "" {
		f.How = t.how
	}
	switch {
	case f.Of > 0 && t.yes == f.Of:
		f.Is = connectors.Yes
	case t.no > 0 && t.unknown == 0:
		f.Is = connectors.No
	default:
		return unknown(f)
	}
	return f
}

// Readers are the owners of the files. They are all there are where no group
// and no access control list lets anybody else in; who is in a group is kept in
// places that this machine need not know.
func (s *Survey) Readers(redact func(string) string) connectors.Readers {
	r := connectors.Readers{Why: connectors.WhyUnsupported}
	if !statxKnown || s.files == 0 {
		return r
	}
	r.Administrators = 1
	for owner := range s.owners {
		if owner != "root" {
			r.List = append(r.List, connectors.Reader{Name: redact(owner), By: "owner"})
		}
	}
	slices.SortFunc(r.List, func(a, b connectors.Reader) int { return strings.Compare(a.Name, b.Name) })
	r.Logins = len(r.List)
	r.List = r.List[:min(len(r.List), connectors.MaxReaders)]
	r.Why = connectors.WhySilent
	if !s.shared && s.everyone == 0 && s.listed == 0 && s.listUnknown == 0 && s.gone == 0 {
		r.Whole, r.Why = true, ""
	}
	return r
}

// userName is a user's name, or its number where the machine knows none.
func userName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "uid " + id
}
