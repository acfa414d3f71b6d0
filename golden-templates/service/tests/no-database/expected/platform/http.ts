import * as z from "zod";

/** Bytes of JSON: plenty for what people type, and nothing that could fill the memory. */
const MAX_JSON = 65_536;

function refusal(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** The text of a body, read no further than `limit` bytes; undefined for more. */
async function boundedText(request: Request, limit: number): Promise<string | undefined> {
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.byteLength;
    if (length > limit) {
      // Not cancelled: that would close the connection before the answer is read.
      reader?.releaseLock();
      return undefined;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * The JSON that a request brings, as `schema` has it; or the answer that says what is wrong with it: 413 for more than `limit`
 * bytes, 400 for what is no JSON and for what does not fit.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limit = MAX_JSON,
): Promise<z.infer<Schema> | Response> {
  const text = await boundedText(request, limit);
  if (text === undefined) {
    return refusal(413, `The body has more than ${limit} bytes.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refusal(400, `The body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const result = schema.safeParse(json);
  return result.success ? result.data : refusal(400, z.prettifyError(result.error));
}
