package spark_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gospark/spark"
)

// Globs are Hadoop's: {a,b} is one path, whatever commas are in it.
func TestGlobs(t *testing.T) {
	sc := newContext(t, "local[2]")
	dir := t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", "c.txt", "a.log", "my file.txt", " led.txt", "x{1}.dat", "s*r.dat", "star.dat", "x[1].dat", "p,q.dat",
		"2014/01/d", "2014/02/d", "2015/01/d"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for glob, want := range map[string]string{
		"{a,b}.txt":                "a.txt|b.txt",
		"{b,a,b}.txt":              "a.txt|b.txt",
		"{a.{txt,log},c*}":         "a.log|a.txt|c.txt",
		"{a}.txt":                  "a.txt",
		"a.{txt,}":                 "a.txt",
		"?.txt":                    "a.txt|b.txt|c.txt",
		"[a-b].txt":                "a.txt|b.txt",
		"[^a-b].txt":               "c.txt",
		"[!a-b].txt":               "c.txt",
		"[{,}ab].txt":              "a.txt|b.txt",
		"my file.txt":              "my file.txt",
		"my*":                      "my file.txt",
		" led.txt":                 " led.txt",
		`x\{1\}.dat`:               "x{1}.dat",
		"x{1}.dat":                 "x{1}.dat",
		`s\*r.dat`:                 "s*r.dat",
		"s*r.dat":                  "s*r.dat",
		`s\*[r].dat`:               "s*r.dat",
		"x[1].dat":                 "x[1].dat",
		`p\,q.dat`:                 "p,q.dat",
		"201{4,5}/01":              "2014/01/d|2015/01/d",
		"{2014/{01,02},2015/01}/d": "2014/01/d|2014/02/d|2015/01/d",
	} {
		for _, scheme := range []string{"", "file:", "file://"} {
			if glob[0] == ' ' && scheme == "file:" {
				continue
			}
			got := sc.TextFile(scheme + filepath.Join(dir, glob)).Collect()
			if strings.Join(got, "|") != want {
				t.Errorf("%s%s: %s, want %s", scheme, glob, strings.Join(got, "|"), want)
			}
		}
	}
	list := sc.TextFile(dir + "/{c,a}.txt," + dir + "/my file.txt, file://" + dir + "/b.txt").Collect()
	if want := []string{"a.txt", "c.txt", "my file.txt", "b.txt"}; !slices.Equal(list, want) {
		t.Errorf("list: %q, want %q", list, want)
	}
	for _, bad := range []string{"/{a,b", "/[a", "/{a,{b}"} {
		_, err := spark.Try(sc.TextFile(dir + bad).Count)
		mentions(t, err, bad, "in textFile at glob_test.go:")
	}
}
