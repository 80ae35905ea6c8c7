package fixes

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"time"

	"github.com/redis/go-redis/v9"
)

// A fix would set a TTL where there was none.
func (s *store) guarded(ctx context.Context, key string, ttl time.Duration) {
	s.plain.SAdd(ctx, key, 1) // want `SADD makes`
	if ttl > 0 {
		s.plain.Expire(ctx, key, ttl)
	}
}

// A fix would set it although the limit is reached.
func (s *store) leavesBetween(ctx context.Context, key string) error {
	n := s.plain.Incr(ctx, key).Val() // want `INCR makes`
	if n > 10 {
		return errors.New("too many")
	}
	return s.plain.Expire(ctx, key, s.ttl).Err()
}

// The error of the EXPIRE would not be logged.
func (s *store) logged(ctx context.Context, key string) error {
	if err := s.plain.SAdd(ctx, key, 1).Err(); err != nil { // want `SADD makes`
		return err
	}
	if err := s.plain.Expire(ctx, key, s.ttl).Err(); err != nil {
		log.Print(err)
	}
	return nil
}

// The error of the EXPIRE would be returned with another value.
func (s *store) otherValue(ctx context.Context, key string) (int, error) {
	if err := s.plain.SAdd(ctx, key, 1).Err(); err != nil { // want `SADD makes`
		return 0, err
	}
	if err := s.plain.Expire(ctx, key, s.ttl).Err(); err != nil {
		return 1, err
	}
	return 2, nil
}

// The error of the write is dropped, that of the EXPIRE is returned.
func (s *store) onlyThatOfExpire(ctx context.Context, key string) error {
	s.plain.SAdd(ctx, key, 1) // want `SADD makes`
	return s.plain.Expire(ctx, key, s.ttl).Err()
}

func next() time.Duration { return time.Minute }

// The side effects of a call would be moved, or dropped.
func (s *store) effects(ctx context.Context) {
	s.plain.SAdd(ctx, "a", 1) // want `SADD makes`
	s.plain.Expire(ctx, "a", next())
	s.client().SAdd(ctx, "b", 1) // want `SADD makes`
	s.client().Expire(ctx, "b", s.ttl)
}

func (s *store) client() *redis.Client {
	log.Print("a client is asked for")
	return s.plain
}

// What stands between may use the key.
func (s *store) between(ctx context.Context, key string) {
	s.plain.LPush(ctx, key, 1) // want `LPUSH makes`
	s.plain.LTrim(ctx, key, 0, 9)
	s.plain.Expire(ctx, key, s.ttl)
	s.plain.SAdd(ctx, "c", 1) // want `SADD makes`
	s.bare(ctx, key)
	s.plain.Expire(ctx, "c", s.ttl)
}

// The TTL is not known yet where the write stands, or is another.
func (s *store) laterTTL(ctx context.Context, key string) {
	s.plain.SAdd(ctx, key, 1) // want `SADD makes`
	ttl := 2 * s.ttl
	s.plain.Expire(ctx, key, ttl)
	ttl = time.Hour
	s.plain.SAdd(ctx, "d", 1) // want `SADD makes`
	ttl = time.Minute
	s.plain.Expire(ctx, "d", ttl)
}

// EXPIRE rounds down to seconds, SET does not; 60 is 60 ns; a TTL of 0 deletes the key.
func (s *store) units(ctx context.Context, key string, ttl time.Duration) {
	s.plain.Set(ctx, "a:"+key, 1, 0) // want `SET makes`
	s.plain.Expire(ctx, "a:"+key, 1500*time.Millisecond)
	s.plain.Set(ctx, "b:"+key, 1, 0) // want `SET makes`
	s.plain.Expire(ctx, "b:"+key, ttl)
	s.plain.Incr(ctx, "c:"+key) // want `INCR makes`
	s.plain.Expire(ctx, "c:"+key, 60*time.Nanosecond)
	s.plain.Incr(ctx, "d:"+key) // want `INCR makes`
	s.plain.ExpireAt(ctx, "d:"+key, time.Now().Add(ttl))
	s.plain.Incr(ctx, "e:"+key) // want `INCR makes`
	s.plain.ExpireNX(ctx, "e:"+key, ttl)
}

// SETNX that does not look whether it has set the key extends what another holds.
func (s *store) unguarded(ctx context.Context, key string) {
	s.plain.SetNX(ctx, key, 1, 0) // want `SET makes`
	s.plain.Expire(ctx, key, time.Minute)
}

// Not every reply of 1 says that the key is new.
func (s *store) notNew(ctx context.Context, key string) {
	if n := s.plain.SAdd(ctx, key, 1).Val(); n == 1 { // want `SADD makes`
		s.plain.Expire(ctx, key, s.ttl)
	}
	n := s.plain.HIncrBy(ctx, "h:"+key, "f", 1).Val() // want `HINCRBY makes`
	if n == 1 {
		s.plain.Expire(ctx, "h:"+key, s.ttl)
	}
	m := s.plain.Incr(ctx, "i:"+key).Val() // want `INCR makes`
	if m != 1 {
		log.Print("not new")
	} else {
		s.plain.Expire(ctx, "i:"+key, s.ttl)
	}
}

// Later, meanwhile, or in a batch.
func (s *store) elsewhere(ctx context.Context, key string) {
	defer s.plain.Expire(ctx, key, s.ttl)
	s.plain.SAdd(ctx, key, 1) // want `SADD makes`
	s.plain.SAdd(ctx, "e", 1) // want `SADD makes`
	go s.plain.Expire(ctx, "e", s.ttl)
	s.plain.SAdd(ctx, "f", 1) // want `SADD makes`
	s.plain.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Expire(ctx, "f", s.ttl)
		return nil
	})
	s.plain.Do(ctx, "SADD", "g", 1) // want `SADD makes`
	s.plain.Expire(ctx, "g", s.ttl)
	func() { s.plain.SAdd(ctx, "h", 1); s.plain.Expire(ctx, "h", s.ttl) }() // want `SADD makes`
}

type counts struct{ redis.UniversalClient }

// Incr is not that of go-redis.
func (c counts) Incr(ctx context.Context, key string) *redis.IntCmd {
	return c.UniversalClient.Incr(ctx, "n:"+key)
}

func (c counts) own(ctx context.Context, key string) {
	c.Incr(ctx, key) // want `INCR \(through counts.Incr\) makes`
	c.Expire(ctx, "n:"+key, time.Minute)
}

type narrow interface {
	Incr(ctx context.Context, key string) *redis.IntCmd
	Expire(ctx context.Context, key string, ttl time.Duration) *redis.BoolCmd
}

func interfaces(ctx context.Context, rdb narrow, key string) {
	rdb.Incr(ctx, key) // want `INCR makes`
	rdb.Expire(ctx, key, time.Minute)
}

// What is done where the EXPIRE has succeeded would go.
func (s *store) onSuccess(ctx context.Context, key string) error {
	err := s.plain.HSet(ctx, key, "a", 1).Err() // want `HSET makes`
	if err = s.plain.Expire(ctx, key, s.ttl).Err(); err == nil {
		log.Print("published")
	}
	return err
}

type config struct{ TTL time.Duration }

// The TTL is set in between, by other means than an assignment to it.
func (s *store) decodedTTL(ctx context.Context, key string, data []byte) {
	var c config
	s.plain.SAdd(ctx, key, 1) // want `SADD makes`
	_ = json.Unmarshal(data, &c)
	s.plain.Expire(ctx, key, c.TTL)
	p := new(time.Duration)
	s.plain.SAdd(ctx, "p:"+key, 1) // want `SADD makes`
	*p = time.Hour
	s.plain.Expire(ctx, "p:"+key, *p)
}

// The counter goes down again: a TTL is given anew each time that it begins.
func (s *store) gauge(ctx context.Context, id string) {
	n := s.plain.Incr(ctx, "gauge:"+id).Val() // want `INCR makes`
	if n == 1 {
		s.plain.Expire(ctx, "gauge:"+id, time.Minute)
	}
	s.plain.Decr(ctx, "gauge:"+id)
}

// Three elements are pushed to a new key, and 1 is never returned.
func (s *store) pushesMany(ctx context.Context, key string, values []string) {
	n := s.plain.RPush(ctx, key, values).Val() // want `RPUSH makes`
	if n == 1 {
		s.plain.Expire(ctx, key, s.ttl)
	}
}

// A comment would be lost.
func (s *store) commented(ctx context.Context, key string) error {
	if err := s.plain.SAdd(ctx, key, 1).Err(); err != nil { // want `SADD makes`
		return err
	}
	return s.plain.Expire(
		ctx, key,
		// a day, as the lawyers said
		24*time.Hour,
	).Err()
}

func (s *store) todo(ctx context.Context, key string) {
	s.plain.SAdd(ctx, key, 1)              // want `SADD makes`
	s.plain.Expire(ctx, key, 24*time.Hour) // TODO(ada): ask
}

// Something would be left that the compiler refuses.
func (s *store) leftOver(ctx context.Context, key string) error {
	var n int64
	var err error
	n, err = s.plain.Incr(ctx, key).Result() // want `INCR makes`
	if err != nil {
		return err
	}
	if n == 1 {
		s.plain.Expire(ctx, key, s.ttl)
	}
	m, err := s.plain.Incr(ctx, "m:"+key).Result() // want `INCR makes`
	if err != nil {
		return err
	}
	if m == 1 {
		s.plain.Expire(ctx, "m:"+key, s.ttl)
	}
	m = 7
	s.plain.SAdd(ctx, "c:"+key, 1) // want `SADD makes`
	const ttl = time.Hour
	s.plain.Expire(ctx, "c:"+key, ttl)
	none := time.Duration(0)
	s.plain.Set(ctx, "s:"+key, 1, none) // want `SET makes`
	s.plain.Expire(ctx, "s:"+key, ttl)
	return nil
}
