package redisrt_test

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

func ExampleReplicas() {
	ctx := context.Background()
	master := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer master.Close()
	replica := redis.NewClient(&redis.Options{Addr: "localhost:6380"})
	defer replica.Close()

	replicas, err := redisrt.NewReplicas(master, []*redis.Client{replica})
	if err != nil {
		fmt.Println(err)
		return
	}
	var visits int
	err = replicas.Read(ctx, func(c *redis.Client) error {
		visits, err = c.Get(ctx, "visits").Int()
		return err
	})
	fmt.Println(visits, err)
}

// A program may refuse to start, or raise an alert, where replicas cannot be used.
func ExampleReplicas_Health() {
	ctx := context.Background()
	master := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
	defer master.Close()
	replica := redis.NewClient(&redis.Options{Addr: "localhost:6380"})
	defer replica.Close()

	replicas, err := redisrt.NewReplicas(master, []*redis.Client{replica})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(errors.Join(replicas.Health(ctx)...)) // nil if all are fit
}

// With Sentinel, the servers that it knows are all passed, and those that are
// replicas at the moment are used.
func ExampleNewReplicas_sentinel() {
	ctx := context.Background()
	const name, sentinelAddr = "mymaster", "localhost:26379"
	master := redis.NewFailoverClient(&redis.FailoverOptions{MasterName: name, SentinelAddrs: []string{sentinelAddr}})
	defer master.Close()
	sentinel := redis.NewSentinelClient(&redis.Options{Addr: sentinelAddr})
	defer sentinel.Close()

	addr, err := sentinel.GetMasterAddrByName(ctx, name).Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	known, err := sentinel.Replicas(ctx, name).Result()
	if err != nil {
		fmt.Println(err)
		return
	}
	servers := []*redis.Client{redis.NewClient(&redis.Options{Addr: net.JoinHostPort(addr[0], addr[1])})}
	for _, s := range known {
		servers = append(servers, redis.NewClient(&redis.Options{Addr: net.JoinHostPort(s["ip"], s["port"])}))
	}

	replicas, err := redisrt.NewReplicas(master, servers)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = replicas.Read(ctx, func(c *redis.Client) error { return c.Get(ctx, "visits").Err() })
	fmt.Println(err)
}
