package main

import (
	"os"
	"testing"
)

// TestViByConfiguration: the last word of the person's configuration counts, other programs' parts don't.
func TestViByConfiguration(t *testing.T) {
	file := t.TempDir() + "/inputrc"
	t.Setenv("INPUTRC", file)
	if viByConfiguration() {
		t.Error("vi without a configuration")
	}
	for text, want := range map[string]bool{
		"set editing-mode vi\n":                            true,
		"# set editing-mode vi\nset bell-style none\n":     false,
		"set editing-mode vi\n  set editing-mode emacs\n":  false,
		"$if Bash\nset editing-mode vi\n$endif\n":          false,
		"$if Bash\n$endif\nset\tediting-mode   vi\n":       true,
		"$if Bash\n$else\nset editing-mode vi\n$endif\n":   true,
		"set editing-mode\nset editing-mode vi please\n\n": false,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := viByConfiguration(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
