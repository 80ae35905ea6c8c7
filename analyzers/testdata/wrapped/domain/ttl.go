// Package domain is what the program is about. It knows the store, and not what that is made of.
package domain

import (
	"context"
	"strconv"
	"time"

	redisrt "github.com/redislint/redislint/runtime"

	"redislint.test/wrapped/service"
	"redislint.test/wrapped/store"
)

// Config is read from a file.
type Config struct{ LoginTTL time.Duration }

type logins struct {
	kv      *store.KV
	cache   *store.Cache
	session *store.Session
	config  Config
}

const untilLogout time.Duration = 0

func (l *logins) login(ctx context.Context, token, user string) error {
	return l.cache.Put(ctx, "session:browser:"+token, user, 0) // REPORT redisttl: through store\.Cache\.Put, SET leaves session:browser:\*
}

func (l *logins) constant(ctx context.Context, token, user string) error {
	return l.kv.Put(ctx, "session:web:"+token, user, untilLogout) // REPORT redisttl: through store\.KV\.Put, SET leaves session:web:\*
}

func (l *logins) unset(ctx context.Context, id, answer string) error {
	var lifetime time.Duration
	return l.kv.Put(ctx, "captcha:"+id, answer, lifetime) // REPORT redisttl: through store\.KV\.Put, SET leaves captcha:\*
}

func (l *logins) local(ctx context.Context, phone string, code int) error {
	lifetime := time.Duration(0)
	err := l.kv.Put(ctx, "otp:"+phone, strconv.Itoa(code), lifetime) // REPORT redisttl: through store\.KV\.Put, SET leaves otp:\*
	if err != nil {
		return err
	}
	return nil
}

func (l *logins) severalLines(ctx context.Context, request string) error {
	return l.cache.Put(
		ctx,
		"nonce:"+request,
		"used",
		0, // REPORT redisttl: through store\.Cache\.Put, SET leaves nonce:\*
	)
}

func (l *logins) saved(ctx context.Context, id, data string) error {
	return l.session.Save(ctx, id, data, 0) // REPORT redisttl: through store\.Session\.Save
}

func remember(ctx context.Context, all *service.Logins, token, user string) error {
	return all.Remember(ctx, token, user, 0) // REPORT redisttl: through service\.Logins\.Remember
}

func (l *logins) twice(ctx context.Context, currency, rate string) error {
	if err := l.kv.Put(ctx, "rate:"+currency, rate, time.Hour); err != nil { // SILENT redisttl: it is given an hour
		return err
	}
	return nil
}

func (l *logins) again(ctx context.Context, currency, rate string) error {
	return l.kv.Put(ctx, "rate:"+currency, rate, 0) // REPORT redisttl: SET leaves rate:\* without a T.., and takes away
}

// The store knows how long a token lives.
func (l *logins) token(ctx context.Context, id, token string) error {
	return l.kv.Put(ctx, "api-token:"+id, token, 0) // REPORT redisttl: SET leaves api-token:\* without a T.., and takes away
}

type rates struct {
	kv   *store.KV
	load func(ctx context.Context, currency string) (string, error)
}

func (r *rates) Rate(ctx context.Context, currency string) (string, error) {
	key := "exchange:" + currency
	if rate, err := r.kv.Get(ctx, key); err == nil {
		return rate, nil
	}
	rate, err := r.load(ctx, currency)
	if err != nil {
		return "", err
	}
	if err := r.kv.Put(ctx, key, rate, 0); err != nil { // REPORT redisttl: SET leaves exchange:\* .* fills a cache
		return "", err
	}
	return rate, nil
}

func (l *logins) given(ctx context.Context, token, user string) error {
	return l.cache.Put(ctx, "session:app:"+token, user, 30*time.Minute) // SILENT redisttl: half an hour
}

func Login(ctx context.Context, c *store.Cache, token, user string, lifetime time.Duration) error {
	return c.Put(ctx, "session:api:"+token, user, lifetime) // SILENT redisttl: the caller decides
}

func (l *logins) configured(ctx context.Context, token, user string) error {
	return l.cache.Put(ctx, "session:desk:"+token, user, l.config.LoginTTL) // SILENT redisttl: a field
}

func (l *logins) chosen(ctx context.Context, token, user string, guest bool) error {
	var lifetime time.Duration
	if guest {
		lifetime = time.Hour
	}
	return l.cache.Put(ctx, "session:hall:"+token, user, lifetime) // SILENT redisttl: chosen when it runs
}

func (l *logins) guest(ctx context.Context, token string) error {
	const visit = 10 * time.Minute
	return l.session.Save(ctx, "guest:"+token, "{}", visit) // SILENT redisttl: ten minutes
}

func rememberWeek(ctx context.Context, all *service.Logins, token, user string) error {
	return all.Remember(ctx, "week:"+token, user, 7*24*time.Hour) // SILENT redisttl: a week
}

func (l *logins) reset(ctx context.Context, mail, code string) error {
	return l.kv.Put(ctx, "otp:mail:"+mail, code, time.Hour) // SILENT redisttl: an hour
}

func (l *logins) challenge(ctx context.Context, device, nonce string) error {
	wait := time.Minute
	return l.kv.Put(ctx, "nonce:device:"+device, nonce, wait) // SILENT redisttl: a minute
}

func (l *logins) kept(ctx context.Context, token, user string) error {
	return l.cache.Put(ctx, "session:old:"+token, user, store.Keep) // SILENT redisttl: keeps what it has
}

func (l *logins) defaulted(ctx context.Context, token, user string) error {
	return l.kv.PutOrDefault(ctx, "session:long:"+token, user, 0) // SILENT redisttl: 0 means a day here
}

func (l *logins) plain(ctx context.Context, token, user string) error {
	return l.kv.PutPlain(ctx, "session:plain:"+token, user) // SILENT redisttl: the wrapper decides, and is told so
}

func (l *logins) retried(ctx context.Context, token, user string) error {
	return l.kv.PutAgain(ctx, "session:again:"+token, user, time.Hour, 3) // SILENT redisttl: an hour, each time
}

func (l *logins) retriedZero(ctx context.Context, token, user string) error {
	return l.kv.PutAgain(ctx, "session:ever:"+token, user, 0, 3) // ALLOW redisttl: the wrapper calls itself
}

func (l *logins) invited(ctx context.Context, all *service.Logins, code, user string) error {
	return all.Invite(ctx, code, user) // SILENT redisttl: the service passes the 0
}

func (l *logins) version(ctx context.Context, version string) error {
	return l.kv.Put(ctx, "schema:version", version, 0) // REPORT redisttl info: SET leaves schema:version
}

// The store deletes drafts.
func (l *logins) draft(ctx context.Context, id, text string) error {
	return l.kv.Put(ctx, "draft:"+id, text, 0) // REPORT redisttl info: SET leaves draft:\*
}

func (l *logins) persisted(ctx context.Context, token, user string) error {
	return l.cache.Put(ctx, "session:root:"+token, user, redisrt.Persist) // SILENT redisttl: it says so
}

func (l *logins) said(ctx context.Context, token, user string) error {
	// The kiosk stays logged in for ever.
	return l.cache.Put(ctx, "session:kiosk:"+token, user, 0) // SILENT redisttl: the comment says so
}

func (l *logins) seconds(ctx context.Context, kv *store.KV, id string) error {
	if err := kv.PutSeconds(ctx, "session:s:"+id, "in", 60); err != nil { // SILENT redisttl: a minute
		return err
	}
	return kv.PutSeconds(ctx, "session:n:"+id, "in", 0) // REPORT redisttl: through store\.KV\.PutSeconds, SET leaves session:n:\*
}
