import { statusSchema } from "@sextant/wire/rpc/nodeApi"
import { DevnetError } from "./errors.ts"

export type L2Check = { readonly nodeUrl: string; readonly l2Url: string }

const CHECK_MS = 5_000
const HINT =
  "The local EVM chain lost blocks that the network had built on (it was killed before it could save them). Start a new network with: npm start -- --fresh"

/**
 * A local L2 that was killed may come back without its last second. What the network built on it cannot be mended.
 *
 * @throws DevnetError devnet/l2-lost-blocks
 */
export async function refuseLostL2(check: L2Check): Promise<void> {
  if (!(await isL2Intact(check))) throw new DevnetError("devnet/l2-lost-blocks", HINT)
}

/** Says it once when that happens to the running network. */
export function watchLostL2(
  check: L2Check,
  deps: { readonly say: (text: string) => void; readonly signal: AbortSignal },
): void {
  const look = async () => {
    if (await isL2Intact(check)) return
    clearInterval(timer)
    deps.say(HINT)
  }
  // Nodes and L2 may be starting again at this moment; the next look tells.
  const timer = setInterval(() => void look().catch(() => {}), CHECK_MS)
  deps.signal.addEventListener("abort", () => clearInterval(timer), { once: true })
}

/** True when the L2 still has the block that the network's newest final block names. */
async function isL2Intact({ nodeUrl, l2Url }: L2Check): Promise<boolean> {
  const response = await fetch(`${nodeUrl}/v1/status`, { signal: AbortSignal.timeout(2_000) })
  const { l2 } = statusSchema.parse(await response.json())
  const answer = await fetch(l2Url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "eth_getBlockByNumber",
      params: [`0x${l2.number.toString(16)}`, false],
    }),
    signal: AbortSignal.timeout(2_000),
  })
  const { result } = (await answer.json()) as { readonly result: { readonly hash: string } | null }
  return result?.hash === l2.hash
}
