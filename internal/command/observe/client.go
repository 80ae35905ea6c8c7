package main

import (
	"context"
	"errors"
	"net"
	"reflect"

	redis8 "github.com/go-redis/redis/v8"
	redis9 "github.com/redis/go-redis/v9"
)

// recorder keeps the arguments of every command that a client would send.
type recorder struct {
	sent [][]any
}

func (r *recorder) take() [][]any {
	sent := r.sent
	r.sent = nil
	return sent
}

// library is one major version of go-redis.
type library struct {
	recorder *recorder
	// clients are called; the first that has a method is asked.
	clients []reflect.Value
	// others are receivers that would need a server to be called. What they
	// have beyond the clients must be mapped by hand or be no command.
	others []reflect.Type
	// flush sends what calls have queued in a pipeline among the clients.
	flush func()
	// anyFunc is any function of the library, by which its source is found.
	anyFunc any
}

type hook9 struct{ *recorder }

func (hook9) DialHook(redis9.DialHook) redis9.DialHook {
	return func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no network here")
	}
}

func (h hook9) ProcessHook(redis9.ProcessHook) redis9.ProcessHook {
	return func(_ context.Context, cmd redis9.Cmder) error {
		h.sent = append(h.sent, cmd.Args())
		return nil
	}
}

func (h hook9) ProcessPipelineHook(redis9.ProcessPipelineHook) redis9.ProcessPipelineHook {
	return func(_ context.Context, cmds []redis9.Cmder) error {
		for _, cmd := range cmds {
			h.sent = append(h.sent, cmd.Args())
		}
		return nil
	}
}

func library9() library {
	r := new(recorder)
	client := redis9.NewClient(&redis9.Options{Addr: "127.0.0.1:1"})
	client.AddHook(hook9{r})
	pipe := client.Pipeline() // stateful commands without a connection
	return library{
		recorder: r,
		clients:  []reflect.Value{reflect.ValueOf(client), reflect.ValueOf(pipe)},
		others: []reflect.Type{
			reflect.TypeFor[*redis9.ClusterClient](), reflect.TypeFor[*redis9.Ring](),
			reflect.TypeFor[*redis9.Conn](), reflect.TypeFor[*redis9.Tx](),
			reflect.TypeFor[redis9.UniversalClient](), reflect.TypeFor[redis9.StatefulCmdable](),
		},
		flush:   func() { _, _ = pipe.Exec(context.Background()) },
		anyFunc: redis9.NewClient,
	}
}

// hook8 refuses every command with an error, for that is the only way to keep
// v8 from dialing.
type hook8 struct{ *recorder }

var errRecorded = errors.New("recorded")

func (h hook8) BeforeProcess(ctx context.Context, cmd redis8.Cmder) (context.Context, error) {
	h.sent = append(h.sent, cmd.Args())
	return ctx, errRecorded
}

func (h hook8) AfterProcess(context.Context, redis8.Cmder) error { return nil }

func (h hook8) BeforeProcessPipeline(ctx context.Context, cmds []redis8.Cmder) (context.Context, error) {
	for _, cmd := range cmds {
		h.sent = append(h.sent, cmd.Args())
	}
	return ctx, errRecorded
}

func (h hook8) AfterProcessPipeline(context.Context, []redis8.Cmder) error { return nil }

func library8() library {
	r := new(recorder)
	client := redis8.NewClient(&redis8.Options{Addr: "127.0.0.1:1", MaxRetries: -1})
	client.AddHook(hook8{r})
	pipe := client.Pipeline()
	return library{
		recorder: r,
		clients:  []reflect.Value{reflect.ValueOf(client), reflect.ValueOf(pipe)},
		others: []reflect.Type{
			reflect.TypeFor[*redis8.ClusterClient](), reflect.TypeFor[*redis8.Ring](),
			reflect.TypeFor[*redis8.Conn](), reflect.TypeFor[*redis8.Tx](),
			reflect.TypeFor[redis8.UniversalClient](), reflect.TypeFor[redis8.StatefulCmdable](),
		},
		flush:   func() { _, _ = pipe.Exec(context.Background()) },
		anyFunc: redis8.NewClient,
	}
}
