package redisrt

// The scripts of a Cache have one key, and take the server's clock, which all
// processes share. Positions in the header are those of entry, counted from 1. A lease
// is its token and its end in µs, 32 characters: a copy of the command that took it,
// which the network has kept back until the lease was voided, makes another.
const (
	// readHead leaves now, the head or '', its kind and its delta, and held, which is when
	// the lease that there is ends.
	readHead = `local t = redis.call('time')
local now = t[1] * 1000000 + t[2]
local head = redis.call('getrange', KEYS[1], 0, 56)
if head ~= '' and not (#head == 57 and string.find(head, '^1[-nvwx]%x+$')) then
  return redis.error_reply('ERR the key holds what no redisrt.Cache has written')
end
local held = tonumber(string.sub(head, 42, 57)) or 0
local kind = string.sub(head, 2, 2)
local delta = head ~= '' and string.sub(head, 16, 25) or string.rep('0', 10)
`

	// takeLease lets one load begin. ARGV are the token, how long the lease lasts,
	// and how long before its end a value may be loaded anew, or -1 for a value that
	// must be. It answers 1 and the lease; 0 if there is another's; or 2 and the entry, if
	// that is fresh.
	takeLease script = readHead + `local lease = ARGV[1] .. string.format('%016d', now + ARGV[2] * 1000)
if head == '' then
  redis.call('set', KEYS[1], '1-' .. string.rep('0', 23) .. lease, 'px', ARGV[2])
  return {1, lease}
end
local left, lead = -1, tonumber(ARGV[3])
if (kind == 'v' or kind == 'n') and lead >= 0 then left = tonumber(string.sub(head, 3, 15)) - now / 1000 end
if held > now then
  if string.sub(head, 26, 41) == ARGV[1] then return {1, string.sub(head, 26, 57)} end
  if left <= 0 then return {0} end
  return {2, redis.call('get', KEYS[1])}
end
if left > lead then return {2, redis.call('get', KEYS[1])} end
redis.call('setrange', KEYS[1], 25, lease)
if redis.call('pttl', KEYS[1]) < tonumber(ARGV[2]) then redis.call('pexpire', KEYS[1], ARGV[2]) end
return {1, lease}`

	// endLease gives the lease ARGV[1] back, or the one of that token, and answers 1 if it
	// stood until now, 0 if not, or if another write goes on beside it. A full server refuses SETRANGE, but not DEL, so there the value goes too.
	endLease script = `local head = redis.call('getrange', KEYS[1], 0, 56)
if string.sub(head, 26, 25 + #ARGV[1]) ~= ARGV[1] then return 0 end
local kind = string.sub(head, 2, 2)
if kind == 'x' then return 0 end
if kind == 'v' or kind == 'n' then
  local done = redis.pcall('setrange', KEYS[1], 41, string.rep('0', 16))
  if type(done) == 'number' then return 1 end
end
redis.call('del', KEYS[1])
return 1`

	// beginWrite takes the key for a write. ARGV are the token, and how long the lease
	// lasts. It answers the lease. The kind is then w, or x where another write had not
	// ended: no value takes the place of such a lease.
	beginWrite script = readHead + `local write = 'w'
if (kind == 'w' or kind == 'x') and held > now then
  if string.sub(head, 26, 41) == ARGV[1] then return string.sub(head, 26, 57) end
  write = 'x'
end
local lease = ARGV[1] .. string.format('%016d', now + ARGV[2] * 1000)
redis.call('set', KEYS[1], '1' .. write .. string.rep('0', 13) .. delta .. lease, 'px', ARGV[2])
return lease`

	// storeValue writes a value. ARGV are the lease that it takes the place of, or '' for
	// any; the kind; how long the value is fresh, and how long it is kept; how long its
	// load took, as 10 digits, or '' for what the head says; and its bytes. It answers 1 if the lease stood until
	// now, 0 if not: then nothing is written. Of the lease the token stays, by which the
	// command knows that it was executed before.
	storeValue script = readHead + `local none = string.rep('0', 16)
local token = none
if ARGV[1] ~= '' then
  token = string.sub(ARGV[1], 1, 16)
  local lease = string.sub(head, 26, 57)
  if lease == token .. none then return 1 end
  if lease ~= ARGV[1] or kind == 'x' then return 0 end
end
if ARGV[5] ~= '' then delta = ARGV[5] end
local fresh = math.floor(now / 1000) + ARGV[3]
redis.call('set', KEYS[1], '1' .. ARGV[2] .. string.format('%013d', fresh) .. delta .. token .. none .. ARGV[6], 'px', ARGV[4])
return 1`
)
