package tests

import (
	"errors"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/redislint/redislint/runtime/tests/servers"
)

// TestSentinelServers tries the servers that other tests rely on.
func TestSentinelServers(t *testing.T) {
	noLeak(t)
	ctx := t.Context()
	s := servers.Sentinel(t)
	first, second := s.Master(), s.Replica()
	c := redis.NewFailoverClient(&redis.FailoverOptions{MasterName: s.Name, SentinelAddrs: s.Addrs, MaxRetries: 10})
	defer c.Close()
	if err := errors.Join(c.Set(ctx, "kept", 1, 0).Err(), c.Wait(ctx, 1, 0).Err()); err != nil {
		t.Fatal(err)
	}

	if err := s.Failover(ctx); err != nil {
		t.Fatal(err)
	}
	if s.Master() != second || s.Replica() != first {
		t.Fatalf("master %s, replica %s", s.Master(), s.Replica())
	}

	d := client(t, s.Master())
	if err := s.Isolate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Set(ctx, "lost", 1, 0).Err(); err != nil {
		t.Fatal(err)
	}
	if err := s.Lose(); err != nil {
		t.Fatal(err)
	}
	if s.Master() != first {
		t.Fatalf("master %s", s.Master())
	}
	left := client(t, first)
	if kept, lost := left.Get(ctx, "kept").Val(), left.Get(ctx, "lost").Err(); kept != "1" || lost != redis.Nil {
		t.Errorf("kept %q, lost %v", kept, lost)
	}
}

func TestSentinelKill(t *testing.T) {
	noLeak(t)
	s := servers.Sentinel(t)
	second := s.Replica()
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	if s.Master() != second {
		t.Errorf("master %s", s.Master())
	}
}
