// Command observe makes the tables of package command.
//
//	go run . -write   writes methods_gen.go and commands_gen.go
//	go run . -keys    asks redis-server (7.0) where keys are, writes facts/keys.tsv
//
// It needs neither server nor network for -write, but the source of the
// versions of go-redis that go.mod and oldest.mod name.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	write := flag.Bool("write", false, "write the tables")
	keys := flag.Bool("keys", false, "ask redis-server where keys are")
	dump := flag.Bool("dump", false, "print what the v9 of this build sends, for another build to read")
	flag.Parse()
	var err error
	switch {
	case *dump:
		err = dumpObservations()
	case *keys:
		err = writeKeys()
	case *write:
		err = writeTables("..")
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "observe:", err)
		os.Exit(1)
	}
}

func dumpObservations() error {
	seen, err := observeLibrary(library9(), "v9")
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(seen)
}

func writeKeys() error {
	client, stop, err := startServer()
	if err != nil {
		return err
	}
	defer stop()
	table, err := askKeys(client)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(factsDir, "keys.tsv"), []byte(table), 0o644)
}

func writeTables(dir string) error {
	tables, err := observeAll()
	if err != nil {
		return err
	}
	files, err := tables.render()
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
