package noimport

import "context"
import "redislint.test/rediskeys/stores"

type handler struct {
	ctx   context.Context
	store *stores.Store
}

func (h *handler) all() []string {
	return h.store.Redis.Keys(h.ctx, "d").Val() // want `KEYS "d" walks`
}
