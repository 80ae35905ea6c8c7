// Package front imports neither go-redis nor the store: it gets at the store's types through the service.
package front

import (
	"context"
	"time"

	"redislint.test/wrapped/service"
)

func greet(ctx context.Context, app *service.App, visitor string) error {
	return app.Cache.Put(ctx, "session:front:"+visitor, "hello", 0) // REPORT redisttl: through store\.Cache\.Put, SET leaves session:front:\*
}

func greetForAnHour(ctx context.Context, app *service.App, visitor string) error {
	return app.Cache.Put(ctx, "greeted:"+visitor, "hello", time.Hour) // SILENT redisttl: an hour
}

func visit(ctx context.Context, app *service.App, visitor string) error {
	if _, err := app.Counts().Count(ctx, "visits:"+visitor); err != nil { // REPORT redisexpire: through store\.Counts\.Count. makes visits:\*
		return err
	}
	return app.Counts().Touch(ctx, "visits:"+visitor, time.Hour)
}

func visitTwo(ctx context.Context, app, other *service.App, visitor string) error {
	if _, err := app.Counts().Count(ctx, "visits:"+visitor); err != nil { // SILENT redisexpire: two apps
		return err
	}
	return other.Counts().Touch(ctx, "visits:"+visitor, time.Hour)
}
