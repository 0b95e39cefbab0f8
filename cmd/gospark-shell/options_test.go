package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestOptionsStandAnywhere: before the command, after it and after its file.
func TestOptionsStandAnywhere(t *testing.T) {
	for _, line := range []string{
		"--master=local[2] --conf a=b --conf c=d=e run --quiet f.go",
		"run --master local[2] f.go --conf=a=b -conf c=d=e -quiet",
		"run --quiet --master=local[2] --conf a=b --conf c=d=e -- f.go",
	} {
		o, err := parseOptions(strings.Fields(line))
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if o.command != "run" || o.file != "f.go" || o.master != "local[2]" || !o.quiet || o.mode != "auto" ||
			!maps.Equal(o.conf, map[string]string{"a": "b", "c": "d=e"}) {
			t.Errorf("%s: %+v", line, o)
		}
	}
	o, err := parseOptions([]string{"-i", "a", "-i=b"})
	if err != nil || o.command != "" || !slices.Equal(o.initial, []string{"a", "b"}) || o.master != "local[*]" {
		t.Errorf("%+v %v", o, err)
	}
	if o, err := parseOptions([]string{"run", "-", "--help"}); err != nil || !o.help {
		t.Errorf("%+v %v", o, err)
	}
}

// TestMasters are the masters of one machine, in Spark's spelling.
func TestMasters(t *testing.T) {
	for master, want := range map[string]bool{
		"local": true, "local[1]": true, "local[*]": true, "local[4,3]": true, "local[*,2]": true,
		"": false, "local[]": false, "local[0]": false, "local[-1]": false, "local[2]x": false,
		"yarn": false, "spark://host:7077": false, "local-cluster[2,1,1024]": false,
	} {
		if _, err := parseOptions([]string{"--master=" + master}); (err == nil) != want {
			t.Errorf("%q: %v", master, err)
		}
	}
}

// TestMisspeltOptions: the option or command that was meant is named.
func TestMisspeltOptions(t *testing.T) {
	for line, want := range map[string]string{
		"--qiet run f": "did you mean --quiet?", "--Master=local": "did you mean --master?", "rnu f": "did you mean run?",
		"--frobnicate": "lists the options", "frob": "the commands are run, export, kernel and help", "run f --vi": "",
	} {
		_, err := parseOptions(strings.Fields(line))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}
