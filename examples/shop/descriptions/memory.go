package descriptions

import (
	"context"
	"sync"

	redisrt "github.com/redislint/redislint/runtime"
)

// Memory is a database for examples. Reads counts how often it was read.
type Memory struct {
	mu    sync.Mutex
	items map[string]Description
	Reads int
}

// Description implements Database.
func (m *Memory) Description(_ context.Context, item string) (Description, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Reads++
	d, ok := m.items[item]
	if !ok {
		return Description{}, redisrt.ErrNotFound
	}
	return d, nil
}

// Describe implements Database.
func (m *Memory) Describe(_ context.Context, item string, d Description) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.items == nil {
		m.items = map[string]Description{}
	}
	d.Version = m.items[item].Version + 1
	m.items[item] = d
	return nil
}
