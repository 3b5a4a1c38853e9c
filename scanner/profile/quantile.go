package profile

import "math"

// The quantiles that intervals are made of. Each is found by bisection of its
// distribution function: a few microseconds, and no table.

// normal is the quantile of the standard normal distribution at 0.975.
const normal = 1.959963984540054

// student widens normal to the quantile of Student's t with n-1 degrees of
// freedom (Hill's expansion; within 1 % from 4 on).
func student(n float64) float64 {
	nu := n - 1
	if nu < 1 {
		return math.Inf(1)
	}
	z, z3, z5, z7 := normal, math.Pow(normal, 3), math.Pow(normal, 5), math.Pow(normal, 7)
	return z + (z3+z)/(4*nu) + (5*z5+16*z3+3*z)/(96*nu*nu) + (3*z7+19*z5+17*z3-15*z)/(384*nu*nu*nu)
}

// binomial bounds the share of which hits of n draws were seen: each bound is
// wrong with a probability of at most tail (Clopper and Pearson, 1934).
func binomial(hits, n, tail float64) (low, high float64) {
	if hits > 0 {
		low = bisect(0, 1, func(p float64) bool { return beta(p, hits, n-hits+1) < tail })
	}
	high = 1
	if hits < n {
		high = bisect(0, 1, func(p float64) bool { return beta(p, hits+1, n-hits) < 1-tail })
	}
	return low, high
}

// gamma is the quantile at q of the gamma distribution of that mean and
// variance.
func gamma(q, mean, variance float64) float64 {
	if mean <= 0 {
		return 0
	}
	if variance <= 0 {
		return mean
	}
	shape, scale := mean*mean/variance, variance/mean
	if shape > 1e5 { // Wilson and Hilferty: exact to far more than a draw
		z := normal
		if q < 0.5 {
			z = -normal
		}
		return shape * scale * math.Pow(1-1/(9*shape)+z/math.Sqrt(9*shape), 3)
	}
	high := shape + 10*math.Sqrt(shape) + 20
	return scale * bisect(0, high, func(x float64) bool { return lowerGamma(shape, x) < q })
}

// bisect finds where below turns from true to false.
func bisect(low, high float64, below func(float64) bool) float64 {
	for range 64 {
		if mid := (low + high) / 2; below(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// lowerGamma is the regularised lower incomplete gamma function: the series
// below the mean, the continued fraction (Lentz) above.
func lowerGamma(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	lg, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - lg)
	if x < a+1 {
		term := 1 / a
		sum := term
		for n := a + 1; math.Abs(term) > sum*1e-15; n++ {
			term *= x / n
			sum += term
		}
		return front * sum
	}
	b := x + 1 - a
	c, d := math.MaxFloat64, 1/b
	h := d
	for i := 1.0; i < 1e5; i++ {
		an := -i * (i - a)
		b += 2
		d = 1 / (an*d + b)
		c = b + an/c
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return 1 - front*h
}

// beta is the regularised incomplete beta function I_x(a, b).
func beta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - beta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	c, d := 1.0, 1/max(1-(a+b)*x/(a+1), tiny)
	h := d
	for m := 1.0; m < 1e5; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/(1+even*d), 1+even/c
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/(1+odd*d), 1+odd/c
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return front * h
}

// Binomial bounds the share of which hits of n were seen: each bound is wrong
// with a probability of at most tail.
func Binomial(hits, n int, tail float64) (low, high float64) {
	return binomial(float64(hits), float64(n), tail)
}
