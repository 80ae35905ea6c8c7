// Package keyspace names keys. It knows nothing of Redis.
package keyspace

import "strconv"

// Basket is the set of what somebody is about to buy.
func Basket(user string) string { return "basket:" + user }

// Visits counts who has seen a page.
func Visits(page int) string { return "page:" + strconv.Itoa(page) + ":visits" }

// Built is computed in a way that cannot be followed from where go-redis is imported.
func Built(user string) string { return "built:" + user }
