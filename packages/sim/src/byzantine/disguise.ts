import type { Network } from "@sextant/node/ports"
import { equivocate } from "./equivocate.ts"
import { forge } from "./forge.ts"
import { garbage } from "./garbage.ts"
import type { Actor, Misdeed, Script } from "./misdeed.ts"
import { proposeFalsely } from "./proposeFalsely.ts"
import { replay } from "./replay.ts"
import { withhold } from "./withhold.ts"

const scripts: Readonly<Record<Misdeed, (actor: Actor) => Script>> = {
  equivocate,
  withhold,
  replay,
  garbage,
  forge,
  wrongRoot: (actor) => proposeFalsely(actor, "wrongRoot"),
  wrongL2: (actor) => proposeFalsely(actor, "wrongL2"),
}

/** The node's wires, on which its misdeed happens from the moment that `misdeed` names one. */
export function disguise(actor: Actor, misdeed: () => Misdeed | undefined): Network {
  const { network } = actor
  let script: Script | undefined
  const now = (): Script => {
    const chosen = misdeed()
    if (chosen !== undefined) script ??= scripts[chosen](actor)
    return script ?? {}
  }
  return {
    ...network,
    send: (to, protocol, body) => (now().send ?? network.send)(to, protocol, body),
    publish: (topic, body) => (now().publish ?? network.publish)(topic, body),
    onMessage: (protocol, handler, limits) =>
      network.onMessage(
        protocol,
        (from, body) => {
          now().hear?.(protocol, body)
          handler(from, body)
        },
        limits,
      ),
    subscribe: (topic, handler) =>
      network.subscribe(topic, (from, body) => {
        now().hear?.(topic, body)
        return handler(from, body)
      }),
    handle: (protocol, handler, limits) =>
      network.handle(
        protocol,
        async (from, body) => {
          const answer = await handler(from, body)
          return now().answer?.(answer) ?? answer
        },
        limits,
      ),
  }
}
