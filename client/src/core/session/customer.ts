import { Cancel } from '../cancel';
import type { Answer, Api, CallOptions } from '../http/api';
import { Problem } from '../http/problem';
import type { Login, Session } from './session';

/** Another customer logged in meanwhile: what the former one asked for waits for them. */
export class OtherCustomer extends Error {
  readonly slug = 'other-customer';
}

type Options = Omit<CallOptions, 'token'> & { readonly only?: string };

/** Calls the server as the customer. A token that expires in the press is renewed, and the same request is sent again with its key. */
export class Customer {
  constructor(
    private readonly api: Api,
    private readonly session: Session,
  ) {}

  get id(): string | null {
    return this.session.last?.customerId ?? null;
  }

  /** only: the one customer who may send this request. */
  async call<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
    const cancel = options.cancel ?? new Cancel();
    const login = await this.session.need(cancel);
    try {
      return await this.send(login, method, path, options);
    } catch (error) {
      if (!(error instanceof Problem) || error.slug !== 'unauthenticated') throw error;
      this.session.refused(login.token);
      return this.send(await this.session.need(cancel), method, path, options);
    }
  }

  async get<T>(path: string, cancel?: Cancel): Promise<T> {
    return (await this.call<T>('GET', path, { cancel })).data;
  }

  private send<T>(login: Login, method: string, path: string, options: Options): Promise<Answer<T>> {
    if (options.only !== undefined && options.only !== login.customerId) throw new OtherCustomer('another customer');
    return this.api.call<T>(method, path, { ...options, token: login.token });
  }
}
