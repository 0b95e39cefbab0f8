// Package statuspage serves a context's jobs, stages, tasks and storage as web pages on
// the loopback interface.
//
//	page     what a Page is: its life, its address, its link
//	state    what is known of jobs and stages, from the listener's events
//	view     what each page shows of it
//	dag      a job's stages and RDDs as a picture
//	serve    who may see and do what: the handlers
//	web      the pages' templates, style and script
//
// Who opens the link has the page: it has a token, which becomes a cookie. The address
// alone shows nothing. Nothing but Link tells the token: it belongs on the person's
// terminal, and neither in a log nor in a notebook.
package statuspage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"

	"gospark/spark"
)

// A Page serves one context. It is a spark.StatusPage.
type Page struct {
	sc    *spark.Context
	state *state
	token string
	conf  spark.Conf

	mu     sync.Mutex
	server *http.Server
	addr   string // 127.0.0.1:4040, or "" where it isn't served yet
	closed bool
}

// New makes the page of a context and follows its events from now on. It is served from the
// first call of Address or Link on. Close ends it.
func New(sc *spark.Context) *Page {
	p := &Page{sc: sc, conf: sc.GetConf(), state: newState(), token: rand.Text() + rand.Text()}
	sc.AddSparkListener(p.state)
	return p
}

// String names the page; it doesn't tell its token.
func (p *Page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.addr == "" {
		return "the status page, which isn't served yet"
	}
	return "the status page at http://" + p.addr + "/"
}

// GoString is String: %#v doesn't tell the token either.
func (p *Page) GoString() string { return p.String() }

// Address is where the page is served: http://127.0.0.1:4040/. Without the link's token it
// shows nothing. The port is spark.ui.port (4040), or one of the next where that is taken.
func (p *Page) Address() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.serve(); err != nil {
		return "", err
	}
	return "http://" + p.addr + "/", nil
}

// Link opens the page in a browser. It is for the person alone.
func (p *Page) Link() (string, error) {
	address, err := p.Address()
	if err != nil {
		return "", err
	}
	return address + "?token=" + p.token, nil
}

// serve begins to listen, once. The caller holds mu.
func (p *Page) serve() error {
	switch {
	case p.closed:
		return errors.New("the context is stopped, and so is its status page")
	case p.addr != "":
		return nil
	}
	l, err := listen(p.conf)
	if err != nil {
		return err
	}
	p.addr = l.Addr().String()
	p.server = &http.Server{Handler: p.handler(p.addr), ReadHeaderTimeout: 10 * time.Second}
	go p.server.Serve(l)
	return nil
}

// The settings, by Spark's names.
const (
	confPort    = "spark.ui.port"
	confRetries = "spark.port.maxRetries"
)

// listen takes the port that is asked for, or the next one that is free.
func listen(conf spark.Conf) (net.Listener, error) {
	port, err := number(conf, confPort, 4040, 65535)
	if err != nil {
		return nil, err
	}
	retries, err := number(conf, confRetries, 16, 65535)
	if err != nil {
		return nil, err
	}
	for i := 0; ; i++ {
		l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		switch {
		case err == nil:
			return l, nil
		case !errors.Is(err, syscall.EADDRINUSE):
			return nil, fmt.Errorf("the status page can't be served: %w", err)
		case i >= retries || port == 65535:
			return nil, fmt.Errorf("the status page can't be served: the ports up to %d are taken; %s=0 takes any that is free", port, confPort)
		}
		port++
	}
}

func number(conf spark.Conf, key string, otherwise, most int) (int, error) {
	s, ok := conf[key]
	if !ok {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%s is %q: it is a number from 0 to %d", key, s, most)
	}
	return n, nil
}

// Close ends the page. It may be called again.
func (p *Page) Close() error {
	p.mu.Lock()
	server := p.server
	p.server, p.closed = nil, true
	p.mu.Unlock()
	p.sc.RemoveSparkListener(p.state)
	if server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}
