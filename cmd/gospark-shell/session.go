package main

import (
	"path/filepath"

	"gospark/session"
)

// openSession makes the real session. main must have called session.Begin.
func openSession(o options, notice func(line string)) (shell, error) {
	so := session.Options{Mode: o.mode, Master: o.master, Conf: o.conf, Notice: notice}
	if o.command == "" { // at the prompt
		so.Reading = takeInput()
		if dir := stateDir(); dir != "" {
			so.Journal = filepath.Join(dir, "sessions")
		}
	}
	return session.New(so)
}
