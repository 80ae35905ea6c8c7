package redisrt

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const slotCount = 16384

// view is what one node says of itself and of its cluster in CLUSTER NODES.
type view struct {
	id     string
	master bool
	epoch  string // a master that has lost a slot and got it back has a higher one
	slots  string // its own, as ranges: "0-5460 5462"
	moving string // the markers of slots that come or go: "[93-<-id]"
	owners string // every node's slots, in an order that all nodes share
}

// parseNodes reads the reply of CLUSTER NODES, one node a line
// (https://redis.io/docs/latest/commands/cluster-nodes/):
//
//	id address flags master ping pong config-epoch link-state slot ...
func parseNodes(text string) (view, error) {
	var v view
	var owners []string
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		if len(f) < 8 {
			return view{}, fmt.Errorf("cannot read %q", line)
		}
		var own, moving []string
		for _, s := range f[8:] {
			if strings.HasPrefix(s, "[") {
				moving = append(moving, s)
			} else {
				own = append(own, s)
			}
		}
		slots := strings.Join(own, " ")
		if slots != "" {
			owners = append(owners, f[0]+" "+slots)
		}
		flags := strings.Split(f[2], ",")
		if !slices.Contains(flags, "myself") {
			continue
		}
		v = view{
			id:     f[0],
			master: slices.Contains(flags, "master"),
			epoch:  f[6],
			slots:  slots,
			moving: strings.Join(moving, " "),
		}
	}
	if v.id == "" {
		return view{}, errors.New("no line is flagged myself")
	}
	slices.Sort(owners)
	v.owners = strings.Join(owners, "\n")
	return v, nil
}

// slotSet is a set of cluster slots.
type slotSet [slotCount]bool

// add adds ranges as CLUSTER NODES writes them.
func (s *slotSet) add(ranges string) error {
	for _, r := range strings.Fields(ranges) {
		first, last, ok := strings.Cut(r, "-")
		if !ok {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("redisrt: slot range %q: %w", r, err)
		}
		if err := s.addRange(from, to); err != nil {
			return err
		}
	}
	return nil
}

func (s *slotSet) addRange(from, to int) error {
	if from < 0 || to >= slotCount || from > to {
		return fmt.Errorf("redisrt: slot range %d-%d", from, to)
	}
	for i := from; i <= to; i++ {
		s[i] = true
	}
	return nil
}

func (s *slotSet) missing() int {
	n := 0
	for _, has := range s {
		if !has {
			n++
		}
	}
	return n
}
