package interp

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"gospark/cellrt"
)

// printed keeps what cells print, each its own.
type printed struct {
	mu   sync.Mutex
	of   map[string]*strings.Builder
	more chan bool
}

func (p *printed) output(direct bool) *cellrt.Output {
	p.of, p.more = map[string]*strings.Builder{}, make(chan bool, 1)
	return &cellrt.Output{Direct: direct, Write: func(n int, stderr bool, text []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		key := fmt.Sprint(n, stderr)
		if p.of[key] == nil {
			p.of[key] = new(strings.Builder)
		}
		p.of[key].Write(text)
		select {
		case p.more <- true:
		default:
		}
	}}
}

func (p *printed) text(n int, stderr bool) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.of[fmt.Sprint(n, stderr)]; b != nil {
		return b.String()
	}
	return ""
}

// waitFor waits until a cell has printed text.
func (p *printed) waitFor(n int, text string) {
	for !strings.Contains(p.text(n, false), text) {
		<-p.more
	}
}

// TestOutputOfEachCell: what a cell prints is there when it ends, whole and in order,
// however it prints it; what its goroutines print later is still its own.
func TestOutputOfEachCell(t *testing.T) {
	for _, mode := range []Mode{Auto, Interpreted} {
		t.Run(string(mode), func(t *testing.T) { testOutputOfEachCell(t, mode) })
	}
}

func testOutputOfEachCell(t *testing.T, mode Mode) {
	nb := newNotebook(t, mode)
	var p printed
	nb.out = p.output(false)
	nb.run("fmt.Println(\"interpreted\")")
	nb.run("fmt.Fprintln(os.Stdout, \"interpreted\")")
	nb.run(`fmt.Print("a")
os.Stdout.WriteString("b")
fmt.Fprint(os.Stdout, "c")
p := fmt.Println
p("d")
fmt.Fprintln(os.Stderr, "err")
log.SetFlags(0)
log.Print("logged")
w := bufio.NewWriter(os.Stdout)
func() { defer w.Flush(); fmt.Fprintln(w, "e") }()
tick := make(chan string)
go func() { for s := range tick { fmt.Println(s); os.Stdout.WriteString("file " + s) } }()`)
	nb.run("fmt.Println(\"mine\")\ntick <- \"later\"\nclose(tick)\nfmt.Fprintln(w, \"of the third's file\")\nw.Flush()")
	p.waitFor(3, "file later")
	p.waitFor(3, "of the third's file\n")
	for n, want := range map[int]string{1: "interpreted\n", 2: "interpreted\n", 4: "mine\n"} {
		if got := p.text(n, false); got != want {
			t.Errorf("In[%d] printed %q, not %q", n, got, want)
		}
	}
	if got := p.text(3, false); !strings.HasPrefix(got, "abcd\ne\n") || !strings.Contains(got, "later\n") {
		t.Errorf("In[3] printed %q", got)
	}
	if got := p.text(3, true); got != "err\nlogged\n" {
		t.Errorf("In[3] printed %q to standard error", got)
	}
	const lines = 20_000
	nb.run(fmt.Sprintf("for i := range %d { fmt.Println(i) }\nfor i := range %d { fmt.Fprintln(os.Stdout, i) }", lines, lines))
	var want strings.Builder
	for range 2 {
		for i := range lines {
			fmt.Fprintln(&want, i)
		}
	}
	if got := p.text(5, false); got != want.String() {
		t.Errorf("of %d bytes printed, %d are there when the cell ends", want.Len(), len(got))
	}
}

// TestDirectOutput: until a cell is over it prints to the process's own files.
func TestDirectOutput(t *testing.T) {
	for _, mode := range []Mode{Auto, Interpreted} {
		t.Run(string(mode), func(t *testing.T) { testDirectOutput(t, mode) })
	}
}

func testDirectOutput(t *testing.T, mode Mode) {
	nb := newNotebook(t, mode)
	var p printed
	nb.out = p.output(true)
	if got := nb.run(`r, w, _ := os.Pipe()
own := os.Stdout
os.Stdout = w
fmt.Println("direct")
fmt.Fprintln(os.Stdout, "file")
os.Stdout = own
w.Close()
all, _ := io.ReadAll(r)
over := make(chan bool)
go func() { <-over; fmt.Println("later") }()
string(all)`); got != "string = direct\nfile\n" {
		t.Error(got)
	}
	nb.run("close(over)")
	p.waitFor(1, "later\n")
	if got := p.text(1, false); got != "later\n" {
		t.Errorf("In[1] printed %q", got)
	}
}

// TestBuiltinPrintIsOfItsCell: print and println are taken as the rest of the cell's standard
// error is, and write what Go's do.
func TestBuiltinPrintIsOfItsCell(t *testing.T) {
	nb := newNotebook(t, Auto)
	var p printed
	nb.out = p.output(false)
	nb.run(`type celsius float32
func (celsius) String() string { return "not asked" }
var none error
print("a", 1, 'b', true, "\n")
println(celsius(1.25), 1e100, 2i, uint8(200), none, []int(nil), map[string]int(nil), "end")
defer println("deferred", uintptr(17))
func() { fmt.Fprintln(os.Stderr, "between"); defer func() { println("recovered", recover() != nil) }(); panic(1) }()`)
	want := "a198true\n1.25 1e+100 (0+2i) 200 (0x0,0x0) [0/0]0x0 0x0 end\nbetween\nrecovered true\ndeferred 17\n"
	if got := p.text(1, true); got != want {
		t.Errorf("In[1] wrote\n%s\nto its standard error, not\n%s", got, want)
	}
	nb.run("done := make(chan bool)\ngo println(\"in a goroutine\", len(\"abc\"))\ntime.AfterFunc(20*time.Millisecond, func() { println(\"later\"); close(done) })\n<-done")
	if got := p.text(2, true); got != "in a goroutine 3\nlater\n" {
		t.Errorf("In[2] wrote %q", got)
	}
}
