package rediserr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/redislint/redislint/internal/calls"
	"github.com/redislint/redislint/internal/command"
	"github.com/redislint/redislint/internal/report"
)

type rule struct{ pkg *calls.Package }

// loss is what comes of a command that has failed, and of which nobody knows that; what is "" if the program may be able
// to do without the command.
type loss struct {
	level report.Level
	what  string
}

// worst is the worst loss among the keys of a site, the first of several. It reports false if a command loses nothing.
func (r *rule) worst(site *calls.Site) (loss, bool) {
	cmd := site.Command
	scripted := site.ScriptCalls()
	switch {
	case slices.ContainsFunc(scripted, writes), writes(cmd):
	default:
		return loss{}, false
	}
	var worst loss
	for _, key := range r.pkg.KeysAt(site) {
		if of := r.of(site, key, scripted); of.level > worst.level {
			worst = of
		}
	}
	return worst, true
}

// writes reports whether a command writes data. Streams' groups are made again and again, and refused.
func writes(cmd *command.Command) bool {
	return cmd.Write && cmd.Group != "server" && !strings.HasPrefix(cmd.Name, "XGROUP ")
}

// makes reports whether a command writes, and does not only remove what is not needed any more.
func makes(cmd *command.Command) bool {
	return writes(cmd) && (cmd.Effect(0)&(command.Frees|command.Trims|command.Ages) == 0 || cmd.Effect(0)&command.Adds != 0)
}

// of is the loss of a command for one of its keys.
func (r *rule) of(site *calls.Site, key *calls.Key, scripted []*command.Command) loss {
	frees := slices.ContainsFunc(slices.Concat(scripted, []*command.Command{site.Command}), func(cmd *command.Command) bool { return cmd.Effect(0)&command.Frees != 0 })
	if frees {
		if lock := r.pkg.Locked(key); lock != nil {
			return r.lock(site, key, lock)
		}
	}
	switch {
	case frees && site.OfRequest():
		return loss{report.Warning, cmp.Or(key.String(), "the key") + " stays"}
	case key.String() == "":
		return loss{}
	case len(scripted) > 0:
		return r.script(site, key, scripted)
	case site.CountsDown():
		return r.counter(site, key)
	case key.Index == 0 && r.pkg.Turns(key):
		return loss{}
	case site.Moves() && key.Index == 0:
		return loss{report.Error, key.String() + " stays where it is"}
	case site.Pops() && key.Index == 0 && !site.OverBound():
		return r.pop(key)
	case key.Effect()&command.Adds != 0:
		return r.add(site, key)
	case removes(site.Command.Name):
		return r.remove(site, key)
	}
	return loss{}
}

// lock is about a release.
func (r *rule) lock(site *calls.Site, key, lock *calls.Key) loss {
	name := key.String()
	if name != "" {
		name += " "
	}
	what := fmt.Sprintf("the lock %s(%s) stays taken", name, lock.Evidence())
	switch {
	case lock.NeverExpires() && r.pkg.Lifetime(key, site) == nil && !r.pkg.RunsScript(key):
		return loss{report.Error, what + " for ever"}
	case site.OfRequest():
		return loss{report.Error, what + " until its TTL runs out"}
	case site.MayEnd():
		return loss{report.Warning, what + " until its TTL runs out"}
	}
	return loss{}
}

// counter is about what counts down: a semaphore, a stock, a gauge.
func (r *rule) counter(site *calls.Site, key *calls.Key) loss {
	what := key.String() + " stays too high"
	if site.Command.Name == "DECR" {
		what = key.String() + " stays one too high"
	}
	switch {
	case r.pkg.Lifetime(key, site) != nil && key.Type() == command.Hash:
		return loss{}
	case r.pkg.Lifetime(key, site) != nil:
		return loss{report.Warning, what + " until it expires"}
	case r.pkg.RunsScript(key):
		return loss{report.Error, what}
	}
	return loss{report.Error, what + " for ever"}
}

// pop is about a queue that somebody else takes from, too.
func (r *rule) pop(key *calls.Key) loss {
	if taken := r.pkg.Taken(key); taken != nil {
		return loss{report.Error, fmt.Sprintf("what it should take away stays in %s, and is taken again (%s)", key, taken.Evidence())}
	}
	return loss{}
}

// add is about elements: jobs of a queue, or data that stays. What says on each tick that it is alive says so again.
func (r *rule) add(site *calls.Site, key *calls.Key) loss {
	if counts(site.Command.Name) || key.Type() != command.List && key.Type() != command.Stream && site.OnTick() {
		return loss{}
	}
	if taken := r.pkg.Taken(key); taken != nil {
		return loss{report.Error, fmt.Sprintf("what it adds to %s is lost, and %s never gets it", key, taken.Evidence())}
	}
	if read := r.primary(site, key); read != nil && !r.pkg.ReadThrough(key, site) {
		return loss{report.Error, fmt.Sprintf("%s lacks what %s is to find, though the function says that it has succeeded", key, read.Evidence())}
	}
	return loss{}
}

// remove is about elements of data that stays. What is tidied up while it is read is tidied up again.
func (r *rule) remove(site *calls.Site, key *calls.Key) loss {
	if site.InLoop() || site.AfterError() {
		return loss{}
	}
	if read := r.primary(site, key); read != nil {
		return loss{report.Error, fmt.Sprintf("%s still finds it in %s, though the function says that it has succeeded", read.Evidence(), key)}
	}
	return loss{}
}

// primary returns what reads a key that is data: nothing in view lets it expire, and the function could say that
// it has failed. It returns nil for other keys.
func (r *rule) primary(site *calls.Site, key *calls.Key) *calls.Key {
	if !site.GivesErrors() || key.GivesLifetime() || r.pkg.Lifetime(key, site) != nil || r.pkg.Collection(key).Bound != nil {
		return nil
	}
	return r.pkg.Read(key)
}

// script is about one that writes what stays.
func (r *rule) script(site *calls.Site, key *calls.Key, scripted []*command.Command) loss {
	expires := slices.ContainsFunc(scripted, func(cmd *command.Command) bool { return cmd.Effect(0)&command.Expires != 0 })
	if expires || !slices.ContainsFunc(scripted, makes) || r.pkg.Lifetime(key, site) != nil {
		return loss{}
	}
	return loss{report.Error, fmt.Sprintf("nothing of what the script does to %s has happened", key)}
}

// counts reports whether a command adds to a number, as statistics do, or computes what can be computed again.
func counts(name string) bool {
	return strings.Contains(name, "INCRBY") || strings.HasSuffix(name, "STORE")
}

func removes(name string) bool {
	switch name {
	case "HDEL", "LREM", "SREM", "ZREM":
		return true
	}
	return false
}
