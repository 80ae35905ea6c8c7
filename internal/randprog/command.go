package randprog

import "strings"

// command is a method of go-redis. In args, K is a key, T a TTL, S a string, N a number, and Z a spread of keys; what
// else there is stands for itself.
type command struct {
	method string
	args   []string
	value  string // the type of its reply
}

// writes make a key without a TTL.
var writes = []command{
	{"Incr", []string{"K"}, "int64"},
	{"IncrBy", []string{"K", "N"}, "int64"},
	{"Decr", []string{"K"}, "int64"},
	{"HSet", []string{"K", `"f"`, "S"}, "int64"},
	{"HSet", []string{"K", "S", "S"}, "int64"},
	{"HSet", []string{"K", "map[string]any{\n\"f\": S,\n}"}, "int64"},
	{"SAdd", []string{"K", "S"}, "int64"},
	{"LPush", []string{"K", "S"}, "int64"},
	{"RPush", []string{"K", "S", "N"}, "int64"},
	{"ZAdd", []string{"K", "$redis.Z{Score: 1, Member: S}"}, "int64"},
	{"XAdd", []string{"&$redis.XAddArgs{\nStream: K,\nValues: []string{\"a\", S},\n}"}, "string"},
	{"PFAdd", []string{"K", "S"}, "int64"},
	{"HIncrBy", []string{"K", "S", "N"}, "int64"},
	{"HMSet", []string{"K", `"f"`, "N"}, "bool"},
	{"Append", []string{"K", "S"}, "int64"},
	{"SetBit", []string{"K", "N", "1"}, "int64"},
	{"GetSet", []string{"K", "S"}, "string"},
	{"Set", []string{"K", "S", "0"}, "string"},
	{"Set", []string{"K", "S", "T"}, "string"},
	{"SetNX", []string{"K", "S", "0"}, "bool"},
	{"SetNX", []string{"K", "N", "T"}, "bool"},
	{"SetXX", []string{"K", "S", "0"}, "bool"},
	{"SetArgs", []string{"K", "S", "$redis.SetArgs{TTL: T}"}, "string"},
	{"SetArgs", []string{"K", "S", "$redis.SetArgs{}"}, "string"},
	{"MSet", []string{"K", "S"}, "string"},
}

// expiries give a key a TTL.
var expiries = []command{
	{"Expire", []string{"K", "T"}, "bool"},
	{"Expire", []string{"K", "T"}, "bool"},
	{"PExpire", []string{"K", "T"}, "bool"},
	{"ExpireAt", []string{"K", "$time.Now().Add(T)"}, "bool"},
	{"ExpireNX", []string{"K", "T"}, "bool"},
}

var reads = []command{
	{"Keys", []string{"K + \"*\""}, "[]string"},
	{"Keys", []string{`"*"`}, "[]string"},
	{"ZRange", []string{"K", "0", "-1"}, "[]string"},
	{"LRange", []string{"K", "0", "-1"}, "[]string"},
	{"HGetAll", []string{"K"}, "map[string]string"},
	{"SMembers", []string{"K"}, "[]string"},
	{"SMembersMap", []string{"K"}, "map[string]struct{}"},
	{"HKeys", []string{"K"}, "[]string"},
	{"ZRevRange", []string{"K", "0", "-1"}, "[]string"},
	{"ZRangeWithScores", []string{"K", "0", "-1"}, "[]$redis.Z"},
	{"ZRangeByScore", []string{"K", "&$redis.ZRangeBy{Min: \"-inf\", Max: \"+inf\"}"}, "[]string"},
	{"ZRangeArgs", []string{"$redis.ZRangeArgs{Key: K, Start: 0, Stop: -1}"}, "[]string"},
	{"XRange", []string{"K", `"-"`, `"+"`}, "[]$redis.XMessage"},
	{"Get", []string{"K"}, "string"},
	{"Exists", []string{"K"}, "int64"},
	{"Do", []string{`"KEYS"`, `"*"`}, "any"},
	{"Do", []string{`"SET"`, "K", "S"}, "any"},
	{"Do", []string{`"INCR"`, "K"}, "any"},
	{"Eval", []string{`"return redis.call('GET', KEYS[1])"`, "[]string{K}", "N"}, "any"},
}

var removals = []command{
	{"Del", []string{"K"}, "int64"},
	{"Del", []string{"K", "K"}, "int64"},
	{"Del", []string{"Z"}, "int64"},
	{"Unlink", []string{"K"}, "int64"},
	{"LTrim", []string{"K", "0", "99"}, "string"},
	{"ZRemRangeByRank", []string{"K", "0", "-100"}, "int64"},
	{"LPop", []string{"K"}, "string"},
	{"SRem", []string{"K", "S"}, "int64"},
	{"Persist", []string{"K"}, "bool"},
}

// anyCommand returns a command that a client has.
func (g *generator) anyCommand(client clientType) command {
	all := [][]command{reads, writes, removals, expiries}
	list := all[g.pick(4)]
	for range 3 {
		if c := list[g.pick(len(list))]; client.has(c.method) {
			return c
		}
	}
	return command{"Get", []string{"K"}, "string"}
}

// arguments returns the arguments of a command after the context, with the key given for the first K, and what is spread.
func (g *generator) arguments(s *scope, c command, key string) (args []string, spread string) {
	for _, arg := range c.args {
		if arg == "Z" {
			if s.rest != "" {
				return args, s.rest
			}
			arg = "K"
		}
		var text strings.Builder
		for i := 0; i < len(arg); i++ {
			alone := (i == 0 || strings.IndexByte(" (:{", arg[i-1]) >= 0) && (i+1 == len(arg) || strings.IndexByte(" )},\n", arg[i+1]) >= 0)
			switch {
			case alone && arg[i] == 'K':
				if key == "" {
					key = g.key(s)
				}
				text.WriteString(key)
				key = ""
			case alone && arg[i] == 'T':
				text.WriteString(g.ttl(s))
			case alone && arg[i] == 'S':
				text.WriteString(g.str(s))
			case alone && arg[i] == 'N':
				text.WriteString(g.num(s))
			default:
				text.WriteByte(arg[i])
			}
		}
		args = append(args, text.String())
	}
	return args, ""
}

// command returns a call of a command, now and then through a method value or expression.
func (g *generator) command(s *scope, on named, c command, key string) string {
	args, spread := g.arguments(s, c, key)
	args = append([]string{g.oddCtx(s)}, args...)
	on = g.oddly(on)
	if on.client.text != "C" && !on.client.value && g.chance(16) {
		typ := on.client.text
		if typ[0] == '*' {
			typ = "(" + typ + ")"
		}
		return g.call(typ+"."+c.method, append([]string{on.expr}, args...), spread)
	}
	if spread == "" && len(c.args) == 1 && c.args[0] == "K" && g.chance(24) {
		args = []string{"$" + s.pkg.name + ".both(" + s.ctx + ", " + args[1] + ")"}
	}
	return g.call(g.method(on.expr, c.method), args, spread)
}
