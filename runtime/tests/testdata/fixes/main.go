// Reads and removes collections by every command that redislint -fix rewrites. TestFixKeepsBehaviour runs it as it is
// and as it is fixed, while another client writes to the same keys: of that nothing shows, as only what the program
// itself has added is counted.
package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// elements is more than a page.
const elements = 2500

func main() {
	opts, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		log.Fatal(err)
	}
	rdb := redis.NewClient(opts)
	defer rdb.Close()
	if err := run(context.Background(), rdb); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, rdb *redis.Client) error {
	if err := fill(ctx, rdb); err != nil {
		return err
	}
	by := &redis.ZRangeBy{Min: "-inf", Max: "+inf"}
	show("ZRANGE", rdb.ZRange(ctx, "fixes:sorted", 0, -1).Val())
	show("ZREVRANGE", rdb.ZRevRange(ctx, "fixes:sorted", 0, -1).Val())
	show("ZRANGE WITHSCORES", names(rdb.ZRangeWithScores(ctx, "fixes:sorted", 0, -1).Val()))
	show("ZREVRANGE WITHSCORES", names(rdb.ZRevRangeWithScores(ctx, "fixes:sorted", 0, -1).Val()))
	show("ZRANGEBYSCORE", rdb.ZRangeByScore(ctx, "fixes:sorted", by).Val())
	show("ZREVRANGEBYSCORE", rdb.ZRevRangeByScore(ctx, "fixes:sorted", by).Val())
	show("ZRANGEBYSCORE WITHSCORES", names(rdb.ZRangeByScoreWithScores(ctx, "fixes:sorted", by).Val()))
	show("ZREVRANGEBYSCORE WITHSCORES", names(rdb.ZRevRangeByScoreWithScores(ctx, "fixes:sorted", by).Val()))
	show("LRANGE", rdb.LRange(ctx, "fixes:list", 0, -1).Val())
	show("XRANGE", entries(rdb.XRange(ctx, "fixes:stream", "-", "+").Val()))
	show("XREVRANGE", entries(rdb.XRevRange(ctx, "fixes:stream", "+", "-").Val()))
	show("SMEMBERS", sorted(rdb.SMembers(ctx, "fixes:set").Val()))
	show("HKEYS", sorted(rdb.HKeys(ctx, "fixes:hash").Val()))
	show("HVALS", sorted(rdb.HVals(ctx, "fixes:hash").Val()))
	var fields []string
	for field, value := range rdb.HGetAll(ctx, "fixes:hash").Val() {
		fields = append(fields, field+value)
	}
	show("HGETALL", sorted(fields))
	var members []string
	for member := range rdb.SMembersMap(ctx, "fixes:set").Val() {
		members = append(members, member)
	}
	show("SMEMBERS", sorted(members))

	gone := rdb.Del(ctx, "fixes:own").Val()
	found, err := rdb.Keys(ctx, "fixes:key:*").Result()
	if err != nil {
		return err
	}
	fmt.Println("DEL", gone, rdb.Del(ctx, found...).Val(), rdb.Exists(ctx, "fixes:own", "fixes:key:7").Val())
	return nil
}

func fill(ctx context.Context, rdb *redis.Client) error {
	_, err := rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for i := range elements {
			mine := fmt.Sprintf("mine:%d", i)
			pipe.ZAdd(ctx, "fixes:sorted", redis.Z{Score: float64(i), Member: mine})
			pipe.RPush(ctx, "fixes:list", mine)
			pipe.RPush(ctx, "fixes:own", mine)
			pipe.SAdd(ctx, "fixes:set", mine)
			pipe.HSet(ctx, "fixes:hash", mine, mine)
			pipe.XAdd(ctx, &redis.XAddArgs{Stream: "fixes:stream", Values: []string{"name", mine}})
			pipe.Set(ctx, fmt.Sprintf("fixes:key:%d", i), 1, 0) // never expires: removed below
		}
		return nil
	})
	return err
}

// show prints how many of the elements are the program's own, and a digest of them in their order.
func show(command string, all []string) {
	digest := fnv.New64a()
	mine := 0
	for _, element := range all {
		if strings.HasPrefix(element, "mine:") {
			mine++
			fmt.Fprintln(digest, element)
		}
	}
	fmt.Printf("%s %d %x\n", command, mine, digest.Sum64())
}

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}

func names(scored []redis.Z) []string {
	all := make([]string, len(scored))
	for i, z := range scored {
		all[i] = fmt.Sprint(z.Member)
		if z.Member == "mine:17" && z.Score != 17 {
			log.Fatalf("the score of mine:17 is %v", z.Score)
		}
	}
	return all
}

func entries(messages []redis.XMessage) []string {
	all := make([]string, len(messages))
	for i, message := range messages {
		all[i] = fmt.Sprint(message.Values["name"])
	}
	return all
}
