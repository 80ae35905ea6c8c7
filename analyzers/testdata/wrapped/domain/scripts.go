package domain

import (
	"context"

	"redislint.test/wrapped/store"
)

func bestLaps(ctx context.Context, all *store.Collections, track, driver string, seconds float64) ([]string, error) {
	if err := all.Score(ctx, "best:"+track, driver, seconds); err != nil {
		return nil, err
	}
	if err := all.ScoreCapped(ctx, "best:"+track, driver, seconds); err != nil {
		return nil, err
	}
	return all.Top(ctx, "best:"+track, 0, -1) // SILENT redisrange: a script keeps the best thousand
}

func recent(ctx context.Context, all *store.Collections, room, text string) ([]string, error) {
	if err := all.Push(ctx, "recent:"+room, text); err != nil {
		return nil, err
	}
	if err := all.PushCapped(ctx, "recent:"+room, text); err != nil {
		return nil, err
	}
	return all.Range(ctx, "recent:"+room, 0, -1) // SILENT redisrange: a script keeps the last thousand
}

func resetAll(ctx context.Context, all *store.Collections, team string) error {
	return all.Reset(ctx, team) // SILENT redisdel: it is said in the store
}

func resetTwice(ctx context.Context, all *store.Collections, team string) error {
	return resetAll(ctx, all, team) // SILENT redisdel: it is said in the store
}
