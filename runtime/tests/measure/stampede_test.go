package measure

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/redislint/redislint/runtime/tests/servers"
)

func TestMain(m *testing.M) { os.Exit(servers.Main(m)) }

// memory is a cache of one key without Redis, that makes so many loads at each expiry.
type memory struct {
	sync.Mutex
	loads  int
	atOnce bool
	ttl    time.Duration
	value  Generation
	expiry time.Time
}

func (m *memory) Get(ctx context.Context, _ string, load func(context.Context) (Generation, error)) (v Generation, err error) {
	m.Lock()
	defer m.Unlock()
	if time.Now().Before(m.expiry) {
		return m.value, nil
	}
	var wg sync.WaitGroup
	var once sync.Once
	for range m.loads {
		wg.Go(func() {
			value, _ := load(ctx)
			once.Do(func() { v = value })
		})
		if !m.atOnce {
			wg.Wait()
		}
	}
	wg.Wait()
	m.value, m.expiry = v, time.Now().Add(m.ttl)
	return v, nil
}

func (m *memory) Close() error { return nil }

func TestStampedeCounts(t *testing.T) {
	s := Stampede{Readers: 10, Keys: 1, Expiries: 2, Pause: 10 * time.Millisecond, Load: 5 * time.Millisecond, TTL: 300 * time.Millisecond}
	for _, test := range []struct {
		name          string
		loads, atOnce int
	}{{"one", 1, 1}, {"two in turn", 2, 1}, {"three at once", 3, 3}} {
		t.Run(test.name, func(t *testing.T) {
			form := Form[Generation]{Processes: 1, New: func(_ *redis.Client, ttl time.Duration) (Cache[Generation], error) {
				return &memory{loads: test.loads, atOnce: test.atOnce > 1, ttl: ttl}, nil
			}}
			got, err := s.Run(t.Context(), servers.Any(t), form)
			if err != nil {
				t.Fatal(err)
			}
			if got.Expiries != s.Expiries || got.PerExpiry() != float64(test.loads) || got.AtOnce != test.atOnce {
				t.Errorf("%d expiries, %v loads of each, %d at once", got.Expiries, got.PerExpiry(), got.AtOnce)
			}
			// Who loads waits for the load.
			if got.Max < time.Duration(test.loads/test.atOnce)*s.Load || got.Reads == 0 || got.Rate <= 0 || got.Errors > 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}
