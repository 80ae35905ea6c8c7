package tests

import (
	"context"
	"testing"

	"github.com/redis/go-redis/v9"
)

func helper(t *testing.T, rdb *redis.Client) {
	rdb.Get(context.Background(), "error") // want "^GET error$"
}
