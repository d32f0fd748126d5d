using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Sales;

/// <summary>
/// Reads sales of fuel and changes them for a payer: lock, unlock, clear. Each change is conditional on the sale's own row, so the
/// loser of a race learns what happened.
/// </summary>
public sealed class FuelSaleStore(LedgerDatabase database, TimeProvider time)
{
    public Task<FuelSale?> FindAsync(FuelSaleId id, CancellationToken ct) =>
        database.ReadAsync(session => FuelSaleTable.FindAsync(session, id), ct);

    public Task<ImmutableArray<FuelSale>> UnsettledAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(session => FuelSaleTable.UnsettledAsync(session, station), ct);

    /// <summary>The station's sales that were held for a review, of the last days.</summary>
    public Task<HeldSales> HeldAsync(StationId station, TimeSpan last, CancellationToken ct) =>
        database.ReadAsync(session => HeldSaleQueries.SinceAsync(session, station, time.GetUtcNow() - last), ct);

    /// <summary>Locks an open sale to a payer; a lock that has run out, or is the payer's own, is taken over.</summary>
    public Task<FuelSaleReply> LockAsync(
        FuelSaleId id,
        PumpKey pump,
        CustomerId payer,
        TimeSpan lockFor,
        CancellationToken ct
    ) =>
        ChangeAsync(
            id,
            pump,
            async (session, sale, now) =>
            {
                if (sale.State == FuelSaleState.Locked && sale.Payer != payer && sale.LockedUntil > now)
                    return FuelSaleOutcome.LockedByOther;
                if (sale.State is not (FuelSaleState.Open or FuelSaleState.Locked))
                    return FuelSaleOutcome.WrongState;
                return await FuelSaleTable.LockAsync(session, id, payer, now + lockFor, now)
                    ? FuelSaleOutcome.Done
                    : FuelSaleOutcome.LockedByOther;
            },
            ct
        );

    public Task<FuelSaleReply> UnlockAsync(FuelSaleId id, PumpKey pump, CustomerId payer, CancellationToken ct) =>
        ChangeAsync(
            id,
            pump,
            async (session, sale, now) =>
            {
                if (sale.State == FuelSaleState.Open)
                    return FuelSaleOutcome.Done;
                if (sale.State != FuelSaleState.Locked || sale.Payer != payer)
                    return FuelSaleOutcome.WrongState;
                return await FuelSaleTable.MoveAsync(session, sale, FuelSaleState.Open, sale.Review, now)
                    ? FuelSaleOutcome.Done
                    : FuelSaleOutcome.WrongState;
            },
            ct
        );

    /// <summary>Begins one more try to clear. The try is committed before the command is sent, under the epoch that carries it.</summary>
    public Task<FuelSaleReply> BeginClearAsync(
        FuelSaleId id,
        PumpKey pump,
        CustomerId payer,
        long epoch,
        CancellationToken ct
    ) =>
        ChangeAsync(
            id,
            pump,
            async (session, sale, now) =>
            {
                if (sale.State is not (FuelSaleState.Locked or FuelSaleState.Clearing) || sale.Payer != payer)
                    return FuelSaleOutcome.WrongState;
                if (!await StationTable.CheckFencingEpochAsync(session, pump.Station, epoch))
                    return FuelSaleOutcome.WrongState;
                var clearId = sale.ClearId ?? sale.Authorisation?.Value ?? Guid.CreateVersion7(now);
                return await FuelSaleTable.BeginTryAsync(session, sale, clearId, now)
                    ? FuelSaleOutcome.Done
                    : FuelSaleOutcome.WrongState;
            },
            ct
        );

    /// <summary>
    /// Writes the result of a try to clear, once. A try that was never sent is undone. Null: the answer came under an epoch that is
    /// not that of the active connection, so the answer counts for nothing.
    /// </summary>
    public Task<FuelSale?> EndClearAsync(
        FuelSaleId id,
        PumpKey pump,
        long epoch,
        long tries,
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
                if (
                    await FuelSaleTable.FindAsync(session, id) is not { State: FuelSaleState.Clearing } sale
                    || sale.Pump != pump
                )
                    return null;
                var now = time.GetUtcNow();
                if (code == SiteCode.NotSent)
                    await FuelSaleTable.UndoTryAsync(session, sale, tries);
                else if (
                    ClearRule.After(ClearRule.Evaluate(code, tries)) is { } state
                    && await FuelSaleTable.MoveAsync(session, sale, state, sale.Review, now)
                )
                {
                    if (sale.Authorisation is { } authorisation)
                        await AuthorisationTable.EndFuelledAsync(
                            session,
                            authorisation,
                            AuthorisationRule.AfterClear(state),
                            now
                        );
                }
                else
                    return sale;
                return await FuelSaleTable.FindAsync(session, id);
            },
            ct
        );

    private Task<FuelSaleReply> ChangeAsync(
        FuelSaleId id,
        PumpKey pump,
        Func<LedgerSession, FuelSale, DateTimeOffset, Task<FuelSaleOutcome>> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (await FuelSaleTable.FindAsync(session, id) is not { } sale || sale.Pump != pump)
                    return new FuelSaleReply(FuelSaleOutcome.NotFound, null);
                var outcome = await change(session, sale, time.GetUtcNow());
                return new(outcome, await FuelSaleTable.FindAsync(session, id));
            },
            ct
        );
}

/// <summary>
/// Interprets a site's answer to CLEAR. A code on a retry means something else than on the first try, because the site may have
/// executed the first try.
/// </summary>
public static class ClearRule
{
    /// <summary>The number of tries without a usable answer before manual review: at one try a connection, days have gone by.</summary>
    public const int MostTries = 50;

    public static ClearOutcome Evaluate(int code, long tries) =>
        (code, Retry: tries > 1) switch
        {
            (SiteCode.Ok, _) => ClearOutcome.Settled,
            (410, true) => ClearOutcome.Settled,
            (403, false) => ClearOutcome.NotPermitted,
            (403, true) => ClearOutcome.PaidInside,
            (404, _) or (410, false) => ClearOutcome.BackOffice,
            _ => tries >= MostTries ? ClearOutcome.BackOffice : ClearOutcome.NoAnswer,
        };

    /// <summary>The state of the sale after an outcome; null while the outcome is unknown.</summary>
    public static FuelSaleState? After(ClearOutcome outcome) =>
        outcome switch
        {
            ClearOutcome.Settled => FuelSaleState.Settled,
            ClearOutcome.NotPermitted => FuelSaleState.Open,
            ClearOutcome.PaidInside => FuelSaleState.PaidInside,
            ClearOutcome.BackOffice => FuelSaleState.BackOffice,
            _ => null,
        };
}
