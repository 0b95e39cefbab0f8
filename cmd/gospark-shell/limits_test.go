//go:build unix

package main

import "testing"

// realShell starts the shell with a real session behind it.
func realShell(t *testing.T, dir string, args ...string) *person {
	t.Helper()
	return sitDownAt(t, []string{asShell + "=1"}, dir, append([]string{"--master=local[2]"}, args...)...)
}

// TestReadIsInterrupted: Ctrl-C ends a cell that reads the terminal, nothing of the cell
// runs after that, and what is typed next is the prompt's.
func TestReadIsInterrupted(t *testing.T) {
	p := realShell(t, t.TempDir())
	p.prompted(1)
	p.types("var word string\r")
	p.prompted(2)
	p.types("fmt.Println(\"asks\"); fmt.Scanln(&word); word = \"went on\"\r")
	p.sees(pasteOff + "asks\n")
	p.types(ctrlC)
	p.sees("In[2] interrupted\n")
	p.prompted(3)
	p.types("word + \"nothing\"\r")
	p.sees("Out[3]: string = nothing\n")
	p.prompted(4)
	p.types("fmt.Println(\"asks\"); fmt.Scanln(&word); word\r")
	p.sees(pasteOff + "asks\n")
	p.types("gopher\n")
	p.sees("Out[4]: string = gopher\n")
	p.prompted(5)
	p.types("r := bufio.NewReader(os.Stdin); fmt.Println(\"asks\"); line, err := r.ReadString('\\n')\r")
	p.sees(pasteOff + "asks\n")
	p.types(ctrlC)
	p.sees("In[5] interrupted\n")
	p.prompted(6)
	p.types(ctrlD)
	if status := p.leaves(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// TestMuchAndLateOutput: what a cell prints is shown before its result, an endless
// print stops, and what a goroutine prints later tells whose it is.
func TestMuchAndLateOutput(t *testing.T) {
	p := realShell(t, t.TempDir())
	p.prompted(1)
	p.types("for i := range 100000 { fmt.Println(i) }; \"done\"\r")
	p.sees("\n99998\n99999\n")
	p.sees("Out[1]: string = done\n")
	p.prompted(2)
	p.types("for i := 0; ; i++ { fmt.Println(i) }\r")
	p.sees("\n1000\n")
	p.types(ctrlC)
	p.sees("In[2] interrupted\n")
	p.prompted(3)
	p.types("tick := make(chan int); go func() { for range tick { fmt.Println(\"tock\") } }()\r")
	p.prompted(4)
	p.types("tick <- 1; close(tick)\r")
	p.sees("In[3]| tock\n")
	p.prompted(5)
}

// TestReplay: a mutex that is unlocked and wasn't locked ends the process; the next start
// offers what was there before, and a session that ended as it should leaves nothing.
func TestReplay(t *testing.T) {
	dir := t.TempDir()
	p := realShell(t, dir)
	p.prompted(1)
	p.types("x := 40\r")
	p.prompted(2)
	p.types("var mu sync.Mutex; mu.Unlock()\r")
	p.sees("fatal error: sync: unlock of unlocked mutex")
	if status := p.leaves(); status != 2 {
		t.Errorf("status %d", status)
	}
	p = realShell(t, dir)
	p.sees("1 cell, ended unexpectedly in In[2]; :replay")
	p.prompted(1)
	p.types(":replay\r")
	p.sees("1 cell ran again\nIn[2] was running when the session ended")
	p.prompted(2)
	p.types("x + 2\r")
	p.sees("Out[2]: int = 42\n")
	p.prompted(3)
	p.types(":replay\r")
	p.sees("there is nothing to replay")
	p.types(ctrlD)
	if status := p.leaves(); status != 0 {
		t.Errorf("status %d", status)
	}
	p = realShell(t, dir)
	p.sees("Ctrl-D leaves.\n     ") // nothing is offered
}
