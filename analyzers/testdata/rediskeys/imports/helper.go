package imports

import (
	"context"
	"testing"

	"github.com/redis/go-redis/v9"
)

func assertEmpty(t *testing.T, rdb *redis.Client) {
	if len(rdb.Keys(context.Background(), "*").Val()) > 0 {
		t.Fatal("not empty")
	}
}
