package redisrt

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"
)

// Replicas spreads reads over replicas, where the caller says that a read may be
// answered with old data. Make one with [NewReplicas] and keep it; many goroutines
// may use it.
type Replicas struct {
	master   *redis.Client
	replicas []*replica
}

// ReplicasOption changes what [NewReplicas] makes.
type ReplicasOption func(*replicasOptions)

type replicasOptions struct{ silence time.Duration }

const (
	defaultSilence = 15 * time.Second
	// healthPeriod is how long what a replica has said of itself is believed.
	healthPeriod = time.Second
)

// ReplicaMaxSilence sets for how long a replica may have heard nothing of its
// master before it is left out: the default is 15 s. A master that has nothing to
// replicate speaks every repl-ping-replica-period (10 s by default); what is less
// than that and one second leaves replicas out while nobody writes. The server
// counts in whole seconds. Less than a second is an error of NewReplicas.
func ReplicaMaxSilence(d time.Duration) ReplicasOption {
	return func(o *replicasOptions) { o.silence = d }
}

// NewReplicas returns reads from replicas, and from master where none of them will
// do. With no replicas all reads are the master's. It sends no command.
//
// The clients are the caller's, with all their options; each of replicas must lead
// to one server. It may be any server that is a replica at times: those that are
// not at the moment are left out. So where Sentinel or somebody else makes
// fail-overs, replicas are clients of all the servers, master included, by their
// addresses, and master is what redis.NewFailoverClient returns. (A failover
// client with ReplicaOnly dials another replica for each connection, knows
// nothing of their links, and cannot be used here. Neither can the node clients of
// a cluster: there, reads go to replicas by redis.ClusterOptions.ReadOnly.)
//
// A client that is nil, or options that make no sense, are an error.
func NewReplicas(master *redis.Client, replicas []*redis.Client, opts ...ReplicasOption) (*Replicas, error) {
	o := replicasOptions{silence: defaultSilence}
	for _, opt := range opts {
		opt(&o)
	}
	if o.silence < time.Second {
		return nil, fmt.Errorf("redisrt: ReplicaMaxSilence(%v) is less than a second", o.silence)
	}
	if master == nil {
		return nil, errors.New("redisrt: the master's client is nil")
	}
	r := &Replicas{master: master}
	for i, c := range replicas {
		if c == nil {
			return nil, fmt.Errorf("redisrt: the client of replica %d is nil", i)
		}
		r.replicas = append(r.replicas, newReplica(c, o.silence))
	}
	return r, nil
}

// Read calls fn with the client of one replica, chosen at random:
//
//	err := replicas.Read(ctx, func(c *redis.Client) error {
//		var err error
//		name, err = c.Get(ctx, "name").Result()
//		return err
//	})
//
// What fn reads may be old. It is what the master had when it sent the last words
// that the replica has received: milliseconds ago as a rule, and seconds where the
// replica or the network is slow. It may lack what this program has just written,
// and two reads, which may be of two replicas, may see time go backwards. What
// must be seen at once is read from the master.
//
// A replica that has lost its master goes on answering without an error, with ever
// older data (replica-serve-stale-data yes, the default). So a replica is used only
// if INFO says that it is one, that its link is up, and that it has heard of its
// master during the last 15 s ([ReplicaMaxSilence]). It is asked before it is used,
// at most once a second; while one caller asks, others use what it has said in the
// last two seconds, or another server. What was sent to it but has not arrived, it
// cannot know of, nor can INFO. A server that has become a master is left out
// until it is a replica: it may be an old one that does not know of a new one.
//
// Which server is next: fn is called again with another replica if it returned a
// connection's error, LOADING or MASTERDOWN, and at last, or where no replica is
// fit, with the master, about whose health nothing is asked. Such a replica is left
// out for a second at least. Every other error of fn, redis.Nil and READONLY
// included, is returned as it is. fn may thus run several times, and should set
// what it returns each time. It must not write: a replica refuses that with
// READONLY, but the master does not.
//
// Commands: INFO replication, one round trip, at most once a second for each
// replica, and what fn sends. A lost reply: go-redis sends reads again, up to
// MaxRetries times, on the same server; after them the next one is asked.
//
// Units: a replica that does not answer to INFO within a second is left out. For
// fn it is the clients' DialTimeout, ReadTimeout and MaxRetries which say how long a
// replica that hangs holds up a read; the defaults come to more than 10 s.
//
// Errors: where no server could be reached, the error is that of fn with the
// master. A replica whose user may not INFO, or may not log in, is an error, and
// not left out, as all reads would be the master's without a word. A context that
// is done ends the call with its error before the next call of fn.
func (r *Replicas) Read(ctx context.Context, fn func(c *redis.Client) error) error {
	for _, i := range rand.Perm(len(r.replicas)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := r.replicas[i]
		fit, err := at.fit(ctx)
		if err != nil {
			return err
		}
		if !fit {
			continue
		}
		err = fn(at.client)
		if !elsewhere(err) {
			return err
		}
		if ctx.Err() == nil {
			at.leaveOut()
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(r.master)
}

// elsewhere tells whether another server may answer what failed with err.
func elsewhere(err error) bool {
	var reply redis.Error
	if errors.As(err, &reply) {
		return redis.HasErrorPrefix(reply, "LOADING") || redis.HasErrorPrefix(reply, "MASTERDOWN")
	}
	return connectionError(err)
}
