package main

import (
	"strings"
	"testing"
)

// TestLateOutputNamesItsCell: each line once, also where it comes in parts.
func TestLateOutputNamesItsCell(t *testing.T) {
	var b strings.Builder
	l := &lateOutput{show: func(s string) { b.WriteString(s) }}
	l.write(3, "a")
	l.write(3, "b\nc\n")
	l.write(3, "d")
	l.write(14, "e\n\n")
	l.write(3, "")
	l.write(3, "f\n")
	want := "In[3]| ab\nIn[3]| c\nIn[3]| d\nIn[14]| e\nIn[14]| \nIn[3]| f\n"
	if b.String() != want {
		t.Errorf("got %q\nwant %q", b.String(), want)
	}
}
