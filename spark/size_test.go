package spark_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The budget of a cell, in bytes of the object that the linker reads.
const (
	emptyCell = 20 << 10
	seedCell  = 560 << 10
)

const emptySource = `package cell1

import "gospark/spark"

var Sc *spark.Context
`

const seedSource = `package cell2

import (
	"strconv"
	"strings"

	"gospark/spark"
)

var Sc *spark.Context
var Res *spark.JoinedRDD[string, int, int]

func splitLine(line string) (string, int) {
	key, value, _ := strings.Cut(line, "|")
	n, _ := strconv.Atoi(value)
	return key, n
}

func Run() (string, any) {
	rdd1 := Sc.TextFile("testfile1")
	rdd2 := Sc.TextFile("testfile2")
	a := rdd1.Filter(func(line string) bool { return !strings.Contains(line, "ERROR") }).MapToPair(splitLine)
	b := rdd2.MapToPair(splitLine).ReduceByKey(func(x, y int) int { return x + y })
	Res = a.Join(b)
	return Res.ToDebugString(), Res.Take(10)
}
`

// TestCellSize compiles cells as the shell does and holds the size of what comes out.
func TestCellSize(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "importcfg")
	list, err := exec.Command("go", "list", "-export", "-deps",
		"-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", ".", "strconv", "strings").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, list, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, source string
		limit        int64
	}{{"empty", emptySource, emptyCell}, {"seed", seedSource, seedCell}} {
		file, object := filepath.Join(dir, c.name+".go"), filepath.Join(dir, c.name+".o")
		if err := os.WriteFile(file, []byte(c.source), 0o644); err != nil {
			t.Fatal(err)
		}
		compile := exec.Command("go", "tool", "compile", "-dynlink", "-p", "cell/"+c.name, "-importcfg", config,
			"-o", object+".export", "-linkobj", object, file)
		if out, err := compile.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		info, err := os.Stat(object)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes", c.name, info.Size())
		if info.Size() > c.limit {
			t.Errorf("%s cell: %d bytes, more than %d", c.name, info.Size(), c.limit)
		}
	}
}

const smallProgram = `package main

import "gospark/spark"

func main() { spark.NewContext("local", "").Stop() }
`

// TestErasedFormIsLinkedOnlyIfBound builds a program, as little of the package as a cell
// may need: all that its init functions and variables mention is in it.
func TestErasedFormIsLinkedOnlyIfBound(t *testing.T) {
	dir := t.TempDir()
	file, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	if err := os.WriteFile(file, []byte(smallProgram), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	symbols, err := exec.Command("go", "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(symbols, []byte("spark.NewContext")) {
		t.Error("there are no symbols")
	}
	for _, name := range []string{"spark.erase", "spark.bind"} {
		if bytes.Contains(symbols, []byte(name)) {
			t.Errorf("%s is linked", name)
		}
	}
}
