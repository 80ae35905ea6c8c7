package redisrt

import "reflect"

// method looks up one method of a type. Each name is a constant where it is
// looked up, so that the linker can still drop the methods that nobody calls.
type method = func(reflect.Type) (reflect.Method, bool)

func scanMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("Scan") }
func scanTypeMethod(t reflect.Type) (reflect.Method, bool)  { return t.MethodByName("ScanType") }
func keysMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("Keys") }
func zRangeMethod(t reflect.Type) (reflect.Method, bool)    { return t.MethodByName("ZRange") }
func zRevRangeMethod(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("ZRevRange") }
func zRangeWithScoresMethod(t reflect.Type) (reflect.Method, bool) {
	return t.MethodByName("ZRangeWithScores")
}
func zRevRangeWithScoresMethod(t reflect.Type) (reflect.Method, bool) {
	return t.MethodByName("ZRevRangeWithScores")
}
func zRangeByScoreMethod(t reflect.Type) (reflect.Method, bool) {
	return t.MethodByName("ZRangeByScore")
}
func zRevRangeByScoreMethod(t reflect.Type) (reflect.Method, bool) {
	return t.MethodByName("ZRevRangeByScore")
}
func zRangeByScoreWithScoresMethod(t reflect.Type) (reflect.Method, bool) {
	return t.MethodByName("ZRangeByScoreWithScores")
}
func zRevRangeByScoreWithScoresMethod(t reflect.Type) (reflect.Method, bool) {
	return t.MethodByName("ZRevRangeByScoreWithScores")
}
func lRangeMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("LRange") }
func xRangeMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("XRange") }
func xRangeNMethod(t reflect.Type) (reflect.Method, bool)     { return t.MethodByName("XRangeN") }
func xRevRangeMethod(t reflect.Type) (reflect.Method, bool)   { return t.MethodByName("XRevRange") }
func xRevRangeNMethod(t reflect.Type) (reflect.Method, bool)  { return t.MethodByName("XRevRangeN") }
func hGetAllMethod(t reflect.Type) (reflect.Method, bool)     { return t.MethodByName("HGetAll") }
func hKeysMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("HKeys") }
func hValsMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("HVals") }
func hScanMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("HScan") }
func sMembersMethod(t reflect.Type) (reflect.Method, bool)    { return t.MethodByName("SMembers") }
func sMembersMapMethod(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("SMembersMap") }
func sScanMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("SScan") }
func unlinkMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("Unlink") }
func pipelinedMethod(t reflect.Type) (reflect.Method, bool)   { return t.MethodByName("Pipelined") }
func getMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("Get") }
func evalMethod(t reflect.Type) (reflect.Method, bool)        { return t.MethodByName("Eval") }
func evalShaMethod(t reflect.Type) (reflect.Method, bool)     { return t.MethodByName("EvalSha") }
