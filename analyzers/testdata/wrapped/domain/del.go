package domain

import (
	"context"
	"fmt"
	"time"

	"redislint.test/wrapped/store"
)

type cleaner struct {
	all *store.Collections
	kv  *store.KV
}

func (c *cleaner) Cached(ctx context.Context, query, result string) error {
	return c.kv.Put(ctx, "result:"+query, result, time.Minute)
}

func (c *cleaner) members(ctx context.Context) error {
	keys, err := c.all.Members(ctx, "results:all")
	if err != nil || len(keys) == 0 {
		return err
	}
	return c.all.Remove(ctx, keys...) // REPORT redisdel: DEL of all keys that SMEMBERS returned
}

func (c *cleaner) membersOfTeam(ctx context.Context, team string) error {
	keys, err := c.all.Members(ctx, "results:"+team)
	if err != nil || len(keys) == 0 {
		return err
	}
	return c.all.Remove(ctx, keys...) // REPORT redisdel info: DEL of all keys that SMEMBERS returned
}

func (c *cleaner) tracked(ctx context.Context) error {
	keys, err := c.all.Range(ctx, "results:tracked", 0, 99)
	if err != nil || len(keys) == 0 {
		return err
	}
	return c.all.Remove(ctx, keys...) // SILENT redisdel: a page
}

func (c *cleaner) add(ctx context.Context, batch, item string) error {
	return c.all.Push(ctx, "batch:"+batch, item)
}

func (c *cleaner) drop(ctx context.Context, batch string) error {
	return c.all.Remove(ctx, "batch:"+batch) // REPORT redisdel: DEL frees batch:\*, a list
}

func (c *cleaner) dropLater(ctx context.Context, batch string) error {
	return c.all.Drop(ctx, "batch:"+batch) // SILENT redisdel: UNLINK
}

func (c *cleaner) dropOrKeep(ctx context.Context, batch string, keep bool) error {
	return c.all.ArchiveOrRemove(ctx, "batch:"+batch, keep) // REPORT redisdel: DEL frees batch:\*, a list
}

func (c *cleaner) queue(ctx context.Context, queue string) error {
	return c.all.Remove(ctx, fmt.Sprintf("jobs:%s", queue)) // REPORT redisdel: DEL frees jobs:\*, a list
}

func (c *cleaner) feed(ctx context.Context, user string) error {
	return c.all.Remove(ctx, store.FeedKey(user)) // REPORT redisdel: DEL frees feed:\*, a list
}

func (c *cleaner) several(ctx context.Context, query, batch string) error {
	return c.all.Remove(ctx, "result:"+query, "batch:"+batch) // REPORT redisdel: DEL frees batch:\*, a list
}

func (c *cleaner) written(ctx context.Context, batch string) error {
	keys := []string{"batch:" + batch}
	return c.all.Remove(ctx, keys...) // REPORT redisdel: DEL frees batch:\*, a list
}

func (c *cleaner) visit(ctx context.Context, visitor string, at time.Time) error {
	return c.all.Score(ctx, "visitors", visitor, float64(at.Unix()))
}

func (c *cleaner) visitors(ctx context.Context) error {
	return c.all.Remove(ctx, "visitors") // REPORT redisdel: DEL frees visitors, a sorted set
}

func (c *cleaner) mails(ctx context.Context) error {
	return c.all.ForgetMails(ctx) // SILENT redisdel: it is said in the store
}

func (c *cleaner) result(ctx context.Context, query string) error {
	return c.kv.Remove(ctx, "result:"+query) // SILENT redisdel: a string
}

func (c *cleaner) results(ctx context.Context, a, b string) error {
	return c.kv.Remove(ctx, "result:"+a, "result:"+b) // SILENT redisdel: two strings
}

func (c *cleaner) recent(ctx context.Context, user string) error {
	return c.all.Remove(ctx, "recent:"+user) // SILENT redisdel: the store keeps a hundred
}

func (c *cleaner) rename(ctx context.Context, id, name string) error {
	return c.all.SetField(ctx, "client:"+id, "name", name)
}

func (c *cleaner) client(ctx context.Context, id string) error {
	return c.all.Remove(ctx, "client:"+id) // SILENT redisdel: an object
}

func Forget(ctx context.Context, all *store.Collections, key string) error {
	return all.Remove(ctx, key) // SILENT redisdel: of what nothing is known
}

func ForgetAll(ctx context.Context, all *store.Collections, keys []string) error {
	return all.Remove(ctx, keys...) // SILENT redisdel: the caller has collected them
}
