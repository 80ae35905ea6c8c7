package calls

import (
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/command"
)

// issuedByScript returns what a method of redis.Script stands for: script.Run(ctx, rdb, keys, args...) is EVAL.
func (m *model) issuedByScript(method *types.Func, call *ssa.CallCommon) (issued, bool) {
	recv := method.Signature().Recv()
	if recv == nil || redisTypeName(recv.Type()) != "Script" || len(call.Args) != 5 ||
		!slices.Contains([]string{"Run", "RunRO", "Eval", "EvalRO", "EvalSha", "EvalShaRO"}, method.Name()) {
		return issued{}, false
	}
	api := apiOf(method.Pkg().Path())
	eval, ok := command.MethodOf(api, "Eval")
	if !ok {
		return issued{}, false
	}
	args := []ssa.Value{call.Args[1], m.sourceOfScript(call.Args[0]), call.Args[3], call.Args[4]}
	return issued{target: &target{api: api, name: "Eval", method: eval}, receiver: call.Args[2], args: args, byRuntime: true}, true
}

// sourceOfScript returns the text that a script was made of or, if that is not in view, the script.
func (m *model) sourceOfScript(script ssa.Value) ssa.Value {
	script = m.origin(script)
	if made, ok := script.(*ssa.Call); ok && len(made.Call.Args) == 1 {
		return made.Call.Args[0]
	}
	if assigned := m.assignedTo(script); assigned != nil {
		if made, ok := m.origin(assigned).(*ssa.Call); ok && len(made.Call.Args) == 1 {
			return made.Call.Args[0]
		}
	}
	return script
}

// trimsByScript reports whether a site runs a script that keeps a collection below a size: which of its keys is not asked.
func (s *Site) trimsByScript() bool {
	if s.Command.Name != "EVAL" {
		return false
	}
	script, ok := s.Argument(1)
	if !ok {
		return false
	}
	text, ok := s.model.text(script.Value)
	text = strings.ToUpper(text)
	return ok && slices.ContainsFunc([]string{"ZREMRANGEBYRANK", "LTRIM", "XTRIM", "MAXLEN"}, func(trims string) bool { return strings.Contains(text, trims) })
}

// ScriptCalls returns the commands that a script names, if its text is in view.
func (s *Site) ScriptCalls() []*command.Command {
	script, ok := s.Argument(1)
	if !ok || s.Command.Name != "EVAL" {
		return nil
	}
	text, _ := s.model.text(script.Value)
	var commands []*command.Command
	for _, called := range scriptCall.FindAllStringSubmatch(text, -1) {
		if cmd, ok := command.Lookup(called[1]); ok {
			commands = append(commands, cmd)
		}
	}
	return commands
}

var scriptCall = regexp.MustCompile(`redis\.p?call\s*\(\s*["'](\w+)["']`)
