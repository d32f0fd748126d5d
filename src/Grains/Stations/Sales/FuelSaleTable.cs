using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Sales;

/// <summary>The table of fuel sales. A change names the version that its caller saw, or the states that allow it.</summary>
internal static class FuelSaleTable
{
    private static readonly RowColumns<NewFuelSale> Reported = new(
        ("id", s => s.Id.Value),
        ("station_id", s => s.Pump.Station.Value),
        ("pump", s => s.Pump.Number),
        ("site_transaction", s => s.Report.SiteTransaction),
        ("authorisation_id", s => s.Authorisation?.Value),
        ("site_product", s => s.Report.Product),
        ("currency", s => s.Report.Currency),
        ("amount_fen", s => s.Report.AmountFen),
        ("volume_ml", s => s.Report.VolumeMl),
        ("volume_decimals", s => s.Report.VolumeDecimals),
        ("price_milli", s => s.Report.PriceMilli),
        ("vat_milli", s => s.Report.VatMilli),
        ("state", s => (int)s.State),
        ("review_reason", s => (int)s.Review),
        ("deferred", s => s.Report.Deferred ? 1 : 0),
        ("reported_at", s => s.ReportedAt)
    );

    private const string Columns = """
        id, station_id, pump, site_transaction, authorisation_id, site_product, currency, amount_fen, volume_ml, price_milli,
        state, review_reason, deferred, payer_id, locked_until, clear_id, clear_tries, reported_at, version,
        volume_decimals
        """;

    private const string Select = $"SELECT {Columns} FROM fuel_sales";

    private static readonly string Insert = $"""
        INSERT INTO fuel_sales ({Reported.Names}, clear_tries, version, changed_at)
        VALUES ({Reported.Parameters}, 0, 1, @reported_at) ON CONFLICT DO NOTHING
        """;

    private static readonly string Unsettled =
        $"state IN ({FuelSaleState.Open:D}, {FuelSaleState.Locked:D}, {FuelSaleState.Clearing:D}, {FuelSaleState.UnderReview:D})";

    private static readonly string Lock = $"""
        UPDATE fuel_sales SET state = {FuelSaleState.Locked:D}, payer_id = @payer, locked_until = @until, version = version + 1,
            changed_at = @now
        WHERE id = @id
        """;

    private const string NoPayer = "payer_id = NULL, locked_until = NULL, clear_id = NULL, clear_tries = 0";

    public static Task<FuelSale?> FindAsync(LedgerSession session, FuelSaleId id) =>
        session.Sql($"{Select} WHERE id = @id").With("id", id.Value).FirstAsync(Read);

    public static Task<ImmutableArray<FuelSale>> FindAsync(LedgerSession session, IEnumerable<FuelSaleId> ids) =>
        session
            .Sql($"{Select} WHERE id {session.AnyOf<Guid>("ids")}")
            .WithAnyOf("ids", ids.Select(id => id.Value))
            .ListAsync(Read);

    /// <summary>The sale that was fuelled under an authorisation.</summary>
    public static Task<FuelSale?> OfAuthorisationAsync(LedgerSession session, AuthorisationId authorisation) =>
        session.Sql($"{Select} WHERE authorisation_id = @id").With("id", authorisation.Value).FirstAsync(Read);

    /// <summary>The sale that a pump's site names so.</summary>
    public static Task<FuelSale?> OfTransactionAsync(LedgerSession session, PumpKey pump, string siteTransaction) =>
        session
            .Sql($"{Select} WHERE station_id = @station AND pump = @pump AND site_transaction = @transaction")
            .With("station", pump.Station.Value)
            .With("pump", pump.Number)
            .With("transaction", siteTransaction)
            .FirstAsync(Read);

    /// <summary>The sales of a station that are open, locked, clearing or under review, by pump.</summary>
    public static Task<ImmutableArray<FuelSale>> UnsettledAsync(LedgerSession session, StationId station) =>
        session
            .Sql($"{Select} WHERE station_id = @station AND {Unsettled} ORDER BY pump, id")
            .With("station", station.Value)
            .ListAsync(Read);

    /// <summary>True when a pump has a sale that is open, locked, clearing or under review.</summary>
    public static Task<bool> HasUnsettledAsync(LedgerSession session, PumpKey pump) =>
        session
            .Sql($"SELECT 1 FROM fuel_sales WHERE station_id = @station AND pump = @pump AND {Unsettled} LIMIT 1")
            .With("station", pump.Station.Value)
            .With("pump", pump.Number)
            .FirstAsync(_ => true);

    /// <summary>The latest sales of a station that were held for a review since a time, newest first.</summary>
    public static Task<ImmutableArray<FuelSale>> HeldAsync(
        LedgerSession session,
        StationId station,
        DateTimeOffset since,
        int limit
    ) =>
        session
            .Sql(
                $"""
                {Select} WHERE station_id = @station AND reported_at >= @since AND review_reason <> {ReviewReason.None:D}
                ORDER BY reported_at DESC, id DESC LIMIT @limit
                """
            )
            .With("station", station.Value)
            .With("since", since)
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>False when the site's transaction (or the authorisation) has a sale already.</summary>
    public static async Task<bool> InsertAsync(LedgerSession session, NewFuelSale sale) =>
        await Reported.Bind(session.Sql(Insert), sale).ExecuteAsync() == 1;

    /// <summary>Locks an open sale to a payer. A lock that ran out, or is the payer's own, is taken over.</summary>
    public static async Task<bool> LockAsync(
        LedgerSession session,
        FuelSaleId sale,
        CustomerId payer,
        DateTimeOffset until,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                {Lock} AND (state = {FuelSaleState.Open:D}
                    OR (state = {FuelSaleState.Locked:D} AND (payer_id = @payer OR locked_until <= @now)))
                """
            )
            .With("payer", payer.Value)
            .With("until", until)
            .With("now", now)
            .With("id", sale.Value)
            .ExecuteAsync() == 1;

    /// <summary>Locks a sale that nobody has locked.</summary>
    public static async Task<bool> LockOpenAsync(
        LedgerSession session,
        FuelSaleId sale,
        CustomerId payer,
        DateTimeOffset now
    ) =>
        await session
            .Sql($"{Lock} AND state = {FuelSaleState.Open:D}")
            .With("payer", payer.Value)
            .With("until", now)
            .With("now", now)
            .With("id", sale.Value)
            .ExecuteAsync() == 1;

    /// <summary>Opens a payer's locked sale for others, unless the site was already told of a payment.</summary>
    public static Task<int> UnlockAsync(LedgerSession session, FuelSaleId sale, CustomerId payer, DateTimeOffset now) =>
        session
            .Sql(
                $"""
                UPDATE fuel_sales SET state = {FuelSaleState.Open:D}, payer_id = NULL, locked_until = NULL, version = version + 1,
                    changed_at = @now
                WHERE id = @id AND state = {FuelSaleState.Locked:D} AND payer_id = @payer AND clear_id IS NULL
                """
            )
            .With("now", now)
            .With("id", sale.Value)
            .With("payer", payer.Value)
            .ExecuteAsync();

    /// <summary>
    /// Moves a sale on from the version that was seen. An open sale has no payer and no CLEAR id: the next payer starts from the
    /// first try, under a new id.
    /// </summary>
    public static async Task<bool> MoveAsync(
        LedgerSession session,
        FuelSale seen,
        FuelSaleState to,
        ReviewReason review,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE fuel_sales SET state = @to, review_reason = @review, version = version + 1, changed_at = @now
                    {(to == FuelSaleState.Open ? $", {NoPayer}" : "")}
                WHERE id = @id AND version = @version
                """
            )
            .With("to", (int)to)
            .With("review", (int)review)
            .With("now", now)
            .With("id", seen.Id.Value)
            .With("version", seen.Version)
            .ExecuteAsync() == 1;

    /// <summary>Sets whether the pump was freed before the payment. The version stays: no decision depends on it.</summary>
    public static Task<int> DeferAsync(LedgerSession session, FuelSaleId sale, bool deferred) =>
        session
            .Sql("UPDATE fuel_sales SET deferred = @deferred WHERE id = @id")
            .With("deferred", deferred ? 1 : 0)
            .With("id", sale.Value)
            .ExecuteAsync();

    /// <summary>Counts one more try to clear, under the same CLEAR id as the tries before.</summary>
    public static async Task<bool> BeginTryAsync(
        LedgerSession session,
        FuelSale seen,
        Guid clearId,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE fuel_sales SET state = {FuelSaleState.Clearing:D}, clear_id = @clear, clear_tries = clear_tries + 1,
                    version = version + 1, changed_at = @now
                WHERE id = @id AND version = @version
                """
            )
            .With("clear", clearId)
            .With("now", now)
            .With("id", seen.Id.Value)
            .With("version", seen.Version)
            .ExecuteAsync() == 1;

    /// <summary>Undoes the last try to clear, which was never sent. Without any try left, the sale is locked as before.</summary>
    public static Task<int> UndoTryAsync(LedgerSession session, FuelSale seen, long tries) =>
        session
            .Sql(
                $"""
                UPDATE fuel_sales SET clear_tries = clear_tries - 1, version = version + 1,
                    state = CASE WHEN clear_tries = 1 THEN {FuelSaleState.Locked:D} ELSE {FuelSaleState.Clearing:D} END,
                    clear_id = CASE WHEN clear_tries = 1 THEN NULL ELSE clear_id END
                WHERE id = @id AND version = @version AND clear_tries = @tries
                """
            )
            .With("id", seen.Id.Value)
            .With("version", seen.Version)
            .With("tries", (int)tries)
            .ExecuteAsync();

    /// <summary>Moves a sale that is not settled to the back office.</summary>
    public static Task<int> MoveToBackOfficeAsync(LedgerSession session, FuelSaleId sale, DateTimeOffset now) =>
        session
            .Sql(
                $"""
                UPDATE fuel_sales SET state = {FuelSaleState.BackOffice:D}, version = version + 1, changed_at = @now
                WHERE id = @id AND {Unsettled}
                """
            )
            .With("now", now)
            .With("id", sale.Value)
            .ExecuteAsync();

    private static FuelSale Read(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Pump = new(new(r.Id(1)), r.Int(2)),
            SiteTransaction = r.Text(3),
            Authorisation = r.IdOrNull(4) is { } authorisation ? new(authorisation) : null,
            Product = r.Text(5),
            Currency = r.Text(6),
            AmountFen = r.Long(7),
            VolumeMl = r.Long(8),
            PriceMilli = r.LongOrNull(9),
            State = (FuelSaleState)r.Int(10),
            Review = (ReviewReason)r.Int(11),
            Deferred = r.Int(12) != 0,
            Payer = r.IdOrNull(13) is { } payer ? new(payer) : null,
            LockedUntil = r.TimeOrNull(14),
            ClearId = r.IdOrNull(15),
            ClearTries = r.Int(16),
            ReportedAt = r.Time(17),
            Version = r.Long(18),
            VolumeDecimals = r.Int(19),
        };
}

/// <summary>A sale as its site reports it for the first time.</summary>
internal sealed record NewFuelSale
{
    public required FuelSaleId Id { get; init; }
    public required PumpKey Pump { get; init; }
    public required TransactionReport Report { get; init; }
    public required AuthorisationId? Authorisation { get; init; }
    public required ReviewReason Review { get; init; }
    public required DateTimeOffset ReportedAt { get; init; }

    public FuelSaleState State => Review == ReviewReason.None ? FuelSaleState.Open : FuelSaleState.UnderReview;
}
