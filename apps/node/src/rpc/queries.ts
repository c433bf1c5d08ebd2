import type { Address } from "@sextant/shared/networks"
import type { Height } from "@sextant/shared/units"
import type {
  AccountJson,
  BlockJson,
  ExitJson,
  NodeJson,
  NodesJson,
  SnapshotJson,
  StatusJson,
} from "@sextant/wire/rpc/nodeApi"
import type { ObligationsJson } from "@sextant/wire/rpc/obligationsApi"
import type { NodeName, Page } from "./parseParams.ts"

/** What the server asks the node. `undefined` = the chain or this node does not have it. */
export type NodeQueries = {
  /** Undefined before the network has started. */
  readonly status: () => StatusJson | undefined
  readonly block: (at: Height | "latest") => BlockJson | undefined
  readonly blocks: (page: Page) => readonly BlockJson[]
  readonly nodes: () => NodesJson | undefined
  readonly node: (name: NodeName) => NodeJson | undefined
  /** The same, with what judges see of it. */
  readonly obligations: (name: NodeName) => ObligationsJson | undefined
  readonly snapshot: (at: Height | "latest") => Promise<SnapshotJson | undefined>
  readonly snapshots: (page: Page) => Promise<readonly SnapshotJson[]>
  readonly account: (address: Address) => Promise<AccountJson | undefined>
  readonly exit: (name: NodeName) => Promise<ExitJson | undefined>
  /** Why the node is not ready to serve, or undefined when it is. */
  readonly unreadyReason: () => string | undefined
}
