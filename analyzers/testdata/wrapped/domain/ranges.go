package domain

import (
	"context"

	"redislint.test/wrapped/service"
	"redislint.test/wrapped/store"
)

type board struct{ all *store.Collections }

func (b *board) Post(ctx context.Context, topic, text string) error {
	return b.all.Push(ctx, "posts:"+topic, text)
}

func (b *board) Posts(ctx context.Context, topic string) ([]string, error) {
	return b.all.Range(ctx, "posts:"+topic, 0, -1) // REPORT redisrange: LRANGE reads all of posts:\*
}

func (b *board) Everything(ctx context.Context, topic string) ([]string, error) {
	const first, last = 0, -1
	key := "posts:" + topic
	return b.all.Range(ctx, key, first, last) // REPORT redisrange: LRANGE reads all of posts:\*
}

func (b *board) FirstPage(ctx context.Context, topic string) ([]string, error) {
	return b.all.Range(ctx, "posts:"+topic, 0, 99) // SILENT redisrange: a hundred
}

func (b *board) Newest(ctx context.Context, topic string) ([]string, error) {
	return b.all.Range(ctx, "posts:"+topic, -20, -1) // SILENT redisrange: twenty
}

func (b *board) Page(ctx context.Context, topic string, from, to int64) ([]string, error) {
	return b.all.Range(ctx, "posts:"+topic, from, to) // SILENT redisrange: the caller decides
}

func (b *board) Whole(ctx context.Context, topic string) ([]string, error) {
	return b.all.All(ctx, "posts:"+topic) // REPORT redisrange: LRANGE reads all of posts:\*
}

// Unknown keys are left to those who know them.
func Whole(ctx context.Context, all *store.Collections, key string) ([]string, error) {
	return all.All(ctx, key) // SILENT redisrange: of what nothing is known
}

func (b *board) Feed(ctx context.Context, user string) ([]string, error) {
	return b.all.Range(ctx, store.FeedKey(user), 0, -1) // REPORT redisrange: LRANGE reads all of feed:\*, a list that grows
}

func (b *board) Recent(ctx context.Context, user string) ([]string, error) {
	return b.all.Range(ctx, "recent:"+user, 0, -1) // SILENT redisrange: the store keeps a hundred
}

func (b *board) RecentAll(ctx context.Context, user string) ([]string, error) {
	return b.all.All(ctx, "recent:"+user) // SILENT redisrange: the store keeps a hundred
}

func (b *board) Note(ctx context.Context, user, text string) error {
	key := "notes:" + user
	if err := b.all.Push(ctx, key, text); err != nil {
		return err
	}
	return b.all.Trim(ctx, key, 50)
}

func (b *board) Notes(ctx context.Context, user string) ([]string, error) {
	return b.all.Range(ctx, "notes:"+user, 0, -1) // SILENT redisrange: Note keeps fifty
}

func (b *board) Log(ctx context.Context) ([]string, error) {
	return b.all.Audit(ctx) // SILENT redisrange: it is said in the store
}

func (b *board) Score(ctx context.Context, player string, points float64) error {
	return b.all.Score(ctx, "highscore", player, points)
}

func (b *board) Ranking(ctx context.Context) ([]string, error) {
	return b.all.Top(ctx, "highscore", 0, -1) // REPORT redisrange: ZREVRANGE reads all of highscore
}

func (b *board) Podium(ctx context.Context) ([]string, error) {
	return b.all.Top(ctx, "highscore", 0, 2) // SILENT redisrange: three
}

func (b *board) Best(ctx context.Context, game string) ([]string, error) {
	return b.all.Top(ctx, "best:"+game, 0, -1) // SILENT redisrange: the store keeps a hundred
}

func (b *board) Lap(ctx context.Context, track, driver string, seconds float64) error {
	if err := b.all.Score(ctx, "laps:"+track, driver, seconds); err != nil {
		return err
	}
	return b.all.KeepBest(ctx, "laps:"+track, 10)
}

func (b *board) Laps(ctx context.Context, track string) ([]string, error) {
	return b.all.Top(ctx, "laps:"+track, 0, -1) // SILENT redisrange: Lap keeps ten
}

func (b *board) Subscribe(ctx context.Context, topic, user string) error {
	return b.all.Enrol(ctx, "subscribers:"+topic, user)
}

func (b *board) Subscribers(ctx context.Context, topic string) ([]string, error) {
	return b.all.Members(ctx, "subscribers:"+topic) // REPORT redisrange: SMEMBERS reads all of subscribers:\*
}

func (b *board) Enable(ctx context.Context) error {
	return b.all.Enrol(ctx, "features", "dark", "beta")
}

func (b *board) Features(ctx context.Context) ([]string, error) {
	return b.all.Members(ctx, "features") // SILENT redisrange: two
}

func (b *board) Rename(ctx context.Context, user, name string) error {
	return b.all.SetField(ctx, "member:"+user, "name", name)
}

func (b *board) Member(ctx context.Context, user string) (map[string]string, error) {
	return b.all.Fields(ctx, "member:"+user) // SILENT redisrange: an object
}

func (b *board) Like(ctx context.Context, post, user string) error {
	return b.all.SetField(ctx, "likes:"+post, user, "1")
}

func (b *board) Likes(ctx context.Context, post string) (map[string]string, error) {
	return b.all.Fields(ctx, "likes:"+post) // REPORT redisrange: HGETALL reads all of likes:\*
}

func (b *board) Happen(ctx context.Context, place, event string) error {
	return b.all.Append(ctx, "history:"+place, event)
}

func (b *board) History(ctx context.Context, place string) ([]string, error) {
	return b.all.Since(ctx, "history:"+place, "-", "+") // REPORT redisrange: XRANGE reads all of history:\*
}

func (b *board) Trace(ctx context.Context, service string) ([]string, error) {
	return b.all.Since(ctx, "trace:"+service, "-", "+") // SILENT redisrange: the store keeps ten thousand
}

func inbox(ctx context.Context, inbox *service.Inbox, user string) ([]string, error) {
	return inbox.Read(ctx, user, 0, -1) // REPORT redisrange: LRANGE reads all of inbox:\*
}

func inboxPage(ctx context.Context, inbox *service.Inbox, user string) ([]string, error) {
	return inbox.Read(ctx, user, 0, 19) // SILENT redisrange: twenty
}
