package interp

import (
	"errors"
	"strings"
	"testing"

	"gospark/cell"
)

// TestHints: what is said to hands that know PySpark, Scala or pandas.
func TestHints(t *testing.T) {
	in := helped(t)
	for text, want := range map[string]string{
		"rdd.ZipWithIndex().Lookup(\"a\")":                                      "MapToPair(spark.Both)",
		"rdd.KeyBy(spark.Identity[string]).GroupByKey().ZipWithIndex()":         "rdd.RDD().ZipWithIndex",
		"rdd.KeyBy(spark.Identity[string]).GroupByKey().ReduceByKey(spark.Add)": "MapValues makes a PairRDD",
		"rdd.show()":                "rdd.Take(20)",
		"rdd.Head(5)":               "rdd.Take(20)",
		"rdd.printSchema()":         ":type",
		"rdd.toDF()":                "no DataFrames",
		"rdd.select(\"a\")":         "no DataFrames",
		"rdd.plot()":                "package display",
		"rdd.size()":                "Count()",
		"rdd.toPandas()":            "Collect()",
		"len(rdd)":                  "Count()",
		"rdd[0]":                    "First()",
		"rdd[:2]":                   "Take(n)",
		"for range rdd {\n}":        "ToLocalIterator()",
		"rdd + rdd":                 "Union",
		"rdd.Collect":               "call it: rdd.Collect()",
		"rdd.Map":                   "call it: rdd.Map(...); rdd.Map? ",
		"spark.AsPairRDD(rdd)":      "MapToPair",
		"sc.EmptyRDD()":             "sc.EmptyRDD[int](...)",
		"spark":                     "no SparkSession",
		"spark.range(10)":           "no SparkSession",
		"np.array(1)":               "need no import",
		"$ls":                       "!ls runs",
		"sys.exit(1)":               ":quit leaves",
		"exit(0)":                   ":quit leaves",
		"rdd.Collect().map(nil)":    "begin with a capital letter: Map",
		"rdd.Collect().Filter(nil)": "transform before the action",
		"rdd.Map(func(s string) (string, int) {\n\treturn s, 1\n})": "MapToPair",
		"rdd.Map(func(s string) { return s })":                      "it takes a func(string) U",
		"rdd.Map(func(x) { x })":                                    "a parameter has a type: func(x int)",
		"rdd.Filter(_ > 1)":                                         "a func is written",
		"rdd.Filter(lambda s: s)":                                   "a func is written",
		"sc.Parallelize(1, 2, 3)":                                   "it takes a slice",
		"sc.Parallelize([1, 2, 3])":                                 "a slice is written",
		"sc.Parallelize(1 to 10)":                                   "sc.Range(0, 10)",
		"sc.parallelize(range(10))":                                 "sc.Range(0, 10)",
		"sc.range(10)":                                              "begin with a capital letter: Range",
		"sc.Range(10)":                                              "Range(0, n)",
		"spark.read.csv(\"f\")":                                     "no SparkSession",
		"spark.sql(\"select 1\")":                                   "no SparkSession",
		"print rdd":                                                 "fmt.Println",
		"Println(1)":                                                "did you mean fmt.Println?",
		"val n = 3":                                                 "n := ... defines",
		"def f(x): return x":                                        "func f(",
		"class P: pass":                                             "type P struct",
		"case class P(n: Int)":                                      "type P struct",
		"import numpy":                                              "need no import",
		"from pyspark import SparkContext":                          "need no import",
		"import \"numpy\"":                                          "need no import",
		"import strings":                                            "imported by its path",
		"for x in rdd: print(x)":                                    "range xs",
		"x = [i for i in xs]":                                       "range xs",
		"while true { break }":                                      "Go's while",
		"try { f() } catch { }":                                     "returns its error",
		"if 1 > 0: print(1)":                                        "in braces",
		"s := 'abc'":                                                "double quotes",
		"f\"{n}\"":                                                  "Sprintf",
		"# a comment":                                               "begins with //",
		"type(rdd)":                                                 ":type",
		"dir(rdd)":                                                  "Shift-Tab",
		"True":                                                      "true and false",
		"None":                                                      "nil",
		"str(3)":                                                    "fmt.Sprint",
		"SparkContext()":                                            "sc is the SparkContext",
		"ls":                                                        "!ls",
		"Out[2]":                                                    "Out(n)",
		"In[2]":                                                     ":history",
		"_":                                                         "Out(n)",
		"clear":                                                     "Ctrl-L",
		"int(\"3\")":                                                "strconv.Atoi",
		"float64(\"3\")":                                            "strconv.ParseFloat",
		"\"a\".upper()":                                             "strings.ToUpper",
		"\"a\".len()":                                               "len(x)",
		"[]int{1}.size()":                                           "len(x)",
		"[1, 2, 3]":                                                 "a slice is written",
		"1, 2":                                                      "a cell shows one value",
		"{\"a\": 1}":                                                "a map is written",
		"true and false":                                            "and is &&",
		"if not true {\n}":                                          "not is !",
		"new P()":                                                   "P{...}",
		"var n: Int = 3":                                            "without a colon",
		"func f(n: Int): Int = n":                                   "without a colon",
		"sc.Conf()":                                                 "did you mean GetConf?",
		"sc.Parallelise(spots)":                                     "did you mean Parallelize?",
		"spot.Note":                                                 "did you mean note?",
		"rdd.NumPartitions()":                                       "GetNumPartitions()",
		"pairs.Sum()":                                               "rdd.Values().Sum()",
		"sc.Parallelize(map[int]int{})":                             "ParallelizeMap",
		"sc.Parallelize(\"abc\")":                                   "it takes a slice",
		"pairs.Join(sc.Range(0, 3).KeyBy(spark.Identity[int]))": "must be of type string: MapToPair makes other ones for sc.Range(0, 3)",
		"pairs.CoGroup(rdd)":                        "rdd has no keys",
		"fmt.Printf(\"%s\" 3)":                      "",
		"if x := 3 x > 2 {\n}":                      "",
		"s := \"one to three, for all in it\" 3":    "",
		"x := map[string]int{\"a\": 1, \"b\": 2 3}": "",
		"s := \"this and that, not new ones\" 3":    "",
	} {
		_, err := in.checkCell(cell.Source{N: 9, Text: text}, in.current())
		var errs cell.Errors
		if !errors.As(err, &errs) {
			t.Errorf("%s: %v", text, err)
		} else if got := errs[0].Hint; !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %s, hint %q, want %q", text, errs[0].Msg, got, want)
		}
	}
	_, err := in.checkCell(cell.Source{N: 9, Text: "spark.read.csv(1)"}, in.current())
	if errs := (cell.Errors)(nil); !errors.As(err, &errs) || len(errs) != 1 {
		t.Errorf("what follows of a name that can't be seen is said too: %v", err)
	}
}

// TestCellTypes: a type of an earlier cell has its bare name, unless another of its name meets it.
func TestCellTypes(t *testing.T) {
	in := helped(t)
	for _, c := range [][3]string{
		{"sc.Parallelize(places).Map(func(p []*point) int { return 0 })", "does not match func(*point) U", "it takes a func(*point) U"},
		{"type point int\nsc.Parallelize(places).Map(func(p point) int { return 0 })", "type func(p point of In[9]) int of", "it takes a func(*point of In[1]) U"},
		{"func f() {\n\ttype point int\n\tvar p point = spot\n}", "spot (variable of struct type point of In[1]) as point of In[9] value", ""},
	} {
		_, err := in.checkCell(cell.Source{N: 9, Text: c[0]}, in.current())
		var errs cell.Errors
		if !errors.As(err, &errs) || !strings.Contains(errs[0].Msg, c[1]) || !strings.Contains(errs[0].Hint, c[2]) {
			t.Errorf("%s: %v; want %q and %q", c[0], err, c[1], c[2])
		}
	}
}
