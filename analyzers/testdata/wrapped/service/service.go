// Package service is between the domain and the store. It does not import go-redis either.
package service

import (
	"context"
	"time"

	"redislint.test/wrapped/store"
)

// Logins are who is there.
type Logins struct{ cache *store.Cache }

func NewLogins(cache *store.Cache) *Logins { return &Logins{cache} }

// Remember passes everything on.
func (l *Logins) Remember(ctx context.Context, token, user string, ttl time.Duration) error {
	return l.cache.Put(ctx, "login:session:"+token, user, ttl)
}

// Invite decides it itself.
func (l *Logins) Invite(ctx context.Context, code, user string) error {
	return l.cache.Put(ctx, "tmp:invite:"+code, user, 0) // REPORT redisttl: through store\.Cache\.Put, SET leaves tmp:invite:\*
}

// A Quota is what somebody may use.
type Quota struct{ counts *store.Counts }

func NewQuota(counts *store.Counts) *Quota { return &Quota{counts} }

func (q *Quota) Use(ctx context.Context, user string) (int64, error) {
	return q.counts.Count(ctx, "quota:"+user)
}

func (q *Quota) Renew(ctx context.Context, user string) error {
	return q.counts.Touch(ctx, "quota:"+user, 24*time.Hour)
}

// Spend is wrong in itself.
func (q *Quota) Spend(ctx context.Context, user string) error {
	n, err := q.Use(ctx, user) // REPORT redisexpire: INCR .*quota:\*
	if err == nil && n == 1 {
		err = q.Renew(ctx, user)
	}
	return err
}

// Inbox has messages.
type Inbox struct{ lists *store.Collections }

func NewInbox(lists *store.Collections) *Inbox { return &Inbox{lists} }

func (i *Inbox) Send(ctx context.Context, user, text string) error {
	return i.lists.Push(ctx, "inbox:"+user, text)
}

func (i *Inbox) Read(ctx context.Context, user string, from, to int64) ([]string, error) {
	return i.lists.Range(ctx, "inbox:"+user, from, to)
}

func (i *Inbox) Clear(ctx context.Context, user string) error {
	return i.lists.Drop(ctx, "inbox:"+user)
}

// Payments move money.
type Payments struct{ ledger *store.Ledger }

func NewPayments(ledger *store.Ledger) *Payments { return &Payments{ledger} }

func (p *Payments) Pay(ctx context.Context, from, to string, amount int64) error {
	return p.ledger.Transfer(ctx, from, to, amount)
}

// An App hands out what is in the store: who uses it need not import that.
type App struct {
	Cache  *store.Cache
	counts *store.Counts
}

func (a *App) Counts() *store.Counts { return a.counts }
