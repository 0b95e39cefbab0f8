package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const (
	historyTail  = 1 << 20 // bytes of the file that are read
	historyLimit = 5000    // cells that are recalled
	historySize  = 4 << 20 // bytes of the file past which a start cuts it to its tail
)

// A historyFile keeps the cells a person typed across sessions, one a line. Each cell is
// appended in one write, so that two shells at once both keep theirs; and it is readable
// by the person alone. The empty name keeps nothing.
type historyFile string

// historyPath is where the history is, or "" where there is no place for it.
func historyPath() historyFile {
	dir := stateDir()
	if dir == "" {
		return ""
	}
	return historyFile(filepath.Join(dir, "history"))
}

// stateDir is the folder for what one session leaves for later ones, or "" where there
// is no place for it.
func stateDir() string {
	dir := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		var err error
		if dir, err = os.UserConfigDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, "gospark")
}

// load reads the newest cells, oldest first. A file that can't be read is an empty one.
func (h historyFile) load() []string {
	f, err := os.Open(string(h))
	if err != nil {
		return nil
	}
	defer f.Close()
	cut, long := false, false
	if info, err := f.Stat(); err == nil && info.Size() > historyTail {
		long = info.Size() > historySize
		_, err = f.Seek(-historyTail, io.SeekEnd)
		cut = err == nil
	}
	text, _ := io.ReadAll(f)
	lines := strings.Split(string(text), "\n")
	if cut {
		lines = lines[1:] // part of a cell
	}
	if cut && long {
		_ = h.replace(strings.Join(lines, "\n")) // else the next start does it
	}
	var entries []string
	for _, line := range lines {
		if line != "" {
			entries = append(entries, unescape(line))
		}
	}
	return entries[max(len(entries)-historyLimit, 0):]
}

// replace makes text the whole of the file, or leaves it as it is. What another shell
// appends in that moment is lost.
func (h historyFile) replace(text string) error {
	file, err := filepath.EvalSymlinks(string(h))
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "history-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// add appends a cell.
func (h historyFile) add(text string) error {
	if h == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(string(h)), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(string(h), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(escape(text) + "\n")
	return err
}

var escape = strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\r", "\\r").Replace

// unescape undoes escape.
func unescape(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] != '\\' || i == len(line)-1 {
			b.WriteByte(line[i])
			continue
		}
		i++
		switch line[i] {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte(line[i])
		}
	}
	return b.String()
}
