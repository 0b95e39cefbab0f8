package session

import "strings"

// instead says what there is here in place of commands that IPython, GoNB, gophernotes,
// evcxr and Scala's shell have: first the commands, then what to do. A %s is the command itself.
var instead = map[string]string{
	"matplotlib pylab config plot":                             "package display draws charts: display.Bar(rdd.CountByValue())",
	"timeit prun lprun mprun memit profile":                    ":time CELL says where a cell's time went; testing.Benchmark(func(b *testing.B) { for b.Loop() { f() } }) runs f again and again",
	"pip conda mamba":                                          ":get PATH adds a module that cells can import; !%s install NAME is for programs in Python",
	"dep require go111module goworkfix autoget addjar adddeps": ":get PATH adds a module that cells can import, :replace PATH=DIR one of a folder",
	"ls ll la lf pwd cat mkdir rmdir rm cp mv man less more":   "!%s runs a command of the system's shell",
	"who whos who_ls imports implicits":                        ":vars lists the variables",
	"hist rerun recall notebook":                               ":history shows the cells that have run",
	"run":                                                      ":load FILE runs the cells of a file",
	"paste cpaste":                                             "what is pasted is one cell, as it is",
	"pinfo pinfo2 pdoc pdef psource":                           "NAME? tells what is known of a name",
	"load_ext reload_ext unload_ext autoreload":                "there are no extensions; :get PATH adds a module that cells can import",
	"lsmagic magic quickref automagic alias":                   ":help lists the commands",
	"debug pdb xmode tb":                                       "there is no debugger; an error names the lines of the cells that led to it",
	"store":                                                    ":save FILE saves the cells, rdd.SaveAsObjectFile(DIR) the elements of an RDD",
	"capture":                                                  "a cell that ends in a statement shows nothing: _ = v; display.Clear(false) takes away what it has shown",
	"clear cls":                                                "display.Clear(false) takes away what a cell has shown",
	"script python python2 python3 pypy perl ruby sx system shell": "%%bash runs a script; ! runs a command of the system's shell",
	"main exec": "statements run as they stand: a cell needs no main",
	"args":      "os.Args = []string{\"program\", \"-flag\"} sets the arguments",
	"sql":       noSQL,
	"exit":      ":quit leaves",
}

// insteadOf says what to do in place of a command of another shell, or "".
func insteadOf(name string) string {
	for names, hint := range instead {
		for known := range strings.FieldsSeq(names) {
			if known == name {
				return strings.ReplaceAll(hint, "%s", name)
			}
		}
	}
	return ""
}

const noSQL = "there is no SQL yet: RDDs have Filter, Map, Join and ReduceByKey"

// lost says what does to the session what a command of the system's shell does to that shell alone.
var lost = map[string]string{
	"cd":     ":cd DIR goes to a folder; that of ! ends with it",
	"export": ":env NAME=VALUE sets a variable of the environment; that of ! ends with it",
	"go get": ":get PATH adds a module that cells can import; go get is for the folder's own go.mod",
}

// lostBy is what lost says of a command, or "".
func lostBy(command string) string {
	if strings.ContainsAny(command, "&|;\n") { // it does something with it
		return ""
	}
	words := strings.Fields(command)
	for n := 1; n <= min(2, len(words)); n++ {
		if hint := lost[strings.Join(words[:n], " ")]; hint != "" {
			return hint
		}
	}
	return ""
}
