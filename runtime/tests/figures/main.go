// Figures measures caches, and writes the tables and plots of docs/caching.md. It
// takes twelve minutes, and wants a machine that does nothing else.
//
//	cd runtime/tests && go run ./figures             # all
//	cd runtime/tests && go run ./figures hits        # one of stampede, xfetch, hits
//
// It starts a redis-server of its own, which has to be on PATH.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/redislint/redislint/runtime/tests/servers"
)

func main() {
	docs := flag.String("docs", "../../docs", "folder of caching.md, whose tables are replaced, and of caching, where the plots are")
	quick := flag.Bool("quick", false, "only try whether it works: seconds, and numbers that mean nothing")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	names := flag.Args()
	if len(names) == 0 {
		names = tableNames
	}
	if err := run(ctx, *docs, names, *quick); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

// run writes everything, or nothing. What is then not as the documentation says is an error.
func run(ctx context.Context, docs string, names []string, quick bool) error {
	for _, name := range names {
		if !slices.Contains(tableNames, name) {
			return fmt.Errorf("there is no table %q, but %q", name, tableNames)
		}
	}
	page := filepath.Join(docs, "caching.md")
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "redislint-figures-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, err := servers.Start(dir)
	if err != nil {
		return err
	}
	defer server.Stop()

	p := full
	if quick {
		p = small
	}
	f, err := measured(ctx, server.Addr, p, names)
	if err != nil {
		return err
	}
	plots := map[string][]byte{}
	for _, name := range names {
		if text, err = replace(text, name, f.table(name)); err != nil {
			return fmt.Errorf("%s: %w", page, err)
		}
		svgs, err := f.plots(name)
		if err != nil {
			return err
		}
		maps.Copy(plots, svgs)
	}
	if err := os.MkdirAll(filepath.Join(docs, "caching"), 0o755); err != nil {
		return err
	}
	for name, svg := range plots {
		if err := os.WriteFile(filepath.Join(docs, "caching", name+".svg"), svg, 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(page, text, 0o644); err != nil {
		return err
	}
	if quick {
		return nil
	}
	return f.check()
}
