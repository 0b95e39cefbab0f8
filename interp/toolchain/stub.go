package toolchain

import (
	"bytes"
	"context"
	"fmt"
	"os"
)

// A stub is the archive of a package main that imports one package and does nothing
// else: a plugin must have one. All stubs are alike but for the path that they import
// and the fingerprint of what is there, so that one is compiled for each length of path.
type stub struct {
	path        string
	fingerprint []byte
	archive     []byte
}

// compileStub makes the stub's archive, in the presence of the package's.
func (b *building) compileStub(ctx context.Context, config []byte) error {
	archive, err := os.ReadFile(b.archive())
	if err != nil {
		return err
	}
	fingerprint, known := fingerprintOf(archive)
	b.t.mu.Lock()
	model := b.t.stubs[len(b.path)]
	b.t.mu.Unlock()
	if model != nil && known {
		return os.WriteFile(b.file("stub.a"), model.of(b.path, fingerprint), 0o600)
	}
	source := fmt.Appendf(nil, "package main\n\nimport _ %q\n\nfunc main() {}\n", b.path)
	if err := b.compileOne(ctx, b.stubPath(), "stub", source, config); err != nil || !known {
		return err
	}
	made := &stub{path: b.path, fingerprint: fingerprint}
	if made.archive, err = os.ReadFile(b.file("stub.a")); err != nil {
		return err
	}
	if bytes.Count(made.archive, fingerprint) == 1 {
		b.t.mu.Lock()
		b.t.stubs[len(b.path)] = made
		b.t.mu.Unlock()
	}
	return nil
}

// of is the stub of another package, whose path is as long.
func (s *stub) of(path string, fingerprint []byte) []byte {
	archive := bytes.ReplaceAll(s.archive, s.fingerprint, fingerprint)
	return bytes.ReplaceAll(archive, []byte(s.path), []byte(path))
}

// fingerprintOf is the fingerprint of what a package exports.
func fingerprintOf(archive []byte) (fingerprint []byte, ok bool) {
	for _, member := range members(archive) {
		if _, object, ok := cutObject(member); ok && len(object) > headerSize {
			return object[len(objectMagic) : len(objectMagic)+8], true
		}
	}
	return nil, false
}
