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
// until it is a replica: it may be an old one that does not know of a new one. What
// is not noticed is a replica of such an old master, cut off together with it: its
// link is up, and it is used until somebody makes it a replica of the new one.
//
// Which server is next: fn is called again with another replica if it returned a
// connection's error, LOADING or MASTERDOWN, and at last, or where no replica is
// fit, with the master, about whose health nothing is asked. Such a replica is left
// out for a second at least. Every other error of fn, redis.Nil and READONLY
// included, is returned as it is. fn may thus run several times, and should set
// what it returns each time. It must not write: a replica refuses that with
// READONLY, but the master does not.
//
// That replicas are left out is no error of Read. [Replicas.Health] tells which, and
// why; fn, which is called with the client, can count how many reads are the master's.
//
// Commands: INFO replication, one round trip, at most once a second for each
// replica, and what fn sends. A lost reply: go-redis sends reads again, up to
// MaxRetries times, on the same server; after them the next one is asked.
//
// Units: a replica that does not answer to INFO within a second, or within half of
// the time that ctx has left, is left out for a second, for all callers. That holds
// without ContextTimeoutEnabled as well, and where the client has no free connection
// for INFO. (go-redis heeds no context while it dials with TLS: there it may take
// DialTimeout.) For fn it is the clients' DialTimeout, ReadTimeout and MaxRetries
// which say how long a replica that hangs holds up a read; the defaults come to more
// than 10 s. A context that ends while fn runs says nothing about the replica: reads
// fail on one that has just begun to hang until the next INFO, for two seconds at most.
//
// Errors: where no server could be reached, the error is that of fn with the
// master. A replica that will never tell how it is, as its user may not INFO or may not
// log in, or as it knows no such command (rename-command), is an error, and
// not left out, as all reads would be the master's without a word. A context that
// is done ends the call with its error before the next call of fn.
func (r *Replicas) Read(ctx context.Context, fn func(c *redis.Client) error) error {
	for _, i := range rand.Perm(len(r.replicas)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := r.replicas[i]
		h, err := at.ask(ctx)
		if err != nil {
			return err
		}
		if h.refused {
			return h.out
		}
		if h.out != nil {
			continue
		}
		err = fn(at.client)
		if !elsewhere(err) {
			return err
		}
		if done := over(ctx); done != nil {
			return done
		}
		at.leaveOut(err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(r.master)
}

// Health asks all replicas how they are, as [Replicas.Read] does, and returns in the
// order of those that were passed to [NewReplicas] nil for each that Read would
// use now, and otherwise an error that names it and says why not: that it is a
// master, that its link is down, or what came instead of an answer.
//
// It is for the start of a program, for metrics and for alerts: as long as a replica
// answers, Read says nothing about others that do not.
//
// Commands: INFO replication, one round trip for each replica which has not been asked
// during the last second, one after the other, each for a second at most. Where another
// caller is asking at that moment, it is what was known before. A context that is
// done is the error of those that were not asked in time. No replica is changed.
func (r *Replicas) Health(ctx context.Context) []error {
	errs := make([]error, len(r.replicas))
	for i, at := range r.replicas {
		h, err := at.ask(ctx)
		if errs[i] = err; err == nil {
			errs[i] = h.out
		}
	}
	return errs
}

// over is the context's error. A connection may notice the deadline before the
// context does.
func over(ctx context.Context) error {
	if end, ok := ctx.Deadline(); ok && ctx.Err() == nil && !time.Now().Before(end) {
		return context.DeadlineExceeded
	}
	return ctx.Err()
}

// elsewhere tells whether another server may answer what failed with err.
func elsewhere(err error) bool {
	var reply redis.Error
	if errors.As(err, &reply) {
		return redis.HasErrorPrefix(reply, "LOADING") || redis.HasErrorPrefix(reply, "MASTERDOWN")
	}
	return connectionError(err)
}
