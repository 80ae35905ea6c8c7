package redisrt

// A server whose memory is full refuses a command that may need more, unless the
// script has written before; so those by which items leave the write-behind begin with a
// write that needs none.

// The answers of enqueueScript.
const (
	itemAccepted = 1
	itemRefused  = 2
	itemParked   = 3
)

// enqueueScript adds the item of key ARGV[4] and value ARGV[5] to the stream, unless
// the partition is full or the key parked. Two bits of KEYS[4], the ARGV[2]th, have the
// answer, which a copy of the command gets again, unless the server's memory is full: then
// only a refusal comes that far.
const enqueueScript script = `local answer = redis.call('bitfield_ro', KEYS[4], 'get', 'u2', '#' .. ARGV[2])[1]
if answer > 0 then return answer end
if redis.call('sismember', KEYS[3], ARGV[4]) == 1 then
  answer = 3
elseif redis.call('xlen', KEYS[1]) + redis.call('xlen', KEYS[2]) >= tonumber(ARGV[1]) then
  answer = 2
else
  redis.call('xadd', KEYS[1], '*', 'k', ARGV[4], 'v', ARGV[5])
  answer = 1
end
redis.pcall('bitfield', KEYS[4], 'set', 'u2', '#' .. ARGV[2], answer)
if redis.call('pttl', KEYS[4]) < ARGV[3] / 2 then redis.call('pexpire', KEYS[4], ARGV[3]) end
return answer`

// lengthScript is XLEN at the master, whatever reads the client sends to replicas.
const lengthScript script = `return redis.call('xlen', KEYS[1])`

// partitionsScript returns the number of partitions, which is ARGV[1] if there was none.
const partitionsScript script = `local n = redis.call('get', KEYS[1])
if n then return n end
redis.call('set', KEYS[1], ARGV[1])
return ARGV[1]`

// renewScript prolongs the lease KEYS[1] if ARGV[1] has it.
const renewScript script = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

// failedScript notes, if ARGV[1] has the lease, that the store has returned an error for
// ARGV[3] items from ARGV[2] on, which therefore come one at a time; ARGV[4] is how
// often it has for that one alone.
const failedScript script = `if redis.call('get', KEYS[2]) ~= ARGV[1] then return 0 end
local before = redis.call('hmget', KEYS[3], 'id', 'alone', 'failed')
if before[1] ~= ARGV[2] then return 0 end
redis.call('hdel', KEYS[3], 'token')
redis.call('hset', KEYS[3], 'alone', math.max(before[2], ARGV[3]), 'failed', math.max(before[3], ARGV[4]), 'ended', 0)
return 1`

// releaseScript removes the stored items ARGV[2:], and the lease if ARGV[1] has it.
const releaseScript script = `if #ARGV > 1 then redis.call('xdel', KEYS[1], unpack(ARGV, 2)) end
if redis.call('get', KEYS[2]) == ARGV[1] then
  redis.call('del', KEYS[2])
  redis.call('hdel', KEYS[3], 'token')
end
return 1`

// parkScript makes item ARGV[2] a dead letter, with the reason ARGV[3], and parks
// its key, if ARGV[1] has the lease.
const parkScript script = `if redis.call('get', KEYS[2]) ~= ARGV[1] then return 0 end
local item = redis.call('xrange', KEYS[1], ARGV[2], ARGV[2])[1]
if item then
  redis.call('xdel', KEYS[1], item[1])
  redis.call('xadd', KEYS[4], '*', 'k', item[2][2], 'v', item[2][4], 'id', item[1], 'why', ARGV[3])
  redis.call('sadd', KEYS[5], item[2][2])
end
return 1`

// settleScript takes all items of key ARGV[1] out of the dead letters and, where they
// had not become such yet, out of the stream; if ARGV[2] is 1 it adds them to the
// stream again, in order. It returns how many they were. KEYS[4] has that for copies
// of the command, for ARGV[3].
const settleScript script = `redis.call('pexpire', KEYS[4], ARGV[3])
local settled = redis.call('get', KEYS[4])
if settled then return tonumber(settled) end
local values = {}
if redis.call('sismember', KEYS[3], ARGV[1]) == 0 then
  redis.call('set', KEYS[4], 0, 'px', ARGV[3])
  return 0
end
for _, stream in ipairs({KEYS[2], KEYS[1]}) do
  local from = '-'
  repeat
    local page = redis.call('xrange', stream, from, '+', 'count', 500)
    for _, item in ipairs(page) do
      if item[2][2] == ARGV[1] then
        redis.call('xdel', stream, item[1])
        values[#values + 1] = item[2][4]
      end
      from = '(' .. item[1]
    end
  until #page < 500
end
redis.call('srem', KEYS[3], ARGV[1])
if ARGV[2] == '1' then
  for _, value in ipairs(values) do redis.call('xadd', KEYS[1], '*', 'k', ARGV[1], 'v', value) end
end
redis.call('set', KEYS[4], #values, 'px', ARGV[3])
return #values`
