import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { Rules } from "@sextant/state-transition/types"
import type { ChainStore } from "./chainStore.ts"
import { ChainError } from "./errors.ts"

/** Makes sure that the stored chain is of the network that the contracts name. @throws ChainError chain/foreign-network */
export function checkIdentity(store: ChainStore, rules: Rules): void {
  const stored = store.block(0)?.block.header.networkId
  if (stored !== undefined && bytesEqual(stored, rules.domain.networkId)) return
  throw new ChainError("chain/foreign-network", {
    meta: {
      stored: stored === undefined ? "none" : bytesToHex(stored),
      expected: bytesToHex(rules.domain.networkId),
    },
  })
}
