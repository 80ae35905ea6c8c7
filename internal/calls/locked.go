package calls

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Locked returns a use that takes a key as a lock, or claims it: it sets it if it is absent, and asks whether it was. What
// somebody reads is a value that is set once.
func (p *Package) Locked(key *Key) *Key {
	lock := p.used(key, func(use *Key) bool {
		name := use.Site.Command.Name
		return (name == "SET" || name == "SETNX") && use.OnlyIfAbsent() && use.asksWhetherAbsent()
	})
	if lock == nil || p.used(key, (*Key).isValue) != nil {
		return nil
	}
	return lock
}

// asksWhetherAbsent reports whether what SetNX answers may be looked at: its error does not tell.
func (k *Key) asksWhetherAbsent() bool {
	site := k.Site.innermost()
	if site.Form == MethodCall && site.Method.Name == "SetNX" && site.Use.Error && !site.Use.Value && !site.Use.Escapes {
		return false
	}
	return k.isAnswered()
}

// isValue reports whether a use of a key reads its string, and does more than compare it, as that of a lock is compared
// with a token.
func (k *Key) isValue() bool {
	if name := k.Site.Command.Name; name != "GET" && name != "GETEX" {
		return false
	}
	site := k.Site.innermost()
	cmd, ok := site.Instr.(*ssa.Call)
	if !ok || site.wrapped != nil || site.Use.Escapes {
		return true
	}
	return slices.ContainsFunc(valuesRead(cmd), func(v ssa.Value) bool { return !isError(v.Type()) && !isOnlyCompared(v) })
}

func isOnlyCompared(v ssa.Value) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case *ssa.DebugRef:
			return false
		case *ssa.BinOp:
			return use.Op != token.EQL && use.Op != token.NEQ
		}
		return true
	})
}
