package redisrt

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"
)

// unlinkBatch keeps one UNLINK, or one trip of a pipeline, below a millisecond
// of the server's time.
const unlinkBatch = 1000

// unanswered marks a command in a pipeline until its reply comes: a ring of
// go-redis v9.7.3 leaves those without an error whose shard it cannot dial.
const unanswered = -1

// Unlink is c.Unlink(ctx, keys...) in batches of 1000 keys: the number of keys
// that were removed. It also stands for c.Del(ctx, keys...), whose answer is the
// same; the memory is then freed by a thread of the server's instead of before
// the reply: 1,000,000 fields blocked it for 422 ms by DEL, and 2.7 ms by UNLINK.
//
// Commands: on one node an UNLINK for every 1000 keys. On a cluster or a ring,
// where the keys of one UNLINK must be in one slot or on one shard, pipelines of
// 1000 UNLINK of one key each: go-redis sends each to its master or shard, and
// follows redirections, so that slots may move meanwhile. With no keys it is the
// caller's command, and the server's error for it.
//
// Guarantee: with a nil error every key was there to be removed and was, or was
// not there, at some moment of the call. All keys together are not removed at
// one moment. With an error no further batch is sent, and the value of the
// command is the number of keys that are known to have been removed before it;
// to call again is safe.
//
// A lost reply: go-redis sends UNLINK or the pipeline again, and keys that the
// first had removed are not counted: the count may be too low, as it may be
// without this function. Their removal is certain.
//
// Ring: all shards must be up before and after, otherwise the error wraps
// [ErrIncomplete], as a ring sends the keys of a shard that is down to another,
// which has none of them, without an error. As in go-redis, a key is looked for
// only on the shard where it belongs now.
//
// Hooks of the client see every command, those of a cluster client or a ring
// included. Errors: a server's error reply is returned as it came. A context that
// is done ends the call with the context's error before the next batch.
func Unlink(ctx context.Context, c UnlinkClient, keys ...string) *redis.IntCmd {
	args := make([]any, 0, len(keys)+1)
	args = append(args, "unlink")
	for _, k := range keys {
		args = append(args, k)
	}
	cmd := redis.NewIntCmd(ctx, args...)
	n, err := unlink(ctx, c, keys)
	cmd.SetVal(n)
	if err != nil {
		cmd.SetErr(err)
	}
	return cmd
}

func unlink(ctx context.Context, c UnlinkClient, keys []string) (int64, error) {
	t, err := holder(c, unlinkMethod, pipelinedMethod)
	if err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if len(keys) == 0 {
		return c.Unlink(ctx).Result()
	}
	switch t := t.(type) {
	case *redis.ClusterClient:
		return unlinkEach(ctx, c, keys)
	case *redis.Ring:
		up, err := upShards(ctx, t)
		if err != nil {
			return 0, orDone(ctx, err)
		}
		n, err := unlinkEach(ctx, c, keys)
		if err != nil {
			return n, err
		}
		now, err := upShards(ctx, t)
		if err == nil && !slices.Equal(up, now) {
			err = fmt.Errorf("%w: the ring's shards changed", ErrIncomplete)
		}
		return n, orDone(ctx, err)
	}
	var removed int64
	for batch := range slices.Chunk(keys, unlinkBatch) {
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		n, err := c.Unlink(ctx, batch...).Result()
		removed += n
		if err != nil {
			return removed, orDone(ctx, err)
		}
	}
	return removed, nil
}

// unlinkEach lets a pipeline find the node of each key.
func unlinkEach(ctx context.Context, c UnlinkClient, keys []string) (int64, error) {
	var removed int64
	for batch := range slices.Chunk(keys, unlinkBatch) {
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		cmds := make([]*redis.IntCmd, 0, len(batch))
		_, err := c.Pipelined(ctx, func(p redis.Pipeliner) error {
			for _, key := range batch {
				cmd := p.Unlink(ctx, key)
				cmd.SetVal(unanswered)
				cmds = append(cmds, cmd)
			}
			return nil
		})
		for _, cmd := range cmds {
			switch {
			case cmd.Err() == nil && cmd.Val() != unanswered:
				removed += cmd.Val()
			case err == nil && cmd.Err() != nil:
				err = cmd.Err()
			case err == nil:
				err = fmt.Errorf("%w: a node did not answer to UNLINK", ErrIncomplete)
			}
		}
		if err != nil {
			return removed, orDone(ctx, err)
		}
	}
	return removed, nil
}
