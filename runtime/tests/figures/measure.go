package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/measure"
)

// plan is how much is measured.
type plan struct {
	runs     int // of each form in a stampede, by turns
	stampede measure.Stampede
	xfetch   measure.Stampede
	hits     measure.Hits
}

// One goroutine needs many rounds: how fast it is depends on which core it is on.
// XFetch is measured with several keys for the sake of many expiries; and with longer
// loads and fewer reads, so that commands, and waits for a core, take little of the time
// of a load. Its TTL is long enough for its leads, also for the largest beta: 0.64 s on
// average, with a standard deviation of 0.15 s.
var (
	full = plan{
		runs:     5,
		stampede: measure.Stampede{Readers: 200, Keys: 2, Expiries: 10, Pause: 50 * time.Millisecond, Load: 30 * time.Millisecond, TTL: time.Second},
		xfetch:   measure.Stampede{Readers: 200, Keys: 8, Expiries: 63, Pause: 200 * time.Millisecond, Load: 60 * time.Millisecond, TTL: 1300 * time.Millisecond},
		hits:     measure.Hits{Keys: 1000, Turns: 60, Turn: 50 * time.Millisecond},
	}
	small = plan{
		runs:     1,
		stampede: measure.Stampede{Readers: 16, Keys: 1, Expiries: 1, Pause: 20 * time.Millisecond, Load: 10 * time.Millisecond, TTL: 100 * time.Millisecond},
		xfetch:   measure.Stampede{Readers: 16, Keys: 1, Expiries: 2, Pause: 20 * time.Millisecond, Load: 10 * time.Millisecond, TTL: 100 * time.Millisecond},
		hits:     measure.Hits{Keys: 10, Turns: 1, Turn: 5 * time.Millisecond},
	}
)

const (
	naive = "GET, load, SET"
	raw   = "GET, json.Unmarshal"
	peer  = "go-redis/cache"
	ours  = "redisrt.Cache"
)

// form is how the documentation names a form, and the limit that it states for it.
type form struct {
	measure.Form[measure.Generation]
	limit float64 // of loads per expiry; 0 for none
}

func stampedeForms() []form {
	forms := []form{
		{Form: measure.Naive[measure.Generation](naive)},
		{Form: measure.XFetch[measure.Generation]("XFetch alone, beta 1", 1)},
		{Form: measure.PeerOnce[measure.Generation](peer+" Once, 8 processes", 8, measure.JSON)},
	}
	for _, o := range []struct {
		name    string
		options redisrt.CacheOptions
	}{
		{ours, redisrt.CacheOptions{}},
		{ours + ", Beta off", redisrt.CacheOptions{Beta: -1}},
	} {
		for _, processes := range []int{0, 8} {
			name := o.name + ", 8 processes"
			if processes == 0 {
				name = o.name + ", a process each"
			}
			forms = append(forms, form{measure.Ours[measure.Generation](name, processes, o.options), 1.05})
		}
	}
	return forms
}

func hitForms() []measure.Form[measure.Record] {
	forms := []measure.Form[measure.Record]{measure.Naive[measure.Record](raw)}
	for _, codec := range codecs {
		forms = append(forms,
			measure.PeerGet[measure.Record](peer+" Get"+codec.name, codec.PeerCodec),
			measure.PeerOnce[measure.Record](peer+" Once"+codec.name, 1, codec.PeerCodec),
			measure.Ours[measure.Record](ours+codec.name, 1, redisrt.CacheOptions{Codec: codec.Codec()}))
	}
	return forms
}

var codecs = []struct {
	name string
	measure.PeerCodec
}{{", JSON", measure.JSON}, {", go-redis/cache's codec", measure.Msgpack}}

// figures is all that was measured.
type figures struct {
	plan
	machine   string
	stampedes []stampeded
	betas     []beta
	hits      []hits
}

// stampeded is a form in all its runs.
type stampeded struct {
	form
	runs []measure.Stampeded
}

// beta is XFetch alone, with this factor.
type beta struct {
	factor float64
	measure.Stampeded
}

func (b beta) loads() float64 { return math.Exp(1 / b.factor) }

// margin is twice the standard error of the mean number of loads, which are
// geometrically distributed.
func (b beta) margin() float64 {
	return 2 * math.Sqrt(b.loads()*(b.loads()-1)/float64(b.Expiries))
}

func (b beta) lead() time.Duration {
	scale := b.factor * b.Delta.Seconds()
	const euler = 0.5772
	return time.Duration(scale * (math.Log(b.Rate*scale) + euler) * float64(time.Second))
}

// hits are all forms with one kind of values and number of goroutines.
type hits struct {
	goroutines, parts int
	forms             []measure.Hit
}

func (h hits) String() string {
	size := "0.1 kB"
	if h.parts > 0 {
		size = "10 kB"
	}
	if h.goroutines == 1 {
		return size + ", 1 goroutine"
	}
	return fmt.Sprintf("%s, %d goroutines", size, h.goroutines)
}

func (h hits) form(name string) measure.Hit {
	return h.forms[slices.IndexFunc(h.forms, func(form measure.Hit) bool { return form.Name == name })]
}

// measured runs what the tables of these names need.
func measured(ctx context.Context, addr string, p plan, names []string) (*figures, error) {
	f := &figures{plan: p}
	var err error
	if f.machine, err = machine(ctx, addr); err != nil {
		return nil, err
	}
	for _, name := range names {
		switch name {
		case "stampede":
			err = f.measureStampede(ctx, addr)
		case "xfetch":
			err = f.measureXFetch(ctx, addr)
		case "hits":
			err = f.measureHits(ctx, addr)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *figures) measureStampede(ctx context.Context, addr string) error {
	for _, form := range stampedeForms() {
		f.stampedes = append(f.stampedes, stampeded{form: form})
	}
	for range f.runs {
		for i := range f.stampedes {
			s := &f.stampedes[i]
			r, err := f.stampede.Run(ctx, addr, s.Form)
			if err != nil {
				return err
			}
			progress("%-40s %6.2f loads, p99 %v", s.Name, r.PerExpiry(), r.P99)
			s.runs = append(s.runs, r)
		}
	}
	return nil
}

func (f *figures) measureXFetch(ctx context.Context, addr string) error {
	for _, factor := range []float64{1, 1.5, 2} {
		r, err := f.xfetch.Run(ctx, addr, measure.XFetch[measure.Generation]("XFetch", factor))
		if err != nil {
			return err
		}
		progress("XFetch, beta %v: %.2f loads", factor, r.PerExpiry())
		f.betas = append(f.betas, beta{factor, r})
	}
	return nil
}

func (f *figures) measureHits(ctx context.Context, addr string) error {
	for _, parts := range []int{0, 100} {
		for _, goroutines := range []int{1, 50} {
			h := f.plan.hits
			h.Parts, h.Goroutines = parts, goroutines
			forms, err := h.Run(ctx, addr, hitForms())
			if err != nil {
				return err
			}
			f.hits = append(f.hits, hits{goroutines, parts, forms})
			progress("hits: %v", f.hits[len(f.hits)-1])
		}
	}
	return nil
}

func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// check tells what does not hold.
func (f *figures) check() error {
	for _, s := range f.stampedes {
		if loads := s.perExpiry(); s.limit > 0 && loads > s.limit {
			return fmt.Errorf("%s: %.2f loads per expiry, not at most %v", s.Name, loads, s.limit)
		}
		for _, r := range s.runs {
			if r.Error != nil {
				return fmt.Errorf("%s: a reader got the error %w", s.Name, r.Error)
			}
		}
	}
	for _, b := range f.betas {
		if off := b.PerExpiry()/b.loads() - 1; math.Abs(off) > 0.15 {
			return fmt.Errorf("XFetch with beta %v: %.2f loads per expiry, %+.0f %% off the theory, as on a machine that is busy", b.factor, b.PerExpiry(), 100*off)
		}
	}
	for _, h := range f.hits {
		for _, codec := range codecs {
			own, others := h.form(ours+codec.name), h.form(peer+" Get"+codec.name)
			if own.Ratio < 0.9*others.Ratio { // less than that is noise
				return fmt.Errorf("hits, %v: %s makes %.2f of %s", h, own.Name, own.Ratio/others.Ratio, others.Name)
			}
		}
	}
	return nil
}
