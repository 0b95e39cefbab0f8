package spark

import (
	"io"
	"os"
	"strings"
)

// A PortableDataStream is a file that isn't opened yet, an element of BinaryFiles.
type PortableDataStream struct{ uri string }

// GetPath is the file's name: file:/folder/name.
func (s PortableDataStream) GetPath() string { return s.uri }

// Open opens the file. Who opens it closes it.
func (s PortableDataStream) Open() (io.ReadCloser, error) {
	return os.Open(strings.TrimPrefix(s.uri, "file:"))
}

// ToArray is all of the file's bytes. It panics, and so fails the task, where they can't be read.
func (s PortableDataStream) ToArray() []byte {
	data, err := os.ReadFile(strings.TrimPrefix(s.uri, "file:"))
	if err != nil {
		panic(err)
	}
	return data
}

// String names the file.
func (s PortableDataStream) String() string { return "PortableDataStream(" + s.uri + ")" }
