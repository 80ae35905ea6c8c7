//go:build linux

package tests

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
	"github.com/redislint/redislint/runtime/tests/servers"
)

const (
	workerServer = "REDISLINT_TEST_WRITEBEHIND_SERVER"
	workerFile   = "REDISLINT_TEST_WRITEBEHIND_FILE"
	killBatch    = 20
)

var killOptions = redisrt.WriteBehindOptions{
	Partitions: 4, Attempts: 1, Batch: killBatch, Interval: 10 * time.Millisecond, Lease: 200 * time.Millisecond, Limit: 1 << 40,
}

// TestWriteBehindWorkerProcess is the worker of the tests below, in a process of its
// own, until that is killed: it appends each item to a file, in one write. It takes
// its time, and does not heed its context, as a commit that is under way.
func TestWriteBehindWorkerProcess(t *testing.T) {
	file := os.Getenv(workerFile)
	if file == "" {
		return
	}
	out, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	c := redis.NewClient(&redis.Options{Addr: os.Getenv(workerServer)})
	_, err = redisrt.NewWriteBehind(t.Context(), c, "kill", func(_ context.Context, items []redisrt.Item[int]) error {
		for _, i := range items {
			switch {
			case strings.HasPrefix(i.Key, "poison:"):
				os.Exit(1)
			case strings.HasPrefix(i.Key, "slow:"):
				time.Sleep(15 * time.Millisecond)
			default:
				time.Sleep(time.Millisecond)
			}
			if _, err := fmt.Fprintf(out, "%d %s %d %s\n", os.Getpid(), i.Key, i.Value, i.ID); err != nil {
				return err
			}
		}
		return nil
	}, killOptions)
	must(t, err)
	select {}
}

// workers are processes that a test kills.
type workers struct {
	t          *testing.T
	addr, file string

	procs []*exec.Cmd
}

func newWorkers(t *testing.T, n int) *workers {
	w := &workers{t: t, addr: servers.Plain(t).Addr, file: filepath.Join(t.TempDir(), "store")}
	must(t, os.WriteFile(w.file, nil, 0o600))
	t.Cleanup(func() {
		for i := range w.procs {
			w.kill(i)
		}
	})
	for range n {
		w.procs = append(w.procs, w.start())
	}
	return w
}

func (w *workers) start() *exec.Cmd {
	self, err := os.Executable()
	must(w.t, err)
	cmd := exec.Command(self, "-test.run=^TestWriteBehindWorkerProcess$", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), workerServer+"="+w.addr, workerFile+"="+w.file)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(w.t, cmd.Start())
	return cmd
}

func (w *workers) kill(i int) {
	_ = w.procs[i].Process.Kill()
	_ = w.procs[i].Wait() // it was killed
}

// replace kills one and starts another.
func (w *workers) replace(i int) {
	w.kill(i)
	w.procs[i] = w.start()
}

// delivery is a line of the store.
type delivery struct {
	pid, value int
	key, id    string
}

func (w *workers) deliveries() []delivery {
	data, err := os.ReadFile(w.file)
	must(w.t, err)
	var all []delivery
	for line := range strings.Lines(string(data)) {
		var d delivery
		if _, err := fmt.Sscan(line, &d.pid, &d.key, &d.value, &d.id); err != nil || !strings.HasSuffix(line, "\n") {
			w.t.Fatalf("%q: %v", line, err)
		}
		all = append(all, d)
	}
	return all
}

// again tells whether an item was stored twice.
func (w *workers) again() bool {
	seen := map[string]bool{}
	for _, d := range w.deliveries() {
		if seen[d.id+d.key] {
			return true
		}
		seen[d.id+d.key] = true
	}
	return false
}

// produce enqueues 0, 1, 2 ... for each key until stop is closed, and returns how
// many were accepted of each, and how often one was refused, which is tried again.
func (w *workers) produce(keys []string, limit int64, stop <-chan struct{}) (accepted []int, refused int64) {
	o := killOptions
	o.Limit = limit
	wb, err := redisrt.NewWriteBehind[int](w.t.Context(), client(w.t, w.addr), "kill", nil, o)
	must(w.t, err)
	accepted = make([]int, len(keys))
	var full atomic.Int64
	var wg sync.WaitGroup
	for i, key := range keys {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(rand.N(40 * time.Millisecond)):
				}
				switch err := wb.Enqueue(w.t.Context(), key, accepted[i]); {
				case errors.Is(err, redisrt.ErrFull):
					full.Add(1)
				case err != nil:
					w.t.Error(err)
					return
				default:
					accepted[i]++
				}
			}
		})
	}
	wg.Wait()
	must(w.t, servers.Eventually(time.Minute, func(ctx context.Context) error {
		n, err := wb.Len(ctx)
		if err == nil && n > 0 {
			err = fmt.Errorf("%d items are left", n)
		}
		return err
	}))
	for d, err := range wb.DeadLetters(w.t.Context()) {
		must(w.t, err)
		w.t.Errorf("%s %d is a dead letter: %s", d.Key, d.Value, d.Reason)
	}
	return accepted, full.Load()
}

// TestWriteBehindKilled kills worker processes, at random times, while others
// enqueue. Nothing that was accepted is lost, or a dead letter. Those of a key come in
// order, and what is repeated are items of the last batch, in order, as often as a
// worker was killed.
func TestWriteBehindKilled(t *testing.T) { killed(t, 100, 1<<40) }

// TestWriteBehindKilledFull: as above, at the limit, which refuses items of which none
// is stored.
func TestWriteBehindKilledFull(t *testing.T) { killed(t, 25, 40) }

func killed(t *testing.T, kills int, limit int64) {
	noLeak(t)
	w := newWorkers(t, 3)
	keys := names(12, "key:%d")
	stop := make(chan struct{})
	var accepted []int
	var refused int64
	var wg sync.WaitGroup
	wg.Go(func() { accepted, refused = w.produce(keys, limit, stop) })
	start := time.Now()
	for n := range kills {
		time.Sleep(rand.N(300 * time.Millisecond))
		w.replace(n % len(w.procs))
	}
	close(stop)
	wg.Wait()

	seen, last, restarts := map[string]int{}, map[string]int{}, map[string]int{}
	ids := map[string]string{}
	repeated := 0
	all := w.deliveries()
	for _, d := range all {
		if _, ok := last[d.key]; !ok {
			last[d.key] = -1
		}
		item := fmt.Sprint(d.key, " ", d.value)
		if id, ok := ids[item]; ok && id != d.id {
			t.Errorf("%s is there twice, as %s and %s", item, id, d.id)
		}
		ids[item] = d.id
		switch {
		case d.value == seen[d.key]:
			if last[d.key] != d.value-1 {
				t.Errorf("%s: %d after %d", d.key, d.value, last[d.key])
			}
			seen[d.key]++
		case d.value > seen[d.key]:
			t.Fatalf("%s: %d before %d", d.key, d.value, seen[d.key])
		default:
			repeated++
			if d.value != last[d.key]+1 {
				restarts[d.key]++
				if d.value < seen[d.key]-killBatch {
					t.Errorf("%s: %d again after %d", d.key, d.value, seen[d.key]-1)
				}
			}
		}
		last[d.key] = d.value
	}
	sum, most := 0, 0
	for i, key := range keys {
		if seen[key] != accepted[i] || accepted[i] == 0 {
			t.Errorf("%s: %d of %d accepted items were stored", key, seen[key], accepted[i])
		}
		sum += accepted[i]
		most = max(most, restarts[key])
	}
	if repeated == 0 && kills >= 100 || most > kills {
		t.Errorf("%d items were repeated, those of a key %d times", repeated, most)
	}
	if full := limit < 1000; full != (refused > 0) {
		t.Errorf("%d items were refused at the limit of %d", refused, limit)
	}
	t.Logf("%d kills in %v: %d items accepted, %d refused, %d stored, %d of them again", kills, time.Since(start).Round(time.Second), sum, refused, len(all), repeated)
}

// TestWriteBehindPaused pauses workers for longer than their leases. What they had in
// hand they may store late, after newer items: then, and only then, the order of
// arrival is not that of the IDs, and a store that heeds these has the last value.
func TestWriteBehindPaused(t *testing.T) {
	noLeak(t)
	const pauses = 12
	w := newWorkers(t, 2)
	keys := names(12, "key:%d")
	stop := make(chan struct{})
	var accepted []int
	var wg sync.WaitGroup
	wg.Go(func() { accepted, _ = w.produce(keys, killOptions.Limit, stop) })
	for n := 0; n < pauses || n < 10*pauses && !w.again(); n++ {
		time.Sleep(200*time.Millisecond + rand.N(100*time.Millisecond))
		p := w.procs[n%len(w.procs)].Process
		must(t, p.Signal(syscall.SIGSTOP))
		time.Sleep(2 * killOptions.Lease)
		must(t, p.Signal(syscall.SIGCONT))
	}
	close(stop)
	wg.Wait()

	type last struct {
		value int
		id    string
	}
	byID, byPID := map[string]last{}, map[string]int{}
	stored := map[string]map[int]string{}
	late, again := 0, 0
	for _, d := range w.deliveries() {
		if stored[d.key] == nil {
			stored[d.key] = map[int]string{}
		}
		if id, ok := stored[d.key][d.value]; ok {
			again++
			if id != d.id {
				t.Errorf("%s: %d with the IDs %s and %s", d.key, d.value, id, d.id)
			}
		}
		stored[d.key][d.value] = d.id
		if l, ok := byID[d.key]; !ok || d.id > l.id {
			if ok && d.value != l.value+1 {
				t.Errorf("%s: %d is stored after %d", d.key, d.value, l.value)
			}
			byID[d.key] = last{d.value, d.id}
		} else if d.value < l.value {
			late++
		}
		one := fmt.Sprint(d.pid, d.key)
		if before, ok := byPID[one]; ok && d.value < before-killBatch {
			t.Errorf("%s: a process stores %d after %d", d.key, d.value, before)
		}
		byPID[one] = d.value
	}
	for i, key := range keys {
		if len(stored[key]) != accepted[i] || byID[key].value != accepted[i]-1 {
			t.Errorf("%s: %d of %d items were stored, the last is %d", key, len(stored[key]), accepted[i], byID[key].value)
		}
	}
	if again == 0 {
		t.Error("no pause was within a batch")
	}
	t.Logf("at least %d pauses: %d items came again, %d of them after newer ones", pauses, again, late)
}

// TestWriteBehindPoison: an item that ends each process which is given it becomes a
// dead letter, though no worker has seen it fail. Others, which take longer, are none,
// though they are in hand whenever a process ends.
func TestWriteBehindPoison(t *testing.T) {
	noLeak(t)
	w := newWorkers(t, 0)
	c := client(t, w.addr)
	wb, err := redisrt.NewWriteBehind[int](t.Context(), c, "kill", nil, killOptions)
	must(t, err)
	for i := range 100 {
		key := fmt.Sprint("slow:", i)
		switch i % 14 { // these two are in one partition, so that one comes after the other
		case 5:
			key = "poison:0"
		case 12:
			key = "poison:4"
		}
		must(t, wb.Enqueue(t.Context(), key, i))
	}
	ended := 0
	for deadline := time.Now().Add(time.Minute); ; {
		p := w.start()
		exit := make(chan struct{})
		go func() {
			_ = p.Wait() // it has ended
			close(exit)
		}()
		var left int64
		for running := true; running; {
			select {
			case <-exit:
				running = false
				ended++
				for n := range killOptions.Partitions { // as if it took longer than a lease to start the next
					must(t, c.Del(t.Context(), fmt.Sprintf("{kill:%d}:owner", n)).Err())
				}
			case <-time.After(20 * time.Millisecond):
				left, err = wb.Len(t.Context())
				must(t, err)
				if left == 0 || time.Now().After(deadline) {
					must(t, p.Process.Kill())
					<-exit
					running = false
				}
			}
		}
		if left == 0 && ended > 0 {
			if n, err := wb.Len(t.Context()); err == nil && n == 0 {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d items are left after %d ends", left, ended)
		}
	}
	dead := 0
	for d, err := range wb.DeadLetters(t.Context()) {
		must(t, err)
		if !strings.HasPrefix(d.Key, "poison:") {
			t.Errorf("%q is a dead letter: %s", d.Key, d.Reason)
		}
		dead++
	}
	stored := map[int]bool{}
	for _, d := range w.deliveries() {
		stored[d.value] = true
	}
	if dead+len(stored) != 100 || dead != 14 {
		t.Errorf("%d dead letters, %d items stored", dead, len(stored))
	}
	t.Logf("%d processes have ended", ended)
}
