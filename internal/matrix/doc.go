// Package matrix tests that every driver says the same of the same program: the findings, and what the fixes make of it.
package matrix
