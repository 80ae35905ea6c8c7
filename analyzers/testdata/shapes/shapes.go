// Package shapes has one key a line, in the ways in which programs build keys.
package shapes

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const userKey = "user:%d"

var (
	online     = "users:online"
	Exported   = "may:change"
	reassigned = "a"
	template   = fmt.Sprintf("%s:%%d", "order")
)

func init() { reassigned = "b" }

type status int

const (
	open status = iota
	closed
)

func (s status) String() string {
	if s == open {
		return "open"
	}
	return "closed"
}

type Key struct{ kind, id string }

func (k Key) String() string { return k.kind + ":" + k.id }

type Config struct{ Queue string }

type store struct {
	rdb    *redis.Client
	prefix string
	fixed  string
	cfg    Config
}

func newStore(rdb *redis.Client, prefix string) *store {
	return &store{rdb: rdb, prefix: prefix, fixed: "app:"}
}

func (s *store) key(id string) string { return s.prefix + ":item:" + id }
func (s *store) named(id string) (string, error) {
	if id == "" {
		return "", os.ErrInvalid
	}
	return s.fixed + id, nil
}

func (s *store) keys(ctx context.Context, id int64, name string, user struct{ Name string }, when time.Time) {
	get := func(key string) {
		s.rdb.Get(ctx, key) // want `^\^\* varies\$$`
	}
	get("a:1")
	get("b:" + name)

	s.rdb.Get(ctx, "plain")                                                // want `^\^plain\$$`
	s.rdb.Get(ctx, "a:"+name+":b")                                         // want `^\^a:\*:b varies\$$`
	s.rdb.Get(ctx, fmt.Sprintf(userKey, id))                               // want `^\^user:\* varies\$$`
	s.rdb.Get(ctx, fmt.Sprintf("u:%05d:%s", id, "x"))                      // want `^\^u:\*:x varies\$$`
	s.rdb.Get(ctx, fmt.Sprintf("u:%d", 7))                                 // want `^\^u:7 varies\$$`
	s.rdb.Get(ctx, fmt.Sprint("u:", id))                                   // want `^\^u:\* varies\$$`
	s.rdb.Get(ctx, strings.Join([]string{"a", name, "b"}, ":"))            // want `^\^a:\*:b varies\$$`
	s.rdb.Get(ctx, path.Join("a", name))                                   // want `^\^a/\* varies\$$`
	s.rdb.Get(ctx, strings.ToLower("A:"+name))                             // want `^\^a:\* varies\$$`
	s.rdb.Get(ctx, strings.ReplaceAll("a/b/"+name, "/", ":"))              // want `^\^a:b:\* varies\$$`
	s.rdb.Get(ctx, "n:"+strconv.FormatInt(id, 10))                         // want `^\^n:\* varies\$$`
	s.rdb.Get(ctx, "n:"+strconv.Itoa(3))                                   // want `^\^n:3 varies\$$`
	s.rdb.Get(ctx, online)                                                 // want `^\^users:online\$$`
	s.rdb.Get(ctx, Exported)                                               // want `^\^Exported\$$`
	s.rdb.Get(ctx, reassigned)                                             // want `^\^reassigned\$$`
	s.rdb.Get(ctx, fmt.Sprintf(template, id))                              // want `^\^order:\* varies\$$`
	s.rdb.Get(ctx, s.key(name))                                            // want `^\^\*:item:\* varies\$$`
	s.rdb.Get(ctx, s.fixed+"x")                                            // want `^\^app:x\$$`
	s.rdb.Get(ctx, s.prefix+":users")                                      // want `^\^\*:users\$$`
	s.rdb.Get(ctx, s.cfg.Queue)                                            // want `^\^Queue\$$`
	s.rdb.Get(ctx, "u:"+user.Name)                                         // want `^\^u:\* varies\$$`
	s.rdb.Get(ctx, Key{"user", name}.String())                             // want `^\^user:\* varies\$$`
	s.rdb.Get(ctx, fmt.Sprintf("k:%s", Key{"user", "x"}))                  // want `^\^k:user:x\$$`
	s.rdb.Get(ctx, fmt.Sprintf("k:%s", closed))                            // want `^\^k:\*\$$`
	s.rdb.Get(ctx, string([]byte("bytes:"+name)))                          // want `^\^bytes:\* varies\$$`
	s.rdb.Get(ctx, "day:"+when.Format("2006"))                             // want `^\^day:\* varies\$$`
	s.rdb.Get(ctx, "env:"+os.Getenv("NAME")+":x")                          // want `^\^env:\*:x\$$`
	s.rdb.Get(ctx, recursive(name, 3))                                     // want `^\^\* varies\$$`
	s.rdb.Get(ctx, helper("left", name))                                   // want `^\^left/\* varies\$$`
	s.rdb.Get(ctx, formatted("f:%s", name))                                // want `^\^app/f:\* varies\$$`
	s.rdb.Get(ctx, "s:6ba7b810-9dad-11d1-80b4-00c04fd430c8")               // want `^\^s:6ba7b810-9dad-11d1-80b4-00c04fd430c8 varies\$$`
	s.rdb.Get(ctx, "v:{"+name+"}:x")                                       // want `^\^v:{\*}:x varies\$$`
	s.rdb.Do(ctx, "GET", "raw:"+name)                                      // want `^\^raw:\* varies\$$`
	s.rdb.MGet(ctx, "m:1", "m:"+name)                                      // want `^\^m:1 varies, m:\* varies\$$`
	s.rdb.XAdd(ctx, &redis.XAddArgs{Stream: "log:" + name, Values: "a b"}) // want `^\^log:\* varies\$$`

	if key, err := s.named(name); err == nil {
		s.rdb.Get(ctx, key) // want `^\^app:\* varies\$$`
	}
	var builder strings.Builder
	builder.WriteString("built:")
	fmt.Fprintf(&builder, "%d", id)
	builder.WriteByte(':')
	builder.WriteString("end")
	s.rdb.Get(ctx, builder.String()) // want `^\^built:\*:end varies\$$`
	var buffer bytes.Buffer
	buffer.WriteString("buffer:")
	for range id {
		buffer.WriteString(name)
	}
	s.rdb.Get(ctx, buffer.String()) // want `^\^buffer:\* varies\$$`
	either := "left"
	if id > 0 {
		either = "right"
	}
	s.rdb.Get(ctx, either)      // want `^\^\*\$$`
	s.rdb.Get(ctx, either+":x") // want `^\^\*:x\$$`
	for _, kind := range []string{"a", "b"} {
		s.rdb.Get(ctx, "kind:"+kind) // want `^\^kind:\*\$$`
	}
	unexported(ctx, s.rdb, "closed:"+name)
	sometimes(ctx, s.rdb, "x")
	sometimes(ctx, s.rdb, name)
	found, _ := s.rdb.Keys(ctx, "found:*").Result()
	s.rdb.Del(ctx, found...) // want `^\^found:\* varies\$$`
	generic(ctx, s.rdb, id)
}

func unexported(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Get(ctx, key+":f") // want `^\^closed:\*:f varies\$$`
}

func sometimes(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Get(ctx, key) // want `^\^\* varies\$$`
}

func OfAnybody(ctx context.Context, rdb *redis.Client, key string) {
	rdb.Get(ctx, key)            // want `^\^\* varies\$$`
	rdb.Get(ctx, "of:"+key+":x") // want `^\^of:\*:x varies\$$`
}

func generic[T any](ctx context.Context, rdb *redis.Client, id T) {
	rdb.Get(ctx, fmt.Sprintf("generic:%v", id)) // want `^\^generic:\* varies\$$`
}

func helper(parts ...string) string { return strings.Join(parts, "/") }

func formatted(format string, args ...any) string { return fmt.Sprintf("app/"+format, args...) }

func recursive(name string, n int) string {
	if n == 0 {
		return name
	}
	return recursive(name+":x", n-1)
}
