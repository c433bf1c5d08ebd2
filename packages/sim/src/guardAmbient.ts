type Ambient = { readonly owner: object; readonly name: string }

/** What a node may reach only through its ports. */
const ambient: readonly Ambient[] = [
  { owner: Date, name: "now" },
  { owner: Math, name: "random" },
  { owner: performance, name: "now" },
  { owner: globalThis, name: "setTimeout" },
  { owner: globalThis, name: "setInterval" },
  { owner: AbortSignal, name: "timeout" },
  { owner: crypto, name: "getRandomValues" },
  { owner: crypto, name: "randomUUID" },
]

const SIMULATED_SOURCES = /\/(apps\/node|packages\/(consensus|state-transition|wire|crypto|shared))\/src\//

/**
 * Watches for simulated code that reads the real clock, real randomness or real timers: such a run would not replay.
 *
 * @param onUse - Called with a sentence that names the place.
 * @returns Ends the watch.
 */
export function guardAmbient(onUse: (sentence: string) => void): () => void {
  const restores = ambient.map(({ owner, name }) => {
    const original = Reflect.get(owner, name) as (...args: readonly unknown[]) => unknown
    const watched = function (this: unknown, ...args: readonly unknown[]) {
      const place = simulatedPlace()
      if (place !== undefined) onUse(`${name} is used outside the ports: ${place}`)
      return Reflect.apply(original, this, args)
    }
    Object.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
    return () => Object.defineProperty(owner, name, { value: original, configurable: true, writable: true })
  })
  return () => {
    for (const restore of restores) restore()
  }
}

/** The caller's line, when it is code that is being simulated. */
function simulatedPlace(): string | undefined {
  const caller = new Error().stack?.split("\n")[3]?.trim()
  return caller !== undefined && SIMULATED_SOURCES.test(caller) ? caller : undefined
}
