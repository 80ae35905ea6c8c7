package calls

import (
	"slices"
	"strings"

	"github.com/redislint/redislint/internal/keyspace"
)

// HoldsFew reports whether a key is named after what there are few of: a single key after the parts of a program, such
// as servers, or one of many keys after what one user or one object has, such as sessions.
func (k *Key) HoldsFew() bool {
	few := parts
	if k.Shape.Varies() {
		few = belongings
	}
	return slices.ContainsFunc(keyspace.Words(k.String()), func(word string) bool {
		return few[strings.TrimSuffix(word, "s")]
	})
}

// parts are what programs are made of.
var parts = map[string]bool{
	"acl": true, "cluster": true, "config": true, "host": true, "instance": true, "module": true, "node": true, "peer": true,
	"permission": true, "plugin": true, "queue": true, "region": true, "role": true, "rule": true, "schema": true,
	"server": true, "service": true, "setting": true, "shard": true, "worker": true,
}

// belongings are what a user, or another object, has a few of.
var belongings = map[string]bool{
	"address": true, "attribute": true, "chunk": true, "client": true, "config": true, "conn": true, "connection": true,
	"device": true, "lock": true, "permission": true, "session": true, "setting": true, "token": true,
}
