import { secretKeyToPublicKey } from "@sextant/crypto/bls"
import { ed25519KeyPair, ed25519Sign } from "@sextant/crypto/ed25519"
import { sha256 } from "@sextant/crypto/hash"
import { bytesEqual, bytesToHex, utf8ToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { loadPreset } from "@sextant/shared/params"
import { amountAtomic, height, type L2Height, l2Height } from "@sextant/shared/units"
import type { L2Event, NodeId, RegistryId } from "@sextant/wire/l2Event"
import { registrationMessage } from "@sextant/wire/messages"
import type { NodeKeys } from "../src/nodeSettings.ts"
import type { AcceptedSnapshot, L2, NetworkStart, RegisteredKey, SnapshotSubmission } from "../src/ports.ts"

export const scriptedContracts = { chainId: 31337, registry: `0x${"22".repeat(20)}` as Address }
const contracts = scriptedContracts

/** The contracts as a list of events. Every node looks at the same one; snapshots that come in are accepted as they are. */
export function createScriptedContracts() {
  const events: L2Event[] = []
  const keys: RegisteredKey[] = []
  const submissions: SnapshotSubmission[] = []
  const watchers: (() => void)[] = []
  let tip = 1
  let start: NetworkStart | undefined
  const hashOf = (number: number) => sha256(utf8ToBytes(`block ${number}`))
  const mine = (event?: (at: { l2Height: L2Height; logIndex: number }) => L2Event) => {
    tip++
    if (event !== undefined) events.push(event({ l2Height: l2Height(tip), logIndex: 0 }))
    for (const wake of watchers) wake()
  }
  return {
    contracts,
    submissions,
    mine: () => mine(),
    register(nodeKeys: NodeKeys, operator: Address) {
      const registryId = (keys.length + 1) as RegistryId
      const key = { registryId, ...publicKeysOf(nodeKeys) }
      keys.push(key)
      mine((at) => ({ kind: "nodeRegistered", ...at, ...registration(nodeKeys, operator), ...key }))
      return registryId
    },
    requestExit: (registryId: RegistryId) => mine((at) => ({ kind: "exitRequested", ...at, registryId })),
    setRate: (atomicPerDay: bigint) =>
      mine((at) => ({ kind: "rewardRateSet", ...at, atomicPerDay: amountAtomic(atomicPerDay) })),
    startNetwork(genesisTimeS: number) {
      mine()
      start = { ...contracts, l2: { number: l2Height(tip), hash: hashOf(tip) }, genesisTimeS }
    },
    /** One node's view. */
    view(): L2 {
      const accepted = (): AcceptedSnapshot | undefined => {
        const newest = submissions.at(-1)
        return (
          newest && {
            height: newest.snapshot.height,
            txHash: `0x${"ab".repeat(32)}`,
            l2Height: l2Height(tip),
          }
        )
      }
      const canonical = (number: number) => (number <= tip ? hashOf(number) : undefined)
      return {
        start: async () => undefined,
        stop: async () => undefined,
        allowedHead: async () => ({ number: l2Height(tip), hash: hashOf(tip) }),
        canonicalHash: async (number) => canonical(number),
        async events({ after, upTo }) {
          const hash = canonical(upTo.number)
          if (hash === undefined || !bytesEqual(hash, upTo.hash)) return undefined
          return events.filter((event) => event.l2Height > after && event.l2Height <= upTo.number)
        },
        namesEvents: async ({ upTo }) =>
          canonical(upTo.number) === undefined
            ? undefined
            : { events: [], timestampS: 1_700_000_000 + upTo.number },
        networkStart: async () => start,
        deployedAfter: async () => l2Height(0),
        registeredKeys: async () => keys,
        async submitSnapshot(submission) {
          const newest = submissions.at(-1)?.snapshot.height ?? height(0)
          if (submission.snapshot.height <= newest) return { kind: "superseded" }
          submissions.push(submission)
          return { kind: "sent", txHash: `0x${"ab".repeat(32)}` }
        },
        acceptedSnapshot: async () => accepted(),
        async acceptedState() {
          const newest = submissions.at(-1)
          return newest === undefined ? { kind: "none" } : { kind: "accepted", snapshot: newest.snapshot }
        },
        acceptance: async (at) =>
          submissions.some(({ snapshot }) => snapshot.height === at)
            ? { height: at, txHash: `0x${"ab".repeat(32)}`, l2Height: l2Height(tip) }
            : undefined,
        claimedAtomic: async () => amountAtomic(0n),
        onHead: (run) => void watchers.push(() => run({ number: l2Height(tip), hash: hashOf(tip) })),
      }
    },
  }
}

function publicKeysOf({ ed25519Seed, blsSecretKey }: NodeKeys) {
  const nodeId = bytesToHex(ed25519KeyPair(ed25519Seed).publicKey) as NodeId
  return { nodeId, blsPublicKey: secretKeyToPublicKey(blsSecretKey) }
}

function registration(keys: NodeKeys, operator: Address) {
  const { publicKey: ed25519PublicKey, secretKey } = ed25519KeyPair(keys.ed25519Seed)
  const amount = loadPreset("devnet").stakingRequirementAtomic
  const contributors = [{ staker: operator, beneficiary: operator, amountAtomic: amount }]
  const { blsPublicKey } = publicKeysOf(keys)
  const terms = { blsPublicKey, ed25519PublicKey, operator, feeBps: 1_000, contributors, payer: operator }
  const ed25519Signature = ed25519Sign(secretKey, registrationMessage(contracts, terms))
  return { operator, feeBps: 1_000, contributors, payer: operator, ed25519Signature }
}
