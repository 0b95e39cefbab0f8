package main

import (
	"bufio"
	"cmp"
	"os"
	"path/filepath"
	"strings"
)

// viByConfiguration tells whether the person's configuration of line editors asks for
// the keys of vi: the last "set editing-mode" of $INPUTRC or ~/.inputrc.
func viByConfiguration() bool {
	file := os.Getenv("INPUTRC")
	if home, err := os.UserHomeDir(); err == nil {
		file = cmp.Or(file, filepath.Join(home, ".inputrc"))
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	vi, applies := false, true
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) > 0 && words[0] == "$if": // of another program's part
			applies = false
		case len(words) > 0 && (words[0] == "$endif" || words[0] == "$else"):
			applies = true
		case applies && len(words) == 3 && words[0] == "set" && words[1] == "editing-mode":
			vi = words[2] == "vi"
		}
	}
	return vi
}
