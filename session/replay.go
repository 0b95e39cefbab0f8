package session

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"gospark/cell"
)

// offer tells of sessions that ended unexpectedly.
func (s *Session) offer() {
	found := s.journal.crashes()
	if len(found) == 0 || s.options.Notice == nil {
		return
	}
	text := "the session of " + found[0].String()
	if n := len(found); n > 1 {
		text = fmt.Sprintf("%d sessions ended unexpectedly; the last: %v", n, found[0])
	}
	s.options.Notice(text + "; :replay or :replay! (forgets it)")
}

// keep writes an entry of the journal. Where that fails the session goes on without one.
func (s *Session) keep(e entry) {
	s.mu.Lock()
	err := s.journal.add(e)
	if err != nil {
		s.journal.close()
		s.journal.dir = ""
	}
	s.mu.Unlock()
	if err != nil && s.options.Notice != nil {
		s.options.Notice("the session isn't kept for :replay: " + err.Error())
	}
}

// chosen is the crashed session that a command names by its number in the list.
func (s *Session) chosen(args string) (crash, error) {
	found := s.journal.crashes()
	if len(found) == 0 {
		return crash{}, commandError("there is nothing to replay", "a session that ended unexpectedly can be replayed at the prompt")
	}
	n := 1
	if args != "" {
		var err error
		if n, err = strconv.Atoi(args); err != nil || n < 1 || n > len(found) {
			return crash{}, commandError(":replay takes the number of a session, not "+args, "these can be replayed:\n"+list(found))
		}
	}
	return found[n-1], nil
}

func list(found []crash) string {
	var b strings.Builder
	for i, c := range found {
		fmt.Fprintf(&b, "  %d  %v\n", i+1, c)
	}
	return strings.TrimRight(b.String(), "\n")
}

// replay runs the cells of a session that ended unexpectedly, under their own numbers,
// but for the one that was running. The first that fails ends it.
func (s *Session) replay(ctx context.Context, args string, sink cell.Sink) error {
	c, err := s.chosen(args)
	if err != nil {
		return err
	}
	for _, command := range c.modules {
		if err := s.command(ctx, command, sink); err != nil {
			return err
		}
	}
	for i, src := range c.cells {
		if s.hasRun(src) {
			continue
		}
		s.skipTo(src.N)
		if err := s.Run(ctx, src.Text, sink); err != nil {
			sink.Text(fmt.Sprintf("%s of the session of %v failed now; %s of it weren't run\n", src.Name(), c, count(len(c.cells)-i-1, "more cell")))
			return err
		}
	}
	os.Remove(c.file)
	text := count(len(c.cells), "cell") + " ran again\n"
	if c.running.N > 0 {
		text += c.running.Name() + " was running when the session ended, and wasn't run again:\n" +
			"    " + strings.ReplaceAll(strings.TrimSpace(c.running.Text), "\n", "\n    ") + "\n"
	}
	sink.Text(text)
	return nil
}

// forget removes a session that could be replayed.
func (s *Session) forget(args string, sink cell.Sink) error {
	c, err := s.chosen(args)
	if err != nil {
		return err
	}
	os.Remove(c.file)
	text := "the session of " + c.String() + ", is forgotten\n"
	if rest := s.journal.crashes(); len(rest) > 0 {
		text += "these can be replayed:\n" + list(rest) + "\n"
	}
	sink.Text(text)
	return nil
}

// hasRun tells whether the session has run that very cell: the files that run before
// the prompt are in both.
func (s *Session) hasRun(src cell.Source) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.ran, func(r recorded) bool { return r.Source == src && r.stays })
}

// skipTo makes n the number of the next cell, unless that is past it.
func (s *Session) skipTo(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = max(s.next, n)
}
