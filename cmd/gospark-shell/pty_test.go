//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"gospark/cell"
)

// A person is someone at a terminal that the shell, with a fake session, runs in.
type person struct {
	t    *testing.T
	tty  *os.File
	cmd  *exec.Cmd
	seen chan []byte
	text []byte // what was shown and not yet expected
}

// sitDown starts the shell with dir as the place of its files.
func sitDown(t *testing.T, dir string, args ...string) *person {
	t.Helper()
	return sitDownAt(t, []string{asFake + "=1", "HOME=" + dir}, dir, args...)
}

// sitDownAt is sitDown with an environment that tells which session is behind the shell.
func sitDownAt(t *testing.T, env []string, dir string, args ...string) *person {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), "XDG_STATE_HOME="+dir, "XDG_CONFIG_HOME="+dir, "NO_COLOR=1", "TERM=xterm", "INPUTRC="), env...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, tty: tty, cmd: cmd, seen: make(chan []byte, 100)}
	go func() {
		defer close(p.seen)
		for {
			b := make([]byte, 4096)
			n, err := tty.Read(b)
			if err != nil {
				return
			}
			p.seen <- b[:n]
		}
	}()
	t.Cleanup(func() { cmd.Process.Kill(); tty.Close() })
	return p
}

// types presses keys.
func (p *person) types(keys string) {
	p.t.Helper()
	if _, err := p.tty.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// sees waits until text is shown after what was seen before.
func (p *person) sees(text string) {
	p.t.Helper()
	late := time.After(time.Minute)
	for {
		if i := bytes.Index(p.text, []byte(text)); i >= 0 {
			p.text = p.text[i+len(text):]
			return
		}
		select {
		case b, ok := <-p.seen:
			if !ok {
				p.t.Fatalf("the shell ended; %q isn't in %q", text, p.text)
			}
			p.text = append(p.text, bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))...)
		case <-late:
			p.t.Fatalf("%q isn't in %q", text, p.text)
		}
	}
}

// free lets a cell end that is stuck.
func (p *person) free(dir string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "freed"), nil, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// prompted waits for the prompt of cell n: from then on the terminal doesn't act on
// control keys itself.
func (p *person) prompted(n int) {
	p.t.Helper()
	p.sees(cell.Name(n) + ": ")
}

// leaves waits for the shell to end, and returns its exit status.
func (p *person) leaves() int {
	p.t.Helper()
	for range p.seen {
	}
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

const (
	ctrlC, ctrlD           = "\x03", "\x04"
	ctrlO, ctrlR           = "\x0f", "\x12"
	arrowUp, arrowDown     = "\x1b[A", "\x1b[B"
	altEnter               = "\x1b\r"
	pasteOn, pasteOff      = "\x1b[?2004h", "\x1b[?2004l"
	forCell, forCellResult = "for {\r\tx\r}\r", `["for {\n\tx\n}"]` + "\n"

	// erased goes before what is drawn anew. It never clears from a row's first column, or tmux would
	// keep each drawing at the top of the screen in its history.
	erased = "\r\x1b[K\x1b[C\x1b[J\r"
)

// TestPrompt: cells of one line and of several, and the number of the next one.
func TestPrompt(t *testing.T) {
	p := sitDown(t, t.TempDir(), "--master=local[2]")
	p.sees("master local[2], mode auto\n")
	p.prompted(1)
	p.types("x\r")
	p.sees("Out[1]: cell = [\"x\"]\n")
	p.prompted(2)
	p.types(forCell)
	p.sees("  ...: ")
	p.sees("Out[2]: cell = " + forCellResult)
	p.types("\r  \rone" + altEnter + "two\r")
	p.sees(`Out[3]: cell = ["one\ntwo"]`)
	p.types(":vars\r")
	p.sees("command :vars\n")
	p.types("fail here\r")
	p.sees("In[4]:1: it failed\n    fail here\n")
	p.prompted(5)
	p.types(":quit\r")
	if status := p.leaves(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// TestRecallAcrossSessions: a cell of several lines comes back whole, in the same
// session and in the next one.
func TestRecallAcrossSessions(t *testing.T) {
	dir := t.TempDir()
	p := sitDown(t, dir)
	p.prompted(1)
	p.types(forCell)
	p.sees("Out[1]: cell = " + forCellResult)
	p.types("y\r")
	p.prompted(3)
	p.types(arrowUp + arrowUp + "\r")
	p.sees("Out[3]: cell = " + forCellResult)
	p.prompted(4)
	p.types(ctrlD)
	p.leaves()

	p = sitDown(t, dir)
	p.prompted(1)
	p.types("y\r")
	p.sees(`Out[1]: cell = ["y"]`)
	p.prompted(2)
	p.types(arrowUp + arrowUp + " // again\r")
	p.sees(`Out[2]: cell = ["for {\n\tx\n} // again"]`)
	p.prompted(3)
	p.types(ctrlD)
	if status := p.leaves(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// TestSearch: Ctrl-R goes through the cells as the pattern is typed, cells of several lines
// too; Enter takes what is shown, to be edited or run; Esc and Ctrl-C give up, and the text is as it was.
func TestSearch(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types(forCell + "one\rtwo x\r")
	p.prompted(4)
	p.types("draft" + ctrlR + "x")
	p.sees("In[4]: two x\nsearch: x")
	p.types(ctrlR)
	p.sees("In[4]: for {\n  ...:     x\n  ...: }\nsearch: x")
	p.types(ctrlR)
	p.sees("search: x  (no such cell)")
	p.types("\r" + "yz" + ctrlO)
	p.sees(`Out[4]: cell = ["for {\n\tyzx\n}"]`)
	p.prompted(5)
	for _, giveUp := range []string{"\x1b", "\x07", ctrlC} {
		p.types("draft" + ctrlR + "ON")
		p.sees("(no such cell)")
		p.types("\x7f\x7fon")
		p.sees("In[5]: one")
		p.types(giveUp)
		p.sees("In[5]: draft")
		p.types("\x15")
		p.sees("In[5]: \r")
	}
	p.types(ctrlR + ctrlR)
	p.sees("In[5]: one\nsearch: on")
	p.types("\x05!\r") // any other key takes it, and does what it does
	p.sees(`Out[5]: cell = ["one!"]`)
}

// TestCtrlC: at the prompt it clears what is typed; in a cell it stops the cell and
// the shell stays.
func TestCtrlC(t *testing.T) {
	dir := t.TempDir()
	p := sitDown(t, dir)
	p.prompted(1)
	p.types("nonsense {\rmore")
	p.sees("  ...: more")
	p.types(ctrlC)
	p.sees("^C\n")
	p.prompted(1)
	p.types("wait\r")
	p.sees("waiting\n")
	p.types(ctrlC)
	p.sees("interrupted\n")
	p.types("stuck\r")
	p.sees("waiting\n")
	p.types(ctrlC)
	p.sees("not yet")
	p.types(ctrlC)
	p.sees("is left behind")
	p.free(dir)
	p.sees("interrupted\n")
	p.types("x\r")
	p.sees(`Out[3]: cell = ["x"]`)
	p.prompted(4)
	p.types("typed" + ctrlD + ctrlC + ctrlD)
	if status := p.leaves(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// TestPaste: a pasted block is one cell, tabs and blank lines and all. It runs at
// once when it ends in a newline, else it can be edited first.
func TestPaste(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.sees(pasteOn)
	p.prompted(1)
	p.types("\x1b[200~func f() {\r\tx\r\r\r\ty\r}\rz\r\x1b[201~")
	p.sees(pasteOff)
	p.sees(`Out[1]: cell = ["func f() {\n\tx\n\n\n\ty\n}\nz"]`)
	p.prompted(2)
	p.types("a\x1b[200~b {\r}\x1b[201~c\r")
	p.sees(`Out[2]: cell = ["ab {\n}c"]`)
}

// TestEnterWithinACell: in the middle of a cell Enter makes a line, at its end it runs the cell.
func TestEnterWithinACell(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("one" + altEnter + "two" + arrowUp + "\rmiddle" + arrowDown + "\r")
	p.sees(`Out[1]: cell = ["one\nmiddle\ntwo"]`)
}

// TestWayOut: a second blank line runs a cell that can't be completed.
func TestWayOut(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("open {\r\r\r")
	p.sees(`Out[1]: cell = ["open {"]`)
}

// TestUnfinishedLine: output without a newline keeps its line, and the prompt gets its own.
func TestUnfinishedLine(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.types("print abc\r")
	p.sees("abc" + strings.Repeat(" ", 80) + "\r\x1b[K")
	p.prompted(2)
}

// TestTab: one match is put in; of several what they have in common is, and they are
// listed under the text until the next key. At the beginning of a line Tab indents.
func TestTab(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("b\t")
	p.sees("In[1]: banana")
	p.types(" a\t")
	p.sees("In[1]: banana ap\napple    fruit\napricot  fruit\x1b[2A\r\x1b[16C")
	p.types("r")
	p.sees(erased + "In[1]: banana ap\r\x1b[16C")
	p.types("\t\r")
	p.sees("Out[1]: cell = [\"banana apricot\"]\n")
	p.prompted(2)
	p.types("{\r\tx z\t}\r")
	p.sees(`["{\n\tx z}"]`)
}

// TestTabWithinATextOfSeveralLines: what stands behind the cursor stays, and the cursor
// comes back from the list to where it was.
func TestTabWithinATextOfSeveralLines(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("one ap" + altEnter + "two" + arrowUp + "\x1b[C\x1b[C\x1b[C\t")
	p.sees("In[1]: one ap\n  ...: two\napple    fruit\napricot  fruit\x1b[3A\r\x1b[13C")
	p.types("p\t, " + arrowDown + " more\r")
	p.sees(`["one apple, \ntwo more"]`)
}

// TestTabShowsPages: more than a page of matches is shown page by page, and goes when the cell runs.
func TestTabShowsPages(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("an n\t")
	p.sees("In[1]: an n\nn0 ")
	p.sees("1-50 of 120, Tab for more\x1b[")
	p.types("\t")
	p.sees("51-100 of 120, Tab for more\x1b[")
	p.types("\t")
	p.sees("101-120 of 120, Tab for more\x1b[")
	p.types("\t")
	p.sees("1-50 of 120, Tab for more\x1b[")
	p.types("\r")
	p.sees(erased + "In[1]: an n\n")
	p.sees(`Out[1]: cell = ["an n"]`)
	p.prompted(2)
	p.types("an n\t")
	p.sees("1-50 of 120")
	p.types(ctrlC)
	p.sees(erased + "In[2]: an n")
	p.sees("^C\n")
	p.prompted(2)
}

// TestNotice: what comes from behind while a cell is typed goes above it.
func TestNotice(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.types("later toolchain ready\r")
	p.prompted(2)
	p.types("ab")
	p.sees(erased + "toolchain ready\nIn[2]: ab")
	p.types("c\r")
	p.sees(`["abc"]`)
}

// TestStartupFiles run before the prompt, quietly; one that fails isn't run on.
func TestStartupFiles(t *testing.T) {
	dir := t.TempDir()
	initial := dir + "/initial.go"
	if err := os.Mkdir(dir+"/gospark", 0o700); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{
		dir + "/gospark/startup.go": ":keys vi\n// %%\nprint hello\n// %%\nfail in startup\n// %%\nprint never\n",
		initial:                     "quiet\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := sitDown(t, dir, "-i", initial)
	p.sees("hello")
	p.sees("In[2]:1: it failed")
	p.prompted(4)
	p.types("yxx\x1b")
	p.sees("-- NORMAL --")
	p.types("x0x\r")
	p.sees(`Out[4]: cell = ["x"]`)
}

// TestTerminated: told to end at the prompt or in a cell, the shell does, and puts the terminal back.
func TestTerminated(t *testing.T) {
	for _, busy := range []bool{false, true} {
		p := sitDown(t, t.TempDir())
		p.prompted(1)
		if busy {
			p.types("wait\r")
			p.sees("waiting")
		} else {
			p.types("half a cell {")
			p.sees("cell {")
		}
		p.cmd.Process.Signal(syscall.SIGTERM)
		p.sees(map[bool]string{true: "interrupted", false: pasteOff}[busy])
		if status := p.leaves(); status != 128+int(syscall.SIGTERM) {
			t.Errorf("status %d", status)
		}
	}
}

// TestProgressAtTheTerminal: the row is drawn while a cell runs and prints, and is gone before
// the cell's error; with --quiet it isn't drawn.
func TestProgressAtTheTerminal(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("job half\r")
	p.sees("half\x1bD\x1b7\x1b[1;23r\x1b8\x1b[A\x1b7\x1b[24;1H\x1b[m\x1b[2Kjob 3 count at In[1]:1  stage 2/3  [=====>    ] 6/12 tasks  0.0s\x1b8said meanwhile")
	p.types(ctrlC)
	p.sees("\x1b7\x1b[r\x1b[24;1H\x1b[2K\x1b8")
	p.sees("interrupted\n")
	p.prompted(2)

	file := t.TempDir() + "/job"
	if err := os.WriteFile(file, []byte("job half"), 0o600); err != nil {
		t.Fatal(err)
	}
	p = sitDown(t, t.TempDir(), "run", "--quiet", file)
	p.sees("halfsaid meanwhile")
}

// TestTypedAroundCtrlC: what was typed before is discarded, what is typed while the cell
// is still stopping is for the prompt.
func TestTypedAroundCtrlC(t *testing.T) {
	dir := t.TempDir()
	p := sitDown(t, dir)
	p.prompted(1)
	p.types("stuck\r")
	p.sees("waiting\n")
	p.types("before\r")
	p.sees("before\n")
	p.types(ctrlC)
	p.sees("not yet")
	p.types("after\r")
	p.free(dir)
	p.sees(`Out[2]: cell = ["after"]`)
}

// TestEdit: the editor has the terminal and the last cell, or the one asked for; what it leaves is run.
func TestEdit(t *testing.T) {
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", "read -r word; sed -i s/one/$word/")
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types(":edit\r")
	p.sees("can't edit: no cell has run yet\n")
	p.prompted(1)
	p.types("print one\r")
	p.prompted(2)
	p.types("two\r")
	p.prompted(3)
	p.types(":edit 1\r")
	p.sees(pasteOff)
	p.types("three\r")
	p.sees("\nprint three\nthree ")
	p.prompted(4)
	p.types(":edit 2\r")
	p.sees(pasteOff)
	p.types("x\r")
	p.sees("the cell is as it was; it isn't run again\n")
	p.prompted(4)
	p.types(":edit 7\r")
	p.sees("can't edit: there is no cell 7; :history lists them\n")
	p.prompted(4)
}

// TestPager: what is longer than the terminal is high goes through the person's pager.
func TestPager(t *testing.T) {
	t.Setenv("PAGER", "echo paged; wc -l; true ")
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types(":long\r")
	p.sees("command :long\n")
	p.sees("paged\n40\n")
	p.prompted(1)
	p.types(":keys\r")
	p.sees("paged\n")

	t.Setenv("PAGER", "there-is-no-such-pager")
	p = sitDown(t, t.TempDir())
	p.prompted(1)
	p.types(":long\r")
	p.sees(strings.Repeat("line\n", 40))
}

// TestViAtTheTerminal: Esc alone is told from the keys that it begins, normal mode is
// shown, and the keys can be changed.
func TestViAtTheTerminal(t *testing.T) {
	p := sitDown(t, t.TempDir(), "--vi")
	p.prompted(1)
	p.types("one twx\x1b")
	p.sees("In[1]: one twx\n-- NORMAL --")
	p.types("\x1b[Dro\x1b[C")
	p.sees("In[1]: one tox")
	p.types("2")
	p.sees("-- NORMAL -- 2")
	p.types("b\r")
	p.sees(`Out[1]: cell = ["one tox"]`)
	p.prompted(2)
	p.types(":keys emacs\r")
	p.sees("the keys of emacs; :keys")
	p.prompted(2)
	p.types("b a\x1bbc\x1b")
	p.sees("b ca")
	time.Sleep(200 * time.Millisecond) // Esc and a key, one after the other, are Alt with it
	p.types("fd\r")
	p.sees(`Out[2]: cell = ["b cad"]`)
	p.types(":keys nano\r")
	p.sees("there are no keys of nano")
}

// TestSignature: within a call its signature stands under the text, until the cursor leaves it.
func TestSignature(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("call(")
	p.sees("In[1]: call(\nfunc call(apple, more string)\x1b[1A\r\x1b[12C")
	p.types("x")
	p.sees("In[1]: call(x\nfunc call(apple, more string)\x1b[1A\r\x1b[13C") // it doesn't flicker
	p.types("\x1b[Z")
	p.sees("In[1]: call(x\nfunc call(apple, more string)\ncall takes\ntwo apples.\x1b[3A\r\x1b[13C")
	p.types(")")
	p.sees(erased + "In[1]: call(x)\r\x1b[14C")
	p.types("\r")
	p.sees(`Out[1]: cell = ["call(x)"]`)
}

// TestPrintedMeanwhile: what goroutines print while a cell is typed goes above it, parts
// of a line one after the other, and the cell stays.
func TestPrintedMeanwhile(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("later one\r")
	p.prompted(2)
	p.types("ab {\rc")
	p.sees("one\nIn[2]: ab {\n  ...: c\r\x1b[8C")
	p.types("}\r")
	p.sees("[\"ab {\\nc}\"]")
}

// TestResize: a terminal whose size changes is drawn anew at once.
func TestResize(t *testing.T) {
	p := sitDown(t, t.TempDir())
	p.prompted(1)
	p.types("0123456789abcdef")
	p.sees("9abcdef")
	if err := pty.Setsize(p.tty, &pty.Winsize{Rows: 24, Cols: 20}); err != nil {
		t.Fatal(err)
	}
	p.sees("In[1]: 0123456789abc\ndef\r\x1b[3C")
}
