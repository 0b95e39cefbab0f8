package cell

// A Kind says what a name is.
type Kind string

// The kinds of names, and of what else can be put in for one.
const (
	KindVariable Kind = "variable"
	KindFunc     Kind = "func"
	KindType     Kind = "type"
	KindConst    Kind = "const"
	KindPackage  Kind = "package"
	KindField    Kind = "field"
	KindMethod   Kind = "method"
	KindBuiltin  Kind = "builtin"
	KindKeyword  Kind = "keyword"
	KindFile     Kind = "file"
	KindFolder   Kind = "folder"
	KindCommand  Kind = "command"
)

// A Completion is what can stand in place of the bytes Start to End of a text.
type Completion struct {
	Start, End int
	Matches    []Match // the best first
}

// A Match is one of them.
type Match struct {
	Text string
	Kind Kind
	Type string // its type or signature, as a person would write it; "" where it has none
}

// An Inspection is what is known of a name.
type Inspection struct {
	Start, End int // the bytes of the text that hold the name, or where a call's argument is being typed
	Kind       Kind
	Decl       string // its declaration in one line: func strings.Contains(s string, substr string) bool
	Param      [2]int // the bytes of Decl that hold the parameter being typed, or nothing
	Doc        string // its doc comment, or ""
	Pos        Pos    // where a cell declared it; Cell is 0 for the text itself
	Package    string // the import path of the package that declares it; "" for cells and Go itself
}
