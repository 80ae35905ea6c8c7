// Package command says what Redis commands do and which of them a method of
// go-redis sends.
//
// Both tables are generated. Commands come from Redis' own documentation
// (facts/commands.tsv) and, for the places of their keys, from a server
// (facts/keys.tsv). Methods are observed: the nested module observe calls every
// method of go-redis on a client whose hook records what would have been sent,
// and answers itself. What cannot be observed is a short list with reasons
// (observe/byhand.go).
//
// The table for v9 holds what the oldest and the newest supported version have.
// Where they differ, the newest counts, and a difference in what a method sends
// must have been decided in observe/byhand.go; of Wire, only what they agree on
// is kept. The table for v8 is that of its last version.
//
// To support another version, change it in observe/go.mod or observe/oldest.mod,
// tidy, and run go generate here: it fails with what it cannot decide.
package command

//go:generate go -C observe run . -write
