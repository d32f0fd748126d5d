namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>A pump as the site reports it (OpenFSC <c>PUMP</c>). Unknown: not reported on the connection that holds now.</summary>
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

/// <summary>What kind of fuel a product is, in the words of OpenFSC's product mapping. VAT in thousandths of a percent.</summary>
[GenerateSerializer, Immutable, Alias("fuel.product-report")]
public sealed record ProductReport(string Product, string Category, long VatMilli, string? Name);

/// <summary>A pump that runs: our own addition to OpenFSC, sent by sites that announce it.</summary>
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

    /// <summary>The pump was given free for others although this one is not paid.</summary>
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
}

/// <summary>A complete answer to TRANSACTIONS: what was reported before it was asked, and is not in it, is no longer open.</summary>
[GenerateSerializer, Immutable, Alias("fuel.listed-transactions")]
public sealed record ListedTransactions(int? Pump, ImmutableArray<TransactionName> Open, DateTimeOffset AskedAt);

[GenerateSerializer, Immutable, Alias("fuel.transaction-name")]
public readonly record struct TransactionName(int Pump, string SiteTransaction);

/// <summary>What a site told since the last batch: full values, the latest of each, so a batch sent twice does no harm.</summary>
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

/// <summary>Current false: a later connection holds the site, so this one is over. Ask: pumps whose transactions are wanted.</summary>
[GenerateSerializer, Immutable, Alias("fuel.site-reply")]
public sealed record SiteReply(bool Current, ImmutableArray<int> Ask);
