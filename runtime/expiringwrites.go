package redisrt

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// The methods are those of redis.Cmdable, so that a fix leaves the arguments as
// they are.

func (w Writes) Incr(ctx context.Context, key string) *redis.IntCmd {
	return write(ctx, w, incrMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.Incr(ctx, key) })
}

func (w Writes) IncrBy(ctx context.Context, key string, value int64) *redis.IntCmd {
	return write(ctx, w, incrByMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.IncrBy(ctx, key, value) })
}

func (w Writes) IncrByFloat(ctx context.Context, key string, value float64) *redis.FloatCmd {
	return write(ctx, w, incrByFloatMethod, redis.NewFloatCmd, func(c redis.Cmdable) *redis.FloatCmd { return c.IncrByFloat(ctx, key, value) })
}

func (w Writes) Decr(ctx context.Context, key string) *redis.IntCmd {
	return write(ctx, w, decrMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.Decr(ctx, key) })
}

func (w Writes) DecrBy(ctx context.Context, key string, decrement int64) *redis.IntCmd {
	return write(ctx, w, decrByMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.DecrBy(ctx, key, decrement) })
}

func (w Writes) Append(ctx context.Context, key, value string) *redis.IntCmd {
	return write(ctx, w, appendMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.Append(ctx, key, value) })
}

func (w Writes) SetRange(ctx context.Context, key string, offset int64, value string) *redis.IntCmd {
	return write(ctx, w, setRangeMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.SetRange(ctx, key, offset, value) })
}

func (w Writes) SetBit(ctx context.Context, key string, offset int64, value int) *redis.IntCmd {
	return write(ctx, w, setBitMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.SetBit(ctx, key, offset, value) })
}

func (w Writes) BitField(ctx context.Context, key string, values ...any) *redis.IntSliceCmd {
	return write(ctx, w, bitFieldMethod, redis.NewIntSliceCmd, func(c redis.Cmdable) *redis.IntSliceCmd { return c.BitField(ctx, key, values...) })
}

func (w Writes) GetSet(ctx context.Context, key string, value any) *redis.StringCmd {
	return write(ctx, w, getSetMethod, redis.NewStringCmd, func(c redis.Cmdable) *redis.StringCmd { return c.GetSet(ctx, key, value) })
}

func (w Writes) HSet(ctx context.Context, key string, values ...any) *redis.IntCmd {
	return write(ctx, w, hSetMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.HSet(ctx, key, values...) })
}

func (w Writes) HSetNX(ctx context.Context, key, field string, value any) *redis.BoolCmd {
	return write(ctx, w, hSetNXMethod, redis.NewBoolCmd, func(c redis.Cmdable) *redis.BoolCmd { return c.HSetNX(ctx, key, field, value) })
}

func (w Writes) HMSet(ctx context.Context, key string, values ...any) *redis.BoolCmd {
	return write(ctx, w, hMSetMethod, redis.NewBoolCmd, func(c redis.Cmdable) *redis.BoolCmd { return c.HMSet(ctx, key, values...) })
}

func (w Writes) HIncrBy(ctx context.Context, key, field string, incr int64) *redis.IntCmd {
	return write(ctx, w, hIncrByMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.HIncrBy(ctx, key, field, incr) })
}

func (w Writes) HIncrByFloat(ctx context.Context, key, field string, incr float64) *redis.FloatCmd {
	return write(ctx, w, hIncrByFloatMethod, redis.NewFloatCmd, func(c redis.Cmdable) *redis.FloatCmd { return c.HIncrByFloat(ctx, key, field, incr) })
}

func (w Writes) SAdd(ctx context.Context, key string, members ...any) *redis.IntCmd {
	return write(ctx, w, sAddMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.SAdd(ctx, key, members...) })
}

func (w Writes) ZAdd(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd {
	return write(ctx, w, zAddMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.ZAdd(ctx, key, members...) })
}

func (w Writes) ZAddNX(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd {
	return write(ctx, w, zAddNXMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.ZAddNX(ctx, key, members...) })
}

func (w Writes) ZAddXX(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd {
	return write(ctx, w, zAddXXMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.ZAddXX(ctx, key, members...) })
}

func (w Writes) ZAddLT(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd {
	return write(ctx, w, zAddLTMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.ZAddLT(ctx, key, members...) })
}

func (w Writes) ZAddGT(ctx context.Context, key string, members ...redis.Z) *redis.IntCmd {
	return write(ctx, w, zAddGTMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.ZAddGT(ctx, key, members...) })
}

func (w Writes) ZAddArgs(ctx context.Context, key string, args redis.ZAddArgs) *redis.IntCmd {
	return write(ctx, w, zAddArgsMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.ZAddArgs(ctx, key, args) })
}

func (w Writes) ZAddArgsIncr(ctx context.Context, key string, args redis.ZAddArgs) *redis.FloatCmd {
	return write(ctx, w, zAddArgsIncrMethod, redis.NewFloatCmd, func(c redis.Cmdable) *redis.FloatCmd { return c.ZAddArgsIncr(ctx, key, args) })
}

func (w Writes) ZIncrBy(ctx context.Context, key string, increment float64, member string) *redis.FloatCmd {
	return write(ctx, w, zIncrByMethod, redis.NewFloatCmd, func(c redis.Cmdable) *redis.FloatCmd { return c.ZIncrBy(ctx, key, increment, member) })
}

func (w Writes) LPush(ctx context.Context, key string, values ...any) *redis.IntCmd {
	return write(ctx, w, lPushMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.LPush(ctx, key, values...) })
}

func (w Writes) RPush(ctx context.Context, key string, values ...any) *redis.IntCmd {
	return write(ctx, w, rPushMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.RPush(ctx, key, values...) })
}

func (w Writes) XAdd(ctx context.Context, a *redis.XAddArgs) *redis.StringCmd {
	return write(ctx, w, xAddMethod, redis.NewStringCmd, func(c redis.Cmdable) *redis.StringCmd { return c.XAdd(ctx, a) })
}

func (w Writes) PFAdd(ctx context.Context, key string, els ...any) *redis.IntCmd {
	return write(ctx, w, pFAddMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.PFAdd(ctx, key, els...) })
}

func (w Writes) GeoAdd(ctx context.Context, key string, geoLocation ...*redis.GeoLocation) *redis.IntCmd {
	return write(ctx, w, geoAddMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.GeoAdd(ctx, key, geoLocation...) })
}

func (w Writes) LPushX(ctx context.Context, key string, values ...any) *redis.IntCmd {
	return write(ctx, w, lPushXMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.LPushX(ctx, key, values...) })
}

func (w Writes) RPushX(ctx context.Context, key string, values ...any) *redis.IntCmd {
	return write(ctx, w, rPushXMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.RPushX(ctx, key, values...) })
}

func (w Writes) LInsert(ctx context.Context, key, op string, pivot, value any) *redis.IntCmd {
	return write(ctx, w, lInsertMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.LInsert(ctx, key, op, pivot, value) })
}

func (w Writes) LInsertBefore(ctx context.Context, key string, pivot, value any) *redis.IntCmd {
	return write(ctx, w, lInsertBeforeMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.LInsertBefore(ctx, key, pivot, value) })
}

func (w Writes) LInsertAfter(ctx context.Context, key string, pivot, value any) *redis.IntCmd {
	return write(ctx, w, lInsertAfterMethod, redis.NewIntCmd, func(c redis.Cmdable) *redis.IntCmd { return c.LInsertAfter(ctx, key, pivot, value) })
}

func (w Writes) LSet(ctx context.Context, key string, index int64, value any) *redis.StatusCmd {
	return write(ctx, w, lSetMethod, redis.NewStatusCmd, func(c redis.Cmdable) *redis.StatusCmd { return c.LSet(ctx, key, index, value) })
}
