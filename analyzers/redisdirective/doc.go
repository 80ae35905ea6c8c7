// Package redisdirective defines the rule that reports directives which redislint cannot follow.
package redisdirective

const doc = `report //redislint: directives that are malformed or name an unknown rule

A directive silences findings of the rules that it names, on its line and the
line after it, on its own line only if it trails code, or in its file. The
reason is mandatory.

Bad:

	//redislint:ignore rediskeys
	// redislint:ignore rediskeys runs once, from the migration

Good:

	//redislint:ignore rediskeys runs once, from the migration
	keys, err := rdb.Keys(ctx, "old:*").Result()

	//redislint:file-ignore rediskeys,redisdirective this file is the admin console

Reported are directives with a space after //, with an unknown verb, without a
rule, without a reason, or with the name of a rule that redislint never had:
they silence nothing.

Not reported: a directive that is well formed and silences nothing. The rule that
it names reports that one.

Level: warning
Fix: none
`
