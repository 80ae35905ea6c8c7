package domain

import (
	"context"
	"errors"
	"strconv"
	"time"

	"redislint.test/wrapped/keyspace"
	"redislint.test/wrapped/service"
	"redislint.test/wrapped/store"
)

var errTooMany = errors.New("too many requests")

type limiter struct {
	counts *store.Counts
	others *store.Counts
	lists  *store.Collections
	kv     *store.KV
}

func (l *limiter) Allow(ctx context.Context, ip string) error {
	key := "hits:" + ip
	n, err := l.counts.Count(ctx, key) // REPORT redisexpire: INCR .*through store\.Counts\.Count.* makes hits:\*
	if err != nil {
		return err
	}
	if n == 1 {
		if err := l.counts.Touch(ctx, key, time.Minute); err != nil { // SILENT redisexpire: it is said at the count
			return err
		}
	}
	if n > 100 {
		return errTooMany
	}
	return nil
}

func (l *limiter) inline(ctx context.Context, user string) {
	l.counts.Count(ctx, "calls:"+user) // REPORT redisexpire: makes calls:\*
	l.counts.Touch(ctx, "calls:"+user, time.Hour)
}

func (l *limiter) helper(ctx context.Context, id int64) error {
	if _, err := l.counts.Count(ctx, store.UserKey(id)); err != nil { // REPORT redisexpire: makes user:\*:hits
		return err
	}
	return l.counts.Touch(ctx, store.UserKey(id), time.Hour)
}

func (l *limiter) method(ctx context.Context, tenant store.Tenant) error {
	if _, err := l.counts.Count(ctx, tenant.Quota()); err != nil { // REPORT redisexpire: makes tenant:\*:quota
		return err
	}
	return l.counts.Touch(ctx, tenant.Quota(), time.Hour)
}

func (l *limiter) joined(ctx context.Context, country, city string) error {
	if _, err := l.counts.Count(ctx, store.GeoKey(country, city)); err != nil { // REPORT redisexpire: makes geo:\*
		return err
	}
	return l.counts.Touch(ctx, store.GeoKey(country, city), time.Hour)
}

func (l *limiter) keyspace(ctx context.Context, user, item string) error {
	if err := l.lists.Enrol(ctx, keyspace.Basket(user), item); err != nil { // REPORT redisexpire: SADD
		return err
	}
	return l.lists.Touch(ctx, keyspace.Basket(user), time.Hour)
}

func (l *limiter) deferred(ctx context.Context, job string) error {
	defer l.counts.Touch(ctx, "runs:"+job, time.Hour)
	_, err := l.counts.Count(ctx, "runs:"+job) // REPORT redisexpire: makes runs:\*
	return err
}

func (l *limiter) list(ctx context.Context, user, event string) error {
	key := "events:" + user
	if err := l.lists.Push(ctx, key, event); err != nil { // REPORT redisexpire: RPUSH
		return err
	}
	return l.lists.Touch(ctx, key, 24*time.Hour)
}

func (l *limiter) hash(ctx context.Context, user, name string) error {
	key := "profile:" + user
	if err := l.lists.SetField(ctx, key, "name", name); err != nil { // REPORT redisexpire: HSET
		return err
	}
	return l.lists.Touch(ctx, key, 24*time.Hour)
}

func (l *limiter) set(ctx context.Context, ticket, owner string) error {
	key := "ticket:" + ticket
	if err := l.kv.Put(ctx, key, owner, 0); err != nil { // ALLOW redisexpire: SET and then EXPIRE, by a wrapper that can do both
		return err
	}
	return l.kv.Touch(ctx, key, time.Hour)
}

func (l *limiter) eitherCommand(ctx context.Context, user string, clear bool) error {
	key := "strikes:" + user
	if err := l.counts.CountOrClear(ctx, key, clear); err != nil { // REPORT redisexpire: INCR .*makes strikes:\*
		return err
	}
	return l.counts.Touch(ctx, key, time.Hour)
}

// bump and renew are one half each.
func (l *limiter) bump(ctx context.Context, user string) (int64, error) {
	return l.counts.Count(ctx, "votes:"+user)
}

func (l *limiter) renew(ctx context.Context, user string) error {
	return l.counts.Touch(ctx, "votes:"+user, time.Hour)
}

func (l *limiter) Vote(ctx context.Context, user string) error {
	if _, err := l.bump(ctx, user); err != nil { // REPORT redisexpire: through limiter\.bump and store\.Counts\.Count. makes votes:\*
		return err
	}
	return l.renew(ctx, user)
}

func use(ctx context.Context, quota *service.Quota, user string) error {
	n, err := quota.Use(ctx, user) // REPORT redisexpire: through service\.Quota\.Use
	if err != nil || n > 1 {
		return err
	}
	return quota.Renew(ctx, user)
}

func scoped(ctx context.Context, counts *store.Scoped, user string) error {
	if err := counts.Count(ctx, user); err != nil { // REPORT redisexpire: INCR .*through store\.Scoped\.Count
		return err
	}
	return counts.Touch(ctx, user, time.Hour)
}

// The second key lacks the scope.
func scopedOnce(ctx context.Context, counts *store.Scoped, user string) error {
	if err := counts.Count(ctx, "week:"+user); err != nil { // SILENT redisexpire: two keys
		return err
	}
	return counts.TouchKey(ctx, "week:"+user, time.Hour) // SILENT redisexpire: two keys
}

func (l *limiter) spent(ctx context.Context, quota *service.Quota, user string) error {
	return quota.Spend(ctx, user) // SILENT redisexpire: it is said in the service
}

func (l *limiter) otherKeys(ctx context.Context, from, to string) error {
	if _, err := l.counts.Count(ctx, "out:"+from); err != nil { // SILENT redisexpire: two keys
		return err
	}
	return l.counts.Touch(ctx, "out:"+to, time.Hour)
}

func (l *limiter) otherHelper(ctx context.Context, a, b int64) error {
	if _, err := l.counts.Count(ctx, store.UserKey(a)); err != nil { // SILENT redisexpire: two users
		return err
	}
	return l.counts.Touch(ctx, store.UserKey(b), time.Hour)
}

func (l *limiter) otherStore(ctx context.Context, ip string) error {
	if _, err := l.counts.Count(ctx, "seen:"+ip); err != nil { // SILENT redisexpire: two servers
		return err
	}
	return l.others.Touch(ctx, "seen:"+ip, time.Hour)
}

func (l *limiter) either(ctx context.Context, page string, first bool) (err error) {
	if first {
		_, err = l.counts.Count(ctx, "views:"+page) // SILENT redisexpire: one or the other
	} else {
		err = l.counts.Touch(ctx, "views:"+page, time.Hour)
	}
	return err
}

func (l *limiter) failed(ctx context.Context, page string) error {
	_, err := l.counts.Count(ctx, "reads:"+page) // SILENT redisexpire: only if it has failed
	if err != nil {
		return l.counts.Touch(ctx, "reads:"+page, time.Hour)
	}
	return nil
}

func (l *limiter) atOnce(ctx context.Context, ip string) (int64, error) {
	return l.counts.CountFor(ctx, "tries:"+ip, time.Minute) // SILENT redisexpire: one transaction
}

func (l *limiter) atOnceAndAgain(ctx context.Context, ip string) error {
	key := "knocks:" + ip
	if _, err := l.counts.CountFor(ctx, key, time.Minute); err != nil { // SILENT redisexpire: it has a minute already
		return err
	}
	return l.counts.Touch(ctx, key, time.Hour)
}

func (l *limiter) loose(ctx context.Context, ip string) (int64, error) {
	return l.counts.CountLoose(ctx, "doors:"+ip, time.Minute) // SILENT redisexpire: it is said in the store
}

func (l *limiter) putAndTouch(ctx context.Context, room, guest string) error {
	key := "room:" + room
	if err := l.kv.Put(ctx, key, guest, time.Hour); err != nil { // SILENT redisexpire: it has an hour already
		return err
	}
	return l.kv.Touch(ctx, key, 2*time.Hour) // SILENT redisexpire: longer, now
}

func (l *limiter) sliding(ctx context.Context, user string) (int64, error) {
	n, err := l.counts.Read(ctx, "score:"+user) // SILENT redisexpire: it reads
	if err != nil {
		return 0, err
	}
	return n, l.counts.Touch(ctx, "score:"+user, time.Hour)
}

func (l *limiter) pages(ctx context.Context, pages []int) error {
	for _, page := range pages {
		if _, err := l.counts.Count(ctx, keyspace.Visits(page)); err != nil { // SILENT redisexpire: nothing follows
			return err
		}
	}
	return l.kv.Put(ctx, "pages", strconv.Itoa(len(pages)), time.Hour) // SILENT redisttl: an hour
}
