package matrix

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGoplsOfRelease has a redislint that was installed from the module proxy build gopls: the same bytes each time,
// and nothing where it is there already.
func TestGoplsOfRelease(t *testing.T) {
	env, err := releaseEnv()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	env = append(env, "GOBIN="+filepath.Join(dir, "bin"))
	if _, err := output(dir, env, "go", "install", release.Path+"/cmd/redislint@"+release.Version); err != nil {
		t.Fatal(err)
	}
	gopls := func(env []string, args ...string) string {
		t.Helper()
		text, err := output(dir, env, filepath.Join(dir, "bin", "redislint"), append([]string{"gopls"}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	file := filepath.Join(dir, "bin", "redislint-gopls")
	if said := gopls(env); !strings.HasPrefix(said, "built gopls v0.2") || !strings.Contains(said, `"go.alternateTools": {"gopls": "`+file+`"}`) {
		t.Errorf("the first call says %s", said)
	}
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	said := gopls(append(env, "GOPROXY=off", "GOMODCACHE="+t.TempDir()))
	if !strings.HasPrefix(said, "gopls v0.2") || !strings.Contains(said, "with redislint "+release.Version+" is there: "+file) {
		t.Errorf("the second call says %s", said)
	}
	if after, err := os.Stat(file); err != nil || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the second call wrote it anew: %v", err)
	}
	other := filepath.Join(dir, "other")
	gopls(env, "-o="+other)
	if read(t, file) != read(t, other) {
		t.Error("two builds of the same versions differ")
	}
}
