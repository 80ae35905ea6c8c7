package keys

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"
)

type (
	first  struct{ prefix string }
	second struct{ prefix string }
	ref    struct{ Key string }
	node   struct {
		next *node
		key  string
	}
	drops struct {
		rdb           *redis.Client
		jobs, members string
	}
	worker struct{ name string }
)

func newDrops(rdb *redis.Client, jobs, members string) *drops { return &drops{rdb, jobs, members} }

// What two fields hold are two keys, and what a parameter holds is another one each time.
func (d *drops) fields(ctx context.Context, r, other ref) {
	d.rdb.RPush(ctx, d.jobs+":all:index", 1)
	d.rdb.Del(ctx, d.members+":all:index")
	d.rdb.Del(ctx, d.jobs+":all:index") // want `DEL frees \*:all:index, a list`
	d.rdb.RPush(ctx, r.Key, 1)
	d.rdb.Del(ctx, other.Key)
}

// A key that is used as two types is two keys.
func (d *drops) types(ctx context.Context, id string) {
	d.rdb.RPush(ctx, "both:"+id, 1)
	d.rdb.SAdd(ctx, "both:"+id, id)
	d.rdb.Del(ctx, "both:"+id)
}

func (d *drops) built(ctx context.Context, id string) {
	var b strings.Builder
	b.WriteString("job:" + id)
	state := b.String()
	b.WriteString(":items")
	items := b.String()
	d.rdb.RPush(ctx, items, 1)
	d.rdb.Del(ctx, state)
	d.rdb.Del(ctx, strings.TrimSuffix(items, ":items"))
	d.rdb.Del(ctx, items) // want `DEL frees job:\*:items, a list`
}

// It is called with many keys, through the map, and not with one.
func (w *worker) stop(ctx context.Context, rdb *redis.Client, key string) {
	rdb.RPush(ctx, "stops:"+key, 1)
	rdb.Del(ctx, "stops:"+key) // want `DEL frees stops:\*, a list`
}

var commands = map[string]func(*worker, context.Context, *redis.Client, string){"stop": (*worker).stop}

func (w *worker) stopAll(ctx context.Context, rdb *redis.Client) { w.stop(ctx, rdb, "all") }

// What a helper does to the keys that it is passed counts for each of them.
func capped(ctx context.Context, rdb *redis.Client, key, value string) {
	rdb.LPush(ctx, key, value)
	rdb.LTrim(ctx, key, 0, 99)
}

func helped(ctx context.Context, rdb *redis.Client, id string, max int) {
	capped(ctx, rdb, "capped:"+id, id)
	capped(ctx, rdb, "audit:"+id, id)
	rdb.Del(ctx, "capped:"+id)
	rdb.LPush(ctx, "kept", id)
	rdb.LTrim(ctx, "kept", int64(-max), -1)
	rdb.Del(ctx, "kept")
}

// That there was no error does not say that there is nothing.
func counted(ctx context.Context, rdb *redis.Client) error {
	rdb.SAdd(ctx, "counted", rdb.String())
	_, err := rdb.SCard(ctx, "counted").Result()
	if err != nil {
		return err
	}
	return rdb.Del(ctx, "counted").Err() // want `DEL frees counted, a set`
}

// These have ended the model, or made it run for ever.
func odd(ctx context.Context, rdb *redis.Client, n *node) int64 {
	go func() { _ = n }()
	for n != nil {
		n = n.next
		rdb.Del(ctx, "node:"+n.key)
	}
	left := rdb.LLen(ctx, "queue")
	if left.String() == "llen" {
		rdb.Del(ctx, "queue") // want `DEL frees queue, a list`
	}
	a := mix("a", "a", "a", "a")
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	a = mix(a, a, a, a)
	var big [1 << 28]byte
	rdb.SAdd(ctx, "mixed", a, digest(big[:]))
	return array(ctx, rdb, [2]string{})
}

func mix(a, b, c, d string) string
func digest([]byte) string

func array[T [2]string](ctx context.Context, rdb *redis.Client, a T) int64 {
	return rdb.Del(ctx, a[:]...).Val()
}
