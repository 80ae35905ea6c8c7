package command

import "strings"

// Effect says what a command does to a key, as far as rules ask. It is a set.
type Effect uint8

// What a command may do to a key. A command that has arguments to say so may do less.
const (
	Adds    Effect = 1 << iota // elements to a collection, which it makes if there is none
	Shifts                     // the elements of a list: changes which one has which index, or takes some away
	Trims                      // removes elements until a bound holds
	Ages                       // removes the elements that have passed a limit of score or of time
	Frees                      // removes the key
	Expires                    // gives the key a lifetime
	Makes                      // the key if there is none; it has no lifetime then
)

// Type is a type of value, as TYPE names it. The zero Type is not known.
type Type string

// The types.
const (
	String    Type = "string"
	List      Type = "list"
	Set       Type = "set"
	SortedSet Type = "sorted set"
	Hash      Type = "hash"
	Stream    Type = "stream"
)

// Effect returns what the command does to its i-th key.
func (c *Command) Effect(i int) Effect {
	of, ok := effects[c.Name]
	if !ok {
		return 0
	}
	if i == 0 {
		return of.first
	}
	return of.others
}

// Changes reports whether the command changes keys. Some that may store what they compute are there to read.
func (c *Command) Changes() bool {
	switch c.Name {
	case "SORT", "GEORADIUS", "GEORADIUSBYMEMBER":
		return false
	}
	return c.Write && len(c.Keys) > 0
}

// ChangesKey reports whether the command, which changes keys, may change its i-th: some only read it.
func (c *Command) ChangesKey(i int) bool {
	switch {
	case c.Name == "COPY":
		return i > 0
	case strings.HasSuffix(c.Name, "STORE"), c.Name == "BITOP", c.Name == "PFMERGE":
		return i == 0
	}
	return true
}

type keyEffects struct{ first, others Effect }

// effects is from the commands' documentation: https://redis.io/docs/latest/commands/.
var effects = map[string]keyEffects{
	"LPUSH":      {first: Adds | Makes | Shifts},
	"LPUSHX":     {first: Adds | Shifts},
	"RPUSH":      {first: Adds | Makes},
	"RPUSHX":     {first: Adds},
	"LINSERT":    {first: Adds | Shifts},
	"LPOP":       {first: Shifts},
	"RPOP":       {first: Shifts},
	"LREM":       {first: Shifts},
	"LTRIM":      {first: Shifts | Trims},
	"LMPOP":      {first: Shifts, others: Shifts},
	"BLPOP":      {first: Shifts, others: Shifts},
	"BRPOP":      {first: Shifts, others: Shifts},
	"BLMPOP":     {first: Shifts, others: Shifts},
	"RPOPLPUSH":  {first: Shifts, others: Adds | Makes | Shifts},
	"BRPOPLPUSH": {first: Shifts, others: Adds | Makes | Shifts},
	"LMOVE":      {first: Shifts, others: Adds | Makes | Shifts},
	"BLMOVE":     {first: Shifts, others: Adds | Makes | Shifts},

	"SADD":        {first: Adds | Makes},
	"SMOVE":       {others: Adds | Makes},
	"SINTERSTORE": {first: Adds | Makes},
	"SUNIONSTORE": {first: Adds | Makes},
	"SDIFFSTORE":  {first: Adds | Makes},

	"ZADD":             {first: Adds | Makes},
	"ZINCRBY":          {first: Adds | Makes},
	"GEOADD":           {first: Adds | Makes},
	"ZUNIONSTORE":      {first: Adds | Makes},
	"ZINTERSTORE":      {first: Adds | Makes},
	"ZDIFFSTORE":       {first: Adds | Makes},
	"ZRANGESTORE":      {first: Adds | Makes},
	"GEOSEARCHSTORE":   {first: Adds | Makes},
	"ZREMRANGEBYRANK":  {first: Trims},
	"ZREMRANGEBYSCORE": {first: Ages},
	"ZREMRANGEBYLEX":   {first: Ages},

	"HSET":         {first: Adds | Makes},
	"HMSET":        {first: Adds | Makes},
	"HSETNX":       {first: Adds | Makes},
	"HSETEX":       {first: Adds | Makes},
	"HINCRBY":      {first: Adds | Makes},
	"HINCRBYFLOAT": {first: Adds | Makes},

	"XADD":  {first: Adds | Makes | Trims},
	"XTRIM": {first: Trims},

	"DEL":      {first: Frees, others: Frees},
	"UNLINK":   {first: Frees, others: Frees},
	"GETDEL":   {first: Frees},
	"DELEX":    {first: Frees},
	"RENAME":   {first: Frees},
	"RENAMENX": {first: Frees},
	"MOVE":     {first: Frees},

	"EXPIRE":    {first: Expires},
	"PEXPIRE":   {first: Expires},
	"EXPIREAT":  {first: Expires},
	"PEXPIREAT": {first: Expires},
	"SET":       {first: Expires | Makes},
	"SETEX":     {first: Expires},
	"PSETEX":    {first: Expires},
	"GETEX":     {first: Expires},
	"MSETEX":    {first: Expires, others: Expires},
	"INCREX":    {first: Expires},

	"SETNX":       {first: Makes},
	"MSET":        {first: Makes, others: Makes},
	"MSETNX":      {first: Makes, others: Makes},
	"GETSET":      {first: Makes},
	"INCR":        {first: Makes},
	"INCRBY":      {first: Makes},
	"INCRBYFLOAT": {first: Makes},
	"DECR":        {first: Makes},
	"DECRBY":      {first: Makes},
	"APPEND":      {first: Makes},
	"SETRANGE":    {first: Makes},
	"SETBIT":      {first: Makes},
	"BITFIELD":    {first: Makes},
	"BITOP":       {first: Makes},
	"PFADD":       {first: Makes},
	"PFMERGE":     {first: Makes},
}

// KeyType returns the type that the command takes its i-th key to have, or makes it.
func (c *Command) KeyType(i int) Type {
	switch c.Name {
	case "SORT", "SORT_RO":
		return ""
	case "ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE", "ZUNION", "ZINTER", "ZDIFF", "ZINTERCARD":
		// The sources may be sets as well.
		if i > 0 || c.Name == "ZUNION" || c.Name == "ZINTER" || c.Name == "ZDIFF" || c.Name == "ZINTERCARD" {
			return ""
		}
	}
	switch c.Group {
	case "string", "bitmap", "hyperloglog":
		return String
	case "list":
		return List
	case "set":
		return Set
	case "sorted-set", "geo":
		return SortedSet
	case "hash":
		return Hash
	case "stream":
		return Stream
	}
	return ""
}
