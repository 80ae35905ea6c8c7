package redisrt

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
)

// NewWriteBehind returns a queue in Redis before a slower store: [WriteBehind.Enqueue]
// accepts an item into one of several streams, by its key, and workers give the items
// in batches to store, in order for each key, at least once. Any number of processes
// may use a name, with the same number of partitions; what a process that has died
// had taken, another takes when its lease has expired. Without a store it only
// accepts, and starts no goroutine.
//
//	wb, err := redisrt.NewWriteBehind(ctx, rdb, "carts", func(ctx context.Context, carts []redisrt.Item[Cart]) error {
//		return db.SaveNewer(ctx, carts) // where ID is above the row's
//	}, redisrt.WriteBehindOptions{})
//
// The store must return an error unless it has committed all of the items. After an
// error it is given them again, when a random time has passed: at most 50 ms at first,
// then 100 ms, and so on up to 5 s. If they were several, each comes alone then, so that
// the one which fails is found. All that is behind it in its partition waits, other keys
// as well: one item that the store never takes holds up its partition for ever, unless
// the error wraps [ErrRejected] or the option Attempts is set.
//
// An error that wraps [ErrRejected] makes a dead letter of the item that the store was
// given alone: it is set apart, its key is parked, and so are later items of that
// key, as they would overtake it. See [WriteBehind.DeadLetters]. What the codec cannot
// decode is a dead letter too. Panics of the store are not caught; runtime.Goexit in it
// is an error.
//
// Guarantee: an item for which Enqueue has returned nil is given to the store until
// that has returned nil for it, or it is a dead letter, unless Redis loses it. Items
// of a key come in the order in which they were accepted. An item comes again when
// its process dies or cannot reach Redis before it was removed, and with it those
// of its batch: as a rule a store has to be safe to repeat.
//
// One worker at a time has a partition, by a lease, which it renews while the store
// runs. The context of the store is cancelled when the lease is lost. A store which
// does not stop then, or a process that is paused for longer than the lease, as by
// a debugger or a virtual machine's snapshot, may commit a batch after another
// process has committed it and later items. So may one whose lease was cut short, as
// the server's clock has jumped ahead. A store that refuses, for each key, an item with
// an ID which is not above that of the last one is safe from that, and from repeats.
//
// A process keeps a partition for as long as it finds full batches there. After a
// smaller one it lets go of it, and the first process that looks there has it next.
//
// Fail-over: items that the new master does not have are lost, though Enqueue has
// returned nil. Items whose removal it has not seen come again, more than a batch of
// them. A lease that it does not know is given to another process: two may have the
// partition then, for as long as one of them still reaches the old master, and a Lease
// more. Where its clock is behind that of the old one, a new item may have an ID below
// that of a lost one which had been stored, and a store that heeds IDs refuses it.
//
// This is no system of record. What Redis loses is lost: what it evicts, leases
// included, unless maxmemory-policy is noeviction; what is not on disk yet when it
// crashes, which is everything without AOF, and up to a second with appendfsync
// everysec; what a replica that takes over did not have yet. A write of which the
// caller must be sure goes to the store directly.
//
// Commands: an EVALSHA for the number of partitions. A worker sends an EVALSHA for each
// batch, one more when there was less than a batch, the store has failed or the codec
// cannot decode an item, one for each third of a lease that the store runs for, and one
// in each Interval where there is nothing. The script is O(batch). Where a server does
// not know a script, an EVAL comes after. A lost reply: each may be sent again without
// harm. A worker that cannot reach Redis any more, or a copy of its command that comes
// late, leaves a partition to nobody for a Lease at most.
//
// Cluster: the keys of a partition, {name:0}:stream and so on, are in one slot, and
// the partitions spread over the nodes. While a slot moves, its partition may answer
// TRYAGAIN: Enqueue returns it, workers try again. A *redis.Ring is refused, since it
// looks for keys elsewhere while a shard is down; so are *redis.Conn and *redis.Tx,
// which are one connection.
//
// Errors: options that are not valid, a name that is empty or has braces, another
// number of partitions in Redis than in the options, what Redis answers. ctx is for
// this call only. The caller must Close the result, and the client after it.
func NewWriteBehind[T any](ctx context.Context, c WriteBehindClient, name string, store func(ctx context.Context, items []Item[T]) error, opts WriteBehindOptions) (*WriteBehind[T], error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if name == "" || strings.ContainsAny(name, "{}") {
		return nil, fmt.Errorf("redisrt: the write-behind's name %q is empty or has braces", name)
	}
	client, err := writeBehindClient(c)
	if err != nil {
		return nil, err
	}
	if err := samePartitions(ctx, client, name, opts.Partitions); err != nil {
		return nil, err
	}
	w := &WriteBehind[T]{
		client:   client,
		name:     name,
		id:       rand.Text(),
		opts:     opts,
		sent:     make([]atomic.Int64, opts.Partitions),
		draining: make(chan struct{}),
		ended:    make(chan struct{}),
	}
	for n := range opts.Partitions {
		w.keys = append(w.keys, keysOfPartition(name, n))
	}
	w.start(store)
	return w, nil
}

// WriteBehind is what [NewWriteBehind] returns. Its methods may be called by several
// goroutines at a time.
type WriteBehind[T any] struct {
	client WriteBehindClient
	name   string
	id     string // no other has it
	opts   WriteBehindOptions
	keys   []partitionKeys
	sent   []atomic.Int64 // by Enqueue, for each partition

	stop     context.CancelFunc // ends the workers at once
	closed   atomic.Bool
	draining chan struct{} // closed when they are to end without items
	working  atomic.Int64
	ended    chan struct{} // closed when they have ended
	closing  sync.Once
	closeErr error
}

// Item is what a store is given.
type Item[T any] struct {
	Key   string
	Value T
	// ID is 32 hexadecimal digits. Of two items of a key, the later has the
	// greater, as text and as a number, but for a fail-over: see NewWriteBehind. An
	// item that comes again has the same, unless it was requeued.
	ID string
}
