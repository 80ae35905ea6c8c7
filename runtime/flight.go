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
	byKey  map[string]*flight
	closed bool
	ctx    context.Context // ends with close
	end    context.CancelFunc
	wg     sync.WaitGroup
}

// flight is one try to get the entry of a key.
type flight struct {
	done  chan struct{}
	looks int   // how often it has asked Redis or the loader; until done guarded by flights.mu
	cause error // why Redis could not be asked; guarded by flights.mu
	outcome
}

// outcome is how a flight ended.
type outcome struct {
	entry entry
	found bool // in Redis, and not loaded
	err   error
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

// join returns the flight of key. Where there is none it starts one, which calls run
// with the values of ctx, but not its end.
func (g *flights) join(ctx context.Context, key string, run func(context.Context, *flight) outcome) (*flight, joining, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, joining{}, ErrClosed
	}
	if f := g.byKey[key]; f != nil {
		return f, joining{looks: f.looks}, nil
	}
	f := &flight{done: make(chan struct{})}
	g.byKey[key] = f
	g.wg.Add(1)
	go g.run(context.WithoutCancel(ctx), key, f, run)
	return f, joining{started: true}, nil
}

func (g *flights) run(ctx context.Context, key string, f *flight, run func(context.Context, *flight) outcome) {
	defer g.wg.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.ctx, cancel)()
	f.err = errNoReturn
	defer func() {
		g.leave(key, f)
		close(f.done)
	}()
	f.outcome = run(ctx, f)
}

// leave lets nobody join the flight any more.
func (g *flights) leave(key string, f *flight) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.byKey[key] == f {
		delete(g.byKey, key)
	}
}

// look notes that the flight is about to ask Redis or the loader.
func (g *flights) look(f *flight) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f.looks++
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
	return fmt.Sprintf("redisrt: the load panicked: %v\n\n%s", p.value, p.stack)
}

// recovered calls load, and makes an error of a panic.
func recovered(load func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &loadPanic{r, debug.Stack()}
		}
	}()
	return load()
}
