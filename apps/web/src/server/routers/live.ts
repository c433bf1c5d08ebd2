import { setTimeout as sleep } from "node:timers/promises"
import { getPulse, type Pulse } from "../queries/sync.ts"
import { publicProcedure, router } from "../trpc.ts"

const POLL_INTERVAL_MS = 1_000

export const liveRouter = router({
  /** One stream per tab: what is newest, whenever it changes. Pages ask again for what they show. */
  pulse: publicProcedure.subscription(async function* ({ ctx, signal }): AsyncGenerator<Pulse> {
    const ended = signal === undefined ? ctx.shutdown : AbortSignal.any([signal, ctx.shutdown])
    let last = ""
    while (!ended.aborted) {
      const pulse = await getPulse(ctx)
      const text = JSON.stringify(pulse)
      if (text !== last) yield pulse
      last = text
      await sleep(POLL_INTERVAL_MS, undefined, { signal: ended }).catch(() => {})
    }
  }),
})
