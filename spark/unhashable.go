package spark

import (
	"errors"
	"runtime"
	"strings"

	"gospark/engine"
)

// explained is a job's error with the remedy, where Go itself panicked over a key.
func explained(err error) error {
	var job *JobError
	var own runtime.Error
	if !errors.As(err, &job) || !errors.As(err, &own) {
		return err
	}
	for _, words := range []string{"hash of unhashable type: ", "hash of unhashable type ", "comparing uncomparable type "} {
		if _, typ, ok := strings.Cut(own.Error(), words); ok {
			better := *job
			better.Err, better.Remedy = badKey(plainNames(typ), job.Err), comparableKey
			return &better
		}
	}
	return err
}

const comparableKey = "make a key of it first that can: a string, a number, or a struct or an array of them"

// noKey is the error for a value that was found not to be a key.
func noKey(typ string) error {
	return &engine.Fault{Err: badKey(typ, nil), Remedy: comparableKey}
}

func badKey(typ string, err error) error {
	return &worded{"a key of type " + typ + " can't be compared with ==", err}
}
