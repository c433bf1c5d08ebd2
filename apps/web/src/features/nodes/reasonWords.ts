import { reasonNames, reasonWords as wordOf } from "@sextant/wire/reasons"

/** A newer node may know tests that this page has no word for. */
export function testWord(name: string): string {
  return Object.hasOwn(wordOf, name) ? wordOf[name as keyof typeof wordOf] : name
}

/** `uptime proof, clock`: the tests in a mask, lowest bit first; empty for none. */
export function reasonWords(mask: number): string {
  return reasonNames(mask).map(testWord).join(", ")
}
