// Package grade is code with tests that notice some changes of it.
package grade

// Passes reports whether enough points were reached. Its tests try the limit.
func Passes(points, of int) bool {
	return of > 0 && points*2 >= of
}

// Rounded is tested far from its limit only.
func Rounded(points int) int {
	if points > 100 {
		return 100
	}
	return points
}

// Unused has no test.
func Unused(a int) bool {
	return a == 1
}

// Spin does not end where its step is turned round.
func Spin(n int) (steps int) {
	for i := n; i > 0; i = i - 1 {
		steps = steps + 1
	}
	return steps
}
