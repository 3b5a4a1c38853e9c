package html

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The tests share one browser and one tab of it, one after another: a page is
// opened in a tenth of the time that a tab takes.
var browser struct {
	once  sync.Once
	tab   *tab
	close []func()
	err   error
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range browser.close {
		end()
	}
	os.Exit(code)
}

func startBrowser() {
	path, err := exec.LookPath("chromium")
	if err != nil {
		browser.err = errors.New("no chromium in the PATH; install it (on Debian: apt-get install chromium)")
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.WindowSize(1280, 900))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	browser.tab, browser.close = &tab{ctx: ctx}, []func(){end, stop}
	browser.err = chromedp.Listen(ctx, browser.tab.listen)
}

// tab is a page as a reader has it open: from a file, as it was written.
type tab struct {
	*testing.T
	ctx context.Context
	url string
	n   int // pages opened

	mu    sync.Mutex
	asked []string // what the page asked for, itself included
	said  []string // on the console, and by the browser about the page
}

// reader is who looks at a page. The zero value has a laptop and scripts on.
type reader struct {
	hash   string
	narrow bool   // a window of 360 pixels in place of 1280
	plain  bool   // scripts are off
	scheme string // light, dark; "": the browser's own
}

// save writes a page to a file of its own.
func save(t *testing.T, page string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "map.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// open opens a file and waits until the page is ready.
func open(t *testing.T, file string, r reader) *tab {
	t.Helper()
	if browser.once.Do(startBrowser); browser.err != nil {
		t.Fatal(browser.err)
	}
	x := browser.tab
	x.T, x.n = t, x.n+1
	x.url = fmt.Sprintf("file://%s?%d", file, x.n) // else a new hash would be a move in the page
	x.mu.Lock()
	x.asked, x.said = nil, nil
	x.mu.Unlock()
	x.width(map[bool]int64{true: 360, false: 1280}[r.narrow])
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: r.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	call(x, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	call(x, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: r.plain})
	x.do(chromedp.Navigate(x.url + r.hash))
	if !r.plain {
		x.until(`document.documentElement.dataset.ready === "yes"`)
	}
	return x
}

// width makes the window so many pixels wide.
func (x *tab) width(pixels int64) {
	x.Helper()
	x.do(chromedp.EmulateViewport(pixels, 900))
}

// listen notes what a page must not do. It runs in the browser's own loop.
func (x *tab) listen(event any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		x.asked = append(x.asked, e.Request.URL)
	case *log.EventEntryAdded:
		x.said = append(x.said, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		x.said = append(x.said, fmt.Sprintf("console.%s", e.Type))
	case *runtime.EventExceptionThrown:
		x.said = append(x.said, e.ExceptionDetails.Text)
	}
}

// quiet fails the test where the page asked for anything but itself, or
// something went wrong in it.
func (x *tab) quiet() {
	x.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, address := range x.asked {
		if file, _, _ := strings.Cut(address, "#"); file != x.url {
			x.Errorf("the page asked for %s", address)
		}
	}
	for _, text := range x.said {
		x.Errorf("the browser says: %s", text)
	}
}

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.Helper()
	if err := chromedp.Do(x.ctx, steps...); err != nil {
		x.Fatal(err)
	}
}

// until waits for an expression to hold.
func (x *tab) until(expression string) {
	x.Helper()
	if _, err := chromedp.Run(x.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(time.Minute))); err != nil {
		x.Fatalf("waiting for %s: %v; the table says %q", expression, err, x.text("#shown"))
	}
}

// eval is the value of an expression in the page.
func eval[T any](x *tab, expression string) T {
	x.Helper()
	v, err := chromedp.Run(x.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		x.Fatalf("%s: %v", expression, err)
	}
	return v
}

// text is what a reader reads in an element.
func (x *tab) text(selector string) string {
	x.Helper()
	return eval[string](x, fmt.Sprintf(`document.querySelector(%q).innerText.replace(/\s+/g, " ").trim()`, selector))
}

// press clicks a point of an element that nothing covers: the middle of the box
// around a country may lie in the sea.
func (x *tab) press(selector string) {
	x.Helper()
	at := eval[[]float64](x, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		if (!e) return [];
		document.documentElement.style.scrollBehavior = "auto";
		e.scrollIntoView({block: "center"});
		const b = e.getBoundingClientRect();
		for (let n = 2; n < 60; n++) for (let i = 1; i < n; i++) for (let j = 1; j < n; j++) {
			const px = b.left + b.width * i / n, py = b.top + b.height * j / n;
			const hit = document.elementFromPoint(px, py);
			if (hit && (hit === e || e.contains(hit))) return [px, py];
		}
		return [];
	})()`, selector))
	if len(at) != 2 {
		x.Fatalf("%s is not there, or nobody can click it", selector)
	}
	x.do(chromedp.MouseClickXY(at[0], at[1]))
}

// key presses a key where the focus is.
func (x *tab) key(keys string) {
	x.Helper()
	x.do(chromedp.KeyEvent(keys))
}

func call[P, R any](x *tab, c cdp.Command[P, R], params P) {
	x.Helper()
	if _, err := chromedp.Call(x.ctx, c, params); err != nil {
		x.Fatal(err)
	}
}
