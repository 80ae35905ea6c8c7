package redisrange

// pagedBy has, for each method that the runtime package reads in pages, the methods that it needs of the client.
var pagedBy = map[string][]string{
	"ZRange":                     {"ZRange"},
	"ZRevRange":                  {"ZRevRange"},
	"ZRangeWithScores":           {"ZRangeWithScores"},
	"ZRevRangeWithScores":        {"ZRevRangeWithScores"},
	"ZRangeByScore":              {"ZRangeByScore"},
	"ZRevRangeByScore":           {"ZRevRangeByScore"},
	"ZRangeByScoreWithScores":    {"ZRangeByScoreWithScores"},
	"ZRevRangeByScoreWithScores": {"ZRevRangeByScoreWithScores"},
	"LRange":                     {"LRange"},
	"XRange":                     {"XRange", "XRangeN"},
	"XRevRange":                  {"XRevRange", "XRevRangeN"},
	"HGetAll":                    {"HGetAll", "HScan"},
	"HKeys":                      {"HKeys", "HScan"},
	"HVals":                      {"HVals", "HScan"},
	"SMembers":                   {"SMembers", "SScan"},
	"SMembersMap":                {"SMembersMap", "SScan"},
}
