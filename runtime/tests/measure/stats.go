package measure

import (
	"cmp"
	"slices"
)

// Median is the middle of values, the upper one of two.
func Median[T cmp.Ordered](values []T) T {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

func medianOf[T any](values []T, f func(int, T) float64) float64 {
	var of []float64
	for i, v := range values {
		of = append(of, f(i, v))
	}
	return Median(of)
}
