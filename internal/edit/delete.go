package edit

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// Delete returns the edits that delete statements which follow each other, with their lines. Of the comments in them,
// beside them and right above them it deletes those that go says; others stay. It reports false where the statements
// share a line with something else.
func Delete(pass *analysis.Pass, from, to ast.Stmt, goes func(comment string) bool) ([]analysis.TextEdit, bool) {
	file := fileOf(pass, from.Pos())
	if file == nil || sharesLine(pass, file, from.Pos(), to.End()) {
		return nil, false
	}
	lines := pass.Fset.File(from.Pos())
	line := func(pos token.Pos) int { return lineOf(pass.Fset, pos) }
	startOf := func(line int) token.Pos {
		if line > lines.LineCount() {
			return file.FileEnd
		}
		return lines.LineStart(line)
	}
	first, last := line(from.Pos()), line(to.End())
	kept := make(map[int]bool)
	for _, group := range file.Comments {
		if line(group.Pos()) > last || line(group.End()) < first || goes(group.Text()) {
			continue
		}
		if group.Pos() > to.End() || sharesLineWithCode(pass, from, to, group) {
			return nil, false // a comment beside code that goes, which is not about it
		}
		for l := line(group.Pos()); l <= line(group.End()); l++ {
			kept[l] = true
		}
	}
	if above, ok := commentAbove(pass, file, first, goes); ok {
		first = line(above.Pos())
	}
	var edits []analysis.TextEdit
	for l := first; l <= last; l++ {
		if kept[l] {
			continue
		}
		end := l
		for end < last && !kept[end+1] {
			end++
		}
		edits = append(edits, analysis.TextEdit{Pos: startOf(l), End: startOf(end + 1)})
		l = end
	}
	return edits, true
}

// ReplaceResult returns the edits that replace what a return statement returns, and delete the comments right above it
// that goes says. It reports false where that would lose another comment.
func ReplaceResult(pass *analysis.Pass, statement *ast.ReturnStmt, text string, goes func(comment string) bool) ([]analysis.TextEdit, bool) {
	result := statement.Results[0]
	if len(statement.Results) != 1 || hasComment(pass, result.Pos(), result.End()) {
		return nil, false
	}
	edits := []analysis.TextEdit{{Pos: result.Pos(), End: result.End(), NewText: []byte(text)}}
	file := fileOf(pass, statement.Pos())
	lines := pass.Fset.File(statement.Pos())
	if above, ok := commentAbove(pass, file, lineOf(pass.Fset, statement.Pos()), goes); ok {
		first, last := lineOf(pass.Fset, above.Pos()), lineOf(pass.Fset, above.End())
		edits = append(edits, analysis.TextEdit{Pos: lines.LineStart(first), End: lines.LineStart(last + 1)})
	}
	return edits, true
}

// commentAbove returns the comment that ends right above a line and has its own lines, if goes says that it goes: all of
// it, then.
func commentAbove(pass *analysis.Pass, file *ast.File, line int, goes func(comment string) bool) (*ast.CommentGroup, bool) {
	for _, group := range file.Comments {
		if lineOf(pass.Fset, group.End()) == line-1 {
			isOwn := !sharesLine(pass, file, group.Pos(), group.End())
			return group, isOwn && goes(group.Text())
		}
	}
	return nil, false
}

func fileOf(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, file := range pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			return file
		}
	}
	return nil
}

// sharesLine reports whether another token, braces included, is on the first or last line of a range.
func sharesLine(pass *analysis.Pass, file *ast.File, from, to token.Pos) bool {
	first, last := lineOf(pass.Fset, from), lineOf(pass.Fset, to)
	shares := false
	at := func(pos token.Pos, before bool) {
		if pos.IsValid() && (before && pos < from && lineOf(pass.Fset, pos) == first || !before && pos >= to && lineOf(pass.Fset, pos) == last) {
			shares = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup, *ast.File:
			return n != nil
		case *ast.BlockStmt:
			at(n.Lbrace, true)
			at(n.Rbrace, false)
			return true
		default:
			if n.Pos() < from && n.End() <= from {
				at(n.End()-1, true)
			}
			if n.Pos() >= to {
				at(n.Pos(), false)
			}
			at(caseColon(n), true)
		}
		return true
	})
	return shares
}

func caseColon(n ast.Node) token.Pos {
	switch n := n.(type) {
	case *ast.CaseClause:
		return n.Colon
	case *ast.CommClause:
		return n.Colon
	}
	return token.NoPos
}

// sharesLineWithCode reports whether a comment within statements is on a line with a part of them.
func sharesLineWithCode(pass *analysis.Pass, from, to ast.Stmt, group *ast.CommentGroup) bool {
	first, last := lineOf(pass.Fset, group.Pos()), lineOf(pass.Fset, group.End())
	shares := false
	for _, statement := range []ast.Stmt{from, to} {
		ast.Inspect(statement, func(n ast.Node) bool {
			switch n := n.(type) {
			case nil, *ast.Comment, *ast.CommentGroup:
				return false
			case *ast.BlockStmt:
				for _, brace := range []token.Pos{n.Lbrace, n.Rbrace} {
					if l := lineOf(pass.Fset, brace); first <= l && l <= last {
						shares = true
					}
				}
			case *ast.Ident, *ast.BasicLit:
				if l := lineOf(pass.Fset, n.Pos()); first <= l && l <= last {
					shares = true
				}
			}
			return true
		})
	}
	return shares
}
