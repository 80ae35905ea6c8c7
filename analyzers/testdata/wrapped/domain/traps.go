package domain

import (
	"context"
	"time"

	"redislint.test/wrapped/store"
)

// tenants have a namespace each.
type tenants struct {
	sessions, users *store.Namespace
}

func (t *tenants) namespaces(ctx context.Context, id string) error {
	if err := t.sessions.Put(ctx, "tok:"+id, "1", time.Hour); err != nil { // SILENT redisttl: an hour
		return err
	}
	return t.users.Push(ctx, "queue:"+id, "1")
}

func (t *tenants) otherNamespaces(ctx context.Context, id string) error {
	if err := t.users.Put(ctx, "tok:"+id, "1", 0); err != nil { // REPORT redisttl info: SET leaves ns:\*:tok:\* without a T..: give it one
		return err
	}
	return t.sessions.Remove(ctx, "queue:"+id) // SILENT redisdel: a list of that name is in another namespace
}

func (t *tenants) last(ctx context.Context, id, text string) ([]string, error) {
	if err := t.users.PushLast(ctx, "last:"+id, text, 50); err != nil {
		return nil, err
	}
	return t.users.All(ctx, "last:"+id, 0, -1) // SILENT redisrange: fifty
}

func (t *tenants) firsts(ctx context.Context) ([]string, error) {
	return t.users.All(ctx, "log:first", 0, -1) // SILENT redisrange: the store keeps a hundred
}

func (t *tenants) request(ctx context.Context, r *store.Request) error {
	if err := t.users.Bump(ctx, r); err != nil { // REPORT redisexpire: makes req:\*
		return err
	}
	return t.users.Live(ctx, r)
}

func (t *tenants) changedRequest(ctx context.Context, r *store.Request) error {
	if err := t.users.Bump(ctx, r); err != nil { // SILENT redisexpire: it is another key then
		return err
	}
	r.Key = "other"
	return t.users.Live(ctx, r)
}

func (t *tenants) generated(ctx context.Context, id string) {
	t.users.Incr(ctx, store.NewJob(id)) // SILENT redisexpire: another key each time
	t.users.Expire(ctx, store.NewJob(id))
	t.users.Incr(ctx, store.MomentOf(id)) // SILENT redisexpire: another key each time
	t.users.Expire(ctx, store.MomentOf(id))
	job := store.NewJob(id)
	t.users.Incr(ctx, job) // REPORT redisexpire: makes
	t.users.Expire(ctx, job)
}

func (t *tenants) kinds(ctx context.Context, id string) {
	t.users.Incr(ctx, store.KindKey(store.Hot, id)) // SILENT redisexpire: two kinds
	t.users.Expire(ctx, store.KindKey(store.Cold, id))
	t.users.Incr(ctx, store.KindKey(store.Hot, "x"+id)) // REPORT redisexpire: makes
	t.users.Expire(ctx, store.KindKey(store.Hot, "x"+id))
}

func (t *tenants) guarded(ctx context.Context, id string) error {
	if err := t.users.PutChecked(ctx, "session:g:"+id, "1", 0); err != nil { // SILENT redisttl: refused
		return err
	}
	if err := t.users.PutAtLast(ctx, "session:h:"+id, "1", 0); err != nil { // SILENT redisttl: refused
		return err
	}
	return t.users.PutWith(ctx, "session:i:"+id, "1", store.Options{TTL: 0}) // SILENT redisttl: an hour
}
