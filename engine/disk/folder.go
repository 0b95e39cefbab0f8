// Package disk keeps what doesn't fit in memory in files: bytes in frames, each with its
// count, its size and a checksum. It knows nothing of what the bytes are.
package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	folderPrefix = "gospark-spill-"
	lockName     = "lock"
	// A folder without a lock may be one that is being made; one that is older is a leftover.
	makingTime = time.Hour
)

// A Folder is where a process has its files. It is made when the first file is, and
// locked as long as the process lives: one that nobody has locked is of a process that was killed.
type Folder struct {
	parent string
	limit  int64 // bytes that all files may take together; 0 for as much as fits
	used   atomic.Int64

	mu     sync.Mutex
	path   string // "" until it is made
	lock   io.Closer
	closed bool
	files  int
}

// Open is a folder in parent, the system's for temporary files where it is "". It removes the
// folders that killed processes have left there. limit is how many bytes the files
// may take together; 0 for no limit.
func Open(parent string, limit int64) *Folder {
	if parent == "" {
		parent = os.TempDir()
	}
	removeLeftovers(parent)
	return &Folder{parent: parent, limit: limit}
}

// Path is the folder's path, or "" where there is none yet.
func (d *Folder) Path() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.path
}

// Used is how many bytes the files take.
func (d *Folder) Used() int64 { return d.used.Load() }

// Close removes the folder with all its files. No more can be made.
func (d *Folder) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if d.path == "" {
		return nil
	}
	err := os.RemoveAll(d.path)
	d.path = ""
	return errors.Join(err, d.lock.Close())
}

// Create makes a file; nothing is on disk until the first frame is. The error is a *WriteError.
func (d *Folder) Create() (*File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, &WriteError{d.parent, os.ErrClosed}
	}
	if d.path == "" {
		if err := d.make(); err != nil {
			return nil, &WriteError{d.parent, err}
		}
	}
	d.files++
	return &File{folder: d, path: filepath.Join(d.path, fmt.Sprintf("%06d", d.files))}, nil
}

// make makes the folder.
func (d *Folder) make() error {
	if err := os.MkdirAll(d.parent, 0o700); err != nil {
		return err
	}
	path, err := os.MkdirTemp(d.parent, folderPrefix) // 0700
	if err != nil {
		return err
	}
	return d.take(path)
}

// open opens a file of the folder for writing. Once the folder is closed it makes none: what removes the folder must
// not meet a new one.
func (d *Folder) open(path string) (fileWriter, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, os.ErrClosed
	}
	w, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		if err := d.restore(); err != nil {
			return nil, err
		}
		w, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	}
	if err != nil {
		return nil, err
	}
	return w, nil
}

// restore makes the folder again if somebody removed it, as what cleans /tmp may do.
func (d *Folder) restore() error {
	if _, err := os.Lstat(filepath.Join(d.path, lockName)); err == nil {
		return nil
	}
	if err := os.MkdirAll(d.path, 0o700); err != nil {
		return err
	}
	d.lock.Close()
	return d.take(d.path)
}

// take locks the folder. Its lock gets its name when it is locked.
func (d *Folder) take(path string) error {
	making := filepath.Join(path, lockName+".new")
	f, err := os.OpenFile(making, os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		if err = lockFile(f); err == nil || errors.Is(err, errors.ErrUnsupported) {
			err = os.Rename(making, filepath.Join(path, lockName))
		}
		if err != nil {
			f.Close()
		}
	}
	if err != nil {
		os.RemoveAll(path)
		return err
	}
	d.path, d.lock = path, f
	return nil
}

// removeLeftovers removes the folders in parent that no process has locked.
func removeLeftovers(parent string) {
	found, err := filepath.Glob(filepath.Join(parent, folderPrefix+"*"))
	if err != nil {
		return
	}
	for _, path := range found {
		if isLeftover(path) {
			os.RemoveAll(path)
		}
	}
}

func isLeftover(path string) bool {
	f, err := os.OpenFile(filepath.Join(path, lockName), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		info, err := os.Stat(path)
		return err == nil && info.IsDir() && time.Since(info.ModTime()) > makingTime
	}
	if err != nil {
		return false
	}
	defer f.Close()
	return lockFile(f) == nil
}

// A WriteError is why a file couldn't be written.
type WriteError struct {
	Path string
	Err  error
}

// Error says which path it is.
func (e *WriteError) Error() string {
	err := e.Err
	if p := (*os.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Sprintf("what doesn't fit in memory can't be written to %s: %v", e.Path, err)
}

// Unwrap is the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// reserve counts n more bytes, or tells that there is no room for them.
func (d *Folder) reserve(n int64) error {
	if d.used.Add(n) > d.limit && d.limit > 0 {
		d.used.Add(-n)
		return fmt.Errorf("%w (spark.local.limit is %d bytes)", syscall.ENOSPC, d.limit)
	}
	return nil
}
