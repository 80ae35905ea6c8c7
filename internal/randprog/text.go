package randprog

import (
	"fmt"
	"strings"
)

// call writes a call with comments and line breaks between its tokens. It begins with its receiver or function.
func (g *generator) call(fun string, args []string, spread string) string {
	form := g.pick(12)
	if spread != "" {
		args = append(args, spread+"...")
	}
	switch {
	case len(args) == 0:
	case form == 11:
		return fun + "(\n" + strings.Join(args, ",\n") + ",\n)"
	case form == 10:
		i := g.pick(len(args))
		args[i] = g.comment() + " " + args[i]
	case form == 9:
		i := g.pick(len(args))
		args[i] += " " + g.comment()
	case form == 8:
		i := g.pick(len(args))
		args = append([]string{}, args...)
		text := fun + "(\n"
		for j, arg := range args {
			text += arg + ","
			if i == j {
				text += " // " + g.note()
			}
			text += "\n"
		}
		return text + ")"
	}
	return fun + "(" + strings.Join(args, ", ") + ")"
}

// method writes what selects a method.
func (g *generator) method(receiver, name string) string {
	switch g.pick(16) {
	case 12:
		return "(" + receiver + ")." + name
	case 13:
		return receiver + "." + g.comment() + name
	case 14:
		return receiver + ".\n" + name
	case 15:
		return receiver + ". // " + g.note() + "\n" + name
	}
	return receiver + "." + name
}

func (g *generator) comment() string { return "/* " + g.note() + " */" }

// note is a word that the program has once. The text after it may speak of expiry.
func (g *generator) note() string {
	g.comments++
	return fmt.Sprintf("n%d%s", g.comments, g.one("", "", " the ttl"))
}

// logged is a statement that has to be there after all fixes: its text is a note.
func (g *generator) logged() string { return "$log.Print(\"" + g.note() + "\")" }
