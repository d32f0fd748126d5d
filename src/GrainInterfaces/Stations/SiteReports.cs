namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>A pump as the site reports it (OpenFSC <c>PUMP</c>). Unknown: not reported over the active connection.</summary>
[GenerateSerializer, Alias("fuel.pump-state")]
public enum PumpState
{
    Unknown = 0,
    Free = 1,
    InUse = 2,
    InTransaction = 3,
    ReadyToPay = 4,

    /// <summary>Gives no fuel until it is authorised.</summary>
    Locked = 5,
    OutOfOrder = 6,
}

[GenerateSerializer, Immutable, Alias("fuel.pump-report")]
public readonly record struct PumpReport(int Pump, PumpState State);

/// <summary>A product's price in thousandths of the currency's unit per litre.</summary>
[GenerateSerializer, Immutable, Alias("fuel.price-report")]
public sealed record PriceReport(string Product, string Currency, long PriceMilli, string Description);

/// <summary>The kind of fuel that a product is, in the terms of OpenFSC's product mapping. VAT is in thousandths of a percent.</summary>
[GenerateSerializer, Immutable, Alias("fuel.product-report")]
public sealed record ProductReport(string Product, string Category, long VatMilli, string? Name);

/// <summary>The meter of a running pump: our own addition to OpenFSC, sent by sites that announce it.</summary>
[GenerateSerializer, Immutable, Alias("fuel.meter-report")]
public sealed record MeterReport(
    int Pump,
    AuthorisationId? Authorisation,
    string Product,
    long VolumeMl,
    long AmountFen
);

/// <summary>A fuelling that is done and not yet paid. Amounts are cut to whole hundredths and millilitres, never rounded up.</summary>
[GenerateSerializer, Immutable, Alias("fuel.transaction-report")]
public sealed record TransactionReport
{
    [Id(0)]
    public required int Pump { get; init; }

    [Id(1)]
    public required string SiteTransaction { get; init; }

    /// <summary>The pump was freed for others although the transaction is not paid.</summary>
    [Id(2)]
    public required bool Deferred { get; init; }

    [Id(3)]
    public required string Product { get; init; }

    [Id(4)]
    public required string Currency { get; init; }

    [Id(5)]
    public required long AmountFen { get; init; }

    [Id(6)]
    public required long VatMilli { get; init; }

    [Id(7)]
    public required long VolumeMl { get; init; }

    /// <summary>Null from clients of older drafts, which leave it out.</summary>
    [Id(8)]
    public required long? PriceMilli { get; init; }

    /// <summary>False when the amount had a fraction of a hundredth.</summary>
    [Id(9)]
    public required bool Exact { get; init; }

    /// <summary>The decimals that the site reported of the litres, at most 3. The dispenser counts finer than it reports.</summary>
    [Id(10)]
    public required int VolumeDecimals { get; init; }
}

/// <summary>
/// A complete answer to TRANSACTIONS. A transaction that was reported before the query and is not in the answer is not open any more.
/// </summary>
[GenerateSerializer, Immutable, Alias("fuel.listed-transactions")]
public sealed record ListedTransactions(int? Pump, ImmutableArray<TransactionName> Open, DateTimeOffset AskedAt);

[GenerateSerializer, Immutable, Alias("fuel.transaction-name")]
public readonly record struct TransactionName(int Pump, string SiteTransaction);

/// <summary>The reports of a site since the last batch: the latest full values, so a batch that is sent twice does no harm.</summary>
[GenerateSerializer, Immutable, Alias("fuel.site-batch")]
public sealed record SiteBatch
{
    [Id(0)]
    public ImmutableArray<ProductReport> Products { get; init; } = [];

    [Id(1)]
    public ImmutableArray<PriceReport> Prices { get; init; } = [];

    [Id(2)]
    public ImmutableArray<MeterReport> Meters { get; init; } = [];

    [Id(3)]
    public ImmutableArray<TransactionReport> Transactions { get; init; } = [];

    [Id(4)]
    public ImmutableArray<ListedTransactions> Listed { get; init; } = [];

    [Id(5)]
    public ImmutableArray<PumpReport> Pumps { get; init; } = [];
}

/// <summary>The reply to a batch.</summary>
/// <param name="Current">False: the connection is not the active one any more, so its reports count for nothing.</param>
/// <param name="Ask">The pumps whose transactions the web node queries.</param>
[GenerateSerializer, Immutable, Alias("fuel.site-reply")]
public sealed record SiteReply(bool Current, ImmutableArray<int> Ask);
