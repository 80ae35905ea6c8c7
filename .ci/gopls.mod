module github.com/redislint/redislint

go 1.26.0

require (
	golang.org/x/mod v0.37.0
	golang.org/x/tools v0.47.1-0.20260707181000-a299dadba899
	golang.org/x/sync v0.21.0 // indirect
)
