package redisrt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Expiring returns the write methods of c, each of which also sets the key's time
// to live, in one transaction: no key is left without one, whatever happens to
// the connection or to this program between the two. A method takes and returns
// what that of c does; the error of its command is also the error of EXPIRE and
// EXEC:
//
//	n, err := redisrt.Expiring(rdb, time.Hour).HSet(ctx, key, "name", name).Result()
//
// Every write sets the time to live anew; [ExpiringOnce] keeps what there is.
//
// Commands: MULTI, the write, PEXPIRE and EXEC, in one round trip.
//
// Units: ttl counts from the write, by the server's clock, and is rounded up to
// milliseconds. One of 0 or less is an error of each method, and nothing is sent.
//
// Guarantee: with a nil error the write was executed, and the key has the time to
// live if it exists (a write like LPUSHX may make none). Redis does not roll back:
// a write that fails when it is executed, as with WRONGTYPE, does not keep PEXPIRE
// from being so, and the key that was there before gets the time to live. What
// the server refuses before EXEC, as with OOM, READONLY or NOPERM, changes
// nothing; older versions of go-redis tell only EXECABORT of it. (A user who may
// not MULTI gets an error, though both commands are executed on their own.)
//
// A lost reply: go-redis does not send a transaction again when it was written in
// full, so nothing is counted twice; the error does not tell whether it was
// executed, but it was executed as a whole or not at all. One that could not be
// sent is sent again, up to MaxRetries times.
//
// Cluster: both commands are about one key, so in one slot. Redirections are
// followed, except that go-redis before v9.22 fails with EXECABORT for a new key
// in a slot that is moving. It may then also send on the commands that were
// redirected without the others: the error is not nil, but the write may stand
// without its time to live. Ring: both go to the key's shard; where that cannot be
// reached, go-redis v9.7.3 says nothing, and the error wraps [ErrIncomplete].
//
// Clients: those in the package documentation. One that declares the method
// itself is refused by that method only. A *redis.Tx is refused: EXEC would end
// its WATCH; inside [redis.Client.Watch] the write and its PExpire are queued in
// tx.TxPipelined. Hooks see a pipeline of the four commands.
//
// Errors: a server's error reply is returned as it came. After a context that is
// done, the error is the context's, and says nothing about the write, unless it
// was done before the call: then nothing is sent.
func Expiring(c ExpiringClient, ttl time.Duration) Writes {
	return Writes{client: c, ttl: ttl}
}

// ExpiringOnce is like [Expiring] for a fixed window, as a rate limit or a counter
// per day has it: the time to live is set only where the key has none after the
// write, so by the first write, and then stays. A key that has lost its time to
// live, or never had one, is healed by the next write.
//
//	n, err := redisrt.ExpiringOnce(rdb, time.Minute).Incr(ctx, "hits:"+user).Result()
//
// Commands: one EVALSHA of a script that executes the write, PTTL, and PEXPIRE
// where it is needed, in one round trip; where the server does not know the script,
// as after a restart, an EVAL after it. BitField, and a write of more than 5000
// arguments, is MULTI, the write, an EVAL for the rest, and EXEC: Lua holds
// neither so many nor integers of 64 bits. (EXPIRE NX needs Redis 7.0.)
//
// Units: as for [Expiring]; the time to live counts from the write that sets it.
//
// Guarantee: with a nil error the write was executed, and the key has a time to
// live if it exists: its own, or ttl. GetSet removes the key's own, so it sets ttl
// every time. A write that fails changes nothing, except in the MULTI form, where
// [Expiring] says what does. The user needs the permission for PTTL and PEXPIRE
// too, and for GET or HGET of counters above 53 bits: without it, the error comes
// after the write, which stands.
//
// A lost reply: go-redis sends EVALSHA again, up to MaxRetries times, and the
// write is executed again, as that of c would be: Incr may count twice. With
// MaxRetries -1 it is sent once. The MULTI form is not sent again.
//
// Cluster: one key, so one slot. Redirections are followed, for EVAL also; each
// node learns the script from its first write. In all else, that is clients,
// rings, a *redis.Tx, and contexts, it is like [Expiring], but hooks see EVALSHA
// and EVAL.
//
// Errors: a server's error reply is returned with the text that it has for the
// write, but a wrong number of arguments, or a user who may not, has a text of
// its own in scripts.
func ExpiringOnce(c ExpiringOnceClient, ttl time.Duration) Writes {
	return Writes{client: c, ttl: ttl, once: true}
}

// Writes has the methods of a client that write one key, may create it, and set
// no expiration themselves, with the expiration of [Expiring] or [ExpiringOnce].
// Each takes and returns what the client's does. A Writes may be kept, and used by
// many goroutines if the client may.
//
// Writes to several keys are not among them: which of them is to expire, the call
// does not say.
type Writes struct {
	client ExpiringClient
	ttl    time.Duration
	once   bool
}

// expirer is what the clients of go-redis have in common with which Writes works.
type expirer interface {
	Process(ctx context.Context, cmd redis.Cmder) error
	Pipeline() redis.Pipeliner
	TxPipelined(ctx context.Context, fn func(redis.Pipeliner) error) ([]redis.Cmder, error)
}

// command is one of go-redis with a value of type T.
type command[T any] interface {
	redis.Cmder
	Val() T
	SetVal(T)
}

// write executes what the client's method own would. queue calls that method; as
// makes a command of the same type.
func write[C command[T], T any](ctx context.Context, w Writes, own method, as func(context.Context, ...any) C, queue func(redis.Cmdable) C) C {
	c, err := w.behind(own)
	if err != nil {
		cmd := as(ctx)
		cmd.SetErr(err)
		return cmd
	}
	cmd := queue(c.Pipeline()) // for its arguments: the pipeline is not executed
	if cmd.Err() != nil {
		return cmd
	}
	err = w.check(ctx, c)
	switch {
	case err != nil:
	case !w.once:
		err = inMulti(ctx, c, cmd, w.pexpire(ctx, cmd.Args()))
	case forLua(cmd.Args()):
		done := byScript(ctx, c, as, milliseconds(w.ttl), cmd.Args())
		cmd.SetVal(done.Val())
		err = done.Err()
	default:
		err = inMulti(ctx, c, cmd, w.pexpireOnce(ctx, cmd.Args()))
	}
	if err != nil {
		cmd.SetErr(replyOrDone(ctx, err))
	}
	return cmd
}

// behind returns the go-redis client behind w.client, to which its method own sends
// the write as well.
func (w Writes) behind(own method) (expirer, error) {
	t, err := holder(w.client, own)
	if err != nil {
		return nil, err
	}
	c, ok := t.(expirer)
	if !ok {
		return nil, fmt.Errorf("redisrt: a %T cannot write", t)
	}
	return c, nil
}

// check finds what speaks against sending anything.
func (w Writes) check(ctx context.Context, c expirer) error {
	if w.ttl <= 0 {
		return fmt.Errorf("redisrt: nothing was written, as a ttl of %v is not above 0", w.ttl)
	}
	if _, ok := c.(*redis.Tx); ok {
		return errors.New("redisrt: EXEC would end the WATCH of a *redis.Tx; queue the write and its PExpire in tx.TxPipelined")
	}
	return ctx.Err()
}

// replyOrDone is orDone for writes: a reply says what became of the write, which
// the context's error does not.
func replyOrDone(ctx context.Context, err error) error {
	var reply redis.Error
	if errors.As(err, &reply) {
		return err
	}
	return orDone(ctx, err)
}
