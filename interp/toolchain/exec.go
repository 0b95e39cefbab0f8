package toolchain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// A command is one run of a tool.
type command struct {
	dir  string   // where it runs
	env  []string // its whole environment
	argv []string
}

// A failure is a command that said what was wrong and ended in failure.
type failure struct {
	command string
	output  string // its standard error, or its standard output when it wrote nothing there
	err     error
}

func (f *failure) Error() string {
	if f.output == "" {
		return fmt.Sprintf("%s: %v", f.command, f.err)
	}
	return fmt.Sprintf("%s: %v\n%s", f.command, f.err, f.output)
}

func (f *failure) Unwrap() error { return f.err }

// run runs the command and returns what it wrote to its standard output. The end
// of ctx kills it with everything it started; the error is then the context's.
func (c command) run(ctx context.Context) ([]byte, error) {
	cmd := exec.CommandContext(ctx, c.argv[0], c.argv[1:]...)
	cmd.Dir, cmd.Env = c.dir, c.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 2 * time.Second
	ownGroup(cmd)
	err := cmd.Run()
	if cause := context.Cause(ctx); cause != nil && err != nil {
		return nil, cause
	}
	if err == nil || errors.Is(err, exec.ErrWaitDelay) {
		return stdout.Bytes(), nil
	}
	text := strings.TrimSpace(stderr.String())
	if text == "" {
		text = strings.TrimSpace(stdout.String())
	}
	return nil, &failure{command: strings.Join(c.argv[:min(2, len(c.argv))], " "), output: text, err: err}
}

// gently is the command at a lower priority, where the system has a nice command.
func (c command) gently() command {
	if nice, err := exec.LookPath("nice"); err == nil {
		c.argv = append([]string{nice, "-n", "10"}, c.argv...)
	}
	return c
}
