module github.com/redislint/redislint/internal/matrix

go 1.26.0

require golang.org/x/mod v0.42.0

replace github.com/redislint/redislint => ../..
