package redisrt

import (
	"testing"
	"time"
)

// TestPartition: other versions must find the same partitions.
func TestPartition(t *testing.T) {
	for key, want := range map[string]int{"": 5, "a": 4, "foobar": 0} { // FNV-1a's 811c9dc5, e40c292c, bf9cf968
		if got := partition(key, 8); got != want {
			t.Errorf("%q is in partition %d, not %d", key, got, want)
		}
	}
}

func TestStreamIDOrder(t *testing.T) {
	ids := []string{"0-1", "9-10", "10-9", "10-10", "1753000000000-0", "1753000000000-99", "18446744073709551615-18446744073709551615"}
	for i := range len(ids) - 1 {
		a, b := parseStreamID(ids[i]), parseStreamID(ids[i+1])
		if !b.after(a) || a.after(b) || a.after(a) || a.String() >= b.String() || len(a.String()) != 32 {
			t.Errorf("%s is not before %s: %s, %s", ids[i], ids[i+1], a, b)
		}
	}
}

// TestLease: a worker must not believe in a lease for longer than Redis does.
func TestLease(t *testing.T) {
	o, err := WriteBehindOptions{Lease: time.Second + time.Millisecond - 1}.withDefaults()
	if err != nil || o.Lease != time.Second {
		t.Errorf("%v, %v", o.Lease, err)
	}
}
