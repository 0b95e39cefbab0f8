package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"gospark/kernel"
	"gospark/session"
)

// kernelOptions is what the command line asks of the kernel.
type kernelOptions struct {
	action     string // install, uninstall, or "" to serve
	connection string
	unsigned   bool
	user       bool
	place      kernel.Place
	name       string
}

func (k *kernelOptions) flags(f *flag.FlagSet) {
	f.StringVar(&k.connection, "connection-file", "", "")
	f.BoolVar(&k.unsigned, "allow-unsigned", false, "")
	f.BoolVar(&k.user, "user", false, "")
	f.BoolVar(&k.place.SysPrefix, "sys-prefix", false, "")
	f.StringVar(&k.place.Prefix, "prefix", "", "")
	f.StringVar(&k.name, "name", "", "")
}

// setWords takes what follows the word kernel.
func (k *kernelOptions) setWords(words []string) error {
	switch {
	case len(words) == 1 && (words[0] == "install" || words[0] == "uninstall"):
		k.action = words[0]
	case k.connection != "": // jupyter run names its file to the kernel, too
	case len(words) > 0:
		return fmt.Errorf("kernel takes install, uninstall or --connection-file FILE; it got %s", strings.Join(words, " "))
	default:
		return errors.New("kernel takes install, uninstall or --connection-file FILE")
	}
	return nil
}

func (k kernelOptions) check() error {
	places := 0
	for _, given := range []bool{k.user, k.place.SysPrefix, k.place.Prefix != ""} {
		if given {
			places++
		}
	}
	switch {
	case places > 1:
		return errors.New("--user, --sys-prefix and --prefix are different places: give one")
	case k.action != "" && k.connection != "":
		return errors.New("--connection-file is for serving, not for " + k.action)
	case k.action == "" && (places > 0 || k.name != ""):
		return errors.New("--user, --sys-prefix, --prefix and --name go with kernel install and kernel uninstall")
	}
	return nil
}

// kernelCommand serves a session to Jupyter, or lets Jupyter know of it.
func kernelCommand(o options) int {
	if err := o.kernel.check(); err != nil {
		return usage(err)
	}
	var err error
	switch o.kernel.action {
	case "install":
		err = installKernel(o)
	case "uninstall":
		err = uninstallKernel(o)
	default:
		err = serveKernel(o)
	}
	if err != nil {
		return failed(os.Stderr, err)
	}
	return 0
}

func (o options) spec() (kernel.Spec, error) {
	s := kernel.Spec{Name: o.kernel.name}
	if s.Name == "" {
		s.Name = "gospark"
	}
	exe, err := os.Executable()
	if err != nil {
		return s, err
	}
	s.Argv = []string{exe, "kernel", "--connection-file", "{connection_file}"}
	if o.mode != "auto" {
		s.Argv = append(s.Argv, "--mode="+o.mode)
	}
	if o.master != "local[*]" {
		s.Argv = append(s.Argv, "--master="+o.master)
	}
	for _, key := range slices.Sorted(maps.Keys(o.conf)) {
		s.Argv = append(s.Argv, "--conf", key+"="+o.conf[key])
	}
	return s, nil
}

func installKernel(o options) error {
	s, err := o.spec()
	if err != nil {
		return err
	}
	dir, err := s.Install(o.kernel.place)
	if err != nil {
		return fmt.Errorf("the kernel can't be installed: %w", err)
	}
	fmt.Printf("installed the kernel %s in %s\n", s.Name, dir)
	return nil
}

func uninstallKernel(o options) error {
	s, err := o.spec()
	if err != nil {
		return err
	}
	dir, err := s.Uninstall(o.kernel.place)
	if err != nil {
		return err
	}
	fmt.Printf("removed the kernel %s from %s\n", s.Name, dir)
	return nil
}

// serveKernel serves a session until a client or a signal ends it.
func serveKernel(o options) error {
	c, err := kernel.ReadConnection(o.kernel.connection)
	if err != nil {
		return err
	}
	// What the kernel itself has to say goes to Jupyter's log.
	log := func(line string) { fmt.Fprintln(os.Stderr, "gospark-shell: "+line) }
	history := ""
	if dir := stateDir(); dir != "" {
		history = filepath.Join(dir, "notebooks")
	}
	signals := listen()
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a log that nobody reads any more mustn't end the process
	launcher, _ := strconv.Atoi(os.Getenv("JPY_PARENT_PID"))
	if launcher != 0 {
		defer endGroup()
	}
	return kernel.Run(signals.ctx, kernel.Options{
		Connection: c, Unsigned: o.kernel.unsigned, Launcher: launcher, Version: version(), GoVersion: strings.TrimPrefix(runtime.Version(), "go"),
		History: history, Log: log, Interrupts: signals.interrupt,
		Start: func() (kernel.Evaluator, error) {
			return session.New(session.Options{Mode: o.mode, Master: o.master, Conf: o.conf, Notice: log})
		},
	})
}

// endGroup ends the programs that cells have started and left, as ipykernel does: Jupyter starts a kernel
// as the leader of a process group, and those that make no group of their own are in it.
func endGroup() {
	if syscall.Getpgrp() == os.Getpid() {
		signal.Ignore(syscall.SIGTERM)
		syscall.Kill(0, syscall.SIGTERM)
	}
}
