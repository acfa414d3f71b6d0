// Loaded by `node --require` before the server, so that what telemetry looks into is patched before it is used.
import { env } from "../src/env";
import { answeredAll, guardServers, sayGoodbye } from "./http";
import { isNoise } from "./next";
import { askDatabase } from "./postgres";
import { begin, endWell } from "./process";
import { startTelemetry } from "./telemetry";

begin(env);
const deliver = startTelemetry(isNoise);
guardServers(askDatabase);
endWell({ sayGoodbye, isComplete: answeredAll, deliver });
