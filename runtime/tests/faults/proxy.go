// Package faults puts faults between a Redis client and its server.
package faults

import (
	"bufio"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Proxy is a TCP proxy for Redis. It takes requests one by one, so that a rule
// can say what becomes of each. It knows requests and replies, no subscriptions.
type Proxy struct {
	Addr string

	listener net.Listener
	wg       sync.WaitGroup

	ruling  sync.Mutex // held while the rule decides
	mu      sync.Mutex
	backend string
	rule    Rule
	counts  map[string]int
	conns   map[net.Conn]bool
	closed  bool
}

// Rule decides about a request, by its words. It is called before the request
// is sent on, one call at a time, and may do things of its own meanwhile, except
// through the same proxy.
type Rule func(args []string) Action

// Action is what becomes of a request.
type Action struct {
	kind  kind
	delay time.Duration
}

type kind int

const (
	pass kind = iota
	cutBefore
	cutAfter
	swallow
)

var (
	Pass      = Action{}
	CutBefore = Action{kind: cutBefore} // closed before the server has the request
	CutAfter  = Action{kind: cutAfter}  // closed when the server has replied
	Swallow   = Action{kind: swallow}   // the reply never comes, the connection stays
)

// Delay holds the reply back.
func Delay(d time.Duration) Action { return Action{delay: d} }

// Nth returns a rule that applies a to the n-th request with that name, counted
// from 1, and passes all else.
func Nth(name string, n int, a Action) Rule {
	return func(args []string) Action {
		if strings.EqualFold(args[0], name) {
			if n--; n == 0 {
				return a
			}
		}
		return Pass
	}
}

// From is like Nth for the n-th and all later ones.
func From(name string, n int, a Action) Rule {
	return func(args []string) Action {
		if strings.EqualFold(args[0], name) {
			if n--; n <= 0 {
				return a
			}
		}
		return Pass
	}
}

// Before returns a rule that calls f before the n-th request with that name.
func Before(name string, n int, f func()) Rule {
	return func(args []string) Action {
		if strings.EqualFold(args[0], name) {
			if n--; n == 0 {
				f()
			}
		}
		return Pass
	}
}

// New starts a proxy to the server at backend, which ends with the test.
func New(t testing.TB, backend string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{
		Addr:     l.Addr().String(),
		listener: l,
		backend:  backend,
		counts:   map[string]int{},
		conns:    map[net.Conn]bool{},
	}
	p.wg.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

// Rule sets the rule for the requests to come.
func (p *Proxy) Rule(r Rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rule = r
}

// Switch sends connections to come to another server, as a fail-over does with
// an address, and cuts those that there are. It may be called by a rule.
func (p *Proxy) Switch(backend string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.backend = backend
	p.cut()
}

// Count tells how many requests with that name, in lower case, there were.
func (p *Proxy) Count(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[name]
}

func (p *Proxy) cut() {
	for c := range p.conns {
		c.Close()
	}
}

func (p *Proxy) close() {
	p.listener.Close()
	p.mu.Lock()
	p.closed = true
	p.cut()
	p.mu.Unlock()
	p.wg.Wait()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.wg.Go(func() { p.serve(client) })
	}
}

// keep registers a connection to be cut; it tells whether it may go on.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.conns[c] = true
	return true
}

func (p *Proxy) drop(c net.Conn) {
	c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

func (p *Proxy) serve(client net.Conn) {
	defer p.drop(client)
	if !p.keep(client) {
		return
	}
	p.mu.Lock()
	backend := p.backend
	p.mu.Unlock()
	server, err := net.Dial("tcp", backend)
	if err != nil {
		return
	}
	defer p.drop(server)
	if !p.keep(server) {
		return
	}

	requests, replies := bufio.NewReader(client), bufio.NewReader(server)
	for {
		raw, args, err := readRequest(requests)
		if err != nil || !p.one(raw, args, client, server, replies) {
			return
		}
	}
}

// one sees to one request; it tells whether the connection goes on.
func (p *Proxy) one(raw []byte, args []string, client, server net.Conn, replies *bufio.Reader) bool {
	a := p.decide(args)
	if a.kind == cutBefore {
		return false
	}
	if _, err := server.Write(raw); err != nil {
		return false
	}
	reply, err := readReply(replies)
	if err != nil || a.kind == cutAfter {
		return false
	}
	if a.kind == swallow {
		return true
	}
	time.Sleep(a.delay)
	_, err = client.Write(reply)
	return err == nil
}

// decide calls the rule without holding mu, since rules may call Switch.
func (p *Proxy) decide(args []string) Action {
	p.ruling.Lock()
	defer p.ruling.Unlock()
	p.mu.Lock()
	rule := p.rule
	p.counts[strings.ToLower(args[0])]++
	p.mu.Unlock()
	if rule == nil {
		return Pass
	}
	return rule(args)
}
