import type { Http, HttpAnswer, HttpCall, HttpRequest } from '@/core/ports';

/** HTTP over uni.request. The body goes out and comes back as a text: the core decides what it means. */
export const uniHttp: Http = {
  send({ method, url, headers, body }: HttpRequest): HttpCall {
    let abort: () => void = () => undefined;
    const answer = new Promise<HttpAnswer>((resolve, reject) => {
      const task = uni.request({
        url,
        method: method as 'GET',
        header: { ...headers },
        // uni-app's browser build needs a text where there is no body, and takes one of a GET as a query.
        data: method === 'GET' ? undefined : (body ?? ''),
        dataType: 'text',
        responseType: 'text',
        success: ({ statusCode, header, data }) =>
          resolve({ status: statusCode, headers: lowered(header as Record<string, unknown>), body: textOf(data) }),
        fail: ({ errMsg }) => reject(new Error(errMsg)),
      });
      abort = () => task.abort();
    });
    return { answer, abort };
  },
};

/** Phones spell a header's name as the server does, in lower case, or capitalised; some give a list of values. */
function lowered(header: Record<string, unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(header)) headers[name.toLowerCase()] = String(header[name]);
  return headers;
}

const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data ?? ''));
