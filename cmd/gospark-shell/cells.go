package main

import (
	"io"
	"os"

	"gospark/cell"
)

// readCells reads a file in percent format; - is standard input.
func readCells(file string) ([]cell.Chunk, error) {
	var text []byte
	var err error
	if file == "-" {
		text, err = io.ReadAll(os.Stdin)
	} else {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, err
	}
	return cell.Script(string(text)), nil
}
