package servers

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// Pause stops the process without ending it: its connections stay, and nothing
// is answered, until Resume. What others send meanwhile waits in the kernel and
// is executed then.
func (s *Server) Pause(ctx context.Context) error {
	pid, err := s.pid(ctx)
	if err != nil {
		return err
	}
	s.paused = pid
	return syscall.Kill(pid, syscall.SIGSTOP)
}

// Resume lets the process go on. Without a Pause before it does nothing.
func (s *Server) Resume() error {
	if s.paused == 0 {
		return nil
	}
	pid := s.paused
	s.paused = 0
	return syscall.Kill(pid, syscall.SIGCONT)
}

// pid is that of the server itself, not of the shell which watches over it.
func (s *Server) pid(ctx context.Context) (int, error) {
	fields, err := info(ctx, s.Addr, "server")
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(fields["process_id"])
}

// info is a section of INFO.
func info(ctx context.Context, addr, section string) (map[string]string, error) {
	c := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1, DialTimeout: time.Second, ReadTimeout: time.Second})
	defer c.Close()
	text, err := c.Info(ctx, section).Result()
	if err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("%s: INFO %s is empty", addr, section)
	}
	return fields, nil
}
