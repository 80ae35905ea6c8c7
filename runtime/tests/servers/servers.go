// Package servers starts Redis servers for tests: real ones on free loopback
// ports, without persistence, which end with the test or with its process.
package servers

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

const (
	binary = "redis-server"
	// requireEnv turns "run without a server" into a failure.
	requireEnv = "REDISLINT_REQUIRE_SERVER"
)

// Server is one process of redis-server.
type Server struct {
	Addr string

	stdin  io.Closer // the process ends when it is closed
	done   chan struct{}
	stop   sync.Once
	paused int // the process that Pause has stopped
}

// Require ends the test where there is no redis-server: as not run, or as failed
// if the environment demands one.
func Require(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath(binary); err == nil {
		return
	}
	if os.Getenv(requireEnv) == "1" {
		t.Fatalf("%s=1, but there is no %s on PATH", requireEnv, binary)
	}
	skipped.Lock()
	skipped.tests = append(skipped.tests, t.Name())
	skipped.Unlock()
	t.Skipf("not run: it needs %s on PATH", binary)
}

// skipped is what Main names at the end of a run.
var skipped struct {
	sync.Mutex
	tests []string
}

// Any returns the address of an empty server for tests that any will do for: a
// real one, or one in this process where there is no binary.
func Any(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath(binary); err != nil && os.Getenv(requireEnv) != "1" {
		return miniredis.RunT(t).Addr()
	}
	return Plain(t).Addr
}

// Plain starts one server, which ends with the test.
func Plain(t testing.TB, args ...string) *Server {
	t.Helper()
	Require(t)
	s, err := start(t.TempDir, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// Start starts one server in dir, for programs that are no tests. The caller stops it.
func Start(dir string, args ...string) (*Server, error) {
	return start(func() string { return dir }, args...)
}

// Stop kills the process and waits for its end.
func (s *Server) Stop() {
	s.stop.Do(func() { s.stdin.Close() })
	<-s.done
}

// start tries a few ports, as another process may take the one that was free.
func start(dir func() string, args ...string) (*Server, error) {
	var errs error
	for range 5 {
		s, err := startAt(freePort(), dir(), args...)
		if err == nil {
			return s, nil
		}
		errs = fmt.Errorf("%s: %w", binary, err)
	}
	return nil, errs
}

func startAt(port int, dir string, args ...string) (*Server, error) {
	args = append([]string{
		"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir,
		"--save", "", "--appendonly", "no", "--logfile", "server.log",
	}, args...)
	return launch(port, dir, (*Server).wait, args...)
}

// launch starts a process and waits until it is ready.
func launch(port int, dir string, ready func(s *Server, dir string) error, args ...string) (*Server, error) {
	// The shell kills the server when its standard input ends, so that no
	// server outlives this process, however that ends.
	const script = `"$@" & p=$!; read _; kill -9 $p; wait $p`
	cmd := exec.Command("sh", append([]string{"-c", script, "sh", binary}, args...)...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Server{Addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), stdin: stdin, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		_ = cmd.Wait() // it was killed
	}()

	if err := ready(s, dir); err != nil {
		s.Stop()
		log, _ := os.ReadFile(dir + "/server.log")
		return nil, fmt.Errorf("%w\n%s", err, log)
	}
	return s, nil
}

// wait waits until the server at the address is the one that was started.
func (s *Server) wait(dir string) error {
	c := redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1})
	defer c.Close()
	return Eventually(20*time.Second, func(ctx context.Context) error {
		conf, err := c.ConfigGet(ctx, "dir").Result()
		if err == nil && conf["dir"] != dir {
			return fmt.Errorf("another server has %s", s.Addr)
		}
		return err
	})
}

// Eventually calls f until it returns nil, or returns its last error when the
// time is up.
func Eventually(limit time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for {
		err := f(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// freePort finds a port that is free, as is the one 10000 above, which a
// cluster's bus takes. It stays below the range that clients get theirs from.
func freePort() int {
	for {
		port := 11000 + rand.IntN(11000)
		if free(port) && free(port+10000) {
			return port
		}
	}
}

func free(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
