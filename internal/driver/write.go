package driver

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// replace puts after in the place of before, so that the file is whole at any moment: it is written beside and renamed.
// A symbolic link stays, and its target is replaced.
func replace(name string, before, after []byte) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return writeError(name, err)
	}
	info, err := os.Stat(target)
	if err != nil {
		return writeError(name, err)
	}
	if info.Mode().Perm()&0o222 == 0 { // a rename would not mind
		return fmt.Errorf("%s is not written: it is read-only", shortPath(name))
	}
	if now, err := os.ReadFile(target); err != nil || !bytes.Equal(now, before) {
		return fmt.Errorf("%s is not written: it has changed meanwhile", shortPath(name))
	}
	if err := writeBeside(target, info, after); err != nil {
		return writeError(name, err)
	}
	return nil
}

func writeError(name string, err error) error {
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s is not written: %w", shortPath(name), err)
}

func writeBeside(target string, info os.FileInfo, content []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(target), ".redislint-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(file.Name())
		}
	}()
	if _, err := file.Write(content); err != nil {
		return err
	}
	keepOwner(file, info)
	if err := file.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), target)
}
