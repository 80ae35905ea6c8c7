// Package admin uses the store and, for what that does not have, go-redis.
package admin

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"redislint.test/wrapped/store"
)

func login(ctx context.Context, db *store.DB, token string) error {
	return db.Redis().Set(ctx, "session:admin:"+token, "1", 0).Err() // REPORT redisttl: SET leaves session:admin:\*
}

func loginRight(ctx context.Context, db *store.DB, token string) error {
	return db.Redis().Set(ctx, "session:root:"+token, "1", time.Hour).Err() // SILENT redisttl: an hour
}

func torn(ctx context.Context, db *store.DB, user string) error {
	if err := db.Redis().Incr(ctx, "actions:"+user).Err(); err != nil { // REPORT redisexpire: INCR makes actions:\*
		return err
	}
	return db.Redis().Expire(ctx, "actions:"+user, time.Hour).Err()
}

func tornHeld(ctx context.Context, db *store.DB, user string) error {
	rdb := db.Redis()
	if err := rdb.Incr(ctx, "clicks:"+user).Err(); err != nil { // REPORT redisexpire: INCR makes clicks:\*
		return err
	}
	return rdb.Expire(ctx, "clicks:"+user, time.Hour).Err()
}

func tornNot(ctx context.Context, a, b *store.DB, user string) error {
	if err := a.Redis().Incr(ctx, "taps:"+user).Err(); err != nil { // SILENT redisexpire: two servers
		return err
	}
	return b.Redis().Expire(ctx, "taps:"+user, time.Hour).Err()
}

func transaction(ctx context.Context, db *store.DB, user string) error {
	_, err := db.Redis().TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, "moves:"+user) // SILENT redisexpire: one transaction
		pipe.Expire(ctx, "moves:"+user, time.Hour)
		return nil
	})
	return err
}

func counted(ctx context.Context, db *store.DB, user string) error {
	counts := db.Counts()
	if _, err := counts.Count(ctx, "edits:"+user); err != nil { // REPORT redisexpire: through store\.Counts\.Count. makes edits:\*
		return err
	}
	return counts.Touch(ctx, "edits:"+user, time.Hour)
}

func feed(ctx context.Context, db *store.DB, user string) ([]string, error) {
	return db.Redis().LRange(ctx, store.FeedKey(user), 0, -1).Result() // REPORT redisrange: LRANGE reads all of
}

func recent(ctx context.Context, db *store.DB, user string) ([]string, error) {
	return db.Redis().LRange(ctx, "recent:"+user, 0, -1).Result() // SILENT redisrange: the store keeps a hundred
}

func removeFeed(ctx context.Context, db *store.DB, user string) error {
	return db.Redis().Del(ctx, store.FeedKey(user)).Err() // REPORT redisdel: DEL frees feed:\*, a list
}

func removeDraft(ctx context.Context, db *store.DB, id string) error {
	return db.Redis().Del(ctx, "api-token:"+id).Err() // SILENT redisdel: a string
}

func keys(ctx context.Context, db *store.DB) ([]string, error) {
	return store.NewFinder(db).Keys(ctx, "*") // SILENT rediskeys: it is said in the store
}
