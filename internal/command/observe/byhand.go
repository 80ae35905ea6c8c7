package main

import "strings"

// What cannot be observed is here, each with its reason.

// byHand are methods that cannot be called, or send nothing when they are.
// Those of a version that has not the method are ignored.
var byHand = []struct {
	method
	api    string
	reason string
}{
	{method{Name: "FTExplainCli", Command: "FT.EXPLAINCLI"}, "v9",
		"not implemented: sends nothing and returns an error"},
	{method{Name: "FTHybrid", Command: "FT.HYBRID"}, "v9",
		"wants a vector of one of its own types"},
	{method{Name: "JSONDebugMemory", Command: "JSON.DEBUG MEMORY", Keys: []operand{{Param: 1}}}, "v9",
		"panics: not implemented"},
	{method{Name: "PSubscribe", Command: "PSUBSCRIBE"}, "",
		"opens a connection of its own, past all hooks"},
	{method{Name: "SSubscribe", Command: "SSUBSCRIBE"}, "v9",
		"opens a connection of its own, past all hooks"},
	{method{Name: "Subscribe", Command: "SUBSCRIBE"}, "",
		"opens a connection of its own, past all hooks"},
	{method{Name: "Quit", Command: "QUIT"}, "",
		"panics: not implemented"},
	{method{Name: "Sync", Command: "SYNC"}, "",
		"panics: not implemented"},
	{method{Name: "Tx.Watch", Command: "WATCH", Keys: []operand{{Param: 1, Rest: true}}}, "",
		"only Tx has it, and a Tx needs a connection"},
	{method{Name: "Unwatch", Command: "UNWATCH"}, "",
		"only Tx has it, and a Tx needs a connection"},
	{method{Name: "Watch", Command: "WATCH", Keys: []operand{{Param: 2, Rest: true}}}, "",
		"sends WATCH on a connection of its own, and then what its function sends"},
}

// notCommands are methods that take a context and send no command of their
// own.
var notCommands = map[string]string{
	"AutoPipeline":  "a client",
	"BatchProcess":  "sends the commands that it is given",
	"Close":         "of a Tx: UNWATCH at most",
	"Conn":          "a client",
	"Exec":          "sends what is queued",
	"ForEachMaster": "calls a function with clients",
	"ForEachShard":  "calls a function with clients",
	"ForEachSlave":  "calls a function with clients",
	"MasterForKey":  "a client",
	"Pipelined":     "calls a function with a pipeline",
	"Process":       "sends the command that it is given",
	"ReloadState":   "reloads the slots of a cluster",
	"SlaveForKey":   "a client",
	"TxPipelined":   "calls a function with a pipeline",
	"WithContext":   "a client",
}

func isCommand(method string) bool {
	// Builders of FT.* commands send nothing before Run.
	builder := strings.HasPrefix(method, "New") && strings.HasSuffix(method, "Builder")
	return notCommands[method] == "" && !builder
}

// moreShapes are for methods that refuse the common ones, or that another
// shape describes better; the last ones tell which words are optional.
var moreShapes = map[string][]shape{
	"ClientSetInfo": {
		{Name: "name", pointers: true, omit: map[string]bool{"p1.LibVer": true}},
		{Name: "version", pointers: true, omit: map[string]bool{"p1.LibName": true}}},
	"JSONSetMode": {{Name: "mode", set: map[string]string{"p4": "NX"}}},
	// With an ID for all, every one of Streams is a key. That is not
	// in the oldest v9, and rare; without, half of them are.
	"XRead": {{Name: "streams", elements: 12, pointers: true, omit: map[string]bool{"p1.ID": true}}},
	"GeoRadius": {{Name: "read", elements: 1, pointers: true,
		omit: map[string]bool{"p4.Store": true, "p4.StoreDist": true}}},
	"GeoRadiusByMember": {{Name: "read", elements: 1, pointers: true,
		omit: map[string]bool{"p3.Store": true, "p3.StoreDist": true}}},
	"GeoRadiusStore": {
		{Name: "store", last: true, pointers: true, omit: map[string]bool{"p4.StoreDist": true}},
		{Name: "distances", last: true, pointers: true, omit: map[string]bool{"p4.Store": true}}},
	"GeoRadiusByMemberStore": {
		{Name: "store", last: true, pointers: true, omit: map[string]bool{"p3.StoreDist": true}},
		{Name: "distances", last: true, pointers: true, omit: map[string]bool{"p3.Store": true}}},
}

// varies are methods that send one command or another, depending on their
// arguments. The table has the one of the first shape.
var varies = map[string]string{
	"SetNX": "SETNX where the expiration is 0: in v8, and in v9 before 9.19",
}

// keysByHand are keys of commands that the server of facts/keys.tsv does not
// know, or not well enough, where names of parameters do not tell either.
var keysByHand = map[string][]spec{
	"JSON.DEBUG MEMORY": {{Index: 2, Step: 1}},
	"SORT":              {{Index: 1, Step: 1}, {Index: 2, Keyword: "STORE", Step: 1}}, // the server calls STORE unknown: it may be anywhere
	"MSETEX":            {{Index: 1, Step: 2, Count: true}},
	"JSON.MSET":         {{Index: 1, Last: -1, Step: 3}},
	"TS.MADD":           {{Index: 1, Last: -1, Step: 3}},
}

// namesLie are methods whose parameters have the names of keys, and are none
// to the server; or the other way round.
var namesLie = map[string]string{
	"ClientKillByFilter": "its keys are filters",
	"ClusterKeySlot":     "computes the slot of a text, touches no key",
	"DebugObject":        "DEBUG has no keys for the server; subcommands decide",
	"JSONMSet":           "its params are triples of key, path, value",
	"MSet":               "its values are pairs of key and value",
	"MSetEX":             "its values are pairs of key and value",
	"MSetNX":             "its values are pairs of key and value",
	"TSMAdd":             "its slices are triples of key, time, value",
	"XRead":              "half of its streams are IDs",
	"XReadGroup":         "half of its streams are IDs",
	"XReadStreams":       "half of its streams are IDs",
}

// keyNames are names of parameters and fields that are keys, unless the
// server says otherwise.
var keyNames = map[string]bool{
	"key": true, "keys": true, "Key": true, "Keys": true, "Key1": true, "Key2": true,
	"source": true, "sourceKey": true, "sourceKeys": true, "newkey": true,
	"destination": true, "dest": true, "destKey": true, "dst": true,
	"store": true, "Store": true, "StoreDist": true,
	"stream": true, "streams": true, "Stream": true, "Streams": true,
}

// Times are told apart by the names of parameters and fields.
var (
	expirationNames = map[string]bool{
		"expiration": true, "ttl": true, "tm": true, "TTL": true,
		"ExpirationVal": true, "Expiration.Value": true,
	}
	timeoutNames = map[string]bool{"timeout": true, "Timeout": true, "Block": true, "dur": true}
	otherTimes   = map[string]string{
		"ExpireAt": "a lifetime beside TTL",
		"Idle":     "a filter",
		"MinIdle":  "a filter",
		"Claim":    "a filter",
	}
)

// lifetimes are operands that decide an expiration beside the operand which is
// a time, and are words rather than values on the wire.
var lifetimes = map[string][]operand{
	"SetArgs":        {{Param: 3, Field: "ExpireAt"}, {Param: 3, Field: "KeepTTL"}},
	"MSetEX":         {{Param: 1, Field: "Expiration.Mode"}},
	"IncrEXInt":      {{Param: 2, Field: "Expiration.Mode"}, {Param: 2, Field: "ENX"}},
	"IncrEXFloat":    {{Param: 2, Field: "Expiration.Mode"}, {Param: 2, Field: "ENX"}},
	"HSetEXWithArgs": {{Param: 2, Field: "ExpirationType"}},
	"HGetEXWithArgs": {{Param: 2, Field: "ExpirationType"}},
}

// changed are methods whose operands differ between the oldest and the newest
// v9, and what was decided.
var changed = map[string]string{
	"XTrimMaxLen": "the newest writes the =, which is what the oldest means without",
	"XTrimMinID":  "the newest writes the =, which is what the oldest means without",
}
