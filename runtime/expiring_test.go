package redisrt

import (
	"crypto/sha1"
	"encoding/hex"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestWriteOnceSHA(t *testing.T) {
	sum := sha1.Sum([]byte(writeOnce))
	if got := hex.EncodeToString(sum[:]); got != writeOnceSHA {
		t.Errorf("the script's SHA1 is %s", got)
	}
}

// BenchmarkExpiringOpen is what a write costs before anything is sent: the look
// through the client, and the command's arguments.
func BenchmarkExpiringOpen(b *testing.B) {
	c := redis.NewClient(&redis.Options{})
	defer c.Close()
	type wrapper struct{ *redis.Client }
	for name, client := range map[string]ExpiringClient{"Client": c, "wrapper": wrapper{c}, "two wrappers": struct{ wrapper }{wrapper{c}}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Expiring(client, 1).behind(incrMethod); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("arguments", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if cmd := c.Pipeline().Incr(b.Context(), "key"); len(cmd.Args()) != 2 {
				b.Fatal(cmd)
			}
		}
	})
}
