// Package forms calls the store in every form that Go has.
package forms

import (
	"context"
	"time"

	"redislint.test/wrapped/store"
)

type profile struct{ Name, Mail string }

func methodValue(ctx context.Context, c *store.Cache, id string) error {
	put := c.Put
	return put(ctx, "tmp:value:"+id, "1", 0) // REPORT redisttl: through store\.Cache\.Put
}

func methodValueRight(ctx context.Context, c *store.Cache, id string) error {
	put := c.Put
	return put(ctx, "tmp:value-right:"+id, "1", time.Hour) // SILENT redisttl: an hour
}

func methodExpression(ctx context.Context, c *store.Cache, id string) error {
	return (*store.Cache).Put(c, ctx, "tmp:expression:"+id, "1", 0) // REPORT redisttl: through store\.Cache\.Put
}

func methodExpressionRight(ctx context.Context, c *store.Cache, id string) error {
	return (*store.Cache).Put(c, ctx, "tmp:expression-right:"+id, "1", time.Hour) // SILENT redisttl: an hour
}

func valueReceiver(ctx context.Context, v store.View, id string) error {
	return v.Put(ctx, "tmp:receiver:"+id, "1", 0) // REPORT redisttl: through store\.View\.Put
}

func valueReceiverRight(ctx context.Context, v store.View, id string) error {
	return v.Put(ctx, "tmp:receiver-right:"+id, "1", time.Hour) // SILENT redisttl: an hour
}

func valueExpression(ctx context.Context, v store.View, id string) error {
	return store.View.Put(v, ctx, "tmp:view:"+id, "1", 0) // REPORT redisttl: through store\.View\.Put
}

func function(ctx context.Context, kv *store.KV, id string) error {
	return store.Put(ctx, kv, "tmp:function:"+id, "1", 0) // REPORT redisttl: through store\.Put
}

func functionRight(ctx context.Context, kv *store.KV, id string) error {
	return store.Put(ctx, kv, "tmp:function-right:"+id, "1", time.Minute) // SILENT redisttl: a minute
}

func closure(ctx context.Context, c *store.Cache, ids []string) error {
	put := func(id string) error {
		return c.Put(ctx, "tmp:closure:"+id, "1", 0) // REPORT redisttl: through store\.Cache\.Put
	}
	for _, id := range ids {
		if err := put(id); err != nil {
			return err
		}
	}
	return nil
}

func callback(ctx context.Context, c *store.Cache, ids []string) error {
	return each(ids, func(id string) error {
		return c.Put(ctx, "tmp:callback:"+id, "1", 0) // REPORT redisttl: through store\.Cache\.Put
	})
}

func callbackRight(ctx context.Context, c *store.Cache, ids []string) error {
	return each(ids, func(id string) error {
		return c.Put(ctx, "tmp:callback-right:"+id, "1", time.Hour) // SILENT redisttl: an hour
	})
}

func each(ids []string, do func(id string) error) error {
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

func deferred(ctx context.Context, c *store.Cache, id string) {
	defer c.Put(ctx, "tmp:deferred:"+id, "1", 0) // REPORT redisttl: through store\.Cache\.Put
}

func inferred(ctx context.Context, c *store.Cache, id string, p profile) error {
	return store.PutJSON(ctx, c, "tmp:profile:"+id, p, 0) // REPORT redisttl: through store\.PutJSON
}

func explicit(ctx context.Context, c *store.Cache, id string, p *profile) error {
	return store.PutJSON[*profile](ctx, c, "tmp:pointer:"+id, p, 0) // REPORT redisttl: through store\.PutJSON
}

func inferredRight(ctx context.Context, c *store.Cache, id string, p profile) error {
	return store.PutJSON(ctx, c, "tmp:profile-right:"+id, p, time.Hour) // SILENT redisttl: an hour
}

func generic(ctx context.Context, c *store.Cache, id string, p profile) error {
	return store.NewBox[profile](c).Store(ctx, "tmp:box:"+id, p, 0) // REPORT redisttl: through store\.Box\.Store
}

func genericRight(ctx context.Context, c *store.Cache, id string, p profile) error {
	return store.NewBox[profile](c).Store(ctx, "tmp:box-right:"+id, p, time.Hour) // SILENT redisttl: an hour
}

// profiles have the methods of the store.
type profiles struct {
	*store.Cache
	*store.Counts
}

func (p *profiles) keep(ctx context.Context, id, name string) error {
	return p.Put(ctx, "tmp:embedded:"+id, name, 0) // REPORT redisttl: through store\.Cache\.Put
}

func (p *profiles) keepRight(ctx context.Context, id, name string) error {
	return p.Put(ctx, "tmp:embedded-right:"+id, name, time.Hour) // SILENT redisttl: an hour
}

func (p *profiles) count(ctx context.Context, id string) error {
	if _, err := p.Count(ctx, "tally:"+id); err != nil { // REPORT redisexpire: makes tally:\*
		return err
	}
	return p.Counts.Touch(ctx, "tally:"+id, time.Hour)
}

// The methods are promoted over two levels.
type members struct{ profiles }

func (m *members) keep(ctx context.Context, id, name string) error {
	return m.Put(ctx, "tmp:promoted:"+id, name, 0) // REPORT redisttl: through store\.Cache\.Put
}

// A visit is counted by what is passed, and by nobody else.
func visit(ctx context.Context, count func(context.Context, string) (int64, error), c *store.Counts, id string) error {
	if _, err := count(ctx, "visit:"+id); err != nil { // SILENT redisexpire: nobody knows what is behind it
		return err
	}
	return c.Touch(ctx, "visit:"+id, time.Hour)
}

func tornValue(ctx context.Context, c *store.Counts, id string) error {
	count, touch := c.Count, c.Touch
	if _, err := count(ctx, "bound:"+id); err != nil { // REPORT redisexpire: makes bound:\*
		return err
	}
	return touch(ctx, "bound:"+id, time.Hour)
}

func torn(ctx context.Context, c *store.Counts, id string) func() error {
	return func() error {
		if _, err := c.Count(ctx, "inside:"+id); err != nil { // REPORT redisexpire: makes inside:\*
			return err
		}
		return c.Touch(ctx, "inside:"+id, time.Hour)
	}
}

func tornExpression(ctx context.Context, c *store.Counts, id string) error {
	if _, err := (*store.Counts).Count(c, ctx, "outside:"+id); err != nil { // REPORT redisexpire: makes outside:\*
		return err
	}
	return (*store.Counts).Touch(c, ctx, "outside:"+id, time.Hour)
}

func tornMade(ctx context.Context, addr, id string) error {
	counts := store.Open(addr).Counts()
	if _, err := counts.Count(ctx, "made:"+id); err != nil { // REPORT redisexpire: makes made:\*
		return err
	}
	return counts.Touch(ctx, "made:"+id, time.Hour)
}

// Its commands are the store's own.
func commands(ctx context.Context, c *store.Client, id string) error {
	n, err := c.Incr(ctx, "own:"+id).Result() // REPORT redisexpire: makes own:\*
	if err != nil {
		return err
	}
	if n == 1 {
		return c.Expire(ctx, "own:"+id, time.Hour).Err()
	}
	return nil
}

func commandsSet(ctx context.Context, c *store.Client, id string) error {
	return c.Set(ctx, "tmp:own:"+id, "1", 0).Err() // REPORT redisttl: through store\.Client\.Set
}

func commandsSetRight(ctx context.Context, c *store.Client, id string) error {
	return c.Set(ctx, "tmp:own-right:"+id, "1", time.Hour).Err() // SILENT redisttl: an hour
}

func commandsRight(ctx context.Context, c *store.Client, id string) error {
	if err := c.Incr(ctx, "mine:"+id).Err(); err != nil { // SILENT redisexpire: two keys
		return err
	}
	return c.Expire(ctx, "yours:"+id, time.Hour).Err()
}

func keyring(ctx context.Context, c *store.Cache, ring *store.Keyring, token string) error {
	return c.Put(ctx, ring.Login(token), "1", 0) // REPORT redisttl: through store\.Cache\.Put
}
