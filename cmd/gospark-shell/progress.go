package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"gospark/cell"
	"gospark/display"
)

// A progressRow shows how far a job is in the terminal's last row. Where the cursor
// is can't be known: cells print straight to the terminal. So the row is kept out of
// what scrolls, and whatever is printed meanwhile goes above it, undisturbed.
type progressRow struct {
	w             io.Writer
	size          func() (width, height int) // 0 where it isn't known
	width, height int                        // those for which the row is kept; 0 while it isn't
}

// minHeight is that of a terminal that can spare a row.
const minHeight = 5

// newProgressRow is the row on standard error's terminal, or nil where there is none,
// or where what reads standard output, a pager for one, may be drawing on it.
func newProgressRow() *progressRow {
	out, err := os.Stdout.Stat()
	if err != nil || out.Mode()&os.ModeNamedPipe != 0 || !isTerminal(os.Stderr) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &progressRow{w: os.Stderr, size: func() (int, int) { return terminalSize(os.Stderr) }}
}

// show draws the progress of a job, or gives the row back where none runs any more.
func (r *progressRow) show(p cell.Progress) {
	if p.Jobs == 0 {
		r.clear()
		return
	}
	width, height := r.size()
	if width == 0 || height < minHeight {
		r.clear()
		return
	}
	text := ""
	if width != r.width || height != r.height {
		text = r.release() + keepLastRow(height)
		r.width, r.height = width, height
	}
	io.WriteString(r.w, text+saveCursor+toRow(height)+"\x1b[m\x1b[2K"+display.Cut(progressText(p), width-1)+restoreCursor)
}

// clear erases the row and gives it back.
func (r *progressRow) clear() {
	if text := r.release(); text != "" {
		io.WriteString(r.w, text)
	}
	r.width, r.height = 0, 0
}

const saveCursor, restoreCursor = "\x1b7", "\x1b8"

// toRow goes to the start of a row.
func toRow(n int) string { return fmt.Sprintf("\x1b[%d;1H", n) }

// keepLastRow takes the last row out of what scrolls. Where the cursor is in it,
// the text moves up first.
func keepLastRow(height int) string {
	return "\x1bD" + saveCursor + fmt.Sprintf("\x1b[1;%dr", height-1) + restoreCursor + "\x1b[A"
}

// release undoes keepLastRow, for the size that the terminal has now.
func (r *progressRow) release() string {
	_, height := r.size()
	if r.height == 0 || height == 0 {
		return ""
	}
	return saveCursor + "\x1b[r" + toRow(height) + "\x1b[2K" + restoreCursor
}

// progressText is, for example:
//
//	job 3 reduceByKey at In[5]:1  stage 2/3  [=====>    ] 12/40 tasks  3.1s
func progressText(p cell.Progress) string {
	text := fmt.Sprintf("job %d %s", p.Job, p.Action)
	if p.Jobs > 1 {
		text += fmt.Sprintf(" (and %d more)", p.Jobs-1)
	}
	if s := p.Stages; s.Total > 0 {
		text += fmt.Sprintf("  stage %d/%d", min(s.Done+1, s.Total), s.Total)
	}
	if t := p.Tasks; t.Total > 0 {
		text += fmt.Sprintf("  %s %d/%d tasks", bar(t), t.Done, t.Total)
	}
	return text + "  " + seconds(p.Duration)
}

const barWidth = 10

func bar(t cell.Count) string {
	full := barWidth * t.Done / t.Total
	if full == barWidth {
		return "[" + strings.Repeat("=", barWidth) + "]"
	}
	return "[" + strings.Repeat("=", full) + ">" + strings.Repeat(" ", barWidth-1-full) + "]"
}

// seconds is a duration with tenths of a second up to a minute.
func seconds(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}
