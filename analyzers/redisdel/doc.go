// Package redisdel defines the rule that reports DEL of what is slow to free.
package redisdel

const doc = `report DEL of collections and of many keys, which blocks the server

DEL frees a value before anything else happens, and all other clients wait. UNLINK
removes the key as well, at once and for everybody, and frees the memory in the
background. What the server took for a million members or fields (Redis 7.0):

	             DEL      UNLINK
	hash         411 ms   0.4 ms
	set          253 ms   0.2 ms
	sorted set   127 ms   0.6 ms
	list         0.2 ms   0.03 ms

A list is packed, and takes long only if its elements are big. Many small values
take as long with UNLINK, as it frees small ones at once: what helps there is to
remove them in batches, between which other clients are served.

Bad:

	rdb.RPush(ctx, "queue:"+name, job)
	rdb.Del(ctx, "queue:"+name)

Good:

	rdb.Unlink(ctx, "queue:"+name)

Reported: DEL of a key that holds a collection without a bound (a list, a set, a
sorted set, a stream; a hash if the package is seen to add fields to it that come
from data), and DEL of all the keys that KEYS, a loop over SCAN, SMEMBERS, or a
read of a whole list or sorted set returned. The message says how that is known. What
imported packages do to a key counts, too; and through a function that forwards to
DEL, of this package or another, the call is reported that passes such keys.

Not reported: strings, locks, counters, hashes with fields that are constants, sets
whose members are constants or follow from the key, keys of which nothing is known,
collections that the package keeps below a size or has just found to be empty, a
page of keys of bounded size, test files.

Of level info, as there may be little to free: a set, a sorted set or a hash of
which there are many, one for each user or object, unless its members are added in
a loop; what is named after what there are few of, such as sessions;
a collection that is read whole in a Watch callback somewhere in the package, as the
program takes it for one value; keys that were members of a collection of which
there are many, or that were picked by what the server said of each (TTL, TYPE, ...).

With -redisdel.all every DEL is reported. With -redisdel.lazyfree none is: the
server has lazyfree-lazy-user-del, and DEL does what UNLINK does.

The fix replaces Del by Unlink, which takes and returns the same, in pipelines and
transactions too; it needs Redis 4.0. Where the keys are many and the module has
the runtime package, the fix is redisrt.Unlink, which sends them in batches of
1000, and to every node of a cluster or a ring: not all of them at one moment.
The server gets another command, so tests that expect DEL of a mock have to be
changed. There is no fix for Do, method values, method expressions and wrappers.

Level: warning
Fix: Unlink, or redisrt.Unlink for many keys
`
