package disk_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"gospark/engine/disk"
)

// made is a file with two frames.
func made(t *testing.T, d *disk.Folder) (*disk.File, []disk.Frame) {
	t.Helper()
	f, err := d.Create()
	if err != nil {
		t.Fatal(err)
	}
	var frames []disk.Frame
	for _, text := range []string{"hello", ""} {
		at, err := f.Append(len(text), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, at)
	}
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	return f, frames
}

func TestFrames(t *testing.T) {
	parent := t.TempDir()
	d := disk.Open(parent, 0)
	defer d.Close()
	if d.Path() != "" {
		t.Error("there is a folder before it is needed")
	}
	f, frames := made(t, d)
	r := f.Reader()
	for i, want := range []string{"hello", ""} {
		if got, err := r.Read(frames[i]); err != nil || string(got) != want {
			t.Errorf("frame %d: %q, %v", i, got, err)
		}
	}
	r.Close()
	if d.Used() == 0 {
		t.Error("the files take no room")
	}
	f.Remove()
	f.Remove()
	if d.Used() != 0 {
		t.Errorf("%d bytes are left of nothing", d.Used())
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(parent); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if _, err := d.Create(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a closed folder: %v", err)
	}
}

// Every byte of a frame is guarded, and so is the file's being there.
func TestCorruption(t *testing.T) {
	d := disk.Open(t.TempDir(), 0)
	defer d.Close()
	f, frames := made(t, d)
	whole, err := os.ReadFile(f.Path())
	if err != nil {
		t.Fatal(err)
	}
	lost := func(what string) {
		t.Helper()
		r := f.Reader()
		defer r.Close()
		_, err := r.Read(frames[0])
		var corrupt *disk.CorruptError
		if !errors.As(err, &corrupt) || !strings.Contains(err.Error(), f.Path()) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range frames[0].Size {
		bad := append([]byte(nil), whole...)
		bad[i] ^= 1
		if err := os.WriteFile(f.Path(), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		lost("a flipped bit")
	}
	os.Truncate(f.Path(), frames[0].Size-1)
	lost("a file cut short")
	os.Remove(f.Path())
	lost("no file")
}

// TestFolderRemoved: what cleans the folder for temporary files away costs what was in it, no more.
func TestFolderRemoved(t *testing.T) {
	parent := t.TempDir()
	d := disk.Open(parent, 0)
	defer d.Close()
	old, _ := made(t, d)
	folder := filepath.Dir(old.Path())
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	f, frames := made(t, d)
	if got, err := f.Reader().Read(frames[0]); err != nil || string(got) != "hello" {
		t.Errorf("%q, %v", got, err)
	}
	disk.Open(parent, 0)
	if _, err := os.Stat(filepath.Join(folder, "lock")); err != nil {
		t.Errorf("the new folder isn't locked: %v", err)
	}
}

// TestClosedWhileWritten: a folder that is closed is gone, though tasks that nobody wants any more are still writing.
func TestClosedWhileWritten(t *testing.T) {
	parent := t.TempDir()
	for range 100 {
		d := disk.Open(parent, 0)
		var begun, ended sync.WaitGroup
		for range 4 {
			begun.Add(1)
			ended.Go(func() {
				begun.Done()
				for {
					f, err := d.Create()
					if err != nil {
						return
					}
					f.Append(1, []byte("hello"))
					f.Flush()
				}
			})
		}
		begun.Wait()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		ended.Wait()
		if left, _ := os.ReadDir(parent); len(left) > 0 {
			t.Fatalf("left: %v", left)
		}
	}
}

func TestNoRoom(t *testing.T) {
	d := disk.Open(t.TempDir(), 100)
	defer d.Close()
	f, frames := made(t, d)
	var full *disk.WriteError
	if _, err := f.Append(1, make([]byte, 60)); !errors.As(err, &full) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("past the limit: %v", err)
	}
	if got, err := f.Reader().Read(frames[0]); err != nil || string(got) != "hello" {
		t.Errorf("what was there: %q, %v", got, err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := disk.Open(file, 0).Create(); !errors.As(err, &full) || !strings.Contains(err.Error(), file) {
		t.Errorf("a folder that is none: %v", err)
	}
}

// TestLeftovers has a process make a folder in which it is killed; the next that opens one removes
// it, and no folder of who is alive.
func TestLeftovers(t *testing.T) {
	parent := os.Getenv("SPILL_PARENT")
	if parent != "" {
		made(t, disk.Open(parent, 0))
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	parent = t.TempDir()
	mine := disk.Open(parent, 0)
	defer mine.Close()
	f, frames := made(t, mine)
	child := exec.Command(os.Args[0], "-test.run=^TestLeftovers$")
	child.Env = append(os.Environ(), "SPILL_PARENT="+parent)
	if err := child.Run(); err == nil {
		t.Fatal("the child lives")
	}
	if found, _ := os.ReadDir(parent); len(found) != 2 {
		t.Fatalf("%d folders, want mine and the child's", len(found))
	}
	disk.Open(parent, 0)
	if found, _ := os.ReadDir(parent); len(found) != 1 {
		t.Errorf("%d folders, want mine", len(found))
	}
	if _, err := f.Reader().Read(frames[0]); err != nil {
		t.Error(err)
	}
}
