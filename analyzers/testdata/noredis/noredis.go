// Package noredis cannot reach go-redis, so that not every driver comes here.
package noredis

//redislint:ignore
func nothing() {}
