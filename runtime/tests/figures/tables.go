package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/redislint/redislint/runtime/tests/measure"
)

// tableNames are the markers in docs/caching.md.
var tableNames = []string{"stampede", "xfetch", "hits"}

func (f *figures) table(name string) string {
	switch name {
	case "stampede":
		return f.stampedeTable()
	case "xfetch":
		return f.xfetchTable()
	default:
		return f.hitsTable()
	}
}

func (f *figures) stampedeTable() string {
	var t table
	t.row("form", "expiries", "loads per expiry", "most at once", "p50", "p99", "max", "errors")
	t.rule("---", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	for _, s := range f.stampedes {
		t.row(s.Name, fmt.Sprint(s.expiries()), fmt.Sprintf("%.2f", s.perExpiry()), fmt.Sprint(s.worst()),
			ms(s.p50()), ms(s.p99()), ms(s.slowest()), fmt.Sprint(s.errors()))
	}
	st := f.stampede
	t.note("%d readers of each of %d keys, with pauses of %s on average; a load takes %s; TTL %s. "+
		"Loads are the mean of all expiries; p50 and p99 of the readers' waits are medians of %d runs, by turns; max is of all runs. %s",
		st.Readers, st.Keys, ms(st.Pause), ms(st.Load), ms(st.TTL), f.runs, f.machine)
	t.image("stampede", "Loads per expiry, by form")
	t.image("latency", "How long readers wait, by form")
	return t.String()
}

func (f *figures) xfetchTable() string {
	var t table
	t.row("beta", "expiries", "loads per expiry", "e^(1/beta)", "off by", "mean lead", "theory", "off by")
	t.rule("--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:")
	for _, b := range f.betas {
		t.row(fmt.Sprint(b.factor), fmt.Sprint(b.Expiries), fmt.Sprintf("%.2f ± %.2f", b.PerExpiry(), b.margin()),
			fmt.Sprintf("%.2f", b.loads()), percent(b.PerExpiry()/b.loads()), ms(b.Lead), ms(b.lead()), percent(float64(b.Lead)/float64(b.lead())))
	}
	x := f.xfetch
	b := f.betas[0]
	t.note("XFetch alone, without a lease. %d readers of each of %d keys, together %.0f reads of a key in a second; a load takes %.1f ms; TTL %s. "+
		"± is two standard errors. The lead is the time before the end of a value at which its first load begins; "+
		"its theory is beta × delta × (ln(rate × beta × delta) + 0.577), with the rate and the delta that were measured. One run of each beta. %s",
		x.Readers, x.Keys, b.Rate, b.Delta.Seconds()*1000, ms(x.TTL), f.machine)
	t.image("xfetch", "Loads per expiry of XFetch, measured and by theory")
	return t.String()
}

func (f *figures) hitsTable() string {
	var t table
	head, rule := []string{"form"}, []string{"---"}
	for _, h := range f.hits {
		head, rule = append(head, h.String()), append(rule, "--:")
	}
	t.row(append(head, "allocations")...)
	t.rule(append(rule, "--:")...)
	for i, form := range f.hits[0].forms {
		row := []string{form.Name}
		for _, h := range f.hits {
			row = append(row, fmt.Sprintf("%.0f/s (%.2f)", h.forms[i].PerSec, h.forms[i].Ratio))
		}
		small, large := form, f.hits[len(f.hits)-2].forms[i] // of one goroutine both
		t.row(append(row, fmt.Sprintf("%.0f, %.0f", small.Allocs, large.Allocs))...)
	}
	t.note("Hits in a second, and in brackets how many times as fast as the first form in the same round. Medians of %d rounds, in which each form reads %d keys for %s. "+
		"Allocations are of one hit, those of the client included, of the small value and of the large one. %s",
		f.plan.hits.Turns, f.plan.hits.Keys, ms(f.plan.hits.Turn), f.machine)
	t.image("hits", "Hits in a second, by form")
	return t.String()
}

// table is Markdown.
type table struct{ strings.Builder }

func (t *table) row(cells ...string) { fmt.Fprintf(t, "| %s |\n", strings.Join(cells, " | ")) }

func (t *table) rule(cells ...string) { fmt.Fprintf(t, "|%s|\n", strings.Join(cells, "|")) }

func (t *table) note(format string, args ...any) { fmt.Fprintf(t, "\n"+format+"\n", args...) }

func (t *table) image(name, says string) { fmt.Fprintf(t, "\n![%s](caching/%s.svg)\n", says, name) }

func (s stampeded) sum(of func(measure.Stampeded) int) (n int) {
	for _, r := range s.runs {
		n += of(r)
	}
	return n
}

func (s stampeded) expiries() int { return s.sum(func(r measure.Stampeded) int { return r.Expiries }) }
func (s stampeded) loads() int    { return s.sum(func(r measure.Stampeded) int { return r.Loads }) }
func (s stampeded) errors() int   { return s.sum(func(r measure.Stampeded) int { return r.Errors }) }

func (s stampeded) perExpiry() float64 { return float64(s.loads()) / float64(s.expiries()) }

func (s stampeded) worst() (n int) {
	for _, r := range s.runs {
		n = max(n, r.AtOnce)
	}
	return n
}

func (s stampeded) waits(of func(measure.Stampeded) time.Duration) (waits []time.Duration) {
	for _, r := range s.runs {
		waits = append(waits, of(r))
	}
	return waits
}

func (s stampeded) p50() time.Duration {
	return measure.Median(s.waits(func(r measure.Stampeded) time.Duration { return r.P50 }))
}

func (s stampeded) p99() time.Duration {
	return measure.Median(s.waits(func(r measure.Stampeded) time.Duration { return r.P99 }))
}

func (s stampeded) slowest() (d time.Duration) {
	for _, w := range s.waits(func(r measure.Stampeded) time.Duration { return r.Max }) {
		d = max(d, w)
	}
	return d
}

func ms(d time.Duration) string {
	n := float64(d) / float64(time.Millisecond)
	if n < 10 {
		return fmt.Sprintf("%.2f ms", n)
	}
	return fmt.Sprintf("%.0f ms", n)
}

func percent(ratio float64) string { return fmt.Sprintf("%+.0f %%", 100*(ratio-1)) }

// machine says what the figures depend on.
func machine(ctx context.Context, addr string) (string, error) {
	c := redis.NewClient(&redis.Options{Addr: addr})
	defer c.Close()
	info, err := c.Info(ctx, "server").Result()
	if err != nil {
		return "", err
	}
	server := "unknown"
	for line := range strings.Lines(info) {
		if v, ok := strings.CutPrefix(line, "redis_version:"); ok {
			server = strings.TrimSpace(v)
		}
	}
	peerVersion := "v9"
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if m.Path == "github.com/go-redis/cache/v9" {
				peerVersion = m.Version
			}
		}
	}
	return fmt.Sprintf("%s/%s, %d cores, which the server shares; %s, Redis %s, go-redis v%s, go-redis/cache %s.",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), strings.Replace(runtime.Version(), "go", "Go ", 1), server, redis.Version(), peerVersion), nil
}
