package redisrt

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// takeScript removes the stored items ARGV[5:], and gives at most ARGV[3] from the
// head of the stream to ARGV[1], if nobody else has the lease. Without an item it
// gives the lease back.
//
// What was given before and is still there has failed. If it was several items,
// as many are then given one at a time, and the tries of each are counted. ARGV[4]
// is the same when the command was sent again, so that is no other try.
//
// It returns: whether the lease is ARGV[1]'s, whether there is more, the number of
// the try, the IDs of the stream's first and last items, and ID, key and value of
// each item given.
const takeScript script = `if #ARGV > 4 then redis.call('xdel', KEYS[1], unpack(ARGV, 5)) end
local page = redis.call('xrange', KEYS[1], '-', '+', 'count', ARGV[3])
local owner = redis.call('get', KEYS[2])
if #page == 0 then
  if owner == ARGV[1] then redis.call('del', KEYS[2]) end
  return {0, 0, 0, '', ''}
end
local last = redis.call('xrevrange', KEYS[1], '+', '-', 'count', 1)[1][1]
if owner and owner ~= ARGV[1] then return {0, 0, 0, page[1][1], last} end
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
if #items == 0 then return {1, more, 0, page[1][1], last} end
local head, size, try, alone = items[1][1], #items, 1, 0
local before = redis.call('hmget', KEYS[3], 'call', 'id', 'size', 'try', 'alone')
if before[1] then
  alone = tonumber(before[5])
  if before[2] ~= head then
    alone = math.max(alone - 1, 0)
  elseif before[1] == ARGV[4] then
    try = tonumber(before[4])
  elseif before[3] == '1' then
    try = before[4] + 1
  else
    alone = tonumber(before[3])
  end
end
if alone > 0 and size > 1 then size, more = 1, 1 end
redis.call('hset', KEYS[3], 'call', ARGV[4], 'id', head, 'size', size, 'try', try, 'alone', alone)
local reply = {1, more, try, page[1][1], last}
for i = 1, size do
  reply[#reply + 1] = items[i][1]
  reply[#reply + 1] = items[i][2][2]
  reply[#reply + 1] = items[i][2][4]
end
return reply`

// taken is the reply of takeScript.
type taken struct {
	mine, more bool
	try        int64
	head, last streamID // zero in an empty stream
	items      []rawItem
}

type rawItem struct {
	id, key, value string
}

func parseTaken(cmd *redis.Cmd) (t taken, err error) {
	r, err := cmd.Slice()
	if err != nil {
		return t, err
	}
	if len(r) < 5 || len(r)%3 != 2 {
		return t, fmt.Errorf("redisrt: a reply of %d parts", len(r))
	}
	text := func(i int) string { s, _ := r[i].(string); return s }
	number := func(i int) int64 { n, _ := r[i].(int64); return n }
	t.mine, t.more, t.try = number(0) == 1, number(1) == 1, number(2)
	t.head, t.last = parseStreamID(text(3)), parseStreamID(text(4))
	for i := 5; i < len(r); i += 3 {
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
	k.calls++
	args := []any{k.token, k.w.opts.Lease.Milliseconds(), k.w.opts.Batch, fmt.Sprintf("%s:%d", k.w.id, k.calls)}
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
// again, even after an error, as a copy may come late. forgive says that the try did
// not end by the item.
func (k *worker[T]) release(ctx context.Context, forgive bool) error {
	if k.token == "" && len(k.done) == 0 {
		return nil
	}
	args := []any{k.token, 0}
	if forgive {
		args[1] = 1
	}
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
