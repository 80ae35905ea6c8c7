package command

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("facts", name))
	if err != nil {
		t.Fatal(err)
	}
	var header []string
	var rows []map[string]string
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if header == nil {
			header = cells
			continue
		}
		row := make(map[string]string)
		for i, cell := range cells {
			row[header[i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func TestCommandsAgainstFacts(t *testing.T) {
	rows := table(t, "commands.tsv")
	if len(rows) != len(commands) {
		t.Errorf("%d commands, %d rows", len(commands), len(rows))
	}
	for _, row := range rows {
		c, ok := Lookup(row["command"])
		if !ok {
			t.Errorf("%s is missing", row["command"])
			continue
		}
		flags := strings.Fields(row["command_flags"])
		categories := strings.Fields(row["acl_categories"])
		arity := 0
		if row["arity"] != "" {
			arity, _ = strconv.Atoi(row["arity"])
		}
		if c.Group != row["group"] || c.Complexity != row["complexity"] || c.Since != row["since"] ||
			c.Deprecated != row["deprecated_since"] || c.Bounded != row["bounded_alternative"] ||
			c.Class.String() != row["lint_class"] || c.Arity != arity ||
			c.Write != slices.Contains(flags, "write") || c.ReadOnly != slices.Contains(flags, "readonly") ||
			c.Blocking != slices.Contains(flags, "blocking") || c.Admin != slices.Contains(flags, "admin") ||
			c.PubSub != slices.Contains(flags, "pubsub") || c.NoMulti != slices.Contains(flags, "no_multi") ||
			c.NoScript != slices.Contains(flags, "noscript") || c.Dangerous != slices.Contains(categories, "@dangerous") {
			t.Errorf("%s: %+v is not %v", c.Name, c, row)
		}
	}
}

// The facts about methods were gathered by another program.
func TestMethodsAgainstFacts(t *testing.T) {
	for _, row := range table(t, "methods.tsv") {
		m, ok := MethodOf(V9, row["method"])
		if !ok {
			t.Errorf("%s is missing", row["method"])
			continue
		}
		if want := row["command"]; m.Command != want {
			t.Errorf("%s: %s, in the facts %s", m.Name, m.Command, want)
		}
	}
}

var (
	leadingNumber = regexp.MustCompile(`^\d+`)
	timeoutAt     = regexp.MustCompile(`^timeout at (\d+)`)
)

// Of these the row on expirations has the parameter in words.
var expirationFields = map[string]Operand{
	"SetArgs":        {Param: 3, Field: "TTL"},
	"HSetEXWithArgs": {Param: 2, Field: "ExpirationVal"},
	"HGetEXWithArgs": {Param: 2, Field: "ExpirationVal"},
	"MSetEX":         {Param: 1, Field: "Expiration.Value"},
	"IncrEXInt":      {Param: 2, Field: "Expiration.Value"},
	"IncrEXFloat":    {Param: 2, Field: "Expiration.Value"},
}

// Of these the row on timeouts has another parameter than the rest of it.
var timeoutParams = map[string]int{"BLMove": 5, "BLMoveM": 5, "WaitAOF": 3}

func TestExpirationsAgainstFacts(t *testing.T) {
	rows := table(t, "expirations.tsv")
	named := make(map[string]bool)
	for _, row := range rows {
		for _, name := range rowMethods(row["method"]) {
			named[name] = true
		}
	}
	checked := make(map[string]bool)
	for _, row := range rows {
		where := row["param_index(ctx=0)"]
		for _, pattern := range rowMethods(row["method"]) {
			for _, m := range matching(pattern, named) {
				checked[m.Name] = true
				var expiration, timeout Operand
				switch field, ok := expirationFields[m.Name]; {
				case ok:
					expiration = field
				case timeoutAt.MatchString(where):
					timeout.Param, _ = strconv.Atoi(timeoutAt.FindStringSubmatch(where)[1])
					if p, ok := timeoutParams[m.Name]; ok {
						timeout.Param = p
					}
				case leadingNumber.MatchString(where):
					expiration.Param, _ = strconv.Atoi(leadingNumber.FindString(where))
				case where == "none":
				default:
					t.Errorf("%s: what is %q?", m.Name, where)
				}
				if m.Expiration != expiration || m.Timeout != timeout {
					t.Errorf("%s: expiration %+v, timeout %+v; in the facts %+v, %+v", m.Name, m.Expiration, m.Timeout, expiration, timeout)
				}
				switch fraction := row["sub-unit / fraction"]; {
				case strings.Contains(fraction, "<1s"), strings.Contains(fraction, "ExpireAt truncates to s") && m.Name == "ExpireAt":
					if m.Unit != time.Second && !strings.HasPrefix(m.Name, "HP") {
						t.Errorf("%s: sent in units of %v, in the facts seconds", m.Name, m.Unit)
					}
				case strings.Contains(fraction, "ms"):
					if m.Unit != time.Millisecond {
						t.Errorf("%s: sent in units of %v, in the facts milliseconds", m.Name, m.Unit)
					}
				}
			}
		}
	}
	for i := range methods9 {
		m := &methods9[i]
		if m.Expiration.OK() && !checked[m.Name] {
			t.Errorf("%s: has an expiration, and is not in the facts", m.Name)
		}
	}
	if len(checked) < 60 {
		t.Errorf("only %d methods are in the facts", len(checked))
	}
}

// rowMethods splits "A B (+Get)" into A, B, AGet, BGet.
func rowMethods(cell string) []string {
	var names []string
	for _, word := range strings.Fields(cell) {
		switch {
		case strings.HasPrefix(word, "(+"):
			for _, name := range slices.Clone(names) {
				names = append(names, name+strings.Trim(word, "(+)"))
			}
		case !strings.HasPrefix(word, "("):
			names = append(names, word)
		}
	}
	return names
}

// matching returns the methods of v9 that a name or prefix with a star means,
// but for a prefix not those that have a row of their own.
func matching(pattern string, named map[string]bool) []*Method {
	prefix, star := strings.CutSuffix(pattern, "*")
	var found []*Method
	for i := range methods9 {
		m := &methods9[i]
		if m.Name == pattern || star && strings.HasPrefix(m.Name, prefix) && !named[m.Name] {
			found = append(found, m)
		}
	}
	return found
}
