package main

import (
	"cmp"
	"io"
	"os"
	"os/exec"
	"strings"

	"gospark/display"
)

// page shows a text, by the person's pager where it is longer than the terminal is high.
func (c *console) page(text string) {
	if !c.interactive || !c.overflows(text) || !runPager(text) {
		io.WriteString(c.out, text)
	}
}

// overflows tells whether a text has more rows than the terminal.
func (c *console) overflows(text string) bool {
	width, height := c.size()
	if !c.terminal || width <= 0 || height <= 0 {
		return false
	}
	rows := 0
	for line := range strings.Lines(text) {
		rows += max((display.Width(strings.TrimRight(line, "\n"))+width-1)/width, 1)
	}
	return rows >= height
}

// runPager shows a text by $PAGER, or less. It is false where there is none.
func runPager(text string) bool {
	pager := cmp.Or(os.Getenv("PAGER"), "less")
	name, _, _ := strings.Cut(pager, " ")
	if _, err := exec.LookPath(name); err != nil {
		return false
	}
	cmd := exec.Command("sh", "-c", pager)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), os.Stdout, os.Stderr
	cmd.Env = os.Environ()
	if os.Getenv("LESS") == "" {
		cmd.Env = append(cmd.Env, "LESS=FRX") // nothing for what fits, colours, and the text stays
	}
	return cmd.Run() == nil
}
