package randprog

import (
	"regexp"
	"slices"
	"strings"
)

var (
	defines     = regexp.MustCompile(`^(?:var )?([a-z]+[0-9]+)(?:, (?:next, )?(?:err|e[0-9]+))?(?: :=| | =)`) // the variable of a statement
	alsoDefines = regexp.MustCompile(`^var [a-z]+[0-9]+, (e[0-9]+) = `)                                       // and its error
)

// join writes statements with comments before, between and behind them, uses what they declare and do not use, and now
// and then declares a name that hides a package.
func (g *generator) join(statements []string) string {
	var used []string
	for i, statement := range statements {
		used = append(used, statement)
		if also := alsoDefines.FindStringSubmatch(statement); also != nil {
			used = append(used, "_ = "+also[1])
		}
		if match := defines.FindStringSubmatch(statement); match != nil && strings.Contains(statement, match[0]) {
			word := regexp.MustCompile(`\b` + match[1] + `\b`)
			if !word.MatchString(strings.Join(statements[i+1:], "\n")) {
				used = append(used, "_ = "+match[1])
			}
		}
	}
	if g.chance(8) {
		name, at := g.one("redisrt", "redis", "time", "fmt", "context", "log"), g.pick(len(used))
		rest := strings.Join(used[at:], "\n")
		if !regexp.MustCompile(`\b` + name + `\b|§`).MatchString(rest) {
			used = append(used[:at:at], append([]string{name + ` := "hides"`, "_ = " + name}, used[at:]...)...)
		}
	}
	for i := range used {
		switch g.pick(18) {
		case 16:
			if g.chance(3) {
				used[i] = "//redislint:ignore " + g.one("rediskeys", "redisexpire", "redisdel,redisrange", "") + g.one(" as it is", "") + "\n" + used[i]
			}
		case 17:
			if i+1 < len(used) && !strings.Contains(used[i], "//") {
				used[i+1] = used[i] + "; " + used[i+1]
				used[i] = ""
			}
		case 13:
			used[i] += " // " + g.note()
		case 14:
			used[i] = "// " + g.note() + "\n" + used[i]
		case 15:
			used[i] = g.comment() + " " + used[i]
		}
	}
	return strings.Join(slices.DeleteFunc(used, func(text string) bool { return text == "" }), "\n")
}
