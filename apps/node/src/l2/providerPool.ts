import type { Clock, Logger } from "../ports.ts"
import { L2Error } from "./errors.ts"
import type { Provider } from "./jsonRpc.ts"

export type ProviderPoolDeps = {
  readonly clock: Clock
  readonly logger: Logger
  /** In order of preference. */
  readonly providers: readonly Provider[]
  readonly chainId: number
  /** Further behind the best one than this, a provider is passed over. */
  readonly lagBlocksMax: number
}

export type ProviderPool = {
  /** Runs `ask` on the best provider, on the next one when it fails. @throws L2Error l2/no-provider, with the last failure as cause. */
  readonly use: <T>(ask: (provider: Provider) => Promise<T>) => Promise<T>
  /** Asks every usable provider for its head, so that `use` can pass over those that lag. */
  readonly compareHeads: () => Promise<void>
}

type Seat = {
  readonly provider: Provider
  /** Checked once; a provider of another chain is never asked again. */
  chain: "unchecked" | "ours" | "foreign"
  restUntilMs: number
  failures: number
  head: number
}

const REST_MS = 2_000
const REST_MS_MAX = 120_000

/** Keeps an ordered list of providers. One that errs rests for a growing while; one that serves another chain is out. */
export function createProviderPool(deps: ProviderPoolDeps): ProviderPool {
  const seats: Seat[] = deps.providers.map((provider) => ({
    provider,
    chain: "unchecked",
    restUntilMs: 0,
    failures: 0,
    head: 0,
  }))

  const rest = (seat: Seat, error: unknown) => {
    seat.failures++
    const restMs = Math.min(REST_MS_MAX, REST_MS * 2 ** (seat.failures - 1))
    seat.restUntilMs = deps.clock.nowMs() + restMs
    deps.logger.warn(
      { provider: seat.provider.name, restMs, error: String(error) },
      "an L2 provider failed and rests",
    )
  }
  /** Rested ones first; when all rest, all are tried, as nothing is lost by asking. */
  const inOrder = () => {
    const best = Math.max(0, ...seats.map((seat) => seat.head))
    const usable = seats.filter((seat) => seat.chain !== "foreign")
    const rank = (seat: Seat) =>
      (seat.restUntilMs > deps.clock.nowMs() ? 2 : 0) + (seat.head + deps.lagBlocksMax < best ? 1 : 0)
    return usable.toSorted((left, right) => rank(left) - rank(right))
  }
  async function run<T>(seat: Seat, ask: (provider: Provider) => Promise<T>): Promise<T> {
    if (seat.chain === "unchecked") await checkChain(deps, seat)
    const answer = await ask(seat.provider)
    seat.failures = 0
    return answer
  }

  return {
    async use(ask) {
      let last: unknown
      for (const seat of inOrder()) {
        try {
          return await run(seat, ask)
        } catch (error) {
          if (isVerdict(error)) throw error
          last = error
          rest(seat, error)
        }
      }
      throw new L2Error("l2/no-provider", { cause: last, meta: { last: String(last) }, retryable: true })
    },
    async compareHeads() {
      if (seats.length < 2) return
      const awake = seats.filter((seat) => seat.chain !== "foreign" && seat.restUntilMs <= deps.clock.nowMs())
      await Promise.all(
        awake.map(async (seat) => {
          try {
            seat.head = Number(await run(seat, (provider) => provider.request("eth_blockNumber", [])))
          } catch (error) {
            rest(seat, error)
          }
        }),
      )
    },
  }
}

async function checkChain(deps: ProviderPoolDeps, seat: Seat): Promise<void> {
  const found = Number(await seat.provider.request("eth_chainId", []))
  if (found !== deps.chainId) {
    seat.chain = "foreign"
    deps.logger.error(
      { provider: seat.provider.name, found, expected: deps.chainId },
      "an L2 provider serves another chain and is not used",
    )
    throw new L2Error("l2/foreign-chain", {
      meta: { provider: seat.provider.name, found, expected: deps.chainId },
    })
  }
  seat.chain = "ours"
}

/** What another provider would answer alike: a contract's refusal is no fault of the provider. */
function isVerdict(error: unknown): boolean {
  return error instanceof L2Error && (error.code === "l2/contract-refused" || error.code === "l2/no-registry")
}
