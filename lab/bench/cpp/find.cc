// Finds phone numbers by Google's C++ libphonenumber, line by line: in long
// texts it is slower. usage: find FILE REGION OUT
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>
#include <sys/resource.h>

#include <climits>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

using i18n::phonenumbers::PhoneNumberMatch;
using i18n::phonenumbers::PhoneNumberMatcher;
using i18n::phonenumbers::PhoneNumberUtil;

static double UserSeconds() {
  rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_utime.tv_usec / 1e6;
}

static long Peak() {
  std::ifstream status("/proc/self/status");
  std::string line;
  long kb = 0;
  while (std::getline(status, line)) sscanf(line.c_str(), "VmHWM: %ld", &kb);
  return kb;
}

static void Pass(const std::string& text, size_t to, const std::string& region,
                 std::vector<std::pair<size_t, size_t>>* out) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  for (size_t at = 0; at < to;) {
    size_t end = text.find('\n', at);
    end = end == std::string::npos ? to : end + 1;
    std::string line = text.substr(at, end - at);
    PhoneNumberMatcher matcher(util, line, region, PhoneNumberMatcher::VALID, INT_MAX);
    while (matcher.HasNext()) {
      PhoneNumberMatch match;
      matcher.Next(&match);
      out->emplace_back(at + match.start(), at + match.end());
    }
    at = end;
  }
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<std::pair<size_t, size_t>> out;
  Pass(text, text.size() < 65536 ? text.size() : 65536, argv[2], &out);  // its expressions are compiled on first use
  out.clear();
  double start = UserSeconds();
  Pass(text, text.size(), argv[2], &out);
  double seconds = UserSeconds() - start;
  FILE* f = fopen(argv[3], "w");
  if (f == nullptr) return 1;
  for (const auto& s : out) fprintf(f, "%zu %zu\n", s.first, s.second);
  if (fclose(f) != 0) return 1;
  printf("{\"seconds\":%.6f,\"bytes\":%zu,\"matches\":%zu,\"peak\":%ld}\n", seconds, text.size(), out.size(), Peak());
}
