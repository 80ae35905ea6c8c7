package noimport // no imports at all

func (h *handler) list() []string {
	return h.store.Redis.Keys(h.ctx, "c").Val() // want `KEYS "c" walks`
}
