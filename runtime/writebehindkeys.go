package redisrt

import "fmt"

// partitionKeys are the keys of one partition. Its hash tag keeps them in one slot.
type partitionKeys struct {
	stream string // the items
	owner  string // the token of the lease
	try    string // what was given to the store last, and how often it has failed
	dead   string // a stream of the dead letters
	parked string // the set of the keys that have some
	seen   string // the prefix of keys with the answers of earlier commands
}

func keysOfPartition(name string, n int) partitionKeys {
	tag := fmt.Sprintf("{%s:%d}:", name, n)
	return partitionKeys{tag + "stream", tag + "owner", tag + "try", tag + "dead", tag + "parked", tag + "seen:"}
}

// all are the KEYS of the scripts that a worker runs.
func (k partitionKeys) all() []string {
	return []string{k.stream, k.owner, k.try, k.dead, k.parked}
}

// partition is the number of the one that key is in, by FNV-1a, which must never
// change.
func partition(key string, partitions int) int {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return int(h % uint32(partitions))
}
