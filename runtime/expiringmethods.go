package redisrt

import "reflect"

// A client that declares one of these itself is refused by the method of Writes
// with that name.

func incrMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("Incr") }
func incrByMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("IncrBy") }
func incrByFloatMethod(t reflect.Type) (reflect.Method, bool)  { return t.MethodByName("IncrByFloat") }
func decrMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("Decr") }
func decrByMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("DecrBy") }
func appendMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("Append") }
func setRangeMethod(t reflect.Type) (reflect.Method, bool)     { return t.MethodByName("SetRange") }
func setBitMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("SetBit") }
func bitFieldMethod(t reflect.Type) (reflect.Method, bool)     { return t.MethodByName("BitField") }
func getSetMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("GetSet") }
func hSetMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("HSet") }
func hSetNXMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("HSetNX") }
func hMSetMethod(t reflect.Type) (reflect.Method, bool)        { return t.MethodByName("HMSet") }
func hIncrByMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("HIncrBy") }
func hIncrByFloatMethod(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("HIncrByFloat") }
func sAddMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("SAdd") }
func zAddMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("ZAdd") }
func zAddNXMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("ZAddNX") }
func zAddXXMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("ZAddXX") }
func zAddLTMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("ZAddLT") }
func zAddGTMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("ZAddGT") }
func zAddArgsMethod(t reflect.Type) (reflect.Method, bool)     { return t.MethodByName("ZAddArgs") }
func zAddArgsIncrMethod(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("ZAddArgsIncr") }
func zIncrByMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("ZIncrBy") }
func lPushMethod(t reflect.Type) (reflect.Method, bool)        { return t.MethodByName("LPush") }
func rPushMethod(t reflect.Type) (reflect.Method, bool)        { return t.MethodByName("RPush") }
func xAddMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("XAdd") }
func pFAddMethod(t reflect.Type) (reflect.Method, bool)        { return t.MethodByName("PFAdd") }
func geoAddMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("GeoAdd") }
func lPushXMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("LPushX") }
func rPushXMethod(t reflect.Type) (reflect.Method, bool)       { return t.MethodByName("RPushX") }
func lInsertMethod(t reflect.Type) (reflect.Method, bool)      { return t.MethodByName("LInsert") }
func lInsertBeforeMethod(t reflect.Type) (reflect.Method, bool) {
	return t.MethodByName("LInsertBefore")
}
func lInsertAfterMethod(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("LInsertAfter") }
func lSetMethod(t reflect.Type) (reflect.Method, bool)         { return t.MethodByName("LSet") }
