package redisrt

import (
	"errors"
	"fmt"
	"time"
)

// WriteBehindOptions are the options of [NewWriteBehind]. The zero value is good.
type WriteBehindOptions struct {
	// Partitions is the number of streams that the keys are spread over, each of
	// which one worker at a time reads. It must be the same in all processes, for
	// as long as the name is used. 0 is 8; the most is 1024.
	Partitions int
	// Limit is the number of items in all partitions, dead letters included, from
	// which on Enqueue returns [ErrFull]. Each partition has an equal share of it,
	// rounded up, so keys that are spread unevenly reach it before. 0 is 100,000.
	Limit int64
	// Batch is the most items that the store is given at once. 0 is 100; the most
	// is 5000.
	Batch int
	// Interval is how long a worker waits, give or take a half, when there was less
	// than a batch, so that another comes together. 0 is 100 ms.
	Interval time.Duration
	// Lease is how long the partition of a process that has died stays with it. It
	// is renewed after a third of it while the store runs. 0 is 10 s; the least is
	// 100 ms; parts of a millisecond do not count. It should be longer than what
	// go-redis needs to replace a connection.
	Lease time.Duration
	// Attempts is how often the store returns an error for an item that it was given
	// alone, before that is a dead letter. An error that Redis could not be told of
	// does not count. What ends without the store's return, as the process dies or
	// loses its lease, is counted apart: an item with which 20 leases in a row have
	// ended so is a dead letter too. An innocent one that is in hand in the same process
	// each time, in another partition, is counted with it.
	//
	// 0 is no limit for either, as a store that is down for a while would make dead
	// letters of good items: what the store does not reject, it is given until it
	// takes it, and the rest of the partition waits.
	Attempts int
	// Codec turns values into what Redis keeps. nil is [JSON].
	Codec Codec
	// OnError is told what goes wrong in the workers, by several goroutines at a
	// time: errors of the store and of Redis, lost leases, new dead letters. All
	// of it is tried again, or kept. It must not call Close, and the worker waits
	// until it returns. nil tells nobody.
	OnError func(error)
}

const (
	maxPartitions = 1024
	minLease      = 100 * time.Millisecond
)

func (o WriteBehindOptions) withDefaults() (WriteBehindOptions, error) {
	if o.Partitions < 0 || o.Limit < 0 || o.Batch < 0 || o.Interval < 0 || o.Lease < 0 || o.Attempts < 0 {
		return o, errors.New("redisrt: an option of the write-behind is below 0")
	}
	if o.Partitions == 0 {
		o.Partitions = 8
	}
	if o.Limit == 0 {
		o.Limit = 100_000
	}
	if o.Batch == 0 {
		o.Batch = 100
	}
	if o.Interval == 0 {
		o.Interval = 100 * time.Millisecond
	}
	if o.Lease == 0 {
		o.Lease = 10 * time.Second
	}
	if o.Codec == nil {
		o.Codec = JSON{}
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	switch {
	case o.Partitions > maxPartitions:
		return o, fmt.Errorf("redisrt: %d partitions are more than %d", o.Partitions, maxPartitions)
	case o.Batch > maxScriptArgs:
		return o, fmt.Errorf("redisrt: a batch of %d is more than %d", o.Batch, maxScriptArgs)
	case o.Lease < minLease:
		return o, fmt.Errorf("redisrt: a lease of %v is below %v", o.Lease, minLease)
	}
	o.Lease = o.Lease.Truncate(time.Millisecond) // as Redis has it
	return o, nil
}
