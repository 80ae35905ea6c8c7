// Package wrappers drops results behind functions of its own.
package wrappers

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type counter struct {
	rdb *redis.Client
	key string
}

var slots = &counter{key: "slots"}

// dec is where it is lost.
func (c *counter) dec(ctx context.Context) {
	c.rdb.Decr(ctx, c.key) // want `DECR's error is dropped, and if it fails slots stays one too high for ever`
}

func (c *counter) twice(ctx context.Context) {
	c.dec(ctx)
	c.dec(ctx)
}

func dec(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Decr(ctx, key) // want `DECR's error is dropped, and if it fails online:\* stays one too high for ever`
}

func leave(ctx context.Context, rdb *redis.Client, room string) {
	dec(ctx, rdb, "online:"+room)
}

// give leaves it to its caller.
func give(ctx context.Context, rdb *redis.Client, name string) *redis.IntCmd {
	return rdb.Decr(ctx, "given:"+name)
}

func giveConstant(ctx context.Context, rdb *redis.Client) *redis.IntCmd {
	cmd := rdb.Decr(ctx, "given")
	return cmd
}

func giveErr(ctx context.Context, rdb *redis.Client, name string) error {
	return rdb.Decr(ctx, "given:"+name).Err()
}

func giveChecked(ctx context.Context, rdb *redis.Client, name string) *redis.IntCmd {
	cmd := rdb.Decr(ctx, "given:"+name)
	if cmd.Err() != nil {
		panic(cmd.Err())
	}
	return cmd
}

func giveEither(ctx context.Context, rdb *redis.Client, all bool) *redis.IntCmd {
	if all {
		return rdb.DecrBy(ctx, "given", 10)
	}
	return rdb.Decr(ctx, "given")
}

func callers(ctx context.Context, rdb *redis.Client) {
	give(ctx, rdb, "a")          // want `through give, DECR's error is dropped, and if it fails given:a stays one too high for ever`
	defer giveConstant(ctx, rdb) // want `through giveConstant, DECR's error is dropped, and if it fails given stays one too high for ever`
	giveEither(ctx, rdb, true)   // want `through giveEither, DECRBY's error is dropped`
	giveErr(ctx, rdb, "a")       // an error: errcheck says so
	giveChecked(ctx, rdb, "a")   // it is looked at
	_ = give(ctx, rdb, "a")
	if give(ctx, rdb, "a").Err() != nil {
		return
	}
}
