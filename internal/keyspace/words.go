package keyspace

import (
	"regexp"
	"strings"
)

// Words returns the words of a name, or of a text, in lower case: of camelCase, snake_case, or with other separators.
func Words(name string) []string {
	words := word.FindAllString(name, -1)
	for i := range words {
		words[i] = strings.ToLower(words[i])
	}
	return words
}

var word = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)
