import { type Address, type Hex, keccak256, stringToBytes } from "viem"
import { SESH, type TestNetwork } from "./network.ts"
import { payerHash, signedTerms } from "./nodes.ts"
import { type GasRow, gasRow } from "./rows.ts"

const CONTRIBUTORS = 10
const ALLOWANCE = 10n ** 18n

type Pool = { readonly address: Address; readonly gas: bigint }
type Reservation = { readonly contributor: Address; readonly amount: bigint }

/** Creates the pool of node n. The signatures name the pool, so its address is asked for first. */
export async function createPool(
  network: TestNetwork,
  input: { readonly n: number; readonly operator: Address; readonly reservations?: readonly Reservation[] },
): Promise<Pool> {
  const { n, operator } = input
  const salt = keccak256(stringToBytes(`pool ${n}`))
  const args = [operator, salt]
  const address = await network.read<Address>({
    contract: "ContributionPoolFactory",
    name: "poolAddress",
    args,
  })
  const terms = {
    ...signedTerms(network, { n, operator, fundingHash: payerHash(address) }),
    autoFinalize: true,
  }
  const gas = await network.call({
    contract: "ContributionPoolFactory",
    name: "createPool",
    args: [terms, input.reservations ?? [], salt],
    from: operator,
  })
  return { address, gas }
}

/** Gives `from` what it stakes, and the pool an allowance that outlasts every contribution. */
export async function prepareContributor(network: TestNetwork, pool: Address, from: Address): Promise<void> {
  await network.call({ contract: "SessionToken", name: "transfer", args: [from, network.requirement] })
  await network.call({ contract: "SessionToken", name: "approve", args: [pool, ALLOWANCE], from })
}

export async function contribute(
  network: TestNetwork,
  input: { readonly pool: Address; readonly from: Address; readonly amount: bigint },
): Promise<bigint> {
  const { pool, from, amount } = input
  const seen = await network.read<Hex>({
    contract: "ContributionPool",
    name: "termsHash",
    args: [],
    at: pool,
  })
  return network.call({
    contract: "ContributionPool",
    name: "contribute",
    args: [amount, from, seen],
    at: pool,
    from,
  })
}

/** @param nextNode - The number of the next node to be registered. */
export async function measurePools(network: TestNetwork, nextNode: number): Promise<readonly GasRow[]> {
  const { account, requirement } = network
  const people = await Promise.all(Array.from({ length: CONTRIBUTORS }, (_, index) => account(10 + index)))
  const [operator, ...others] = people as [Address, ...Address[]]
  // The very first pool writes the list's length from zero.
  await createPool(network, { n: nextNode + 2, operator })
  const pool = await createPool(network, { n: nextNode, operator })
  const each = 2_000n * SESH
  const reservations = people.map((contributor, index) => ({
    contributor,
    amount: index === 0 ? requirement - 9n * each : each,
  }))
  const reserved = await createPool(network, { n: nextNode + 1, operator, reservations })
  for (const person of people) await prepareContributor(network, pool.address, person)
  const give = (from: Address, amount: bigint) => contribute(network, { pool: pool.address, from, amount })
  const rows = [
    gasRow("create a pool", pool.gas, {
      anchor: ["factory.deploy, 0 reservations", 4_134_848],
      ratioMax: 0.15,
    }),
    gasRow("create a pool with 10 reservations", reserved.gas, {
      anchor: ["factory.deploy, 10 reservations", 4_670_648],
    }),
    gasRow("contribute as the operator", await give(operator, requirement - 9n * each), {
      anchor: ["contributeFunds, operator", 215_773],
      ratioMax: 0.9,
    }),
  ]
  const last = others.pop()
  for (const [index, person] of others.entries()) {
    const place = index + 2
    rows.push(
      gasRow(`contribute as number ${place}`, await give(person, each), {
        anchor: [`contributeFunds, number ${place}`, contributionReference(place)],
        ratioMax: 0.9,
      }),
    )
  }
  const [, , , , , , , , ninth] = people
  rows.push(
    gasRow("contribute again, 9 in", await give(ninth ?? operator, SESH), {
      anchor: ["contributeFunds, top-up, 9 in", 120_524],
      ratioMax: 0.9,
    }),
    gasRow("contribute as number 10, which fills the pool", await give(last ?? operator, each - SESH)),
  )
  const finalize = { contract: "ContributionPool", name: "finalize", args: [], at: pool.address } as const
  rows.push(
    gasRow("finalize a pool of 10", await network.call(finalize), {
      anchor: ["finalize, 10 contributors", 2_146_368],
      ratioMax: 0.35,
    }),
  )
  return rows
}

/** Measured for the second and the ninth, and rising evenly between them. */
function contributionReference(place: number): number {
  return Math.round(166_125 + ((203_015 - 166_125) * (place - 2)) / 7)
}
