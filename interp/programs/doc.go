// Package programs holds no code: its tests run ordinary Go programs as cells, and
// compare what they print with what the same programs print when go builds them.
//
//	cases    testdata: a file to a theme, in it a program to a case           case_test.go
//	         and random programs, by their seeds                             random_test.go
//	expect   all cases as packages of one program, built once, run for each   build_test.go
//	split    a program into cells, in several forms                           split_test.go
//	session  child processes run the cells                                    session_test.go
//	compare  with the list of known failures, and as a table                  programs_test.go
package programs
