package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"slices"
	"strings"
	"time"

	redis9 "github.com/redis/go-redis/v9"
)

// errNoServer says that there is no redis-server to ask.
var errNoServer = errors.New("redis-server is not on PATH")

// startServer runs redis-server on a free port of the loopback.
func startServer() (client *redis9.Client, stop func(), err error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, nil, errNoServer
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	addr := listener.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	_ = listener.Close()
	server := exec.Command(program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
	if err := server.Start(); err != nil {
		return nil, nil, err
	}
	client = redis9.NewClient(&redis9.Options{Addr: addr})
	stop = func() {
		_ = client.Close()
		_ = server.Process.Kill()
		_ = server.Wait()
	}
	for range 100 {
		if err = client.Ping(context.Background()).Err(); err == nil {
			return client, stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return nil, nil, fmt.Errorf("redis-server does not answer: %w", err)
}

// askKeys renders facts/keys.tsv from COMMAND.
func askKeys(client *redis9.Client) (string, error) {
	reply, err := client.Do(context.Background(), "command").Slice()
	if err != nil {
		return "", err
	}
	rows, err := keyRows(reply)
	if err != nil {
		return "", err
	}
	slices.Sort(rows)
	return "command\tkeys\n" + strings.Join(rows, "\n") + "\n", nil
}

func keyRows(commands []any) ([]string, error) {
	var rows []string
	for _, entry := range commands {
		c, ok := entry.([]any)
		if !ok || len(c) < 10 {
			return nil, fmt.Errorf("COMMAND answers %v: it takes Redis 7", entry)
		}
		name := strings.ToUpper(strings.ReplaceAll(fmt.Sprint(c[0]), "|", " "))
		var specs []string
		for _, k := range c[8].([]any) {
			if s, ok := keySpec(k); ok {
				specs = append(specs, s.String())
			}
		}
		rows = append(rows, name+"\t"+strings.Join(specs, "; "))
		more, err := keyRows(c[9].([]any))
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// keySpec reads one key specification. It reports false for what is no key,
// such as the channel of SPUBLISH, and for what Redis itself calls unknown.
func keySpec(reply any) (spec, bool) {
	flags, _ := field(reply, "flags").([]any)
	if slices.Contains(flags, any("not_key")) {
		return spec{}, false
	}
	begin, find := field(reply, "begin_search"), field(reply, "find_keys")
	var s spec
	switch field(begin, "type") {
	case "index":
		s.Index = number(field(begin, "spec"), "index")
	case "keyword":
		s.Keyword, _ = field(field(begin, "spec"), "keyword").(string)
		s.Index = number(field(begin, "spec"), "startfrom")
	default:
		return s, false
	}
	switch field(find, "type") {
	case "range":
		s.Last = number(field(find, "spec"), "lastkey")
		s.Step = number(field(find, "spec"), "keystep")
		s.Half = number(field(find, "spec"), "limit") == 2
	case "keynum":
		s.Step = number(field(find, "spec"), "keystep")
		s.Count = true
	default:
		return s, false
	}
	return s, true
}

// field looks name up in a map, or in a list of names and values.
func field(reply any, name string) any {
	switch reply := reply.(type) {
	case map[any]any:
		return reply[name]
	case []any:
		for i := 0; i+1 < len(reply); i += 2 {
			if reply[i] == name {
				return reply[i+1]
			}
		}
	}
	return nil
}

func number(reply any, name string) int {
	n, _ := field(reply, name).(int64)
	return int(n)
}
