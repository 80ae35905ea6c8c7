//go:build unix

package driver

import (
	"os"
	"syscall"
)

// keepOwner gives a file the owner of the one that it is to replace, as far as we may: root in a container edits
// files of somebody else.
func keepOwner(file *os.File, old os.FileInfo) {
	if stat, ok := old.Sys().(*syscall.Stat_t); ok {
		_ = file.Chown(int(stat.Uid), int(stat.Gid))
	}
}
