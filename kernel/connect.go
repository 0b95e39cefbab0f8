package kernel

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"gospark/kernel/socket"
)

// A Connection says where a kernel's sockets are and how its messages are signed: what
// a client wrote to the connection file.
type Connection struct {
	Transport   string `json:"transport"`
	IP          string `json:"ip"` // for ipc, the path that the sockets' names begin with
	Shell       int    `json:"shell_port"`
	Control     int    `json:"control_port"`
	Stdin       int    `json:"stdin_port"`
	IOPub       int    `json:"iopub_port"`
	Heartbeat   int    `json:"hb_port"`
	Key         string `json:"key"`
	Scheme      string `json:"signature_scheme"`
	Name        string `json:"kernel_name"`
	description string // the file's name
}

// ReadConnection reads a connection file.
func ReadConnection(file string) (Connection, error) {
	c := Connection{Transport: "tcp", IP: "127.0.0.1", Scheme: "hmac-sha256", description: file}
	data, err := os.ReadFile(file)
	if err != nil {
		return c, fmt.Errorf("the connection file can't be read: %w", err)
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("%s is no connection file: %w", file, err)
	}
	return c, nil
}

// ErrUnsigned is the error of a connection without a key: whoever reaches its sockets runs code.
var ErrUnsigned = errors.New("the connection file has no key, so that anybody who reaches the sockets could run code; --allow-unsigned allows it")

// listeners binds the sockets, in the order shell, control, stdin, iopub, heartbeat.
func (c Connection) listeners() (out [5]net.Listener, err error) {
	for i, port := range [5]int{c.Shell, c.Control, c.Stdin, c.IOPub, c.Heartbeat} {
		out[i], err = socket.Listen(c.Transport, c.address(port))
		if err != nil {
			for _, l := range out[:i] {
				l.Close()
			}
			return out, fmt.Errorf("the sockets of %s can't be bound: %w", c.description, err)
		}
	}
	return out, nil
}

func (c Connection) address(port int) string {
	if c.Transport == "ipc" {
		return c.IP + "-" + strconv.Itoa(port)
	}
	ip := c.IP
	if ip == "*" {
		ip = ""
	}
	return net.JoinHostPort(ip, strconv.Itoa(port))
}
