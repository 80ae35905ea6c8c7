// Package stores hands its client out.
package stores

import "github.com/redis/go-redis/v9"

type Store struct{ Redis *redis.Client }

func (s *Store) Client() *redis.Client { return s.Redis }
