package tests

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/faults"
	"github.com/redislint/redislint/runtime/tests/servers"
)

func spread(t testing.TB, master *redis.Client, replicas []*redis.Client, opts ...redisrt.ReplicasOption) *redisrt.Replicas {
	t.Helper()
	r, err := redisrt.NewReplicas(master, replicas, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// unretried is a client that fails at once where there is no answer.
func unretried(o *redis.Options) { o.MaxRetries, o.ReadTimeout = -1, time.Second }

func clientsOf(t testing.TB, all []*servers.Server) (cs []*redis.Client) {
	t.Helper()
	for _, s := range all {
		cs = append(cs, client(t, s.Addr, unretried))
	}
	return cs
}

// get reads key through r, and tells from which servers.
func get(ctx context.Context, r *redisrt.Replicas, key string) (val string, from []string, err error) {
	err = r.Read(ctx, func(c *redis.Client) (err error) {
		from = append(from, c.Options().Addr)
		val, err = c.Get(ctx, key).Result()
		return err
	})
	return val, from, err
}

// readsFrom makes many reads, and wants each of them to be answered with val by
// one of addrs, all of which have to be among them.
func readsFrom(t testing.TB, r *redisrt.Replicas, key, val string, addrs ...string) {
	t.Helper()
	seen := map[string]int{}
	for range 100 {
		got, from, err := get(t.Context(), r, key)
		if err != nil || got != val {
			t.Fatalf("%q, %v from %q; want %q", got, err, from, val)
		}
		seen[from[len(from)-1]]++
	}
	for _, addr := range addrs {
		if seen[addr] == 0 {
			t.Errorf("no read was answered by %s: %v", addr, seen)
		}
		delete(seen, addr)
	}
	if len(seen) > 0 {
		t.Errorf("reads were answered by others: %v", seen)
	}
}

// eventuallyFrom waits until a read is answered by addr at its first attempt.
func eventuallyFrom(t testing.TB, r *redisrt.Replicas, key, addr string) {
	t.Helper()
	err := servers.Eventually(20*time.Second, func(ctx context.Context) error {
		_, from, err := get(ctx, r, key)
		if err == nil && (len(from) != 1 || from[0] != addr) {
			err = fmt.Errorf("asked %q, want %s", from, addr)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// replicated sets key on master, and waits until n replicas have it.
func replicated(t testing.TB, master *redis.Client, key string, val any, n int) {
	t.Helper()
	if err := master.Set(t.Context(), key, val, 0).Err(); err != nil {
		t.Fatal(err)
	}
	if got := master.Wait(t.Context(), n, 20*time.Second).Val(); got < int64(n) {
		t.Fatalf("%d of %d replicas have it", got, n)
	}
}

func TestReplicas(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 2)
	master := client(t, m.Addr)
	replicated(t, master, "key", "val", 2)
	r := spread(t, master, clientsOf(t, rs))
	readsFrom(t, r, "key", "val", rs[0].Addr, rs[1].Addr)

	own := errors.New("fn's own")
	for name, test := range map[string]struct {
		fn   func(c *redis.Client) error
		want string
	}{
		"nil reply":  {func(c *redis.Client) error { return c.Get(t.Context(), "none").Err() }, redis.Nil.Error()},
		"wrong type": {func(c *redis.Client) error { return c.LLen(t.Context(), "key").Err() }, "WRONGTYPE"},
		"write":      {func(c *redis.Client) error { return c.Set(t.Context(), "key", "new", 0).Err() }, "READONLY"},
		"own error":  {func(c *redis.Client) error { return own }, own.Error()},
	} {
		runs := 0
		err := r.Read(t.Context(), func(c *redis.Client) error { runs++; return test.fn(c) })
		if err == nil || !strings.HasPrefix(err.Error(), test.want) || runs != 1 {
			t.Errorf("%s: %v after %d calls", name, err, runs)
		}
	}
	if val := master.Get(t.Context(), "key").Val(); val != "val" {
		t.Errorf("it was written: %q", val)
	}
}

func TestReplicasNone(t *testing.T) {
	noLeak(t)
	master := client(t, servers.Any(t))
	if err := master.Set(t.Context(), "key", "val", 0).Err(); err != nil {
		t.Fatal(err)
	}
	readsFrom(t, spread(t, master, nil), "key", "val", master.Options().Addr)
}

func TestReplicasOptions(t *testing.T) {
	c := client(t, "127.0.0.1:1")
	for _, test := range []struct {
		master   *redis.Client
		replicas []*redis.Client
		opts     []redisrt.ReplicasOption
		want     string
	}{
		{nil, nil, nil, "redisrt: the master's client is nil"},
		{c, []*redis.Client{c, nil}, nil, "redisrt: the client of replica 1 is nil"},
		{c, nil, []redisrt.ReplicasOption{redisrt.ReplicaMaxSilence(time.Second - 1)}, "redisrt: ReplicaMaxSilence(999.999999ms) is less than a second"},
	} {
		r, err := redisrt.NewReplicas(test.master, test.replicas, test.opts...)
		if r != nil || err == nil || err.Error() != test.want {
			t.Errorf("%v, %v; want %s", r, err, test.want)
		}
	}
}

// TestReplicasLinkDown: a replica without its master answers with old data; it is
// left out until it has caught up.
func TestReplicasLinkDown(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	m, rs := servers.Replicas(t, 2)
	master, replicas := client(t, m.Addr), clientsOf(t, rs)
	replicated(t, master, "key", "old", 2)
	host, port, err := net.SplitHostPort(m.Addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := replicas[0].Do(ctx, "replicaof", "127.0.0.1", "1").Err(); err != nil {
		t.Fatal(err)
	}
	replicated(t, master, "key", "new", 1)
	if val := replicas[0].Get(ctx, "key").Val(); val != "old" {
		t.Fatalf("the replica itself says %q", val)
	}
	readsFrom(t, spread(t, master, replicas), "key", "new", rs[1].Addr)

	r := spread(t, master, replicas[:1])
	readsFrom(t, r, "key", "new", m.Addr)
	if err := replicas[0].Do(ctx, "replicaof", host, port).Err(); err != nil {
		t.Fatal(err)
	}
	eventuallyFrom(t, r, "key", rs[0].Addr)
	readsFrom(t, r, "key", "new", rs[0].Addr)
}

// TestReplicasSilentMaster: the link is up, but nothing comes.
func TestReplicasSilentMaster(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 1)
	master, replicas := client(t, m.Addr, unretried), clientsOf(t, rs)
	replicated(t, master, "key", "val", 1)
	r := spread(t, master, replicas, redisrt.ReplicaMaxSilence(2*time.Second))
	readsFrom(t, r, "key", "val", rs[0].Addr)

	if err := m.Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Resume() })
	err := servers.Eventually(20*time.Second, func(ctx context.Context) error {
		_, from, err := get(ctx, r, "key")
		if err == nil {
			return fmt.Errorf("%s still answers", from)
		}
		if len(from) != 1 || from[0] != m.Addr {
			t.Errorf("asked %q, then %v", from, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if link := replicas[0].Info(t.Context(), "replication").Val(); !strings.Contains(link, "master_link_status:up") {
		t.Errorf("the link is not up: %s", link)
	}
	if err := m.Resume(); err != nil {
		t.Fatal(err)
	}
	eventuallyFrom(t, r, "key", rs[0].Addr)
}

// TestReplicasEnd: servers end one after the other, the master last.
func TestReplicasEnd(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 2)
	master, replicas := client(t, m.Addr, unretried), clientsOf(t, rs)
	replicated(t, master, "key", "val", 2)
	r := spread(t, master, replicas)
	readsFrom(t, r, "key", "val", rs[0].Addr, rs[1].Addr)
	rs[0].Stop()
	readsFrom(t, r, "key", "val", rs[1].Addr)
	rs[1].Stop()
	readsFrom(t, r, "key", "val", m.Addr)
	m.Stop()
	if _, from, err := get(t.Context(), r, "key"); err == nil || from[len(from)-1] != m.Addr {
		t.Errorf("%v from %q", err, from)
	}
}

// TestReplicasHang: a replica that takes what is sent and answers nothing.
func TestReplicasHang(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 2)
	master, replicas := client(t, m.Addr), clientsOf(t, rs)
	replicated(t, master, "key", "val", 2)
	r := spread(t, master, replicas)
	readsFrom(t, r, "key", "val", rs[0].Addr, rs[1].Addr)
	if err := rs[0].Pause(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rs[0].Resume() })
	readsFrom(t, r, "key", "val", rs[1].Addr)
	// Also where it was never heard of.
	readsFrom(t, spread(t, master, replicas), "key", "val", rs[1].Addr)
}

// TestReplicasHangDeadline: callers who have less time than a probe. They reach
// the master within it, also without ContextTimeoutEnabled.
func TestReplicasHangDeadline(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 1)
	master := client(t, m.Addr)
	replicated(t, master, "key", "val", 1)
	read := func(r *redisrt.Replicas) error {
		ctx, cancel := context.WithTimeout(t.Context(), 800*time.Millisecond)
		defer cancel()
		val, from, err := get(ctx, r, "key")
		if err == nil && (val != "val" || len(from) != 1 || from[0] != m.Addr) {
			t.Errorf("%q from %q", val, from)
		}
		return err
	}
	for _, heeded := range []bool{false, true} {
		replica := client(t, rs[0].Addr, unretried, func(o *redis.Options) { o.ContextTimeoutEnabled = heeded })
		known, unknown := spread(t, master, []*redis.Client{replica}), spread(t, master, []*redis.Client{replica})
		eventuallyFrom(t, known, "key", rs[0].Addr)
		if err := rs[0].Pause(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = rs[0].Resume() })
		time.Sleep(1100 * time.Millisecond) // until what it has said is old
		for name, r := range map[string]*redisrt.Replicas{"known": known, "unknown": unknown} {
			for i := range 20 {
				if err := read(r); err != nil {
					t.Errorf("heeded %v, %s, read %d: %v", heeded, name, i, err)
				}
				time.Sleep(75 * time.Millisecond) // so that it is asked again
			}
		}
		if err := rs[0].Resume(); err != nil {
			t.Fatal(err)
		}
		eventuallyFrom(t, known, "key", rs[0].Addr)
	}
}

// TestReplicasProbeOutlasts: the caller's deadline passes while the replica is
// asked. That read has failed; the next one goes to the master at once.
func TestReplicasProbeOutlasts(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 1)
	slow := &slowLimiter{}
	replica := client(t, rs[0].Addr, func(o *redis.Options) { o.Limiter = slow })
	r := spread(t, client(t, m.Addr), []*redis.Client{replica})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, from, err := get(ctx, r, "key"); !errors.Is(err, context.DeadlineExceeded) || len(from) > 0 {
		t.Errorf("%v from %q", err, from)
	}
	if _, from, err := get(t.Context(), r, "key"); err != redis.Nil || len(from) != 1 || from[0] != m.Addr || slow.calls != 1 {
		t.Errorf("%v from %q, asked %d times", err, from, slow.calls)
	}
}

// slowLimiter holds commands up and heeds no context, as a dial with TLS does.
type slowLimiter struct{ calls int }

func (l *slowLimiter) Allow() error {
	l.calls++
	time.Sleep(300 * time.Millisecond)
	return nil
}

func (*slowLimiter) ReportResult(error) {}

// TestReplicasLeftOutWhileAsked: a read fails while another caller's INFO is under
// way. Its answer does not put the replica back.
func TestReplicasLeftOutWhileAsked(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 1)
	p := faults.New(t, rs[0].Addr)
	sent, proceed := make(chan struct{}), make(chan struct{})
	p.Rule(faults.Before("info", 2, func() { close(sent); <-proceed }))
	r := spread(t, client(t, m.Addr), []*redis.Client{client(t, p.Addr, unretried)})

	began, broken := make(chan struct{}), make(chan struct{})
	var both sync.WaitGroup
	both.Go(func() { // uses what the first INFO has said
		calls := 0
		err := r.Read(t.Context(), func(c *redis.Client) error {
			if calls++; calls > 1 {
				return nil
			}
			close(began)
			<-broken
			return io.EOF
		})
		if err != nil || calls != 2 {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
	<-began
	time.Sleep(1100 * time.Millisecond) // until that is old
	asked := make(chan []string, 1)
	go func() {
		_, from, err := get(t.Context(), r, "key")
		if err != redis.Nil {
			t.Error(err)
		}
		asked <- from
	}()
	<-sent
	close(broken)
	both.Wait()
	close(proceed)
	if from := <-asked; len(from) != 1 || from[0] != m.Addr {
		t.Errorf("the one who asked has read from %q", from)
	}
	if _, from, err := get(t.Context(), r, "key"); err != redis.Nil || len(from) != 1 || from[0] != m.Addr {
		t.Errorf("%v from %q", err, from)
	}
}

// TestReplicasHealth tells which replicas are left out, and why.
func TestReplicasHealth(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	m, rs := servers.Replicas(t, 4)
	master, replicas := client(t, m.Addr), clientsOf(t, rs)
	replicated(t, master, "key", "val", 4)
	p := faults.New(t, rs[0].Addr)
	fit := client(t, p.Addr)
	all := append([]*redis.Client{fit, master}, replicas[1:]...)
	r := spread(t, master, all)
	if err := replicas[1].Do(ctx, "replicaof", "127.0.0.1", "1").Err(); err != nil {
		t.Fatal(err)
	}
	rs[2].Stop()
	if err := rs[3].Pause(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rs[3].Resume() })
	errs := r.Health(ctx)
	if len(errs) != len(all) || errs[0] != nil {
		t.Fatalf("%v", errs)
	}
	for i, why := range []string{`its role is "master", not "slave"`, `its link to the master is "down"`, "", ""} {
		want := "redisrt: the replica " + all[i+1].Options().Addr + " is left out: " + why
		if err := errs[i+1]; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}

	// It is what Read goes by, and asks for.
	r = spread(t, master, all[:1])
	before := p.Count("info")
	if err := errors.Join(r.Health(ctx)...); err != nil {
		t.Error(err)
	}
	if _, from, err := get(ctx, r, "key"); err != nil || len(from) != 1 || from[0] != p.Addr {
		t.Errorf("%v from %q", err, from)
	}
	if n := p.Count("info") - before; n != 1 {
		t.Errorf("asked %d times", n)
	}
	if err := r.Read(ctx, func(c *redis.Client) error {
		if c == fit {
			return io.ErrUnexpectedEOF
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if err := r.Health(ctx)[0]; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}

	done, cancel := context.WithCancel(ctx)
	cancel()
	if errs := spread(t, master, all).Health(done); len(errs) != len(all) || !errors.Is(errs[0], context.Canceled) || !errors.Is(errs[4], context.Canceled) {
		t.Errorf("%v", errs)
	}
	if errs := spread(t, master, nil).Health(ctx); len(errs) > 0 {
		t.Errorf("%v", errs)
	}
}

// TestReplicasFaults: whatever becomes of one GET, another server answers.
func TestReplicasFaults(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 1)
	master := client(t, m.Addr)
	replicated(t, master, "key", "val", 1)
	for name, fault := range map[string]faults.Action{"cut before": faults.CutBefore, "cut after": faults.CutAfter, "swallow": faults.Swallow} {
		for _, command := range []string{"info", "get"} {
			t.Run(name+" "+command, func(t *testing.T) {
				p := faults.New(t, rs[0].Addr)
				replica := client(t, p.Addr, unretried)
				r := spread(t, master, []*redis.Client{replica})
				p.Rule(faults.Nth(command, 1, fault))
				val, from, err := get(t.Context(), r, "key")
				if err != nil || val != "val" || from[len(from)-1] != m.Addr {
					t.Errorf("%q, %v from %q", val, err, from)
				}
				if want := map[string]int{"info": 1, "get": 2}[command]; len(from) != want {
					t.Errorf("asked %q", from)
				}
				if _, again, err := get(t.Context(), r, "key"); err != nil || len(again) != 1 || again[0] != m.Addr {
					t.Errorf("left out for a second, but asked %q, %v", again, err)
				}
				if name == "cut before" {
					eventuallyFrom(t, r, "key", p.Addr)
				}
			})
		}
	}
}

// TestReplicasReplies: errors by which a replica says that another should be asked.
func TestReplicasReplies(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	m, rs := servers.Replicas(t, 1, "--replica-serve-stale-data", "no")
	master, replicas := client(t, m.Addr), clientsOf(t, rs)
	replicated(t, master, "key", "val", 1)

	for _, text := range []string{"LOADING Redis is loading the dataset in memory", "MASTERDOWN Link with MASTER is down"} {
		r := spread(t, master, replicas)
		var from []string
		err := r.Read(ctx, func(c *redis.Client) error {
			from = append(from, c.Options().Addr)
			if len(from) > 1 {
				return nil
			}
			err := c.Eval(ctx, "return redis.error_reply(ARGV[1])", nil, text).Err()
			return fmt.Errorf("wrapped: %w", err)
		})
		if err != nil || len(from) != 2 || from[1] != m.Addr {
			t.Errorf("%s: %v from %q", text, err, from)
		}
	}

	r := spread(t, master, replicas)
	eventuallyFrom(t, r, "key", rs[0].Addr)
	if err := replicas[0].Do(ctx, "replicaof", "127.0.0.1", "1").Err(); err != nil {
		t.Fatal(err)
	}
	if err := replicas[0].Get(ctx, "key").Err(); !redis.HasErrorPrefix(err, "MASTERDOWN") {
		t.Fatalf("the replica itself says %v", err)
	}
	readsFrom(t, r, "key", "val", m.Addr)
}

// TestReplicasPromoted: a replica that has become a master of its own is left out.
func TestReplicasPromoted(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	m, rs := servers.Replicas(t, 1)
	master, replicas := client(t, m.Addr), clientsOf(t, rs)
	replicated(t, master, "key", "old", 1)
	if err := errors.Join(replicas[0].Do(ctx, "replicaof", "no", "one").Err(), master.Set(ctx, "key", "new", 0).Err()); err != nil {
		t.Fatal(err)
	}
	readsFrom(t, spread(t, master, replicas), "key", "new", m.Addr)
}

// TestReplicasFailover: the clients are those of both servers.
func TestReplicasFailover(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	s := servers.Sentinel(t)
	first, second := s.Master(), s.Replica()
	master := redis.NewFailoverClient(&redis.FailoverOptions{MasterName: s.Name, SentinelAddrs: s.Addrs})
	defer master.Close()
	r := spread(t, master, []*redis.Client{client(t, first, unretried), client(t, second, unretried)})
	replicated(t, master, "key", "val", 1)
	readsFrom(t, r, "key", "val", second)
	if err := s.Failover(ctx); err != nil {
		t.Fatal(err)
	}
	eventuallyFrom(t, r, "key", first)
	readsFrom(t, r, "key", "val", first)
	if err := s.Kill(); err != nil { // the second is the master, and there is no other
		t.Fatal(err)
	}
	eventuallyFrom(t, r, "key", master.Options().Addr)
}

// TestReplicasWire: INFO once a second, whoever reads.
func TestReplicasWire(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 1)
	p, pm := faults.New(t, rs[0].Addr), faults.New(t, m.Addr)
	r := spread(t, client(t, pm.Addr), []*redis.Client{client(t, p.Addr)})
	begin := time.Now()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for time.Since(begin) < 2500*time.Millisecond {
				if _, _, err := get(t.Context(), r, "key"); err != redis.Nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if n, seconds := p.Count("info"), int(time.Since(begin)/time.Second); n < 2 || n > 1+seconds {
		t.Errorf("%d times INFO in %d seconds", n, seconds)
	}
	if n := pm.Count("info"); n > 0 {
		t.Errorf("the master was asked for INFO %d times", n)
	}
	t.Logf("%d reads by the replica, %d by the master", p.Count("get"), pm.Count("get"))
}

// TestReplicasRefused: all reads being the master's must not go unnoticed.
func TestReplicasRefused(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	m, rs := servers.Replicas(t, 1)
	if err := clientsOf(t, rs)[0].Do(ctx, "acl", "setuser", "reader", "on", ">secret", "~*", "+get", "+client", "+hello").Err(); err != nil {
		t.Fatal(err)
	}
	as := func(password string) *redis.Client {
		return client(t, rs[0].Addr, func(o *redis.Options) { o.Username, o.Password = "reader", password })
	}
	renamed := servers.Plain(t, "--rename-command", "INFO", "HIDDEN")
	for want, replica := range map[string]*redis.Client{"NOPERM": as("secret"), "WRONGPASS": as("wrong"), "ERR unknown command": client(t, renamed.Addr)} {
		r := spread(t, client(t, m.Addr), []*redis.Client{replica})
		want = "redisrt: cannot ask the replica " + replica.Options().Addr + " for its health: " + want
		for range 2 {
			_, from, err := get(ctx, r, "key")
			if err == nil || !strings.HasPrefix(err.Error(), want) || len(from) > 0 {
				t.Errorf("%v from %q", err, from)
			}
		}
		if err := r.Health(ctx)[0]; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}

func TestReplicasCancelled(t *testing.T) {
	noLeak(t)
	m, rs := servers.Replicas(t, 1)
	pm := faults.New(t, m.Addr)
	for _, command := range []string{"", "info", "get"} {
		p := faults.New(t, rs[0].Addr)
		r := spread(t, client(t, pm.Addr), []*redis.Client{client(t, p.Addr, unretried)})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if command == "" {
			cancel()
		}
		p.Rule(func(args []string) faults.Action {
			if args[0] != command {
				return faults.Pass
			}
			cancel()
			return faults.CutAfter
		})
		_, from, err := get(ctx, r, "key")
		if !errors.Is(err, context.Canceled) || pm.Count("get") > 0 {
			t.Errorf("%q: %v from %q", command, err, from)
		}
		// It says nothing about the replica.
		p.Rule(nil)
		if _, from, err := get(t.Context(), r, "key"); err != redis.Nil || len(from) != 1 || from[0] != p.Addr {
			t.Errorf("after %q: %v from %q", command, err, from)
		}
	}
}
