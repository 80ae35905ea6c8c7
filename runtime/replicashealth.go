package redisrt

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// replica is one server and what it has last said of itself.
type replica struct {
	client  *redis.Client
	silence time.Duration

	mu     sync.Mutex
	asking bool
	asked  time.Time // or left out by a read
	health health
}

// health is whether a replica may be used.
type health struct {
	out     error // why it is left out, nil if it is fit
	refused bool  // out is to be answered: a mistake in the configuration
}

func newReplica(c *redis.Client, silence time.Duration) *replica {
	r := &replica{client: c, silence: silence}
	r.health = r.unfit(errors.New("it has not answered yet"))
	return r
}

func (r *replica) unfit(err error) health {
	return health{out: fmt.Errorf("redisrt: the replica %s is left out: %w", r.client.Options().Addr, err)}
}

// ask tells whether the replica may be used. The one who finds that its word is
// old sends INFO; nobody waits for the answer of another. The error is ctx's.
func (r *replica) ask(ctx context.Context) (h health, err error) {
	r.mu.Lock()
	asked := r.asked
	age := time.Since(asked)
	if r.asking || age < healthPeriod {
		defer r.mu.Unlock()
		if r.health.out == nil && age >= 2*healthPeriod {
			return r.unfit(errors.New("it is slow to answer")), nil
		}
		return r.health, nil
	}
	r.asking = true
	r.mu.Unlock()

	known := false
	defer func() { // also if a hook panics
		r.mu.Lock()
		defer r.mu.Unlock()
		r.asking = false
		switch {
		case !known:
		case r.asked.Equal(asked):
			r.health, r.asked = h, time.Now()
		default: // left out meanwhile, by a read that knows better
			h = r.health
		}
	}()
	h = r.info(ctx)
	if err := ctx.Err(); errors.Is(err, context.Canceled) {
		return h, err // which says nothing about the replica
	}
	known = true
	return h, ctx.Err()
}

// leaveOut does without the replica until it is asked again.
func (r *replica) leaveOut(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.health, r.asked = r.unfit(err), time.Now()
}

// info asks the replica, and leaves the caller time to go on without it.
func (r *replica) info(ctx context.Context) health {
	limit := healthPeriod
	if end, ok := ctx.Deadline(); ok {
		limit = min(limit, max(time.Until(end)/2, time.Millisecond))
	}
	// The client's time-out is for reading, the context's for dialling and the rest.
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	text, err := r.client.WithTimeout(limit).Info(ctx, "replication").Result()
	if refuses(err) {
		return health{refused: true, out: fmt.Errorf("redisrt: cannot ask the replica %s for its health: %w", r.client.Options().Addr, err)}
	}
	if err == nil {
		err = replicates(text, r.silence)
	}
	if err != nil {
		return r.unfit(err)
	}
	return health{}
}

// refuses tells whether err is the reply of a server that will never answer INFO.
func refuses(err error) bool {
	for _, word := range []string{"NOPERM", "NOAUTH", "WRONGPASS", "unknown command"} {
		if redis.HasErrorPrefix(err, word) {
			return true
		}
	}
	return false
}

// replicates reads INFO replication
// (https://redis.io/docs/latest/commands/info/). It returns why it is not that of
// a replica that hears of its master.
func replicates(text string, silence time.Duration) error {
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		fields[name] = value
	}
	if role := fields["role"]; role != "slave" {
		return fmt.Errorf("its role is %q, not %q", role, "slave")
	}
	if link := fields["master_link_status"]; link != "up" {
		return fmt.Errorf("its link to the master is %q", link)
	}
	seconds, err := strconv.Atoi(fields["master_last_io_seconds_ago"])
	if err != nil || seconds < 0 {
		return fmt.Errorf("it has heard of its master %q seconds ago", fields["master_last_io_seconds_ago"])
	}
	if silent := time.Duration(seconds) * time.Second; silent > silence {
		return fmt.Errorf("it has heard nothing of its master for %v", silent)
	}
	return nil
}
