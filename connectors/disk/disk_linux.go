package disk

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/dialmap/dialmap/connectors"
)

// statxKnown says that this system tells modes of others, owners and volumes.
const statxKnown = true

func ownerOf(info fs.FileInfo) string {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return userName(st.Uid)
	}
	return ""
}

func deviceOf(info fs.FileInfo) (uint64, bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return st.Dev, true
}

// hasAccessList says whether a file has more rules than its mode shows.
func hasAccessList(path string) string {
	switch _, err := unix.Lgetxattr(path, "system.posix_acl_access", nil); {
	case err == nil:
		return connectors.Yes
	case errors.Is(err, unix.ENODATA), errors.Is(err, unix.ENOTSUP):
		return connectors.No
	}
	return connectors.Unknown
}

// fileEncrypted says whether the file system encrypts this file, where it says
// so at all.
func fileEncrypted(path string) (is, how string) {
	var st unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_BASIC_STATS, &st)
	if err != nil || st.Attributes_mask&unix.STATX_ATTR_ENCRYPTED == 0 || st.Attributes&unix.STATX_ATTR_ENCRYPTED == 0 {
		return connectors.Unknown, ""
	}
	return connectors.Yes, "statx: the file system encrypts the file"
}

// networkKinds are file systems whose bytes lie on another machine.
var networkKinds = []string{"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "beegfs",
	"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.ceph", "davfs", "fuse.davfs"}

func lookAtVolume(path string, device uint64) volume {
	v := volume{encrypted: connectors.Unknown, network: connectors.Unknown}
	if kind, of := mountOf(path); kind != "" {
		v.network, v.networkHow = connectors.No, "/proc/self/mountinfo: "+kind
		if slices.Contains(networkKinds, kind) {
			v.network = connectors.Yes
		}
		if isEncryptedDevice("/sys/dev/block/"+of, 0) {
			v.encrypted = connectors.Yes
		}
	}
	if isEncryptedDevice(fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(device), unix.Minor(device)), 0) {
		v.encrypted = connectors.Yes
	}
	if v.encrypted == connectors.Yes {
		v.encryptedHow = "dm/uuid of the volume's device: CRYPT"
	}
	return v
}

// isEncryptedDevice says that a block device, or everything that it is made of,
// is one of dm-crypt. That it is not proves nothing: the disk or the host may
// encrypt.
func isEncryptedDevice(dir string, depth int) bool {
	if id, err := os.ReadFile(dir + "/dm/uuid"); err == nil && strings.HasPrefix(string(id), "CRYPT-") {
		return true
	}
	below, err := filepath.Glob(dir + "/slaves/*")
	if err != nil || len(below) == 0 || depth > 8 {
		return false
	}
	for _, d := range below {
		if !isEncryptedDevice(d, depth+1) {
			return false
		}
	}
	return true
}

// mountOf is the kind and the device of the file system that path lies on: the
// one mounted deepest above it, and of those the last.
func mountOf(path string) (kind, device string) {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return "", ""
	}
	defer f.Close()
	longest := -1
	for lines := bufio.NewScanner(f); lines.Scan(); {
		point, k, d, ok := parseMount(lines.Text())
		if ok && len(point) >= longest && (path == point || point == "/" || strings.HasPrefix(path, point+"/")) {
			longest, kind, device = len(point), k, d
		}
	}
	return kind, device
}

// parseMount reads a line of mountinfo: ID parent major:minor root point
// options... - kind source options. Spaces in names are written as \040.
func parseMount(line string) (point, kind, device string, ok bool) {
	before, after, found := strings.Cut(line, " - ")
	fields, more := strings.Fields(before), strings.Fields(after)
	if !found || len(fields) < 5 || len(more) < 1 {
		return "", "", "", false
	}
	return unescapeMount(fields[4]), more[0], fields[2], true
}

func unescapeMount(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
