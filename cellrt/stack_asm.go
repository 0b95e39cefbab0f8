//go:build amd64 || arm64

package cellrt

// stackDepth is how many bytes of the calling goroutine's stack are in use.
func stackDepth() uintptr
