package assess

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaskLogin shows the name of a login, but for the letters of one that looks like
// a person's: who reads what is about people too.
func MaskLogin(name string, show bool) string {
	user, host, isAccount := strings.Cut(name, "@")
	if show || !looksLikePerson(user) {
		return name
	}
	var b strings.Builder
	first := true
	for _, r := range user {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			b.WriteRune(r)
			first = true
		case first:
			b.WriteRune(r)
			b.WriteString("•••")
			first = false
		}
	}
	if isAccount {
		b.WriteString("@" + host)
	}
	return b.String()
}

// looksLikePerson says that a login seems to be named after somebody: by a given
// name, or as first.last.
func looksLikePerson(user string) bool {
	parts := strings.FieldsFunc(strings.ToLower(user), func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	if len(parts) == 0 || len(parts) > 3 || slices.ContainsFunc(parts, isTechnical) {
		return false
	}
	if slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(givenNames, p) }) {
		return true
	}
	letters := func(p string) bool {
		return strings.IndexFunc(p, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
	}
	return strings.Count(user, ".") == 1 && len(parts) == 2 && letters(parts[0]) && letters(parts[1]) && utf8.RuneCountInString(parts[1]) > 2
}

func isTechnical(part string) bool {
	return slices.Contains(technicalNames, strings.TrimRight(part, "0123456789"))
}

var (
	technicalNames = strings.Fields(`
		admin adm administrator analytics api app application apps audit auditor backend backup batch bi bot bots campaign cdc ci client cloud consumer contacts
		crm data dataset db dba dbo debezium default dev dms dump elastic erp etl export exporter exports feed fivetran frontend gateway guest import importer
		integration internal job jobs kafka leads loader log logs mailer maintenance manager marketing master metabase metrics migration migrator monitor
		monitoring mysql nightly node op ops oracle owner own pg pool postgres postgresql prod production proxy public queue rds read reader readers readonly
		repl replica replication replicator report reporter reporting reports rest ro role root rw sales scan scanner scheduler schema search sec security
		server service services shop site sms spark stage staging stream support svc sync sys system sa tableau team temp test tester tmp tool user users
		vendor view viewer viewers warehouse web webapp worker write writer zabbix`)
	givenNames = strings.Fields(`
		aaron adam ahmed aisha akira alan albert alejandro alessandro alex alexander alexandra alfred ali alice alicia amanda amelie amir amy ana anastasia andrea
		andreas andrew angela anika anil anita anja ann anna anne annika antoine anton antonio ariel arjun arthur astrid barbara beatrice ben benjamin bernd
		bjorn bob boris brian bruno camille carla carlos carmen carol caroline catherine cecilia chandra charles charlotte chen chiara chris christian christina
		christine christophe claire clara claudia colin daniel daniela david deborah deepak denis diana diego dieter dmitri dominik donna doris edith eduardo edward
		elena eleni elias elif elisa elisabeth elizabeth ella emil emily emma eric erik ernst esther eva evelyn fatima felix fernando florian francesca francesco
		francisco frank franz frederic gabriel gabriela georg george giovanni giulia grace greta guillaume gustav hannah hans harald harry hassan heidi heike heinz
		helen helena henri henrik henry hiroshi hugo ian ibrahim igor ingrid irene isabel isabella ivan jack jacob jakob james jan jana jane janet jason javier jean
		jennifer jens jessica joachim joan joao joel johan johanna johannes john jonas jonathan jorge jose joseph juan julia julian julie jurgen kai karen karin karl
		karolina katharina kathrin kathy katja keiko keith kenji kenneth kevin klaus kumar lars laura lea lena leo leon leonardo lin linda lisa lucas lucia luis
		lukas maja manfred manuel marc marco marcus margaret maria marie mario mark markus marta martha martin martina mary mateo matteo matthew matthias max maya
		mehmet michael michel miguel mike mikhail mohammed monica monika nadia nancy natalia natalie nicholas nicolas nicole nikolai nils nina noah norbert olga
		oliver olivia omar oscar otto pablo pamela patricia patrick paul paula pavel pedro peter petra philip philipp pierre piotr priya rachel rafael rahul rainer
		ralf raul rebecca richard rita robert roberto roland roman rosa ruth ryan sabine samuel sandra sanjay sara sarah sebastian sergei sergio silvia simon sofia
		sophie stefan stefanie stephan stephanie stephen steven sunita susan susanne svetlana sven takeshi tanja teresa thomas tim timo tobias tom tomas tony ulrich
		ursula uwe valentina vera victor victoria viktor vincent vladimir walter wei werner william wolfgang xavier yan yasmin yuki yusuf zoe`)
)

// isDeclaredReader says that a login is among those that should read: globs, on the
// name or on the user of user@host.
func isDeclaredReader(globs []string, name string) bool {
	user, _, _ := strings.Cut(name, "@")
	return slices.ContainsFunc(globs, func(glob string) bool {
		for _, n := range []string{name, user} {
			if ok, err := path.Match(glob, n); ok && err == nil || glob == n {
				return true
			}
		}
		return false
	})
}
