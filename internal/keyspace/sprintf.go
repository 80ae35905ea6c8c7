package keyspace

import "strings"

// Sprintf returns the shape of what fmt.Sprintf makes of a format and arguments. An argument that %s and %v do not
// print as its text, such as a number that is not known, is given as a hole.
func Sprintf(format Shape, args []Shape) Shape {
	text := format.text
	if strings.ContainsAny(text, marks) {
		return Hole // a verb may be in the hole
	}
	var parts []Shape
	next := 0
	for {
		i := strings.IndexByte(text, '%')
		if i < 0 {
			return Concat(append(parts, Text(text))...)
		}
		parts = append(parts, Text(text[:i]))
		flags := text[i+1:]
		end := strings.IndexFunc(flags, func(r rune) bool { return !strings.ContainsRune("+-# 0123456789.[]*", r) })
		if end < 0 {
			return Concat(append(parts, Hole)...)
		}
		verb := flags[end]
		flags, text = flags[:end], flags[end+1:]
		switch {
		case verb == '%':
			parts = append(parts, Text("%"))
		case strings.ContainsAny(flags, "[*"):
			return Hole // the arguments are not taken in order
		case next >= len(args):
			parts = append(parts, Hole)
		default:
			parts = append(parts, formatted(verb, flags, args[next]))
			next++
		}
	}
}

func formatted(verb byte, flags string, arg Shape) Shape {
	_, literal := arg.Literal()
	switch {
	case flags == "" && strings.IndexByte("svd", verb) >= 0:
		return arg
	case literal, !arg.Varies():
		return Fixed // known, or the same always; how it prints is not worth knowing
	}
	return Hole
}
