// Package redisscan defines the rule that reports scans which miss keys without saying so.
package redisscan

const doc = `report SCAN that misses keys without an error: Err unread, one page, one node

SCAN answers a page at a time, a page may be empty before the end, and a page may
fail. A program that overlooks one of these takes a part of the keys for all. On a
cluster client go-redis sends each page to another master: of 9000 keys on three
masters an iterator found 2993 to 3018, and its error was nil. (go-redis v9.23.)

Bad:

	iter := rdb.Scan(ctx, 0, "user:*", 100).Iterator()
	for iter.Next(ctx) { // a page that fails ends it, too
		users = append(users, iter.Val())
	}
	return users, nil

	keys, _, err := rdb.Scan(ctx, 0, "user:*", 100).Result()

	keys, cursor, err = rdb.Scan(ctx, cursor, "user:*", 100).Result()
	if len(keys) == 0 {
		break
	}

	cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		keys = append(keys, scan(ctx, node)...) // on all masters at the same time
		return nil
	})

Good:

	for iter.Next(ctx) {
		users = append(users, iter.Val())
	}
	return users, iter.Err()

	for key, err := range redisrt.Scan(ctx, rdb, "user:*") { // every master, every page

Reported:

  - a loop over the iterator of SCAN, HSCAN, SSCAN or ZSCAN whose Err nobody reads,
    also where a function, of this package or another, returns the iterator;
  - SCAN from the cursor 0 whose next cursor is dropped, also where 0 is passed to a
    function that returns the cursor;
  - a loop over pages that ends when one is empty; and one that drops the error, with
    which the cursor is 0, or ends at it and returns nil;
  - SCAN on a cluster client or a ring itself, also where one is passed to a function
    of the package;
  - ForEachMaster, ForEachShard and ForEachSlave with a function that appends to a
    slice, adds to a number, or sets an element of a map, around it without a lock.

Not reported: an error that is read anywhere, or logged; iterators and commands that
are passed on, kept or returned; a cursor that is returned, or that comes from
elsewhere: somebody pages; one page of HSCAN, SSCAN or ZSCAN, which is all of a small
collection; one of SCAN that is asked for again and again, with a COUNT above
100,000, or without a pattern to see if there are keys at all; loops that end at an
empty page without having a pattern, or at an error in a function that returns none;
a cluster's SCAN whose pattern has a hash tag, or in a function that asks what kind
of client it has; pipelines; KEYS (that is rediskeys'); test files.

The fix makes a range over redisrt.Scan of a loop over the iterator of SCAN that is
followed by return x, nil or return x, iter.Err(), or by a check of the error that
returns. Where a page fails, the function returns what it would return there, with
the error. Other differences: every master or shard is scanned; a connection is held
while the loop runs, so PoolSize has to be 2 at least if the body uses the client;
the loop ends as soon as the context does; after a broken connection the scan begins
again, and keys may come twice; COUNT is 1000 where it was 0, and 10,000 at most.

There is no fix where something is done between the loop and the return, which an
error would leave out, or where no error can be returned; for loops over cursors and
single pages; for ScanType, HSCAN, SSCAN and ZSCAN; where the iterator is read in a
function literal, or has another context than a variable that both are given, and that
the loop does not set; for a loop in which there is another; for comments in the
call; before Go 1.23, for go-redis v8, and for an interface or wrapper of your own.

Level: error
Fix: redisrt.Scan, for loops over iterators that a return follows
`
