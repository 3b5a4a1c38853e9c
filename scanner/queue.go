package scanner

import (
	"context"
	"sync"
)

// queue holds the jobs of one source: the listing adds datasets, workers take
// jobs, and the worker that ends a round adds the next one's. The listing waits
// where it is far ahead; workers never wait to add.
type queue struct {
	mu     sync.Mutex
	change *sync.Cond
	jobs   []task
	under  int  // datasets under way
	listed bool // no more datasets come
}

// ahead is how many jobs may wait before the listing does.
const ahead = 256

func newQueue(ctx context.Context) (q *queue, stop func() bool) {
	q = &queue{}
	q.change = sync.NewCond(&q.mu)
	return q, context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.change.Broadcast()
	})
}

// open adds a dataset. It returns false when ctx ended.
func (q *queue) open(ctx context.Context) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) >= ahead && ctx.Err() == nil {
		q.change.Wait()
	}
	q.under++
	return ctx.Err() == nil
}

// add puts jobs of an open dataset in the queue.
func (q *queue) add(jobs []task) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, jobs...)
	q.change.Broadcast()
}

// close ends a dataset.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.under--
	q.change.Broadcast()
}

// end says that no more datasets come.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.listed = true
	q.change.Broadcast()
}

// take waits for a job. It returns false when there will be none any more, or
// ctx ended.
func (q *queue) take(ctx context.Context) (j task, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 && ctx.Err() == nil {
		if q.listed && q.under == 0 {
			return task{}, false
		}
		q.change.Wait()
	}
	if ctx.Err() != nil {
		return task{}, false
	}
	j = q.jobs[0]
	q.jobs[0] = task{}
	q.jobs = q.jobs[1:]
	q.change.Broadcast()
	return j, true
}
