package session

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gospark/cell"
)

// A journal keeps the cells of a running session in a file that the person alone can
// read: what Go makes fatal ends the process, and the next session can run them again.
// Each cell is written before it runs. The file is locked as long as the session lives,
// and removed when it ends as it should: what is found without a lock is of one that didn't.
type journal struct {
	dir  string // "" keeps nothing
	name string // of the file, once there is one
	file *os.File
}

// An entry is one line of a journal: a cell begins, a cell has ended, all that cells
// defined is forgotten, or other modules are required from now on.
type entry struct {
	Begin  int    `json:"begin,omitempty"`
	Text   string `json:"text,omitempty"`
	End    int    `json:"end,omitempty"`
	Failed bool   `json:"failed,omitempty"`
	Reset  bool   `json:"reset,omitempty"`

	Modules []string `json:"modules,omitempty"` // the commands that require them
}

const (
	journalExt  = ".session"
	journalDays = 30 // after which a session that nobody replayed is forgotten
)

// add writes an entry. The first one makes the file.
func (j *journal) add(e entry) error {
	if j.dir == "" {
		return nil
	}
	if j.file == nil {
		if err := j.create(); err != nil {
			return err
		}
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// create makes the file, which gets its name when it is locked: without a lock it
// would be taken for one of a session that has ended.
func (j *journal) create() error {
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(j.dir, time.Now().Format("20060102-150405-*.new")) // 0600
	if err != nil {
		return err
	}
	if err = lockFile(f); err == nil {
		j.name = strings.TrimSuffix(f.Name(), ".new") + journalExt
		if err = os.Rename(f.Name(), j.name); err == nil {
			j.file = f
			return nil
		}
	}
	os.Remove(f.Name())
	return errors.Join(err, f.Close())
}

// close removes the file: the session ends as it should.
func (j *journal) close() {
	if j.file != nil {
		os.Remove(j.name)
		j.file.Close()
		j.file = nil
	}
}

// A crash is a session that ended in the midst.
type crash struct {
	file    string
	when    time.Time     // of its last entry
	modules []string      // the commands that require them
	cells   []cell.Source // those that succeeded, and weren't forgotten
	running cell.Source   // the one that was running; N is 0 where none was
}

// crashes are the sessions that ended unexpectedly, the last one first.
func (j *journal) crashes() []crash {
	if j.dir == "" {
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(j.dir, "*"+journalExt))
	var found []crash
	for _, name := range files {
		c, ok := readCrash(name)
		switch {
		case !ok:
		case len(c.cells) == 0 && c.running.N == 0, time.Since(c.when) > journalDays*24*time.Hour:
			os.Remove(name)
		default:
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b crash) int { return b.when.Compare(a.when) })
	return found
}

// readCrash reads a journal; ok is false where its session lives, or it can't be read.
func readCrash(name string) (c crash, ok bool) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return crash{}, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || lockFile(f) != nil {
		return crash{}, false
	}
	c = crash{file: name, when: info.ModTime()}
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return c, true // what follows the last newline wasn't written out
		}
		var e entry
		if json.Unmarshal(line, &e) == nil {
			c.replay(e)
		}
	}
}

// replay follows an entry.
func (c *crash) replay(e entry) {
	switch {
	case e.Reset:
		c.cells = nil
	case e.Begin > 0:
		c.running = cell.Source{N: e.Begin, Text: e.Text}
	case e.End > 0 && e.End == c.running.N:
		if !e.Failed {
			c.cells = append(c.cells, c.running)
		}
		c.running = cell.Source{}
	case e.Modules != nil:
		c.modules = e.Modules
	}
}

// String is, for example, "24 Nov 13:28, 6 cells, ended unexpectedly in In[7]".
func (c crash) String() string {
	text := fmt.Sprintf("%s, %s, ended unexpectedly", c.when.Format("2 Jan 15:04"), count(len(c.cells), "cell"))
	if c.running.N > 0 {
		text += " in " + c.running.Name()
	}
	return text
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
