import { bytesTo0x } from "@sextant/shared/bytes"
import { parseAddress } from "@sextant/shared/networks"
import fc from "fast-check"
import { encodeAbiParameters, keccak256, parseAbiParameters, toHex } from "viem"
import { describe, expect, it } from "vitest"
import { type NameRegistration, type NamesDomain, nameCommitment } from "./nameCommitment.ts"

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const address = bytes(20).map((raw) => parseAddress(bytesTo0x(raw)))
const registrations: fc.Arbitrary<NameRegistration> = fc.record({
  nameHash: bytes(32),
  length: fc.integer({ min: 1, max: 64 }),
  owner: address,
  yearCount: fc.integer({ min: 1, max: 10 }),
  encryptedRecord: fc.oneof(bytes(73), bytes(0)),
  secret: bytes(32),
})
const domains: fc.Arbitrary<NamesDomain> = fc.record({ chainId: fc.nat(), nameRegistry: address })

describe("nameCommitment", () => {
  it("is what Solidity makes of the same fields", () => {
    const types = parseAbiParameters(
      "bytes32, uint256, address, bytes32, uint8, address, uint8, bytes32, bytes32",
    )
    fc.assert(
      fc.property(domains, registrations, (domain, registration) => {
        const { nameHash, length, owner, yearCount, encryptedRecord, secret } = registration
        const expected = encodeAbiParameters(types, [
          keccak256(toHex("sextant/name-registration/1")),
          BigInt(domain.chainId),
          domain.nameRegistry,
          bytesTo0x(nameHash),
          length,
          owner,
          yearCount,
          keccak256(bytesTo0x(encryptedRecord)),
          bytesTo0x(secret),
        ])
        expect(bytesTo0x(nameCommitment(domain, registration))).toBe(keccak256(expected))
      }),
    )
  })

  it("changes with every field", () => {
    fc.assert(
      fc.property(domains, registrations, registrations, (domain, registration, other) => {
        const commitment = nameCommitment(domain, registration)
        for (const field of Object.keys(registration) as (keyof NameRegistration)[]) {
          const changed = { ...registration, [field]: other[field] }
          const isSame = String(changed[field]) === String(registration[field])
          if (!isSame) expect(nameCommitment(domain, changed)).not.toEqual(commitment)
        }
        expect(nameCommitment({ ...domain, chainId: domain.chainId + 1 }, registration)).not.toEqual(
          commitment,
        )
      }),
    )
  })
})
