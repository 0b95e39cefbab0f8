package main

import "gospark/session"

// openSession makes the real session. main must have called session.Begin.
func openSession(o options, notice func(line string)) (shell, error) {
	return session.New(session.Options{Mode: o.mode, Master: o.master, Conf: o.conf, Notice: notice})
}
