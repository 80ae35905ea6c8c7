package admin

import (
	"context"
	"errors"
	"log"

	"github.com/redis/go-redis/v9"

	"redislint.test/wrapped/store"
)

func raise(ctx context.Context, n *store.Namespace, user string) {
	err := n.Watching(ctx, func(tx *redis.Tx) error { // REPORT rediswatch: store\.Namespace\.Watching .which calls Watch. .* only logged
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, "pay:"+user)
			return nil
		})
		return err
	}, "pay:"+user)
	if err != nil {
		log.Print(err)
	}
}

func raiseOrSay(ctx context.Context, n *store.Namespace, user string) error {
	err := n.Watching(ctx, func(tx *redis.Tx) error { // SILENT rediswatch: it is looked at
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Incr(ctx, "pay:"+user)
			return nil
		})
		return err
	}, "pay:"+user)
	if errors.Is(err, redis.TxFailedErr) {
		return errors.New("busy")
	}
	return err
}

func look(ctx context.Context, n *store.Namespace, user string) {
	_ = n.Watching(ctx, func(tx *redis.Tx) error { // SILENT rediswatch: nothing is written
		return tx.Get(ctx, "pay:"+user).Err()
	}, "pay:"+user)
}
