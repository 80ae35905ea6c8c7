package admin

import (
	"context"

	"redislint.test/wrapped/store"
)

func neverSent(ctx context.Context, db *store.DB, page string) {
	pipe := db.Redis().Pipeline() // REPORT redispipe: HINCRBY .through store\.QueueHit. is queued on this pipeline and never sent
	store.QueueHit(ctx, pipe, page)
}

func neverSentOfMaker(ctx context.Context, db *store.DB, page string) {
	pipe := db.Batch() // REPORT redispipe: commands are queued on this pipeline and never sent
	store.QueueFixed(ctx, pipe)
}

func sentByHelper(ctx context.Context, db *store.DB, page string) error {
	pipe := db.Batch() // SILENT redispipe: store.Send executes it
	store.QueueHit(ctx, pipe, page)
	return store.Send(ctx, pipe)
}

func sentByOwner(ctx context.Context, all *store.Batches, db *store.DB, page string) {
	pipe := all.Next() // SILENT redispipe: its maker keeps it
	store.QueueHit(ctx, pipe, page)
	other := db.Redis().Pipeline() // SILENT redispipe: Add keeps it
	all.Add(ctx, other)
}

func droppedError(ctx context.Context, db *store.DB, page string) {
	pipe := db.Batch()
	store.QueueHit(ctx, pipe, page)
	pipe.Exec(ctx) // REPORT redispipe: the error of Exec is dropped.*HINCRBY .through store\.QueueHit.
}

func readError(ctx context.Context, db *store.DB, page string) error {
	pipe := db.Batch()
	hits := store.Hits(ctx, pipe, page)
	pipe.Exec(ctx) // SILENT redispipe: the error of the command is read
	return hits.Err()
}

func droppedUnknown(ctx context.Context, db *store.DB) {
	pipe := db.Batch()
	store.QueueFixed(ctx, pipe)
	pipe.Exec(ctx) // SILENT redispipe: what is queued is not told
}
