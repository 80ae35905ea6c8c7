package measure

import (
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

// Ours is redisrt.Cache.
func Ours[T any](name string, processes int, o redisrt.CacheOptions) Form[T] {
	return Form[T]{Name: name, Processes: processes, New: func(c *redis.Client, ttl time.Duration) (Cache[T], error) {
		o := o
		o.TTL = ttl
		cache, err := redisrt.NewCache[T](c, o)
		if err != nil {
			return nil, err
		}
		return ours[T]{cache}, nil
	}}
}

type ours[T any] struct{ *redisrt.Cache[T] }

func (c ours[T]) Close() error {
	c.Cache.Close()
	return nil
}
