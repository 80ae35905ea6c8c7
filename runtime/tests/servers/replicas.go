package servers

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// replicating makes servers that sync at once, and whose links are never silent
// for longer than a second.
var replicating = []string{"--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"}

// Replicas starts a master and n replicas of it, settled. They end with the test.
func Replicas(t testing.TB, n int, args ...string) (master *Server, replicas []*Server) {
	t.Helper()
	args = append(replicating[:len(replicating):len(replicating)], args...)
	master = Plain(t, args...)
	host, port, err := net.SplitHostPort(master.Addr)
	if err != nil {
		t.Fatal(err)
	}
	args = append(args, "--replicaof", host+" "+port)
	for range n {
		replicas = append(replicas, Plain(t, args...))
	}
	for _, r := range replicas {
		if err := r.Follows(master.Addr); err != nil {
			t.Fatal(err)
		}
	}
	return master, replicas
}

// Follows waits until s replicates from the master at addr, with its link up.
func (s *Server) Follows(addr string) error {
	return Eventually(30*time.Second, func(ctx context.Context) error {
		f, err := info(ctx, s.Addr, "replication")
		if err != nil {
			return err
		}
		of := net.JoinHostPort(f["master_host"], f["master_port"])
		if f["role"] != "slave" || of != addr || f["master_link_status"] != "up" {
			return fmt.Errorf("%s is a %s of %s, its link %s; want a replica of %s", s.Addr, f["role"], of, f["master_link_status"], addr)
		}
		return nil
	})
}

// Leads waits until s is a master.
func (s *Server) Leads() error {
	return Eventually(30*time.Second, func(ctx context.Context) error {
		f, err := info(ctx, s.Addr, "replication")
		if err == nil && f["role"] != "master" {
			err = fmt.Errorf("%s is a %s", s.Addr, f["role"])
		}
		return err
	})
}

// cutReplicas closes the links to the replicas, which connect again if they can.
func (s *Server) cutReplicas(ctx context.Context) error {
	c := redis.NewClient(&redis.Options{Addr: s.Addr})
	defer c.Close()
	return c.Do(ctx, "client", "kill", "type", "replica").Err()
}
