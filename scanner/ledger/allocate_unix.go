//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package ledger

import "syscall"

// allocate returns n bytes that lie beside the heap: the garbage collector would
// let it grow to twice as much. What is not written to takes no memory.
func allocate(n int) (b []byte, free func(), err error) {
	if n == 0 {
		return nil, nil, nil
	}
	b, err = syscall.Mmap(-1, 0, n, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	return b, func() { _ = syscall.Munmap(b) }, nil
}
