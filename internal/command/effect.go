package command

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

type keyEffects struct{ first, others Effect }

// effects is from the commands' documentation: https://redis.io/docs/latest/commands/.
var effects = map[string]keyEffects{
	"LPUSH":      {first: Adds | Shifts},
	"LPUSHX":     {first: Adds | Shifts},
	"RPUSH":      {first: Adds},
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
	"RPOPLPUSH":  {first: Shifts, others: Adds | Shifts},
	"BRPOPLPUSH": {first: Shifts, others: Adds | Shifts},
	"LMOVE":      {first: Shifts, others: Adds | Shifts},
	"BLMOVE":     {first: Shifts, others: Adds | Shifts},

	"SADD":        {first: Adds},
	"SMOVE":       {others: Adds},
	"SINTERSTORE": {first: Adds},
	"SUNIONSTORE": {first: Adds},
	"SDIFFSTORE":  {first: Adds},

	"ZADD":             {first: Adds},
	"ZINCRBY":          {first: Adds},
	"GEOADD":           {first: Adds},
	"ZUNIONSTORE":      {first: Adds},
	"ZINTERSTORE":      {first: Adds},
	"ZDIFFSTORE":       {first: Adds},
	"ZRANGESTORE":      {first: Adds},
	"GEOSEARCHSTORE":   {first: Adds},
	"ZREMRANGEBYRANK":  {first: Trims},
	"ZREMRANGEBYSCORE": {first: Ages},
	"ZREMRANGEBYLEX":   {first: Ages},

	"HSET":         {first: Adds},
	"HMSET":        {first: Adds},
	"HSETNX":       {first: Adds},
	"HSETEX":       {first: Adds},
	"HINCRBY":      {first: Adds},
	"HINCRBYFLOAT": {first: Adds},

	"XADD":  {first: Adds | Trims},
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
	"SET":       {first: Expires},
	"SETEX":     {first: Expires},
	"PSETEX":    {first: Expires},
	"GETEX":     {first: Expires},
	"MSETEX":    {first: Expires, others: Expires},
	"INCREX":    {first: Expires},
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
