package plugin

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/redislint/redislint/internal/settings"
)

// configure puts the settings of conf in force, and returns the part of the suite that they ask for.
func configure(conf any, suite []*analysis.Analyzer) ([]*analysis.Analyzer, error) {
	var rules string
	flags := flag.NewFlagSet("redislint", flag.ContinueOnError)
	settings.Register(flags, &rules, suite)
	values, err := flatten(conf)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if err := set(flags, key, values[key]); err != nil {
			return nil, err
		}
	}
	selected, err := settings.Select(rules, suite)
	if err != nil {
		return nil, fmt.Errorf("setting %q: %w", "rules", err)
	}
	return selected, nil
}

// flatten gives every value the name of its flag. golangci-lint splits keys at dots: redisttl.default arrives as
// default within redisttl.
func flatten(conf any) (map[string]any, error) {
	values := make(map[string]any)
	var add func(prefix string, within map[string]any)
	add = func(prefix string, within map[string]any) {
		for key, value := range within {
			if inner, ok := value.(map[string]any); ok {
				add(prefix+key+".", inner)
				continue
			}
			values[prefix+key] = value
		}
	}
	switch conf := conf.(type) {
	case nil:
	case map[string]any:
		add("", conf)
	default:
		return nil, fmt.Errorf("settings cannot be %v: want keys with values", conf)
	}
	return values, nil
}

func set(flags *flag.FlagSet, key string, value any) error {
	f := flags.Lookup(key)
	if f == nil {
		return fmt.Errorf("unknown setting %q: the settings are %s", key, strings.Join(names(flags), ", "))
	}
	kind, usage := flag.UnquoteUsage(f)
	if kind == "" {
		kind = boolean
	} else {
		kind = "a " + kind
	}
	if text, ok := textOf(value, kind); !ok || f.Value.Set(text) != nil {
		return fmt.Errorf("setting %q cannot be %v: it takes %s (%s)", key, value, kind, usage)
	}
	return nil
}

// What a flag takes, as its usage has it.
const (
	boolean = "true or false"
	list    = "a list"
)

// textOf returns what a flag of some kind would be given for value. A boolean has to be one: in YAML 1.2, yes is text.
func textOf(value any, kind string) (text string, ok bool) {
	switch value := value.(type) {
	case bool:
		return fmt.Sprint(value), kind == boolean
	case string:
		return value, kind != boolean
	case []any:
		var elements []string
		for _, element := range value {
			name, isName := element.(string)
			if !isName {
				return "", false
			}
			elements = append(elements, name)
		}
		return strings.Join(elements, ","), kind == list && len(elements) > 0
	}
	return "", false
}

func names(flags *flag.FlagSet) []string {
	var all []string
	flags.VisitAll(func(f *flag.Flag) { all = append(all, f.Name) })
	return all
}
