package calls

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// A clustered is made once, with a client of which the type does not say what it is.
type clustered struct {
	any  redis.UniversalClient
	ring redis.Cmdable
	pipe redis.Pipeliner
	two  redis.Cmdable
}

func newClustered(addrs []string) *clustered {
	return makeClustered(redis.NewClusterClient(&redis.ClusterOptions{Addrs: addrs}), redis.NewRing(&redis.RingOptions{}))
}

func makeClustered(any redis.UniversalClient, ring *redis.Ring) *clustered {
	c := &clustered{any: any, ring: ring, pipe: ring.TxPipeline(), two: any}
	if any == nil {
		c.two = ring
	}
	return c
}

func (c *clustered) reads(ctx context.Context) {
	c.any.Get(ctx, "a")  // want `GET cluster`
	c.ring.Get(ctx, "a") // want `GET ring`
	c.pipe.Get(ctx, "a") // want `GET transaction`
	c.two.Get(ctx, "a")  // want `GET unknown`
}

var shared redis.UniversalClient = redis.NewClient(&redis.Options{})

func sharedReads(ctx context.Context) {
	shared.Get(ctx, "a")            // want `GET plain`
	made().Get(ctx, "a")            // want `GET cluster`
	given(ctx, made(), shared, nil) // (each of the parameters has one value)
}

func made() redis.UniversalClient { return redis.NewClusterClient(&redis.ClusterOptions{}) }

func given(ctx context.Context, cluster, plain, none redis.Cmdable) {
	cluster.Get(ctx, "a") // want `GET cluster`
	plain.Get(ctx, "a")   // want `GET plain`
	none.Get(ctx, "a")    // want `GET unknown`
}
