import { bytesTo0x } from "@sextant/shared/bytes"
import { nameHash } from "@sextant/wire/name"
import { SdkError } from "./errors.ts"
import type { Hex, NameContracts, NameOnChain } from "./nameContracts.ts"
import { parseName } from "./nameRecord.ts"
import type { RegisterNameDeps } from "./registrationRun.ts"

export type RenewNameDeps = Pick<RegisterNameDeps, "sleepMs" | "pollMs"> & {
  readonly contracts: NameContracts
}

export type RenewNameInput = {
  readonly name: string
  readonly yearCount: number
  /**
   * When the name expires, as whoever decided to renew it saw it. A name that expires later by now was renewed since, be it by
   * an earlier call that was interrupted, and is not paid for again.
   */
  readonly expiresAtS: number
  /** Default: what it costs when the call starts. */
  readonly costMaxAtomic?: bigint
  readonly signal?: AbortSignal
}

export type RenewNameStep =
  | { readonly kind: "approving"; readonly amountAtomic: bigint }
  | { readonly kind: "renewing"; readonly costAtomic: bigint }
  | { readonly kind: "sent"; readonly what: "approve" | "renew"; readonly txHash: Hex }
  | { readonly kind: "renewed"; readonly expiresAtS: number }

const POLL_MS = 1_000
/** Looks for a transaction that the L2 does not show, before it counts as lost. */
const UNSEEN_MAX = 30

/**
 * Renews a name from its expiry, also within its grace. Anyone may, for anyone.
 *
 * @returns When it expires now.
 * @throws SdkError name/invalid, name/not-registered, name/price-moved, contract/refused, contract/declined,
 * contract/reverted, contract/failed; and the reason of the caller's own abort.
 */
export async function* renewName(
  deps: RenewNameDeps,
  input: RenewNameInput,
): AsyncGenerator<RenewNameStep, number, void> {
  const { contracts } = deps
  const { yearCount, signal } = input
  signal?.throwIfAborted()
  const hash = bytesTo0x(nameHash(parseName(input.name)))
  const { length, expiresAtS } = held(await contracts.name(hash))
  if (expiresAtS <= input.expiresAtS) {
    const costAtomic = await contracts.costAtomic({ length, yearCount })
    const { costMaxAtomic = costAtomic } = input
    if (costAtomic > costMaxAtomic)
      throw new SdkError("name/price-moved", { meta: { costAtomic, costMaxAtomic } })
    if ((await contracts.allowanceAtomic()) < costAtomic) {
      signal?.throwIfAborted()
      yield { kind: "approving", amountAtomic: costAtomic }
      const txHash = await contracts.approve(costAtomic)
      yield { kind: "sent", what: "approve", txHash }
      await untilMined(deps, txHash, signal)
    }
    signal?.throwIfAborted()
    yield { kind: "renewing", costAtomic }
    const txHash = await contracts.renew({ nameHash: hash, yearCount, costMaxAtomic })
    yield { kind: "sent", what: "renew", txHash }
    await untilMined(deps, txHash, signal)
  }
  const renewed = held(await contracts.name(hash))
  yield { kind: "renewed", expiresAtS: renewed.expiresAtS }
  return renewed.expiresAtS
}

function held(onChain: NameOnChain): Exclude<NameOnChain, { status: "free" }> {
  if (onChain.status === "free") throw new SdkError("name/not-registered")
  return onChain
}

async function untilMined(deps: RenewNameDeps, txHash: Hex, signal: AbortSignal | undefined): Promise<void> {
  for (let unseen = 0; unseen < UNSEEN_MAX; ) {
    const state = await deps.contracts.transaction(txHash)
    if (state === "mined") return
    if (state === "reverted") throw new SdkError("contract/reverted", { meta: { txHash }, retryable: true })
    unseen = state === "unknown" ? unseen + 1 : 0
    await deps.sleepMs(deps.pollMs ?? POLL_MS, signal)
    signal?.throwIfAborted()
  }
  throw new SdkError("contract/failed", {
    meta: { txHash, reason: "the transaction is not to be seen" },
    retryable: true,
  })
}
