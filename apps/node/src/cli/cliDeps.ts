import type { Contributor, NodeId } from "@sextant/wire/l2Event"
import type { NodeConfig } from "../config.ts"
import type { Clock, Random } from "../ports.ts"
import type { SecretKeys } from "./keyFiles.ts"

/** A registration with everything the contract asks for. Points and signatures as the contract's ABI takes them. */
export type SoloRegistrationInput = {
  readonly keys: SecretKeys
  readonly feeBps: number
  /** Undefined = the operator. */
  readonly beneficiary: `0x${string}` | undefined
}

/** What an operator offers to those who stake with it. */
export type PoolOffer = {
  readonly keys: SecretKeys
  readonly feeBps: number
  readonly autoFinalize: boolean
  /** For others than the operator. */
  readonly reservations: readonly {
    readonly contributor: `0x${string}`
    readonly amountAtomic: bigint
  }[]
  /** What the operator brings at once; undefined = later. */
  readonly stakeAtomic: bigint | undefined
}

export type L2Access = Pick<NodeConfig, "chainId" | "contracts" | "l2RpcUrls">

/** The operator's own transactions. Each resolves when it is in a block; rejects with a sentence when the contract refuses. */
export type OperatorAccount = {
  readonly address: `0x${string}`
  readonly registryIdOf: (nodeId: string) => Promise<number | undefined>
  readonly isRegistered: (registryId: number) => Promise<boolean>
  readonly register: (input: SoloRegistrationInput, say: (line: string) => void) => Promise<number>
  /** As operator, or as one of several contributors. */
  readonly requestExit: (registryId: number) => Promise<`0x${string}`>
  readonly completeExit: (exit: ExitProof) => Promise<`0x${string}`>
  /** Moves what a removed node's lock has set free; false when there is nothing to release yet. */
  readonly releaseStake: (registryId: number) => Promise<boolean>
  readonly createPool: (
    input: PoolOffer,
    say: (line: string) => void,
  ) => Promise<{ readonly pool: `0x${string}`; readonly leastAtomic: bigint }>
  /** Atomic units paid out; 0 when there is no credit. */
  readonly withdraw: () => Promise<bigint>
}

/** One way to take a node that has left the chain off the contract. */
export type Removal = {
  readonly kind: "liquidate" | "completeExit"
  readonly exit: ExitProof
  /** Operator first; empty when it staked alone. */
  readonly contributors: readonly Contributor[]
}

export type Trial =
  | { readonly kind: "accepted"; readonly gas: bigint; readonly costWei: bigint }
  /** `reason`: the contract's error; `meaning`: its sentence. */
  | { readonly kind: "refused"; readonly reason: string; readonly meaning: string | undefined }

export type RemovalOutcome =
  | { readonly kind: "success"; readonly bountyAtomic: bigint }
  | { readonly kind: "reverted" }
  | { readonly kind: "pending" }
  /** No provider knows the transaction (any more). */
  | { readonly kind: "lost" }

/** One who removes late nodes for the bounty. */
export type LiquidatorAccount = {
  readonly address: `0x${string}`
  /** Time of the newest L2 block. */
  readonly chainTimeS: () => Promise<number>
  readonly liquidationDelayS: () => Promise<number>
  /** Atomic units; undefined when the contract has no such node (any more). */
  readonly stakeOf: (registryId: number) => Promise<bigint | undefined>
  /** Operator first, as the contract knows them; empty when it staked alone. */
  readonly contributorsOf: (registryId: number) => Promise<readonly Contributor[]>
  readonly simulate: (removal: Removal) => Promise<Trial>
  /** A signed transaction that has not left yet, so that its hash can be kept first. */
  readonly sign: (
    removal: Removal,
    gas: bigint,
  ) => Promise<{ readonly txHash: `0x${string}`; readonly broadcast: () => Promise<void> }>
  readonly outcome: (txHash: `0x${string}`) => Promise<RemovalOutcome>
}

export type ExitProof = {
  readonly leaf: {
    readonly registryId: number
    readonly kind: "exit" | "deregistered" | "refused"
    readonly eligibleAtS: number
    readonly unlockAtS: number
  }
  readonly proof: readonly string[]
}

/** A registration on paper: for a wallet that is not here. */
export type PreparedRegistration = {
  readonly blsKey: readonly string[]
  readonly proofOfPossession: readonly string[]
  readonly ed25519Key: string
  readonly ed25519Signature: readonly string[]
  readonly feeBps: number
  readonly operator: string
  readonly beneficiary: string
  readonly stakeAtomic: string
}

/** A pool on paper: the arguments of `createPool`, numbers as text. */
export type PreparedPool = {
  readonly pool: string
  readonly salt: string
  readonly operator: string
  readonly terms: Readonly<Record<string, unknown>>
  readonly reservations: readonly { readonly contributor: string; readonly amount: string }[]
}

/** The vote log of a stopped node, as files see it. Errors are ConsensusRunnerError voteLog/*. */
export type VoteFiles = {
  readonly exportText: (nodeId: NodeId) => { readonly text: string; readonly count: number }
  readonly importText: (
    text: string,
    nodeId: NodeId,
  ) => Promise<{ readonly added: number; readonly known: number; readonly contradictory: number }>
  readonly renounce: (nowMs: number) => Promise<void>
  readonly close: () => Promise<void>
}

export type CliDeps = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** One line to standard output. */
  readonly say: (line: string) => void
  readonly random: Random
  /** Asks a person; undefined when nobody sits at the terminal. */
  readonly askPassword: (question: string) => Promise<string | undefined>
  /** Runs a node until it is told to stop. Rejects when it cannot start or cannot go on. */
  readonly runNode: (
    config: NodeConfig,
    keys: SecretKeys,
    choice: { readonly fromGenesis: boolean },
  ) => Promise<void>
  /** @throws DbError db/locked while the node runs. */
  readonly openVotes: (dataFolder: string) => Promise<VoteFiles>
  readonly clock: Clock
  /** Resolves when the command shall stop. Called at most once. */
  readonly stopped: () => Promise<string>
  readonly openLiquidator: (access: L2Access, privateKeyHex: string) => LiquidatorAccount
  readonly openAccount: (access: L2Access, privateKeyHex: string) => OperatorAccount
  readonly prepareRegistration: (
    access: L2Access,
    input: SoloRegistrationInput & { readonly operator: `0x${string}` },
  ) => Promise<PreparedRegistration>
  readonly preparePool: (
    access: L2Access,
    input: PoolOffer & { readonly operator: `0x${string}` },
  ) => Promise<PreparedPool>
  readonly fetch: (url: string, init: { readonly signal: AbortSignal }) => Promise<Response>
}
