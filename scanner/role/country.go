package role

import "slices"

// CountryOfName is the country whose words a column is named with: one that only
// there is a number of persons or companies, a postal code or a part of the
// country. "" where the name says nothing of it.
func CountryOfName(path string) (region string) {
	words := wordsOf(path)
	for i, w := range words {
		words[i] = folded(w)
	}
	for _, c := range wordsOfCountries {
		if slices.ContainsFunc(c.words, func(w string) bool { return slices.Contains(words, w) }) {
			return c.region
		}
	}
	return ""
}

// wordsOfCountries are folded.
var wordsOfCountries = []struct {
	region string
	words  []string
}{
	{"AE", []string{"emirate"}},
	{"AU", []string{"abn", "acn", "suburb"}},
	{"BG", []string{"egn", "егн"}},
	{"BR", []string{"ddd", "uf", "cep", "cpf", "cnpj", "ibge"}},
	{"CL", []string{"rut", "comuna"}},
	{"CN", []string{"shenfenzheng", "身份证", "身份证号"}},
	{"DE", []string{"bundesland", "steuernummer"}},
	{"FR", []string{"siret", "siren", "departement", "insee"}},
	{"GB", []string{"nino"}},
	{"HR", []string{"oib", "zupanija"}},
	{"HU", []string{"adoszam", "iranyitoszam"}},
	{"IE", []string{"eircode", "pps"}},
	{"IN", []string{"pincode", "aadhaar", "gstin", "taluka", "tehsil"}},
	{"IT", []string{"codicefiscale", "fiscale", "piva"}},
	{"JP", []string{"都道府県", "マイナンバー"}},
	{"KR", []string{"주민등록번호", "시도", "시군구"}},
	{"MX", []string{"curp", "colonia"}},
	{"PL", []string{"pesel", "nip", "regon", "wojewodztwo"}},
	{"PT", []string{"concelho", "freguesia"}},
	{"RO", []string{"cnp", "judet"}},
	{"RU", []string{"inn", "инн", "снилс", "snils", "огрн", "ogrn", "oblast", "область"}},
	{"TR", []string{"tckn", "kimlik", "ilce"}},
	{"US", []string{"ssn", "ein"}},
	{"VN", []string{"cccd"}},
}
