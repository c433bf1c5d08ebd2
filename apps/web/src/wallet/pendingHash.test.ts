import { describe, expect, it } from "vitest"
import { keepPendingHash, readPendingHash } from "./pendingHash.ts"

function memoryStore() {
  const texts = new Map<string, string>()
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
  }
}

const hash = `0x${"ab".repeat(32)}` as const
const place = { chainId: 31337, account: "0xAA", purpose: "claim" } as const

describe("keepPendingHash", () => {
  it("remembers a sent transaction until its outcome is known", () => {
    const store = memoryStore()
    keepPendingHash(store, place, { kind: "started" })
    expect(readPendingHash(store, place)).toBeUndefined()
    keepPendingHash(store, place, { kind: "signed", hash })
    expect(readPendingHash(store, place)).toBe(hash)
    keepPendingHash(store, place, { kind: "included", l2Number: 3 })
    expect(readPendingHash(store, place)).toBe(hash)
    keepPendingHash(store, place, { kind: "indexed", isIndexed: true })
    expect(readPendingHash(store, place)).toBeUndefined()
  })

  it("keeps networks, accounts and purposes apart and ignores the case of an address", () => {
    const store = memoryStore()
    keepPendingHash(store, place, { kind: "signed", hash })
    expect(readPendingHash(store, { ...place, account: "0xaa" })).toBe(hash)
    expect(readPendingHash(store, { ...place, chainId: 1 })).toBeUndefined()
    expect(readPendingHash(store, { ...place, purpose: "stakes" })).toBeUndefined()
  })
})

describe("readPendingHash", () => {
  it("ignores what is not a hash", () => {
    const store = memoryStore()
    keepPendingHash(store, place, { kind: "signed", hash: "0xnonsense" })
    expect(readPendingHash(store, place)).toBeUndefined()
  })
})
