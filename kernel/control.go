package kernel

func interrupt(l *lane, _ *request) map[string]any {
	l.k.interrupt()
	return map[string]any{"status": "ok"}
}

// shutdown ends the kernel; the reply goes out first, on this socket and, for all
// clients, on iopub.
func shutdown(l *lane, r *request) map[string]any {
	var q struct {
		Restart bool `json:"restart"`
	}
	if bad := ask(r, &q); bad != nil {
		return bad
	}
	l.k.interrupt()
	reply := map[string]any{"status": "ok", "restart": q.Restart}
	l.k.publish(message{typ: "shutdown_reply", parent: r.parent, content: reply})
	l.reply(r, reply)
	l.k.shutdown()
	return nil
}

func createSubshell(l *lane, _ *request) map[string]any {
	return map[string]any{"status": "ok", "subshell_id": l.k.lanes.create()}
}

func deleteSubshell(l *lane, r *request) map[string]any {
	var q struct {
		ID string `json:"subshell_id"`
	}
	if bad := ask(r, &q); bad != nil {
		return bad
	}
	if !l.k.lanes.remove(q.ID) {
		return failure("NoSuchSubshell", "there is no subshell "+q.ID)
	}
	return map[string]any{"status": "ok"}
}

func listSubshells(l *lane, _ *request) map[string]any {
	return map[string]any{"status": "ok", "subshell_id": l.k.lanes.list()}
}
