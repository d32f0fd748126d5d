// The server's shapes that pages show, by the names of its OpenAPI document.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Config = Schemas['Config'];
export type CustomerPhone = Schemas['PhoneJson'];
export type FlashSale = Schemas['FlashSaleJson'];
export type FlashSaleList = Schemas['FlashSaleList'];
export type FlashSaleSnapshot = Schemas['FlashSaleSnapshot'];
export type GroupBuy = Schemas['GroupBuyJson'];
export type GroupBuyList = Schemas['GroupBuyList'];
export type GroupBuySnapshot = Schemas['GroupBuySnapshot'];
export type OpenTeam = Schemas['OpenTeamJson'];
export type OpenTeamList = Schemas['OpenTeamList'];
export type Team = Schemas['TeamJson'];
export type PlacedSeat = Schemas['PlacedSeat'];
export type Order = Schemas['OrderJson'];
export type OrderList = Schemas['OrderList'];
export type OrderDetail = Schemas['OrderDetailJson'];
export type OrderRefund = Schemas['OrderRefundJson'];
export type FuelOrder = Schemas['FuelOrderJson'];
export type PumpOffer = Schemas['PumpOfferJson'];
export type OpenSale = Schemas['OpenSaleJson'];
export type Voucher = Schemas['VoucherJson'];
export type VoucherPage = Schemas['VoucherPage'];
export type VoucherDetail = Schemas['VoucherDetail'];
export type Station = Schemas['StationJson'];
export type StationList = Schemas['StationList'];
export type Profile = Schemas['CustomerProfile'];
export type Consent = Schemas['ConsentView'];
export type ConsentList = Schemas['ConsentList'];

/** A station's board. Only the live hub sends it, so the document does not describe it. */
export interface Board {
  readonly id: string;
  readonly name: string;
  readonly connected: boolean;
  readonly heardAt: string | null;
  readonly asOf: string;
  readonly meters: boolean;
  readonly prices: readonly BoardPrice[];
  readonly pumps: readonly BoardPump[];
}

export interface BoardPrice {
  readonly product: string;
  readonly grade: string | null;
  readonly name: string;
  readonly currency: string;
  readonly priceMilli: number;
  readonly at: string;
  readonly current: boolean;
}

export interface BoardPump {
  readonly number: number;
  readonly state: string;
  readonly product: string | null;
  readonly volumeMl: number | null;
  readonly amountFen: number | null;
  readonly sale: string | null;
}

/** News of the customer, from the live hub. */
export interface MyNews {
  readonly orders: readonly Order[];
  readonly news: readonly string[];
}
