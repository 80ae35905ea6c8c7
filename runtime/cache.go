package redisrt

import "context"

// Cache keeps values that are expensive to load in Redis: cache-aside, where no two
// processes load a value at the same time, and no value whose load began before an
// invalidation is kept after it.
//
//	cache, err := redisrt.NewCache[Product](rdb, redisrt.CacheOptions{TTL: 10 * time.Minute})
//	...
//	product, err := cache.Get(ctx, "product:"+id, func(ctx context.Context) (Product, error) {
//		return db.Product(ctx, id)
//	})
//
// Each key is one string in Redis: 57 bytes of the cache's own, then what the codec
// has made of the value. Who loads a value puts a lease there first, and the value
// afterwards only if the lease still stands. So what removes or replaces the key, as
// Invalidate does, voids the load. A lock in a key of its own would not.
//
// The methods may be called by many goroutines. The goroutines of a Cache are those of
// loads under way, and of leases that are ended in the background; Close waits for them.
//
// Clients: *redis.Client, *redis.ClusterClient and *redis.Ring, and what embeds
// them, as the package documentation says. Where the client reads from replicas
// (ReadOnly, RouteByLatency, RouteRandomly), or has client-side caching, a Get may
// return what was invalidated for as long as replication or the server's message lags;
// leases are on the masters, so nothing stale is kept.
//
// Clocks: what is fresh is decided by the server's. A machine whose own clock is behind
// returns values longer, by that much, but not after TTL, StaleFor and a lease; one
// whose clock is ahead asks the server more often.
//
// What Redis loses is lost. A fail-over to a replica that has not received an
// invalidation brings the old value back, for the rest of its TTL. So does a server that
// restarts from a snapshot (RDB), or from an append-only file that lacks the last second,
// and a shard of a ring that was down when another stood in for it.
type Cache[T any] struct {
	o        CacheOptions
	entries  entries
	flights  *flights
	direct   chan struct{} // has one for each load that may begin without Redis
	releases chan struct{} // holds as many as there are
}

// maxReleases are leases that are ended after a lost answer, at a time.
const maxReleases = 1000

// NewCache returns a cache on c. It sends no command. An option that cannot be meant is
// an error.
func NewCache[T any](c CacheClient, o CacheOptions) (*Cache[T], error) {
	client, err := pooled(c)
	if err != nil {
		return nil, err
	}
	if err := o.complete(client); err != nil {
		return nil, err
	}
	cache := &Cache[T]{
		o:        o,
		entries:  entries{client: client, timeout: o.RedisTimeout},
		flights:  newFlights(),
		direct:   make(chan struct{}, o.DirectLoads),
		releases: make(chan struct{}, maxReleases),
	}
	for range o.DirectLoads {
		cache.direct <- struct{}{}
	}
	return cache, nil
}

// Get returns the value of key: the one that is cached, or else what load returns, which
// is cached then.
//
// Commands: a hit is one GET. A miss is GET, EVALSHA to take the lease, load, and
// EVALSHA to store the value, or to end the lease if load fails; EVAL after an EVALSHA whose script the server does not
// know. Who finds the lease of another asks again by EVALSHA, after 5 ms at first and
// 100 ms later, once for all callers in this process.
//
// Loads: in this process one at a time for a key; its callers share what it returns, each
// decoded for itself (without Redis, those who come when it has begun share the
// next). Among all processes one at a time too, by the lease, which ends a
// second after LoadTimeout. A second load begins while another runs only if the
// lease is lost: by an invalidation, an eviction, a fail-over, or as load did not end
// when its context did. It runs in a goroutine of its own, also after Get has returned, so
// what it uses must live as long. Its context has the values of ctx, but not its end, since
// others wait for the load as well; LoadTimeout and Close end it. If load panics, so
// does the Get whose load it was, and others get an error.
//
// A value is loaded anew before its end, while all callers still get it: a Get does
// so with the probability exp(-t/(delta*Beta)), t being the time that is left, and
// delta the time that the load took (XFetch: Vattani, Chierichetti and Lowenstein,
// PVLDB 8(8), 2015). By itself XFetch makes e loads of that for Beta 1; the lease
// makes it one. The delta of a value that [Cache.Set] or [Cache.WriteThrough] has cached is
// that of the value before it.
//
// Guarantee: a Get that began after [Cache.Invalidate] has returned without an error
// returns no value whose load began before, except as [Cache] says. Where a load is
// voided, those who called Get before it began get its value, which is not
// cached, and those who came later that of another load.
//
// Errors: that of load as it is, unless there is a stale value (StaleFor). An error of
// load that is or wraps [ErrNotFound] says that there is no such value: with NegativeTTL
// that is remembered, and Get then returns ErrNotFound. Where others load the value
// and are not done after Wait, it wraps [ErrBusy]. If ctx is done, it is ctx's.
//
// An error of Redis is not a miss. The value then comes from load, is not cached, and the
// error goes to OnError; but DirectLoads of this Cache run at a time, one for a key.
// The other callers wait for their turn, and after Wait get an error that wraps
// ErrBusy and the error of Redis; an error of load wraps that too. How long it takes
// until Redis is known not to answer is up to the client's timeouts and retries, and
// RedisTimeout.
//
// A lost reply: go-redis sends the command again. A lease that was granted is granted
// again to the same load, and a value that was stored is not stored again. A lease
// that may have been granted in vain is ended by an EVALSHA in the background, tried
// once, or else by its time. (So at most 1000 leases at a time.)
//
// Cluster and ring: a key is on its own node, and no command has two.
func (c *Cache[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	v, _, err := c.get(ctx, key, load)
	return v, err
}

// Invalidate removes the values of keys, and voids all loads of them that are under way.
// Call it when the change is in the store, with a context that the end of the request does
// not cancel (context.WithoutCancel). It is harmless for keys that are not cached.
//
// Commands, rings and clusters: as [Unlink].
//
// Guarantee: with a nil error, what [Cache.Get] says. With an error the old values may
// be returned for TTL and StaleFor, as a load under way may still store one: call it again.
//
// A lost reply: UNLINK is sent again, and removes what was cached in between, which is
// then loaded again.
func (c *Cache[T]) Invalidate(ctx context.Context, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	return c.entries.remove(ctx, keys...)
}

// Close ends the loads under way by their contexts, and waits for them, also for one that
// ignores its context; and for the commands of the Cache, as long as the client waits for
// them. A Get that waits for a load, or needs one from then on, returns [ErrClosed], or a
// stale value. The client is not closed.
func (c *Cache[T]) Close() {
	c.flights.close()
}
