package redisrt

import (
	"strings"
	"testing"
)

const nodesReply = `b2 127.0.0.1:7002@17002,host-2 master - 0 1426238316232 2 connected 5461-10922
c3 127.0.0.1:7003@17003 master - 0 1426238318243 3 connected 10923-16383
a1 127.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-92 94-5460 [93->-c3] [77-<-b2]
d4 127.0.0.1:7004@17004 slave,fail? a1 0 1426238317239 4 connected
`

func TestParseNodes(t *testing.T) {
	got, err := parseNodes(nodesReply)
	if err != nil {
		t.Fatal(err)
	}
	want := view{
		id:     "a1",
		master: true,
		epoch:  "1",
		slots:  "0-92 94-5460",
		moving: "[93->-c3] [77-<-b2]",
		owners: "a1 0-92 94-5460\nb2 5461-10922\nc3 10923-16383",
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// Each node lists the cluster in an order of its own.
func TestParseNodesOrder(t *testing.T) {
	lines := strings.SplitAfter(nodesReply, "\n")
	a, err1 := parseNodes(lines[0] + lines[1] + lines[2])
	b, err2 := parseNodes(lines[2] + lines[1] + lines[0])
	if err1 != nil || err2 != nil || a != b {
		t.Errorf("%+v %v\n%+v %v", a, err1, b, err2)
	}
}

func TestParseNodesReplica(t *testing.T) {
	got, err := parseNodes("d4 127.0.0.1:7004@17004 myself,slave a1 0 0 4 connected\n")
	if err != nil || got.master {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestParseNodesError(t *testing.T) {
	for _, text := range []string{
		"",
		"a1 127.0.0.1:7001@17001 master - 0 0 1 connected 0-5460\n",
		"a1 127.0.0.1:7001@17001 myself,master\n",
	} {
		if v, err := parseNodes(text); err == nil {
			t.Errorf("%q: %+v, want an error", text, v)
		}
	}
}

func TestSlotSet(t *testing.T) {
	for _, test := range []struct {
		ranges  string
		missing int
	}{
		{"", slotCount},
		{"0-16383", 0},
		{"0-5460 5461-16382", 1},
		{"7", slotCount - 1},
		{"0-8000 4000-16383", 0},
	} {
		var s slotSet
		if err := s.add(test.ranges); err != nil || s.missing() != test.missing {
			t.Errorf("%q: %d missing, %v; want %d", test.ranges, s.missing(), err, test.missing)
		}
	}
	for _, ranges := range []string{"16384", "5-4", "x", "-1", "0-16384"} {
		var s slotSet
		if err := s.add(ranges); err == nil {
			t.Errorf("%q: no error", ranges)
		}
	}
}

func TestSameAddr(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"127.0.0.1:7000", ":7000", true},
		{"[::1]:7000", ":7000", true},
		{"10.0.0.1:7000", "10.0.0.1:7000", true},
		{"10.0.0.1:7000", ":7000", false},
		{"127.0.0.1:7000", ":7001", false},
	} {
		if got := sameAddr(test.a, test.b); got != test.want {
			t.Errorf("sameAddr(%q, %q) = %v", test.a, test.b, got)
		}
	}
}
