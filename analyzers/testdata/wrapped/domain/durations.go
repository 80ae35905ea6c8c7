package domain

import (
	"context"
	"time"

	"redislint.test/wrapped/store"
)

const untilMidnight = 6 * 60 * 60

func (l *logins) withoutUnit(ctx context.Context, token, user string) error {
	if err := l.cache.Put(ctx, "session:tv:"+token, user, 300); err != nil { // REPORT redisduration: through store\.Cache\.Put, SET is given 300 ns, without a unit, and go-redis sends a TTL of 1ms
		return err
	}
	if err := l.kv.Put(ctx, "session:car:"+token, user, untilMidnight); err != nil { // REPORT redisduration: through store\.KV\.Put, SET is given 21600 ns
		return err
	}
	return l.cache.Touch(ctx, "session:tv:"+token, 300) // REPORT redisduration: through store\.Cache\.Touch, EXPIRE is given 300 ns
}

func (l *logins) truncated(ctx context.Context, token string) error {
	return l.cache.Touch(ctx, "session:tv:"+token, 2500*time.Millisecond) // REPORT redisduration: through store\.Cache\.Touch, EXPIRE is given 2\.5s, and go-redis sends a TTL of 2s
}

func (l *logins) deleted(ctx context.Context, token string) error {
	return l.kv.Touch(ctx, "session:tv:"+token, 0) // REPORT redisduration: through store\.KV\.Touch, EXPIRE with 0s deletes the key
}

func (l *logins) withUnit(ctx context.Context, kv *store.KV, token, user string) error {
	if err := kv.PutSeconds(ctx, "session:tv:"+token, user, 300); err != nil { // SILENT redisduration: it counts seconds
		return err
	}
	if err := l.kv.Put(ctx, "session:car:"+token, user, untilMidnight*time.Second); err != nil { // SILENT redisduration: six hours
		return err
	}
	return l.cache.Touch(ctx, "session:tv:"+token, l.config.LoginTTL) // SILENT redisduration: nobody knows
}
