package cell

import "strings"

// A Chunk is one cell of a file, or one command in it.
type Chunk struct {
	Text string
	Line int // at which line of the file it begins, counted from 1
}

// Script cuts a file in percent format into what is to be run one after the other:
// a line that begins with "// %%" starts a new cell (what follows on that line is
// its title), and a file without any is one cell. A cell may begin with :commands,
// one a line; each becomes a chunk of its own. Cells with nothing in them are left out,
// and so is text for readers: a cell whose title begins with [markdown].
func Script(text string) []Chunk {
	var out []Chunk
	var body []string
	start, isText := 1, false
	flush := func(next int) {
		if !isText {
			out = append(out, commandsFirst(Chunk{strings.Join(body, "\n"), start})...)
		}
		body, start = nil, next
	}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if title, begins := strings.CutPrefix(line, "// %%"); begins {
			flush(i + 2)
			isText = strings.HasPrefix(strings.TrimSpace(title), "[markdown]")
			continue
		}
		body = append(body, line)
	}
	flush(0)
	return out
}

// isCommand tells whether a line is a command of its own. One that begins with %% takes
// the lines behind it, and one with ! may be an expression of Go.
func isCommand(line string) bool {
	return line[0] == ':' || line[0] == '%' && !strings.HasPrefix(line, "%%")
}

// commandsFirst cuts the commands off the beginning of a cell.
func commandsFirst(c Chunk) []Chunk {
	var out []Chunk
	for {
		first, rest, more := strings.Cut(c.Text, "\n")
		command := strings.TrimSpace(first)
		if command != "" && !isCommand(command) {
			break
		}
		if command != "" {
			out = append(out, Chunk{command, c.Line})
		}
		c = Chunk{rest, c.Line + 1}
		if !more {
			return out
		}
	}
	return append(out, c)
}
