import { fileURLToPath } from "node:url"
import { defineConfig } from "prisma/config"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const { DATABASE_URL, SHADOW_DATABASE_URL } = process.env

/** Read by Prisma's command line only; the running project migrates through `migrate.ts`. */
export default defineConfig({
  schema: here("schema.prisma"),
  migrations: { path: here("migrations") },
  // Generating needs no database; anything else takes DATABASE_URL.
  datasource: {
    url: DATABASE_URL ?? "postgresql://127.0.0.1:1/none",
    ...(SHADOW_DATABASE_URL ? { shadowDatabaseUrl: SHADOW_DATABASE_URL } : {}),
  },
})
