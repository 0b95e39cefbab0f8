package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"gospark/cell"
)

// A hintRule proposes a remedy for a message of the checker.
type hintRule struct {
	pattern *regexp.Regexp
	hint    string
}

// hintRules are tried in order.
var hintRules = []hintRule{
	{regexp.MustCompile(`(\w*ByKey|Join|\w+OuterJoin|CoGroup|GroupByKey|MapValues|CountByKey|Lookup|CollectAsMap) undefined \(type \*spark\.RDD\[spark\.Pair`), "spark.AsPairRDD(rdd) makes a PairRDD of an RDD of pairs; MapToPair makes one directly"},
	{regexp.MustCompile(`(\w*ByKey|Join|\w+OuterJoin|CoGroup|MapValues|Lookup|CollectAsMap) undefined \(type \*spark\.RDD\[`), "$1 needs keys: make a PairRDD first with MapToPair(func(x) (key, value)) or KeyBy"},
	{regexp.MustCompile(`(\w*ByKey\w*|Join|\w+OuterJoin|CoGroup|MapValues|FlatMapValues|PartitionBy|Lookup|CollectAsMap) undefined \(type \*spark\.RDD2\[`), "MapToPair(spark.Both) makes a PairRDD of it, which has $1"},
	{regexp.MustCompile(`undefined \(type \*spark\.(?:Pair|Grouped|Joined|CoGrouped\d?)RDD\[.* has no field or method ((?:Zip|Glom|Cartesian|GroupBy|KeyBy)\w*)\)`), "RDD() has the elements as they are: rdd.RDD().$1"},
	{regexp.MustCompile(`undefined \(type \*spark\.(?:Grouped|Joined|CoGrouped\d?)RDD\[.* has no field or method (\w*ByKey\w*|CoGroup\w*|\w*Join)\)`), "MapValues makes a PairRDD of it, which has $1"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:show|head|limit|tail|display|print)\)`), "an action returns elements, and what a cell ends in is shown: rdd.Take(20), or rdd.Collect()"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:printSchema|schema|dtypes|columns)\)`), "an RDD's type is its schema: a cell that ends in the RDD shows it, and :type"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:describe|summary)\)`), "Stats() has count, mean, deviation, least and greatest of an RDD of numbers"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:plot|hist)\)`), "package display draws what an action returns: display.Histogram(rdd.Histogram(10)), display.Bar(rdd.CountByValue())"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:len|length|size|shape)\)`), "Count() is the number of elements"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:numPartitions|partitions|getPartitions)\)`), "GetNumPartitions() is how many it has"},
	{regexp.MustCompile(`undefined \(type \*spark\.PairRDD\[.* has no field or method (Sum|Mean|Stats|Variance|Stdev|Histogram)\)`), "Values() is an RDD of the values: rdd.Values().$1()"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:toPandas|toList|toArray|toSeq)\)`), "Collect() returns the elements as a slice"},
	{regexp.MustCompile(`undefined \(type \*spark\.\w*RDD\[.* has no field or method (?i:toDF|toDS|where|withColumn|agg|orderBy|drop|write|createOrReplaceTempView|sql)\)`), noFrames},
	{regexp.MustCompile(`^undefined: (?:spark|sqlContext)$`), noSession},
	{regexp.MustCompile(`^(?:undefined: spark\.|name )(?:read|sql|createDataFrame|range|table|builder|SparkSession)\b`), noSession},
	{regexp.MustCompile(`undefined \(type \[\].* has no field or method (?i:map|filter|reduce|foreach|flatMap|groupBy|sortBy)\)`), "an action has made a slice of the RDD: transform before the action, or sc.Parallelize the slice"},
	{regexp.MustCompile(`\*spark\.\w*RDD\[.*for built-in len`), "Count() is the number of elements"},
	{regexp.MustCompile(`cannot index .*type \*spark\.\w*RDD\[`), "an RDD isn't in memory: First() and Take(n) return its first elements, Lookup(key) a key's values"},
	{regexp.MustCompile(`cannot slice .*type \*spark\.\w*RDD\[`), "Take(n) returns the first elements"},
	{regexp.MustCompile(`cannot range over .*type \*spark\.\w*RDD\[`), "range over Collect(), or over ToLocalIterator(), which brings one partition at a time"},
	{regexp.MustCompile(`operator \+ not defined on .*type \*spark\.\w*RDD\[`), "Union makes one RDD of two"},
	{regexp.MustCompile(`in call to \S*Parallelize, type map\[`), "ParallelizeMap makes a PairRDD of a map"},
	{regexp.MustCompile(`in call to \S*Parallelize, (?:cannot infer T|type .* does not match)`), "it takes a slice: sc.Parallelize([]int{1, 2, 3})"},
	{regexp.MustCompile(`in call to \S*AsPairRDD, type .* does not match`), "its elements must be spark.Pair: of others MapToPair(func(x) (key, value)) and KeyBy make a PairRDD"},
	{regexp.MustCompile(`type \*spark\.RDD\[.*\] of (.+) does not match spark\.Keyed\[`), "$1 has no keys: MapToPair(func(x) (key, value)) and KeyBy make a PairRDD of it"},
	{regexp.MustCompile(`of (.+) does not match spark\.Keyed\[(.+), \w+\]`), "the keys on both sides must be of type $2: MapToPair makes other ones for $1"},
	{regexp.MustCompile(`in call to (\S+), cannot infer`), "say which type: $1[int](...)"},
	{regexp.MustCompile(`not enough arguments in call to \S*\.Range\n`), "it takes both ends: Range(0, n)"},
	{regexp.MustCompile(`^cannot use _ as value`), "Out(n) is what cell n ended in; " + aFunc},
	{regexp.MustCompile(`(?s)^too many return values.*want \(\)$`), "say before the { what the func returns: func(x int) int { ... }"},
	{regexp.MustCompile(`^undefined: (?:True|False)$`), "they are true and false"},
	{regexp.MustCompile(`^undefined: (?:None|null|NULL)$`), "it is nil"},
	{regexp.MustCompile(`^undefined: (Print|Println|Printf|Sprint|Sprintf|printf)$`), "did you mean fmt.$1?"},
	{regexp.MustCompile(`^undefined: Out$`), "Out(n) is what cell n ended in"},
	{regexp.MustCompile(`^undefined: In$`), ":history shows the cells that have run"},
	{regexp.MustCompile(`^undefined: (?:np|pd|plt|numpy|pandas)$`), noPython},
	{regexp.MustCompile(`^undefined: str$`), "fmt.Sprint(v) makes a string of any value"},
	{regexp.MustCompile(`^undefined: (?:dir|help)$`), "Tab lists what a value has; Shift-Tab, or NAME?, tells what is known of a name"},
	{regexp.MustCompile(`^undefined: (?:SparkContext|SparkConf|SparkSession)$`), "sc is the SparkContext; after sc.Stop(), spark.NewContext makes another"},
	{regexp.MustCompile(`^undefined: (?:exit|quit|sys|System)$`), ":quit leaves; os.Exit ends a cell, and the session goes on"},
	{regexp.MustCompile(`^undefined: display$`), "display.Show(v) shows a value"},
	{regexp.MustCompile(`^undefined: (ls|pwd|cat|wc|grep|mkdir|git)$`), "!$1 runs a command of the system's shell"},
	{regexp.MustCompile(`type func\(.*\) \(.*, error\) of .* does not match`), "wrap the func: spark.Must(f) panics where f returns an error"},
	{regexp.MustCompile(`in call to \S*\.Map, type func\(.*\) \([^,]+, [^,]+\) of .* does not match`), "MapToPair takes a func that returns a key and a value; Map's returns one value"},
	{regexp.MustCompile(`func\(\w+ spark\.(Pair|Tuple2)\[.*(does not match|value in argument)`), "the func takes the parts of the element as arguments: func(key, value) ..."},
	{regexp.MustCompile(`func\(\w+ spark\.(Joined|CoGrouped)\[.*(does not match|value in argument)`), "the func takes the parts of the element as arguments: func(key, left, right) ..."},
	{regexp.MustCompile(`(?s)type func\(.*\).* of .* does not match (func\(.*\).*) \(cannot infer`), "it takes a $1, where capital letters stand for types of your own choice"},
	{regexp.MustCompile(`(?s)cannot use .*\(value of type func\(.*\).*\) as (func\(.*\).*) value in argument`), "it takes a $1"},
	{regexp.MustCompile(`does not (satisfy|implement) spark\.SortOption|as spark\.SortOption value`), "the order is spark.Ascending or spark.Descending, the number of partitions spark.Partitions(n)"},
	{regexp.MustCompile(`(Hash|Range)Partitioner.* as int value`), "a partitioner instead of a number: ReduceByKeyWith and its like, or PartitionBy before"},
	{regexp.MustCompile(`cannot use generic function (.*) without instantiation`), "call it: $1(...); $1? shows its signature"},
	{regexp.MustCompile(`(\S+) does not satisfy comparable`), "a key must be comparable with ==: use an array, a string or a struct of such in place of a slice, map or func"},
	{regexp.MustCompile(`does not satisfy (cmp\.Ordered|spark\.Number)`), "it needs numbers or strings; give a key func that returns one, or a comparison"},
	{regexp.MustCompile(`^clear \(built-in\) must`), "Ctrl-L clears the terminal; clear(m) empties a map"},
	{regexp.MustCompile(`^cannot convert .* string.* to type u?int\w*$`), "strconv.Atoi(s) reads a number"},
	{regexp.MustCompile(`^cannot convert .* string.* to type float\d+$`), "strconv.ParseFloat(s, 64) reads a number"},
	{regexp.MustCompile(`undefined \(type (?:\[\].*|map\[.*|(?:untyped )?string) has no field or method (?i:len|length|size)\)`), "len(x) is its length"},
	{regexp.MustCompile(`undefined \(type (?:untyped )?string has no field or method`), "strings have no methods: package strings has funcs of them, as strings.ToUpper(s)"},
	{regexp.MustCompile(`^(\w+) \(built-in\) must be called`), "a builtin is no value: wrap it in a func that calls $1"},
	{regexp.MustCompile(`^missing return`), "a func gives its value by return: return ..."},
	{regexp.MustCompile(`has no field or method \w+, but does have (?:method|field) (\w+)\)`), "did you mean $1?"},
	{regexp.MustCompile(`no new variables on left side of :=`), "use = to assign to what the cell has defined above"},
	{regexp.MustCompile(`could not import (?:numpy|pandas|matplotlib|pyspark)`), noPython},
	{regexp.MustCompile(`could not import C `), "cgo can't be used in cells"},
	{regexp.MustCompile(`could not import \S*internal`), "a package's internal parts can be imported by itself only"},
	{regexp.MustCompile(`could not import (\w+\.[\w./-]+/[\w./-]+) `), ":get $1 adds the module that has it to the session"},
	{regexp.MustCompile(`could not import "?([\w./-]+)"?`), ":get PATH adds a module to the session, so that cells can import its packages"},
}

const (
	aFunc     = "a func is written func(s string) int { return len(s) }"
	aCapital  = "Go's names begin with a capital letter: "
	noFrames  = "there are no DataFrames: an RDD of structs, with Map, Filter, GroupBy and SortBy, does most of it"
	noSession = "there is no SparkSession and no DataFrame yet: sc.TextFile reads lines, sc.Parallelize makes an RDD of a slice"
	noPython  = "Go's packages, as math and slices, need no import; sc is there, and display draws charts"
)

// syntaxRules are for people whose fingers still write another language: what the
// line looks like, and how Go says it.
var syntaxRules = []hintRule{
	{regexp.MustCompile(`^\s*#`), "a comment begins with //"},
	{regexp.MustCompile(`^\s*\$\s*(\w+)`), "!$1 runs a command of the system's shell"},
	{regexp.MustCompile(`\bspark\.(?:range|read|sql)\b`), noSession},
	{regexp.MustCompile(`^\s*(?:val|let)\s+(\w+)\s*=`), "$1 := ... defines a variable"},
	{regexp.MustCompile(`^\s*(?:var|func)\s[^"]*\w:\s*\w`), "a type stands behind its name, without a colon: var x int"},
	{regexp.MustCompile(`^\s*def\s+(\w+)`), "func $1(...) ... { ... } declares a func"},
	{regexp.MustCompile(`^\s*(?:case\s+)?(?:class|object|trait)\s+(\w+)`), "type $1 struct { ... } declares a type"},
	{regexp.MustCompile(`^\s*print(?:ln)?\s+[\w"]`), "fmt.Println(...) writes a line; what a cell ends in is shown without it"},
	{regexp.MustCompile(`^\s*(?:from|import)\s+(?:numpy|pandas|matplotlib|pyspark|org\.apache)`), noPython},
	{regexp.MustCompile(`^\s*(?:from|import)\s+\w`), "a package is imported by its path: import \"strings\"; the standard library needs none"},
	{regexp.MustCompile(`=>|->|\blambda\b`), aFunc},
	{regexp.MustCompile(`^\s*for\s+[\w, ()]+\s+in\s|\[[^"]*\sfor\s.*\sin\s`), "a loop over a slice is written for _, x := range xs { ... }"},
	{regexp.MustCompile(`^\s*while\b`), "for CONDITION { ... } is Go's while"},
	{regexp.MustCompile(`^\s*(?:try|except)\b|\}\s*catch\b`), "a func returns its error: v, err := f()"},
	{regexp.MustCompile(`^\s*(?:if|elif|else|for|with)\b[^{"]*:(?:\s|$)`), "a block stands in braces: if x > 0 { ... }"},
	{regexp.MustCompile(`\.map\b`), aCapital + "Map"},
	{regexp.MustCompile(`\.range\b`), aCapital + "Range"},
	{regexp.MustCompile(`\.select\b`), noFrames},
	{regexp.MustCompile(`^[^"]*(?:[\w)]\s+(?:and|or)|(?:^|[(=]|\bif)\s*not)\s+[\w(]`), "and is &&, or is ||, not is !"},
	{regexp.MustCompile(`^[^"]*\bnew\s+(\w+)`), "$1{...} makes a value of a struct type"},
	{regexp.MustCompile(`(?:^|[=(])\s*\{\s*"[^"]*"\s*:`), "a map is written map[string]int{\"a\": 1}"},
	{regexp.MustCompile(`\brange\(|\d\s+(?:to|until)\s+\w`), "sc.Range(0, 10) is an RDD of numbers, for i := range 10 { ... } a loop"},
	{regexp.MustCompile(`\btype\(`), ":type EXPR shows an expression's type"},
	{regexp.MustCompile(`(?:^|[(=,])\s*[fs]"`), "fmt.Sprintf(\"%d of %v\", n, x) puts values into a string"},
	{regexp.MustCompile(`'[^'\\]{2,}'|''`), "a string is written \"in double quotes\""},
	{regexp.MustCompile(`(?:^|[(=\s])\[\s*(?:-?\d|")[^\]]*,`), "a slice is written []int{1, 2, 3}"},
}

// syntaxHint proposes what to do about a line that isn't Go, or "".
func syntaxHint(line string) string {
	for _, r := range syntaxRules {
		if m := r.pattern.FindStringSubmatchIndex(line); m != nil {
			return string(r.pattern.ExpandString(nil, r.hint, line, m))
		}
	}
	return ""
}

// genericValue is the message for a generic func that isn't called.
var genericValue = regexp.MustCompile(`^cannot use generic function (.*) without instantiation`)

// takesNothing tells whether an expression at pos, of that text, is a func that is called with ().
func (c *check) takesNothing(pos token.Pos, text string) bool {
	found := false
	for _, f := range c.files() {
		ast.Inspect(f, func(n ast.Node) bool {
			if x, ok := n.(ast.Expr); ok && x.Pos() == pos && types.ExprString(x) == text {
				obj, _ := c.named(x)
				fn, ok := obj.(*types.Func)
				found = ok && isBare(fn)
			}
			return !found
		})
	}
	return found
}

// isBare tells whether a func takes neither arguments nor types that somebody must name.
func isBare(f *types.Func) bool {
	sig, types := written(f.Signature())
	return sig.Params().Len() == 0 && len(types) == 0
}

// noMember is the message for a field or method that there isn't.
var noMember = regexp.MustCompile(`^(\w+)\.(\w+) undefined \(type `)

// hint proposes what to do about an error of the checker, or "".
func (c *check) hint(e types.Error) string {
	if m := genericValue.FindStringSubmatch(e.Msg); m != nil && c.takesNothing(e.Pos, m[1]) {
		return "call it: " + m[1] + "()"
	}
	for _, r := range hintRules {
		if m := r.pattern.FindStringSubmatchIndex(e.Msg); m != nil {
			return string(r.pattern.ExpandString(nil, r.hint, e.Msg, m))
		}
	}
	if m := noMember.FindStringSubmatch(e.Msg); m != nil {
		paths := c.in.importer.Std(m[1])
		i := slices.IndexFunc(paths, func(p string) bool { return c.in.hasMembers(p, m[2:]) })
		if sym := c.scope.names[m[1]]; sym != nil && i >= 0 {
			return fmt.Sprintf("%s is what %s declared; import %q makes it the package again", m[1], cell.Name(sym.cell), paths[i])
		}
	}
	if name, ok := strings.CutPrefix(e.Msg, "undefined: "); ok {
		if len(c.in.importer.Std(name)) > 0 {
			return name + " is a package: name what of it, as in " + name + ".X"
		}
		if slices.ContainsFunc(c.defs, func(d *definition) bool { return d.name == name && d.ident.Pos() > e.Pos }) {
			return name + " is defined further below, and a cell with statements runs in the order of its text"
		}
		if c.isAssigned(e.Pos) {
			return name + " := ... defines it"
		}
	}
	if near := c.misspelt(e); near != "" {
		return "did you mean " + near + "?"
	}
	if ident, parent := c.identAt(e); ident != nil {
		if f, ok := parent.(*ast.Field); ok && f.Type == ident && len(f.Names) == 0 {
			return "a parameter has a type: func(" + ident.Name + " int) ..."
		}
	}
	return ""
}

// isAssigned tells whether the name at pos stands on the left of an =.
func (c *check) isAssigned(pos token.Pos) bool {
	for _, stmt := range c.run.Body.List {
		if a, ok := stmt.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
			for _, lhs := range a.Lhs {
				if lhs.Pos() == pos {
					return true
				}
			}
		}
	}
	return false
}
