package servers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// downAfter is how long a server is silent before it is taken to be down: not
	// less, as the machine that runs the tests may be slow.
	downAfter = time.Second
	// failoverTimeout is what the sentinel waits for a fail-over, and twice that before
	// it tries another.
	failoverTimeout = 2 * time.Second
)

// SentinelSet is a master, one replica, and one sentinel, whose quorum is 1.
type SentinelSet struct {
	Name  string   // of the master
	Addrs []string // of the sentinel

	sentinel        *Server
	master, replica *Server
}

// Sentinel starts one. It ends with the test.
func Sentinel(t testing.TB) *SentinelSet {
	t.Helper()
	master, replicas := Replicas(t, 1)
	s := &SentinelSet{Name: "mymaster", master: master, replica: replicas[0]}
	var err error
	for range 5 {
		if s.sentinel, err = startSentinel(freePort(), t.TempDir(), s.Name, master.Addr); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.sentinel.Stop)
	s.Addrs = []string{s.sentinel.Addr}
	if err := s.settled(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Master is the address of the server that is the master now.
func (s *SentinelSet) Master() string { return s.master.Addr }

// Replica is the address of the other server, which may have been killed.
func (s *SentinelSet) Replica() string { return s.replica.Addr }

// MasterServer is the process behind Master, to be paused for instance.
func (s *SentinelSet) MasterServer() *Server { return s.master }

// ReplicaServer is the process behind Replica.
func (s *SentinelSet) ReplicaServer() *Server { return s.replica }

// Failover lets the sentinel make the replica the master, and waits until the
// former master replicates from it. Nothing that was acknowledged and sent to
// the replica before is lost.
func (s *SentinelSet) Failover(ctx context.Context) error {
	err := Eventually(30*time.Second, func(context.Context) error {
		return s.ask(func(c *redis.SentinelClient) error { return c.Failover(ctx, s.Name).Err() })
	})
	if err != nil {
		return fmt.Errorf("SENTINEL FAILOVER: %w", err)
	}
	return errors.Join(s.promoted(), s.settled())
}

// Kill ends the master, and waits until the sentinel has made the replica the
// master. There is no replica then.
func (s *SentinelSet) Kill() error {
	s.master.Stop()
	return s.promoted()
}

// Isolate keeps the replica from what is written from now on: it is paused and
// its link is cut. Lose ends that.
func (s *SentinelSet) Isolate(ctx context.Context) error {
	return errors.Join(s.replica.Pause(ctx), s.master.cutReplicas(ctx))
}

// Lose kills the master and waits until the isolated replica has taken its place,
// which has nothing of what was written since Isolate.
func (s *SentinelSet) Lose() error {
	s.master.Stop()
	return errors.Join(s.replica.Resume(), s.promoted())
}

// promoted waits until the replica is the master, and the sentinel says so.
func (s *SentinelSet) promoted() error {
	if err := s.replica.Leads(); err != nil {
		return err
	}
	err := Eventually(30*time.Second, func(ctx context.Context) error {
		return s.ask(func(c *redis.SentinelClient) error { return names(ctx, c, s.Name, s.replica.Addr) })
	})
	if err != nil {
		return err
	}
	s.master, s.replica = s.replica, s.master
	return nil
}

// settled waits until the replica follows the master, and the sentinel knows it.
func (s *SentinelSet) settled() error {
	if err := s.replica.Follows(s.master.Addr); err != nil {
		return err
	}
	return Eventually(30*time.Second, func(ctx context.Context) error {
		return s.ask(func(c *redis.SentinelClient) error {
			replicas, err := c.Replicas(ctx, s.Name).Result()
			if err != nil {
				return err
			}
			for _, r := range replicas {
				if net.JoinHostPort(r["ip"], r["port"]) == s.replica.Addr && r["flags"] == "slave" && r["master-link-status"] == "ok" {
					return nil
				}
			}
			return fmt.Errorf("the sentinel does not know the replica %s: %v", s.replica.Addr, replicas)
		})
	})
}

func (s *SentinelSet) ask(f func(*redis.SentinelClient) error) error {
	c := redis.NewSentinelClient(&redis.Options{Addr: s.sentinel.Addr, MaxRetries: -1})
	defer c.Close()
	return f(c)
}

// names checks that the sentinel gives out addr for the master.
func names(ctx context.Context, c *redis.SentinelClient, name, addr string) error {
	got, err := c.GetMasterAddrByName(ctx, name).Result()
	if err == nil && (len(got) != 2 || net.JoinHostPort(got[0], got[1]) != addr) {
		err = fmt.Errorf("the sentinel says %v, want %s", got, addr)
	}
	return err
}

func startSentinel(port int, dir, name, master string) (*Server, error) {
	host, masterPort, err := net.SplitHostPort(master)
	if err != nil {
		return nil, err
	}
	// The sentinel writes its own state into the file.
	conf := filepath.Join(dir, "sentinel.conf")
	text := strings.Join([]string{
		"port " + strconv.Itoa(port),
		"bind 127.0.0.1",
		"dir " + dir,
		"logfile server.log",
		fmt.Sprintf("sentinel monitor %s %s %s 1", name, host, masterPort),
		fmt.Sprintf("sentinel down-after-milliseconds %s %d", name, downAfter.Milliseconds()),
		fmt.Sprintf("sentinel failover-timeout %s %d", name, failoverTimeout.Milliseconds()),
		"",
	}, "\n")
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return nil, err
	}
	ready := func(s *Server, _ string) error {
		c := redis.NewSentinelClient(&redis.Options{Addr: s.Addr, MaxRetries: -1})
		defer c.Close()
		return Eventually(20*time.Second, func(ctx context.Context) error {
			if err := names(ctx, c, name, master); err != nil {
				return err
			}
			hasten(ctx, s.Addr)
			return nil
		})
	}
	return launch(port, dir, ready, conf, "--sentinel")
}

// hasten shortens the periods in which a sentinel looks at its servers and puts
// them right. Before Redis 7.0 there is no such command, and all takes longer.
func hasten(ctx context.Context, addr string) {
	c := redis.NewClient(&redis.Options{Addr: addr})
	defer c.Close()
	_ = c.Do(ctx, "sentinel", "debug", "info-period", 200, "publish-period", 200, "ping-period", 200).Err()
}
