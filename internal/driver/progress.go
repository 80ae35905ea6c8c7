package driver

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// progress is a line that says what is being done, on a terminal. A nil *progress says nothing.
type progress struct{ w io.Writer }

func newProgress(w io.Writer) *progress {
	if !isTerminal(w) {
		return nil
	}
	return &progress{w}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

const clearLine = "\r\x1b[K"

func (p *progress) say(format string, args ...any) {
	if p != nil {
		fmt.Fprintf(p.w, clearLine+format+" …", args...)
	}
}

func (p *progress) clear() {
	if p != nil {
		io.WriteString(p.w, clearLine)
	}
}
