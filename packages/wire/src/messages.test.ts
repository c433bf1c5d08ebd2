import { secretKeyToPublicKey } from "@sextant/crypto/bls"
import { publicKeyToG1Words } from "@sextant/crypto/blsWords"
import { bytesTo0x } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { type AmountAtomic, height, l2Height } from "@sextant/shared/units"
import fc from "fast-check"
import { encodeAbiParameters, keccak256, stringToBytes } from "viem"
import { describe, expect, it } from "vitest"
import type { Contributor } from "./l2Event.ts"
import {
  contributorsHash,
  networkIdOf,
  proofOfPossessionMessage,
  proposalMessage,
  randaoMessage,
  registrationMessage,
  snapshotMessage,
  voteMessage,
} from "./messages.ts"

/** Every message once more through an independent ABI encoder. */
const tag = (text: string) => keccak256(stringToBytes(text))
const words = (types: readonly string[], values: readonly unknown[]) =>
  keccak256(
    encodeAbiParameters(
      types.map((type) => ({ type })),
      values as never,
    ),
  )

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => bytesTo0x(bytes) as Address)
const whole = fc.nat()
const domain = fc.record({ chainId: fc.integer({ min: 1 }), registry: address, networkId: hash })
const contributor: fc.Arbitrary<Contributor> = fc.record({
  staker: address,
  beneficiary: address,
  amountAtomic: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }) as fc.Arbitrary<AmountAtomic>,
})
const contributors = fc.array(contributor, { maxLength: 10 })

const theirContributorsHash = (list: readonly Contributor[]) =>
  keccak256(
    encodeAbiParameters(
      [
        {
          type: "tuple[]",
          components: [
            { name: "staker", type: "address" },
            { name: "beneficiary", type: "address" },
            { name: "amount", type: "uint256" },
          ],
        },
      ],
      [
        list.map(({ staker, beneficiary, amountAtomic }) => ({
          staker,
          beneficiary,
          amount: amountAtomic as bigint,
        })),
      ],
    ),
  )

describe("messages", () => {
  it("bind a network to its contract and first L2 block", () => {
    fc.assert(
      fc.property(domain, hash, (ours, l2Hash) => {
        expect(bytesTo0x(networkIdOf(ours, l2Hash))).toBe(
          words(["uint256", "address", "bytes32"], [BigInt(ours.chainId), ours.registry, bytesTo0x(l2Hash)]),
        )
      }),
    )
  })

  it("hash contributors as the contract does", () => {
    fc.assert(
      fc.property(contributors, (list) => {
        expect(bytesTo0x(contributorsHash(list))).toBe(theirContributorsHash(list))
      }),
    )
  })

  it("bind a registration to keys, operator, fee and contributors, or to the payer when another pays", () => {
    const blsPublicKey = secretKeyToPublicKey(new Uint8Array(32).fill(17))
    const fee = fc.integer({ min: 0, max: 65_535 })
    fc.assert(
      fc.property(
        domain,
        fc.tuple(hash, address, fee, fc.option(address, { nil: undefined })),
        contributors,
        (ours, [ed25519, operator, feeBps, other], list) => {
          const payer = other ?? operator
          const fields = { blsPublicKey, ed25519PublicKey: ed25519, operator, feeBps }
          const terms = { ...fields, contributors: list, payer }
          const funding = payer === operator ? theirContributorsHash(list) : words(["address"], [payer])
          const expected = (name: string) =>
            words(
              "bytes32 uint256 address uint256 uint256 uint256 uint256 bytes32 address uint16 bytes32".split(
                " ",
              ),
              [
                tag(name),
                BigInt(ours.chainId),
                ours.registry,
                ...publicKeyToG1Words(blsPublicKey),
                bytesTo0x(ed25519),
                operator,
                feeBps,
                funding,
              ],
            )
          expect(bytesTo0x(proofOfPossessionMessage(ours, terms))).toBe(
            expected("sextant/proof-of-possession/1"),
          )
          expect(bytesTo0x(registrationMessage(ours, terms))).toBe(expected("sextant/registration/1"))
        },
      ),
    )
  })

  it("give votes, proposals and reveals a domain each", () => {
    fc.assert(
      fc.property(domain, fc.tuple(whole, whole), hash, (ours, [epoch, view], blockHash) => {
        const head = [BigInt(ours.chainId), ours.registry, bytesTo0x(ours.networkId)]
        const types = "bytes32 uint256 address bytes32 uint256 uint256 bytes32".split(" ")
        for (const kind of ["notarize", "nullify", "finalize"] as const) {
          expect(bytesTo0x(voteMessage(ours, { kind, epoch, view, blockHash }))).toBe(
            words(types, [
              tag(`sextant/${kind}/1`),
              ...head,
              BigInt(epoch),
              BigInt(view),
              bytesTo0x(blockHash),
            ]),
          )
        }
        expect(bytesTo0x(proposalMessage(ours, { epoch, view, blockHash }))).toBe(
          words(types, [
            tag("sextant/proposal/1"),
            ...head,
            BigInt(epoch),
            BigInt(view),
            bytesTo0x(blockHash),
          ]),
        )
        expect(bytesTo0x(randaoMessage(ours, height(view)))).toBe(
          words(types.slice(0, 5), [tag("sextant/randao/1"), ...head, BigInt(view)]),
        )
      }),
    )
  })

  it("cover every field of a snapshot", () => {
    fc.assert(
      fc.property(
        domain,
        fc.tuple(whole, whole, whole),
        fc.tuple(hash, hash, hash, hash),
        (ours, numbers, hashes) => {
          const [at, l2Number, timestampS] = numbers
          const [blockHash, stateRoot, rewardsRoot, exitsRoot] = hashes
          const snapshot = {
            height: height(at),
            l2Number: l2Height(l2Number),
            timestampS,
            blockHash,
            stateRoot,
            rewardsRoot,
            exitsRoot,
          }
          expect(bytesTo0x(snapshotMessage(ours, snapshot))).toBe(
            words("bytes32 uint256 address uint64 uint64 uint64 bytes32 bytes32 bytes32 bytes32".split(" "), [
              tag("sextant/snapshot/1"),
              BigInt(ours.chainId),
              ours.registry,
              ...numbers.map(BigInt),
              ...hashes.map(bytesTo0x),
            ]),
          )
        },
      ),
    )
  })
})
