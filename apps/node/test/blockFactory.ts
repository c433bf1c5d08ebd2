import { aggregateSignatures, secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { bytesToHex } from "@sextant/shared/bytes"
import { loadPreset } from "@sextant/shared/params"
import { height, unixMs } from "@sextant/shared/units"
import { draftBlock } from "@sextant/state-transition/draftBlock"
import { epochOf, isEpochEnd, leaderOf, validatorSetOf } from "@sextant/state-transition/epoch"
import type { ChainState } from "@sextant/state-transition/types"
import { type BlockBody, EMPTY_BODY } from "@sextant/wire/block"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import { randaoMessage, testimonyMessage, voteMessage } from "@sextant/wire/messages"
import { signersOf } from "@sextant/wire/signers"
import type { Certificate, Testimony, VoteKind } from "@sextant/wire/vote"
import { type AppliedBlock, createChainStore } from "../src/chain/chainStore.ts"
import { type Chain, createChain } from "../src/chain/createChain.ts"
import { deriveGenesis, type Genesis } from "../src/chain/genesis.ts"
import type { Db, DbWrite, NetworkStart } from "../src/ports.ts"
import { systemClock } from "../src/systemClock.ts"
import { freshKeys } from "./localNode.ts"
import { createMemoryDb } from "./memoryDb.ts"
import { createScriptedContracts } from "./scriptedL2.ts"
import { silentLogger } from "./silentLogger.ts"
import { silentMetrics } from "./silentMetrics.ts"

/** A network of four whose keys are all here: makes blocks and genuine certificates for them. */
export async function createBlockFactory() {
  const preset = loadPreset("devnet")
  const contracts = createScriptedContracts()
  const keys = Array.from({ length: 4 }, freshKeys)
  for (const [index, nodeKeys] of keys.entries())
    contracts.register(nodeKeys, `0x${String(index + 1).padStart(40, "0")}`)
  contracts.startNetwork(1_700_000_000)
  const l2 = contracts.view()
  const deps = { clock: systemClock, logger: silentLogger, l2, preset }
  const start = (await l2.networkStart()) as NetworkStart
  const genesis = (await deriveGenesis(deps, start, new AbortController().signal)) as Genesis
  const { rules } = genesis
  const secretOf = new Map(
    keys.map(({ blsSecretKey }) => [bytesToHex(secretKeyToPublicKey(blsSecretKey)), blsSecretKey]),
  )
  const secret = (publicKey: Uint8Array) => secretOf.get(bytesToHex(publicKey)) as Uint8Array

  /** Signed by the first `signerCount` validators of the block's epoch. */
  const certify = (applied: AppliedBlock, kind: VoteKind, signerCount = 4): Certificate => {
    const { header } = applied.block
    const epoch = epochOf(preset, header.height)
    const statement = { kind, epoch, view: header.view, blockHash: applied.blockHash }
    const { validators } = validatorSetOf(applied.state, epoch)
    const message = voteMessage(rules.domain, statement)
    const signatures = validators.slice(0, signerCount).map((one) => sign(secret(one.blsPublicKey), message))
    const signers = signersOf(
      validators.length,
      signatures.map((_, index) => index),
    )
    return { ...statement, signers, signature: aggregateSignatures(signatures) }
  }
  const next = (parent: AppliedBlock, body: Partial<BlockBody> = {}): AppliedBlock => {
    const { header } = parent.block
    const at = height(header.height + 1)
    const isNewEpoch = isEpochEnd(preset, header.height)
    const view = isNewEpoch ? 1 : header.view + 1
    const set = validatorSetOf(parent.state, epochOf(preset, at))
    const leader = set.validators[leaderOf(set, view)]
    const certificateKind = isNewEpoch ? "finalize" : "notarize"
    const made = draftBlock(rules, parent.state, {
      view,
      timestampMs: unixMs(header.timestampMs + preset.blockIntervalMs),
      l2: header.l2,
      randaoReveal: sign(secret(leader?.blsPublicKey as Uint8Array), randaoMessage(rules.domain, at)),
      parentCertificate: header.height === 0 ? undefined : certify(parent, certificateKind),
      body: { ...EMPTY_BODY, ...body },
    })
    return { ...made, blockHash: hashOf(made.block.header), l2Events: [] }
  }

  return {
    rules,
    genesis: genesis.applied,
    certify,
    next,
    /** What a validator of the epoch signs, genuinely, true or not. */
    testify(state: ChainState, said: Omit<Testimony, "signature">): Testimony {
      const validator = validatorSetOf(state, said.epoch).validators[said.validatorIndex]
      const unsigned = { ...said, signature: new Uint8Array(96) }
      const message = testimonyMessage(rules.domain, unsigned)
      return { ...said, signature: sign(secret(validator?.blsPublicKey as Uint8Array), message) }
    },
    /** Blocks 1 to `count`. */
    make(count: number): AppliedBlock[] {
      const made: AppliedBlock[] = []
      for (let index = 0; index < count; index++) made.push(next(made.at(-1) ?? genesis.applied))
      return made
    },
    /** A node's chain that holds genesis and nothing else. */
    async openChain(
      db: Db = createMemoryDb(),
      companionsOf: (block: AppliedBlock) => readonly DbWrite[] = () => [],
    ): Promise<Chain> {
      const store = createChainStore(db)
      if (store.head() === undefined)
        await store.putFinal({ blocks: [genesis.applied], finalization: undefined, companions: [] })
      return createChain({
        clock: systemClock,
        logger: silentLogger,
        metrics: silentMetrics,
        l2,
        store,
        rules,
        signBls: (message) => sign(keys[0]?.blsSecretKey as Uint8Array, message),
        nodeId: genesis.applied.state.nodes[0]?.nodeId as never,
        companionsOf,
      })
    },
  }
}

export type BlockFactory = Awaited<ReturnType<typeof createBlockFactory>>
