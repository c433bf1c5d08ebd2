declare module "*.css"

declare namespace NodeJS {
  interface ProcessEnv {
    /** Set by Next while it compiles and runs; replaced in the code. */
    readonly NEXT_RUNTIME?: "nodejs" | "edge"
  }
}
