package plugin_test

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"

	"github.com/redislint/redislint/analyzers"
	"github.com/redislint/redislint/internal/report"
	"github.com/redislint/redislint/internal/settings"
	_ "github.com/redislint/redislint/plugin"
)

// allFlags are the flags with their values as they are now.
func allFlags() *flag.FlagSet {
	flags := flag.NewFlagSet("redislint", flag.ContinueOnError)
	settings.Register(flags, new(string), analyzers.Suite)
	return flags
}

func valuesOf(flags *flag.FlagSet) map[string]string {
	values := make(map[string]string)
	flags.VisitAll(func(f *flag.Flag) { values[f.Name] = f.Value.String() })
	return values
}

// linter returns the plugin as golangci-lint finds it, and takes back what the settings change when the test ends.
func linter(t *testing.T, conf any) (register.LinterPlugin, error) {
	t.Helper()
	before := valuesOf(allFlags())
	t.Cleanup(func() {
		for name, value := range before {
			if err := allFlags().Set(name, value); err != nil {
				t.Error(err)
			}
		}
	})
	construct, err := register.GetPlugin("redislint")
	if err != nil {
		t.Fatal(err)
	}
	return construct(conf)
}

type object = map[string]any

func TestSettings(t *testing.T) {
	for name, test := range map[string]struct {
		conf    any
		changed map[string]string // flags
		rules   []string
	}{
		"none":            {conf: nil},
		"empty":           {conf: object{}},
		"shared":          {conf: object{"level": "info", "tests": true, "runtime": "off"}, changed: map[string]string{"level": "info", "tests": "true", "runtime": "off"}},
		"of a rule":       {conf: object{"redisttl": object{"default": "24h"}, "redisdel": object{"all": true}}, changed: map[string]string{"redisttl.default": "24h0m0s", "redisdel.all": "true"}},
		"with a dot":      {conf: object{"redisttl.default": "24h"}, changed: map[string]string{"redisttl.default": "24h0m0s"}},
		"rules as a list": {conf: object{"rules": []any{"rediskeys", "redisttl"}}, rules: []string{"rediskeys", "redisttl"}},
		"rules as text":   {conf: object{"rules": "rediskeys, redisttl"}, rules: []string{"rediskeys", "redisttl"}},
	} {
		t.Run(name, func(t *testing.T) {
			want := valuesOf(allFlags())
			maps.Copy(want, test.changed)
			l, err := linter(t, test.conf)
			if err != nil {
				t.Fatal(err)
			}
			if got := valuesOf(allFlags()); !maps.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
			if l.GetLoadMode() != register.LoadModeTypesInfo {
				t.Errorf("load mode %s", l.GetLoadMode())
			}
			suite, err := l.BuildAnalyzers()
			if err != nil {
				t.Fatal(err)
			}
			var rules []string
			for _, rule := range settings.Rules(suite) {
				rules = append(rules, rule.Name)
			}
			wantRules := report.ReleasedRules
			if test.rules != nil {
				wantRules = test.rules
			}
			if !slices.Equal(rules, wantRules) || suite[0] != analyzers.Suite[0] {
				t.Errorf("%v has the rules %v, want the model and %v", suite, rules, wantRules)
			}
		})
	}
}

func TestWrongSettings(t *testing.T) {
	for name, test := range map[string]struct {
		conf any
		want []string // in the error
	}{
		"no keys":               {[]any{"rediskeys"}, []string{"settings cannot be [rediskeys]"}},
		"unknown":               {object{"levle": "info"}, []string{`"levle"`, "level, redisdel.all,"}},
		"unknown, of a rule":    {object{"redisttl": object{"defualt": "24h"}}, []string{`"redisttl.defualt"`, "redisttl.default,"}},
		"below a value":         {object{"level": object{"lowest": "info"}}, []string{`"level.lowest"`}},
		"a rule as a key":       {object{"rediskeys": true}, []string{`"rediskeys"`}},
		"no level":              {object{"level": "loud"}, []string{`"level"`, "info, warning or error"}},
		"a number as level":     {object{"level": 1}, []string{`"level"`, "info, warning or error"}},
		"text as a boolean":     {object{"tests": "yes"}, []string{`"tests"`, "true or false"}},
		"a number as a boolean": {object{"redisdel": object{"all": 1}}, []string{`"redisdel.all"`, "true or false"}},
		"a boolean as a mode":   {object{"runtime": false}, []string{`"runtime"`, "on, off, or auto"}},
		"no duration":           {object{"redisttl": object{"default": "a day"}}, []string{`"redisttl.default"`, "duration"}},
		"a number as duration":  {object{"redisttl": object{"default": 24}}, []string{`"redisttl.default"`, "duration"}},
		"a list as level":       {object{"level": []any{"info"}}, []string{`"level"`, "info, warning or error"}},
		"no rule":               {object{"rules": "rediskeyz"}, []string{`"rules"`, `"rediskeyz"`, "rediskeys, "}},
		"no rule, in a list":    {object{"rules": []any{"rediskeys", "rediskeyz"}}, []string{`"rules"`, `"rediskeyz"`}},
		"no rules":              {object{"rules": []any{}}, []string{`"rules"`, "list"}},
		"a number as a rule":    {object{"rules": []any{1}}, []string{`"rules"`, "list"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := linter(t, test.conf)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %s", err, want)
				}
			}
		})
	}
}
