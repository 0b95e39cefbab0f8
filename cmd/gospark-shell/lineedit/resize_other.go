//go:build !unix

package lineedit

// onResize does nothing where no signal tells of it: the next key draws anew.
func onResize(func()) (stop func()) { return func() {} }
