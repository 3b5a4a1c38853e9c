//go:build !race

package format

// scale divides the size of large input.
const scale = 1
