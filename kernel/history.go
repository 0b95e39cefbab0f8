package kernel

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A line is a cell of a session: what was typed, and the text of what it came to.
type line struct {
	Session int    `json:"-"`
	N       int    `json:"n"`
	Input   string `json:"in"`
	Output  string `json:"out,omitempty"`
}

// A history has the cells of this session and of earlier ones. Each session is a file
// of its own in a folder, a line of JSON a cell, so that kernels can run side by side. The
// oldest sessions past maxSessions are removed at a start.
type history struct {
	dir string
	log func(string)

	mu      sync.Mutex
	session int // this one's number; 0 where nothing is kept on disk yet
	file    *os.File
	lines   []line // of this session
}

const (
	historySuffix = ".jsonl"
	maxSessions   = 1000
)

func openHistory(dir string, log func(string)) *history {
	h := &history{dir: dir, log: log, session: 1}
	known := h.sessions()
	if len(known) > 0 {
		h.session = known[len(known)-1] + 1
	}
	for _, old := range known[:max(0, len(known)-maxSessions)] {
		os.Remove(h.name(old)) // else the next start does it
	}
	return h
}

// sessions are the numbers of the sessions on disk, in order.
func (h *history) sessions() []int {
	if h.dir == "" {
		return nil
	}
	entries, _ := os.ReadDir(h.dir)
	var out []int
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), historySuffix); ok {
			if n, err := strconv.Atoi(name); err == nil && n > 0 {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return out
}

// create makes this session's file: with the first cell, so that clients that come and
// go without one leave nothing. Another kernel may have taken the number meanwhile.
func (h *history) create() error {
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return err
	}
	for {
		f, err := os.OpenFile(h.name(h.session), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o600)
		if errors.Is(err, os.ErrExist) {
			h.session++
			continue
		}
		h.file = f
		return err
	}
}

func (h *history) name(session int) string {
	return filepath.Join(h.dir, fmt.Sprintf("%06d%s", session, historySuffix))
}

// add keeps a cell. Where it can't be written it is kept in memory alone.
func (h *history) add(n int, input string, output func() string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := line{N: n, Input: input, Output: output()}
	h.lines = append(h.lines, l)
	if h.dir == "" {
		return
	}
	err := error(nil)
	if h.file == nil {
		err = h.create()
	}
	if err == nil {
		b, _ := json.Marshal(l)
		_, err = h.file.Write(append(b, '\n'))
	}
	if err != nil {
		h.log("the history can't be written: " + err.Error())
		h.dir = ""
	}
}

func (h *history) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.file != nil {
		h.file.Close()
		h.file = nil
	}
}

// of are the cells of one session.
func (h *history) of(session int) []line {
	if session == h.session {
		return h.numbered(slices.Clone(h.lines), session)
	}
	b, err := os.ReadFile(h.name(session))
	if err != nil {
		return nil
	}
	var out []line
	s := bufio.NewScanner(bytes.NewReader(b))
	s.Buffer(nil, len(b)+1)
	for s.Scan() {
		var l line
		if json.Unmarshal(s.Bytes(), &l) == nil { // a kernel that was killed may have left half a line
			out = append(out, l)
		}
	}
	return h.numbered(out, session)
}

func (h *history) numbered(lines []line, session int) []line {
	for i := range lines {
		lines[i].Session = session
	}
	return lines
}

// last are the newest cells that match, at most n where n isn't 0, the oldest first.
func (h *history) last(n int, match func(line) bool) []line {
	sessions := append(h.sessions(), h.session)
	var out []line
	for _, s := range slices.Backward(slices.Compact(sessions)) {
		for _, l := range slices.Backward(h.of(s)) {
			if match(l) {
				out = append(out, l)
			}
			if n > 0 && len(out) == n {
				slices.Reverse(out)
				return out
			}
		}
	}
	slices.Reverse(out)
	return out
}

// A historyRequest is the content of a history_request.
type historyRequest struct {
	Output  bool   `json:"output"`
	Access  string `json:"hist_access_type"`
	Session int    `json:"session"`
	Start   int    `json:"start"`
	Stop    *int   `json:"stop"`
	N       int    `json:"n"`
	Pattern string `json:"pattern"`
	Unique  bool   `json:"unique"`
}

func historyOf(l *lane, r *request) map[string]any {
	var q historyRequest
	if bad := ask(r, &q); bad != nil {
		return bad
	}
	h := l.k.history
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []line
	switch q.Access {
	case "tail":
		found = h.last(max(0, q.N), func(line) bool { return true })
	case "range":
		found = h.between(q)
	case "search":
		found = h.search(q)
	default:
		return failure("BadRequest", fmt.Sprintf("there is no hist_access_type %q: it is tail, range or search", q.Access))
	}
	return map[string]any{"status": "ok", "history": rows(found, q.Output)}
}

// rows are (session, n, input) triples, or (session, n, (input, output)).
func rows(lines []line, output bool) [][]any {
	out := make([][]any, 0, len(lines))
	for _, l := range lines {
		text := any(l.Input)
		if output {
			result := any(nil)
			if l.Output != "" {
				result = l.Output
			}
			text = []any{l.Input, result}
		}
		out = append(out, []any{l.Session, l.N, text})
	}
	return out
}

// between are cells start to stop-1 of a session: 0 is this one, -1 the one before.
func (h *history) between(q historyRequest) []line {
	session := q.Session
	if session <= 0 {
		session += h.session
	}
	return slices.DeleteFunc(h.of(session), func(l line) bool { return l.N < q.Start || q.Stop != nil && l.N >= *q.Stop })
}

// search are the newest cells that match a pattern as file names are matched; each text
// once, if unique.
func (h *history) search(q historyRequest) []line {
	pattern := q.Pattern
	if pattern == "" {
		pattern = "*"
	}
	match := func(l line) bool { return matches(pattern, l.Input) }
	if !q.Unique {
		return h.last(max(0, q.N), match)
	}
	found := h.last(0, match)
	seen := map[string]bool{}
	var out []line
	for _, l := range slices.Backward(found) {
		if !seen[l.Input] {
			seen[l.Input] = true
			out = append(out, l)
		}
	}
	if q.N > 0 && len(out) > q.N {
		out = out[:q.N]
	}
	slices.Reverse(out)
	return out
}

// slashes stand for the / of a text, which path.Match doesn't let a * match.
var slashes = strings.NewReplacer("/", "\x00")

// matches tells whether all of a text matches a pattern with *, ? and [...].
func matches(pattern, text string) bool {
	ok, err := path.Match(slashes.Replace(pattern), slashes.Replace(text))
	return err == nil && ok
}
