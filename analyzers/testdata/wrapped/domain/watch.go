package domain

import (
	"context"
	"errors"
	"fmt"
	"log"

	"redislint.test/wrapped/service"
	"redislint.test/wrapped/store"
)

type bank struct {
	ledger *store.Ledger
	failed int
}

var errTransfer = errors.New("the transfer has failed")

func (b *bank) dropped(ctx context.Context, from, to string) {
	_ = b.ledger.Transfer(ctx, from, to, 1) // REPORT rediswatch: store\.Ledger\.Transfer .*the error is dropped
}

func (b *bank) bare(ctx context.Context, from, to string) {
	b.ledger.Transfer(ctx, from, to, 1) // REPORT rediswatch: store\.Ledger\.Transfer .*the error is dropped
}

func (b *bank) background(ctx context.Context, from, to string) {
	go b.ledger.Transfer(ctx, from, to, 1) // REPORT rediswatch: store\.Ledger\.Transfer .*the error is dropped
}

func (b *bank) logged(ctx context.Context, from, to string) {
	if err := b.ledger.Transfer(ctx, from, to, 1); err != nil { // REPORT rediswatch: store\.Ledger\.Transfer .*only logged
		log.Printf("transfer from %s: %v", from, err)
	}
}

func (b *bank) swallowed(ctx context.Context, from, to string) error {
	err := b.ledger.Transfer(ctx, from, to, 1) // REPORT rediswatch: store\.Ledger\.Transfer .*turned into success
	if err != nil {
		log.Print(err)
		return nil
	}
	return nil
}

func (b *bank) replaced(ctx context.Context, from, to string) error {
	if err := b.ledger.Transfer(ctx, from, to, 1); err != nil { // REPORT rediswatch: store\.Ledger\.Transfer .*turned into another error
		return errTransfer
	}
	return nil
}

func (b *bank) runOut(ctx context.Context, from, to string) error {
	for range 3 {
		if err := b.ledger.Transfer(ctx, from, to, 1); err == nil { // REPORT rediswatch: tried again
			break
		}
	}
	return nil
}

func (b *bank) pay(ctx context.Context, from, to string) error {
	return b.ledger.Transfer(ctx, from, to, 1) // SILENT rediswatch: it is said where the error is lost
}

func (b *bank) paid(ctx context.Context, from, to string) {
	_ = b.pay(ctx, from, to) // REPORT rediswatch: bank\.pay and store\.Ledger\.Transfer
}

func paidByService(ctx context.Context, payments *service.Payments, from, to string) {
	_ = payments.Pay(ctx, from, to, 1) // REPORT rediswatch: service\.Payments\.Pay
}

func (b *bank) Returned(ctx context.Context, from, to string) error {
	return b.ledger.Transfer(ctx, from, to, 1) // SILENT rediswatch: the caller decides
}

func (b *bank) Wrapped(ctx context.Context, from, to string) error {
	if err := b.ledger.Transfer(ctx, from, to, 1); err != nil { // SILENT rediswatch: the caller decides
		return fmt.Errorf("transfer from %s: %w", from, err)
	}
	return nil
}

func (b *bank) asked(ctx context.Context, from, to string) {
	err := b.ledger.Transfer(ctx, from, to, 1) // SILENT rediswatch: the store is asked what it was
	if store.IsConflict(err) {
		b.failed++
	} else if err != nil {
		log.Print(err)
	}
}

func (b *bank) compared(ctx context.Context, from, to string) {
	err := b.ledger.Transfer(ctx, from, to, 1) // SILENT rediswatch: it is compared
	switch {
	case errors.Is(err, store.ErrConflict):
		b.failed++
	case err != nil:
		log.Print(err)
	}
}

func (b *bank) tried(ctx context.Context, from, to string) (err error) {
	for range 5 {
		if err = b.ledger.Transfer(ctx, from, to, 1); err == nil { // SILENT rediswatch: it is tried again
			return nil
		}
	}
	return err
}

func (b *bank) triedOnConflict(ctx context.Context, from, to string) error {
	for {
		err := b.ledger.Transfer(ctx, from, to, 1) // SILENT rediswatch: it is tried again
		if !store.IsConflict(err) {
			return err
		}
	}
}

func (b *bank) helped(ctx context.Context, from, to string) error {
	return store.Retry(5, func() error {
		return b.ledger.Transfer(ctx, from, to, 1) // SILENT rediswatch: the helper tries again
	})
}

func (b *bank) withdrawn(ctx context.Context, from string) {
	_ = b.ledger.Withdraw(ctx, from, 1) // SILENT rediswatch: the store has looked at it
}

func (b *bank) deposited(ctx context.Context, to string) {
	_ = b.ledger.Deposit(ctx, to, 1) // SILENT rediswatch: the store tries again
}

func (b *bank) read(ctx context.Context, a, c string) int64 {
	sum, _ := b.ledger.Balance(ctx, a, c) // SILENT rediswatch: no transaction
	return sum
}

func (b *bank) closed(ctx context.Context, account string) {
	b.ledger.Close(ctx, account, 0) // SILENT rediswatch: it is said in the store
}
