import { type Address, bytesToHex, type Hex, keccak256, stringToBytes } from "viem"
import { SESH, type TestNetwork } from "./network.ts"
import { type GasRow, gasRow } from "./rows.ts"

const RECORD_BYTES = 73
const FUNDS = 50_000n * SESH
const ALLOWANCE = 10n ** 18n
const DAY_S = 86_400

const secretOf = (name: string) => keccak256(stringToBytes(`secret of ${name}`))
const record = (byte: number) => bytesToHex(new Uint8Array(RECORD_BYTES).fill(byte))

type NameOwner = { readonly name: string; readonly owner: Address }

/** Commits to a name and registers it when the commitment is old enough. */
export async function registerName(network: TestNetwork, { name, owner }: NameOwner) {
  const { read, call } = network
  const nameHash = await read<Hex>({ contract: "NameRegistry", name: "nameHashOf", args: [name] })
  const registration = {
    nameHash,
    length: name.length,
    owner,
    yearCount: 1,
    encryptedRecord: record(7),
    secret: secretOf(name),
  }
  const args = [registration]
  const commitment = await read<Hex>({ contract: "NameRegistry", name: "commitmentOf", args })
  const committed = await call({ contract: "NameRegistry", name: "commit", args: [commitment], from: owner })
  await network.wait(60)
  const costMax = 10_000n * SESH
  const registered = await call({
    contract: "NameRegistry",
    name: "register",
    args: [registration, costMax],
    from: owner,
  })
  return { nameHash, committed, registered }
}

/** Gives an account tokens, and the contracts that take fees an allowance. */
export async function prepareCustomer(network: TestNetwork, customer: Address): Promise<void> {
  const { call, addressOf } = network
  await call({ contract: "SessionToken", name: "transfer", args: [customer, FUNDS] })
  for (const spender of ["NameRegistry", "SessionPro", "NameMarket", "FeeRouter"] as const) {
    const args = [addressOf(spender), ALLOWANCE]
    await call({ contract: "SessionToken", name: "approve", args, from: customer })
  }
}

export async function measureServices(network: TestNetwork): Promise<readonly GasRow[]> {
  const { account } = network
  const [seller, buyer] = [await account(20), await account(21)]
  await prepareCustomer(network, seller)
  await prepareCustomer(network, buyer)
  return [
    ...(await measureNames(network, { seller, buyer })),
    ...(await measureMarket(network, { seller, buyer })),
    ...(await measurePro(network, buyer)),
  ]
}

type Parties = { readonly seller: Address; readonly buyer: Address }

async function measureNames(network: TestNetwork, { seller, buyer }: Parties) {
  const send = (name: string, args: readonly unknown[], from: Address) =>
    network.call({ contract: "NameRegistry", name, args, from })
  await registerName(network, { name: "first", owner: buyer })
  const { nameHash, committed, registered } = await registerName(network, { name: "satoshi", owner: seller })
  const costMax = 10_000n * SESH
  return [
    gasRow("name: commit", committed),
    gasRow("name: register", registered),
    gasRow("name: renew for a year", await send("renew", [nameHash, 1, costMax], buyer)),
    gasRow("name: change the record", await send("setEncryptedRecord", [nameHash, record(8)], seller)),
    gasRow("name: reveal", await send("reveal", ["satoshi"], seller)),
    gasRow(
      "name: set a plain record",
      await send("setPlainRecord", [nameHash, "url", "https://a.b"], seller),
    ),
    gasRow("name: set the reverse record", await send("setReverse", [nameHash], seller)),
    gasRow("name: transfer", await send("transferFrom", [seller, buyer, BigInt(nameHash)], seller)),
  ]
}

async function measureMarket(network: TestNetwork, { seller, buyer }: Parties) {
  const { account, nowS, addressOf, read } = network
  const rival = await account(22)
  await prepareCustomer(network, rival)
  const market = (name: string, args: readonly unknown[], from: Address) =>
    network.call({ contract: "NameMarket", name, args, from })
  const names = (name: string, args: readonly unknown[], from: Address) =>
    network.call({ contract: "NameRegistry", name, args, from })
  const forSale = async (name: string) => {
    const { nameHash } = await registerName(network, { name, owner: seller })
    await names("reveal", [name], seller)
    return nameHash
  }
  const [listed, wanted, auctioned] = [
    await forSale("listed"),
    await forSale("wanted"),
    await forSale("auctioned"),
  ]
  await names("setApprovalForAll", [addressOf("NameMarket"), true], seller)
  const price = 100n * SESH
  const expiresAtS = BigInt(DAY_S + (await nowS()))
  const rows = [
    gasRow("market: list", await market("list", [listed, price, expiresAtS], seller)),
    gasRow("market: buy", await market("buy", [listed, seller, price], buyer)),
    gasRow("market: offer", await market("makeOffer", [wanted, price, expiresAtS], buyer)),
  ]
  const offerId = await read<bigint>({ contract: "NameMarket", name: "lastOfferId", args: [] })
  rows.push(
    gasRow("market: accept an offer", await market("acceptOffer", [offerId], seller)),
    gasRow("market: start an auction", await market("startAuction", [auctioned, price, expiresAtS], seller)),
    gasRow("market: first bid", await market("bid", [auctioned, price, expiresAtS], buyer)),
    gasRow("market: higher bid", await market("bid", [auctioned, 2n * price, expiresAtS], rival)),
  )
  await network.wait(DAY_S)
  rows.push(
    gasRow("market: settle an auction", await market("settle", [auctioned], buyer)),
    gasRow("market: withdraw", await market("withdraw", [seller], seller)),
  )
  return rows
}

async function measurePro(network: TestNetwork, buyer: Address) {
  const buy = (key: number) =>
    network.call({
      contract: "SessionPro",
      name: "buy",
      args: [keccak256(stringToBytes(`account ${key}`)), 1, 1_000n * SESH],
      from: buyer,
    })
  await network.call({ contract: "PriceFeed", name: "setPrice", args: [10_000_000n] })
  const first = await buy(1)
  return [
    gasRow("pro: buy a pass", first),
    gasRow("pro: extend a pass", await buy(1)),
    gasRow(
      "fees: pay the router",
      await network.call({ contract: "FeeRouter", name: "pay", args: [SESH], from: buyer }),
    ),
  ]
}
