package redisrt

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// takeScript removes the stored items ARGV[4:], and gives at most ARGV[3] from the
// head of the stream to ARGV[1], if nobody else has the lease. Without an item it
// gives the lease back.
//
// KEYS[3] has what was given last, and the token to which, until that has said that the
// store has returned. Another token that finds it at the head knows that a lease has
// ended meanwhile: as many items then come one at a time, and it counts for one that
// was alone. What the same token sends again counts nothing.
//
// It returns: whether the lease is ARGV[1]'s, whether there is more, how often the
// first item was given alone and the store has failed, or the lease has ended, the IDs of
// the stream's first and last items, and ID, key and value of each item given.
const takeScript script = `if #ARGV > 3 then redis.call('xdel', KEYS[1], unpack(ARGV, 4)) end
local page = redis.call('xrange', KEYS[1], '-', '+', 'count', ARGV[3])
local owner = redis.call('get', KEYS[2])
if #page == 0 then
  if owner == ARGV[1] then redis.call('del', KEYS[2]) end
  return {0, 0, 0, 0, '', ''}
end
local last = redis.call('xrevrange', KEYS[1], '+', '-', 'count', 1)[1][1]
if owner and owner ~= ARGV[1] then return {0, 0, 0, 0, page[1][1], last} end
redis.call('pexpire', KEYS[2], ARGV[2])
if not owner then redis.call('set', KEYS[2], ARGV[1], 'px', ARGV[2]) end
local items = page
if redis.call('scard', KEYS[5]) > 0 then
  items = {}
  for _, item in ipairs(page) do
    if redis.call('sismember', KEYS[5], item[2][2]) == 1 then
      redis.call('xdel', KEYS[1], item[1])
      redis.call('xadd', KEYS[4], '*', 'k', item[2][2], 'v', item[2][4], 'id', item[1], 'why', 'an earlier item of the key is a dead letter')
    else
      items[#items + 1] = item
    end
  end
end
local more = 0
if #page == tonumber(ARGV[3]) then more = 1 end
if #items == 0 then return {1, more, 0, 0, page[1][1], last} end
local head, size, alone, failed, ended = items[1][1], #items, 0, 0, 0
local before = redis.call('hmget', KEYS[3], 'id', 'size', 'alone', 'failed', 'ended', 'token')
if before[1] == head then
  alone, failed, ended = tonumber(before[3]), tonumber(before[4]), tonumber(before[5])
  if before[6] and before[6] ~= ARGV[1] then
    alone = math.max(alone, before[2])
    if before[2] == '1' then ended = ended + 1 end
  end
elseif before[1] then
  alone = math.max(before[3] - 1, 0)
end
if alone > 0 and size > 1 then size, more = 1, 1 end
redis.call('hset', KEYS[3], 'id', head, 'size', size, 'alone', alone, 'failed', failed, 'ended', ended, 'token', ARGV[1])
local reply = {1, more, failed, ended, page[1][1], last}
for i = 1, size do
  reply[#reply + 1] = items[i][1]
  reply[#reply + 1] = items[i][2][2]
  reply[#reply + 1] = items[i][2][4]
end
return reply`

// taken is the reply of takeScript.
type taken struct {
	mine, more    bool
	failed, ended int64
	head, last    streamID // zero in an empty stream
	items         []rawItem
}

type rawItem struct {
	id, key, value string
}

func parseTaken(cmd *redis.Cmd) (t taken, err error) {
	r, err := cmd.Slice()
	if err != nil {
		return t, err
	}
	if len(r) < 6 || len(r)%3 != 0 {
		return t, fmt.Errorf("redisrt: a reply of %d parts", len(r))
	}
	text := func(i int) string { s, _ := r[i].(string); return s }
	number := func(i int) int64 { n, _ := r[i].(int64); return n }
	t.mine, t.more, t.failed, t.ended = number(0) == 1, number(1) == 1, number(2), number(3)
	t.head, t.last = parseStreamID(text(4)), parseStreamID(text(5))
	for i := 6; i < len(r); i += 3 {
		t.items = append(t.items, rawItem{text(i), text(i + 1), text(i + 2)})
	}
	return t, nil
}

// take removes the items done and takes the next.
func (k *worker[T]) take(ctx context.Context) (taken, error) {
	if k.token == "" {
		k.leases++
		k.token = fmt.Sprintf("%s:%d", k.w.id, k.leases)
	}
	args := []any{k.token, k.w.opts.Lease.Milliseconds(), k.w.opts.Batch}
	for _, id := range k.done {
		args = append(args, id)
	}
	until := time.Now().Add(k.w.opts.Lease) // the server's begins later
	t, err := parseTaken(takeScript.run(ctx, k.w.client, k.keys.all(), args...))
	if err != nil {
		return t, err
	}
	k.done, k.until = nil, until
	if !t.mine {
		k.token = ""
	}
	return t, nil
}

// release removes the items done and gives the lease back. The token is not used
// again, even after an error, as a copy may come late.
func (k *worker[T]) release(ctx context.Context) error {
	if k.token == "" && len(k.done) == 0 {
		return nil
	}
	args := []any{k.token}
	for _, id := range k.done {
		args = append(args, id)
	}
	err := releaseScript.run(ctx, k.w.client, k.keys.all(), args...).Err()
	k.token = ""
	if err == nil {
		k.done = nil
	}
	return err
}

// streamID is what the two numbers in a stream's IDs say.
type streamID struct{ ms, seq uint64 }

func parseStreamID(s string) (id streamID) {
	ms, seq, _ := strings.Cut(s, "-")
	id.ms, _ = strconv.ParseUint(ms, 10, 64)
	id.seq, _ = strconv.ParseUint(seq, 10, 64)
	return id
}

func (id streamID) after(other streamID) bool {
	return id.ms > other.ms || id.ms == other.ms && id.seq > other.seq
}

// String sorts as the IDs do.
func (id streamID) String() string { return fmt.Sprintf("%016x%016x", id.ms, id.seq) }
