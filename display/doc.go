// Package display turns what a cell came to into plain text:
//
//	Result   what is shown under a cell: Out[3]: int = 4, and the notes
//	Text     a value alone
//	Short    a value on part of a line, as in a list of variables
//	Error    what was wrong with a cell, with carets and the person's own stack frames
//	Chart    lines, bars and the like, which are a picture in a notebook and characters elsewhere
//	Width    how many columns of a terminal a text takes
//
//	value → node (what to show, cut to a budget) → lines (laid out to a width)
//
// A chart goes the way of
//
//	data → layers (columns of numbers and names) → Figure (axes and shapes) → characters, or a Drawer's picture
//
// Showing only looks: it never starts a job, never changes a value and never panics,
// whatever the value is. A value's own String or Error method is called, guarded
// against panics and endless loops.
//
// Compiled cells link it, so it imports the standard library only and has no
// internal tests.
package display
