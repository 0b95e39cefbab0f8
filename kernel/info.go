package kernel

import (
	"maps"
	"strings"
	"unicode/utf8"
)

// shellHandlers serve the requests of the shell socket, controlHandlers those of the
// control socket. They are filled in init, because handlers refer to what refers to them.
var shellHandlers, controlHandlers map[string]handler

func init() {
	shellHandlers = map[string]handler{
		"kernel_info_request": kernelInfo,
		"connect_request":     connectInfo,
		"execute_request":     execute,
		"complete_request":    complete,
		"inspect_request":     inspect,
		"is_complete_request": isComplete,
		"history_request":     historyOf,
		"comm_info_request":   commInfo,
		"comm_open":           commOpen,
		"comm_msg":            commMessage,
		"comm_close":          commClose,
		"interrupt_request":   interrupt,
		"shutdown_request":    shutdown,
	}
	controlHandlers = map[string]handler{
		"create_subshell_request": createSubshell,
		"delete_subshell_request": deleteSubshell,
		"list_subshell_request":   listSubshells,
		"usage_request":           usageOf,
	}
	maps.Copy(controlHandlers, shellHandlers) // the control socket is another shell, for what can't wait
}

// cutRequest is execute for execute_request.
func cutRequest(typ string) (name string, ok bool) { return strings.CutSuffix(typ, "_request") }

// banner is what a console shows at its start.
const banner = "Spark's RDDs, in Go. sc is the SparkContext; :help lists the commands."

func kernelInfo(l *lane, _ *request) map[string]any {
	o := l.k.options
	return map[string]any{
		"status":                 "ok",
		"protocol_version":       protocolVersion,
		"implementation":         "gospark",
		"implementation_version": o.Version,
		"banner":                 "GoSpark shell " + o.Version + " (" + o.GoVersion + ")\n" + banner,
		"debugger":               false,
		"supported_features":     []string{"kernel subshells"},
		"help_links":             []map[string]string{{"text": "Go's documentation", "url": "https://go.dev/doc/"}, {"text": "RDD programming guide", "url": "https://spark.apache.org/docs/latest/rdd-programming-guide.html"}},
		"language_info": map[string]any{
			"name":               "go",
			"version":            o.GoVersion,
			"mimetype":           "text/x-go",
			"file_extension":     ".go",
			"pygments_lexer":     "go",
			"codemirror_mode":    "go",
			"nbconvert_exporter": "script",
		},
	}
}

func connectInfo(l *lane, _ *request) map[string]any {
	c := l.k.options.Connection
	return map[string]any{"status": "ok", "shell_port": c.Shell, "iopub_port": c.IOPub, "stdin_port": c.Stdin, "hb_port": c.Heartbeat, "control_port": c.Control}
}

// byteOf is the byte of a text where the code point n begins. Clients count cursors in code points.
func byteOf(text string, n int) int {
	at := 0
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// codePoint is the number of code points before a byte of a text.
func codePoint(text string, at int) int { return utf8.RuneCountInString(text[:at]) }
