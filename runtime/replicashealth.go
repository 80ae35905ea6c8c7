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
	probe   *redis.Client // the same, for INFO: it shares the pool
	silence time.Duration

	mu     sync.Mutex
	asking bool
	asked  time.Time
	health health
}

// health is the zero value for a replica that is left out.
type health struct {
	fit     bool
	refused error // to answer: a mistake in the configuration
}

func newReplica(c *redis.Client, silence time.Duration) *replica {
	return &replica{client: c, probe: c.WithTimeout(healthPeriod), silence: silence}
}

// fit tells whether the replica may be used. The one who finds that its word is
// old asks again; nobody waits for the answer of another.
func (r *replica) fit(ctx context.Context) (bool, error) {
	r.mu.Lock()
	age := time.Since(r.asked)
	if r.asking || age < healthPeriod {
		defer r.mu.Unlock()
		return r.health.fit && age < 2*healthPeriod, r.health.refused
	}
	r.asking = true
	r.mu.Unlock()

	var h health
	known := false
	defer func() { // also if a hook panics
		r.mu.Lock()
		defer r.mu.Unlock()
		r.asking = false
		if known {
			r.health, r.asked = h, time.Now()
		}
	}()
	h = r.ask(ctx)
	if err := ctx.Err(); err != nil {
		return false, err // which says nothing about the replica
	}
	known = true
	return h.fit, h.refused
}

// leaveOut does without the replica until it is asked again.
func (r *replica) leaveOut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.health, r.asked = health{}, time.Now()
}

func (r *replica) ask(ctx context.Context) health {
	// The probe's own time-out is for reading; this is for dialling and the rest.
	ctx, cancel := context.WithTimeout(ctx, healthPeriod)
	defer cancel()
	text, err := r.probe.Info(ctx, "replication").Result()
	var reply redis.Error
	if errors.As(err, &reply) {
		for _, word := range []string{"NOPERM", "NOAUTH", "WRONGPASS"} {
			if redis.HasErrorPrefix(reply, word) {
				return health{refused: fmt.Errorf("redisrt: cannot ask the replica %s for its health: %w", r.client.Options().Addr, err)}
			}
		}
	}
	return health{fit: err == nil && replicates(text, r.silence)}
}

// replicates reads INFO replication
// (https://redis.io/docs/latest/commands/info/): whether it is that of a replica
// that hears of its master.
func replicates(text string, silence time.Duration) bool {
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		fields[name] = value
	}
	seconds, err := strconv.Atoi(fields["master_last_io_seconds_ago"])
	return fields["role"] == "slave" && fields["master_link_status"] == "up" &&
		err == nil && seconds >= 0 && time.Duration(seconds)*time.Second <= silence
}
