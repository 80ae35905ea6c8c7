package matrix

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/sourcegraph/jsonrpc2"
)

// server is a language server, and what an editor knows of it.
type server struct {
	t    *testing.T
	conn *jsonrpc2.Conn

	mu          sync.Mutex
	published   *sync.Cond
	diagnostics map[string][]diagnostic // by URI
	gone        bool
	settings    map[string]any
	files       map[string]*openFile // by URI
}

type openFile struct {
	text    string
	version int
}

type position struct {
	Line      int `json:"line"`      // from 0
	Character int `json:"character"` // in UTF-16 code units
}

type span struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type diagnostic struct {
	Range           span                   `json:"range"`
	Severity        int                    `json:"severity,omitempty"`
	Code            any                    `json:"code,omitempty"`
	CodeDescription *struct{ Href string } `json:"codeDescription,omitempty"`
	Source          string                 `json:"source,omitempty"`
	Message         string                 `json:"message"`
	Data            json.RawMessage        `json:"data,omitempty"`
}

type textEdit struct {
	Range   span   `json:"range"`
	NewText string `json:"newText"`
}

type codeAction struct {
	Title       string
	Diagnostics []diagnostic
	Edit        *struct {
		DocumentChanges []struct {
			TextDocument struct{ URI string }
			Edits        []textEdit
		}
	}
}

// start starts a language server in a directory, for the module in dir.
func start(t *testing.T, dir string, settings map[string]any, workdir, name string, args ...string) *server {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stderr = workdir, os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, settings: settings, diagnostics: make(map[string][]diagnostic), files: make(map[string]*openFile)}
	s.published = sync.NewCond(&s.mu)
	stream := jsonrpc2.NewBufferedStream(pipe{stdout, stdin}, jsonrpc2.VSCodeObjectCodec{})
	s.conn = jsonrpc2.NewConn(context.Background(), stream, jsonrpc2.HandlerWithError(s.handle))
	go func() {
		<-s.conn.DisconnectNotify()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gone = true
		s.published.Broadcast()
	}()
	t.Cleanup(func() {
		s.call("shutdown", nil, nil)
		s.notify("exit", nil)
		s.conn.Close()
		cmd.Wait()
		add(cmd.ProcessState)
	})
	s.call("initialize", map[string]any{
		"rootUri":               uriOf(dir),
		"workspaceFolders":      []any{map[string]any{"uri": uriOf(dir), "name": "program"}},
		"initializationOptions": settings,
		"capabilities": map[string]any{
			"workspace": map[string]any{"configuration": true, "workspaceEdit": map[string]any{"documentChanges": true}},
			"textDocument": map[string]any{
				"publishDiagnostics": map[string]any{"codeDescriptionSupport": true, "dataSupport": true, "versionSupport": true},
				"codeAction": map[string]any{
					"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix"}}},
					"dataSupport":              true,
				},
			},
		},
	}, nil)
	s.notify("initialized", map[string]any{})
	return s
}

// pipe is what a server reads and writes.
type pipe struct {
	io.ReadCloser
	io.WriteCloser
}

func (p pipe) Close() error { return cmp.Or(p.WriteCloser.Close(), p.ReadCloser.Close()) }

// handle answers what the server asks of an editor.
func (s *server) handle(_ context.Context, _ *jsonrpc2.Conn, request *jsonrpc2.Request) (any, error) {
	switch request.Method {
	case "textDocument/publishDiagnostics":
		var params struct {
			URI         string
			Diagnostics []diagnostic
		}
		if err := json.Unmarshal(*request.Params, &params); err != nil {
			return nil, err
		}
		s.mu.Lock()
		s.diagnostics[params.URI] = params.Diagnostics
		s.published.Broadcast()
		s.mu.Unlock()
	case "workspace/configuration":
		s.mu.Lock()
		defer s.mu.Unlock()
		return []any{s.settings}, nil
	}
	return nil, nil
}

func (s *server) call(method string, params, result any) {
	s.t.Helper()
	if err := s.conn.Call(context.Background(), method, params, result); err != nil {
		s.t.Errorf("%s: %v", method, err)
	}
}

func (s *server) notify(method string, params any) {
	s.t.Helper()
	if err := s.conn.Notify(context.Background(), method, params); err != nil {
		s.t.Errorf("%s: %v", method, err)
	}
}

func uriOf(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

func pathOf(uri string) string {
	parsed, err := url.Parse(uri)
	if err != nil {
		return uri
	}
	return filepath.FromSlash(parsed.Path)
}

// configure changes the settings.
func (s *server) configure(settings map[string]any) {
	s.t.Helper()
	s.mu.Lock()
	s.settings = settings
	s.mu.Unlock()
	s.notify("workspace/didChangeConfiguration", map[string]any{"settings": nil})
}

// await waits for diagnostics of a file that are as wanted.
func (s *server) await(uri string, wanted func([]diagnostic) bool) []diagnostic {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !wanted(s.diagnostics[uri]) {
		if s.gone {
			s.t.Fatalf("the server has ended; it last said of %s: %+v", uri, s.diagnostics[uri])
		}
		s.published.Wait()
	}
	return s.diagnostics[uri]
}

// quickFixes returns what the editor offers at a diagnostic.
func (s *server) quickFixes(uri string, d diagnostic) []codeAction {
	s.t.Helper()
	var actions []codeAction
	s.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri},
		"range":        d.Range,
		"context":      map[string]any{"diagnostics": []diagnostic{d}, "only": []string{"quickfix"}},
	}, &actions)
	return slices.DeleteFunc(actions, func(a codeAction) bool {
		return !slices.ContainsFunc(a.Diagnostics, func(of diagnostic) bool { return of.Message == d.Message && of.Range == d.Range })
	})
}
