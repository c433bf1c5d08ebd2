import { xchacha20Poly1305Decrypt } from "@sextant/crypto/xchacha20Poly1305"
import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import { describe, expect, it } from "vitest"
import { type Name, nameHash, parseName } from "./name.ts"
import { decryptName, encryptName, nameKey } from "./nameRecord.ts"

/** Published records of the network whose clients must go on working. */
const vectors = [
  {
    id: "ons-test",
    name: "test",
    ciphertext:
      "3575802dd9bfea72672a208840f37ca289ceade5d3ffacabe2d231f109d204329fc33e28c331580d9a8c9b8a64cacfec97",
    nonce: "00112233445566778899aabbccddeeff00ffeeddccbbaa99",
    accountId: "05d2ad010eeb72d72e561d9de7bd7b6989af77dcabffa03a5111a6c859ae5c3a72",
    nameHashBase64: "kosgNmlD4q/RHrwOri5TqTvxd6T881vMZNUDcE5l4gI=",
  },
  {
    id: "ons-jagerman",
    name: "jagerman",
    ciphertext:
      "d9bca6752665f2254ec7522f98aa5f2dfb13c9fa1ad1e39cd3d7a89a0df04719e348da537bc310a53e3b59ca24639b9b42",
    nonce: "73e8243f3fadd471be36c6df3d62f863f9bb3a9d1cc696c0",
    accountId: "05fb466d312e1666ad1c84c4ee55b7e034151c0e366a313d95d11436a5f36e1e75",
    nameHashBase64: "yB7mbm2q1MaczqNZCYguH+71z5jooEMeXA0sncfni+g=",
  },
]

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")

describe("published name records", () => {
  it.each(vectors)("$id: hash, ciphertext and account id", (vector) => {
    const name = parseName(vector.name.toUpperCase())
    const nonce = hexToBytes(vector.nonce)
    expect(base64(nameHash(name))).toBe(vector.nameHashBase64)
    const accountId = decryptName(name, { ciphertext: hexToBytes(vector.ciphertext), nonce })
    expect(accountId).toBe(vector.accountId)
    expect(bytesToHex(encryptName({ name, accountId, nonce }))).toBe(vector.ciphertext + vector.nonce)
  })

  it("ons-lokinet: the same hash and key for a name of another kind", () => {
    const name = "blocks.loki" as Name
    expect(base64(nameHash(name))).toBe("IeynFEjyxigd0Lcmo5FWYaGp/uVXsa5grK8Jml0ai3o=")
    const key = nameKey(name)
    const nonce = hexToBytes("6e3e80c7927108612475a0eeddf472af6177c9776d6943ed")
    const ciphertext = hexToBytes(
      "b52c088ae51171a9e2e44cc98c10006547e2981d4cbe196525c948fa2fa48a11e8712eccd0ba20e4b93fb3989361df8a",
    )
    const address = xchacha20Poly1305Decrypt({ key, nonce }, ciphertext)
    expect(base32z(address)).toBe("kcpyawm9se7trdbzncimdi5t7st4p5mh9i1mg7gkpuubi4k4ku1y")
  })
})

/** Five bits a character, the first bit first. */
function base32z(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups
    .map((group) => "ybndrfg8ejkmcpqxot1uwisza345h769"[Number.parseInt(group.padEnd(5, "0"), 2)])
    .join("")
}
