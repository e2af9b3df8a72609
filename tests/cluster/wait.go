package main

import (
	"context"
	"fmt"
	"time"
)

// poll asks until the answer is yes. An error ends it at once; when the time is over, the last thing that was missing is said.
func poll(ctx context.Context, limit time.Duration, what string, ask func(context.Context) (missing string, err error)) error {
	deadline := time.Now().Add(limit)
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		missing, err := ask(ctx)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", what, err)
		case missing == "":
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("%s: not within %s: %s", what, limit, missing)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w: %s", what, ctx.Err(), missing)
		case <-ticker.C:
		}
	}
}
