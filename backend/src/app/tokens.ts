/** Names under which the things made at start-up are injected. */
export const CONFIG = Symbol('config')
export const METADATA = Symbol('metadata')
/** the embedded engine; undefined on a ClickHouse server */
export const ENGINE = Symbol('engine')
export const WAREHOUSE = Symbol('warehouse')
export const RUN_TOKEN = Symbol('run token')
export const AMAZON_EDGE = Symbol('amazon edge')
