package tests

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	redisrt "github.com/redislint/redislint/runtime"
)

// notExpiring has the writes of go-redis that redisrt.Writes lacks, by the reason.
var notExpiring = map[string]string{
	"it has an expiration of its own": `Set SetArgs SetEx SetNX SetXX SetIFDEQ SetIFDEQGet SetIFDNE SetIFDNEGet SetIFEQ
		SetIFEQGet SetIFNE SetIFNEGet MSetEX HSetEX HSetEXWithArgs IncrEXFloat IncrEXInt Restore RestoreReplace`,
	"it is about an expiration": `Expire ExpireAt ExpireGT ExpireLT ExpireNX ExpireXX PExpire PExpireAt Persist GetEx
		HExpire HExpireAt HExpireAtWithArgs HExpireWithArgs HPExpire HPExpireAt HPExpireAtWithArgs HPExpireWithArgs HPersist
		HGetEX HGetEXWithArgs`,
	"it names several keys, and not which is to expire; on a cluster they may be in several slots": `BLMove BLMoveM
		BRPopLPush LMove LMoveM RPopLPush SMove Copy Rename RenameNX PFMerge MSet MSetNX
		BitOpAnd BitOpAndOr BitOpDiff BitOpDiff1 BitOpNot BitOpOne BitOpOr BitOpXor
		GeoRadiusByMemberStore GeoRadiusStore GeoSearchStore SDiffStore SInterStore SUnionStore
		SortStore ZDiffStore ZInterStore ZRangeStore ZUnionStore`,
	"it removes only, so it makes no key": `BLMPop BLPop BRPop BZMPop BZPopMax BZPopMin Del DelExArgs GetDel HDel HGetDel
		LMPop LPop LPopCount LRem LTrim RPop RPopCount SPop SPopN SRem Unlink XDel XDelEx XTrimMaxLen XTrimMaxLenApprox
		XTrimMaxLenApproxMode XTrimMaxLenMode XTrimMinID XTrimMinIDApprox XTrimMinIDApproxMode XTrimMinIDMode
		ZMPop ZPopMax ZPopMin ZRem ZRemRangeByLex ZRemRangeByRank ZRemRangeByScore ARDel ARDelRange`,
	"it changes consumer groups or settings of a stream that must be there": `XAck XAckDel XAutoClaim XAutoClaimJustID
		XAutoClaimWithDeleted XCfgSet XClaim XClaimJustID XGroupCreate XGroupCreateConsumer XGroupDelConsumer
		XGroupDestroy XGroupSetID XNack XReadGroup`,
	"it makes a consumer group, which would expire with its stream": `XGroupCreateMkStream`,
	"it moves a key to another database or server as it is":         `Move Migrate`,
	"it writes no key":                      `FunctionDelete FunctionFlush FunctionFlushAsync FunctionLoad FunctionLoadReplace FunctionRestore`,
	"it is about all keys":                  `FlushAll FlushAllAsync FlushDB FlushDBAsync`,
	"it reads, without its option to STORE": `Sort SortInterfaces`,
	"go-redis v9.7.3 lacks it":              `ARInsert ARMSet ARRing ARSeek ARSet HImportSet SetFromBuffer VAdd VAddWithArgs VClearAttributes VRem VSetAttr`,
}

// ofModules are the beginnings of commands that plain Redis 6.2 lacks; what their
// keys need is left to them.
var ofModules = []string{"BF.", "CF.", "CMS.", "FT.", "JSON.", "TDIGEST.", "TOPK.", "TS."}

// facts reads a table of what redislint knows about go-redis: columns by the
// value in the first.
func facts(t *testing.T, name string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "internal", "command", "facts", name))
	must(t, err)
	rows := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		columns := strings.Split(strings.TrimRight(line, "\n"), "\t")
		rows[columns[0]] = columns
	}
	return rows
}

// TestExpiringHasEachWrite: a write of go-redis is a method of Writes, or it is
// said why not.
func TestExpiringHasEachWrite(t *testing.T) {
	cmdable, ours := reflect.TypeFor[redis.Cmdable](), reflect.TypeFor[redisrt.Writes]()
	excepted := map[string]bool{}
	for reason, methods := range notExpiring {
		for _, m := range strings.Fields(methods) {
			if _, ok := ours.MethodByName(m); ok || excepted[m] {
				t.Errorf("%s is excepted twice, or a method: %s", m, reason)
			}
			excepted[m] = true
		}
	}

	methods, commands := facts(t, "methods.tsv"), facts(t, "commands.tsv")
	writes := 0
	for m := range cmdable.Methods() {
		if slices.Contains([]string{"Pipeline", "Pipelined", "TxPipeline", "TxPipelined"}, m.Name) {
			continue
		}
		known, ok := methods[m.Name]
		if !ok && strings.HasPrefix(m.Name, "TF") {
			continue // of a module that newer versions of go-redis have given up
		}
		if !ok {
			t.Errorf("%s is not known", m.Name)
			continue
		}
		command := known[3]
		row, ok := commands[command]
		if !ok {
			t.Errorf("%s: %s is not known", m.Name, command)
			continue
		}
		if !slices.Contains(strings.Fields(row[4]), "write") {
			continue
		}
		writes++
		_, ok = ours.MethodByName(m.Name)
		module := slices.ContainsFunc(ofModules, func(p string) bool { return strings.HasPrefix(command, p) })
		if !ok && !excepted[m.Name] && !module {
			t.Errorf("%s, which is %s, is neither a method nor excepted", m.Name, command)
		}
	}
	if writes < 150 {
		t.Errorf("%d writes only", writes)
	}
	if _, newest := cmdable.MethodByName("IncrEXInt"); newest {
		for m := range excepted {
			if _, ok := cmdable.MethodByName(m); !ok {
				t.Errorf("%s is excepted, but there is no such method", m)
			}
		}
	}
}

// TestExpiringSignatures: a fix leaves the arguments and what follows the call.
func TestExpiringSignatures(t *testing.T) {
	cmdable, ours := reflect.TypeFor[redis.Cmdable](), reflect.TypeFor[redisrt.Writes]()
	n := 0
	for m := range ours.Methods() {
		n++
		theirs, ok := cmdable.MethodByName(m.Name)
		if !ok {
			t.Errorf("go-redis has no %s", m.Name)
			continue
		}
		if got := reflect.Zero(ours).MethodByName(m.Name).Type(); got != theirs.Type {
			t.Errorf("%s is %v, in go-redis %v", m.Name, got, theirs.Type)
		}
	}
	if n != 35 {
		t.Errorf("%d methods", n)
	}
	for _, f := range []reflect.Type{reflect.TypeOf(redisrt.Expiring), reflect.TypeOf(redisrt.ExpiringOnce)} {
		if f.NumOut() != 1 || f.Out(0) != ours || !cmdable.Implements(f.In(0)) {
			t.Errorf("%v", f)
		}
	}
}
