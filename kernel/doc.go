// Package kernel serves a session to Jupyter clients, by the messaging protocol 5.5.
// It knows no interpreter: what runs cells is an Evaluator.
//
//	connect   the connection file: addresses and key
//	message   messages, signed, as frames
//	kernel    the sockets and the life of a kernel
//	launcher  the process that started the kernel, and ends it by its own end
//	lane      requests that wait for each other: the shell's, each subshell's, the control's
//	info      kernel_info, connect_info
//	execute   execute_request, and what stops others when one fails
//	output    what a cell shows, as messages on iopub
//	progress  how far its jobs are, as one display that is updated
//	widget    the same beside a button, for clients that have widgets
//	input     what a cell asks for: input_request
//	help      complete, inspect, is_complete
//	history   the cells of this session and of earlier ones
//	comm      comms, both ways
//	control   interrupt, shutdown, subshells
//	spec      the kernelspec that clients find the kernel by
package kernel
