namespace FuelGrains.Grains.Storage;

/// <summary>How the rows of sales and authorisations are read, once for everyone.</summary>
internal static class FuelSaleRows
{
    public const string Columns = """
        id, station_id, pump, site_transaction, authorisation_id, site_product, currency, amount_fen, volume_ml, price_milli,
        state, hold_reason, deferred, payer_id, locked_until, clear_id, clear_tries, reported_at, fence
        """;

    public const string AuthorisationColumns =
        "id, station_id, pump, customer_id, currency, credit_fen, products, payment_method, state, fence, answer_code, created_at, changed_at";

    public static Task<FuelSale?> FindAsync(LedgerSession session, FuelSaleId id) =>
        session.Sql($"SELECT {Columns} FROM fuel_sales WHERE id = @id").With("id", id.Value).FirstAsync(Sale);

    public static Task<Authorisation?> FindAsync(LedgerSession session, AuthorisationId id) =>
        session
            .Sql($"SELECT {AuthorisationColumns} FROM authorisations WHERE id = @id")
            .With("id", id.Value)
            .FirstAsync(Authorisation);

    /// <summary>The sale that was fuelled under an authorisation.</summary>
    public static Task<FuelSale?> OfAsync(LedgerSession session, AuthorisationId authorisation) =>
        session
            .Sql($"SELECT {Columns} FROM fuel_sales WHERE authorisation_id = @id")
            .With("id", authorisation.Value)
            .FirstAsync(Sale);

    /// <summary>Which of the chain's grades a product of a site is; null when staff did not say.</summary>
    public static Task<string?> GradeAsync(LedgerSession session, StationId station, string product) =>
        session
            .Sql("SELECT grade FROM station_products WHERE station_id = @station AND site_product = @product")
            .With("station", station.Value)
            .With("product", product)
            .FirstAsync(r => r.TextOrNull(0));

    /// <summary>
    /// Holds the connection's epoch until the transaction ends: a later connection waits for it, an earlier one finds nothing.
    /// </summary>
    public static async Task<bool> FenceAsync(LedgerSession session, StationId station, long epoch) =>
        await session
            .Sql($"SELECT 1 FROM stations WHERE id = @id AND connection_epoch = @epoch {session.Keep}")
            .With("id", station.Value)
            .With("epoch", epoch)
            .FirstAsync(r => r.Int(0)) == 1;

    public static FuelSale Sale(LedgerRow r) =>
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
            Hold = (ReviewReason)r.Int(11),
            Deferred = r.Int(12) != 0,
            Payer = r.IdOrNull(13) is { } payer ? new(payer) : null,
            LockedUntil = r.TimeOrNull(14),
            ClearId = r.IdOrNull(15),
            ClearTries = r.Int(16),
            ReportedAt = r.Time(17),
            Fence = r.Long(18),
        };

    public static Authorisation Authorisation(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Pump = new(new(r.Id(1)), r.Int(2)),
            Customer = new(r.Id(3)),
            Currency = r.Text(4),
            CreditFen = r.Long(5),
            Products = [.. r.Text(6).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            PaymentMethod = r.Text(7),
            State = (AuthorisationState)r.Int(8),
            Fence = r.Long(9),
            AnswerCode = (int?)r.LongOrNull(10),
            CreatedAt = r.Time(11),
            ChangedAt = r.Time(12),
        };
}
