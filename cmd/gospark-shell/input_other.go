//go:build !unix

package main

import (
	"context"
	"errors"
	"io"
)

// An input isn't to be had here: the prompt and the cells both read from the terminal itself.
type input struct{ io.Reader }

func newInput() (*input, error) { return nil, errors.ErrUnsupported }

func (*input) feed(context.Context) (stop func()) { return func() {} }
