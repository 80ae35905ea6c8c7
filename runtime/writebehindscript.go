package redisrt

// A server whose memory is full refuses a command that may need more, unless the
// script has written before; so those by which items leave the write-behind begin with a
// write that needs none.

// enqueueScript adds the item of key ARGV[4] and value ARGV[5] to the stream, once:
// bit ARGV[2] of KEYS[4] says that it is there. It returns 1, 0 where the partition
// is full, -1 where the key is parked.
const enqueueScript script = `if redis.call('getbit', KEYS[4], ARGV[2]) == 1 then return 1 end
if redis.call('sismember', KEYS[3], ARGV[4]) == 1 then return -1 end
if redis.call('xlen', KEYS[1]) + redis.call('xlen', KEYS[2]) >= tonumber(ARGV[1]) then return 0 end
redis.call('xadd', KEYS[1], '*', 'k', ARGV[4], 'v', ARGV[5])
redis.call('setbit', KEYS[4], ARGV[2], 1)
if redis.call('pttl', KEYS[4]) < ARGV[3] / 2 then redis.call('pexpire', KEYS[4], ARGV[3]) end
return 1`

// renewScript prolongs the lease KEYS[1] if ARGV[1] has it.
const renewScript script = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0`

// releaseScript removes the stored items ARGV[3:], and the lease if ARGV[1] has it;
// where ARGV[2] is 1, the try that was under way does not count.
const releaseScript script = `if #ARGV > 2 then redis.call('xdel', KEYS[1], unpack(ARGV, 3)) end
if redis.call('get', KEYS[2]) == ARGV[1] then
  redis.call('del', KEYS[2])
  if ARGV[2] == '1' then redis.call('del', KEYS[3]) end
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
// stream again, in order. It returns how many they were.
const settleScript script = `if redis.call('sismember', KEYS[3], ARGV[1]) == 0 then return 0 end
local values = {}
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
return #values`
