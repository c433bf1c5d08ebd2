import { NetworkError } from "@sextant/node/network/errors"
import {
  BODY_BYTES_DEFAULT,
  CONCURRENCY_DEFAULT,
  WAITING_REQUESTS_MAX,
} from "@sextant/node/network/streamLimits"
import type { Clock, Logger, NetworkRequest, ProtocolLimits } from "@sextant/node/ports"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Endpoint, MemoryHub } from "./memoryHub.ts"

export type RequestHandler = (from: NodeId, body: Uint8Array) => Promise<Uint8Array>

export type MemoryRequestsDeps = {
  readonly hub: MemoryHub
  readonly clock: Clock
  readonly logger: Logger
  readonly own: Endpoint
  readonly requestsOf: (nodeId: NodeId) => MemoryRequests | undefined
}

type Answer =
  | { readonly kind: "ok"; readonly body: Uint8Array }
  | { readonly kind: "refused" | "unreachable" }

export type MemoryRequests = {
  readonly ask: (to: NodeId, request: NetworkRequest) => Promise<Uint8Array>
  readonly handle: (protocol: string, handler: RequestHandler, limits: ProtocolLimits) => void
  readonly serve: (from: NodeId, protocol: string, body: Uint8Array) => Promise<Answer>
  readonly settle: (id: number, answer: Answer) => void
  /** Ends the questions to one peer, or all of them: the connection is gone. */
  readonly failAll: (to?: NodeId) => void
}

type Waiting = { readonly to: NodeId; readonly settle: (answer: Answer | { kind: "timeout" }) => void }
type Served = {
  readonly run: RequestHandler
  readonly limits: Required<Pick<ProtocolLimits, "bodyBytesMax" | "concurrencyMax">>
}

/** Questions and answers of one node; both travel as parcels. */
export function createMemoryRequests(deps: MemoryRequestsDeps): MemoryRequests {
  const waiting = new Map<number, Waiting>()
  const served = new Map<string, Served>()
  const gates = new Map<string, Gate>()
  let nextId = 0
  return {
    ask(to, request) {
      if (request.body.length > BODY_BYTES_DEFAULT) throw new NetworkError("network/too-large")
      if (!deps.own.connected.has(to)) throw new NetworkError("network/unreachable", { meta: { to } })
      if ([...waiting.values()].filter((entry) => entry.to === to).length >= WAITING_REQUESTS_MAX)
        throw new NetworkError("network/busy")
      return ask({ ...deps, waiting, id: nextId++ }, to, request)
    },
    handle(protocol, run, limits) {
      const { bodyBytesMax = BODY_BYTES_DEFAULT, concurrencyMax = CONCURRENCY_DEFAULT } = limits
      served.set(protocol, { run, limits: { bodyBytesMax, concurrencyMax } })
    },
    async serve(from, protocol, body) {
      const handler = served.get(protocol)
      if (handler === undefined || body.length > handler.limits.bodyBytesMax) return { kind: "unreachable" }
      const gate = gateOf(gates, `${from} ${protocol}`)
      await enter(gate, handler.limits.concurrencyMax)
      try {
        const answer = await handler.run(from, body)
        return answer.length > handler.limits.bodyBytesMax
          ? { kind: "refused" }
          : { kind: "ok", body: answer }
      } catch (error) {
        deps.logger.debug({ from, protocol, error }, "refused a request")
        return { kind: "refused" }
      } finally {
        leave(gate)
      }
    },
    settle: (id, answer) => waiting.get(id)?.settle(answer),
    failAll(to) {
      for (const entry of [...waiting.values()])
        if (to === undefined || entry.to === to) entry.settle({ kind: "unreachable" })
    },
  }
}

type AskDeps = MemoryRequestsDeps & { readonly waiting: Map<number, Waiting>; readonly id: number }

function ask(deps: AskDeps, to: NodeId, request: NetworkRequest): Promise<Uint8Array> {
  const { clock, hub, id, own, waiting } = deps
  return new Promise((resolve, reject) => {
    if (!own.life.allows("request")) return
    const cancel = clock.schedule(request.timeoutMs, () => waiting.get(id)?.settle({ kind: "timeout" }))
    waiting.set(id, {
      to,
      settle(answer) {
        waiting.delete(id)
        cancel()
        if (answer.kind === "ok") resolve(answer.body)
        else reject(new NetworkError(`network/${answer.kind}`, { meta: { to } }))
      },
    })
    const wasTaken = hub.carry({
      from: own.nodeId,
      to,
      stream: `${request.protocol}?`,
      body: request.body,
      mayRepeat: false,
      arrive: (body) => void serveAndAnswer(deps, to, { ...request, body }),
    })
    if (!wasTaken) reject(new NetworkError("network/busy"))
  })
}

/** Runs at the peer that is asked. */
async function serveAndAnswer(deps: AskDeps, at: NodeId, request: NetworkRequest): Promise<void> {
  const { hub, id, own } = deps
  const answer = (await deps.requestsOf(at)?.serve(own.nodeId, request.protocol, request.body)) ?? unreachable
  const server = hub.endpoint(at)
  if (server === undefined || !server.life.allows("answer")) return
  hub.carry({
    from: at,
    to: own.nodeId,
    stream: `${request.protocol}!`,
    body: answer.kind === "ok" ? answer.body : new Uint8Array(),
    mayRepeat: false,
    arrive: (body) => {
      const isSameRun = hub.endpoint(own.nodeId) === own
      if (isSameRun)
        deps.requestsOf(own.nodeId)?.settle(id, answer.kind === "ok" ? { kind: "ok", body } : answer)
    },
  })
}

const unreachable: Answer = { kind: "unreachable" }

/** Requests of one peer and protocol in work; the others wait in line. */
type Gate = { inWork: number; readonly line: (() => void)[] }

function gateOf(gates: Map<string, Gate>, name: string): Gate {
  const known = gates.get(name)
  if (known !== undefined) return known
  const gate: Gate = { inWork: 0, line: [] }
  gates.set(name, gate)
  return gate
}

async function enter(gate: Gate, concurrencyMax: number): Promise<void> {
  if (gate.inWork >= concurrencyMax) await new Promise<void>((resolve) => gate.line.push(resolve))
  else gate.inWork++
}

/** Hands the place to the next in line, or frees it. */
function leave(gate: Gate): void {
  const next = gate.line.shift()
  if (next === undefined) gate.inWork--
  else next()
}
