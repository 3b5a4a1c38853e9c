//go:build race

package format

// scale divides the size of large input: the race detector is slow, and has
// nothing to find in more of the same.
const scale = 20
