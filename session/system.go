package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"gospark/cell"
)

// sh runs a command of the system's shell. That it failed is told, and no error: many
// commands say something by it.
func (s *Session) sh(ctx context.Context, command string, sink cell.Sink) error {
	if command == "" {
		return commandError("! needs a command", "as in !ls -l")
	}
	if rest, ok := strings.CutPrefix(command, "*"); ok { // as GoNB has it
		return commandError("there is no !*", "!"+rest+" runs the command in the session's folder; :get PATH adds a module that cells can import")
	}
	err := system(ctx, []string{"sh", "-c", command}, "", sink)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		sink.Text(failed.Error() + "\n")
		err = nil
	}
	if hint := lostBy(command); hint != "" && err == nil {
		sink.Text("note: " + hint + "\n")
	}
	return err
}

// systemLinger is how long an interrupted command has to end before it is killed.
const systemLinger = 2 * time.Second

// system runs a program, and shows what it writes while it runs. An interrupt ends it
// with all that it started. That it failed is an *exec.ExitError.
func system(ctx context.Context, argv []string, input string, sink cell.Sink) error {
	if _, err := exec.LookPath(argv[0]); err != nil {
		return commandError("there is no "+argv[0]+" on this machine", "")
	}
	c := exec.CommandContext(ctx, argv[0], argv[1:]...)
	c.WaitDelay = systemLinger
	if input != "" {
		c.Stdin = strings.NewReader(input)
	}
	if to, ok := sink.(cell.OutputSink); ok && !to.Direct() {
		c.Stdout = written(func(b []byte) { to.Stdout(0, b) })
		c.Stderr = written(func(b []byte) { to.Stderr(0, b) })
		asGroup(c)
	} else {
		if input == "" {
			c.Stdin = os.Stdin
		}
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
	}
	err := c.Run()
	switch {
	case ctx.Err() != nil:
		return &cell.Error{Code: cell.CodeInterrupted, Msg: "interrupted"}
	case errors.Is(err, exec.ErrWaitDelay): // it left something behind that has its output open
		return nil
	case err == nil:
		return nil
	}
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return failed
	}
	return commandError("can't run "+argv[0]+": "+err.Error(), "")
}

type written func([]byte)

func (f written) Write(b []byte) (int, error) {
	f(slices.Clone(b))
	return len(b), nil
}

// cd goes to a folder.
func (s *Session) cd(_ context.Context, dir string, sink cell.Sink) error {
	dir = strings.Trim(dir, `"`)
	if rest, ok := strings.CutPrefix(dir, "~"); ok || dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return commandError("there is no home: "+err.Error(), "")
		}
		dir = home + rest
	}
	if err := os.Chdir(dir); err != nil {
		return commandError("can't go to "+dir+": "+reason(err), "")
	}
	now, err := os.Getwd()
	if err != nil {
		return commandError("the folder is gone: "+reason(err), "")
	}
	sink.Text(now + "\n")
	return nil
}

// env shows the environment's variables, or one, or sets one.
func (s *Session) env(_ context.Context, args string, sink cell.Sink) error {
	name, value, set := strings.Cut(args, "=")
	name = strings.TrimSpace(name)
	switch {
	case args == "":
		sink.Text(strings.Join(slices.Sorted(slices.Values(os.Environ())), "\n") + "\n")
	case set:
		if err := os.Setenv(name, strings.TrimSpace(value)); err != nil {
			return commandError(fmt.Sprintf("%q can't be set: %v", name, err), "as in :env NAME=VALUE")
		}
	default:
		value, ok := os.LookupEnv(name)
		if !ok {
			return commandError("there is no variable "+name+" in the environment", "")
		}
		sink.Text(value + "\n")
	}
	return nil
}
