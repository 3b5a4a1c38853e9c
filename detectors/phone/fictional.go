package phone

// fiction are ranges published for films, books and tests: E.164 digits with x
// for any digit. Sources: ATIS (555-0100 to 555-0199), Ofcom, ACMA, ARCEP,
// ComReg, Bundesnetzagentur, PTS.
var fiction = [...]string{
	// United Kingdom
	"44113496 0xxx", "44114496 0xxx", "44115496 0xxx", "44116496 0xxx", "44117496 0xxx", "44118496 0xxx",
	"44121496 0xxx", "44131496 0xxx", "44141496 0xxx", "44151496 0xxx", "44161496 0xxx", "44191498 0xxx",
	"44207946 0xxx", "442896496 xxx", "44292018 0xxx", "441632960 xxx", "447700900 xxx", "448081570 xxx",
	"449098790 xxx", "443069990 xxx",
	// Australia
	"6125550 xxxx", "6135550 xxxx", "6175550 xxxx", "6185550 xxxx",
	"6127010 xxxx", "6137010 xxxx", "6177010 xxxx", "6187010 xxxx",
	"61491570006", "61491570110", "61491570156", "61491570157", "61491570158", "61491570159", "61491570313",
	"61491570737", "61491571266", "61491571491", "61491571804", "61491572549", "61491572665", "61491572983",
	"61491573087", "61491573770", "61491574118", "61491574632", "61491575254", "61491575789", "61491576398",
	"61491576801", "61491577426", "61491577644", "61491578148", "61491578888", "61491578957", "61491579212",
	"61491579455", "61491579760", "611800160401", "611800975707", "611800975708", "611800975709", "611800975710",
	"611800975711", "611300975707", "611300975708", "611300975709", "611300975710", "611300975711",
	// France
	"331990 0xxxx", "332619 1xxxx", "333530 1xxxx", "334657 1xxxx", "335364 9xxxx", "336399 8xxxx",
	// Ireland
	"3532091 xxxxx",
	// Germany
	"493023125 xxx", "496990009 xxx", "494066969 xxx", "492214710 xxx", "498999998 xxx",
	"4917139200 xx", "4917604069 0xx", "4915228817386", "4915228895456", "4915254599371",
	"491729925904", "491729968532", "491729973185", "491729973186", "491729980752", "491749091317", "491749464308",
	// Sweden
	"46313900 6xx", "46406280 4xx", "46846500 4xx", "46980319 2xx", "46701740 6xx",
}

// fictional reports whether E.164 digits are from a range published for fiction
// and tests.
func fictional(e164 []byte) bool {
	if len(e164) == 11 && e164[0] == '1' {
		return string(e164[4:9]) == "55501"
	}
	if len(e164) < 8 {
		return false
	}
	k := fictionByHead[head(e164)]
	if k == 0 {
		return false
	}
	for _, p := range fictionLists[k-1] {
		if like(e164, p) {
			return true
		}
	}
	return false
}

// head is the number of the first four digits.
func head[T string | []byte](digits T) int {
	return int(digits[0]-'0')*1000 + int(digits[1]-'0')*100 + int(digits[2]-'0')*10 + int(digits[3]-'0')
}

// like compares digits with a pattern whose spaces do not count.
func like(digits []byte, pattern string) bool {
	i := 0
	for j := 0; j < len(pattern); j++ {
		switch {
		case pattern[j] == ' ':
			continue
		case i == len(digits), pattern[j] != 'x' && pattern[j] != digits[i]:
			return false
		}
		i++
	}
	return i == len(digits)
}

// fictionLists holds the ranges by their first four digits, and fictionByHead
// the place of the list, + 1.
var fictionLists, fictionByHead = func() (lists [][]string, byHead [10_000]uint8) {
	for _, p := range fiction {
		k := head(p)
		if byHead[k] == 0 {
			lists = append(lists, nil)
			byHead[k] = uint8(len(lists))
		}
		list := &lists[byHead[k]-1]
		*list = append(*list, p)
	}
	return lists, byHead
}()
