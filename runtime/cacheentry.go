package redisrt

import (
	"bytes"
	"errors"
	"strings"
	"time"
)

// entry is what a cache keeps under a key: a header of 57 printable characters, then
// the encoded value.
//
//	version  1
//	kind     1   one of those below
//	fresh    13  until when the value is fresh, in ms since 1970, by the server's clock
//	delta    10  how long its load took, in µs
//	token    16  of the lease that there is, or that the value took the place of
//	lease    16  until when the lease lasts, in µs since 1970, by that clock; 0 for none
type entry struct {
	kind    byte
	fresh   int64
	delta   time.Duration
	lease   int64
	payload []byte
}

const (
	entryVersion = '1'
	headerSize   = 57

	kindValue    = 'v'
	kindNotFound = 'n'
	// kinds are these, and the lease of a load, of a write, and of a write beside another.
	kinds = "vn-wx"
)

// noDelta is the delta of a value that no load has returned. It keeps the former one's.
const noDelta time.Duration = -1

var errForeign = errors.New("redisrt: the key holds what no redisrt.Cache has written")

func parseEntry(data []byte) (entry, error) {
	if len(data) < headerSize || data[0] != entryVersion || strings.IndexByte(kinds, data[1]) < 0 {
		return entry{}, errForeign
	}
	fresh, ok1 := digits(data[2:15])
	delta, ok2 := digits(data[15:25])
	lease, ok3 := digits(data[41:57])
	if !ok1 || !ok2 || !ok3 {
		return entry{}, errForeign
	}
	return entry{
		kind:    data[1],
		fresh:   fresh,
		delta:   time.Duration(delta) * time.Microsecond,
		lease:   lease,
		payload: data[headerSize:],
	}, nil
}

func digits(data []byte) (n int64, ok bool) {
	for _, b := range data {
		if b < '0' || b > '9' {
			return 0, false
		}
		n = 10*n + int64(b-'0')
	}
	return n, true
}

// answers tells whether the entry says what the value is, and not only who loads it.
func (e entry) answers() bool { return e.kind == kindValue || e.kind == kindNotFound }

// left is how long the value stays fresh, by this machine's clock.
func (e entry) left() time.Duration {
	return time.Duration(e.fresh-time.Now().UnixMilli()) * time.Millisecond
}

// is tells whether two entries say the same of the value.
func (e entry) is(other entry) bool {
	return e.kind == other.kind && bytes.Equal(e.payload, other.payload)
}

// leased tells whether there is a lease, by this machine's clock.
func (e entry) leased() bool { return e.lease > time.Now().UnixMicro() }
