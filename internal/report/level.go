package report

import "fmt"

// Level says how bad a finding is.
type Level int

const (
	Info    Level = iota // advice, or a finding that needs judgement
	Warning              // hurts production as data grows
	Error                // wrong result or lost data
)

var levelNames = [...]string{Info: "info", Warning: "warning", Error: "error"}

func (l Level) String() string { return levelNames[l] }

// MarshalText and UnmarshalText make a Level a flag (flag.TextVar) and a JSON string.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

func (l *Level) UnmarshalText(text []byte) error {
	for level, name := range levelNames {
		if name == string(text) {
			*l = Level(level)
			return nil
		}
	}
	return fmt.Errorf("unknown level %q: want info, warning or error", text)
}
