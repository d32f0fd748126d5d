using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Authorisations;

/// <summary>
/// Reads and changes the authorisations of pumps. Each change names the version it saw. A command is written before it is sent, under
/// the connection that carries it: the protocol carries no epoch to the pump, so the row must.
/// </summary>
public sealed class AuthorisationStore(LedgerDatabase database, TimeProvider time)
{
    public Task<Authorisation?> FindAsync(AuthorisationId id, CancellationToken ct) =>
        database.ReadAsync(session => AuthorisationTable.FindAsync(session, id), ct);

    public Task<Authorisation?> FindOpenAsync(PumpKey pump, CancellationToken ct) =>
        database.ReadAsync(session => AuthorisationTable.FindOpenAsync(session, pump), ct);

    /// <summary>Writes a request. False: the pump has another open authorisation (or the id is taken).</summary>
    public Task<bool> RequestAsync(
        PumpKey pump,
        AuthoriseRequest request,
        string currency,
        string paymentMethod,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            session =>
                AuthorisationTable.InsertAsync(
                    session,
                    new()
                    {
                        Id = request.Id,
                        Pump = pump,
                        Customer = request.Customer,
                        Currency = currency,
                        CreditFen = request.CreditFen,
                        Products = request.Products,
                        PaymentMethod = paymentMethod,
                        State = AuthorisationState.Requested,
                        Version = 1,
                        CreatedAt = now,
                        ChangedAt = now,
                    }
                ),
            ct
        );
    }

    /// <summary>
    /// Moves an authorisation on from the version that was seen, before a command is sent. Null: its state does not allow the command,
    /// somebody else changed it, or the epoch is not that of the active connection.
    /// </summary>
    public async Task<Authorisation?> BeginAsync(
        Authorisation seen,
        SiteCommandKind command,
        long epoch,
        CancellationToken ct
    ) =>
        AuthorisationRule.WhenSent(command, seen.State) is not { } to
            ? null
            : await database.WriteAsync(
                async session =>
                    await StationTable.CheckFencingEpochAsync(session, seen.Pump.Station, epoch)
                    && await AuthorisationTable.MoveAsync(session, seen, to, time.GetUtcNow())
                        ? await AuthorisationTable.FindAsync(session, seen.Id)
                        : null,
                ct
            );

    /// <summary>Releases an authorisation whose command was never sent, and answers the row.</summary>
    public Task<Authorisation?> ReleaseUnsentAsync(AuthorisationId id, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await AuthorisationTable.ReleaseUnsentAsync(session, id, time.GetUtcNow());
                return await AuthorisationTable.FindAsync(session, id);
            },
            ct
        );

    /// <summary>
    /// Releases an order's authorisation if its command was never sent. An authorisation that was never written is written as
    /// released, so a request that is still on its way finds it ended. Answers the row, released or not.
    /// </summary>
    internal static async Task<Authorisation?> EndUnsentAsync(
        LedgerSession session,
        FuelOrder order,
        DateTimeOffset now
    )
    {
        await AuthorisationTable.InsertAsync(
            session,
            new()
            {
                Id = order.Authorisation,
                Pump = order.Pump,
                Customer = order.Customer,
                Currency = FuelOrder.Currency,
                CreditFen = order.CreditFen,
                Products = [],
                PaymentMethod = "",
                State = AuthorisationState.Released,
                Version = 1,
                CreatedAt = now,
                ChangedAt = now,
            }
        );
        await AuthorisationTable.ReleaseUnsentAsync(session, order.Authorisation, now);
        return await AuthorisationTable.FindAsync(session, order.Authorisation);
    }

    /// <summary>
    /// Writes a site's answer to the command that was sent under this version. Null: the epoch is not that of the active connection.
    /// The result "never sent" does not come from the site, so it counts under any epoch.
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
                if (
                    code != SiteCode.NotSent
                    && !await StationTable.CheckFencingEpochAsync(session, pump.Station, epoch)
                )
                    return null;
                var id = command.Authorisation;
                if (AuthorisationRule.AfterAnswer(command.Kind, code) is { } move)
                    await AuthorisationTable.AnswerAsync(session, id, command.Try, code, move, time.GetUtcNow());
                else if (code > 0)
                    await AuthorisationTable.AnswerAsync(session, id, command.Try, code);
                return await AuthorisationTable.FindAsync(session, id);
            },
            ct
        );

    /// <summary>Releases an authorisation because its site reports that it gave no fuel. Fuel that was reported stays reported.</summary>
    public Task<LockedBySiteOutcome> LockedBySiteAsync(
        PumpKey pump,
        long epoch,
        AuthorisationId id,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (!await StationTable.CheckFencingEpochAsync(session, pump.Station, epoch))
                    return LockedBySiteOutcome.Stale;
                if (await AuthorisationTable.FindAsync(session, id) is not { } found || found.Pump != pump)
                    return LockedBySiteOutcome.NotFound;
                var released = await AuthorisationTable.ReleaseSentAsync(session, id, time.GetUtcNow());
                // A site repeats the report when our first answer was lost.
                return released || found.State == AuthorisationState.Released
                    ? LockedBySiteOutcome.Done
                    : LockedBySiteOutcome.WrongState;
            },
            ct
        );

    /// <summary>
    /// Moves authorisations to the back office that have had no end, and no change, since a time. Their money stays held. Answers how
    /// many.
    /// </summary>
    public Task<int> SweepUnknownAsync(DateTimeOffset changedBefore, CancellationToken ct) =>
        database.WriteAsync(
            session => AuthorisationTable.MoveUnknownToBackOfficeAsync(session, changedBefore, time.GetUtcNow()),
            ct
        );
}
