import type { Preset } from "@sextant/shared/params"
import type { Contact } from "./ports.ts"
import type { RpcServerSettings } from "./rpc/createRpcServer.ts"

export type NodeKeys = {
  /** 32 bytes: the node's identity. */
  readonly ed25519Seed: Uint8Array
  /** 32 bytes. */
  readonly blsSecretKey: Uint8Array
}

export type NodeSettings = {
  readonly preset: Preset
  readonly version: readonly [number, number, number]
  readonly keys: NodeKeys
  /** How others reach this node. */
  readonly contact: {
    readonly publicIp: string
    /** Undefined = the port the network listens on. */
    readonly publicPeerPort: number | undefined
    readonly storagePort: number
  }
  /** Peers to start from; the others are learned from them. */
  readonly bootstrap: readonly Contact[]
  /** Local networks only: records with private addresses count. */
  readonly allowPrivateIp: boolean
  /** A new node starts from a snapshot when that is further ahead than this; Infinity replays. Default by preset. */
  readonly joinAfterBlocks?: number
  /** Undefined = no HTTP. */
  readonly rpc: RpcServerSettings | undefined
}
