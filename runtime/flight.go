package redisrt

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// flights lets one goroutine of this process do what all callers wait for. It is not
// that of a caller, so that it does not end with one.
type flights struct {
	mu     sync.Mutex
	byKey  map[string]*flight // the one that can be joined
	closed bool
	ctx    context.Context // ends with close
	end    context.CancelFunc
	wg     sync.WaitGroup
}

// flight is one try to get the entry of a key.
type flight struct {
	done   chan struct{}
	before *flight // ends before this one begins; its own goroutine's, as all below it is guarded by flights.mu
	looks  int     // how often it has asked Redis or the loader
	direct bool    // it loads without Redis: who comes now joins the next flight
	left   bool    // it can be joined no more
	cause  error   // why Redis could not be asked
	outcome
}

// outcome is how a flight ended.
type outcome struct {
	entry    entry
	found    bool // in Redis
	loaded   bool // by the caller's load, whose error err is then
	panicked *loadPanic
	err      error
	// sure tells that the key was not invalidated from the last look until nobody could
	// join any more, so that the outcome is good for those who have joined in between.
	sure bool
}

// joining is how a caller came to a flight.
type joining struct {
	started bool
	looks   int // that the flight had made
}

func newFlights() *flights {
	g := &flights{byKey: map[string]*flight{}}
	g.ctx, g.end = context.WithCancel(context.Background())
	return g
}

// flying is what a flight does.
type flying func(context.Context, *flight) outcome

// join returns the flight of key that tells its callers what they want to know. Where there
// is none it starts one, which calls run with the values of ctx, but not its end.
func (g *flights) join(ctx context.Context, key string, run flying) (*flight, joining, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, joining{}, ErrClosed
	}
	last := g.byKey[key]
	if last != nil && !last.direct {
		return last, joining{looks: last.looks}, nil
	}
	return g.start(ctx, key, &flight{before: last}, run), joining{started: true}, nil
}

// ensure starts a flight of key where there is none.
func (g *flights) ensure(ctx context.Context, key string, run flying) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed && g.byKey[key] == nil {
		g.start(ctx, key, &flight{}, run)
	}
}

func (g *flights) start(ctx context.Context, key string, f *flight, run flying) *flight {
	f.done = make(chan struct{})
	f.err = errNoReturn
	g.byKey[key] = f
	g.spawn(ctx, func(ctx context.Context) {
		defer func() {
			g.leave(key, f)
			close(f.done)
		}()
		f.outcome = run(ctx, f)
	})
	return f
}

// spawn runs a goroutine that close ends and waits for.
func (g *flights) spawn(ctx context.Context, run func(context.Context)) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		defer cancel()
		defer context.AfterFunc(g.ctx, cancel)()
		run(ctx)
	}()
}

// detach is spawn for what is no flight. It does nothing once close was called.
func (g *flights) detach(ctx context.Context, run func(context.Context)) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.spawn(ctx, run)
	}
	return !g.closed
}

// leave lets nobody join the flight any more. One that gave up before its turn leaves its
// place to who had it.
func (g *flights) leave(key string, f *flight) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f.left = true
	switch {
	case g.byKey[key] != f:
	case f.before != nil && !f.before.left:
		g.byKey[key] = f.before
	default:
		delete(g.byKey, key)
	}
}

// look notes that the flight is about to ask Redis.
func (g *flights) look(f *flight) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f.before = nil
	f.looks++
}

// loadsDirectly notes that the flight is about to load without Redis.
func (g *flights) loadsDirectly(f *flight) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f.before = nil
	f.looks++
	f.direct = true
}

// fails notes why Redis could not be asked.
func (g *flights) fails(f *flight, cause error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f.cause = cause
}

// causeOf returns why Redis could not be asked, if it could not.
func (g *flights) causeOf(f *flight) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return f.cause
}

// close ends all flights and waits for them.
func (g *flights) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.end()
	g.wg.Wait()
}

const errNoReturn = sentinel("redisrt: the load has ended its goroutine")

// loadPanic is the error of a load that has panicked.
type loadPanic struct {
	value any
	stack []byte
}

func (p *loadPanic) Error() string {
	return fmt.Sprintf("%v\n\n%s", p.brief(), p.stack)
}

// brief is the error of those whose load it was not.
func (p *loadPanic) brief() error {
	if err, ok := p.value.(error); ok {
		return fmt.Errorf("redisrt: the load panicked: %w", err)
	}
	return fmt.Errorf("redisrt: the load panicked: %v", p.value)
}

// recovered calls load, and catches its panic.
func recovered(load func() error) (p *loadPanic, err error) {
	defer func() {
		if r := recover(); r != nil {
			p = &loadPanic{r, debug.Stack()}
			err = p.brief()
		}
	}()
	return nil, load()
}
