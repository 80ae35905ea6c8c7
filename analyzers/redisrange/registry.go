package redisrange

import (
	"regexp"
	"slices"
	"strings"

	"github.com/redislint/redislint/internal/calls"
)

// isRegistry reports whether a key of which there is one is named after the parts of the program itself: they do not
// grow with its data.
func isRegistry(key *calls.Key) bool {
	if key.Shape.Varies() {
		return false
	}
	return slices.ContainsFunc(word.FindAllString(key.String(), -1), func(word string) bool {
		return parts[strings.TrimSuffix(strings.ToLower(word), "s")]
	})
}

// word is one word of a key, or of a name in camelCase.
var word = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)

// parts are what programs are made of.
var parts = map[string]bool{
	"acl": true, "cluster": true, "config": true, "host": true, "instance": true, "module": true, "node": true, "peer": true,
	"permission": true, "plugin": true, "queue": true, "region": true, "role": true, "rule": true, "schema": true,
	"server": true, "service": true, "setting": true, "shard": true, "worker": true,
}
