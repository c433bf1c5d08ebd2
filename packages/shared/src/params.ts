import { type AmountAtomic, amountAtomic, SESH_ATOMIC } from "./units.ts"

/** What the storage nodes take from an account. */
export type MessageLimits = {
  /** Of one message's data. */
  readonly messageBytesMax: number
  readonly messageTtlMsMax: number
}

export type PresetName = "mainnet" | "devnet"

/**
 * The protocol's numbers, as written in docs/protocol/parameters.md. Durations are seconds here and become blocks once,
 * in {@link loadPreset}.
 */
type PresetSource = {
  readonly blockIntervalMs: number
  readonly consensusDelayMs: number
  readonly epochLengthBlocks: number
  readonly snapshotIntervalBlocks: number
  /** `finalized`, or a lag in L2 blocks behind the newest one. */
  readonly l2Head: "finalized" | { readonly lagBlocks: number }
  readonly stakingRequirementAtomic: AmountAtomic
  readonly earningDelayS: number
  readonly unlockS: number
  readonly smallContributorDelayS: number
  readonly deregisteredLockS: number
  readonly liquidationBufferS: number
  readonly exitWithoutSnapshotS: number
  readonly keyActivationDelayS: number
  readonly snapshotAgeMaxS: number
  readonly uptimeProofIntervalS: number
  readonly uptimeProofValidityS: number
  readonly credit: {
    readonly initialBlocks: number
    /** One block of credit is earned per this many active blocks. */
    readonly activeBlocksPerCreditBlock: number
    readonly capBlocks: number
    readonly decommissionMinBlocks: number
  }
  /** Blocks between the block that names a quorum and the votes of its judges. */
  readonly obligationLagBlocks: number
  readonly obligationVoteLifeBlocks: number
  /** Of any account, and of one with a running Pro pass. */
  readonly messageLimits: { readonly standard: MessageLimits; readonly pro: MessageLimits }
}

export type Preset = PresetSource & {
  readonly name: PresetName
  readonly earningDelayBlocks: number
  readonly unlockBlocks: number
  readonly deregisteredLockBlocks: number
  readonly blocksPerDay: number
}

export const CONTRIBUTORS_MAX = 10
export const OPERATOR_SHARE_MIN_BPS = 2500
export const FEE_BPS_MAX = 10_000
/** Starting the network needs this many registered nodes; a snapshot needs this many signers. */
export const NODES_MIN = 4
/** A reward rate may rise by at most this share of itself per day; it falls freely. */
export const REWARD_RATE_RISE_MAX_BPS_PER_DAY = 200

const DAY_S = 86_400
/** After its expiry a name still resolves and may be renewed for so long; then it is free. */
export const NAME_GRACE_S = 30 * DAY_S

const messageLimits = {
  standard: { messageBytesMax: 76_800, messageTtlMsMax: 14 * DAY_S * 1000 },
  pro: { messageBytesMax: 307_200, messageTtlMsMax: 30 * DAY_S * 1000 },
}
const stakingRequirementAtomic = amountAtomic(25_000n * SESH_ATOMIC)

const presets: Readonly<Record<PresetName, PresetSource>> = {
  mainnet: {
    blockIntervalMs: 120_000,
    consensusDelayMs: 5_000,
    epochLengthBlocks: 720,
    snapshotIntervalBlocks: 30,
    l2Head: "finalized",
    stakingRequirementAtomic,
    earningDelayS: DAY_S,
    unlockS: 15 * DAY_S,
    smallContributorDelayS: 30 * DAY_S,
    deregisteredLockS: 30 * DAY_S,
    liquidationBufferS: 7 * DAY_S,
    exitWithoutSnapshotS: 30 * DAY_S,
    keyActivationDelayS: DAY_S,
    snapshotAgeMaxS: DAY_S,
    uptimeProofIntervalS: 3_600,
    uptimeProofValidityS: 7_500,
    credit: {
      initialBlocks: 60,
      activeBlocksPerCreditBlock: 30,
      capBlocks: 1_440,
      decommissionMinBlocks: 60,
    },
    obligationLagBlocks: 12,
    obligationVoteLifeBlocks: 60,
    messageLimits,
  },
  devnet: {
    blockIntervalMs: 2_000,
    consensusDelayMs: 500,
    epochLengthBlocks: 10,
    snapshotIntervalBlocks: 5,
    l2Head: { lagBlocks: 1 },
    stakingRequirementAtomic,
    earningDelayS: 4,
    unlockS: 60,
    smallContributorDelayS: 30,
    deregisteredLockS: 120,
    liquidationBufferS: 60,
    exitWithoutSnapshotS: 300,
    keyActivationDelayS: 0,
    snapshotAgeMaxS: 600,
    uptimeProofIntervalS: 4,
    uptimeProofValidityS: 12,
    credit: { initialBlocks: 10, activeBlocksPerCreditBlock: 5, capBlocks: 60, decommissionMinBlocks: 5 },
    obligationLagBlocks: 2,
    obligationVoteLifeBlocks: 20,
    messageLimits,
  },
}

/** Loads a preset and turns its durations into blocks, rounded up so that no delay is shorter than written. */
export function loadPreset(name: PresetName): Preset {
  const source = presets[name]
  const blocks = (seconds: number) => Math.ceil((seconds * 1000) / source.blockIntervalMs)
  return {
    ...source,
    name,
    earningDelayBlocks: blocks(source.earningDelayS),
    unlockBlocks: blocks(source.unlockS),
    deregisteredLockBlocks: blocks(source.deregisteredLockS),
    blocksPerDay: blocks(DAY_S),
  }
}
