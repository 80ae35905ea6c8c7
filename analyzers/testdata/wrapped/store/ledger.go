package store

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Ledger has accounts.
type Ledger struct{ rdb *redis.Client }

func NewLedger(db *DB) *Ledger { return &Ledger{db.rdb} }

var (
	ErrPoor = errors.New("not enough money")
	ErrBusy = errors.New("somebody else is at it")

	// ErrConflict is what Transfer returns if somebody else has changed one of the accounts.
	ErrConflict error = redis.TxFailedErr
)

// IsConflict reports whether it is worth to try again.
func IsConflict(err error) bool { return errors.Is(err, redis.TxFailedErr) }

// Transfer tries once.
func (l *Ledger) Transfer(ctx context.Context, from, to string, amount int64) error {
	return l.rdb.Watch(ctx, func(tx *redis.Tx) error {
		balance, err := tx.Get(ctx, from).Int64()
		if err != nil {
			return err
		}
		if balance < amount {
			return ErrPoor
		}
		_, err = tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.DecrBy(ctx, from, amount)
			pipe.IncrBy(ctx, to, amount)
			return nil
		})
		return err
	}, from, to)
}

// Withdraw tries once, and says so.
func (l *Ledger) Withdraw(ctx context.Context, from string, amount int64) error {
	err := l.rdb.Watch(ctx, func(tx *redis.Tx) error {
		_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.DecrBy(ctx, from, amount)
			return nil
		})
		return err
	}, from)
	if errors.Is(err, redis.TxFailedErr) {
		return ErrBusy
	}
	return err
}

// Deposit tries until it succeeds.
func (l *Ledger) Deposit(ctx context.Context, to string, amount int64) error {
	for {
		err := l.rdb.Watch(ctx, func(tx *redis.Tx) error {
			_, err := tx.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
				pipe.IncrBy(ctx, to, amount)
				return nil
			})
			return err
		}, to)
		if err != redis.TxFailedErr {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

// Balance reads two accounts, and changes none.
func (l *Ledger) Balance(ctx context.Context, a, b string) (int64, error) {
	var sum int64
	err := l.rdb.Watch(ctx, func(tx *redis.Tx) error {
		for _, account := range []string{a, b} {
			n, err := tx.Get(ctx, account).Int64()
			if err != nil {
				return err
			}
			sum += n
		}
		return nil
	}, a, b)
	return sum, err
}

// Close loses what it should not.
func (l *Ledger) Close(ctx context.Context, account string, rest int64) {
	_ = l.Transfer(ctx, account, "bank", rest) // REPORT rediswatch: Ledger.Transfer .which calls Watch. fails with
}

// Retry runs f again while it meets somebody else.
func Retry(attempts int, f func() error) error {
	var err error
	for range attempts {
		if err = f(); !IsConflict(err) {
			return err
		}
	}
	return err
}
