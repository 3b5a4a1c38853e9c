package words

// Term is a word of the reports with what it means.
type Term struct{ Word, Meaning string }

// Glossary explains the words that the reports use, in the order of the page.
var Glossary = []Term{
	{"Issue", "One rule that is not met, not evidenced or not documented in one data element, with its countries and purposes."},
	{"Gap", "The data is at odds with a law or with what was declared."},
	{"Not evidenced", "It may be in order, and nothing shows it."},
	{"Not documented", "Nobody declared what to measure by. That is not a breach and is counted separately."},
	{"Applies · may apply", "How sure it is that a law reaches these numbers. “May apply” says what would decide it."},
	{"Safeguard", "What lets data be stored abroad: an adequacy decision, standard contractual clauses, binding corporate rules, a certification."},
	{"Cross-border storage", "A number of one country is stored in another. It is evidence for a transfer; a transfer runs from an exporter to an importer."},
	{"Data system", "One configured place that was scanned: a database, a bucket, a directory."},
	{"Dataset", "A table, a collection, a file, or the files of one pattern. A derived dataset holds numbers that are counted elsewhere."},
	{"Data element", "One column, one path of a document, or the text of a file."},
	{"Phone numbers stored · unique numbers", "How many values hold a number; how many different numbers these are."},
	{"Country of number", "The country that the number itself, its record or its dataset names. It does not prove residence or nationality."},
	{"Protection", "Whether the numbers are in clear, hashed, encrypted, masked or tokenised."},
	{"Not scanned", "It could not be read, and the reason is listed. Nothing is known of it."},
	{"Skipped by policy", "It was left out on purpose, by the configuration or by a rule that is named."},
	{"Could be missed, at most", "Where a sample was read: the largest share that may hold numbers and was not found, with its probability."},
	{"Copies", "Data elements that hold the same numbers."},
}

// HowToRead says to somebody who sees a report for the first time what stands
// where.
var HowToRead = []string{
	"Begin with the open issues: the most severe is first, each says what was found, who owns it and what to do.",
	"Look at what was not scanned: the report says nothing about it.",
	"“Not documented” is not a breach: nobody declared what to measure by.",
	"≈ is an estimate with its 95 % interval, ≥ was seen and there may be more, a plain figure was counted.",
	"The country of a number is evidence of whose it is, and no proof of residence or nationality.",
	"“Applies” and “may apply” are the catalogue's reading of what the organisation declared. This is not legal advice.",
}
