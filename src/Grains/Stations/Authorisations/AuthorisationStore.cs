using FuelGrains.Grains.Stations;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// Authorisations of pumps. Each change names the fence it saw, and what is about to be sent to a site is written first,
/// under the connection that is to carry it: the protocol carries no epoch to the pump, so the row must.
/// </summary>
public sealed class AuthorisationLedger(LedgerDatabase database, TimeProvider time)
{
    /// <summary>Writes a request. False: the pump has another open authorisation (or the id is taken).</summary>
    public async Task<bool> RequestAsync(
        PumpKey pump,
        AuthoriseRequest request,
        string currency,
        string paymentMethod,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        return await database.WriteAsync(
                session =>
                    session
                        .Sql(
                            """
                            INSERT INTO authorisations (id, station_id, pump, customer_id, currency, credit_fen, products, payment_method, state, fence, created_at, changed_at)
                            VALUES (@id, @station, @pump, @customer, @currency, @credit, @products, @method, 0, 1, @now, @now) ON CONFLICT DO NOTHING
                            """
                        )
                        .With("id", request.Id.Value)
                        .With("station", pump.Station.Value)
                        .With("pump", pump.Number)
                        .With("customer", request.Customer.Value)
                        .With("currency", currency)
                        .With("credit", request.CreditFen)
                        .With("products", string.Join(' ', request.Products))
                        .With("method", paymentMethod)
                        .With("now", now)
                        .ExecuteAsync(),
                ct
            ) == 1;
    }

    /// <summary>Before a command is sent: moves on from the fence that was seen, while the connection still holds the site. Null: not so.</summary>
    public Task<Authorisation?> BeginAsync(
        Authorisation seen,
        AuthorisationState to,
        long epoch,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (!await FuelSaleRows.FenceAsync(session, seen.Pump.Station, epoch))
                    return null;
                var moved = await session
                    .Sql(
                        "UPDATE authorisations SET state = @state, fence = fence + 1, changed_at = @now WHERE id = @id AND fence = @fence"
                    )
                    .With("state", (int)to)
                    .With("now", time.GetUtcNow())
                    .With("id", seen.Id.Value)
                    .With("fence", seen.Fence)
                    .ExecuteAsync();
                return moved == 1 ? await FuelSaleRows.FindAsync(session, seen.Id) : null;
            },
            ct
        );

    /// <summary>A request that never left ends without fuel.</summary>
    public Task<Authorisation?> GiveUpAsync(AuthorisationId id, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await session
                    .Sql(
                        "UPDATE authorisations SET state = 10, fence = fence + 1, changed_at = @now WHERE id = @id AND state = 0"
                    )
                    .With("now", time.GetUtcNow())
                    .With("id", id.Value)
                    .ExecuteAsync();
                return await FuelSaleRows.FindAsync(session, id);
            },
            ct
        );

    /// <summary>
    /// What was never sent ends, also when it was never written: then it is written as over, so that a request on its way finds it.
    /// Answers the row as it stands: released, or not to be ended by us.
    /// </summary>
    public Task<Authorisation?> EndUnsentAsync(FuelOrder order, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await session
                    .Sql(
                        """
                        INSERT INTO authorisations (id, station_id, pump, customer_id, currency, credit_fen, products, payment_method, state, fence, created_at, changed_at)
                        VALUES (@id, @station, @pump, @customer, 'CNY', @credit, '', '', 10, 1, @now, @now) ON CONFLICT DO NOTHING
                        """
                    )
                    .With("id", order.Authorisation.Value)
                    .With("station", order.Pump.Station.Value)
                    .With("pump", order.Pump.Number)
                    .With("customer", order.Customer.Value)
                    .With("credit", order.CreditFen)
                    .With("now", time.GetUtcNow())
                    .ExecuteAsync();
                await session
                    .Sql(
                        "UPDATE authorisations SET state = 10, fence = fence + 1, changed_at = @now WHERE id = @id AND state = 0"
                    )
                    .With("now", time.GetUtcNow())
                    .With("id", order.Authorisation.Value)
                    .ExecuteAsync();
                return await FuelSaleRows.FindAsync(session, order.Authorisation);
            },
            ct
        );

    /// <summary>
    /// A site's answer to the command sent under this fence. Null: it came over a connection that no longer holds the site.
    /// That a command never left is not the site's word, and counts whoever holds it.
    /// </summary>
    public Task<Authorisation?> AnswerAsync(
        PumpKey pump,
        SiteCommand command,
        long epoch,
        int code,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (code != SiteCode.NotSent && !await FuelSaleRows.FenceAsync(session, pump.Station, epoch))
                    return null;
                var unlocking = command.Kind == SiteCommandKind.UnlockPump;
                var to = unlocking ? AuthorisationRule.AfterUnlock(code) : AuthorisationRule.AfterLock(code);
                var from = unlocking ? AuthorisationState.Unlocking : AuthorisationState.Locking;
                if (to is { } state)
                    await session
                        .Sql(
                            """
                            UPDATE authorisations SET state = @state, answer_code = @code, fence = fence + 1, changed_at = @now
                            WHERE id = @id AND fence = @fence AND state = @from
                            """
                        )
                        .With("state", (int)state)
                        .With("code", code)
                        .With("now", time.GetUtcNow())
                        .With("id", command.Authorisation.Value)
                        .With("fence", command.Try)
                        .With("from", (int)from)
                        .ExecuteAsync();
                else if (code > 0)
                    await session
                        .Sql("UPDATE authorisations SET answer_code = @code WHERE id = @id AND fence = @fence")
                        .With("code", code)
                        .With("id", command.Authorisation.Value)
                        .With("fence", command.Try)
                        .ExecuteAsync();
                return await FuelSaleRows.FindAsync(session, command.Authorisation);
            },
            ct
        );

    /// <summary>The site says that it gave no fuel. Fuel that was reported stands.</summary>
    public Task<LockedBySiteOutcome> LockedBySiteAsync(
        PumpKey pump,
        long epoch,
        AuthorisationId id,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (!await FuelSaleRows.FenceAsync(session, pump.Station, epoch))
                    return LockedBySiteOutcome.Stale;
                if (await FuelSaleRows.FindAsync(session, id) is not { } found || found.Pump != pump)
                    return LockedBySiteOutcome.NotFound;
                var released = await session
                    .Sql(
                        "UPDATE authorisations SET state = 10, fence = fence + 1, changed_at = @now WHERE id = @id AND state IN (1, 2, 3)"
                    )
                    .With("now", time.GetUtcNow())
                    .With("id", id.Value)
                    .ExecuteAsync();
                // Told a second time, because the first answer was lost, is no other thing.
                return released == 1 || found.State == AuthorisationState.Released
                    ? LockedBySiteOutcome.Done
                    : LockedBySiteOutcome.WrongState;
            },
            ct
        );

    public Task<Authorisation?> FindAsync(AuthorisationId id, CancellationToken ct) =>
        database.ReadAsync(session => FuelSaleRows.FindAsync(session, id), ct);

    public Task<Authorisation?> FindOpenAsync(PumpKey pump, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session
                    .Sql(
                        $"SELECT {FuelSaleRows.AuthorisationColumns} FROM authorisations WHERE station_id = @station AND pump = @pump AND state < 10"
                    )
                    .With("station", pump.Station.Value)
                    .With("pump", pump.Number)
                    .FirstAsync(FuelSaleRows.Authorisation),
            ct
        );

    /// <summary>What stayed without an end too long goes to staff; its money stays held. Answers how many.</summary>
    public Task<int> SweepUnknownAsync(DateTimeOffset changedBefore, CancellationToken ct) =>
        database.WriteAsync(
            session =>
                session
                    .Sql(
                        "UPDATE authorisations SET state = 12, fence = fence + 1, changed_at = @now WHERE state < 4 AND changed_at < @before"
                    )
                    .With("now", time.GetUtcNow())
                    .With("before", changedBefore)
                    .ExecuteAsync(),
            ct
        );

    internal static Task FuelledAsync(LedgerSession session, AuthorisationId id, DateTimeOffset now) =>
        session
            .Sql(
                "UPDATE authorisations SET state = 4, fence = fence + 1, changed_at = @now WHERE id = @id AND state < 4"
            )
            .With("now", now)
            .With("id", id.Value)
            .ExecuteAsync();

    /// <summary>The sale's CLEAR ended it. A sale that was not cleared through us gives the money back.</summary>
    internal static Task EndAsync(LedgerSession session, AuthorisationId id, FuelSaleState sale, DateTimeOffset now)
    {
        var to = sale switch
        {
            FuelSaleState.Settled => AuthorisationState.Settled,
            FuelSaleState.PaidInside or FuelSaleState.Open => AuthorisationState.Released,
            _ => AuthorisationState.BackOffice,
        };
        return session
            .Sql(
                "UPDATE authorisations SET state = @state, fence = fence + 1, changed_at = @now WHERE id = @id AND state = 4"
            )
            .With("state", (int)to)
            .With("now", now)
            .With("id", id.Value)
            .ExecuteAsync();
    }
}
