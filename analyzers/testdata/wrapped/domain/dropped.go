package domain

import (
	"context"

	"redislint.test/wrapped/store"
)

func giveBack(ctx context.Context, slots *store.Slots, name string) {
	slots.Give(ctx, name)        // REPORT rediserr: through store\.Slots\.Give, DECR's error is dropped, and if it fails slots:\* stays one too high for ever
	defer slots.GiveMain(ctx)    // REPORT rediserr: through store\.Slots\.GiveMain, DECR's error is dropped, and if it fails slots:main stays one too high
	slots.GiveErr(ctx, name)     // SILENT rediserr: an error, which other tools see
	slots.Drop(ctx, name)        // SILENT rediserr: it is said in the store
	slots.DropKey(ctx, "slots:") // SILENT rediserr: it is said in the store
	_ = slots.Give(ctx, name)    // SILENT rediserr: on purpose
}

func giveBackOrFail(ctx context.Context, slots *store.Slots, name string) error {
	return slots.Give(ctx, name).Err() // SILENT rediserr: it is handled
}

func noted(ctx context.Context, slots *store.Slots, name string) error {
	slots.Note(ctx, "noted:"+name, "1", 0)                // REPORT redisttl: through store\.Slots\.Note, SET leaves noted:\*
	return slots.Note(ctx, "remarks:"+name, "1", 0).Err() // REPORT redisttl info: through store\.Slots\.Note, SET leaves remarks:\*
}
