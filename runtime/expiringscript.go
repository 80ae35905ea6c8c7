package redisrt

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"
)

// maxScriptArgs is what a script can pass on to a command: Lua's limit is 8000.
const maxScriptArgs = 5000

// writeOnce executes the write in ARGV[2:] on KEYS[1] and sets a TTL where there is
// none. Lua rounds integers above 53 bits, as only counters have them, so these
// are read again: no other command comes in between.
const (
	writeOnce = `local r = redis.pcall(ARGV[2], KEYS[1], unpack(ARGV, 3))
if type(r) == 'table' and r.err then return r end
if redis.call('pttl', KEYS[1]) == -1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
if type(r) == 'number' and (r >= 2^53 or r <= -2^53) then
  if ARGV[2] == 'hincrby' then return redis.call('hget', KEYS[1], ARGV[3]) end
  return redis.call('get', KEYS[1])
end
return r`
	writeOnceSHA = "85a2fb7648c432021aa7bef0f16ba124650fca67"
)

// forLua tells whether the write can be executed by a script. BITFIELD returns any
// number of integers of 64 bits, which can not be read again.
func forLua(write []any) bool {
	return len(write) <= maxScriptArgs && write[0] != "bitfield"
}

// byScript lets go-redis parse the reply as that of the write: the script returns
// it as it is.
func byScript[C redis.Cmder](ctx context.Context, c expirer, as func(context.Context, ...any) C, ms int64, write []any) C {
	run := func(how, script string) (C, error) {
		cmd := as(ctx, slices.Concat([]any{how, script, 1, write[1], ms, write[0]}, write[2:])...)
		return cmd, c.Process(ctx, cmd)
	}
	cmd, err := run("evalsha", writeOnceSHA)
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		cmd, _ = run("eval", writeOnce) // the error is in cmd
	}
	return cmd
}
