// Finds phone numbers by libphonenumber-js with its full metadata, line by line.
// usage: node find.mjs FILE REGION OUT
import { readFileSync, writeFileSync } from 'node:fs'
import { findPhoneNumbersInText } from 'libphonenumber-js/max'

const [file, region, out] = process.argv.slice(2)
const text = readFileSync(file)

function pass(to) {
  const spans = []
  for (let at = 0; at < to; ) {
    let end = text.indexOf(10, at) + 1
    if (end === 0) end = to
    const line = text.toString('utf8', at, end)
    for (const m of findPhoneNumbersInText(line, { defaultCountry: region, extended: true })) {
      if (!m.number.isValid()) continue
      const from = at + Buffer.byteLength(line.slice(0, m.startsAt))
      spans.push([from, from + Buffer.byteLength(line.slice(m.startsAt, m.endsAt))])
    }
    at = end
  }
  return spans
}

pass(Math.min(text.length, 65536)) // so that it is compiled
const start = process.cpuUsage().user
const spans = pass(text.length)
const seconds = (process.cpuUsage().user - start) / 1e6
writeFileSync(out, spans.map((s) => s.join(' ') + '\n').join(''))
const peak = Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0)
console.log(JSON.stringify({ seconds, bytes: text.length, matches: spans.length, peak }))
