package goplsbuild

import (
	"fmt"
	"strconv"
	"strings"
)

// editor is where an editor is told which gopls to start, and how. %s is the executable, quoted.
type editor struct{ name, file, setting string }

func (e editor) with(executable string) string {
	return fmt.Sprintf(e.setting, strconv.Quote(executable))
}

var editors = []editor{
	{"VS Code", "settings.json", `"go.alternateTools": {"gopls": %s}`},
	{"Neovim 0.11", "init.lua", `vim.lsp.config("gopls", {
  cmd = {%s},
  filetypes = {"go", "gomod", "gowork", "gotmpl"},
  root_markers = {"go.work", "go.mod", ".git"},
})
vim.lsp.enable("gopls")`},
	{"Emacs, Eglot", "init.el", `(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
    '((go-mode go-dot-mod-mode go-dot-work-mode go-ts-mode go-mod-ts-mode go-work-ts-mode) . (%s))))`},
	{"Emacs, lsp-mode", "init.el", `(setq lsp-go-gopls-server-path %s)`},
	{"Zed", "settings.json", `"lsp": {"gopls": {"binary": {"path": %s}}}`},
	{"Helix", "languages.toml", `[language-server.gopls]
command = %s`},
}

// Settings says how to point editors at an executable.
func Settings(executable string) string {
	var text strings.Builder
	for _, editor := range editors {
		setting := strings.ReplaceAll(editor.with(executable), "\n", "\n\t")
		fmt.Fprintf(&text, "\n%s (%s)\n\n\t%s\n", editor.name, editor.file, setting)
	}
	return text.String()
}
